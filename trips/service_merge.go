package trips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng"
	"licheng/geo/datum"
	"licheng/geo/match"
	"licheng/trips/segment"
)

// mergedMax bounds the traces that are read together.
const mergedMax = 8

// Merge makes one trip of two that follow one another. What was left out between
// them is in it again. They may be of two traces, as when a phone went out on the
// way or an app began a new file: the traces are then read together, each file as
// it is, and the trip goes from one to the other along the road, as over any
// stretch without fixes. The trace that was received last has the trips of both
// from then on, and is returned.
//
// Faults: those of Split, ErrNotNeighbours, ErrMergeVehicles, ErrMergeSpan,
// ErrMergeDatum, ErrMergeFiles, ErrMergeFar, ErrMergePrivate, ErrMergeMany.
func (s *Service) Merge(ctx context.Context, actor Actor, id, with TripID) (upload Upload, err error) {
	if err := s.privateBetween(ctx, actor, id, with); err != nil {
		return Upload{}, fmt.Errorf("trip %s with %s: %w", id, with, err)
	}
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, between, err := s.openMerge(ctx, tx, actor, id, with)
		if err != nil {
			return fmt.Errorf("trip %s with %s: %w", id, with, err)
		}
		e.join(between)
		if err := e.gather(ctx, tx); err != nil {
			return err
		}
		upload, err = s.sayEdit(ctx, tx, e)
		return err
	})
	return upload, err
}

// openMerge checks that the actor may merge two trips now, and returns the gap
// between them. The edit has the traces of both, the one received last first.
func (s *Service) openMerge(ctx context.Context, tx *sqlx.Tx, actor Actor, id, with TripID) (e edit, between segment.Span, err error) {
	one, err := tripSeenBy(ctx, tx, actor, id)
	if err != nil {
		return e, between, err
	}
	if e, err = s.openEdit(ctx, tx, actor, one.Trace); err != nil {
		return e, between, err
	}
	two, err := tripSeenBy(ctx, tx, actor, with)
	if err != nil {
		return e, between, err
	}
	first, second := inTime(one, two)
	if err := mayMerge(ctx, tx, first, second); err != nil {
		return e, between, err
	}
	between = segment.Span{From: first.EndedAt, To: second.StartedAt}
	if slices.ContainsFunc(e.siblings, func(t Trip) bool { return t.ID == with }) {
		return e, between, nil
	}
	other, err := s.openEdit(ctx, tx, actor, two.Trace)
	if err != nil {
		return e, between, err
	}
	if e.shares(other) { // somebody merged them since the first was looked at
		return e, between, fmt.Errorf("trace %s: %w", two.Trace, ErrReading)
	}
	parts := [2][]Trip{e.siblings, other.siblings}
	if first.ID == two.ID {
		slices.Reverse(parts[:])
	}
	if !followed(parts, first, second) {
		return e, between, ErrMergeFiles
	}
	if apartM(first, second) > match.Defaults().MaxBridgeM {
		return e, between, ErrMergeFar
	}
	if e = e.with(other); len(e.rows) > mergedMax {
		return e, between, ErrMergeMany
	}
	return e, between, nil
}

// inTime returns two trips in the order of time.
func inTime(a, b Trip) (first, second Trip) {
	if b.StartedAt.Before(a.StartedAt) {
		return b, a
	}
	return a, b
}

// mayMerge returns why two trips cannot be one; nil when they can. What takes
// more than a day is none: whoever looks for trips at the same time looks back so
// far (longestTrip).
func mayMerge(ctx context.Context, q querier, first, second Trip) error {
	switch {
	case first.Person != second.Person:
		return ErrNotOwn
	case first.ID == second.ID, first.Evidence != "", second.Evidence != "",
		first.StartedAt.IsZero(), second.StartedAt.IsZero(), first.EndedAt.After(second.StartedAt):
		return ErrNotNeighbours
	case first.Vehicle != "" && second.Vehicle != "" && first.Vehicle != second.Vehicle:
		return ErrMergeVehicles
	case second.EndedAt.Sub(first.StartedAt) > longestTrip:
		return ErrMergeSpan
	case first.Datum != second.Datum && min(first.DatumSure, second.DatumSure) < datum.SureFrom:
		return ErrMergeDatum
	}
	between, err := listTrips(ctx, q, first.County, TripFilter{
		Person: first.Person, Summary: true, endAfter: first.EndedAt, startBefore: second.StartedAt,
	})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(between, func(t Trip) bool { return t.ID != first.ID && t.ID != second.ID }) {
		return ErrNotNeighbours
	}
	return nil
}

// followed reports whether of the trips of two parts those of the first end with
// one trip, and those of the second begin with the other.
func followed(parts [2][]Trip, first, second Trip) bool {
	later := func(t Trip) bool { return t.ID != first.ID && t.EndedAt.After(first.EndedAt) }
	earlier := func(t Trip) bool { return t.ID != second.ID && t.StartedAt.Before(second.StartedAt) }
	return !slices.ContainsFunc(parts[0], later) && !slices.ContainsFunc(parts[1], earlier)
}

// shares reports whether two edits have a trace in common.
func (e edit) shares(other edit) bool {
	return slices.ContainsFunc(e.rows, func(row traceRow) bool {
		return slices.ContainsFunc(other.rows, func(o traceRow) bool { return o.ID == row.ID })
	})
}

// with is the edit of two traces that are to be read together.
func (e edit) with(other edit) edit {
	e.rows = slices.Concat(e.rows, other.rows)
	slices.SortFunc(e.rows, func(a, b traceRow) int { return byReceived(b, a) })
	e.siblings = slices.Concat(e.siblings, other.siblings)
	e.said = segment.Edits{
		Joins:  slices.Concat(e.said.Joins, other.said.Joins),
		Splits: slices.Concat(e.said.Splits, other.said.Splits),
		Left:   slices.Concat(e.said.Left, other.said.Left),
	}
	return e
}

