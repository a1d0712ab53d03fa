package reimburse

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/rules"
	"licheng/sheet"
	"licheng/trips"
)

// DispatchSlip is a row of the unit's book of dispatch slips (派车单).
type DispatchSlip struct {
	Number string         `db:"number"`
	Day    rules.Date     `db:"day"`
	Person trips.PersonID `db:"person_id"`
	Place  string         `db:"place"`  // where the car was sent, as the slip has it; empty: anywhere
	SHA256 string         `db:"sha256"` // of the scanned slip; empty: none
}

// slipColumns are those of the book of dispatch slips.
var slipColumns = []sheet.Column{
	{Key: "number", Aliases: []string{"编号", "单号", "派车单号"}, Required: true, Holds: sheet.Code, Example: "2026-0012"},
	{Key: "day", Aliases: []string{"日期", "用车日期"}, Required: true, Holds: sheet.Day, Example: "2026-10-13"},
	{Key: "person_id", Aliases: []string{"人员编号", "用车人编号"}, Required: true, Holds: sheet.Code, Example: "p001"},
	{Key: "place", Aliases: []string{"目的地", "地点"}, Example: "上村"},
	{Key: "sha256", Aliases: []string{"附件校验值", "校验值"}, Holds: sheet.Code},
}

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// readSlips reads the book of dispatch slips; a slip of the same number and day
// is written anew.
func readSlips(ctx context.Context, s *Service, county trips.County, t *sheet.Table, refuse refuser) (func(context.Context, *sqlx.Tx) error, error) {
	var slips []DispatchSlip
	seen := map[string]int{}
	for _, row := range t.Rows {
		requireCells(row, refuse, "number", "person_id")
		slip := DispatchSlip{
			Number: row.Get("number"), Day: day(row, "day", refuse), Person: trips.PersonID(row.Get("person_id")),
			Place: row.Get("place"), SHA256: strings.ToLower(row.Get("sha256")),
		}
		if slip.SHA256 != "" && !sha256Hex.MatchString(slip.SHA256) {
			refuse(row.Line, "sha256", lang.Say("附件校验值应是 64 位十六进制的 SHA-256", "want a SHA-256 in 64 hexadecimal digits"))
		}
		if _, err := s.store.person(ctx, s.store.db, county, slip.Person); err != nil && slip.Person != "" {
			refuse(row.Line, "person_id", lang.Sayf("名册里没有人员 %[1]s", "there is no person %[1]s", slip.Person))
		}
		key := slip.Number + " " + string(slip.Day)
		if first, twice := seen[key]; twice {
			refuseTwice(refuse, row.Line, "number", slip.Number, first)
		}
		seen[key] = row.Line
		slips = append(slips, slip)
	}
	return func(ctx context.Context, tx *sqlx.Tx) error {
		again := map[personMonth]bool{}
		for _, slip := range slips {
			if err := s.store.saveSlip(ctx, tx, county, slip); err != nil {
				return err
			}
			again[personMonth{slip.Person, string(slip.Day[:len("2006-01")])}] = true
		}
		for month := range again { // whoever named one before it was entered
			if err := s.queue.Enqueue(ctx, tx, trips.NamedJob(county, month.Person, month.Month)); err != nil {
				return fmt.Errorf("look up what %s named: %w", month.Person, err)
			}
		}
		return nil
	}, nil
}

func (s *store) saveSlip(ctx context.Context, tx *sqlx.Tx, county trips.County, slip DispatchSlip) error {
	_, err := exec(ctx, tx, `INSERT INTO dispatch_slips (county, number, day, person_id, place, sha256) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, number, day) DO UPDATE SET person_id = excluded.person_id, place = excluded.place, sha256 = excluded.sha256`,
		county, slip.Number, slip.Day, slip.Person, slip.Place, slip.SHA256)
	if err != nil {
		return fmt.Errorf("save dispatch slip %s: %w", slip.Number, err)
	}
	return nil
}

// slips returns the dispatch slips of a number or of a scanned slip, or those of
// a person and day where ref is empty.
func (s *store) slips(ctx context.Context, q querier, county trips.County, ref string, person trips.PersonID, day rules.Date) ([]DispatchSlip, error) {
	const columns = `SELECT number, day, person_id, place, sha256 FROM dispatch_slips WHERE county = ?`
	rows := []DispatchSlip{}
	var err error
	if ref == "" {
		err = list(ctx, q, &rows, columns+` AND person_id = ? AND day = ? ORDER BY number`, county, person, day)
	} else {
		err = list(ctx, q, &rows, columns+` AND (number = ? OR sha256 = ?) ORDER BY day, number`, county, ref, strings.ToLower(ref))
	}
	if err != nil {
		return nil, fmt.Errorf("dispatch slips %q: %w", ref, err)
	}
	return rows, nil
}
