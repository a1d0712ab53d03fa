package reimburse

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/reimburse/toll"
	"licheng/trips"
)

// beside is what the trips room told of a month's tolled trips: whose trips may
// have been driven in one car with them, and the county's toll stations.
type beside struct {
	with     map[trips.TripID][]trips.Trip
	stations []trips.Place
	named    map[string]trips.TripID // records that trips without a trace name, by recordKey
}

// besides asks the trips room what the tolls of trips are to be held against. It
// asks outside of any transaction because trips live in another room.
func (s *Service) besides(ctx context.Context, county trips.County, person trips.PersonID, driven []trips.Trip) (beside, error) {
	found := beside{with: map[trips.TripID][]trips.Trip{}, named: map[string]trips.TripID{}}
	p := &pricing{county: county, person: Person{ID: person}}
	if err := p.readVehicles(ctx, s.store.db, s.store, driven); err != nil {
		return found, err
	}
	recorded := map[string][]toll.Record{}
	cars := p.cars(driven)
	for _, car := range cars {
		from, until := car.window()
		rows, err := s.store.tollRecords(ctx, s.store.db, county, car.plate, from, until)
		if err != nil {
			return found, err
		}
		if len(rows) > 0 {
			recorded[car.plate] = recordsOf(rows)
		}
		for _, t := range car.driven {
			if len(rows) == 0 && len(t.Passages) == 0 && t.TolledM == 0 {
				continue
			}
			if found.with[t.ID], err = s.trips.DrivenWith(ctx, county, t, car.vehicle.ID); err != nil {
				return found, fmt.Errorf("trips beside %s: %w", t.ID, err)
			}
		}
	}
	if len(recorded) == 0 {
		return found, nil
	}
	places, err := s.trips.Places(ctx, county)
	if err != nil {
		return found, fmt.Errorf("places of %s: %w", county, err)
	}
	found.stations = stationsOf(places)
	for _, car := range cars {
		for i, trip := range car.named(places, recorded[car.plate]) {
			found.named[recordKey(recorded[car.plate][i])] = trip
		}
	}
	return found, nil
}

// takeBeside adds the passes of colleagues in the same car. Whose trip names the
// vehicle, or is told to be a shared ride by a finding and passed the same toll
// points at the same time, may have been in it. Those who say that they rode
// along are paid nothing and take nothing.
func (s *Service) takeBeside(ctx context.Context, q querier, p *pricing, t trips.Trip, v Vehicle, mine []toll.Span, own *passing) error {
	for _, other := range p.beside.with[t.ID] {
		said, err := s.store.facts(ctx, q, p.county, other.Person, monthOf(other.StartedAt))
		if err != nil {
			return err
		}
		if said.facts.ofTrip(other.ID).Passenger {
			continue
		}
		if err := s.takeFrom(ctx, q, p, t, v, other, mine, own); err != nil {
			return err
		}
	}
	return nil
}

// takeFrom adds the passes of one trip beside the own one, if it is paid first.
func (s *Service) takeFrom(ctx context.Context, q querier, p *pricing, t trips.Trip, v Vehicle, other trips.Trip, mine []toll.Span, own *passing) error {
	theirs, err := s.carOf(ctx, q, p.county, other)
	if err != nil {
		return err
	}
	why, err := s.withWhom(ctx, q, p, other.Person, other.StartedAt)
	if err != nil {
		return err
	}
	if theirs.ID == v.ID {
		if first(v.Person, other, t) {
			own.take(mine, other, nil, why, false)
		}
		return nil
	}
	if !passedTogether(t, other) {
		return nil
	}
	why = lang.Say(why.ZH+"（两人同车）；如是两辆车，凭本车的 ETC 记录计算", why.EN+" (two in one car); if it was two cars, a record of this car is paid")
	held, err := s.store.usesOfTrip(ctx, q, p.county, other.ID)
	if err != nil {
		return err
	}
	for _, u := range held {
		if !slices.ContainsFunc(mine, u.span().Same) {
			own.taken = append(own.taken, toll.Taken{Span: u.span(), Why: why, TableOnly: true})
		}
	}
	recorded, err := s.recordedOnly(ctx, q, p, theirs, other, own)
	if err == nil && (recorded || len(mine) == 0 && other.ID < t.ID) {
		own.take(nil, other, nil, why, true)
	}
	return err
}

