package roads

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
)

func TestBuild_town(t *testing.T) {
	n := mustBuild(t, town())
	// 1-2, 2-3, 2-5, 3-6, 4-5, 5-6; 2-5 and 3-6 go one way.
	if n.NumNodes() != 6 || n.NumSegments() != 6 || n.NumEdges() != 10 {
		t.Fatalf("%d nodes, %d segments, %d edges; want 6, 6, 10", n.NumNodes(), n.NumSegments(), n.NumEdges())
	}
	e := n.Edge(edgeBetween(t, n, 1, 2))
	if e.Class != Primary || e.SpeedKMH != 60 || e.WayID != 10 || !e.Flags.Has(Drivable) || e.Flags.Has(OneWay) {
		t.Errorf("edge 1-2: %+v", e)
	}
	// 0.001 degree of longitude at latitude 26: 6371008.8 * pi/180 * 0.001 * cos 26 = 99.941 m.
	if math.Abs(e.LengthM-99.941) > 0.002 {
		t.Errorf("length %.4f, want 99.941", e.LengthM)
	}
	if n.Name(e.ID) != "环城路" || n.Ref(e.ID) != "G210" {
		t.Errorf("name %q, ref %q", n.Name(e.ID), n.Ref(e.ID))
	}
	if back := n.Edge(e.ID.Reverse()); back.From != e.To || back.To != e.From || back.LengthM != e.LengthM {
		t.Errorf("reverse: %+v", back)
	}
}

func TestBuild_oneWays(t *testing.T) {
	n := mustBuild(t, town())
	south := n.Edge(edgeBetween(t, n, 2, 5))
	if !south.Flags.Has(Drivable|OneWay) || n.Flags(south.ID.Reverse()).Has(Drivable) {
		t.Errorf("2-5: %+v", south)
	}
	north := n.Edge(edgeBetween(t, n, 6, 3)) // way 12 runs 3-6 and is driven backward
	if !north.Flags.Has(Drivable|OneWay) || n.Flags(north.ID.Reverse()).Has(Drivable) {
		t.Errorf("6-3: %+v", north)
	}
}

func TestBuild_shapeAndNodeIDs(t *testing.T) {
	n := mustBuild(t, town())
	e := edgeBetween(t, n, 4, 5)
	want := orb.LineString{{107, 25.999}, {107.0005, 25.9988}, {107.001, 25.999}}
	if diff := cmp.Diff(want, n.AppendLine(nil, e)); diff != "" {
		t.Error(diff)
	}
	slices.Reverse(want)
	if diff := cmp.Diff(want, n.AppendLine(nil, e.Reverse())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int64{7, 4, 50, 5}, n.AppendNodeIDs([]int64{7}, e)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int64{5, 50, 4}, n.AppendNodeIDs(nil, e.Reverse())); diff != "" {
		t.Error(diff)
	}
}

// Edge lengths must be those of the lines, since paths are cut out of both.
func TestBuild_lengthsAreThoseOfTheLines(t *testing.T) {
	n := mustBuild(t, scribble(4, 100, 40))
	for e := EdgeID(0); int(e) < 2*n.NumSegments(); e++ {
		if got, want := n.LengthM(e), LineLengthM(n.AppendLine(nil, e)); math.Abs(got-want) > 0.0006 {
			t.Fatalf("edge %d: %.6f, its line %.6f", e, got, want)
		}
	}
}

func TestBuild_adjacencyIsEveryDrivableEdgeOnce(t *testing.T) {
	n := mustBuild(t, scribble(5, 150, 20))
	out := map[NodeID][]EdgeID{}
	for e := EdgeID(0); int(e) < 2*n.NumSegments(); e++ {
		if edge := n.Edge(e); edge.Flags.Has(Drivable) {
			out[edge.From] = append(out[edge.From], e)
		}
	}
	for v := range NodeID(n.NumNodes()) {
		if !slices.Equal(n.Out(v), out[v]) {
			t.Fatalf("node %d: out %v, want %v", v, n.Out(v), out[v])
		}
	}
}

// An input that serves once gives the same network; any other stays as it was.
func TestBuild_once(t *testing.T) {
	in := scribble(6, 80, 20)
	before := make([][]int64, len(in.Ways))
	for i, w := range in.Ways {
		before[i] = slices.Clone(w.Nodes)
	}
	want := mustBuild(t, in)
	for i, w := range in.Ways {
		if !slices.Equal(w.Nodes, before[i]) {
			t.Fatalf("way %d was changed", w.ID)
		}
	}
	in.Once = true
	if got := mustBuild(t, in); !bytes.Equal(got.data, want.data) {
		t.Error("another network")
	}
}

