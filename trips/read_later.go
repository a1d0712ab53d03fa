package trips

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"licheng/trips/verify"
)

// twice returns what is found of one drive in two trips, for the one that is
// being read; nothing when the other was received later: then that one has to
// carry it, once this one has a name.
func (b *beside) twice(other otherTrip, c verify.Comparison, own bool) []Finding {
	if b.before(other) {
		if c.IsCopy() || c.IsSharedRide() {
			b.later = append(b.later, likeness{other, c})
		}
		return nil
	}
	return about(other.ID, verify.Twice(c, other.name(), own, b.drive.Trip.StartedAt))
}

// before reports whether the drive's file was received before that of another
// trip. Ids of traces are given in the order of receiving, and tell it within
// one moment.
func (b *beside) before(other otherTrip) bool {
	order := cmp.Or(b.receivedAt.Compare(other.ReceivedAt), cmp.Compare(b.drive.Trip.Trace, other.Trace))
	return order < 0
}

// about marks findings with the other trip they speak of.
func about(other TripID, found []Finding) []Finding {
	for i := range found {
		found[i].About = string(other)
	}
	return found
}

// tellLater gives the trips that were received later than the one just stored,
// but read before it, the findings they would have had in the other order. One
// that is in a claim handed in has them as learnt late.
func (s *Service) tellLater(ctx context.Context, tx *sqlx.Tx, b *beside) error {
	t := b.drive.Trip
	me := otherTrip{ID: t.ID, StartedAt: nullTime(t.StartedAt)}.name()
	for _, l := range b.later {
		found, err := listTrips(ctx, tx, t.County, TripFilter{id: l.ID, Summary: true})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			continue // gone meanwhile
		}
		fresh := about(t.ID, verify.Twice(l.Comparison, me, l.Person == t.Person, l.StartedAt.Time))
		fresh = slices.DeleteFunc(fresh, func(f Finding) bool { return found[0].isTold(f, me) })
		if err := s.addFresh(ctx, tx, found[0], fresh); err != nil {
			return err
		}
	}
	return nil
}

// isTold reports whether a trip carries a finding of the same rule that names
// the same other trip, or as many of the rule as are told of.
func (t Trip) isTold(f Finding, other string) bool {
	n := 0
	for _, l := range t.standing([]string{f.Rule}) {
		if l.About == f.About || strings.Contains(l.Text.ZH, other) {
			return true
		}
		n++
	}
	return n >= twiceMax
}

// addFresh adds findings to a trip that was stored before, and tells the
// listener.
func (s *Service) addFresh(ctx context.Context, tx *sqlx.Tx, t Trip, fresh []Finding) error {
	if len(fresh) == 0 {
		return nil
	}
	err := s.notHeld(ctx, tx, t)
	switch {
	case errors.Is(err, ErrHeld):
		news := make([]LateFinding, len(fresh))
		for i, f := range fresh {
			news[i] = LateFinding{Finding: f, FoundAt: s.now()}
		}
		err = s.keepLate(ctx, tx, t, news)
		t.Late = append(t.Late, news...)
	case err == nil:
		t.Findings = append(t.Findings, fresh...)
		err = replaceFindings(ctx, tx, t)
	}
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, t.Person, []Trip{t})
}

// takeBack takes the findings about trips that are read again off the others
// that carry them; what still holds is found once more. Trips in claims handed in
// keep theirs: the points it was found by may be gone.
func (s *Service) takeBack(ctx context.Context, tx *sqlx.Tx, county County, old []Trip) error {
	for _, t := range old {
		told, err := tripsTold(ctx, tx, county, t.ID)
		if err != nil {
			return err
		}
		for _, id := range told {
			if err := s.takeOff(ctx, tx, county, id, t.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeOff takes the findings about another trip off a trip that is in no claim
// handed in, and tells the listener.
func (s *Service) takeOff(ctx context.Context, tx *sqlx.Tx, county County, id, other TripID) error {
	found, err := listTrips(ctx, tx, county, TripFilter{id: id, Summary: true})
	if err != nil || len(found) == 0 {
		return err
	}
	t := found[0]
	if err := s.notHeld(ctx, tx, t); errors.Is(err, ErrHeld) {
		return nil
	} else if err != nil {
		return err
	}
	t.Findings = slices.DeleteFunc(t.Findings, func(f Finding) bool { return f.About == string(other) })
	if err := replaceFindings(ctx, tx, t); err != nil {
		return err
	}
	return s.tell(ctx, tx, t.Person, []Trip{t})
}
