package trips

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/sheet"
)

// closureTable are the columns of a table of closures.
var closureTable = []sheet.Column{
	{Key: "id", Aliases: []string{"编号", "序号", "closure"}, Required: true, Holds: sheet.Code, Example: "F-2026-07"},
	{Key: "name", Aliases: []string{"路段", "名称", "地点", "road", "place"}, Required: true, Example: "青石桥"},
	{Key: "reason", Aliases: []string{"原因", "事由", "cause"}, Example: "塌方"},
	{Key: "from", Aliases: []string{"开始", "开始时间", "起始时间", "封闭时间", "start"}, Required: true, Holds: sheet.Time, Example: "2026-07-01 08:30"},
	{Key: "to", Aliases: []string{"结束", "结束时间", "截止时间", "恢复时间", "until", "end"}, Holds: sheet.Time, Example: "2026-07-20"},
	{Key: "line", Aliases: []string{"线", "坐标串", "geometry", "wkt"}, Example: "106.5 26.6; 106.6 26.7"},
	{Key: "lon", Aliases: []string{"经度", "longitude", "lng"}, Holds: sheet.Number, Example: "106.5"},
	{Key: "lat", Aliases: []string{"纬度", "latitude"}, Holds: sheet.Number, Example: "26.6"},
	{Key: "within_m", Aliases: []string{"范围", "范围米", "radius_m"}, Holds: sheet.Number, Example: "50"},
	{Key: "datum", Aliases: []string{"坐标系"}, Example: "wgs84", Choices: []string{"wgs84", "gcj02", "bd09"}},
}

// ImportClosures stores the closed roads of a table (CSV in UTF-8 or GB18030,
// or XLSX) or of a GeoJSON feature collection, whose properties have the names
// of the columns; name is the file's, for messages. A closure with an id that is
// there already replaces it. All or nothing, as ImportPlaces; the lines of
// features are their numbers. Trips read before that a new or changed closure may
// have to do with are held against it by jobs; the report says how many.
//
// Faults: ErrImportDenied unless the actor is an administrator, ErrTable.
func (s *Service) ImportClosures(ctx context.Context, actor Actor, r io.Reader, name string, dryRun bool) (ImportReport, error) {
	if !actor.Has(Admin) {
		return ImportReport{}, fmt.Errorf("account %s: %w", actor.Login, ErrImportDenied)
	}
	if !countyCode.MatchString(string(actor.County)) {
		return ImportReport{}, fmt.Errorf("county %q: %w", actor.County, ErrCounty)
	}
	rows, report, err := closureRows(r, name)
	if err != nil {
		return ImportReport{}, fmt.Errorf("%w: %w", err, ErrTable)
	}
	report.DryRun = dryRun
	closures, problems := readClosures(rows)
	report.Refused = append(report.Refused, problems...)
	slices.SortStableFunc(report.Refused, func(a, b sheet.Problem) int { return a.Line - b.Line })
	if dryRun || len(report.Refused) > 0 {
		return report, nil
	}
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) (err error) {
		report.Again, err = s.putInClosures(ctx, tx, actor.County, closures)
		return err
	})
	if err != nil {
		return ImportReport{}, fmt.Errorf("import %s: %w", name, err)
	}
	report.Stored = len(closures)
	return report, nil
}

// putInClosures stores the closures that are new or other than they were, and
// enqueues a look at the trips these, or what they were, may have to do with.
func (s *Service) putInClosures(ctx context.Context, tx *sqlx.Tx, county County, closures []Closure) (again int, err error) {
	if err := changeClosures(ctx, s.db.Dialect, tx, county); err != nil {
		return 0, err
	}
	var changed, affected []Closure
	for _, c := range closures {
		const query = `SELECT ` + closureColumns + ` FROM closures WHERE county = ? AND id = ?`
		before, err := listClosures(ctx, tx, query, county, c.ID)
		if err != nil {
			return 0, err
		}
		if len(before) == 1 && reflect.DeepEqual(before[0], c.inUTC()) {
			continue
		}
		changed, affected = append(changed, c), append(append(affected, before...), c)
	}
	if err := upsertClosures(ctx, tx, county, changed); err != nil {
		return 0, err
	}
	return s.weighAgain(ctx, tx, county, affected)
}

// closureRows reads the rows of a table or the features of GeoJSON, which
// begins with a brace.
func closureRows(r io.Reader, name string) ([]closureRow, ImportReport, error) {
	data, err := io.ReadAll(io.LimitReader(r, sheet.MaxBytes+1))
	if err != nil {
		return nil, ImportReport{}, err
	}
	if len(data) > sheet.MaxBytes {
		return nil, ImportReport{}, sheet.ErrTooLarge
	}
	if text := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"); len(text) > 0 && text[0] == '{' {
		rows, err := featureRows(text)
		return rows, ImportReport{Rows: len(rows)}, err
	}
	table, err := sheet.Read(bytes.NewReader(data), name, closureTable)
	if err != nil {
		return nil, ImportReport{}, err
	}
	rows := make([]closureRow, len(table.Rows))
	for i, row := range table.Rows {
		rows[i] = closureRow{line: row.Line, get: row.Get, day: func(key string) (moment, error) {
			if at, err := row.Moment(key, Shanghai); err == nil { // with a time of the day
				return moment{at, false}, nil
			}
			day, err := row.Date(key, Shanghai)
			return moment{day, true}, err
		}}
	}
	return rows, ImportReport{
		Rows: len(rows) + len(table.Problems), Charset: table.Charset, Unknown: table.Unknown, Refused: table.Problems,
	}, nil
}

// readClosures reads every row that can be read and names the others.
func readClosures(rows []closureRow) (closures []Closure, problems []sheet.Problem) {
	seen := map[string]int{}
	for _, row := range rows {
		c, wrong := row.closure()
		if first, twice := seen[c.ID]; twice && len(wrong) == 0 {
			wrong = append(wrong, row.problem("id", lang.Sayf("编号 %s 与第 %d 行重复", "The id %s stands on line %d already.", c.ID, first)))
		}
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		seen[c.ID] = row.line
		closures = append(closures, c)
	}
	return closures, problems
}
