package route_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/roads"
	"licheng/geo/route"
)

// town builds a random town where many drives over several streets are
// forbidden, and picks positions in it.
func town(t testing.TB, seed uint64, size int) (*roads.Network, func() route.Position) {
	t.Helper()
	in := geotest.Grid(seed, size, 100)
	geotest.ForbidDrives(seed, &in)
	return built(t, seed, in)
}

func built(t testing.TB, seed uint64, in roads.Input) (*roads.Network, func() route.Position) {
	t.Helper()
	net, err := roads.Build(in)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	return net, picker(net, seed)
}

// picker returns what picks a position on any street.
func picker(net *roads.Network, seed uint64) func() route.Position {
	var edges []roads.EdgeID
	for v := range net.NumNodes() {
		edges = append(edges, net.Out(roads.NodeID(v))...)
	}
	r := rand.New(rand.NewPCG(seed, 7))
	return func() route.Position {
		e := edges[r.IntN(len(edges))]
		return route.Position{Edge: e, OffsetM: r.Float64() * net.LengthM(e)}
	}
}

// The one-to-many search agrees with the oracle on random towns, whatever
// turning round costs, heading for the targets or not, and the path it spells
// out is drivable and as long as it says.
func TestSearchAgainstOracle(t *testing.T) {
	for seed := range uint64(80) {
		net, pick := town(t, seed, 7)
		uTurn := []float64{0, 40, 150, math.Inf(1)}[seed%4]
		turn := []float64{0, 30, 0, 0, 100}[seed%5]
		search := route.NewSearch(net, route.Policy{UTurn: uTurn, Turn: turn})
		for range 4 {
			from := pick()
			targets := []route.Position{pick(), pick(), pick(), pick(), pick(), from}
			oracle := plain{net: net, weight: net.LengthM, uTurn: uTurn, turn: turn}
			want := oracle.starts(t, from)
			search.Run(from, targets, math.Inf(1), math.Inf(1))
			checkReached(t, seed, oracle, from, targets, search, want, 1e-6+turn/1000)
			centre, radiusM := disc(net, targets)
			search.AimAt(targets, centre, radiusM, 1e4)
			search.From(from, 1e4, math.Inf(1))
			checkReached(t, seed, oracle, from, targets, search, want, 0.005+turn/1000)
		}
	}
}

// disc is the middle of the targets and how far they lie from it at most.
func disc(net *roads.Network, targets []route.Position) (centre orb.Point, radiusM float64) {
	points := make([]orb.Point, len(targets))
	for i, p := range targets {
		line := route.AppendLine(nil, net, []roads.EdgeID{p.Edge}, p.OffsetM, p.OffsetM)
		points[i] = line[len(line)-1]
		centre[0] += points[i][0] / float64(len(targets))
		centre[1] += points[i][1] / float64(len(targets))
	}
	for _, p := range points {
		radiusM = max(radiusM, roads.DistanceM(centre, p))
	}
	return centre, radiusM
}

// checkReached holds what a search found out against the oracle.
func checkReached(t *testing.T, seed uint64, oracle plain, from route.Position, targets []route.Position,
	search *route.Search, want map[roads.EdgeID]float64, toleranceM float64,
) {
	t.Helper()
	for i, to := range targets {
		wantCost, reachable := oracle.cheapest(want, from, to)
		got, ok := search.Reach(i)
		if ok != reachable || ok && math.Abs(got.Cost-wantCost) > toleranceM {
			t.Fatalf("seed %d, %v to %v: cost %.3f (%v), oracle %.3f (%v)", seed, from, to, got.Cost, ok, wantCost, reachable)
		}
		if ok {
			checkPath(t, seed, oracle.net, from, to, got, search.AppendEdges(nil, i))
		}
	}
}

// checkPath holds a path against the network: joined, allowed, of its length.
func checkPath(t *testing.T, seed uint64, net *roads.Network, from, to route.Position, reach route.Reach, edges []roads.EdgeID) {
	t.Helper()
	if edges[0] != from.Edge || edges[len(edges)-1] != to.Edge {
		t.Fatalf("seed %d: path %v does not lead from %v to %v", seed, edges, from, to)
	}
	lengthM := to.OffsetM - from.OffsetM
	for i := 1; i < len(edges); i++ {
		if net.To(edges[i-1]) != net.From(edges[i]) {
			t.Fatalf("seed %d: path %v is torn before edge %d", seed, edges, i)
		}
		lengthM += net.LengthM(edges[i-1])
	}
	if !net.PathAllowed(edges) {
		t.Fatalf("seed %d: path %v breaks a turn restriction", seed, edges)
	}
	if math.Abs(lengthM-reach.LengthM) > 1e-6 {
		t.Fatalf("seed %d: edges are %.3f m, the search says %.3f", seed, lengthM, reach.LengthM)
	}
}

