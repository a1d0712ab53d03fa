package trips

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
)

// limitMax is the longest list of uploads one question gets.
const limitMax = 500

// UploadFilter narrows a list of uploads; empty fields do not.
type UploadFilter struct {
	Person PersonID
	State  TraceState
	Limit  int // 1 to 500; 0 means 50
}

// TripFilter narrows a list of trips; empty fields do not.
type TripFilter struct {
	Person  PersonID
	Month   string // 2006-01, of Asia/Shanghai
	Trace   TraceID
	Summary bool // leave out paths, passages, breaks and dropped fixes
	Limit   int  // 0 means all

	id     TripID
	inFile bool // in the order of the file rather than of time

	endAfter, startBefore time.Time // of those with times; zero: any
}

// Upload returns one upload. ErrNoTrace when there is none the actor may see.
func (s *Service) Upload(ctx context.Context, actor Actor, id TraceID) (Upload, error) {
	if err := seesTracks(actor); err != nil {
		return Upload{}, err
	}
	row, err := traceByID(ctx, s.db, actor.County, id)
	if err == nil && !sees(actor, row.Person) {
		err = ErrNoTrace
	}
	if err != nil {
		return Upload{}, fmt.Errorf("trace %s: %w", id, err)
	}
	return row.upload()
}

// Uploads returns the newest uploads the actor may see, newest first: a
// cadre's own, for finance and auditors those of the county.
func (s *Service) Uploads(ctx context.Context, actor Actor, filter UploadFilter) ([]Upload, error) {
	if err := seesTracks(actor); err != nil {
		return nil, err
	}
	if !oversees(actor) {
		if filter.Person != "" && filter.Person != actor.Person {
			return nil, nil
		}
		filter.Person = actor.Person
	}
	if filter.Limit <= 0 {
		filter.Limit = 50
	}
	filter.Limit = min(filter.Limit, limitMax)
	rows, err := listTraces(ctx, s.db, actor.County, filter)
	if err != nil {
		return nil, err
	}
	uploads := make([]Upload, len(rows))
	for i, row := range rows {
		if uploads[i], err = row.upload(); err != nil {
			return nil, err
		}
	}
	return uploads, nil
}

// Trip returns one trip whole. ErrNoTrip when there is none the actor may see.
func (s *Service) Trip(ctx context.Context, actor Actor, id TripID) (Trip, error) {
	if err := seesTracks(actor); err != nil {
		return Trip{}, err
	}
	t, err := tripSeenBy(ctx, s.db, actor, id)
	if errors.Is(err, ErrNoTrip) && s.config.Overseers != nil {
		t, err = s.tripOverseen(ctx, actor, id)
	}
	if err != nil {
		return Trip{}, err
	}
	return t, addPurged(ctx, s.db, &t)
}

// tripOverseen is Trip for somebody whom another room lets see it. It gives the
// road and the findings; the raw track stays with its owner and the county.
func (s *Service) tripOverseen(ctx context.Context, actor Actor, id TripID) (Trip, error) {
	none := fmt.Errorf("trip %s: %w", id, ErrNoTrip)
	if id == "" {
		return Trip{}, none
	}
	found, err := listTrips(ctx, s.db, actor.County, TripFilter{id: id})
	if err != nil || len(found) == 0 {
		return Trip{}, errors.Join(none, err)
	}
	may, err := s.config.Overseers.Oversees(ctx, actor, found[0].Person)
	if err != nil {
		return Trip{}, fmt.Errorf("who sees trip %s: %w", id, err)
	}
	if !may {
		return Trip{}, none
	}
	return found[0], nil
}

func tripSeenBy(ctx context.Context, q querier, actor Actor, id TripID) (Trip, error) {
	if id == "" {
		return Trip{}, ErrNoTrip
	}
	found, err := listTrips(ctx, q, actor.County, TripFilter{id: id})
	if err != nil {
		return Trip{}, err
	}
	if len(found) == 0 || !sees(actor, found[0].Person) {
		return Trip{}, fmt.Errorf("trip %s: %w", id, ErrNoTrip)
	}
	return found[0], nil
}

