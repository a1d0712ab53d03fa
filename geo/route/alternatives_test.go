package route_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"licheng/geo/geotest"
	"licheng/geo/roads"
	"licheng/geo/route"
)

// An expressway above, the old road below: CDEF is a motorway of 1,100 m with a
// booth at C and a gantry at E, one-way like its free ramp FB; AGHB is the old
// road at 40 km/h.
const valley = `An expressway and the old road beside it.
-- map grid=50m --
A--C-----D-------E-------F--B
|                           |
G---------------------------H
-- ways --
AC maxspeed=60
CDEF highway=motorway toll=yes maxspeed=120 oneway=yes
FB maxspeed=60 oneway=yes
AGHB maxspeed=40
-- nodes --
C toll_booth west
E toll_gantry G1
`

func TestFindAlternatives(t *testing.T) {
	net, edge := draw(t, valley)
	both, err := route.FindAlternatives(net, route.FastestPolicy, route.Place{{Edge: edge("AC")}}, route.Place{{Edge: edge("FB"), OffsetM: 150}})
	if err != nil {
		t.Fatal(err)
	}
	if got := letters(net, both.AnyRoad.Edges); got != "ACFB" {
		t.Errorf("fastest %s, want ACFB", got)
	}
	metre := cmpopts.EquateApprox(0, 1)
	// 150 m of ramp, 1,100 m of motorway, 150 m of ramp.
	if diff := cmp.Diff([]route.Stretch{{FromM: 150, ToM: 1250}}, both.AnyRoad.Tolled, metre); diff != "" {
		t.Error(diff)
	}
	if math.Abs(both.AnyRoad.TolledM-1100) > 1 || math.Abs(both.AnyRoad.LengthM-1400) > 1 {
		t.Errorf("%.1f m tolled of %.1f, want 1100 of 1400", both.AnyRoad.TolledM, both.AnyRoad.LengthM)
	}
	// 300 m at 60 km/h are 18 s, 1,100 m at 120 km/h 33 s.
	if math.Abs(both.AnyRoad.DurationS-51) > 0.2 {
		t.Errorf("%.2f s, want 51", both.AnyRoad.DurationS)
	}
	type point struct {
		Ref string
		AtM float64
	}
	var points []point
	for _, p := range both.AnyRoad.Points {
		points = append(points, point{p.Ref, p.AtM})
	}
	if diff := cmp.Diff([]point{{"west", 150}, {"G1", 850}}, points, metre); diff != "" {
		t.Error(diff)
	}
	// Only the motorway leads to the ramp FB.
	if both.TollFree != nil {
		t.Errorf("toll-free %s, want none", letters(net, both.TollFree.Edges))
	}
}

func TestFindAlternatives_tollFreeGoesRound(t *testing.T) {
	net, edge := draw(t, valley)
	// To the old road's far end, heading back: over the motorway, or round at C
	// and again at B, which is a dead end for whoever comes by the old road.
	both, err := route.FindAlternatives(net, route.FastestPolicy, route.Place{{Edge: edge("AC")}}, route.Place{{Edge: edge("BA"), OffsetM: 10}})
	if err != nil {
		t.Fatal(err)
	}
	if got := letters(net, both.AnyRoad.Edges); got != "ACFBA" {
		t.Errorf("fastest %s, want ACFBA", got)
	}
	if both.TollFree == nil {
		t.Fatal("no toll-free way")
	}
	if got := letters(net, both.TollFree.Edges); got != "ACABA" {
		t.Errorf("toll-free %s, want ACABA", got)
	}
	if both.TollFree.TolledM != 0 || len(both.TollFree.Tolled) != 0 || len(both.TollFree.Points) != 1 {
		t.Errorf("toll-free: %+v", both.TollFree)
	}
	same, err := route.FindAlternatives(net, route.FastestPolicy, route.Place{{Edge: edge("AB"), OffsetM: 100}}, route.Place{{Edge: edge("AB"), OffsetM: 900}})
	if err != nil || same.TollFree == nil || letters(net, same.TollFree.Edges) != "AB" || same.AnyRoad.LengthM != same.TollFree.LengthM {
		t.Errorf("along the old road: %+v, %v", same, err)
	}
	// Nothing leads from the ramp's end onto the ramp's beginning but the whole round.
	back, err := route.FindAlternatives(net, route.FastestPolicy, route.Place{{Edge: edge("CF"), OffsetM: 500}}, route.Place{{Edge: edge("CF"), OffsetM: 400}})
	if err != nil || letters(net, back.AnyRoad.Edges) != "CFBACF" || back.TollFree != nil {
		t.Errorf("back along the motorway: %+v, %v", back, err)
	}
}

