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
	return find(net, ShortestPolicy, from, to)
}

// Fastest returns the path of least time from one position to another, at the
// speeds of the edges. It fails with ErrNoRoute.
func Fastest(net *roads.Network, from, to Position) (Path, error) {
	return find(net, FastestPolicy, from, to)
}

func find(net *roads.Network, policy Policy, from, to Position) (Path, error) {
	for _, p := range []Position{from, to} {
		if policy.TollFree && net.Flags(p.Edge).Has(roads.Toll) {
			return Path{}, ErrNoRoute
		}
	}
	s := NewSearch(net, policy)
	line := AppendLine(nil, net, []roads.EdgeID{to.Edge}, to.OffsetM, to.OffsetM)
	s.AimAt([]Position{to}, line[len(line)-1], 1, math.Inf(1))
	s.From(from, math.Inf(1), math.Inf(1))
	reach, ok := s.Reach(0)
	if !ok {
		return Path{}, ErrNoRoute
	}
	path := Path{
		Edges:        s.AppendEdges(nil, 0),
		StartOffsetM: from.OffsetM,
		EndOffsetM:   to.OffsetM,
		LengthM:      reach.LengthM,
	}
	path.DurationS = path.durationS(net)
	return path, nil
}
