package route

import "licheng/geo/roads"

// plain reports whether costs are metres of road and U-turns, nothing else.
func (p *Policy) plain() bool { return p.Metric == ByLength && p.Private == 1 }

// weight is what a whole edge costs under the policy, in the search's units.
func (s *Search) weight(e roads.EdgeID) uint32 {
	if s.policy.plain() {
		return s.net.LengthMM(e)
	}
	return thousandths(s.costOf(e, s.net.LengthM(e)))
}

// costOf is what m metres on edge e cost under the policy.
func (s *Search) costOf(e roads.EdgeID, m float64) float64 {
	if s.policy.plain() {
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
