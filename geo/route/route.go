// Package route finds ways through the road network: shortest and fastest
// paths, and the bounded one-to-many search that matching stands on.
//
// Searches run over directed edges, not nodes, so that forbidden turns, over one
// junction or several, and the price of turning round are exact.
package route

import (
	"errors"
	"math"

	"licheng/geo/roads"
)

// ErrNoRoute reports that the network does not connect the two positions in
// the direction asked for.
var ErrNoRoute = errors.New("route: no road leads there")

// Position is a point of an edge, in driving direction.
type Position struct {
	Edge    roads.EdgeID
	OffsetM float64 // metres from the start of Edge, 0 to its length
}

// Metric says what a search makes small.
type Metric uint8

// The metrics.
const (
	ByLength Metric = iota // metres
	ByTime                 // seconds at the edges' plausible speeds
)

// Policy says what a search makes small and what turning round costs. At a
// dead end turning round is free: there is no other way on.
type Policy struct {
	Metric  Metric
	UTurn   float64 // cost of turning round at a junction, in metres or seconds; +Inf forbids it
	Turn    float64 // cost of turning right back at a junction onto another road; half of it for a square turn, none straight on
	Private float64 // factor on the cost of private roads; 0 means 1

	TollFree bool // tolled roads are not driven between the edges where a search starts and ends
}

// Default policies. A U-turn at a junction is legal on most Chinese township
// roads but rare; 30 s and 200 m keep it out of a path that has another way
// of about that length.
var (
	ShortestPolicy = Policy{Metric: ByLength, UTurn: 200, Private: 1}
	FastestPolicy  = Policy{Metric: ByTime, UTurn: 30, Private: 3}
)

// Shortest returns the path of least length from one position to another.
// It fails with ErrNoRoute.
func Shortest(net *roads.Network, from, to Position) (Path, error) {
	return find(net, ShortestPolicy, Place{from}, Place{to})
}

// Fastest returns the path of least time from one position to another, at the
// speeds of the edges. It fails with ErrNoRoute.
func Fastest(net *roads.Network, from, to Position) (Path, error) {
	return find(net, FastestPolicy, Place{from}, Place{to})
}

// WithoutTolls returns the policy for drives over no tolled road.
func (p Policy) WithoutTolls() Policy {
	p.TollFree = true
	return p
}

// find returns the path of least cost from any position of one place to any of
// another.
func find(net *roads.Network, policy Policy, from, to Place) (Path, error) {
	if policy.TollFree {
		from, to = from.withoutTolls(net), to.withoutTolls(net)
	}
	if len(to) == 0 {
		return Path{}, ErrNoRoute
	}
	s := NewSearch(net, policy)
	s.AimAt(to, to[0].point(net), 1+to.widthM(net), math.Inf(1))
	var best Path
	least := math.Inf(1)
	for _, p := range from {
		s.From(p, least, 1) // a little slack, since costs are rounded
		for i := range to {
			if reach, ok := s.Reach(i); ok && reach.Cost < least {
				least = reach.Cost
				best = Path{
					Edges:        s.AppendEdges(nil, i),
					StartOffsetM: p.OffsetM,
					EndOffsetM:   to[i].OffsetM,
					LengthM:      reach.LengthM,
				}
			}
		}
	}
	if best.Edges == nil {
		return Path{}, ErrNoRoute
	}
	best.DurationS = best.durationS(net)
	return best, nil
}
