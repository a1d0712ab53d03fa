package route

import (
	"math"
	"slices"

	"licheng/geo/roads"
)

// Search is a one-to-many Dijkstra search with its working memory, to be used
// again and again without allocation. It belongs to one goroutine.
type Search struct {
	net     *roads.Network
	policy  Policy
	table   table
	queue   queue
	from    Position
	targets []Position
	reached []Reach
	waiting []roads.EdgeID // target edges not settled yet
}

// Reach is what a search found out about one target.
type Reach struct {
	Cost    float64 // what the policy makes small, turning round included
	LengthM float64 // metres driven
	found   bool
	direct  bool // along the source's own edge
}

// NewSearch makes a search over the network under a policy.
func NewSearch(net *roads.Network, policy Policy) *Search {
	if policy.Private == 0 {
		policy.Private = 1
	}
	return &Search{net: net, policy: policy, table: newTable()}
}

// Run searches from one position to all targets, as far as maxCost, and no
// farther than slack beyond the nearest target it knows of: targets that
// lie that much behind the best one do not matter to the caller. A target
// behind the start on the same edge is reached only by driving round.
// Afterwards Reach and AppendEdges tell of each target until the next Run.
// The slice of targets must stay unchanged as long.
func (s *Search) Run(from Position, targets []Position, maxCost, slack float64) {
	s.from, s.targets = from, targets
	s.table.reset()
	s.queue.reset()
	s.reached = slices.Grow(s.reached[:0], len(targets))[:len(targets)]
	clear(s.reached)
	s.waiting = s.waiting[:0]
	for i, t := range targets {
		if t.Edge == from.Edge && t.OffsetM >= from.OffsetM {
			m := t.OffsetM - from.OffsetM
			cost := s.cost(from.Edge, m)
			s.reached[i] = Reach{Cost: cost, LengthM: m, found: true, direct: true}
			maxCost = min(maxCost, cost+slack)
			continue
		}
		s.wait(t.Edge)
	}
	restM := s.net.LengthM(from.Edge) - from.OffsetM
	s.relaxFrom(from.Edge, -1, s.cost(from.Edge, restM), restM, maxCost)
	for len(s.waiting) > 0 {
		slot, ok := s.queue.pop(&s.table)
		if !ok {
			break
		}
		label := s.table.labels[slot]
		if label.cost > maxCost {
			break
		}
		if s.settle(label.edge) {
			maxCost = min(maxCost, label.cost+s.cost(label.edge, s.net.LengthM(label.edge))+slack)
		}
		lengthM := s.net.LengthM(label.edge)
		s.relaxFrom(label.edge, slot, label.cost+s.cost(label.edge, lengthM), label.lengthM+lengthM, maxCost)
	}
	s.collect(maxCost)
}

// Reach returns how target i is reached, and false when it is not within the
// cost allowed.
func (s *Search) Reach(i int) (Reach, bool) { return s.reached[i], s.reached[i].found }

// AppendEdges appends the edges from the start's to target i's, both included,
// and returns the extended slice. It appends nothing when i was not reached.
func (s *Search) AppendEdges(dst []roads.EdgeID, i int) []roads.EdgeID {
	if !s.reached[i].found {
		return dst
	}
	begin := len(dst)
	if !s.reached[i].direct {
		for slot := s.table.find(s.targets[i].Edge); slot >= 0; slot = s.table.labels[slot].prev {
			dst = append(dst, s.table.labels[slot].edge)
		}
	}
	dst = append(dst, s.from.Edge)
	for a, b := begin, len(dst)-1; a < b; a, b = a+1, b-1 {
		dst[a], dst[b] = dst[b], dst[a]
	}
	return dst
}

// relaxFrom offers every edge that may follow e the cost at its start. slot is
// e's own, -1 for the edge the search starts on.
func (s *Search) relaxFrom(e roads.EdgeID, slot int32, cost, lengthM, maxCost float64) {
	if cost > maxCost {
		return
	}
	out := s.net.Out(s.net.To(e))
	for _, next := range out {
		c := cost
		if next == e.Reverse() {
			if len(out) > 1 {
				c += s.policy.UTurn
			}
		} else if !s.net.TurnAllowed(e, next) {
			continue
		}
		if c > maxCost {
			continue
		}
		s.queue.push(&s.table, next, c, lengthM, slot)
	}
}

// cost is what m metres on edge e cost under the policy.
func (s *Search) cost(e roads.EdgeID, m float64) float64 {
	if s.policy.Metric == ByLength {
		if s.policy.Private != 1 && s.net.Flags(e).Has(roads.Private) {
			return m * s.policy.Private
		}
		return m
	}
	edge := s.net.Edge(e)
	seconds := secondsOf(m, edge.SpeedKMH)
	if edge.Flags.Has(roads.Private) {
		return seconds * s.policy.Private
	}
	return seconds
}

// secondsOf is the time for m metres; a road without speed is driven at a
// walking pace, so that no road is free.
func secondsOf(m, speedKMH float64) float64 { return m * 3.6 / max(speedKMH, 5) }

func (s *Search) wait(e roads.EdgeID) {
	for _, w := range s.waiting {
		if w == e {
			return
		}
	}
	s.waiting = append(s.waiting, e)
}

// settle takes e off the list of edges waited for, and reports whether it was
// on it.
func (s *Search) settle(e roads.EdgeID) bool {
	for i, w := range s.waiting {
		if w == e {
			last := len(s.waiting) - 1
			s.waiting[i] = s.waiting[last]
			s.waiting = s.waiting[:last]
			return true
		}
	}
	return false
}

// collect fills in the targets from the labels at the starts of their edges.
func (s *Search) collect(maxCost float64) {
	for i, t := range s.targets {
		if s.reached[i].direct {
			continue
		}
		slot := s.table.find(t.Edge)
		if slot < 0 {
			continue
		}
		label := &s.table.labels[slot]
		cost := label.cost + s.cost(t.Edge, t.OffsetM)
		if cost <= maxCost && !math.IsInf(cost, 1) {
			s.reached[i] = Reach{Cost: cost, LengthM: label.lengthM + t.OffsetM, found: true}
		}
	}
}
