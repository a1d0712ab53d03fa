package route_test

import (
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/route"
)

// House 1 stands beside a yard that leads nowhere, house 2 beside a motorway;
// the village road CDG is farther from it. 3 lies at its other end.
const houses = `Houses, a yard and a motorway.
-- map grid=20m --
  E--F
    1

A--------------------B
M--------------------|------N
   2                 |
                     |
C--------------------D---3--G
-- ways --
EF
AB
BD
CDG
MN highway=motorway toll=yes oneway=yes
-- trace --
1
2
3
`

func TestFindBetween(t *testing.T) {
	s, err := geotest.Parse([]byte(houses))
	if err != nil {
		t.Fatal(err)
	}
	net := s.Network(t)
	one, two, three := s.Trace[0].Point, s.Trace[1].Point, s.Trace[2].Point
	tests := []struct {
		name     string
		from, to orb.Point
		lengthM  float64
		ends     [2]float64 // how far the roads are from the two houses, metres
	}{
		// 18 squares to D, 4 to B, 17 back: not from the motorway, not to the yard.
		{"from beside the motorway past the yard", two, one, 39 * 20, [2]float64{40, 40}},
		{"and back", one, two, 39 * 20, [2]float64{40, 40}},
		{"along one road", three, two, 22 * 20, [2]float64{0, 40}},
		{"to where it is", three, three, 0, [2]float64{0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			both, ends, err := route.FindBetween(net, route.ShortestPolicy, tt.from, tt.to, 2000)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(both.AnyRoad.LengthM-tt.lengthM) > 1 {
				t.Errorf("%.1f m by %s, want %.0f", both.AnyRoad.LengthM, letters(net, both.AnyRoad.Edges), tt.lengthM)
			}
			for i, snap := range []float64{ends.From.DistanceM, ends.To.DistanceM} {
				if math.Abs(snap-tt.ends[i]) > 0.5 {
					t.Errorf("end %d is %.1f m from its road, want %.0f", i+1, snap, tt.ends[i])
				}
			}
			again, err := ends.Find(net, route.FastestPolicy)
			if err != nil || math.Abs(again.AnyRoad.LengthM-tt.lengthM) > 1 {
				t.Errorf("the fastest between the same ends: %.1f m, %v", again.AnyRoad.LengthM, err)
			}
		})
	}
}

func TestFindBetweenNothing(t *testing.T) {
	s, err := geotest.Parse([]byte(houses))
	if err != nil {
		t.Fatal(err)
	}
	net, one := s.Network(t), s.Trace[0].Point
	far := geotest.At(100, 5000)
	_, _, err = route.FindBetween(net, route.FastestPolicy, one, far, 2000)
	var none route.NoRoadError
	if !errors.As(err, &none) || none.At != far || none.ReachM != 2000 {
		t.Errorf("5 km from any road: %v, %+v; want NoRoadError of that position", err, none)
	}
	// Within 30 m of house 1 there is the yard alone, and nothing leads there.
	if _, _, err = route.FindBetween(net, route.FastestPolicy, s.Trace[2].Point, one, 30); !errors.Is(err, route.ErrNoRoute) {
		t.Errorf("to the yard alone: %v, want ErrNoRoute", err)
	}
	if none.Error() != "route: no road is near" {
		t.Error(none.Error())
	}
}