// A bound cuts off what is farther and changes nothing that is nearer; so does
// the slack behind the nearest target.
func TestSearchWithinBounds(t *testing.T) {
	for seed := range uint64(20) {
		net, pick := town(t, seed, 8)
		search := route.NewSearch(net, route.Policy{UTurn: 100})
		from := pick()
		targets := []route.Position{pick(), pick(), pick(), pick()}
		search.Run(from, targets, math.Inf(1), math.Inf(1))
		var all []route.Reach
		best := math.Inf(1)
		for i := range targets {
			reach, ok := search.Reach(i)
			if !ok {
				reach.Cost = math.Inf(1)
			}
			all = append(all, reach)
			best = min(best, reach.Cost)
		}
		for _, limits := range [][2]float64{{400, math.Inf(1)}, {math.Inf(1), 200}} {
			search.Run(from, targets, limits[0], limits[1])
			for i := range targets {
				got, ok := search.Reach(i)
				mustReach := all[i].Cost <= limits[0] && all[i].Cost <= best+limits[1]
				if mustReach && (!ok || math.Abs(got.Cost-all[i].Cost) > 1e-9) {
					t.Errorf("seed %d, limits %v: target %d cost %.1f (%v), want %.1f", seed, limits, i, got.Cost, ok, all[i].Cost)
				}
				if ok && (got.Cost > limits[0] || got.Cost < all[i].Cost-1e-9) {
					t.Errorf("seed %d, limits %v: target %d cost %.1f, over the limit or under %.1f", seed, limits, i, got.Cost, all[i].Cost)
				}
			}
		}
	}
}

// Once warm, a search allocates nothing.
func TestSearchAllocatesNothing(t *testing.T) {
	net, pick := town(t, 3, 10)
	search := route.NewSearch(net, route.ShortestPolicy)
	from, targets := pick(), []route.Position{pick(), pick(), pick()}
	edges := make([]roads.EdgeID, 0, 1000)
	run := func() {
		search.Run(from, targets, math.Inf(1), math.Inf(1))
		for i := range targets {
			edges = search.AppendEdges(edges[:0], i)
		}
	}
	run()
	if allocs := testing.AllocsPerRun(50, run); allocs != 0 {
		t.Errorf("%.1f allocations a run, want none", allocs)
	}
}

// BenchmarkRoute finds ways across a town of 90,000 junctions, 30 km wide, as
// large as a county's map: algo=fastest and algo=shortest to one target, heading
// for it or not, algo=bounded to eight targets within 2 km, as matching asks.
func BenchmarkRoute(b *testing.B) {
	net, pick := built(b, 1, geotest.Grid(1, 300, 100))
	to := make([]route.Position, 8)
	for _, c := range []struct {
		algo    string
		policy  route.Policy
		targets int
		far     float64
		headed  bool
	}{
		{"fastest", route.FastestPolicy, 1, math.Inf(1), true},
		{"fastest-dijkstra", route.FastestPolicy, 1, math.Inf(1), false},
		{"shortest", route.ShortestPolicy, 1, math.Inf(1), true},
		{"shortest-dijkstra", route.ShortestPolicy, 1, math.Inf(1), false},
		{"bounded", route.ShortestPolicy, 8, 2000, true},
	} {
		b.Run("algo="+c.algo, func(b *testing.B) {
			search := route.NewSearch(net, c.policy)
			found := 0
			for b.Loop() {
				from := pick()
				for i := range c.targets {
					to[i] = pick()
				}
				if c.headed {
					centre, radiusM := disc(net, to[:c.targets])
					search.AimAt(to[:c.targets], centre, radiusM+1, c.far)
					search.From(from, c.far, 500)
				} else {
					search.Run(from, to[:c.targets], c.far, 500)
				}
				if _, ok := search.Reach(0); ok {
					found++
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "routes/s")
			b.ReportMetric(float64(found)/float64(b.N), "found")
		})
	}
}
