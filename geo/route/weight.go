package route

import "licheng/geo/roads"

// weight is what a whole edge costs under the policy, in the search's units.
func (s *Search) weight(e roads.EdgeID) uint32 {
	return thousandths(s.costOf(e, s.net.LengthM(e)))
}

// costOf is what m metres on edge e cost under the policy.
func (s *Search) costOf(e roads.EdgeID, m float64) float64 {
	if s.plain {
		return m
	}
	edge := s.net.Edge(e)
	cost := m
	if s.policy.Metric == ByTime {
		cost = secondsOf(m, edge.SpeedKMH)
	}
	if edge.Flags.Has(roads.Private) {
		cost *= s.policy.Private
	}
	return cost
}

// secondsOf is the time for m metres; a road without speed is driven at a
// walking pace, so that no road is free.
func secondsOf(m, speedKMH float64) float64 { return m * 3.6 / max(speedKMH, 5) }
