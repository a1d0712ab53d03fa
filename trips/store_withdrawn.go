package trips

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/geo/datum"
)

// withdrawRows removes all that was made of a trace: what its phone recorded, its
// trips with their points, marks and findings. Its own row is seen by nobody from
// then on, and stays until its file is gone.
func withdrawRows(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx, row traceRow, at time.Time) error {
	if err := deletePoints(ctx, tx, row.County, row.ID); err != nil {
		return err
	}
	const recordings = `DELETE FROM recordings WHERE county = ? AND trace = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(recordings), row.County, row.ID); err != nil {
		return fmt.Errorf("delete the recordings of trace %s: %w", row.ID, err)
	}
	if err := clearTrips(ctx, dialect, tx, row.County, row.ID); err != nil {
		return err
	}
	const update = `UPDATE traces SET withdrawn_at = ?, purged_at = ?, report = NULL, sent_report = NULL, file_name = '', purpose = ''
		WHERE county = ? AND id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(update), at, at, row.County, row.ID); err != nil {
		return fmt.Errorf("withdraw trace %s: %w", row.ID, err)
	}
	return nil
}

// withdrawnTraces returns the traces of a county that were taken back and whose
// rows are still there.
func withdrawnTraces(ctx context.Context, q querier, county County) (rows []traceRow, err error) {
	const query = `SELECT ` + traceColumns + ` FROM traces WHERE county = ? AND withdrawn_at IS NOT NULL ORDER BY id`
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), county); err != nil {
		return nil, fmt.Errorf("select traces that were taken back: %w", err)
	}
	return rows, nil
}

// deleteWithdrawn removes the row of a trace that was taken back, once its file is
// gone.
func deleteWithdrawn(ctx context.Context, q querier, county County, id TraceID) error {
	const remove = `DELETE FROM traces WHERE county = ? AND id = ? AND withdrawn_at IS NOT NULL AND blob_key = ''`
	if _, err := q.ExecContext(ctx, q.Rebind(remove), county, id); err != nil {
		return fmt.Errorf("delete trace %s: %w", id, err)
	}
	return nil
}

// declareDatum changes what was declared of a trace.
func declareDatum(ctx context.Context, tx *sqlx.Tx, county County, id TraceID, declared datum.Datum) error {
	const update = `UPDATE traces SET datum = ? WHERE county = ? AND id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(update), string(declared), county, id); err != nil {
		return fmt.Errorf("declare the datum of trace %s: %w", id, err)
	}
	return nil
}
