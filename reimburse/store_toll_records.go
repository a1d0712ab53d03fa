package reimburse

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/trips"
)

// recordRow is a row of toll_records.
type recordRow struct {
	Plate      string       `db:"plate"`
	ExitAt     time.Time    `db:"exit_at"`
	ExitKey    string       `db:"exit_key"`
	Exit       string       `db:"exit_station"`
	Entry      string       `db:"entry"`
	EntryAt    sql.NullTime `db:"entry_at"`
	Pay        money.Amount `db:"pay_fen"`
	Discount   money.Amount `db:"discount_fen"`
	Real       money.Amount `db:"real_fen"`
	SHA256     string       `db:"sha256"`
	Row        int          `db:"row_no"`
	ImportedAt time.Time    `db:"imported_at"`
	ImportedBy string       `db:"imported_by"`
	Trip       trips.TripID `db:"trip_id"`
	Own        bool         `db:"own"` // handed in by the person the vehicle is registered to
}

const recordColumns = `plate, exit_at, exit_key, exit_station, entry, entry_at, pay_fen, discount_fen, real_fen, sha256, row_no, imported_at, imported_by`

const recordSelected = recordColumns + `, own, trip_id`

// record is the row as passes are reconciled with it.
func (r recordRow) record() toll.Record {
	record := toll.Record{
		Plate: r.Plate, Entry: r.Entry, Exit: r.Exit, ExitAt: r.ExitAt.UTC(),
		Fee: toll.Fee{Pay: r.Pay, Discount: r.Discount, Real: r.Real}, SHA256: r.SHA256, Row: r.Row,
	}
	if r.EntryAt.Valid {
		record.EntryAt = r.EntryAt.Time.UTC()
	}
	return record
}

// tollRecords returns the records of a plate, or of every plate where it is
// empty, that left a tolled road from … until, both included, by time.
func (s *store) tollRecords(ctx context.Context, q querier, county trips.County, plate string, from, until time.Time) ([]recordRow, error) {
	rows := []recordRow{}
	if err := list(ctx, q, &rows, `SELECT `+recordSelected+` FROM toll_records
		WHERE county = ? AND (plate = ? OR ? = '') AND exit_at >= ? AND exit_at <= ? ORDER BY plate, exit_at, exit_key`,
		county, plate, plate, from.UTC(), until.UTC()); err != nil {
		return nil, fmt.Errorf("toll records of %q: %w", plate, err)
	}
	return rows, nil
}

// saveTollRecord writes a record, anew where the same pass is there already.
func (s *store) saveTollRecord(ctx context.Context, tx *sqlx.Tx, county trips.County, r toll.Record, at time.Time, by string, own bool) error {
	entryAt := sql.NullTime{Time: r.EntryAt.UTC(), Valid: !r.EntryAt.IsZero()}
	if _, err := exec(ctx, tx, `INSERT INTO toll_records (county, `+recordColumns+`, own) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, plate, exit_at, exit_key) DO UPDATE SET exit_station = excluded.exit_station, entry = excluded.entry,
			entry_at = excluded.entry_at, pay_fen = excluded.pay_fen, discount_fen = excluded.discount_fen, real_fen = excluded.real_fen,
			sha256 = excluded.sha256, row_no = excluded.row_no, imported_at = excluded.imported_at, imported_by = excluded.imported_by,
			own = toll_records.own AND excluded.own`,
		county, r.Plate, r.ExitAt.UTC(), toll.Station(r.Exit), r.Exit, r.Entry, entryAt,
		r.Fee.Pay, r.Fee.Discount, r.Fee.Real, r.SHA256, r.Row, at, by, own); err != nil {
		return fmt.Errorf("save the toll record of %s: %w", r.Plate, err)
	}
	return nil
}

// saveRecordTrip says which trip a record is of; none where trip is empty.
func (s *store) saveRecordTrip(ctx context.Context, tx *sqlx.Tx, county trips.County, r recordRow, trip trips.TripID) error {
	if _, err := exec(ctx, tx, `UPDATE toll_records SET trip_id = ? WHERE county = ? AND plate = ? AND exit_at = ? AND exit_key = ?`,
		trip, county, r.Plate, r.ExitAt.UTC(), r.ExitKey); err != nil {
		return fmt.Errorf("trip of the toll record of %s: %w", r.Plate, err)
	}
	return nil
}

// dropRecord deletes a record that no claim pays.
func (s *store) dropRecord(ctx context.Context, tx *sqlx.Tx, county trips.County, r recordRow) error {
	if _, err := exec(ctx, tx, `DELETE FROM toll_records WHERE county = ? AND plate = ? AND exit_at = ? AND exit_key = ? AND NOT EXISTS (
			SELECT 1 FROM toll_record_uses u WHERE u.county = toll_records.county AND u.plate = toll_records.plate
				AND u.until_at = toll_records.exit_at AND u.exit_key = toll_records.exit_key)`,
		county, r.Plate, r.ExitAt.UTC(), r.ExitKey); err != nil {
		return fmt.Errorf("drop the toll record of %s: %w", r.Plate, err)
	}
	return nil
}

