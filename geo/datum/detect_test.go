package datum_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/geo/roads"
)

// valley is a drawn road in the mountains of Guizhou: a wavy line that is the
// only road far and wide. near measures the distance to it.
func valley(i float64) orb.Point {
	return orb.Point{106.7 + i*0.0005, 26.6 + 0.004*math.Sin(i/9)}
}

func nearValley(p orb.Point, radiusM float64) (float64, bool) {
	best := math.Inf(1)
	for i := -50.0; i < 200; i += 0.25 {
		best = math.Min(best, haversineM(p, valley(i)))
	}
	return best, best <= radiusM
}

func TestDetect(t *testing.T) {
	var drive []orb.Point
	for i := range 100 {
		drive = append(drive, valley(float64(i)))
	}
	for _, d := range []datum.Datum{datum.WGS84, datum.GCJ02, datum.BD09} {
		t.Run(string(d), func(t *testing.T) {
			shifted := make([]orb.Point, len(drive))
			for i, p := range drive {
				shifted[i] = d.FromWGS84(p)
			}
			v := datum.Detect(shifted, nearValley)
			if v.Datum != d || !v.Sure {
				t.Errorf("got %+v, want %s and sure", v, d)
			}
		})
	}
}

func TestDetect_saysWhenItDoesNotKnow(t *testing.T) {
	var drive []orb.Point
	for i := range 100 {
		drive = append(drive, valley(float64(i)))
	}
	var far []orb.Point
	for i := range 50 {
		far = append(far, orb.Point{100 + 0.01*float64(i), 40})
	}
	tests := []struct {
		name   string
		points []orb.Point
		doubt  datum.Doubt
	}{
		{"nothing at all", nil, datum.TooFew},
		{"three fixes on the road", []orb.Point{drive[0], drive[40], drive[80]}, datum.TooFew},
		{"parked for a day", slices.Repeat([]orb.Point{drive[3]}, 1000), datum.TooFew},
		{"no road for miles", far, datum.NoRoads},
		{"mostly off the map", append(slices.Clone(drive[:9]), far...), datum.NoRoads},
		{"not in China", []orb.Point{{1.5, 42.5}}, datum.None},
		{"a receiver that begins with 0, 0", append([]orb.Point{{}, {math.NaN(), 26}}, drive...), datum.None},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := datum.Detect(tt.points, nearValley)
			if v.Datum != datum.WGS84 || v.Doubt != tt.doubt || v.Sure != (tt.doubt == datum.None) {
				t.Errorf("got %+v, want doubt %q", v, tt.doubt)
			}
			if why := v.Why(); (why.ZH == "") != v.Sure || (why.EN == "") != v.Sure {
				t.Errorf("sure %v, why %q", v.Sure, why)
			}
		})
	}
}

// A fix at 0, 0 lies outside China, but it says nothing: what follows is in
// GCJ-02 all the same.
func TestDetect_nullIslandIsNotAbroad(t *testing.T) {
	points := []orb.Point{{}}
	for i := range 100 {
		points = append(points, datum.GCJ02.FromWGS84(valley(float64(i))))
	}
	if v := datum.Detect(points, nearValley); v.Datum != datum.GCJ02 || !v.Sure {
		t.Errorf("got %+v", v)
	}
}

// alongShift is the point a share of the way from a place in Guizhou towards
// where GCJ-02 shows it, and a number of shifts to the left of that line.
func alongShift(along, across float64) orb.Point {
	here := orb.Point{106.7, 26.6}
	there := datum.ToGCJ02(here)
	dx, dy := there[0]-here[0], there[1]-here[1]
	shrink := math.Cos(here[1] * math.Pi / 180)
	return orb.Point{here[0] + along*dx - across*dy/shrink, here[1] + along*dy + across*dx*shrink}
}

// straight draws a road between two points, a node every tenth of the way.
func straight(in *roads.Input, a, b orb.Point) {
	w := roads.Way{ID: int64(len(in.Ways) + 1), Class: roads.Residential}
	for i := range 11 {
		f := float64(i) / 10
		id := int64(len(in.Nodes) + 1)
		in.Nodes = append(in.Nodes, roads.Node{ID: id, Point: orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}})
		w.Nodes = append(w.Nodes, id)
	}
	in.Ways = append(in.Ways, w)
}

// On a road along the shift a trace fits shifted or not: somebody has to say.
func TestDetect_roadAlongTheShift(t *testing.T) {
	var in roads.Input
	straight(&in, alongShift(-20, 0), alongShift(20, 0))
	near := nearRoads(build(t, in), 0)
	var drive []orb.Point
	for i := range 60 {
		drive = append(drive, alongShift(float64(i)/10-3, 0))
	}
	for _, d := range []datum.Datum{datum.WGS84, datum.GCJ02} {
		v := datum.Detect(shifted(drive, d), near)
		if v.Doubt != datum.Alike || v.Datum == datum.BD09 || v.Rival == datum.BD09 {
			t.Errorf("%s: got %+v", d, v)
		}
	}
}

// In a grid of streets as wide as the shift it is the same, round every corner.
func TestDetect_gridAsWideAsTheShift(t *testing.T) {
	var in roads.Input
	for k := range 41 {
		at := float64(k) - 20
		straight(&in, alongShift(-20, at), alongShift(20, at))
		straight(&in, alongShift(at, -20), alongShift(at, 20))
	}
	near := nearRoads(build(t, in), 0)
	var drive []orb.Point
	for i := range 40 {
		drive = append(drive, alongShift(float64(i)/10-2, 0))
	}
	for i := range 30 {
		drive = append(drive, alongShift(2, float64(i)/10))
	}
	for _, d := range []datum.Datum{datum.WGS84, datum.GCJ02} {
		if v := datum.Detect(shifted(drive, d), near); v.Sure {
			t.Errorf("%s: got %+v, want doubt", d, v)
		}
	}
}

// Where streets are everywhere, a trace fits wherever it is moved.
func TestDetect_streetsEverywhere(t *testing.T) {
	everywhere := func(orb.Point, float64) (float64, bool) { return 4, true }
	var drive []orb.Point
	for i := range 100 {
		drive = append(drive, valley(float64(i)))
	}
	if v := datum.Detect(drive, everywhere); v.Sure || v.Doubt != datum.Alike {
		t.Errorf("got %+v", v)
	}
	// The three datums told apart, but no better than sixteen other places.
	nowhere := map[orb.Point]bool{}
	for _, p := range drive {
		nowhere[datum.GCJ02.ToWGS84(p)], nowhere[datum.BD09.ToWGS84(p)] = true, true
	}
	alike := func(p orb.Point, _ float64) (float64, bool) { return 4, !nowhere[p] }
	if v := datum.Detect(drive, alike); v.Sure || v.Doubt != datum.Chance {
		t.Errorf("got %+v", v)
	}
}
