package route

import (
	"math"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// Search is a one-to-many search with its working memory, to be used again and
// again without allocation. It belongs to one goroutine.
//
// It is Dijkstra's algorithm over junctions, which knows two arrivals at each
// (see label) so that turning round has its price, and every arrival by itself
// where a turn restriction binds. Costs are whole millimetres or milliseconds;
// the farthest it looks is 4,294 km or 49 days.
type Search struct {
	net    *roads.Network
	policy Policy
	uTurn  uint32 // mm or ms; never: must not turn round
	table  table
	queue  queue
	aim    aim
	from   Position

	reached   []Reach
	limit     uint32 // what costs more does not matter
	slack     uint32
	pending   int    // groups of targets nobody has arrived at
	openUntil uint32 // a second arrival at a group may be worth as much
}

// never is the cost of what must not be done.
const never = math.MaxUint32

// Reach is what a search found out about one target.
type Reach struct {
	Cost    float64 // what the policy makes small, turning round included
	LengthM float64 // metres driven
	arrival int32   // label<<1 | place; or one of the two below
}

// Arrivals that are none at a label.
const (
	unreached = -2
	direct    = -1 // along the source's own edge
)

// NewSearch makes a search over the network under a policy.
func NewSearch(net *roads.Network, policy Policy) *Search {
	if policy.Private == 0 {
		policy.Private = 1
	}
	return &Search{net: net, policy: policy, uTurn: thousandths(policy.UTurn), table: newTable()}
}

// thousandths turns metres or seconds into the search's whole numbers.
func thousandths(cost float64) uint32 {
	if !(cost < never/1000) {
		return never
	}
	return uint32(max(cost, 0)*1000 + 0.5)
}

// Run searches from one position to all targets, as far as maxCost, and no
// farther than slack beyond the nearest target it knows of: targets that
// lie that much behind the best one do not matter to the caller. A target
// behind the start on the same edge is reached only by driving round.
// Afterwards Reach and AppendEdges tell of each target until the next search.
// The slice of targets must stay unchanged as long.
func (s *Search) Run(from Position, targets []Position, maxCost, slack float64) {
	s.Aim(targets)
	s.From(from, maxCost, slack)
}

// Aim sets the targets of the searches that follow. The slice must stay
// unchanged as long.
func (s *Search) Aim(targets []Position) { s.aim.set(s.net, targets) }

// AimAt is Aim for targets that all lie within radiusM metres of centre: a
// search by length then heads for them and finds the same with less work, to
// the millimetre. reachM is the most that any of the searches will be allowed.
func (s *Search) AimAt(targets []Position, centre orb.Point, radiusM, reachM float64) {
	s.Aim(targets)
	if s.policy.Metric == ByLength && s.policy.Private >= 1 {
		s.aim.heading, s.aim.headed = s.net.Reckon(centre, radiusM, 2*reachM+radiusM), true
	}
}

// From searches from one position to the targets of the last Aim; see Run.
func (s *Search) From(from Position, maxCost, slack float64) {
	s.from = from
	s.table.reset()
	s.queue = s.queue[:0]
	s.openUntil, s.slack = 0, thousandths(slack)
	s.aim.forget()
	maxCost = s.goDirect(maxCost, slack)
	s.pending = s.aim.waitedFor()
	restM := s.net.LengthM(from.Edge) - from.OffsetM
	rest := s.costOf(from.Edge, restM)
	if s.limit = thousandths(maxCost - rest); rest <= maxCost && s.pending > 0 {
		s.arrive(from.Edge, 0, -1, 0)
		s.spread()
	}
	s.collect(rest, restM)
}

// goDirect reaches the targets ahead on the source's own edge, and returns how
// far it is still worth searching.
func (s *Search) goDirect(maxCost, slack float64) float64 {
	s.reached = s.reached[:0]
	for i, t := range s.aim.targets {
		r := Reach{arrival: unreached}
		if t.Edge == s.from.Edge && t.OffsetM >= s.from.OffsetM {
			r.LengthM = t.OffsetM - s.from.OffsetM
			r.Cost, r.arrival = s.costOf(t.Edge, r.LengthM), direct
			maxCost = min(maxCost, r.Cost+slack)
			s.aim.groups[s.aim.of[i]].waiting--
		}
		s.reached = append(s.reached, r)
	}
	return maxCost
}

// spread settles arrivals, cheapest first, until all targets are reached or the
// rest lie beyond the limit.
func (s *Search) spread() {
	for len(s.queue) > 0 {
		cost, at := s.queue.pop()
		if cost > s.limit || s.pending == 0 && cost > s.openUntil {
			return
		}
		l := &s.table.labels[at]
		if l.settled == l.arrived || cost != l.leastMM+l.cost[l.settled] {
			continue // stale
		}
		place := int32(l.settled)
		l.settled++
		if place == 0 {
			if g := s.aim.groupOf(l.node); g >= 0 {
				s.reach(g, at)
			}
			s.leave(at)
		} else {
			s.leaveBack(at)
		}
	}
}

// leave drives on from a first arrival.
func (s *Search) leave(at int32) {
	l := s.table.labels[at] // a copy: arriving moves the labels
	back := l.via[0].Reverse()
	from := at << 1
	out := s.net.Out(l.node)
	for _, e := range out {
		switch {
		case e != back:
			if !l.bound || s.net.TurnAllowed(l.via[0], e) {
				s.drive(e, l.cost[0], from, l.turns[0])
			}
		case len(out) == 1:
			s.drive(e, l.cost[0], from, l.turns[0])
		case s.uTurn != never && (l.bound || l.prev[0] < 0 || s.table.labels[l.prev[0]>>1].bound):
			// Elsewhere turning round leads back to where a cheaper arrival
			// already went all ways on that this one could go.
			s.drive(e, l.cost[0]+s.uTurn, from, l.turns[0]+1)
		}
	}
}

// leaveBack drives on from a second arrival: only where the first came from.
func (s *Search) leaveBack(at int32) {
	l := s.table.labels[at]
	back := l.via[0].Reverse()
	if s.net.Flags(back).Has(roads.Drivable) {
		s.drive(back, l.cost[1], at<<1|1, l.turns[1])
	}
}

// drive follows an edge to its end.
func (s *Search) drive(e roads.EdgeID, cost uint32, prev int32, turns uint16) {
	w := s.weight(e)
	if c := cost + w; c >= w && c <= s.limit {
		s.arrive(e, c, prev, turns)
	}
}

// arrive notes an arrival at the end of an edge, if it is worth it.
func (s *Search) arrive(e roads.EdgeID, cost uint32, prev int32, turns uint16) {
	node := s.net.To(e)
	key := uint32(node)
	bound := s.net.Flags(e).Has(roads.Restricted)
	if bound {
		key = uint32(e) | boundKey
	}
	at, fresh := s.table.at(key)
	l := &s.table.labels[at]
	if fresh {
		l.node, l.bound = node, bound
		if s.aim.headed {
			l.leastMM = s.aim.heading.LeastMM(node)
		}
	}
	total := cost + l.leastMM
	if total > s.limit || total < cost {
		return
	}
	if l.take(e, cost, prev, turns, s.uTurn) {
		s.queue.push(total, at)
	}
}