// Trips returns the trips the actor may see, by month and start: a cadre's
// own, for finance and auditors those of the county.
func (s *Service) Trips(ctx context.Context, actor Actor, filter TripFilter) ([]Trip, error) {
	if err := seesTracks(actor); err != nil {
		return nil, err
	}
	if filter.Month != "" {
		if _, err := time.Parse("2006-01", filter.Month); err != nil {
			return nil, fmt.Errorf("%q: %w", filter.Month, ErrMonth)
		}
	}
	if !oversees(actor) {
		if filter.Person != "" && filter.Person != actor.Person {
			return s.tripsOverseen(ctx, actor, filter)
		}
		filter.Person = actor.Person
	}
	return listTrips(ctx, s.db, actor.County, filter)
}

// tripsOverseen is Trips of one person for somebody whom another room lets see
// them; nothing for everybody else.
func (s *Service) tripsOverseen(ctx context.Context, actor Actor, filter TripFilter) ([]Trip, error) {
	if s.config.Overseers == nil {
		return nil, nil
	}
	may, err := s.config.Overseers.Oversees(ctx, actor, filter.Person)
	if err != nil {
		return nil, fmt.Errorf("who sees the trips of %s: %w", filter.Person, err)
	}
	if !may {
		return nil, nil
	}
	return listTrips(ctx, s.db, actor.County, filter)
}

// MonthTrips returns a person's trips of a month (2006-01, Asia/Shanghai),
// oldest first and whole, for the room that prices them.
func (s *Service) MonthTrips(ctx context.Context, county County, person PersonID, month string) ([]Trip, error) {
	return listTrips(ctx, s.db, county, TripFilter{Person: person, Month: month})
}

// Describe changes what the owner says of a trip: its purpose and vehicle. The
// listener is told in the same transaction.
//
// Faults: ErrNoTrip, ErrHeld once the trip is in a claim handed in, ErrPurpose,
// ErrVehicle.
func (s *Service) Describe(ctx context.Context, actor Actor, id TripID, purpose string, vehicle VehicleID) (Trip, error) {
	purpose, err := plainPurpose(purpose)
	if err != nil {
		return Trip{}, err
	}
	var trip Trip
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if trip, err = tripSeenBy(ctx, tx, actor, id); err != nil {
			return err
		}
		if trip.Person != actor.Person {
			return fmt.Errorf("trip %s: %w", id, ErrNotOwn)
		}
		if err := s.notHeld(ctx, tx, trip); err != nil {
			return err
		}
		if err := s.mayDrive(ctx, actor.County, trip.Person, vehicle); err != nil {
			return err
		}
		trip.Purpose, trip.Vehicle = purpose, vehicle
		if err := describeTrip(ctx, tx, actor.County, id, purpose, vehicle); err != nil {
			return err
		}
		return s.tell(ctx, tx, trip.Person, []Trip{trip})
	})
	return trip, err
}

// notHeld returns ErrHeld for a trip in a claim that was handed in.
func (s *Service) notHeld(ctx context.Context, tx *sqlx.Tx, trip Trip) error {
	if s.config.Holder == nil {
		return nil
	}
	held, err := s.config.Holder.TripHeld(ctx, tx, trip.County, trip.ID)
	if err == nil && held {
		err = fmt.Errorf("trip %s: %w", trip.ID, ErrHeld)
	}
	return err
}

// noneHeld is notHeld for several trips.
func (s *Service) noneHeld(ctx context.Context, tx *sqlx.Tx, trips []Trip) error {
	for _, t := range trips {
		if err := s.notHeld(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// tell passes trips on to the listener, if there is one.
func (s *Service) tell(ctx context.Context, tx *sqlx.Tx, person PersonID, trips []Trip) error {
	if s.config.Listener == nil || len(trips) == 0 {
		return nil
	}
	if err := s.config.Listener.TripsRead(ctx, tx, person, trips); err != nil {
		return fmt.Errorf("tell of trips of %s: %w", person, err)
	}
	return nil
}