// paidRow is a record with the claim that pays it.
type paidRow struct {
	recordRow
	Claim ClaimID `db:"claim_id"`
	Held  bool    `db:"held"`
}

// tollRecordsPaid returns the county's records from … before until, by time, each
// with the claim that pays it: of several the one that holds it.
func (s *store) tollRecordsPaid(ctx context.Context, q querier, county trips.County, from, until time.Time) ([]paidRow, error) {
	rows := []paidRow{}
	if err := list(ctx, q, &rows, `SELECT `+recordSelected+`, '' AS claim_id, false AS held FROM toll_records
		WHERE county = ? AND exit_at >= ? AND exit_at < ? ORDER BY exit_at, plate, exit_key`, county, from, until); err != nil {
		return nil, fmt.Errorf("toll records: %w", err)
	}
	var uses []useRow
	if err := list(ctx, q, &uses, `SELECT `+useColumns+` FROM toll_record_uses
		WHERE county = ? AND paid_by = 'record' AND until_at >= ? AND until_at < ? ORDER BY held, claim_id, no`, county, from, until); err != nil {
		return nil, fmt.Errorf("toll records paid: %w", err)
	}
	key := func(plate string, at time.Time, exit string) string {
		return plate + " " + at.UTC().Format(time.RFC3339) + " " + exit
	}
	paid := map[string]useRow{}
	for _, u := range uses { // those held come last
		paid[key(u.Plate, u.Until, u.Exit.String)] = u
	}
	for i, r := range rows {
		if u, is := paid[key(r.Plate, r.ExitAt, r.ExitKey)]; is {
			rows[i].Claim, rows[i].Held = u.Claim, u.Held
		}
	}
	return rows, nil
}

// useRow is a row of toll_record_uses: a pass that a claim pays.
type useRow struct {
	Claim  ClaimID        `db:"claim_id"`
	No     int            `db:"no"`
	Trip   trips.TripID   `db:"trip_id"`
	Person trips.PersonID `db:"person_id"`
	Plate  string         `db:"plate"`
	From   time.Time      `db:"from_at"`
	Until  time.Time      `db:"until_at"`
	SlackS int64          `db:"slack_s"`
	By     rules.PaidBy   `db:"paid_by"`
	Exit   sql.NullString `db:"exit_key"`
	Held   bool           `db:"held"`
}

const useColumns = `claim_id, no, trip_id, person_id, plate, from_at, until_at, slack_s, paid_by, exit_key, held`

func (r useRow) span() toll.Span {
	return toll.Span{From: r.From.UTC(), Until: r.Until.UTC(), Slack: time.Duration(r.SlackS) * time.Second}
}

// usesHeld returns the passes of a plate that are held by claims handed in, as
// far as they touch the time from … until.
func (s *store) usesHeld(ctx context.Context, q querier, county trips.County, plate string, from, until time.Time) ([]useRow, error) {
	rows := []useRow{}
	if err := list(ctx, q, &rows, `SELECT `+useColumns+` FROM toll_record_uses
		WHERE county = ? AND plate = ? AND held AND until_at >= ? AND from_at <= ? ORDER BY until_at, claim_id, no`,
		county, plate, from.UTC(), until.UTC()); err != nil {
		return nil, fmt.Errorf("passes of %q: %w", plate, err)
	}
	return rows, nil
}

// usesOfTrip returns the passes of a trip that are held by claims handed in.
func (s *store) usesOfTrip(ctx context.Context, q querier, county trips.County, trip trips.TripID) ([]useRow, error) {
	rows := []useRow{}
	if err := list(ctx, q, &rows, `SELECT `+useColumns+` FROM toll_record_uses
		WHERE county = ? AND trip_id = ? AND held ORDER BY until_at, claim_id, no`, county, trip); err != nil {
		return nil, fmt.Errorf("passes of trip %s: %w", trip, err)
	}
	return rows, nil
}

// saveUses writes the passes of a claim in place of those before.
func (s *store) saveUses(ctx context.Context, tx *sqlx.Tx, county trips.County, id ClaimID, uses []useRow) error {
	if _, err := exec(ctx, tx, `DELETE FROM toll_record_uses WHERE county = ? AND claim_id = ?`, county, id); err != nil {
		return fmt.Errorf("passes of claim %s: %w", id, err)
	}
	for i, u := range uses {
		if _, err := exec(ctx, tx, `INSERT INTO toll_record_uses (county, `+useColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			county, id, i+1, u.Trip, u.Person, u.Plate, u.From.UTC(), u.Until.UTC(), u.SlackS, u.By, u.Exit, u.Held); err != nil {
			return fmt.Errorf("pass %d of claim %s: %w", i+1, id, err)
		}
	}
	return nil
}

// holdUses says whether the passes of a claim are held by it.
func (s *store) holdUses(ctx context.Context, tx *sqlx.Tx, county trips.County, id ClaimID, held bool) error {
	if _, err := exec(ctx, tx, `UPDATE toll_record_uses SET held = ? WHERE county = ? AND claim_id = ?`, held, county, id); err != nil {
		return fmt.Errorf("hold the passes of claim %s: %w", id, err)
	}
	return nil
}
