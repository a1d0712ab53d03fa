package trips

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/trips/segment"
)

// editsMax bounds what can be said of one trace.
const editsMax = 100

// Split makes two trips of one, at a moment between its start and its end. The
// trace is read again in the ordinary way: its trips are priced anew, and those
// before and after keep their ids, purposes and vehicles. The same holds for
// Crop, Merge and Unedit; the file that was handed in stays as it is.
//
// Faults: ErrNoTrip, ErrNotOwn, ErrHeld once a trip of the trace is in a claim
// handed in, ErrReading while the trace is being read, ErrPurged, ErrEdit.
func (s *Service) Split(ctx context.Context, actor Actor, id TripID, at time.Time) (Upload, error) {
	return s.editTrip(ctx, actor, id, func(e *edit) error {
		before, after := e.around(at)
		if before < 2 || after < 2 {
			return ErrEdit
		}
		e.said.Splits = append(e.said.Splits, at.UTC())
		return nil
	})
}

// Crop leaves out what of a trip lies before from and after to. A zero end
// stays where it is.
//
// Faults: those of Split.
func (s *Service) Crop(ctx context.Context, actor Actor, id TripID, from, to time.Time) (Upload, error) {
	return s.editTrip(ctx, actor, id, func(e *edit) error {
		head, tail := !from.IsZero(), !to.IsZero()
		if kept := e.between(from, to); kept < 2 || kept == e.between(time.Time{}, time.Time{}) || head && tail && !from.Before(to) {
			return ErrEdit
		}
		if head {
			e.said.Left = append(e.said.Left, segment.Span{From: e.trip.StartedAt, To: from.UTC()})
		}
		if tail {
			e.said.Left = append(e.said.Left, segment.Span{From: to.UTC(), To: e.trip.EndedAt})
		}
		return nil
	})
}

// Unedit takes back all that was said of a trace, and of those it was merged with:
// each is read by itself again, and has the trips that the service finds in it.
//
// Faults: ErrNoTrace, ErrNotOwn, ErrHeld, ErrReading, ErrPurged.
func (s *Service) Unedit(ctx context.Context, actor Actor, id TraceID) (upload Upload, err error) {
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, err := s.openEdit(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		e.said = segment.Edits{}
		if upload, err = s.sayEdit(ctx, tx, e); err != nil {
			return err
		}
		for _, other := range e.rows[1:] {
			if err := partTrace(ctx, tx, other); err != nil {
				return err
			}
			if err := s.config.Queue.Enqueue(ctx, tx, readJob(other.County, other.ID)); err != nil {
				return err
			}
		}
		return nil
	})
	return upload, err
}

// edit is a trace its owner is about to say something of, with those that were
// merged into it.
type edit struct {
	rows     []traceRow // the first has the trips
	said     segment.Edits
	trip     Trip
	siblings []Trip      // all trips of the traces, the trip among them, by their start
	fixes    []MarkedFix // of the trip
}

// editTrip says something of the trace a trip is from.
func (s *Service) editTrip(ctx context.Context, actor Actor, id TripID, say func(*edit) error) (upload Upload, err error) {
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		trip, err := tripSeenBy(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		e, err := s.openEdit(ctx, tx, actor, trip.Trace)
		if err != nil {
			return err
		}
		if e.trip = trip; trip.StartedAt.IsZero() {
			return fmt.Errorf("trip %s has no times: %w", id, ErrEdit)
		}
		if e.fixes, err = tripFixes(ctx, tx, actor.County, id); err != nil {
			return err
		}
		if err := say(&e); err != nil {
			return fmt.Errorf("trip %s: %w", id, err)
		}
		upload, err = s.sayEdit(ctx, tx, e)
		return err
	})
	return upload, err
}

// openEdit checks that the actor may say something of a trace now.
func (s *Service) openEdit(ctx context.Context, tx *sqlx.Tx, actor Actor, id TraceID) (e edit, err error) {
	if e.rows, err = wholeTrace(ctx, tx, actor.County, id); err != nil {
		return e, fmt.Errorf("trace %s: %w", id, err)
	}
	switch row := e.rows[0]; {
	case !sees(actor, row.Person):
		return e, fmt.Errorf("trace %s: %w", id, ErrNoTrace)
	case actor.Person == "" || row.Person != actor.Person:
		return e, fmt.Errorf("trace %s: %w", id, ErrNotOwn)
	case row.PurgedAt.Valid:
		return e, fmt.Errorf("trace %s: %w", id, ErrPurged)
	case row.Kind == KindStatement:
		return e, fmt.Errorf("trace %s is a statement: %w", id, ErrEdit)
	case row.State != TraceRead:
		return e, fmt.Errorf("trace %s: %w", id, ErrReading)
	}
	said, err := fromJSON[segment.Edits](e.rows[0].Edits)
	if err != nil {
		return e, fmt.Errorf("trace %s: edits: %w", id, err)
	}
	if said != nil {
		e.said = *said
	}
	if e.siblings, err = tripsOfTraces(ctx, tx, e.rows); err != nil {
		return e, err
	}
	return e, s.noneHeld(ctx, tx, e.siblings)
}

// sayEdit writes down what was said and has the traces read again.
func (s *Service) sayEdit(ctx context.Context, tx *sqlx.Tx, e edit) (Upload, error) {
	head := e.rows[0]
	if len(e.said.Splits)+len(e.said.Joins)+len(e.said.Left) > editsMax {
		return Upload{}, fmt.Errorf("trace %s: over %d: %w", head.ID, editsMax, ErrEdit)
	}
	var said sql.NullString
	var err error
	if said.Valid = !e.said.None(); said.Valid {
		if said.String, err = toJSON(e.said); err != nil {
			return Upload{}, err
		}
	}
	const update = `UPDATE traces SET edits = ? WHERE county = ? AND id = ? AND state = 'read' AND merged_into = '' AND purged_at IS NULL`
	result, err := tx.ExecContext(ctx, tx.Rebind(update), said, head.County, head.ID)
	if err != nil {
		return Upload{}, fmt.Errorf("edit trace %s: %w", head.ID, err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 { // somebody was faster
		return Upload{}, errors.Join(err, fmt.Errorf("trace %s: %w", head.ID, ErrReading))
	}
	if err := reopenTrace(ctx, tx, head.County, head.ID); err != nil {
		return Upload{}, err
	}
	if err := s.config.Queue.Enqueue(ctx, tx, readJob(head.County, head.ID)); err != nil {
		return Upload{}, err
	}
	row, err := traceByID(ctx, tx, head.County, head.ID)
	if err != nil {
		return Upload{}, err
	}
	return row.upload()
}

// around counts the kept fixes of the trip before a moment, and at or after it.
func (e *edit) around(at time.Time) (before, after int) {
	for _, f := range e.fixes {
		switch {
		case f.Dropped != "" || f.At.IsZero():
		case f.At.Before(at):
			before++
		default:
			after++
		}
	}
	return before, after
}

// between counts the kept fixes from one moment to another; zero ends are open.
func (e *edit) between(from, to time.Time) (n int) {
	for _, f := range e.fixes {
		if f.Dropped == "" && !f.At.IsZero() && !f.At.Before(from) && (to.IsZero() || !f.At.After(to)) {
			n++
		}
	}
	return n
}
