package roads

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// crossing is a cross of four roads at node 5, all both ways:
//
//	    2
//	    |           way 12: 2 5, way 15: 5 1, way 13: 5 3, way 14: 5 4,
//	1---5---3---6   way 16: 3 6, way 17: 3 7
//	    |   |
//	    4   7
func crossing() Input {
	at := func(id int64, x, y float64) Node { return Node{id, orb.Point{107 + x/1000, 26 - y/1000}} }
	way := func(id int64, nodes ...int64) Way { return Way{ID: id, Nodes: nodes, Class: Tertiary} }
	return Input{
		Nodes: []Node{at(1, 0, 1), at(2, 1, 0), at(3, 2, 1), at(4, 1, 2), at(5, 1, 1), at(6, 3, 1), at(7, 2, 2)},
		Ways:  []Way{way(12, 2, 5), way(13, 5, 3), way(14, 5, 4), way(15, 5, 1), way(16, 3, 6), way(17, 3, 7)},
	}
}

// pathOver returns the edges along OSM junctions.
func pathOver(t *testing.T, n *Network, nodes ...int64) []EdgeID {
	t.Helper()
	var path []EdgeID
	for i := 1; i < len(nodes); i++ {
		path = append(path, edgeBetween(t, n, nodes[i-1], nodes[i]))
	}
	return path
}

func TestTurnAllowed(t *testing.T) {
	for _, c := range []struct {
		name        string
		restriction Restriction
		turns       map[[3]int64]bool
	}{
		{"no turn from the north to the east", Restriction{From: 12, ViaNode: 5, To: 13}, map[[3]int64]bool{
			{2, 5, 3}: false, {2, 5, 4}: true, {2, 5, 1}: true, {3, 5, 2}: true, {1, 5, 3}: true,
		}},
		{"only straight on from the north", Restriction{From: 12, ViaNode: 5, To: 14, Only: true}, map[[3]int64]bool{
			{2, 5, 3}: false, {2, 5, 4}: true, {2, 5, 1}: false, {2, 5, 2}: true, {3, 5, 1}: true,
		}},
		{"a member that is not on the map changes nothing", Restriction{From: 12, ViaNode: 5, To: 99}, map[[3]int64]bool{
			{2, 5, 3}: true, {2, 5, 4}: true,
		}},
		{"turning round is not decided here", Restriction{From: 12, ViaNode: 5, To: 12}, map[[3]int64]bool{
			{2, 5, 2}: true,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := crossing()
			in.Restrictions = []Restriction{c.restriction}
			n := mustBuild(t, in)
			for turn, want := range c.turns {
				path := pathOver(t, n, turn[:]...)
				if got := n.TurnAllowed(path[0], path[1]); got != want {
					t.Errorf("%v: allowed %v, want %v", turn, got, want)
				}
			}
		})
	}
}

func TestPathAllowed_overSeveralJunctions(t *testing.T) {
	for _, c := range []struct {
		name        string
		restriction Restriction
		paths       map[string][]int64
		allowed     map[string]bool
	}{
		{
			"from the west over the middle to the south",
			Restriction{From: 15, ViaWays: []int64{13}, To: 17},
			map[string][]int64{"forbidden": {1, 5, 3, 7}, "other end": {1, 5, 3, 6}, "other start": {2, 5, 3, 7}},
			map[string]bool{"forbidden": false, "other end": true, "other start": true},
		},
		{
			"only that",
			Restriction{From: 15, ViaWays: []int64{13}, To: 17, Only: true},
			map[string][]int64{"the one": {1, 5, 3, 7}, "other end": {1, 5, 3, 6}, "other start": {2, 5, 3, 6}},
			map[string]bool{"the one": true, "other end": false, "other start": true},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := crossing()
			in.Restrictions = []Restriction{c.restriction}
			n := mustBuild(t, in)
			for name, nodes := range c.paths {
				path := pathOver(t, n, nodes...)
				if got := n.PathAllowed(path); got != c.allowed[name] {
					t.Errorf("%s: allowed %v, want %v", name, got, c.allowed[name])
				}
				if got := proceeds(n, path); got != c.allowed[name] {
					t.Errorf("%s: proceeds %v", name, got)
				}
			}
			if r := n.Info().Restrictions; r.Sequences != 1 || r.Used != 1 || r.Pairs != 0 || n.MaxSequence() != 3 {
				t.Errorf("%+v, longest %d", r, n.MaxSequence())
			}
		})
	}
}