// recordedOnly reports whether, of two who say two cars and most likely sat in
// one, only the other's car has a record of the time. That outweighs who handed in
// first: what was paid by the table for this car is corrected then.
func (s *Service) recordedOnly(ctx context.Context, q querier, p *pricing, theirs Vehicle, other trips.Trip, own *passing) (bool, error) {
	if len(own.records) > 0 || theirs.ID == "" {
		return false, nil // a record of one's own car is its own pass
	}
	rows, err := s.store.tollRecords(ctx, q, p.county, toll.PlateKey(theirs.Plate), other.StartedAt, other.EndedAt.Add(toll.NearTime))
	return len(rows) > 0, err
}

// first reports whether of two trips in one vehicle a is paid its tolls: who the
// vehicle is registered to, else who handed in first.
func first(owner trips.PersonID, a, b trips.Trip) bool {
	if ofOwner := a.Person == owner; ofOwner != (b.Person == owner) {
		return ofOwner
	}
	return a.ID < b.ID
}

// carOf returns the vehicle a trip is priced with; the zero Vehicle where that
// is not known.
func (s *Service) carOf(ctx context.Context, q querier, county trips.County, t trips.Trip) (Vehicle, error) {
	if t.Vehicle != "" {
		v, found, err := s.store.vehicle(ctx, q, county, t.Vehicle)
		if err != nil || found {
			return v, err
		}
	}
	own, err := s.store.vehicles(ctx, q, county, t.Person)
	if err != nil || len(own) != 1 {
		return Vehicle{}, err
	}
	return own[0], nil
}

// passedTogether reports whether a finding tells one of the two trips to be a
// shared ride, and both passed a toll point at the same time.
func passedTogether(a, b trips.Trip) bool {
	shared := func(t trips.Trip) bool {
		return slices.ContainsFunc(t.Findings, func(f trips.Finding) bool { return f.Rule == trips.SharedRide })
	}
	return (shared(a) || shared(b)) && slices.ContainsFunc(a.Passages, func(p trips.Passage) bool {
		return slices.ContainsFunc(b.Passages, func(o trips.Passage) bool {
			return p.Ref == o.Ref && p.Kind == o.Kind && p.Name == o.Name && p.At.Sub(o.At).Abs() <= toll.TogetherTime
		})
	})
}

// onTheWay returns the stations that records name and that lie by the line of a
// trip, at the time the record says: a track with a hole passes them too.
func onTheWay(t trips.Trip, stations []trips.Place, records []toll.Record) []toll.Approach {
	var found []toll.Approach
	for _, p := range stations {
		name := toll.Station(p.Name)
		away := math.Inf(1)
		for _, record := range records {
			exit, entry := toll.SameStation(name, toll.Station(record.Exit)), toll.SameStation(name, toll.Station(record.Entry))
			if !exit && !entry {
				continue
			}
			if math.IsInf(away, 1) {
				away = distanceToM(t.Path, orb.Point{p.Lon, p.Lat})
			}
			if exit {
				found = append(found, toll.Approach{Station: name, DistanceM: away, At: record.ExitAt})
			}
			if entry && !record.EntryAt.IsZero() {
				found = append(found, toll.Approach{Station: name, DistanceM: away, At: record.EntryAt})
			}
		}
	}
	return slices.DeleteFunc(found, func(a toll.Approach) bool {
		return a.At.Before(t.StartedAt.Add(-toll.NearTime)) || a.At.After(t.EndedAt.Add(toll.NearTime))
	})
}

// distanceToM is how far a point lies from a line, on a plane that touches the
// earth at the point.
func distanceToM(lines orb.MultiLineString, p orb.Point) float64 {
	const degreeM = 111_195.0 // of a great circle, R = 6371.0088 km
	east := degreeM * math.Cos(p.Lat()*math.Pi/180)
	best := math.Inf(1)
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			ax, ay := (line[i-1].Lon()-p.Lon())*east, (line[i-1].Lat()-p.Lat())*degreeM
			dx, dy := (line[i].Lon()-line[i-1].Lon())*east, (line[i].Lat()-line[i-1].Lat())*degreeM
			along := 0.0
			if length2 := dx*dx + dy*dy; length2 > 0 {
				along = min(1, max(0, -(ax*dx+ay*dy)/length2))
			}
			best = min(best, math.Hypot(ax+along*dx, ay+along*dy))
		}
	}
	return best
}
