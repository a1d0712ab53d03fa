package route

import (
	"cmp"
	"errors"
	"slices"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// NoRoadError reports a position that no road of the network comes near.
type NoRoadError struct {
	At     orb.Point
	ReachM float64 // how far was looked
}

// Error says that there is none.
func (NoRoadError) Error() string { return "route: no road is near" }

// Ends are two places a drive leads between, and where it meets the road there.
type Ends struct{ From, To roads.Snap }

// A place beside an expressway belongs to a free road as near as freeNearM:
// nobody lives on an expressway.
const freeNearM = 500

// endTries is how many roads are tried at each end, since the nearest may be a
// yard that leads nowhere.
const endTries = 3

// FindBetween finds the two ways from one position to another, as
// FindAlternatives does between places. At either end the road is the nearest
// within reachM metres from which the other end is reached; a free road counts
// as 500 m nearer than a tolled one or a motorway. It fails with NoRoadError
// where a position has no road, and with ErrNoRoute where none of the roads
// tried leads there.
func FindBetween(net *roads.Network, policy Policy, from, to orb.Point, reachM float64) (Alternatives, Ends, error) {
	var snaps [2][]roads.Snap
	for i, p := range []orb.Point{from, to} {
		if snaps[i] = nearestRoads(net, p, reachM); len(snaps[i]) == 0 {
			return Alternatives{}, Ends{}, NoRoadError{p, reachM}
		}
	}
	for _, try := range nearestFirst(len(snaps[0]), len(snaps[1])) {
		ends := Ends{From: snaps[0][try[0]], To: snaps[1][try[1]]}
		both, err := ends.Find(net, policy)
		if !errors.Is(err, ErrNoRoute) {
			return both, ends, err
		}
	}
	return Alternatives{}, Ends{}, ErrNoRoute
}

// Find finds the two ways between ends that were found before, under another
// policy.
func (e Ends) Find(net *roads.Network, policy Policy) (Alternatives, error) {
	return FindAlternatives(net, policy, PlaceAt(net, e.From), PlaceAt(net, e.To))
}

// nearestFirst lists the pairs of m and n candidates, those nearest together first.
func nearestFirst(m, n int) (pairs [][2]int) {
	for sum := range m + n - 1 {
		for i := max(sum-n+1, 0); i <= min(sum, m-1); i++ {
			pairs = append(pairs, [2]int{i, sum - i})
		}
	}
	return pairs
}

// nearestRoads are the nearest points of the nearest few roads, the best first.
func nearestRoads(net *roads.Network, p orb.Point, reachM float64) []roads.Snap {
	rank := func(s roads.Snap) float64 {
		if e := net.Edge(s.Edge); e.Class == roads.Motorway || e.Flags.Has(roads.Toll) {
			return s.DistanceM + freeNearM
		}
		return s.DistanceM
	}
	for lookM := min(2.0*freeNearM, reachM); ; lookM = reachM {
		near := net.Near(nil, p, lookM)
		slices.SortFunc(near, func(a, b roads.Snap) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Edge, b.Edge))
		})
		if len(near) > 0 || lookM >= reachM {
			return near[:min(len(near), endTries)]
		}
	}
}