// proceeds asks Proceed edge by edge.
func proceeds(n *Network, path []EdgeID) bool {
	at, allowed := Progress(0), true
	for _, e := range path {
		var may bool
		at, may = n.Proceed(at, e)
		allowed = allowed && may
	}
	return allowed
}

// Proceed says of random drives through random sequences what PathAllowed says,
// which looks for each sequence everywhere.
func TestProceedAgainstPathAllowed(t *testing.T) {
	forbidden := 0
	rapid.Check(t, func(t *rapid.T) {
		edge := rapid.Uint32Range(0, 3)
		var all []uint32
		sequences := rapid.SliceOfN(rapid.SliceOfN(edge, 3, 6), 1, 6).Draw(t, "sequences")
		for _, q := range sequences {
			all = append(append(all, uint32(len(q))), q...)
		}
		n := &Network{segments: make([]segment, 4), sequences: all, watch: newWatch(all)}
		var path []EdgeID
		drive := rapid.SliceOfN(edge, 1, 15).Draw(t, "drive")
		if rapid.Bool().Draw(t, "meets") {
			drive = append(drive, rapid.SampledFrom(sequences).Draw(t, "sequence")...)
		}
		drive = append(drive, rapid.SliceOfN(edge, 0, 15).Draw(t, "on")...)
		for _, e := range drive {
			path = append(path, EdgeID(e))
		}
		want := n.PathAllowed(path)
		if got := proceeds(n, path); got != want {
			t.Fatalf("proceeds %v, want %v", got, want)
		}
		if !want {
			forbidden++
		}
	})
	if forbidden == 0 {
		t.Error("no drive met a sequence: the test says little")
	}
}

func TestTurnAllowed_flagsTheEdges(t *testing.T) {
	in := crossing()
	in.Restrictions = []Restriction{{From: 12, ViaNode: 5, To: 13}}
	n := mustBuild(t, in)
	for nodes, want := range map[[2]int64]bool{{2, 5}: true, {5, 3}: true, {5, 2}: false, {5, 4}: false} {
		if got := n.Flags(edgeBetween(t, n, nodes[0], nodes[1])).Has(Restricted); got != want {
			t.Errorf("%v: restricted %v, want %v", nodes, got, want)
		}
	}
}

// Ways between that could be driven in more orders than anybody can try make a
// restriction that is left out, not a build without end.
func TestBuild_givesUpOnKnots(t *testing.T) {
	in := crossing()
	r := Restriction{From: 12, To: 14}
	for i := range int64(16) { // sixteen ways round from 5 to 5, and none of them leads to way 99
		in.Nodes = append(in.Nodes, Node{100 + i, orb.Point{107.002 + float64(i)/1e4, 26.003}})
		in.Ways = append(in.Ways, Way{ID: 200 + i, Nodes: []int64{5, 100 + i, 5}, Class: Tertiary, Travel: ForwardOnly})
		r.ViaWays = append(r.ViaWays, 200+i)
	}
	knot := r
	knot.ViaWays = append([]int64{99}, r.ViaWays...)
	in.Restrictions = []Restriction{knot, r}
	n := mustBuild(t, in)
	if got := n.Info().Restrictions; got.Used != 1 || got.Unused != 1 || n.MaxSequence() != 18 {
		t.Errorf("%+v, longest %d", got, n.MaxSequence())
	}
}
