package roads

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
)

// A star of roads at node 1, and one that leaves north for 5 m before it bends
// east: its heading is that of the bend.
func TestTurn(t *testing.T) {
	const metre = 180 / (math.Pi * EarthRadiusM)
	at := func(id int64, eastM, northM float64) Node {
		return Node{ID: id, Point: orb.Point{107 + eastM*metre/math.Cos(26*radian), 26 + northM*metre}}
	}
	n := mustBuild(t, Input{
		Nodes: []Node{at(1, 0, 0), at(2, 0, 100), at(3, 100, 0), at(4, 0, -100), at(5, -70, 70), at(6, 0, 5), at(7, 90, 20), at(8, 200, 0), at(9, 200, 0)},
		Ways: []Way{
			{ID: 12, Nodes: []int64{1, 2}},
			{ID: 13, Nodes: []int64{1, 3}},
			{ID: 14, Nodes: []int64{4, 1}},
			{ID: 15, Nodes: []int64{5, 1}},
			{ID: 16, Nodes: []int64{1, 6, 7}},
			{ID: 38, Nodes: []int64{3, 8}},
			{ID: 89, Nodes: []int64{8, 9}},
		},
	})
	for _, c := range []struct {
		name            string
		from, at, to    int64
		want, tolerance float64
	}{
		{"straight on", 2, 1, 4, 0, 1e-4},
		{"square right", 4, 1, 3, 0.5, 0.01},
		{"square left", 2, 1, 3, 0.5, 0.01},
		{"right back", 2, 1, 2, 1, 1e-4},
		{"half back, 45 degrees short of it", 2, 1, 5, (1 + math.Sqrt2/2) / 2, 0.01},
		{"half left, 45 degrees", 4, 1, 5, (1 - math.Sqrt2/2) / 2, 0.01},
		// From (0, 0) to (90, 20), the first point 12 m away: 77.5 degrees from north.
		{"into a bend", 4, 1, 7, (1 - math.Cos(77.5*radian)) / 2, 0.01},
		{"no length, north for want of better", 3, 8, 9, 0.5, 1e-4},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, to := edgeBetween(t, n, c.from, c.at), edgeBetween(t, n, c.at, c.to)
			if got := n.Turn(from, to); math.Abs(got-c.want) > c.tolerance {
				t.Errorf("%.4f, want %.4f", got, c.want)
			}
			if got := n.TurnShare(from, to, 1000); math.Abs(float64(got)-1000*c.want) > 1000*c.tolerance+1 {
				t.Errorf("share %d", got)
			}
		})
	}
}
