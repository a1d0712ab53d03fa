package route

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// Search is a one-to-many search with its working memory, to be used again and
// again without allocation. It belongs to one goroutine.
//
// It is Dijkstra's algorithm over junctions, which knows two arrivals at each
// (see label) so that turning round has its price, and every arrival by itself
// where a turn restriction binds or turns have a price. An arrival part of the way
// into a restriction over several junctions is by itself too, since how it goes
// on is not how others by the same edge do. Costs are whole millimetres or
// milliseconds; the farthest it looks is 4,294 km or 49 days.
type Search struct {
	net    *roads.Network
	policy Policy
	plain  bool   // costs are metres of road, and turns
	uTurn  uint32 // mm or ms; never: must not turn round
	turn   uint32 // mm or ms for a turn right back
	table  table
	queue  queue
	aim    aim
	from   Position

	sequences   bool   // restrictions lead over several junctions
	progressKey uint32 // the keys above it are those of progress along them

	reached   []Reach
	limit     uint32 // what costs more does not matter
	slack     uint32
	pending   int    // targets not reached yet
	openUntil uint32 // up to here an arrival may still reach a target at less
}

// never is the cost of what must not be done.
const never = math.MaxUint32

// NewSearch makes a search over the network under a policy.
func NewSearch(net *roads.Network, policy Policy) *Search {
	if policy.Private == 0 {
		policy.Private = 1
	}
	s := &Search{net: net, policy: policy, table: newTable(), sequences: net.HasSequences()}
	s.progressKey = uint32(2*net.NumSegments()) | ownKey
	s.plain = policy.Metric == ByLength && policy.Private == 1
	s.SetTurns(policy.UTurn, policy.Turn)
	return s
}

// SetTurns sets what turning costs in the searches to come: round, and right
// back onto another road, as in Policy.
func (s *Search) SetTurns(uTurn, turn float64) {
	s.policy.UTurn, s.policy.Turn = uTurn, turn
	s.uTurn, s.turn = thousandths(uTurn), thousandths(min(turn, maxTurn))
}

// maxTurn keeps the sum of a cost and a turn within the search's numbers.
const maxTurn = 1e5

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

// AimAt is Aim for targets that all lie within radiusM metres of centre: the
// search then heads for them and finds the same with less work, to a few
// millimetres or milliseconds. reachM is how far from the centre it may get.
func (s *Search) AimAt(targets []Position, centre orb.Point, radiusM, reachM float64) {
	s.Aim(targets)
	if s.policy.Private < 1 {
		return
	}
	s.aim.heading, s.aim.headed, s.aim.pace = s.net.Reckon(centre, radiusM, 2*reachM+radiusM), true, 1
	if s.policy.Metric == ByTime {
		s.aim.pace = secondsOf(1, s.fastestKMH())
	}
}

// fastestKMH is the highest speed at which anything may be driven on the way to
// the targets, their own edges included.
func (s *Search) fastestKMH() float64 {
	tolled := func(p Position) bool { return s.net.Flags(p.Edge).Has(roads.Toll) }
	if s.policy.TollFree && !slices.ContainsFunc(s.aim.targets, tolled) {
		return s.net.FastestFreeKMH()
	}
	return s.net.FastestKMH()
}

// From searches from one position to the targets of the last Aim; see Run.
func (s *Search) From(from Position, maxCost, slack float64) {
	s.from = from
	s.table.reset()
	s.queue = s.queue[:0]
	s.openUntil, s.slack = 0, thousandths(slack)
	maxCost = s.goDirect(maxCost, slack)
	restM := s.net.LengthM(from.Edge) - from.OffsetM
	rest := s.costOf(from.Edge, restM)
	if s.limit = thousandths(maxCost - rest); rest <= maxCost && s.pending > 0 {
		step := s.net.Step(from.Edge)
		s.arrive(from.Edge, &step, 0, 0, -1)
		s.spread()
	}
	s.collect(rest, restM)
}

