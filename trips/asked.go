package trips

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/queue"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// JobAsked is the kind of the job that holds a trip against the request it was
// driven under, once that is known or has changed.
const JobAsked = "trips.asked"

// Requests knows what was approved before a trip.
type Requests interface {
	// Asked returns what was approved for the trip; false when it was driven
	// under no request.
	Asked(ctx context.Context, county County, trip TripID) (Asked, bool, error)
}

// Asked is what was approved for a trip.
type Asked struct {
	From, Until time.Time
	Places      []AskedPlace // those whose position is known
	Elsewhere   bool         // a place was named whose position is not known: the area cannot be told
	Trips       []TripID     // of the same person under the same request, this one too
}

// AskedPlace is a place a trip was to go to.
type AskedPlace struct {
	Name  string
	Point orb.Point // WGS-84
}

// askedRules are the findings that follow from a request.
var askedRules = []string{"outside-request", "destination-missed"}

// HandleAsked runs a job of kind JobAsked; it is a queue.Handler.
func (s *Service) HandleAsked(ctx context.Context, job queue.Job) error {
	return s.HoldAgainstRequest(ctx, County(job.County), TripID(job.ID))
}

// HoldAgainstRequest puts the findings that follow from the request of a trip in
// place of those it had. It is idempotent; a trip that is gone, or that is in a
// claim handed in, is left alone. The listener is told when a finding changed.
func (s *Service) HoldAgainstRequest(ctx context.Context, county County, id TripID) error {
	if s.config.Requests == nil {
		return nil
	}
	asked, found, err := s.config.Requests.Asked(ctx, county, id)
	if err != nil {
		return fmt.Errorf("request of trip %s: %w", id, err)
	}
	var fresh []Finding
	if found {
		var there bool
		if fresh, there, err = s.askedFindings(ctx, county, id, asked); err != nil || !there {
			return err
		}
	}
	return s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		trips, err := listTrips(ctx, tx, county, TripFilter{id: id, Summary: true})
		if err != nil || len(trips) == 0 {
			return err
		}
		t := trips[0]
		if err := s.notHeld(ctx, tx, t); errors.Is(err, ErrHeld) {
			return nil
		} else if err != nil {
			return err
		}
		before := t.Findings
		t.Findings = slices.DeleteFunc(slices.Clone(before), func(f Finding) bool { return slices.Contains(askedRules, f.Rule) })
		t.Findings = append(t.Findings, fresh...)
		if len(before) == len(t.Findings) && reflect.DeepEqual(before, t.Findings) {
			return nil
		}
		if err := replaceFindings(ctx, tx, t); err != nil {
			return err
		}
		return s.tell(ctx, tx, t.Person, trips)
	})
}

// askedFindings is what the trip shows beside its request. Whether a place was
// reached is asked of all trips of the request together, and told of the last:
// a day's work is several trips. It reports false when the trip's fixes are gone:
// then its findings stay what they were.
func (s *Service) askedFindings(ctx context.Context, county County, id TripID, asked Asked) (found []Finding, there bool, err error) {
	var own, all []trace.Fix
	var first, last time.Time
	latest := id
	for _, other := range asked.Trips {
		marked, err := tripFixes(ctx, s.db, county, other)
		if errors.Is(err, sql.ErrNoRows) {
			continue // gone
		}
		if err != nil {
			return nil, false, err
		}
		fixes := Drive{Fixes: marked}.recorded()
		if len(fixes) == 0 {
			continue
		}
		if other == id {
			own = fixes
		}
		if at := fixes[0].At; all == nil || at.Before(first) {
			first, all = at, append(slices.Clone(fixes), all...) // the earliest stands first
		} else {
			all = append(all, fixes...)
		}
		if at := fixes[len(fixes)-1].At; at.After(last) {
			last, latest = at, other
		}
	}
	if len(own) == 0 {
		return nil, false, nil
	}
	found = verify.OutsideRequest(own, asked.area(all[0].Point))
	if latest == id {
		for _, p := range asked.Places {
			found = append(found, verify.DestinationMissed(all, p.Point, p.Name)...)
		}
	}
	return found, true, nil
}

// roundaboutM is how much farther than the farthest place asked for a trip may
// go from where it began or from a place: mountain roads do not run straight.
const roundaboutM = 5000.0

// area is where a trip that begins at start may go under the request: as far from
// there, and from each place, as the farthest place lies. A place whose position
// is not known leaves the area open.
func (a Asked) area(start orb.Point) verify.Request {
	r := verify.Request{From: a.From, Until: a.Until}
	if a.Elsewhere || len(a.Places) == 0 {
		return r
	}
	r.Around, r.RadiusM = []orb.Point{start}, 0
	for _, p := range a.Places {
		r.Around = append(r.Around, p.Point)
		r.RadiusM = max(r.RadiusM, orbgeo.DistanceHaversine(start, p.Point)+roundaboutM)
	}
	return r
}
