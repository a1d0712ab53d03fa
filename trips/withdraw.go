package trips

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng/geo/datum"
)

// Withdraw takes back a trace of the actor's own, as if it had never been handed
// in: its trips, their points, what a phone recorded for it and its file go, from
// the disk too, what it brought others' trips in findings goes with it, and the
// listener is told, so that the month is priced anew. The same file may be handed
// in again. The log of who looked at its points stays.
//
// Faults: ErrNoTrace, ErrNotOwn, ErrStatement for a statement, ErrReading,
// ErrPurged, ErrMerged, ErrHeld.
func (s *Service) Withdraw(ctx context.Context, actor Actor, id TraceID) error {
	err := s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		row, err := s.withdrawable(ctx, tx, actor, id)
		if err != nil {
			return fmt.Errorf("trace %s: %w", id, err)
		}
		old, err := listTrips(ctx, tx, row.County, TripFilter{Trace: id})
		if err != nil {
			return err
		}
		if err := s.noneHeld(ctx, tx, old); err != nil {
			return err
		}
		if err := s.takeBack(ctx, tx, row.County, old); err != nil {
			return err
		}
		end, err := overwriting(ctx, s.db.Dialect, tx)
		if err != nil {
			return err
		}
		if err := withdrawRows(ctx, s.db.Dialect, tx, row, s.now()); err != nil {
			return err
		}
		if err := end(); err != nil {
			return err
		}
		return s.tell(ctx, tx, row.Person, old)
	})
	if err != nil {
		return err
	}
	return s.removeWithdrawn(ctx, actor.County)
}

// withdrawable returns the row of a trace that its owner may take back now.
func (s *Service) withdrawable(ctx context.Context, tx *sqlx.Tx, actor Actor, id TraceID) (traceRow, error) {
	rows, err := wholeTrace(ctx, tx, actor.County, id)
	if err != nil {
		return traceRow{}, err
	}
	switch row := rows[0]; {
	case !sees(actor, row.Person):
		return row, ErrNoTrace
	case actor.Person == "" || row.Person != actor.Person:
		return row, ErrNotOwn
	case row.Kind != KindTrace:
		return row, ErrStatement
	case len(rows) > 1:
		return row, ErrMerged
	case row.PurgedAt.Valid:
		return row, ErrPurged
	case row.State == TraceReceived:
		return row, ErrReading
	}
	return rows[0], nil
}

// removeWithdrawn removes the files of traces that were taken back, and then
// their rows. Whatever it finds done already it leaves alone.
func (s *Service) removeWithdrawn(ctx context.Context, county County) error {
	rows, err := withdrawnTraces(ctx, s.db, county)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.BlobKey != "" {
			if err := s.dropBlob(ctx, county, row.BlobKey); err != nil {
				return err
			}
		}
		if err := deleteWithdrawn(ctx, s.db, county, row.ID); err != nil {
			return err
		}
	}
	return nil
}

// declare has a trace that was handed in before read in the datum that its owner
// declares now: the report asks for it where the roads could not tell. It reports
// false, and changes nothing, when it is in that datum already or none is
// declared.
//
// Faults: ErrPurged, ErrHeld.
func (s *Service) declare(ctx context.Context, known Upload, declared datum.Datum) (changed bool, err error) {
	if declared == datum.Auto || known.Datum == string(declared) || known.Kind != KindTrace {
		return false, nil
	}
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		rows, err := wholeTrace(ctx, tx, known.County, known.ID)
		if err == nil && rows[0].PurgedAt.Valid {
			err = ErrPurged
		}
		if err != nil {
			return fmt.Errorf("trace %s: %w", known.ID, err)
		}
		old, err := tripsOfTraces(ctx, tx, rows)
		if err != nil {
			return err
		}
		if err := s.noneHeld(ctx, tx, old); err != nil {
			return err
		}
		if err := declareDatum(ctx, tx, known.County, known.ID, declared); err != nil {
			return err
		}
		if err := reopenTrace(ctx, tx, known.County, rows[0].ID); err != nil {
			return err
		}
		return s.config.Queue.Enqueue(ctx, tx, readJob(known.County, rows[0].ID))
	})
	return err == nil, err
}

// known returns the upload of a file that was handed in before, after taking the
// datum declared for it now; ErrNoTrace when there is none, or it was taken back.
func (s *Service) known(ctx context.Context, upload Upload) (Upload, error) {
	known, err := s.uploadBySHA256(ctx, s.db, upload.County, upload.Person, upload.SHA256)
	if err != nil {
		return known, err
	}
	changed, err := s.declare(ctx, known, datum.Datum(upload.Datum))
	if err != nil || !changed {
		return known, err
	}
	return s.uploadBySHA256(ctx, s.db, upload.County, upload.Person, upload.SHA256)
}
