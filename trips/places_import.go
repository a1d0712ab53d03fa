package trips

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/geo/place"
	"licheng/lang"
	"licheng/sheet"
)

// ImportReport says what became of a table.
type ImportReport struct {
	Rows    int             `json:"rows"`    // read below the header
	Stored  int             `json:"stored"`  // rows stored; 0 when any was refused, or on a dry run
	DryRun  bool            `json:"dry_run"` // nothing was to be stored
	Charset string          `json:"charset,omitempty"`
	Unknown []string        `json:"unknown,omitempty"` // header words nobody asked for
	Refused []sheet.Problem `json:"refused"`           // with line and cause
	Again   int             `json:"again,omitempty"`   // trips read before that are held against it once more
}

// placeTable are the columns of a table of places.
var placeTable = []sheet.Column{
	{Key: "code", Aliases: []string{"代码", "编码", "区划代码", "地名代码"}, Required: true, Holds: sheet.Code, Example: "529901101201"},
	{Key: "name", Aliases: []string{"名称", "地名"}, Required: true, Example: "石门村"},
	{Key: "kind", Aliases: []string{"类型", "类别", "type"}, Required: true, Example: "村", Choices: []string{"县城", "乡镇", "村", "收费站"}},
	{Key: "township_code", Aliases: []string{"乡镇代码", "township"}, Holds: sheet.Code, Example: "529901101"},
	{Key: "lon", Aliases: []string{"经度", "longitude", "lng"}, Required: true, Holds: sheet.Number, Example: "106.5"},
	{Key: "lat", Aliases: []string{"纬度", "latitude"}, Required: true, Holds: sheet.Number, Example: "26.6"},
	{Key: "datum", Aliases: []string{"坐标系"}, Example: "wgs84", Choices: []string{"wgs84", "gcj02", "bd09"}},
	{Key: "valid_from", Aliases: []string{"起始日期", "启用日期", "from"}, Holds: sheet.Day, Example: "2026-01-01"},
	{Key: "valid_to", Aliases: []string{"截止日期", "停用日期", "to"}, Holds: sheet.Day, Example: "2026-12-31"},
}

// TemplateColumns returns the columns of the tables this room imports, places
// and closures, by the kind's name.
func TemplateColumns() map[string][]sheet.Column {
	return map[string][]sheet.Column{"places": placeTable, "closures": closureTable}
}

// kindWords are the words for the kinds of place, as offices write them.
var kindWords = map[string]place.Kind{
	"county": place.County, "town": place.County, "县城": place.County, "城区": place.County,
	"township": place.Township, "乡": place.Township, "镇": place.Township, "乡镇": place.Township, "街道": place.Township,
	"village": place.Village, "村": place.Village, "行政村": place.Village, "自然村": place.Village, "社区": place.Village,
	"station": Station, "收费站": Station, "toll_station": Station,
}

// ImportPlaces stores the places of a table (CSV in UTF-8 or GB18030, or
// XLSX; name is the file's, for messages): a row with a code that is there
// already for the same first day replaces it. All or nothing: a single refused
// row, named with line and cause in the report, keeps the table out. A dry run
// checks everything and stores nothing.
//
// Faults: ErrImportDenied unless the actor is an administrator, ErrTable.
func (s *Service) ImportPlaces(ctx context.Context, actor Actor, r io.Reader, name string, dryRun bool) (ImportReport, error) {
	if !actor.Has(Admin) {
		return ImportReport{}, fmt.Errorf("account %s: %w", actor.Login, ErrImportDenied)
	}
	if !countyCode.MatchString(string(actor.County)) {
		return ImportReport{}, fmt.Errorf("county %q: %w", actor.County, ErrCounty)
	}
	table, err := sheet.Read(r, name, placeTable)
	if err != nil {
		return ImportReport{}, fmt.Errorf("%w: %w", err, ErrTable)
	}
	report := ImportReport{
		Rows: len(table.Rows) + len(table.Problems), DryRun: dryRun,
		Charset: table.Charset, Unknown: table.Unknown, Refused: table.Problems,
	}
	places, problems := readPlaces(table)
	report.Refused = append(report.Refused, problems...)
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		lost, err := lostTownships(ctx, tx, actor.County, places)
		if err != nil {
			return err
		}
		report.Refused = append(report.Refused, lost...)
		if dryRun || len(report.Refused) > 0 {
			return nil
		}
		report.Stored = len(places)
		return upsertPlaces(ctx, tx, actor.County, places)
	})
	slices.SortStableFunc(report.Refused, func(a, b sheet.Problem) int { return a.Line - b.Line })
	if err != nil {
		return ImportReport{}, fmt.Errorf("import %s: %w", name, err)
	}
	return report, nil
}

// placeLine is a place with the line it was read from.
type placeLine struct {
	Place
	line int
}

// readPlaces reads every row that can be read and names the others.
func readPlaces(table *sheet.Table) (places []placeLine, problems []sheet.Problem) {
	seen := map[[2]string]int{}
	for _, row := range table.Rows {
		p, wrong := readPlace(row)
		key := [2]string{p.Code, p.ValidFrom}
		if first, twice := seen[key]; twice && len(wrong) == 0 {
			wrong = append(wrong, problem(row, "code", lang.Sayf(
				"代码 %s 与第 %d 行重复", "The code %s stands on line %d already.", p.Code, first)))
		}
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		seen[key] = row.Line
		places = append(places, placeLine{p, row.Line})
	}
	return places, problems
}