// tolledTown is a random town with tolled, private, slow and fast streets.
func tolledTown(t *testing.T, seed uint64) (*roads.Network, func() route.Position) {
	t.Helper()
	in := geotest.Grid(seed, 7, 100)
	r := rand.New(rand.NewPCG(seed, 11))
	for i := range in.Ways {
		in.Ways[i].SpeedKMH = uint8(20 + 10*r.IntN(9))
		if r.Float64() < 0.2 {
			in.Ways[i].Flags |= roads.Toll
		}
		if r.Float64() < 0.1 {
			in.Ways[i].Flags |= roads.Private
		}
	}
	geotest.ForbidDrives(seed, &in)
	return built(t, seed, in)
}

// Fastest and toll-free paths cost what the oracle says, restrictions, one-ways,
// private roads and all.
func TestAlternativesAgainstOracle(t *testing.T) {
	tolled, none := 0, 0
	for seed := range uint64(40) {
		net, pick := tolledTown(t, seed)
		seconds := func(e roads.EdgeID) float64 {
			edge := net.Edge(e)
			if edge.Flags.Has(roads.Private) {
				return 3 * edge.LengthM * 3.6 / edge.SpeedKMH
			}
			return edge.LengthM * 3.6 / edge.SpeedKMH
		}
		free := func(e roads.EdgeID) float64 {
			if net.Flags(e).Has(roads.Toll) {
				return math.Inf(1)
			}
			return seconds(e)
		}
		for range 5 {
			from, to := pick(), pick()
			for name, c := range map[string]struct {
				policy route.Policy
				weight func(roads.EdgeID) float64
			}{
				"fastest": {route.FastestPolicy, seconds}, "toll-free": {route.FastestPolicy.WithoutTolls(), free},
			} {
				if c.policy.TollFree && (net.Flags(from.Edge) | net.Flags(to.Edge)).Has(roads.Toll) {
					continue
				}
				search := route.NewSearch(net, c.policy)
				search.Run(from, []route.Position{to}, math.Inf(1), math.Inf(1))
				oracle := plain{net: net, weight: c.weight, uTurn: 30}
				want, reachable := oracle.cheapest(oracle.starts(t, from), from, to)
				got, ok := search.Reach(0)
				centre, radiusM := disc(net, []route.Position{to})
				search.AimAt([]route.Position{to}, centre, radiusM+1, math.Inf(1))
				search.From(from, math.Inf(1), math.Inf(1))
				if headed, okToo := search.Reach(0); okToo != ok || math.Abs(headed.Cost-got.Cost) > 0.02 {
					t.Fatalf("seed %d, %s from %v to %v: %.3f s heading there, %.3f not", seed, name, from, to, headed.Cost, got.Cost)
				}
				if ok != reachable || ok && math.Abs(got.Cost-want) > 0.02 {
					t.Fatalf("seed %d, %s from %v to %v: %.3f s (%v), oracle %.3f (%v)", seed, name, from, to, got.Cost, ok, want, reachable)
				}
			}
			both, err := route.FindAlternatives(net, route.FastestPolicy, route.Place{from}, route.Place{to})
			switch {
			case err != nil:
			case both.TollFree == nil:
				none++
			case both.AnyRoad.TolledM > 0:
				tolled++
				if both.TollFree.TolledM > 0 || both.TollFree.DurationS < 0 {
					t.Errorf("seed %d: toll-free drive %+v", seed, both.TollFree)
				}
			}
		}
	}
	if tolled < 20 || none < 5 {
		t.Errorf("%d pairs of two ways, %d without a free one: the test says little", tolled, none)
	}
}
