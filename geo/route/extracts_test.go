package route_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"licheng/geo/osm"
	"licheng/geo/roads"
	"licheng/geo/route"
)

// TestExtracts holds the searches against the oracle on real maps, in the folder
// osm of LICHENG_SHARED_DATA: from random positions to random others, shortest,
// fastest and toll-free, heading there and not, one-ways, private roads and turn
// restrictions as they are. It says what it compared.
func TestExtracts(t *testing.T) {
	root := os.Getenv("LICHENG_SHARED_DATA")
	if root == "" {
		t.Skip("LICHENG_SHARED_DATA names no folder of maps")
	}
	files, err := filepath.Glob(filepath.Join(root, "osm", "*.osm*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no maps: %v", err)
	}
	bound := 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { bound += checkExtract(t, file) })
	}
	if bound == 0 {
		t.Error("no pair met a turn restriction: the test says little")
	}
}

// checkExtract compares pairs on one map, and returns in how many of them a turn
// restriction made the way longer.
func checkExtract(t *testing.T, file string) int {
	in, err := osm.Import([]string{file}, nil)
	if errors.Is(err, roads.ErrNoRoads) {
		t.Skip("there are no roads on it")
	}
	if err != nil {
		t.Fatal(err)
	}
	net, pick := built(t, 1, in)
	sum := comparison{}
	for range 12 {
		from := pick()
		targets := []route.Position{{Edge: from.Edge, OffsetM: from.OffsetM / 2}}
		for range 24 {
			targets = append(targets, pick())
		}
		for _, policy := range []route.Policy{route.ShortestPolicy, route.FastestPolicy, route.FastestPolicy.WithoutTolls()} {
			sum.compare(t, plainOf(net, policy), policy, from, targets)
		}
	}
	info := net.Info()
	t.Logf("%d junctions, %d edges, %d restrictions (%d pairs, %d sequences): %d drives, %d of them possible, %d longer for a restriction; "+
		"the largest difference is %.4f m or s, %.2f of what rounding allows",
		info.Nodes, info.Edges, info.Restrictions.Used, info.Restrictions.Pairs, info.Restrictions.Sequences,
		sum.drives, sum.possible, sum.bound, sum.worst, sum.share)
	if sum.possible*4 < sum.drives {
		t.Error("hardly a drive is possible: the test says little")
	}
	return sum.bound
}

// comparison counts what was compared.
type comparison struct {
	drives, possible, bound int
	worst, share            float64
}

// compare holds one search, heading for each target alone or for none, against
// the oracle. Every edge of a path may be rounded by half a thousandth.
func (c *comparison) compare(t *testing.T, oracle plain, policy route.Policy, from route.Position, targets []route.Position) {
	t.Helper()
	want := oracle.starts(t, from)
	lawless := oracle
	lawless.lawless = true
	unbound := lawless.starts(t, from)
	search := route.NewSearch(oracle.net, policy)
	search.Run(from, targets, math.Inf(1), math.Inf(1))
	headed := route.NewSearch(oracle.net, policy)
	for i, to := range targets {
		if policy.TollFree && (oracle.net.Flags(from.Edge) | oracle.net.Flags(to.Edge)).Has(roads.Toll) {
			continue // there is no such drive, and no search is asked for one
		}
		cost, possible := oracle.cheapest(want, from, to)
		c.drives++
		if possible {
			c.possible++
			if shorter, _ := lawless.cheapest(unbound, from, to); shorter < cost-1e-6 {
				c.bound++
			}
		}
		c.hold(t, search, i, from, to, cost, possible)
		centre, radiusM := disc(oracle.net, []route.Position{to})
		headed.AimAt([]route.Position{to}, centre, radiusM+1, math.Inf(1))
		headed.From(from, math.Inf(1), math.Inf(1))
		c.hold(t, headed, 0, from, to, cost, possible)
		if reach, ok := headed.Reach(0); ok {
			checkPath(t, 1, oracle.net, from, to, reach, headed.AppendEdges(nil, 0))
		}
	}
}

func (c *comparison) hold(t *testing.T, search *route.Search, i int, from, to route.Position, cost float64, possible bool) {
	t.Helper()
	got, ok := search.Reach(i)
	allowed := 0.01 + 0.0005*float64(len(search.AppendEdges(nil, i)))
	apart := math.Abs(got.Cost - cost)
	if ok != possible || ok && apart > allowed {
		t.Fatalf("from %v to %v: %.3f (%v), oracle %.3f (%v)", from, to, got.Cost, ok, cost, possible)
	}
	if ok {
		c.worst, c.share = max(c.worst, apart), max(c.share, apart/allowed)
	}
}

// plainOf is the oracle under a policy.
func plainOf(net *roads.Network, policy route.Policy) plain {
	return plain{net: net, uTurn: policy.UTurn, turn: policy.Turn, weight: func(e roads.EdgeID) float64 {
		edge := net.Edge(e)
		cost := edge.LengthM
		if policy.Metric == route.ByTime {
			cost *= 3.6 / max(edge.SpeedKMH, 5)
		}
		if edge.Flags.Has(roads.Private) && policy.Private != 0 {
			cost *= policy.Private
		}
		if policy.TollFree && edge.Flags.Has(roads.Toll) {
			return math.Inf(1)
		}
		return cost
	}}
}
