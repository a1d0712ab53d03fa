package roads

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// hairpin is one road of three legs 20 m apart, 300 m long each, with as many
// points as a surveyor likes.
func hairpin(t *testing.T, pieceM float64) *Network {
	t.Helper()
	var in Input
	way := Way{ID: 1, Class: Tertiary}
	push := func(eastM, northM float64) {
		id := int64(len(in.Nodes) + 1)
		in.Nodes = append(in.Nodes, Node{ID: id, Point: offset(eastM, northM)})
		way.Nodes = append(way.Nodes, id)
	}
	for leg := range 3 {
		for m := 0.0; m <= 300; m += pieceM {
			east := m
			if leg == 1 {
				east = 300 - m
			}
			push(east, 20*float64(leg))
		}
	}
	in.Ways = []Way{way}
	return mustBuild(t, in)
}

func offset(eastM, northM float64) orb.Point {
	return orb.Point{107 + eastM/111195.0797/math.Cos(26*radian), 26 + northM/111195.0797}
}

func TestPasses(t *testing.T) {
	tests := []struct {
		name          string
		pieceM        float64
		eastM, northM float64
		radiusM       float64
		apartM        float64
		want          []float64 // distances
	}{
		{"every leg is a pass", 300, 150, 5, 50, 30, []float64{5, 15, 35}},
		{"however finely it is drawn", 10, 150, 5, 50, 30, []float64{5, 15, 35}},
		{"but not beyond the radius", 10, 150, 5, 30, 30, []float64{5, 15}},
		{"at the bend the passes are one", 10, 299, 10, 25, 30, []float64{1}},
		{"Near asks for the nearest alone", 10, 150, 5, 50, math.Inf(1), []float64{5}},
		{"the end of the road is a pass", 10, 303, 40, 25, 30, []float64{3, 20.2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := hairpin(t, tt.pieceM)
			snaps := n.Passes(nil, offset(tt.eastM, tt.northM), tt.radiusM, tt.apartM)
			var got []float64
			for _, s := range snaps {
				got = append(got, s.DistanceM)
				if math.Abs(math.Hypot(s.East, s.North)-1) > 1e-3 {
					t.Errorf("direction %.4f, %.4f is not of length 1", s.East, s.North)
				}
			}
			slices.Sort(got)
			if !slices.EqualFunc(got, tt.want, func(a, b float64) bool { return math.Abs(a-b) < 0.1 }) {
				t.Errorf("distances %.2f, want %.2f", got, tt.want)
			}
		})
	}
}

// A snap says which way its edge goes: the first leg east, the second west.
func TestPassesTellTheDirection(t *testing.T) {
	n := hairpin(t, 300)
	for _, s := range n.Passes(nil, offset(150, 10), 15, 30) {
		east := 1.0
		if s.OffsetM > 310 {
			east = -1
		}
		if s.Edge&1 == 1 {
			east = -east
		}
		if math.Abs(s.East-east) > 1e-3 || math.Abs(s.North) > 1e-3 {
			t.Errorf("%.0f m along edge %d: direction %.3f, %.3f; want %.0f, 0", s.OffsetM, s.Edge, s.East, s.North, east)
		}
	}
}
