package trips

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// tracesWithPoints returns the traces of a county received before a moment that
// were read or refused and not purged, after the one given, oldest first. Those
// merged into another go with that.
func tracesWithPoints(ctx context.Context, q querier, county County, before time.Time, after traceRow, limit int) ([]traceRow, error) {
	query := `SELECT ` + traceColumns + ` FROM traces WHERE county = ? AND purged_at IS NULL AND received_at < ?
		AND kind = 'trace' AND state IN ('read', 'refused') AND merged_into = ''`
	args := []any{county, before}
	if after.ID != "" {
		query += ` AND (received_at > ? OR received_at = ? AND id > ?)`
		args = append(args, after.ReceivedAt, after.ReceivedAt, after.ID)
	}
	query, args = query+` ORDER BY received_at, id LIMIT ?`, append(args, limit)
	var rows []traceRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...); err != nil {
		return nil, fmt.Errorf("select traces with points: %w", err)
	}
	return rows, nil
}

// markPurged writes in the row of a trace that its points are gone. It reports
// false when that stands there already, or the trace is another by now.
func markPurged(ctx context.Context, tx *sqlx.Tx, row traceRow, p Purge) (bool, error) {
	why, err := toJSON(p.Why)
	if err != nil {
		return false, err
	}
	const update = `UPDATE traces SET purged_at = ?, purged_by = ?, purged_why = ?
		WHERE county = ? AND id = ? AND purged_at IS NULL AND state = ? AND blob_key = ?`
	result, err := tx.ExecContext(ctx, tx.Rebind(update), p.At, p.By, why, row.County, row.ID, row.State, row.BlobKey)
	if err != nil {
		return false, fmt.Errorf("mark trace %s as purged: %w", row.ID, err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// deletePoints removes the fixes of a trace's trips, and those recorded for it.
func deletePoints(ctx context.Context, tx *sqlx.Tx, county County, id TraceID) error {
	for _, remove := range []string{
		`DELETE FROM trip_fixes WHERE county = ? AND trip_id IN (SELECT t.id FROM trips t WHERE t.county = ? AND t.trace_id = ?)`,
		`DELETE FROM recorded_fixes WHERE county = ? AND recording IN (SELECT r.id FROM recordings r WHERE r.county = ? AND r.trace = ?)`,
	} {
		if _, err := tx.ExecContext(ctx, tx.Rebind(remove), county, county, id); err != nil {
			return fmt.Errorf("delete points of trace %s: %w", id, err)
		}
	}
	return nil
}

// countPoints counts what deletePoints deletes, in rows.
func countPoints(ctx context.Context, q querier, county County, id TraceID) (n int, err error) {
	const count = `SELECT
		(SELECT count(*) FROM trip_fixes WHERE county = ? AND trip_id IN (SELECT t.id FROM trips t WHERE t.county = ? AND t.trace_id = ?)) +
		(SELECT count(*) FROM recorded_fixes WHERE county = ? AND recording IN (SELECT r.id FROM recordings r WHERE r.county = ? AND r.trace = ?))`
	if err := sqlx.GetContext(ctx, q, &n, q.Rebind(count), county, county, id, county, county, id); err != nil {
		return 0, fmt.Errorf("count points of trace %s: %w", id, err)
	}
	return n, nil
}

// purgedBlobs returns the keys of purged traces whose file was not seen to yet.
func purgedBlobs(ctx context.Context, q querier, county County) (keys []string, err error) {
	const query = `SELECT DISTINCT blob_key FROM traces WHERE county = ? AND purged_at IS NOT NULL AND blob_key <> '' ORDER BY blob_key`
	if err := sqlx.SelectContext(ctx, q, &keys, q.Rebind(query), county); err != nil {
		return nil, fmt.Errorf("select files of purged traces: %w", err)
	}
	return keys, nil
}

// blobNeeded reports whether a trace with points rests on the file of a key.
func blobNeeded(ctx context.Context, q querier, county County, key string) (bool, error) {
	var n int
	const count = `SELECT count(*) FROM traces WHERE county = ? AND blob_key = ? AND purged_at IS NULL`
	if err := sqlx.GetContext(ctx, q, &n, q.Rebind(count), county, key); err != nil {
		return false, fmt.Errorf("who needs blob %s: %w", key, err)
	}
	return n > 0, nil
}

// forgetBlob takes the key off the purged traces that had it.
func forgetBlob(ctx context.Context, tx *sqlx.Tx, county County, key string) error {
	const update = `UPDATE traces SET blob_key = '' WHERE county = ? AND blob_key = ? AND purged_at IS NOT NULL`
	if _, err := tx.ExecContext(ctx, tx.Rebind(update), county, key); err != nil {
		return fmt.Errorf("forget blob %s: %w", key, err)
	}
	return nil
}

// purged is what the row says of the purge of its points; nil when they are there.
func (r traceRow) purged() (*Purged, error) {
	if !r.PurgedAt.Valid {
		return nil, nil //nolint:nilnil // points that are there are the usual case
	}
	p := &Purged{At: r.PurgedAt.Time.UTC()}
	if err := json.Unmarshal([]byte(r.PurgedWhy), &p.Why); err != nil {
		return nil, fmt.Errorf("trace %s: why its points were purged: %w", r.ID, err)
	}
	return p, nil
}

// addPurged fills in whether the points of a trip are gone.
func addPurged(ctx context.Context, q querier, t *Trip) error {
	row, err := traceByID(ctx, q, t.County, t.Trace)
	if err == nil {
		t.Purged, err = row.purged()
	}
	if err != nil {
		return fmt.Errorf("points of trip %s: %w", t.ID, err)
	}
	return nil
}

// whyNoFixes tells ErrPurged from a failure when a trip has no fixes.
func whyNoFixes(ctx context.Context, q querier, county County, id TripID, err error) error {
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	var purged int
	const query = `SELECT count(*) FROM trips t JOIN traces r ON r.county = t.county AND r.id = t.trace_id
		WHERE t.county = ? AND t.id = ? AND r.purged_at IS NOT NULL`
	if asked := sqlx.GetContext(ctx, q, &purged, q.Rebind(query), county, id); asked != nil {
		return errors.Join(err, asked)
	}
	if purged > 0 {
		return fmt.Errorf("trip %s: %w", id, ErrPurged)
	}
	return err
}
