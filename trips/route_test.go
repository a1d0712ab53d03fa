package trips

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"licheng/geo/place"
)

// at is a point so many kilometres east and north of a crossroads on the
// equator, where a degree is 111.195 km both ways.
func at(eastKM, northKM float64) orb.Point { return orb.Point{eastKM / 111.195, northKM / 111.195} }

// The county of the stories: 云岭乡 with its seat at the crossroads, villages
// and another township along the road to the east.
var cloudRidge = []place.Place{
	{ID: "1", Name: "云岭乡", Kind: place.Township, Point: at(0, 0)},
	{ID: "2", Name: "桐花村", Kind: place.Village, Point: at(10, 0)},
	{ID: "3", Name: "旧村", Kind: place.Village, Point: at(20, 0)},
	{ID: "4", Name: "青石镇", Kind: place.Township, Point: at(30, 0)},
	{ID: "5", Name: "镇南村", Kind: place.Village, Point: at(30, -0.8)}, // 0.8 km from the seat of 青石镇
	{ID: "6", Name: "云岭收费站", Kind: Station, Point: at(40, 0)},
	{ID: "7", Name: "县城", Kind: place.County, Point: at(0, 40)},
}

func TestNameRoute(t *testing.T) {
	home := at(0.2, 0)
	tests := []struct {
		name string
		w    waypoints
		want route
	}{
		{"there", waypoints{start: home, end: at(30, 0), farthest: at(30, 0)}, route{from: "云岭乡", to: "青石镇"}},
		{
			"to a village and back",
			waypoints{start: home, end: home, calls: []orb.Point{at(10, 0.4)}, farthest: at(10, 0.4)},
			route{from: "云岭乡", via: []string{"桐花村"}, to: "云岭乡"},
		},
		{
			"a round of two villages, in the order of the stops",
			waypoints{start: home, end: home, calls: []orb.Point{at(20, 0), at(10, 0)}, farthest: at(20, 0)},
			route{from: "云岭乡", via: []string{"旧村", "桐花村"}, to: "云岭乡"},
		},
		{
			"twice at the same village, once far from any",
			waypoints{start: home, end: home, calls: []orb.Point{at(10, 0), at(15, 0), at(10, 0.3)}, farthest: at(15, 0)},
			route{from: "云岭乡", via: []string{"桐花村"}, to: "云岭乡"},
		},
		{
			"back at a village after another",
			waypoints{start: home, end: home, calls: []orb.Point{at(10, 0), at(20, 0), at(10, 0)}, farthest: at(20, 0)},
			route{from: "云岭乡", via: []string{"桐花村", "旧村", "桐花村"}, to: "云岭乡"},
		},
		{
			"a stop where it set out and one where it ends are said already",
			waypoints{start: home, end: at(30, 0), calls: []orb.Point{at(0, 0.1), at(10, 0), at(29.9, 0)}, farthest: at(30, 0)},
			route{from: "云岭乡", via: []string{"桐花村"}, to: "青石镇"},
		},
		{
			"a stop 1.4 km from a village",
			waypoints{start: home, end: at(30, 0), calls: []orb.Point{at(10, 1.4)}, farthest: at(30, 0)},
			route{from: "云岭乡", via: []string{"桐花村"}, to: "青石镇"},
		},
		{
			"a stop 1.6 km from a village",
			waypoints{start: home, end: at(30, 0), calls: []orb.Point{at(10, 1.6)}, farthest: at(30, 0)},
			route{from: "云岭乡", to: "青石镇"},
		},
		{
			"between a seat and its village, the village's stop", // 0.2 km and 0.6 km
			waypoints{start: home, end: home, calls: []orb.Point{at(30, -0.2)}, farthest: at(30, -0.2)},
			route{from: "云岭乡", via: []string{"镇南村"}, to: "云岭乡"},
		},
		{
			"at the seat itself, though a village is near", // 0.1 km and 0.9 km
			waypoints{start: home, end: home, calls: []orb.Point{at(30, 0.1)}, farthest: at(30, 0.1)},
			route{from: "云岭乡", via: []string{"青石镇"}, to: "云岭乡"},
		},
		{
			"back without a stop: where it turned round",
			waypoints{start: home, end: home, farthest: at(20, 2.5)},
			route{from: "云岭乡", via: []string{"旧村"}, to: "云岭乡"},
		},
		{
			"back, with a stop only at home",
			waypoints{start: home, end: home, calls: []orb.Point{at(0, 0)}, farthest: at(10, 0)},
			route{from: "云岭乡", via: []string{"桐花村"}, to: "云岭乡"},
		},
		{
			"back by the name, though 2.5 km away",
			waypoints{start: home, end: at(0, 2.5), farthest: at(10, 0)},
			route{from: "云岭乡", via: []string{"桐花村"}, to: "云岭乡"},
		},
		{
			"back where no place is near",
			waypoints{start: at(-9, 0), end: at(-9, 1.4), farthest: at(10, 0)},
			route{via: []string{"桐花村"}},
		},
		{"from nowhere to 1.6 km beside is no round trip", waypoints{start: at(-9, 0), end: at(-9, 1.6), farthest: at(10, 0)}, route{}},
		{
			"round the seat: nothing to add",
			waypoints{start: home, end: home, farthest: at(2, 0)},
			route{from: "云岭乡", to: "云岭乡"},
		},
		{
			"to the county town and back",
			waypoints{start: home, end: home, calls: []orb.Point{at(0.3, 40)}, farthest: at(0.3, 40)},
			route{from: "云岭乡", via: []string{"县城"}, to: "云岭乡"},
		},
		{"a toll station gives no name", waypoints{start: home, end: at(40, 0), calls: []orb.Point{at(40, 0)}, farthest: at(40, 0)}, route{from: "云岭乡"}},
		{"an end 2.9 km away is named, one 3.1 km away is not", waypoints{start: at(-2.9, 0), end: at(30, 3.1), farthest: at(30, 3.1)}, route{from: "云岭乡"}},
	}
	index := place.NewIndex(cloudRidge)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, nameRoute(tt.w, index), cmp.AllowUnexported(route{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Wherever a trip goes, no name stands twice in a row, the ends included,
// unless there is nothing between them, and none is empty.
func TestNameRoute_neverRepeats(t *testing.T) {
	index := place.NewIndex(cloudRidge)
	somewhere := rapid.Custom(func(t *rapid.T) orb.Point {
		return at(rapid.Float64Range(-5, 35).Draw(t, "east"), rapid.Float64Range(-2, 2).Draw(t, "north"))
	})
	rapid.Check(t, func(t *rapid.T) {
		r := nameRoute(waypoints{
			start: somewhere.Draw(t, "start"), end: somewhere.Draw(t, "end"),
			calls: rapid.SliceOfN(somewhere, 0, 8).Draw(t, "calls"), farthest: somewhere.Draw(t, "farthest"),
		}, index)
		if len(r.via) == 0 {
			return
		}
		way := append(append([]string{r.from}, r.via...), r.to)
		for i, name := range way {
			if i > 0 && name == way[i-1] || name == "" && i > 0 && i < len(way)-1 {
				t.Fatalf("%q", way)
			}
		}
	})
}