func TestBuild_sameNetworkInWhateverOrder(t *testing.T) {
	in := scribble(6, 80, 20)
	in.Restrictions = []Restriction{{ID: 1, From: 1, ViaNode: in.Ways[0].Nodes[1], To: 2}, {ID: 2, From: 3, ViaNode: 9, To: 1}}
	in.TollNodes = []TollNode{
		{ID: in.Ways[4].Nodes[1], Name: "东站"},
		{ID: in.Ways[9].Nodes[0], Kind: Gantry, Ref: "G1"},
		{ID: -1, Name: "甲", Point: in.Nodes[3].Point},
		{ID: -2, Name: "乙", Point: in.Nodes[8].Point},
	}
	want := mustBuild(t, in)
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 3))
		r.Shuffle(len(in.Nodes), func(i, j int) { in.Nodes[i], in.Nodes[j] = in.Nodes[j], in.Nodes[i] })
		r.Shuffle(len(in.Ways), func(i, j int) { in.Ways[i], in.Ways[j] = in.Ways[j], in.Ways[i] })
		slices.Reverse(in.Restrictions)
		slices.Reverse(in.TollNodes)
		got := mustBuild(t, in)
		if !bytes.Equal(got.data, want.data) || got.Version() != want.Version() {
			t.Fatalf("seed %d: version %s, want %s", seed, got.Version(), want.Version())
		}
	}
	in.Ways[0].Name += "新"
	if mustBuild(t, in).Version() == want.Version() {
		t.Error("a changed name keeps the version")
	}
}

func TestBuild_versionDoesNotKnowFileNames(t *testing.T) {
	in := town()
	plain := mustBuild(t, in)
	in.Sources = []string{"renamed.osm.pbf"}
	if named := mustBuild(t, in); named.Version() != plain.Version() || named.Info().Sources[0] != "renamed.osm.pbf" {
		t.Errorf("version %s, want %s; sources %v", named.Version(), plain.Version(), named.Info().Sources)
	}
}

func TestBuild_blockedNodeCutsTheRoad(t *testing.T) {
	in := town()
	in.Blocked = []int64{50}
	n := mustBuild(t, in)
	west, east := edgeBetween(t, n, 4, 50), edgeBetween(t, n, 50, 5)
	if n.To(west) == n.From(east) {
		t.Error("the two sides of the bollard are one junction")
	}
	if out := n.Out(n.To(west)); len(out) != 1 || out[0] != west.Reverse() {
		t.Errorf("from the bollard one can drive %v, want only back", out)
	}
}

func TestBuild_wayEndsWhereANodeIsMissing(t *testing.T) {
	in := town()
	in.Ways = append(in.Ways, Way{ID: 20, Nodes: []int64{1, 4, 999, 6, 5, 5, 2}, Class: Track})
	n := mustBuild(t, in)
	edgeBetween(t, n, 1, 4)
	edgeBetween(t, n, 6, 5)
	if got := n.Info().MissingNodes; got != 1 {
		t.Errorf("%d missing nodes, want 1", got)
	}
	// A repeated node makes no segment: the town's 6 and 1-4, 6-5, 5-2.
	if n.NumSegments() != 9 {
		t.Errorf("%d segments, want 9", n.NumSegments())
	}
}

