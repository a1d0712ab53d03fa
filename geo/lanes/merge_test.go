package lanes

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/osm"
	"licheng/geo/roads"
	"licheng/geo/route"
)

// lane is a road of a layer, drawn in metres.
func lane(xy ...float64) Road {
	return Road{Line: metresLine(xy...), Tags: osm.Tags{{Key: "highway", Value: "track"}}}
}

// merged builds the valley with a layer.
func merged(t *testing.T, lanes ...Road) *roads.Network {
	t.Helper()
	in := valleyInput()
	Merge(&in, []Layer{{Name: "own.geojson", Roads: lanes}})
	net, err := roads.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// at is the position on the road nearest to a point, in metres.
func at(t *testing.T, net *roads.Network, x, y float64) route.Position {
	t.Helper()
	snaps := net.Near(nil, geotest.At(x, y), 30)
	if len(snaps) == 0 {
		t.Fatalf("no road at %v %v", x, y)
	}
	best := snaps[0]
	for _, s := range snaps {
		if s.DistanceM < best.DistanceM {
			best = s
		}
	}
	return route.Position{Edge: best.Edge, OffsetM: best.OffsetM}
}

// shortest is the shortest path whichever way the car stands at both ends.
func shortest(net *roads.Network, from, to route.Position) (route.Path, error) {
	best, err := route.Shortest(net, from, to)
	turned := func(p route.Position) route.Position {
		return route.Position{Edge: p.Edge.Reverse(), OffsetM: net.LengthM(p.Edge) - p.OffsetM}
	}
	for _, ends := range [][2]route.Position{{turned(from), to}, {from, turned(to)}, {turned(from), turned(to)}} {
		if path, e := route.Shortest(net, ends[0], ends[1]); e == nil && (err != nil || path.LengthM < best.LengthM) {
			best, err = path, nil
		}
	}
	return best, err
}

func TestMerge(t *testing.T) {
	for _, c := range []struct {
		name   string
		lanes  []Road
		from   [2]float64 // drive from here
		to     [2]float64 // to here
		want   float64    // metres; none when there is no way
		joined string
	}{
		{"from the middle of a road", []Road{lane(400, 0, 400, 500)}, [2]float64{100, 0}, [2]float64{400, 400}, 700, "1 of 2"},
		{"from a junction", []Road{lane(1003, 2, 1000, 500)}, [2]float64{1000, -200}, [2]float64{1000, 400}, 600, "1 of 2"},
		{"that ends a little short of the road", []Road{lane(400, 15, 400, 500)}, [2]float64{100, 0}, [2]float64{400, 400}, 700, "1 of 2"},
		{"that ends too far from it", []Road{lane(400, 30, 400, 500)}, [2]float64{100, 0}, [2]float64{400, 400}, math.NaN(), "0 of 2"},
		{"two from one piece of road", []Road{lane(300, 0, 300, 400), lane(500, 0, 500, 400)}, [2]float64{300, 300}, [2]float64{500, 300}, 800, "2 of 4"},
		{"two from one place", []Road{lane(300, 0, 300, 400), lane(303, 0, 303, -400)}, [2]float64{300, 300}, [2]float64{303, -300}, 600, "2 of 4"},
		{"one from another", []Road{lane(400, 0, 400, 500), lane(400, 300, 600, 300)}, [2]float64{100, 0}, [2]float64{550, 300}, 750, "2 of 4"},
		{"the other before the one", []Road{lane(400, 300, 600, 300), lane(400, 0, 400, 500)}, [2]float64{100, 0}, [2]float64{550, 300}, 750, "2 of 4"},
		{"a way round", []Road{lane(400, 0, 400, 100, 800, 100, 800, 0)}, [2]float64{400, 90}, [2]float64{800, 90}, 420, "2 of 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			net := merged(t, c.lanes...)
			path, err := shortest(net, at(t, net, c.from[0], c.from[1]), at(t, net, c.to[0], c.to[1]))
			if math.IsNaN(c.want) {
				if !errors.Is(err, route.ErrNoRoute) {
					t.Errorf("%.1f m, %v, want no way", path.LengthM, err)
				}
			} else if err != nil || math.Abs(path.LengthM-c.want) > 8 {
				t.Errorf("%.1f m, %v, want %.0f", path.LengthM, err, c.want)
			}
			info := net.Info()
			if len(info.Notes) != 1 || !strings.Contains(info.Notes[0], "joined to the map at "+c.joined) {
				t.Errorf("notes %q, want %s", info.Notes, c.joined)
			}
			if diff := cmp.Diff([]string{"own.geojson"}, info.Sources); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A lane may pass under an expressway: it does not join it.
func TestMerge_notIntoAnExpressway(t *testing.T) {
	in := valleyInput()
	in.Ways[0].Class = roads.Motorway
	Merge(&in, []Layer{{Name: "own.geojson", Roads: []Road{lane(400, 0, 400, 500)}}})
	if !strings.Contains(in.Notes[0], "adds 1 roads, 500 m, joined to the map at 0 of 2 ends") {
		t.Errorf("notes %q", in.Notes)
	}
}

// The map stays as it was: the road split by a joint is as long as before.
func TestMerge_keepsTheMap(t *testing.T) {
	before, err := roads.Build(valleyInput())
	if err != nil {
		t.Fatal(err)
	}
	after := merged(t, lane(400, 0, 400, 500))
	if got, want := after.Info().LengthKM, before.Info().LengthKM+0.5; math.Abs(got-want) > 0.001 {
		t.Errorf("%.4f km, want %.4f", got, want)
	}
	in := valleyInput()
	Merge(&in, []Layer{{Name: "own.geojson", Roads: []Road{lane(400, 0, 400, 500)}}})
	again := valleyInput()
	if diff := cmp.Diff(again.Ways[0].Nodes, valleyInput().Ways[0].Nodes); diff != "" {
		t.Error(diff)
	}
	for _, w := range in.Ways[2:] {
		if w.ID >= 0 {
			t.Errorf("way %d: ids of own roads are negative", w.ID)
		}
	}
}

const layerText = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"highway":"track","oneway":"yes","name":"新寨路","trips":3},
 "geometry":{"type":"LineString","coordinates":[[107,26],[107,26],[107.01,26]]}},
{"type":"Feature","properties":{"highway":"residential"},
 "geometry":{"type":"MultiLineString","coordinates":[[[107,26],[107.01,26]],[[107,26.1],[107.01,26.1]]]}}]}`

func TestReadLayer(t *testing.T) {
	layer, err := ReadLayer([]byte("\ufeff"+layerText), "own.geojson")
	if err != nil || len(layer.Roads) != 3 {
		t.Fatalf("%+v, %v", layer, err)
	}
	first := layer.Roads[0]
	if len(first.Line) != 2 || first.Tags.Get("name") != "新寨路" || first.Tags.Get("trips") != "" {
		t.Errorf("%+v", first)
	}
	w, _ := osm.Road(first.Tags)
	if w.Travel != roads.ForwardOnly || w.Class != roads.Track {
		t.Errorf("%+v", w)
	}
}

func TestReadLayer_refuses(t *testing.T) {
	feature := func(properties, geometry string) string {
		return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{` + properties + `},"geometry":` + geometry + `}]}`
	}
	line := `{"type":"LineString","coordinates":[[107,26],[107.01,26]]}`
	for _, c := range []struct{ name, text, want string }{
		{"broken JSON", "{\"type\":\n\"FeatureCollection\",\n]}", "own.geojson: line 3: "},
		{"another JSON", `{"a":1}`, "own.geojson: "},
		{"nothing in it", `{"type":"FeatureCollection","features":[]}`, "own.geojson: there is no feature"},
		{"a village", feature(`"highway":"track"`, `{"type":"Point","coordinates":[107,26]}`), "feature 1: a Point is no road"},
		{"no line at all", feature(`"highway":"track"`, "null"), "feature 1: it has no line"},
		{"a river", feature(`"waterway":"river"`, line), "feature 1: highway= is no road"},
		{"a footpath", feature(`"highway":"footway"`, line), "feature 1: highway=footway is no road"},
		{"one position", feature(`"highway":"track"`, `{"type":"LineString","coordinates":[[107,26],[107,26]]}`), "fewer than two"},
		{"in metres", feature(`"highway":"track"`, `{"type":"LineString","coordinates":[[500000,2900000],[500100,2900000]]}`), "fewer than two"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadLayer([]byte(c.text), "own.geojson")
			if !errors.Is(err, ErrLayer) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// Suggestions are written as a layer that is read again as they were.
func TestFeatures_areALayer(t *testing.T) {
	all := []Suggestion{{
		Line: metresLine(0, 0, 0, 300), LengthM: 300, Trips: 3, Traces: 2, SpreadM: 4.44, FirstDay: "2026-10-01", LastDay: "2026-10-09",
		From: End{Joins: AtNode, Node: 5, DistanceM: 3}, To: End{Joins: Nothing},
	}}
	data, err := Features(all).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"trips":3`, `"traces":2`, `"spread_m":4.4`, `"first_day":"2026-10-01"`, `"last_day":"2026-10-09"`,
		`"from":{"distance_m":3,"joins":"node","node":5}`, `"to":{"joins":"nothing"}`, `"highway":"unclassified"`,
	} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%s is not in %s", want, data)
		}
	}
	layer, err := ReadLayer(data, "own.geojson")
	if err != nil || len(layer.Roads) != 1 || !near(layer.Roads[0].Line, all[0].Line) {
		t.Errorf("%+v, %v", layer, err)
	}
}

// near tells whether two lines have the same points to a centimetre.
func near(a, b orb.LineString) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if roads.DistanceM(a[i], b[i]) > 0.02 {
			return false
		}
	}
	return true
}

func FuzzReadLayer(f *testing.F) {
	f.Add([]byte(layerText))
	f.Add([]byte(`{"type":"FeatureCollection","features":[null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		layer, err := ReadLayer(data, "own.geojson")
		if err != nil {
			if !errors.Is(err, ErrLayer) {
				t.Fatalf("no ErrLayer: %v", err)
			}
			return
		}
		in := valleyInput()
		Merge(&in, []Layer{layer})
		if _, err := roads.Build(in); err != nil {
			t.Fatalf("a layer that was read cannot be built: %v", err)
		}
	})
}
