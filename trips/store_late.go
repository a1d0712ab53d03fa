package trips

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// lateRow is a row of trip_late_findings.
type lateRow struct {
	findingRow
	FoundAt time.Time `db:"found_at"`
	Gone    bool      `db:"gone"`
	Stretch string    `db:"stretch"`
}

// insertLate adds what was learnt of a trip to what was learnt before.
func insertLate(ctx context.Context, tx *sqlx.Tx, t Trip, news []LateFinding) error {
	const insert = `
		INSERT INTO trip_late_findings (county, trip_id, no, found_at, gone, stretch, rule, severity, text_zh, text_en,
			measured, threshold, unit, at, clears_zh, clears_en)
		VALUES (:county, :trip_id, :no, :found_at, :gone, :stretch, :rule, :severity, :text_zh, :text_en,
			:measured, :threshold, :unit, :at, :clears_zh, :clears_en)`
	for i, l := range news {
		row := lateRow{findingRowOf(t, len(t.Late)+i+1, l.Finding), l.FoundAt.UTC(), l.Gone, l.Stretch}
		if _, err := tx.NamedExecContext(ctx, insert, row); err != nil {
			return fmt.Errorf("insert late finding %s of trip %s: %w", l.Rule, t.ID, err)
		}
	}
	return nil
}

// clearLate takes out what was learnt late of a trip.
func clearLate(ctx context.Context, tx *sqlx.Tx, t Trip) error {
	const clear = `DELETE FROM trip_late_findings WHERE county = ? AND trip_id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(clear), t.County, t.ID); err != nil {
		return fmt.Errorf("clear the late findings of trip %s: %w", t.ID, err)
	}
	return nil
}

// addLateBatch fills in what was learnt late of some trips; at says where each is.
func addLateBatch(ctx context.Context, q querier, county County, trips []Trip, at map[TripID]int, ids []TripID) error {
	query, args, err := sqlx.In(`SELECT `+lateColumns+`
		FROM trip_late_findings WHERE county = ? AND trip_id IN (?) ORDER BY trip_id, no`, county, ids)
	if err != nil {
		return fmt.Errorf("select late findings: %w", err)
	}
	var rows []lateRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...); err != nil {
		return fmt.Errorf("select late findings: %w", err)
	}
	for _, r := range rows {
		t := &trips[at[r.Trip]]
		t.Late = append(t.Late, r.late())
	}
	return nil
}

const lateColumns = `county, trip_id, no, found_at, gone, stretch, rule, severity, text_zh, text_en, measured, threshold, unit,
	at, clears_zh, clears_en`

// late turns the row into what callers see.
func (r lateRow) late() LateFinding {
	return LateFinding{r.finding(), r.FoundAt.UTC(), r.Gone, r.Stretch}
}

// allLate returns what was learnt late in a county, by trip.
func allLate(ctx context.Context, q querier, county County) (map[TripID][]LateFinding, error) {
	const query = `SELECT ` + lateColumns + ` FROM trip_late_findings WHERE county = ? ORDER BY trip_id, no`
	var rows []lateRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), county); err != nil {
		return nil, fmt.Errorf("select late findings: %w", err)
	}
	found := map[TripID][]LateFinding{}
	for _, r := range rows {
		found[r.Trip] = append(found[r.Trip], r.late())
	}
	return found, nil
}
