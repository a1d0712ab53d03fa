package trips

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
)

// wholeTrace returns the traces that are read together with one: first that which
// has the trips, then those merged into it by the time they were received. A trace
// that nothing was merged with is alone. ErrNoTrace when there is none.
func wholeTrace(ctx context.Context, q querier, county County, id TraceID) ([]traceRow, error) {
	row, err := traceByID(ctx, q, county, id)
	if err == nil && row.MergedInto != "" {
		row, err = traceByID(ctx, q, county, row.MergedInto)
	}
	if err != nil {
		return nil, err
	}
	others, err := tracesMerged(ctx, q, row)
	return append([]traceRow{row}, others...), err
}

// tracesMerged returns the traces merged into one, by the time they were received.
func tracesMerged(ctx context.Context, q querier, into traceRow) ([]traceRow, error) {
	const query = `SELECT ` + traceColumns + ` FROM traces WHERE county = ? AND merged_into = ? ORDER BY received_at, id`
	var rows []traceRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), into.County, into.ID); err != nil {
		return nil, fmt.Errorf("select traces merged into %s: %w", into.ID, err)
	}
	return rows, nil
}

// mergeTrace writes that a trace is read as part of another one; an empty one:
// by itself. What was said of it is kept with that other. ErrReading when it is
// being read, or was purged, since row was.
func mergeTrace(ctx context.Context, tx *sqlx.Tx, row traceRow, into TraceID) error {
	const update = `UPDATE traces SET merged_into = ?, edits = NULL WHERE county = ? AND id = ? AND state = 'read' AND purged_at IS NULL`
	result, err := tx.ExecContext(ctx, tx.Rebind(update), into, row.County, row.ID)
	if err != nil {
		return fmt.Errorf("merge trace %s: %w", row.ID, err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, fmt.Errorf("trace %s: %w", row.ID, ErrReading))
	}
	return nil
}

// partTrace writes that a trace is read by itself again.
func partTrace(ctx context.Context, tx *sqlx.Tx, row traceRow) error {
	const update = `UPDATE traces SET merged_into = '' WHERE county = ? AND id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(update), row.County, row.ID); err != nil {
		return fmt.Errorf("part trace %s: %w", row.ID, err)
	}
	return nil
}

// tripsOfTraces returns the trips of traces in the order of time, without their
// lines; of one trace in the order of the file.
func tripsOfTraces(ctx context.Context, q querier, rows []traceRow) ([]Trip, error) {
	var all []Trip
	for _, row := range rows {
		found, err := listTrips(ctx, q, row.County, TripFilter{Trace: row.ID, Summary: true, inFile: true})
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if len(rows) > 1 {
		slices.SortStableFunc(all, func(a, b Trip) int { return a.StartedAt.Compare(b.StartedAt) })
	}
	return all, nil
}

// byReceived compares traces by when they were received. Ids of traces are
// given in that order, and tell it within one moment.
func byReceived(a, b traceRow) int {
	return cmp.Or(a.ReceivedAt.Compare(b.ReceivedAt), cmp.Compare(a.ID, b.ID))
}
