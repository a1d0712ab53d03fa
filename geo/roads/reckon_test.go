package roads_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/roads"
)

// What is reckoned never exceeds the great circle into the disc, comes close to
// it, and falls along no edge by more than the edge is long.
func TestReckon(t *testing.T) {
	net, err := roads.Build(geotest.Grid(5, 30, 250))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		centre  orb.Point
		radiusM float64
	}{
		{net.NodePoint(10), 0},
		{net.NodePoint(400), 80},
		{orb.Point{net.Bound().Max[0] + 0.05, net.Bound().Max[1] + 0.05}, 300},
	} {
		reckon := net.Reckon(c.centre, c.radiusM, 2e4)
		for v := range roads.NodeID(net.NumNodes()) {
			leastM := float64(reckon.LeastMM(v)) / 1000
			awayM := max(roads.DistanceM(c.centre, net.NodePoint(v))-c.radiusM, 0)
			if leastM > awayM || leastM < 0.99*awayM-0.01*c.radiusM-0.001 {
				t.Errorf("%v %v: reckoned %.3f m, is %.3f", c, v, leastM, awayM)
			}
			for _, e := range net.Out(v) {
				fallMM := float64(reckon.LeastMM(v)) - float64(reckon.LeastMM(net.To(e)))
				if fallMM > float64(net.LengthMM(e))+1 {
					t.Errorf("%v: falls by %.0f mm over %d", e, fallMM, net.LengthMM(e))
				}
			}
		}
	}
	if got := net.Reckon(net.NodePoint(3), math.Inf(1), 1); got.LeastMM(7) != 0 {
		t.Error("inside the disc nothing is left")
	}
}