// goDirect reaches the targets ahead on the source's own edge, and returns how
// far it is still worth searching.
func (s *Search) goDirect(maxCost, slack float64) float64 {
	s.reached, s.pending = s.reached[:0], 0
	for _, t := range s.aim.targets {
		r := Reach{arrival: unreached, start: never}
		if t.Edge == s.from.Edge && t.OffsetM >= s.from.OffsetM {
			r.LengthM = t.OffsetM - s.from.OffsetM
			r.Cost, r.arrival = s.costOf(t.Edge, r.LengthM), direct
			maxCost = min(maxCost, r.Cost+slack)
		} else {
			s.pending++
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
		if l.settled == l.arrived || cost != l.least+l.cost[l.settled] {
			continue // stale
		}
		place := int32(l.settled)
		l.settled++
		if g := s.aim.groupOf(l.node); g >= 0 {
			s.reachGroup(g, at, place)
		}
		if place == 0 {
			s.leave(at)
		} else {
			s.leaveBack(at)
		}
	}
}

// leave drives on from a first arrival.
func (s *Search) leave(at int32) {
	l := &s.table.labels[at]
	via, cost, length, bound := l.via[0], l.cost[0], l.length[0], l.bound
	out := s.net.Out(l.node)
	back := len(out) == 1 || s.worthTurning(l)
	for _, e := range out {
		c := cost
		switch {
		case e == via.Reverse():
			if !back {
				continue
			}
			if len(out) > 1 {
				c += s.uTurn
			}
		case bound && !s.allowed(l, e):
			continue
		case s.turn > 0:
			c += s.net.TurnShare(via, e, s.turn)
		}
		s.drive(e, c, length, at<<1)
	}
}

// worthTurning reports whether it may be of use to turn round and drive on.
// Mostly it is not: whoever arrives came over the junction before, and went
// from there all ways on that he could go now, at no more than a turn.
func (s *Search) worthTurning(l *label) bool {
	return s.uTurn != never &&
		(l.prev[0] < 0 || l.bound || s.table.labels[l.prev[0]>>1].bound || s.uTurn < s.turn)
}

// leaveBack drives on from a second arrival: only where the first came from.
func (s *Search) leaveBack(at int32) {
	l := &s.table.labels[at]
	back := l.via[0].Reverse()
	if s.net.Flags(back).Has(roads.Drivable) {
		s.drive(back, l.cost[1], l.length[1], at<<1|1)
	}
}

// drive follows an edge to its end and arrives there, if it is worth it.
func (s *Search) drive(e roads.EdgeID, cost, length uint32, prev int32) {
	step := s.net.Step(e)
	if s.policy.TollFree && step.Flags.Has(roads.Toll) {
		return
	}
	w := step.LengthMM
	if !s.plain {
		w = s.weight(e)
	}
	lengthMM := length + step.LengthMM
	if c := cost + w; c >= w && c <= s.limit && lengthMM >= length {
		s.arrive(e, &step, c, lengthMM, prev)
	}
}

// arrive notes an arrival at the end of an edge.
func (s *Search) arrive(e roads.EdgeID, step *roads.Step, cost, length uint32, prev int32) {
	key := uint32(step.To)
	bound := step.Flags.Has(roads.Restricted)
	if bound || s.turn > 0 {
		key = uint32(e) | ownKey
	}
	var progress roads.Progress
	if bound && s.sequences {
		if progress = s.progress(prev, e); progress != 0 {
			key = s.progressKey + uint32(progress)
		}
	}
	at, fresh := s.table.at(key)
	l := &s.table.labels[at]
	if fresh {
		l.node, l.bound, l.own, l.progress = step.To, bound, bound || s.turn > 0, progress
		if s.aim.headed {
			l.least = s.aim.heading.LeastMM(step.To)
			if s.aim.pace != 1 {
				l.least = uint32(float64(l.least) * s.aim.pace)
			}
		}
	}
	total := cost + l.least
	if total > s.limit || total < cost {
		return
	}
	if l.take(e, cost, length, prev, s.uTurn) {
		s.queue.push(total, at)
	}
}