// join takes back what was cut between two trips and says that they are one: at
// both ends of the gap, since fixes that a phone sends late may narrow it, and at
// both ends of what was left out, since nobody knows on which side it was.
func (e *edit) join(between segment.Span) {
	e.said.Joins = append(slices.Clone(e.said.Joins), between.From, between.To)
	e.said.Splits = slices.DeleteFunc(slices.Clone(e.said.Splits), func(at time.Time) bool {
		return !at.Before(between.From) && !at.After(between.To)
	})
	var left []segment.Span
	for _, l := range e.said.Left {
		if l.From.Before(between.From) || l.To.After(between.To) {
			left = append(left, l)
			continue
		}
		e.said.Joins = append(e.said.Joins, l.From, l.To)
	}
	e.said.Left = left
}

// gather makes the first trace that of the others, what was said of them with it.
func (e *edit) gather(ctx context.Context, tx *sqlx.Tx) error {
	head := e.rows[0].ID
	for i, row := range e.rows {
		into := head
		if i == 0 {
			into = ""
		}
		if err := mergeTrace(ctx, tx, row, into); err != nil {
			return err
		}
	}
	return nil
}

// privateBetween returns ErrMergePrivate when something private was cut out of a
// file between two trips. It looks at the files, so it comes before the merging
// holds the database; who may merge at all is seen there.
func (s *Service) privateBetween(ctx context.Context, actor Actor, id, with TripID) error {
	one, err := tripSeenBy(ctx, s.db, actor, id)
	if err != nil {
		return err
	}
	two, err := tripSeenBy(ctx, s.db, actor, with)
	if err != nil {
		return err
	}
	first, second := inTime(one, two)
	if first.Person != actor.Person || second.Person != actor.Person || first.Evidence != "" || second.Evidence != "" {
		return nil
	}
	for _, id := range slices.Compact([]TraceID{first.Trace, second.Trace}) {
		rows, err := wholeTrace(ctx, s.db, actor.County, id)
		if err != nil {
			return err
		}
		for _, row := range rows {
			apart, err := s.apartOf(ctx, row)
			if err != nil {
				return err
			}
			if isApart(apart, first.EndedAt, second.StartedAt) {
				return ErrMergePrivate
			}
		}
	}
	return nil
}

// Neighbour is a trip that another can be merged with.
type Neighbour struct {
	Trip       Trip // its figures
	After      bool // it follows the other; else it comes before
	OtherTrace bool
	Gap        time.Duration // from the end of the earlier to the start of the later
	GapM       float64       // between the same two places, straight
}

// Neighbours returns the actor's own trips right before and after one that can be
// merged with it, the earlier first; none once one of them is in a claim handed
// in. Whether something private was cut between is only seen when they are.
//
// Faults: ErrNoTrip, ErrNotOwn.
func (s *Service) Neighbours(ctx context.Context, actor Actor, id TripID) (out []Neighbour, err error) {
	trip, err := tripSeenBy(ctx, s.db, actor, id)
	if err == nil && (actor.Person == "" || trip.Person != actor.Person) {
		err = fmt.Errorf("trip %s: %w", id, ErrNotOwn)
	}
	if err != nil || trip.StartedAt.IsZero() {
		return nil, err
	}
	near, err := listTrips(ctx, s.db, actor.County, TripFilter{
		Person: trip.Person, endAfter: trip.StartedAt.Add(-longestTrip), startBefore: trip.EndedAt.Add(longestTrip),
	})
	if err != nil {
		return nil, err
	}
	before, after := beforeAndAfter(near, trip)
	for _, other := range slices.Concat(before, after) {
		may, err := s.canMerge(ctx, actor, id, other.ID)
		if err != nil {
			return nil, err
		}
		if may {
			out = append(out, neighbourOf(trip, other))
		}
	}
	return out, nil
}

// beforeAndAfter returns the trip that ends last before another begins, and the
// one that begins first after it; none where there is none.
func beforeAndAfter(all []Trip, of Trip) (before, after []Trip) {
	for _, t := range all {
		switch {
		case t.ID == of.ID:
		case !t.EndedAt.After(of.StartedAt) && (before == nil || t.EndedAt.After(before[0].EndedAt)):
			before = []Trip{t}
		case !t.StartedAt.Before(of.EndedAt) && (after == nil || t.StartedAt.Before(after[0].StartedAt)):
			after = []Trip{t}
		}
	}
	return before, after
}

// canMerge reports whether Merge would be let.
func (s *Service) canMerge(ctx context.Context, actor Actor, id, with TripID) (bool, error) {
	err := s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		_, _, err := s.openMerge(ctx, tx, actor, id, with)
		return err
	})
	if fault := (*licheng.Fault)(nil); errors.As(err, &fault) {
		return false, nil
	}
	return err == nil, err
}

// neighbourOf says what lies between two trips.
func neighbourOf(trip, other Trip) Neighbour {
	first, second := inTime(trip, other)
	return Neighbour{
		Trip: other, After: first.ID == trip.ID, OtherTrace: trip.Trace != other.Trace,
		Gap: second.StartedAt.Sub(first.EndedAt), GapM: apartM(first, second),
	}
}

// apartM is how far one trip's end on the road is from the beginning of the next,
// straight; 0 where one of them has no way.
func apartM(first, second Trip) float64 {
	if len(first.Path) == 0 || len(second.Path) == 0 {
		return 0
	}
	last := first.Path[len(first.Path)-1]
	return orbgeo.DistanceHaversine(last[len(last)-1], second.Path[0][0])
}
