package tile

import (
	"math"
	"testing"

	"licheng/geo/geotest"
	"licheng/geo/roads"
)

// Joining loses no metre and draws none twice, whatever the town.
func TestRuns_keepEveryMetre(t *testing.T) {
	for seed := range uint64(20) {
		net, err := roads.Build(geotest.Grid(seed, 9, 200))
		if err != nil {
			t.Fatal(err)
		}
		var edges []roads.EdgeID
		want := 0.0
		for s := range net.NumSegments() {
			e := roads.EdgeID(2 * s)
			if (uint64(s)+seed)%3 == 0 {
				continue
			}
			edges = append(edges, e)
			want += roads.LineLengthM(net.AppendLine(nil, e))
		}
		got := 0.0
		for _, line := range runs(net, edges) {
			got += roads.LineLengthM(line)
		}
		if math.Abs(got-want) > 0.001 {
			t.Errorf("seed %d: %.3f m in runs, %.3f in segments", seed, got, want)
		}
	}
}

// A road through two side streets is one line, a ring is one too, and a fork
// ends three.
func TestRuns_joinWhatGoesOn(t *testing.T) {
	node := func(id int64, x, y float64) roads.Node { return roads.Node{ID: id, Point: geotest.At(x, y)} }
	net, err := roads.Build(roads.Input{
		Nodes: []roads.Node{
			node(1, 0, 0), node(2, 100, 0), node(3, 200, 0), node(4, 300, 0), node(5, 100, 100), node(6, 200, 100),
			node(7, 400, 50), node(8, 400, -50),
		},
		Ways: []roads.Way{
			{ID: 1, Nodes: []int64{1, 2, 3, 4}, Class: roads.Primary},
			{ID: 2, Nodes: []int64{2, 5}, Class: roads.Service},
			{ID: 3, Nodes: []int64{3, 6}, Class: roads.Service},
			{ID: 4, Nodes: []int64{4, 7}, Class: roads.Primary},
			{ID: 5, Nodes: []int64{4, 8}, Class: roads.Primary},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var main []roads.EdgeID
	for s := range net.NumSegments() {
		if e := roads.EdgeID(2 * s); net.Edge(e).Class == roads.Primary {
			main = append(main, e)
		}
	}
	lines := runs(net, main)
	if len(main) != 5 || len(lines) != 3 {
		t.Fatalf("%d segments in %d lines, want 5 in 3", len(main), len(lines))
	}
	longest := 0
	for _, line := range lines {
		longest = max(longest, len(line))
	}
	if longest != 4 {
		t.Errorf("the longest line has %d points, want 4", longest)
	}
}
