package route

import "licheng/geo/roads"

// Reach is what a search found out about one target.
type Reach struct {
	Cost    float64 // what the policy makes small, turning included
	LengthM float64 // metres driven
	arrival int32   // label<<1 | place of the arrival before its edge; or one of the two below
	start   uint32  // cost of that arrival, and of turning into the edge
}

// Arrivals that are none at a label.
const (
	unreached = -2
	direct    = -1 // along the source's own edge
)

// Reach returns how target i is reached, and false when it is not within the
// cost allowed.
func (s *Search) Reach(i int) (Reach, bool) {
	return s.reached[i], s.reached[i].arrival != unreached
}

// reachGroup notes for the targets whose edges begin at a junction what it
// costs to set out on them from an arrival there, and draws the limit in that
// the nearest target sets.
func (s *Search) reachGroup(g, at, place int32) {
	l := &s.table.labels[at]
	for i, t := range s.aim.targets {
		r := &s.reached[i]
		if s.aim.of[i] != g || r.arrival == direct {
			continue
		}
		cost, ok := s.costAt(l, place, t.Edge)
		if !ok || cost >= r.start {
			continue
		}
		if r.arrival == unreached {
			s.pending--
		}
		r.arrival, r.start = at<<1|place, cost
		if cost > l.cost[place] { // another arrival may need no such turn
			s.openUntil = max(s.openUntil, saturated(cost, l.least))
		}
		cost = saturated(cost, thousandths(s.costOf(t.Edge, t.OffsetM)))
		s.limit = min(s.limit, saturated(cost, s.slack))
	}
}

// costAt is the cost of setting out on e from an arrival; ok is false where
// that must not be. A second arrival goes on only where the first came from.
func (s *Search) costAt(l *label, place int32, e roads.EdgeID) (cost uint32, ok bool) {
	switch {
	case place == 1:
		return l.cost[1], e == l.via[0].Reverse()
	case e != l.via[0].Reverse():
		cost = l.cost[0]
		if s.turn > 0 {
			cost = saturated(cost, s.net.TurnShare(l.via[0], e, s.turn))
		}
		return cost, !l.bound || s.allowed(l, e)
	case len(s.net.Out(l.node)) == 1:
		return l.cost[0], true
	default:
		return saturated(l.cost[0], s.uTurn), s.uTurn != never
	}
}

// saturated adds without running over.
func saturated(a, b uint32) uint32 {
	if sum := a + b; sum >= a {
		return sum
	}
	return never
}

// collect finishes the targets. rest and restM are what was left of the
// source's edge.
func (s *Search) collect(rest, restM float64) {
	limit := float64(s.limit)/1000 + 1e-9
	for i, t := range s.aim.targets {
		r := &s.reached[i]
		if r.arrival < 0 {
			continue
		}
		more := float64(r.start)/1000 + s.costOf(t.Edge, t.OffsetM)
		if more > limit {
			r.arrival = unreached
			continue
		}
		r.Cost = rest + more
		r.LengthM = restM + float64(s.table.labels[r.arrival>>1].length[r.arrival&1])/1000 + t.OffsetM
	}
}

// AppendEdges appends the edges from the start's to target i's, both included,
// and returns the extended slice. It appends nothing when i was not reached.
func (s *Search) AppendEdges(dst []roads.EdgeID, i int) []roads.EdgeID {
	arrival := s.reached[i].arrival
	if arrival == unreached {
		return dst
	}
	begin := len(dst)
	if arrival != direct {
		dst = append(dst, s.aim.targets[i].Edge)
	} else {
		dst = append(dst, s.from.Edge)
	}
	for arrival >= 0 {
		l := &s.table.labels[arrival>>1]
		place := arrival & 1
		dst = append(dst, l.via[place])
		arrival = l.prev[place]
	}
	for a, b := begin, len(dst)-1; a < b; a, b = a+1, b-1 {
		dst[a], dst[b] = dst[b], dst[a]
	}
	return dst
}
