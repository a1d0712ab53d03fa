package route_test

import (
	"container/heap"
	"math"
	"slices"
	"testing"

	"licheng/geo/roads"
	"licheng/geo/route"
)

// plain is the oracle: Dijkstra's algorithm as a textbook has it, in seconds or
// metres as floats, over the latest edges of a drive, so that what forbids a
// drive over several junctions can be looked up in it as it stands on the map.
type plain struct {
	net         *roads.Network
	weight      func(roads.EdgeID) float64 // of a whole edge; +Inf where it must not be driven
	uTurn, turn float64
	lawless     bool // heeds no turn restriction
}

// tail is the end of a drive: its last edges, the latest first, as far back as a
// restriction may look.
type tail [8]roads.EdgeID

// arrival is a drive that is about to set out on the first edge of its tail.
type arrival struct {
	tail tail
	cost float64
}

type arrivals []arrival

func (a arrivals) Len() int           { return len(a) }
func (a arrivals) Less(i, j int) bool { return a[i].cost < a[j].cost }
func (a arrivals) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *arrivals) Push(x any)        { *a = append(*a, x.(arrival)) }
func (a *arrivals) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// starts finds the least cost from one position to the starts of all edges that
// can be reached.
func (p plain) starts(t *testing.T, from route.Position) map[roads.EdgeID]float64 {
	t.Helper()
	longest := p.net.MaxSequence()
	if longest > len(tail{}) {
		t.Fatalf("the oracle looks back over %d edges, the map wants %d", len(tail{}), longest)
	}
	best := map[roads.EdgeID]float64{}
	known := map[tail]float64{}
	var open arrivals
	// on goes on from a drive that has driven its tail to the end.
	on := func(a arrival) {
		for _, next := range p.net.Out(p.net.To(a.tail[0])) {
			cost := a.cost + p.turning(a.tail[0], next)
			if math.IsInf(cost, 1) || !p.allowed(a.tail, next) {
				continue
			}
			longer := p.longer(a.tail, next, longest-1)
			if before, seen := known[longer]; !seen || cost < before {
				known[longer] = cost
				heap.Push(&open, arrival{longer, cost})
			}
		}
	}
	rest := p.weight(from.Edge) * (1 - from.OffsetM/p.net.LengthM(from.Edge))
	on(arrival{p.longer(nothing, from.Edge, longest-1), rest})
	for len(open) > 0 {
		a := heap.Pop(&open).(arrival)
		if a.cost > known[a.tail] {
			continue
		}
		if _, seen := best[a.tail[0]]; !seen {
			best[a.tail[0]] = a.cost
		}
		a.cost += p.weight(a.tail[0])
		on(a)
	}
	return best
}

// nothing is the tail of a drive that has not begun.
var nothing = func() (none tail) {
	for i := range none {
		none[i] = roads.NoEdge
	}
	return none
}()

// turning is what it costs to turn from one edge into the next.
func (p plain) turning(from, to roads.EdgeID) float64 {
	switch {
	case to != from.Reverse():
		return p.turn * p.net.Turn(from, to)
	case len(p.net.Out(p.net.To(from))) == 1:
		return 0
	default:
		return p.uTurn
	}
}

// allowed asks the map about the drive's tail and one more edge.
func (p plain) allowed(behind tail, next roads.EdgeID) bool {
	if p.lawless {
		return true
	}
	path := []roads.EdgeID{next}
	for _, e := range behind {
		if e != roads.NoEdge {
			path = append(path, e)
		}
	}
	slices.Reverse(path)
	return p.net.PathAllowed(path)
}

// longer is the tail of a drive that goes on over next. What lies before an edge
// that no restriction names can be forgotten.
func (p plain) longer(behind tail, next roads.EdgeID, longest int) tail {
	longer := nothing
	longer[0] = next
	for i, e := range behind[:longest-1] {
		if e == roads.NoEdge || !p.net.Flags(longer[i]).Has(roads.Restricted) || !p.net.Flags(e).Has(roads.Restricted) {
			break
		}
		longer[i+1] = e
	}
	return longer
}

// cheapest is the least cost from a position to another, given that of starts.
func (p plain) cheapest(starts map[roads.EdgeID]float64, from, to route.Position) (float64, bool) {
	share := func(m float64) float64 {
		if m == 0 {
			return 0
		}
		return p.weight(to.Edge) * m / p.net.LengthM(to.Edge)
	}
	cost, reached := starts[to.Edge]
	cost += share(to.OffsetM)
	if from.Edge == to.Edge && to.OffsetM >= from.OffsetM {
		cost, reached = share(to.OffsetM-from.OffsetM), true
	}
	return cost, reached && !math.IsInf(cost, 1)
}
