package trips

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
)

// findingRow is a row of trip_findings.
type findingRow struct {
	County    County       `db:"county"`
	Trip      TripID       `db:"trip_id"`
	No        int          `db:"no"`
	Rule      string       `db:"rule"`
	Severity  string       `db:"severity"`
	TextZH    string       `db:"text_zh"`
	TextEN    string       `db:"text_en"`
	Measured  float64      `db:"measured"`
	Threshold float64      `db:"threshold"`
	Unit      string       `db:"unit"`
	At        sql.NullTime `db:"at"`
	ClearsZH  string       `db:"clears_zh"`
	ClearsEN  string       `db:"clears_en"`
	About     string       `db:"about"`
}

// findingRowOf turns a finding, the no-th of a trip, into its row.
func findingRowOf(t Trip, no int, f Finding) findingRow {
	return findingRow{
		County: t.County, Trip: t.ID, No: no, Rule: f.Rule, Severity: f.Severity,
		TextZH: f.Text.ZH, TextEN: f.Text.EN, Measured: f.Measured, Threshold: f.Threshold, Unit: f.Unit,
		At: nullTime(f.At), ClearsZH: f.Clears.ZH, ClearsEN: f.Clears.EN, About: f.About,
	}
}

// finding turns the row into what callers see.
func (r findingRow) finding() Finding {
	return Finding{
		Rule: r.Rule, Severity: r.Severity, Text: lang.Say(r.TextZH, r.TextEN), Measured: r.Measured,
		Threshold: r.Threshold, Unit: r.Unit, At: timeOf(r.At), Clears: lang.Say(r.ClearsZH, r.ClearsEN),
		About: r.About,
	}
}

// insertFindings adds the findings of a trip in their order.
func insertFindings(ctx context.Context, tx *sqlx.Tx, t Trip) error {
	const insert = `
		INSERT INTO trip_findings (county, trip_id, no, rule, severity, text_zh, text_en, measured,
			threshold, unit, at, clears_zh, clears_en, about)
		VALUES (:county, :trip_id, :no, :rule, :severity, :text_zh, :text_en, :measured,
			:threshold, :unit, :at, :clears_zh, :clears_en, :about)`
	for i, f := range t.Findings {
		if _, err := tx.NamedExecContext(ctx, insert, findingRowOf(t, i+1, f)); err != nil {
			return fmt.Errorf("insert finding %s of trip %s: %w", f.Rule, t.ID, err)
		}
	}
	return nil
}

// replaceFindings puts the findings of a trip in place of those it had.
func replaceFindings(ctx context.Context, tx *sqlx.Tx, t Trip) error {
	const clear = `DELETE FROM trip_findings WHERE county = ? AND trip_id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(clear), t.County, t.ID); err != nil {
		return fmt.Errorf("clear the findings of trip %s: %w", t.ID, err)
	}
	return insertFindings(ctx, tx, t)
}

// tripsTold returns the trips that carry a finding about another.
func tripsTold(ctx context.Context, q querier, county County, about TripID) ([]TripID, error) {
	const query = `SELECT DISTINCT trip_id FROM trip_findings WHERE county = ? AND about = ? ORDER BY trip_id`
	var ids []TripID
	if err := sqlx.SelectContext(ctx, q, &ids, q.Rebind(query), county, about); err != nil {
		return nil, fmt.Errorf("select findings about trip %s: %w", about, err)
	}
	return ids, nil
}

// findingsBatch is how many trips one statement asks about: SQLite and
// PostgreSQL both take far more parameters.
const findingsBatch = 500

// addFindings fills in the findings of the trips, all of one county, those that
// came late too.
func addFindings(ctx context.Context, q querier, county County, trips []Trip) error {
	for len(trips) > 0 {
		batch := trips[:min(len(trips), findingsBatch)]
		if err := addFindingsBatch(ctx, q, county, batch); err != nil {
			return err
		}
		trips = trips[len(batch):]
	}
	return nil
}

func addFindingsBatch(ctx context.Context, q querier, county County, trips []Trip) error {
	at := make(map[TripID]int, len(trips))
	ids := make([]TripID, len(trips))
	for i, t := range trips {
		at[t.ID], ids[i] = i, t.ID
	}
	query, args, err := sqlx.In(`
		SELECT county, trip_id, no, rule, severity, text_zh, text_en, measured, threshold, unit, at,
			clears_zh, clears_en, about
		FROM trip_findings WHERE county = ? AND trip_id IN (?) ORDER BY trip_id, no`, county, ids)
	if err != nil {
		return fmt.Errorf("select findings: %w", err)
	}
	var rows []findingRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...); err != nil {
		return fmt.Errorf("select findings: %w", err)
	}
	for _, r := range rows {
		t := &trips[at[r.Trip]]
		t.Findings = append(t.Findings, r.finding())
	}
	return addLateBatch(ctx, q, county, trips, at, ids)
}
