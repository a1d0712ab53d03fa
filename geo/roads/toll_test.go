package roads

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
)

func TestTollPoints(t *testing.T) {
	in := town()
	in.TollNodes = []TollNode{
		{ID: 50, Kind: Gantry, Ref: "G004252001000110010", Name: "河边门架"},
		{ID: 2, Kind: Booth, Name: "环城站"},
		{ID: 777, Kind: Booth, Name: "nowhere"},
	}
	n := mustBuild(t, in)
	east := edgeBetween(t, n, 4, 5)
	// From 4 to 50: 49.97 m east and 22.239 m south, 54.695 m in all.
	want := []TollPoint{{
		Kind: Gantry, Edge: east, OffsetM: 54.696, OSMNode: 50, Ref: "G004252001000110010", Name: "河边门架",
		Point: orb.Point{107.0005, 25.9988},
	}}
	near := cmpopts.EquateApprox(0, 0.002)
	if diff := cmp.Diff(want, n.TollPoints(east), near); diff != "" {
		t.Error(diff)
	}
	back := n.TollPoints(east.Reverse())
	if len(back) != 1 || math.Abs(back[0].OffsetM-(n.LengthM(east)-54.696)) > 0.002 || back[0].Edge != east.Reverse() {
		t.Errorf("backward: %+v", back)
	}
	if got := n.TollPoints(edgeBetween(t, n, 5, 6)); got != nil {
		t.Errorf("5-6 has %v", got)
	}
	if i := n.Info(); i.Booths != 1 || i.Gantries != 1 || i.TollsOffRoad != 1 {
		t.Errorf("%+v", i)
	}
}

// A booth where two segments meet is met once, whichever way one drives on.
func TestTollPoints_onAJunctionCountOnce(t *testing.T) {
	in := town()
	in.TollNodes = []TollNode{{ID: 2, Kind: Booth}}
	n := mustBuild(t, in)
	for _, nodes := range [][]int64{{1, 2, 3}, {3, 2, 1}, {1, 2, 5}, {3, 2, 5}} {
		count := 0
		for _, e := range pathOver(t, n, nodes...) {
			count += len(n.TollPoints(e))
		}
		if count != 1 {
			t.Errorf("%v meets the booth %d times", nodes, count)
		}
	}
}

// A gantry's node is often its post, not a point of the carriageway.
func TestTollPoints_besideTheRoad(t *testing.T) {
	in := town()
	in.TollNodes = []TollNode{
		{ID: 900, Kind: Gantry, Ref: "G1", Point: orb.Point{107.0005, 26.0002}},         // 22 m north of 1-2
		{ID: 901, Kind: Gantry, Ref: "too far", Point: orb.Point{107.0005, 26.0004}},    // 44 m
		{ID: 902, Kind: Gantry, Ref: "only lanes", Point: orb.Point{107.0015, 25.9989}}, // 11 m south of 5-6, a residential road
		{ID: 903, Kind: Booth, Name: "道边站", Point: orb.Point{107.0015, 25.99895}},       // 6 m south of 5-6
		{ID: 904, Kind: Booth, Name: "beyond", Point: orb.Point{107.0015, 25.9988}},     // 22 m
	}
	n := mustBuild(t, in)
	for _, c := range []struct {
		from, to int64
		id       int64
		offsetM  float64
	}{{1, 2, 900, 49.97}, {2, 1, 900, 49.97}, {5, 6, 903, 49.97}} {
		got := n.TollPoints(edgeBetween(t, n, c.from, c.to))
		if len(got) != 1 || got[0].OSMNode != c.id || math.Abs(got[0].OffsetM-c.offsetM) > 0.02 {
			t.Errorf("%d-%d: %+v", c.from, c.to, got)
		}
	}
	if i := n.Info(); i.Gantries != 1 || i.Booths != 1 || i.TollsOffRoad != 3 {
		t.Errorf("gantries %d, booths %d, off road %d; want 1, 1, 3", i.Gantries, i.Booths, i.TollsOffRoad)
	}
}
