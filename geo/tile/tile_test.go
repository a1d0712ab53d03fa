package tile

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"

	"licheng/geo/roads"
)

// valley is an expressway with a tunnel and a village street beside it.
func valley(t *testing.T) *roads.Network {
	t.Helper()
	n, err := roads.Build(roads.Input{
		Nodes: []roads.Node{
			{ID: 1, Point: orb.Point{107.00, 26.5}},
			{ID: 2, Point: orb.Point{107.01, 26.5}},
			{ID: 3, Point: orb.Point{107.02, 26.5}},
			{ID: 4, Point: orb.Point{107.01, 26.501}},
		},
		Ways: []roads.Way{
			{ID: 1, Nodes: []int64{1, 2}, Class: roads.Motorway, Flags: roads.Toll, Name: "沪昆高速", Ref: "G60"},
			{ID: 2, Nodes: []int64{2, 3}, Class: roads.Motorway, Flags: roads.Toll | roads.Tunnel, Name: "沪昆高速", Ref: "G60"},
			{ID: 3, Nodes: []int64{2, 4}, Class: roads.Residential},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func tileOf(z int) (x, y int) {
	t := maptile.At(orb.Point{107.01, 26.5004}, maptile.Zoom(z))
	return int(t.X), int(t.Y)
}

func decode(t *testing.T, data []byte) mvt.Layers {
	t.Helper()
	layers, err := mvt.Unmarshal(data)
	if err != nil {
		t.Fatal(err)
	}
	return layers
}

func TestRoads(t *testing.T) {
	n := valley(t)
	open := map[string]any{"class": "motorway", "name": "沪昆高速", "ref": "G60", "toll": true, "tunnel": false}
	tunnel := map[string]any{"class": "motorway", "name": "沪昆高速", "ref": "G60", "toll": true, "tunnel": true}
	street := map[string]any{"class": "residential", "toll": false, "tunnel": false}
	for _, c := range []struct {
		name string
		zoom int
		want []map[string]any
	}{
		{"far away only the expressway shows", 9, []map[string]any{tunnel, open}},
		{"close by the village street does too, below it", 14, []map[string]any{street, tunnel, open}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, y := tileOf(c.zoom)
			data, err := NewPainter(n).Roads(c.zoom, x, y)
			if err != nil {
				t.Fatal(err)
			}
			layers := decode(t, data)
			if len(layers) != 1 || layers[0].Name != "roads" {
				t.Fatalf("layers: %v", layers)
			}
			var got []map[string]any
			for _, f := range layers[0].Features {
				got = append(got, f.Properties)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRoads_emptyTileHasNoBytes(t *testing.T) {
	data, err := NewPainter(valley(t)).Roads(14, 0, 0)
	if err != nil || len(data) != 0 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestEncode_keepsTheGivenGeometry(t *testing.T) {
	line := orb.LineString{{107, 26.5}, {107.5, 26.6}, {108, 26.5}}
	before := line.Clone()
	x, y := tileOf(14)
	data, err := Encode(14, x, y, Layer{"trip", []*geojson.Feature{geojson.NewFeature(line), nil}},
		Layer{"places", []*geojson.Feature{geojson.NewFeature(orb.Point{107.01, 26.5})}},
		Layer{"nothing", nil})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, line); diff != "" {
		t.Errorf("the line was changed: %s", diff)
	}
	var names []string
	for _, l := range decode(t, data) {
		names = append(names, l.Name)
	}
	if diff := cmp.Diff([]string{"trip", "places"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestEncode_pointLandsWhereTheMapHasIt(t *testing.T) {
	x, y := tileOf(14)
	bound, err := Bound(14, x, y)
	if err != nil {
		t.Fatal(err)
	}
	data, err := Encode(14, x, y, Layer{"places", []*geojson.Feature{geojson.NewFeature(orb.Point{bound.Center()[0], bound.Max[1]})}})
	if err != nil {
		t.Fatal(err)
	}
	// The middle of the upper edge is half of 4096 across and 0 down.
	if got := decode(t, data)[0].Features[0].Geometry; got != (orb.Point{2048, 0}) {
		t.Errorf("at %v, want 2048 0", got)
	}
}

func TestBound_refusesTilesThatAreNone(t *testing.T) {
	n := valley(t)
	for _, c := range [][3]int{{-1, 0, 0}, {MaxZoom + 1, 0, 0}, {3, 8, 0}, {3, 0, 8}, {3, -1, 0}, {3, 0, -1}} {
		if _, err := NewPainter(n).Roads(c[0], c[1], c[2]); !errors.Is(err, ErrNoTile) {
			t.Errorf("%v: %v", c, err)
		}
	}
}
