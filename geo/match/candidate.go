package match

import (
	"cmp"
	"slices"

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
	emit    float64      // cost of the sight given this state
	score   float64      // least cost of all up to here
	back    int32        // the state before on that cheapest way; -1 at the start of a chain
}

func (s *state) offRoad() bool { return s.edge == roads.NoEdge }

func (s *state) position() route.Position {
	return route.Position{Edge: s.edge, OffsetM: s.offsetM}
}

// appendStates appends the hypotheses for one sight: every drivable direction
// of every segment near, and one off the road.
func (m *Matcher) appendStates(w *work, s *sight) {
	p := &m.params
	w.snaps = m.net.Near(w.snaps[:0], s.point, p.RadiusM+p.RadiusSigmas*s.sigmaM)
	if len(w.snaps) > p.MaxSegments {
		slices.SortFunc(w.snaps, func(a, b roads.Snap) int { return cmp.Compare(a.DistanceM, b.DistanceM) })
		w.snaps = w.snaps[:p.MaxSegments]
	}
	for _, snap := range w.snaps {
		emit := s.weight * p.emission(snap.DistanceM/s.sigmaM)
		w.states = append(w.states, state{edge: snap.Edge, offsetM: snap.OffsetM, point: snap.Point, emit: emit, back: -1})
		reverse := snap.Edge.Reverse()
		if m.net.Flags(reverse).Has(roads.Drivable) {
			w.states = append(w.states, state{
				edge: reverse, offsetM: m.net.LengthM(snap.Edge) - snap.OffsetM,
				point: snap.Point, emit: emit, back: -1,
			})
		}
	}
	w.states = append(w.states, state{edge: roads.NoEdge, point: s.point, emit: s.weight * p.emission(max(p.OffRoadSigmas, p.OffRoadM/s.sigmaM)), back: -1})
}
