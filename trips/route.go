package trips

import (
	"context"
	"slices"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/geo/place"
	"licheng/trips/trace"
)

// How far a place may be from what is named after it.
const (
	endRadiusM  = 3000 // the two ends of a trip, and where it turned round
	callRadiusM = 1500 // a stop on the way
	// villageLeadM is how much farther than a township's seat a village may be
	// and still name a stop: a cadre travels to a village, and passes a seat.
	villageLeadM = 500
	// roundTripM is how near each other the ends of a round trip are.
	roundTripM = 1500
)

// waypoints are the points of a trip that get names.
type waypoints struct {
	start, end orb.Point
	calls      []orb.Point // where it stopped on the way, in order
	farthest   orb.Point   // of all its fixes, from the start
}

// route is a trip in names; from and to are empty when no place is near, via
// never holds the same name twice in a row, nor at its ends those of the ends.
type route struct {
	from, to string
	via      []string
}

// nameRoute names the ends of a trip and the places between: those it stopped
// at or, when it stopped at none and came back to where it set out, the one
// it turned round at.
func nameRoute(w waypoints, index *place.Index) route {
	r := route{from: nameNear(index, w.start, endRadiusM), to: nameNear(index, w.end, endRadiusM)}
	calls := make([]string, len(w.calls))
	for i, p := range w.calls {
		calls[i] = nameCall(index, p, callRadiusM)
	}
	r.via = between(r, calls)
	if len(r.via) > 0 {
		return r
	}
	if r.from != "" && r.from == r.to || orbgeo.DistanceHaversine(w.start, w.end) <= roundTripM {
		r.via = between(r, []string{nameCall(index, w.farthest, endRadiusM)})
	}
	return r
}

// between drops from the names of calls the empty ones and those that repeat
// the one before, the way beginning at r.from and ending at r.to.
func between(r route, calls []string) []string {
	var via []string
	last := r.from
	for _, name := range calls {
		if name != "" && name != last {
			via = append(via, name)
			last = name
		}
	}
	if n := len(via); n > 0 && via[n-1] == r.to {
		via = via[:n-1]
	}
	return via
}

// nameNear returns the name of the place nearest to p, empty when there is
// none within radiusM. Stations stand on the way, nobody travels to them: they
// give no name.
func nameNear(index *place.Index, p orb.Point, radiusM float64) string {
	found, _ := index.Nearest(p, radiusM, place.Village, place.Township, place.County)
	return found.Name
}

// nameCall is nameNear with villages before the seats of townships and of the
// county, unless the seat is nearer by more than villageLeadM.
func nameCall(index *place.Index, p orb.Point, radiusM float64) string {
	village, isNear := index.Nearest(p, radiusM, place.Village)
	seat, isSeat := index.Nearest(p, radiusM, place.Township, place.County)
	if isNear && (!isSeat || village.DistanceM <= seat.DistanceM+villageLeadM) {
		return village.Name
	}
	return seat.Name
}

// waypoints returns the points of a drive to be named.
func (d Drive) waypoints() waypoints {
	last := len(d.driven) - 1
	start := d.driven[0].Point
	farthest := slices.MaxFunc(d.driven, func(a, b trace.Fix) int {
		return compareDistance(start, a.Point, b.Point)
	})
	return waypoints{start: start, end: d.driven[last].Point, calls: d.calls, farthest: farthest.Point}
}

// compareDistance is negative when a is nearer to the point than b.
func compareDistance(from, a, b orb.Point) int {
	da, db := orbgeo.DistanceHaversine(from, a), orbgeo.DistanceHaversine(from, b)
	switch {
	case da < db:
		return -1
	case da > db:
		return 1
	}
	return 0
}

// nameTrip fills in where the trip went, by the names of that day.
func (s *Service) nameTrip(ctx context.Context, day time.Time, d *Drive) error {
	t := &d.Trip
	around := orbgeo.BoundPad(d.box(), endRadiusM)
	places, err := placesIn(ctx, s.db, t.County, dayOf(day), around)
	if err != nil {
		return err
	}
	r := nameRoute(d.waypoints(), place.NewIndex(places))
	t.From, t.Via, t.To = r.from, r.via, r.to
	return nil
}