func problem(row sheet.Row, column string, text lang.Text) sheet.Problem {
	return sheet.Problem{Line: row.Line, Column: column, Text: text}
}

// readPlace reads one row and names everything that is wrong with it.
func readPlace(row sheet.Row) (p Place, wrong []sheet.Problem) {
	p = Place{Code: row.Get("code"), Name: plainText(row.Get("name"), fileNameMax), Township: row.Get("township_code")}
	if p.Code == "" {
		wrong = append(wrong, problem(row, "code", lang.Say("缺少代码", "The code is missing.")))
	}
	if p.Name == "" {
		wrong = append(wrong, problem(row, "name", lang.Say("缺少名称", "The name is missing.")))
	}
	var ok bool
	if p.Kind, ok = kindWords[strings.ToLower(row.Get("kind"))]; !ok {
		wrong = append(wrong, problem(row, "kind", lang.Sayf(
			"类型“%s”不认识：请写 县城、乡镇、村 或 收费站",
			"The kind %q is unknown: write county, township, village or station.", row.Get("kind"))))
	}
	point, bad := readPoint(row)
	if bad != nil {
		wrong = append(wrong, *bad)
	}
	p.Lon, p.Lat = point[0], point[1]
	days, badDays := readDays(row)
	wrong = append(wrong, badDays...)
	p.ValidFrom, p.ValidTo = days[0], days[1]
	return p, wrong
}

// readPoint reads the position and turns it into WGS-84.
func readPoint(row sheet.Row) (orb.Point, *sheet.Problem) {
	lon, lonErr := row.Float("lon")
	lat, latErr := row.Float("lat")
	fail := func(column string, text lang.Text) (orb.Point, *sheet.Problem) {
		bad := problem(row, column, text)
		return orb.Point{}, &bad
	}
	switch {
	case lonErr != nil:
		return fail("lon", lang.Sayf("经度“%s”不是数字", "The longitude %q is no number.", row.Get("lon")))
	case latErr != nil:
		return fail("lat", lang.Sayf("纬度“%s”不是数字", "The latitude %q is no number.", row.Get("lat")))
	case (lat < -90 || lat > 90) && lat >= -180 && lat <= 180 && lon >= -90 && lon <= 90:
		return fail("lat", lang.Say("经度和纬度写反了", "Longitude and latitude are swapped."))
	case lon < -180 || lon > 180 || lat < -90 || lat > 90 || (lon == 0 && lat == 0):
		return fail("lon", lang.Say("坐标超出范围", "The position is out of range."))
	}
	d, err := datum.Parse(strings.ToLower(strings.ReplaceAll(row.Get("datum"), "-", "")))
	if err != nil {
		return fail("datum", lang.Sayf("坐标系“%s”不认识：请写 wgs84、gcj02 或 bd09",
			"The datum %q is unknown: write wgs84, gcj02 or bd09.", row.Get("datum")))
	}
	return d.ToWGS84(orb.Point{lon, lat}), nil
}

// readDays reads the first and last day the row holds.
func readDays(row sheet.Row) (days [2]string, wrong []sheet.Problem) {
	days = [2]string{openFrom, openTo}
	for i, column := range []string{"valid_from", "valid_to"} {
		day, err := row.Date(column, Shanghai)
		if err != nil {
			wrong = append(wrong, problem(row, column, lang.Sayf("日期“%s”读不懂：请写成 2026-10-01",
				"The day %q cannot be read: write it like 2026-10-01.", row.Get(column))))
		} else if !day.IsZero() {
			days[i] = dayOf(day)
		}
	}
	if len(wrong) == 0 && days[0] > days[1] {
		wrong = append(wrong, problem(row, "valid_to", lang.Say("截止日期早于起始日期", "The last day is before the first.")))
	}
	return days, wrong
}

// lostTownships names the rows whose township is neither in the table nor
// stored.
func lostTownships(ctx context.Context, q querier, county County, places []placeLine) ([]sheet.Problem, error) {
	known := map[string]bool{"": true}
	for _, p := range places {
		if p.Kind == place.Township {
			known[p.Code] = true
		}
	}
	var stored []string
	const query = `SELECT DISTINCT code FROM places WHERE county = ? AND kind = 'township'`
	if err := sqlx.SelectContext(ctx, q, &stored, q.Rebind(query), county); err != nil {
		return nil, fmt.Errorf("select townships: %w", err)
	}
	for _, code := range stored {
		known[code] = true
	}
	var lost []sheet.Problem
	for _, p := range places {
		if !known[p.Township] {
			lost = append(lost, sheet.Problem{Line: p.line, Column: "township_code", Text: lang.Sayf(
				"乡镇代码 %s 不在表中，也未登记", "The township %s is neither in the table nor known.", p.Township)})
		}
	}
	return lost, nil
}

// upsertPlaces stores the places of a county.
func upsertPlaces(ctx context.Context, tx *sqlx.Tx, county County, places []placeLine) error {
	const upsert = `
		INSERT INTO places (county, ` + placeColumns + `)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, code, valid_from) DO UPDATE SET
			name = excluded.name, kind = excluded.kind, township_code = excluded.township_code,
			lon = excluded.lon, lat = excluded.lat, valid_to = excluded.valid_to`
	for _, p := range places {
		_, err := tx.ExecContext(ctx, tx.Rebind(upsert),
			county, p.Code, p.Name, p.Kind, p.Township, p.Lon, p.Lat, p.ValidFrom, p.ValidTo)
		if err != nil {
			return fmt.Errorf("store place %s: %w", p.Code, err)
		}
	}
	return nil
}