func TestBuild_refuses(t *testing.T) {
	point := orb.Point{107, 26}
	for _, c := range []struct {
		name string
		in   Input
	}{
		{"nothing", Input{}},
		{"nodes alone", Input{Nodes: []Node{{1, point}}}},
		{"a way of one node", Input{Nodes: []Node{{1, point}}, Ways: []Way{{ID: 1, Nodes: []int64{1, 1}}}}},
		{"a way off the earth", Input{
			Nodes: []Node{{1, orb.Point{200, 26}}, {2, orb.Point{107, math.NaN()}}, {3, point}},
			Ways:  []Way{{ID: 1, Nodes: []int64{1, 2, 3}}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Build(c.in); !errors.Is(err, ErrNoRoads) {
				t.Errorf("got %v, want ErrNoRoads", err)
			}
		})
	}
}

func TestBuild_keepsIDsOfEverySign(t *testing.T) {
	for _, id := range []int64{1, -1, -12345, 1<<39 - 1, -1 << 39, 4_000_000_000} {
		in := Input{
			Nodes: []Node{{ID: -5, Point: orb.Point{1, 1}}, {ID: 1 << 60, Point: orb.Point{2, 1}}, {ID: 3, Point: orb.Point{3, 1}}},
			Ways:  []Way{{ID: id, Nodes: []int64{-5, 1 << 60, 3}}},
		}
		n := mustBuild(t, in)
		e := edgeBetween(t, n, -5, 3)
		if got := n.Edge(e).WayID; got != id {
			t.Errorf("way id %d, want %d", got, id)
		}
		if diff := cmp.Diff([]int64{-5, 1 << 60, 3}, n.AppendNodeIDs(nil, e)); diff != "" {
			t.Error(diff)
		}
	}
	if _, err := Build(Input{Ways: []Way{{ID: 1 << 39}}}); err == nil {
		t.Error("an id out of range is taken")
	}
}

func TestEachSegment(t *testing.T) {
	n := mustBuild(t, town())
	var ways []int64
	n.EachSegment(orb.Bound{Min: orb.Point{106.9995, 25.9985}, Max: orb.Point{107.0004, 26.0005}}, func(e EdgeID) {
		ways = append(ways, n.Edge(e).WayID)
	})
	slices.Sort(ways)
	if diff := cmp.Diff([]int64{10, 13}, ways); diff != "" {
		t.Error(diff)
	}
}

func TestInfo(t *testing.T) {
	in := town()
	in.Ways[0].Flags, in.Ways[0].TollByRule = Toll|Tunnel, true
	in.Ways[1].Flags = Toll | Bridge
	in.TollRule = "by tags alone"
	info := mustBuild(t, in).Info()
	// 1-3 is 199.88 m, 2-5 and 3-6 are 111.195 m each.
	if info.TolledRuleKM != 0.2 || info.TolledTagKM != 0.111 || info.TunnelKM != 0.2 || info.Tunnels != 2 || info.Bridges != 1 {
		t.Errorf("%+v", info)
	}
	want := []ClassLength{{"primary", 0.2}, {"secondary", 0.222}, {"residential", 0.209}}
	if diff := cmp.Diff(want, info.ClassKM); diff != "" {
		t.Error(diff)
	}
	if info.Ways != 4 || info.Edges != 10 || info.TollRule != in.TollRule || info.Elevation {
		t.Errorf("%+v", info)
	}
}

// stairs is a relief that gains ten metres to the east per vertex.
type stairs struct{ level []bool }

func (s *stairs) Climbs(line orb.LineString, cuts []int, level bool) (climbM, descentM []float64) {
	s.level = append(s.level, level)
	for i := 1; i < len(cuts); i++ {
		rise := 10 * float64(cuts[i]-cuts[i-1])
		if line[cuts[i]][0] < line[cuts[i-1]][0] {
			rise = -rise
		}
		climbM, descentM = append(climbM, max(rise, 0)), append(descentM, max(-rise, 0))
	}
	return climbM, descentM
}

func (s *stairs) Notes() []string { return []string{"stairs know everything"} }

func TestBuild_climbs(t *testing.T) {
	in := town()
	relief := &stairs{}
	in.Relief, in.Ways[1].Flags = relief, Tunnel
	n := mustBuild(t, in)
	for _, c := range []struct {
		from, to       int64
		climb, descent float64
	}{{1, 2, 10, 0}, {2, 3, 10, 0}, {3, 2, 0, 10}, {4, 5, 20, 0}, {5, 4, 0, 20}} {
		e := n.Edge(edgeBetween(t, n, c.from, c.to))
		if e.ClimbM != c.climb || e.DescentM != c.descent {
			t.Errorf("%d-%d: up %v down %v, want %v and %v", c.from, c.to, e.ClimbM, e.DescentM, c.climb, c.descent)
		}
	}
	slices.SortFunc(relief.level, func(a, b bool) int { return cmpBool(a) - cmpBool(b) })
	if diff := cmp.Diff([]bool{false, false, false, true}, relief.level); diff != "" {
		t.Errorf("only the tunnel is level: %s", diff)
	}
	if i := n.Info(); !i.Elevation || !slices.Equal(i.Notes, relief.Notes()) {
		t.Errorf("Info tells elevation %v, notes %q", i.Elevation, i.Notes)
	}
}

func cmpBool(b bool) int {
	if b {
		return 1
	}
	return 0
}

func BenchmarkBuild(b *testing.B) {
	for _, ways := range []int{1000, 20000} {
		in := scribble(7, ways, 20)
		b.Run(fmt.Sprintf("ways=%d", ways), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				mustBuild(b, in)
			}
		})
	}
}
