package route_test

import (
	"errors"
	"math"
	"testing"

	"licheng/geo/geotest"
	"licheng/geo/roads"
	"licheng/geo/route"
)

// Doors 1 and 2 stand beside the road from A to B, 3 beside a one-way road.
const doors = `Doors beside roads.
-- map grid=10m --
   1     2
A---------------B
                |
C-----3---------D
-- ways --
AB
BD
CD oneway=yes
-- trace --
1
2
3
`

// placeOf is the place on the road nearest to a fix of a drawing.
func placeOf(t *testing.T, net *roads.Network, fix geotest.Fix) route.Place {
	t.Helper()
	near := net.Near(nil, fix.Point, 15)
	if len(near) != 1 {
		t.Fatalf("%d roads near %v, want one", len(near), fix.Point)
	}
	return route.PlaceAt(net, near[0])
}

func TestPlaceAt(t *testing.T) {
	s, err := geotest.Parse([]byte(doors))
	if err != nil {
		t.Fatal(err)
	}
	net := s.Network(t)
	first, second, third := placeOf(t, net, s.Trace[0]), placeOf(t, net, s.Trace[1]), placeOf(t, net, s.Trace[2])
	if len(first) != 2 || len(third) != 1 {
		t.Errorf("%d directions on a road, %d on a one-way road, want 2 and 1", len(first), len(third))
	}
	// Neither way along the road between two doors costs turning round, whichever
	// direction the road was drawn in.
	for _, c := range []struct {
		from, to route.Place
		path     string
		lengthM  float64
	}{{first, second, "AB", 60}, {second, first, "BA", 60}, {third, first, "CDBA", 100 + 20 + 130}} {
		both, err := route.FindAlternatives(net, route.ShortestPolicy, c.from, c.to)
		if err != nil {
			t.Fatal(err)
		}
		if got := letters(net, both.AnyRoad.Edges); got != c.path || math.Abs(both.AnyRoad.LengthM-c.lengthM) > 1 {
			t.Errorf("%s of %.1f m, want %s of %.0f m", got, both.AnyRoad.LengthM, c.path, c.lengthM)
		}
	}
	if _, err := route.FindAlternatives(net, route.ShortestPolicy, first, third); !errors.Is(err, route.ErrNoRoute) {
		t.Errorf("got %v, want none: nothing leads to the one-way road's beginning", err)
	}
}

// A place one of whose directions is tolled is left and reached by the other.
func TestFindAlternatives_leavesTheTolledSide(t *testing.T) {
	net, edge := draw(t, valley)
	near := route.Place{{Edge: edge("CF"), OffsetM: 10}, {Edge: edge("AC"), OffsetM: 140}}
	both, err := route.FindAlternatives(net, route.FastestPolicy, near, route.Place{{Edge: edge("AB"), OffsetM: 100}})
	if err != nil {
		t.Fatal(err)
	}
	if got := letters(net, both.AnyRoad.Edges); got != "ACAB" || both.TollFree == nil {
		t.Errorf("%s, want ACAB, which is free", got)
	}
}

// The way between two places is the best of the ways between their positions.
func TestFindAlternatives_bestOfAllPositions(t *testing.T) {
	joined := 0
	for seed := range uint64(40) {
		net, pick := tolledTown(t, seed)
		place := func() route.Place {
			at := pick()
			line := route.AppendLine(nil, net, []roads.EdgeID{at.Edge}, at.OffsetM, at.OffsetM)
			return route.PlaceAt(net, roads.Snap{Edge: at.Edge, OffsetM: at.OffsetM, Point: line[0]})
		}
		from, to := place(), place()
		// Cost by which the search decides: metres, where turning round is forbidden.
		policy := route.Policy{Metric: route.ByLength, UTurn: math.Inf(1)}
		least := math.Inf(1)
		search := route.NewSearch(net, policy)
		for _, at := range from {
			search.Run(at, to, math.Inf(1), math.Inf(1))
			for i := range to {
				if reach, ok := search.Reach(i); ok {
					least = min(least, reach.LengthM)
				}
			}
		}
		both, err := route.FindAlternatives(net, policy, from, to)
		if (err == nil) == math.IsInf(least, 1) || err == nil && math.Abs(both.AnyRoad.LengthM-least) > 0.01 {
			t.Errorf("seed %d: %.2f m (%v), the best of all positions is %.2f", seed, both.AnyRoad.LengthM, err, least)
		}
		if err == nil {
			joined++
		}
	}
	if joined < 20 {
		t.Errorf("%d places joined: the test says little", joined)
	}
}
