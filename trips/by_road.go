package trips

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/trips/verify"
)

// ByRoad is what the map says of the way over a trip's places in order: its
// ends and where it stopped or, when it came back without a stop, where it
// turned round. Metres driven off the map are part of both lengths.
type ByRoad struct {
	ShortestM float64 `json:"shortest_m"`       // the shortest way
	UsualM    float64 `json:"usual_m"`          // the longest of that, the fastest and the fastest without a toll
	Stops     int     `json:"stops"`            // places between the ends
	Closed    string  `json:"closed,omitempty"` // a stretch of one of these ways that was closed at the time
}

// byRoad asks the map for the way over the places of a drive; nil where it does
// not lead from each to the next. The lines are those of every way it looked at.
func (r Reader) byRoad(d *Drive) error {
	if r.Ways == nil {
		return nil
	}
	points := d.waypoints().inOrder()
	way := ByRoad{Stops: len(points) - 2, ShortestM: d.Trip.OffRoadM, UsualM: d.Trip.OffRoadM}
	for i := 1; i < len(points); i++ {
		leg, found, err := r.Ways.Way(points[i-1], points[i])
		if err != nil {
			return fmt.Errorf("the way by road: %w", err)
		}
		if !found {
			return nil
		}
		way.ShortestM += leg.LowM
		way.UsualM += leg.UsualM
		d.ways = append(d.ways, leg.All...)
	}
	d.Trip.ByRoad = &way
	return nil
}

// inOrder returns the points a way by road leads over.
func (w waypoints) inOrder() []orb.Point {
	calls := w.calls
	if len(calls) == 0 && orbgeo.DistanceHaversine(w.start, w.end) <= roundTripM {
		calls = []orb.Point{w.farthest}
	}
	return slices.Concat([]orb.Point{w.start}, calls, []orb.Point{w.end})
}

// noteClosedWays names a closure on the way by road that held while the trip
// was under way: whoever drove round it drove no detour.
func (s *Service) noteClosedWays(ctx context.Context, d *Drive) error {
	if d.Trip.ByRoad == nil {
		return nil
	}
	var err error
	d.Trip.ByRoad.Closed, err = s.closedWay(ctx, *d)
	return err
}

// closedWay names a closure on the ways of a drive that held while it was under
// way; empty when none did.
func (s *Service) closedWay(ctx context.Context, d Drive) (string, error) {
	t := d.Trip
	if t.StartedAt.IsZero() || len(d.ways) == 0 {
		return "", nil
	}
	box := d.ways[0].Bound()
	for _, line := range d.ways {
		box = box.Union(line.Bound())
	}
	closures, err := closuresNear(ctx, s.db, t.County, t.StartedAt, t.EndedAt, orbgeo.BoundPad(box, closureReachM))
	if err != nil {
		return "", err
	}
	for _, c := range closures {
		closed := c.toVerify()
		if closed.Along(d.ways) > 0 {
			return closed.Name, nil
		}
	}
	return "", nil
}

// closureReachM is how far from its line a closure holds, at most.
const closureReachM = 500.0

// toVerify is the closure as drives are held against it.
func (c Closure) toVerify() verify.Closure {
	held := verify.Closure{Line: c.Line, WithinM: c.WithinM, From: c.From, Until: c.Until, Name: c.Name}
	if c.Reason != "" {
		held.Name += "（" + c.Reason + "）"
	}
	return held
}
