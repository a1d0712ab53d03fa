package route

import "licheng/geo/roads"

// Reach returns how target i is reached, and false when it is not within the
// cost allowed.
func (s *Search) Reach(i int) (Reach, bool) {
	return s.reached[i], s.reached[i].arrival != unreached
}

// reach notes that a group's junction was arrived at, and draws the limit in
// that the nearest target sets.
func (s *Search) reach(g, at int32) {
	group, l := &s.aim.groups[g], &s.table.labels[at]
	if l.bound {
		s.aim.bound = append(s.aim.bound, boundArrival{g, at})
	} else {
		group.at = at
		if group.waiting > 0 {
			s.pending--
		}
	}
	for i, t := range s.aim.targets {
		if s.aim.of[i] != g || s.reached[i].arrival == direct {
			continue
		}
		cost, turned, ok := s.costAt(l, t.Edge)
		if turned && !l.bound {
			s.openUntil = max(s.openUntil, saturated(cost, l.leastMM))
		}
		if ok {
			cost = saturated(cost, thousandths(s.costOf(t.Edge, t.OffsetM)))
			s.limit = min(s.limit, saturated(cost, s.slack))
		}
	}
}

// costAt is the cost of setting out on e from a first arrival. turned tells of
// a U-turn that costs; ok is false where it, or the turn, must not be.
func (s *Search) costAt(l *label, e roads.EdgeID) (cost uint32, turned, ok bool) {
	switch {
	case e != l.via[0].Reverse():
		return l.cost[0], false, !l.bound || s.net.TurnAllowed(l.via[0], e)
	case len(s.net.Out(l.node)) == 1:
		return l.cost[0], false, true
	default:
		return saturated(l.cost[0], s.uTurn), true, s.uTurn != never
	}
}

// saturated adds without running over.
func saturated(a, b uint32) uint32 {
	if sum := a + b; sum >= a {
		return sum
	}
	return never
}

// collect fills in the targets from the arrivals at the junctions where their
// edges begin. rest and restM are what was left of the source's edge.
func (s *Search) collect(rest, restM float64) {
	for i, t := range s.aim.targets {
		r := &s.reached[i]
		if r.arrival == direct {
			continue
		}
		arrival, cost, turns := s.cheapest(s.aim.of[i], t.Edge)
		offset := s.costOf(t.Edge, t.OffsetM)
		if arrival == unreached || float64(cost)/1000+offset > float64(s.limit)/1000+1e-9 {
			continue
		}
		r.arrival = arrival
		r.Cost = rest + float64(cost)/1000 + offset
		if s.policy.plain() {
			r.LengthM = restM + float64(cost-uint32(turns)*s.uTurn)/1000 + t.OffsetM
		} else {
			r.LengthM = restM + s.lengthM(arrival) + t.OffsetM
		}
	}
}

// cheapest returns the cheapest final arrival from which e may be driven, what
// setting out on e costs then, and how many U-turns that includes.
func (s *Search) cheapest(g int32, e roads.EdgeID) (arrival int32, cost uint32, turns uint16) {
	arrival, cost = unreached, never
	offer := func(at int32) {
		l := &s.table.labels[at]
		c, turned, ok := s.costAt(l, e)
		if ok && c < cost {
			arrival, cost, turns = at<<1, c, l.turns[0]
			if turned {
				turns++
			}
		}
		if turned && l.settled == 2 && l.cost[1] < cost {
			arrival, cost, turns = at<<1|1, l.cost[1], l.turns[1]
		}
	}
	if at := s.aim.groups[g].at; at >= 0 {
		offer(at)
	}
	for _, b := range s.aim.bound {
		if b.group == g {
			offer(b.at)
		}
	}
	return arrival, cost, turns
}

// lengthM is the length of the edges up to an arrival, without the source's.
func (s *Search) lengthM(arrival int32) (sumM float64) {
	for arrival >= 0 {
		l := &s.table.labels[arrival>>1]
		place := arrival & 1
		if arrival = l.prev[place]; arrival >= 0 {
			sumM += s.net.LengthM(l.via[place])
		}
	}
	return sumM
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
