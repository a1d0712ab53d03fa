package reimburse

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/rules"
	"licheng/trips"
)

// calendar reads the county's calendar of public holidays.
func (s *store) calendar(ctx context.Context, q querier, county trips.County) (rules.Calendar, error) {
	var rows []struct {
		Day    rules.Date `db:"day"`
		Year   int        `db:"year"`
		Name   string     `db:"name"`
		Worked bool       `db:"worked"`
	}
	if err := list(ctx, q, &rows, `SELECT day, year, name, worked FROM calendar_days WHERE county = ? ORDER BY day`, county); err != nil {
		return rules.Calendar{}, fmt.Errorf("calendar: %w", err)
	}
	var years []int
	days := make([]rules.DayRow, len(rows))
	for i, r := range rows {
		days[i] = rules.DayRow{Day: r.Day, Name: r.Name, Worked: r.Worked}
		if !slices.Contains(years, r.Year) {
			years = append(years, r.Year)
		}
	}
	return rules.NewCalendar(years, days)
}

// saveYear writes one year of the calendar anew.
func (s *store) saveYear(ctx context.Context, tx *sqlx.Tx, county trips.County, year int, days []rules.DayRow) error {
	if _, err := exec(ctx, tx, `DELETE FROM calendar_days WHERE county = ? AND year = ?`, county, year); err != nil {
		return err
	}
	for _, d := range days {
		if _, err := exec(ctx, tx, `INSERT INTO calendar_days (county, day, year, name, worked) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (county, day) DO UPDATE SET year = excluded.year, name = excluded.name, worked = excluded.worked`,
			county, d.Day, year, d.Name, d.Worked); err != nil {
			return fmt.Errorf("%s: %w", d.Day, err)
		}
	}
	return nil
}
