package match

import (
	"math"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
	"licheng/geo/route"
)

// state is one hypothesis about where the car was at a sight: on an edge, in
// driving direction, or off the road where the fix says.
type state struct {
	edge    roads.EdgeID // NoEdge: off the road
	offsetM float64      // metres from the start of edge
	point   orb.Point    // on the edge, or the fix itself
	strayM  float64      // how far the fix lies from point …
	east    float64      // … in the direction east, north, of length 1
	north   float64
	emit    float64 // cost of the sight given this state and nothing before
	haste   float64 // cost of driving there as fast as the car did
	score   float64 // least cost of all up to here
	back    int32   // the state before on that cheapest way; -1 at the start of a chain
}

func (s *state) offRoad() bool { return s.edge == roads.NoEdge }

func (s *state) position() route.Position {
	return route.Position{Edge: s.edge, OffsetM: s.offsetM}
}

// appendStates appends the hypotheses for one sight: every drivable direction
// of every segment near, and one off the road.
func (m *Matcher) appendStates(w *work, s *sight) {
	p := &m.params
	w.snaps = m.net.Passes(w.snaps[:0], s.point, p.RadiusM+p.RadiusSigmas*s.sigmaM, p.PassM)
	w.snaps = nearest(w.snaps, p.MaxSegments)
	for i := range w.snaps {
		snap := &w.snaps[i]
		st := state{edge: snap.Edge, offsetM: snap.OffsetM, point: snap.Point, emit: p.emission(snap.DistanceM / s.sigmaM), back: -1}
		st.haste = p.hasteCost(s.kmh, m.net.SpeedKMH(snap.Edge))
		st.stray(s, snap)
		w.states = append(w.states, st)
		reverse := snap.Edge.Reverse()
		if m.net.Flags(reverse).Has(roads.Drivable) {
			st.edge, st.offsetM = reverse, m.net.LengthM(snap.Edge)-snap.OffsetM
			st.haste = p.hasteCost(s.kmh, m.net.SpeedKMH(reverse))
			w.states = append(w.states, st)
		}
	}
	w.states = append(w.states, state{edge: roads.NoEdge, point: s.point, emit: s.weight * p.emission(max(p.OffRoadSigmas, p.OffRoadM/s.sigmaM)), haste: p.hasteCost(s.kmh, offRoadKMH), back: -1})
}

// nearest keeps the nearest n snaps, in any order.
func nearest(snaps []roads.Snap, n int) []roads.Snap {
	for len(snaps) > n {
		farthest, last := 0, len(snaps)-1
		for i := range snaps {
			if snaps[i].DistanceM > snaps[farthest].DistanceM {
				farthest = i
			}
		}
		snaps[farthest] = snaps[last]
		snaps = snaps[:last]
	}
	return snaps
}

// stray notes to which side of the road, and how far, the fix lies: square to
// the road, or straight away from a bend or an end.
func (s *state) stray(from *sight, snap *roads.Snap) {
	dEast := (from.point[0] - snap.Point[0]) * from.eastM
	dNorth := (from.point[1] - snap.Point[1]) * degreeM
	along := dEast*snap.East + dNorth*snap.North
	if math.Abs(along) > 0.05*snap.DistanceM+0.5 {
		s.strayM, s.east, s.north = snap.DistanceM, dEast/snap.DistanceM, dNorth/snap.DistanceM
		return
	}
	s.east, s.north = -snap.North, snap.East
	s.strayM = dEast*s.east + dNorth*s.north
}

// awayM is how far apart the places of two states of one sight are.
func (s *state) awayM(t *state) float64 {
	dEast, dNorth := s.strayM*s.east-t.strayM*t.east, s.strayM*s.north-t.strayM*t.north
	return math.Sqrt(dEast*dEast + dNorth*dNorth)
}

// acrossM is how far it is, straight, from the place of a state to one of the
// next sight, which lies s.eastM and s.northM from this one.
func (s *state) acrossM(next *state, between *step) float64 {
	dEast := between.eastM + s.strayM*s.east - next.strayM*next.east
	dNorth := between.northM + s.strayM*s.north - next.strayM*next.north
	return math.Sqrt(dEast*dEast + dNorth*dNorth)
}
