package place_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"licheng/geo/place"
	"licheng/geo/roads"
)

// shifted is an area moved by degrees.
func shifted(area orb.Polygon, lon, lat float64) orb.Polygon {
	out := make(orb.Polygon, len(area))
	for i, ring := range area {
		for _, p := range ring {
			out[i] = append(out[i], orb.Point{p[0] + lon, p[1] + lat})
		}
	}
	return out
}

func TestSplit(t *testing.T) {
	neighbour := shifted(square, 0.01, 0)
	overlap := shifted(square, 0.005, 0)
	diamond := orb.Polygon{{{0, 0}, {0.013, 0.007}, {0.006, 0.02}, {-0.007, 0.013}, {0, 0}}}
	island := orb.Polygon{{{0.0045, 0.0045}, {0.0055, 0.0045}, {0.0055, 0.0055}, {0.0045, 0.0055}, {0.0045, 0.0045}}}
	holed := append(orb.Polygon{}, square[0], orb.Ring{{0.004, 0.004}, {0.006, 0.004}, {0.006, 0.006}, {0.004, 0.006}, {0.004, 0.004}})
	slant := math.Hypot(1.3, 0.7) * hundredthM
	zigzag := orb.LineString{}
	for i := range 11 {
		zigzag = append(zigzag, orb.Point{0.001 * float64(i), 0.002*float64(i%2) - 0.001})
	}
	leg := math.Hypot(0.1, 0.2) * hundredthM
	for _, c := range []struct {
		name            string
		area            orb.MultiPolygon
		line            orb.LineString
		inside, outside float64
	}{
		{"two townships beside each other", orb.MultiPolygon{square, neighbour}, orb.LineString{{-0.01, 0.005}, {0.03, 0.005}}, 2 * hundredthM, 2 * hundredthM},
		{"along the border between them", orb.MultiPolygon{square, neighbour}, orb.LineString{{0.01, -0.01}, {0.01, 0.02}}, hundredthM, 2 * hundredthM},
		{"overlapping ones count once", orb.MultiPolygon{square, overlap}, orb.LineString{{-0.01, 0.005}, {0.02, 0.005}}, 1.5 * hundredthM, 1.5 * hundredthM},
		{"along a slanting border", orb.MultiPolygon{diamond}, orb.LineString{{0, 0}, {0.013, 0.007}}, slant, 0},
		{"along a slanting border, in pieces", orb.MultiPolygon{diamond}, orb.LineString{{0, 0}, {0.0013, 0.0007}, {0.0052, 0.0028}, {0.013, 0.007}}, slant, 0},
		{"along a slanting border and beyond", orb.MultiPolygon{diamond}, orb.LineString{{-0.013, -0.007}, {0.026, 0.014}}, slant, 2 * slant},
		{"over the border and back ten times", orb.MultiPolygon{square}, zigzag, 5 * leg, 5 * leg},
		{"an island in a hole", orb.MultiPolygon{holed, island}, orb.LineString{{0, 0.005}, {0.01, 0.005}}, 0.9 * hundredthM, 0.1 * hundredthM},
		{"no area", nil, orb.LineString{{0, 0}, {0, 0.01}}, 0, hundredthM},
		{"an empty polygon", orb.MultiPolygon{{}, {{}}}, orb.LineString{{0, 0}, {0, 0.01}}, 0, hundredthM},
		{"a polygon that is a line", orb.MultiPolygon{{{{0, 0.005}, {0.01, 0.005}, {0, 0.005}}}}, orb.LineString{{0.005, 0}, {0.005, 0.01}}, 0, hundredthM},
	} {
		t.Run(c.name, func(t *testing.T) {
			inside, outside := place.Split(c.line, c.area)
			if math.Abs(inside-c.inside) > 0.5 || math.Abs(outside-c.outside) > 0.5 {
				t.Errorf("%.2f inside %.2f outside, want %.2f and %.2f", inside, outside, c.inside, c.outside)
			}
		})
	}
}

// Against the line chopped into thousands of pieces, each asked for its middle,
// on areas of several holed stars that overlap.
func TestSplit_againstSampling(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 2))
		var area orb.MultiPolygon
		for range 1 + r.IntN(3) {
			area = append(area, shifted(star(r), r.Float64()*0.02-0.01, r.Float64()*0.02-0.01))
		}
		line := orb.LineString{}
		for range 2 + r.IntN(5) {
			line = append(line, orb.Point{r.Float64()*0.05 - 0.025, r.Float64()*0.05 - 0.025})
		}
		var want float64
		const pieces = 3000
		for i := 1; i < len(line); i++ {
			stepM := roads.DistanceM(line[i-1], line[i]) / pieces
			for j := range pieces {
				f := (float64(j) + 0.5) / pieces
				p := orb.Point{line[i-1][0] + f*(line[i][0]-line[i-1][0]), line[i-1][1] + f*(line[i][1]-line[i-1][1])}
				for _, polygon := range area {
					if evenOdd(polygon, p) {
						want += stepM
						break
					}
				}
			}
		}
		if got, _ := place.Split(line, area); math.Abs(got-want) > 25 {
			t.Errorf("seed %d: %.1f m inside, sampling says %.1f", seed, got, want)
		}
	}
}

// Whatever the line and the area: inside and outside make the line's length, a
// line driven back is inside as far, and cut in two it is as much in both parts
// together.
func TestSplit_holds(t *testing.T) {
	// A coarse lattice, so that lines run along borders and through corners.
	at := func(t *rapid.T, name string) orb.Point {
		return orb.Point{0.002 * float64(rapid.IntRange(-4, 8).Draw(t, name)), 0.002 * float64(rapid.IntRange(-4, 8).Draw(t, name))}
	}
	rapid.Check(t, func(t *rapid.T) {
		var area orb.MultiPolygon
		for range rapid.IntRange(0, 3).Draw(t, "polygons") {
			ring := orb.Ring{}
			for range rapid.IntRange(3, 6).Draw(t, "corners") {
				ring = append(ring, at(t, "corner"))
			}
			area = append(area, orb.Polygon{append(ring, ring[0])})
		}
		var line, back orb.LineString
		for range rapid.IntRange(2, 8).Draw(t, "points") {
			line = append(line, at(t, "point"))
		}
		for i := range line {
			back = append(back, line[len(line)-1-i])
		}
		inside, outside := place.Split(line, area)
		if math.Abs(inside+outside-roads.LineLengthM(line)) > 1e-6 || inside < 0 || outside < -1e-9 {
			t.Fatalf("%v inside and %v outside of %v", inside, outside, roads.LineLengthM(line))
		}
		if again, _ := place.Split(back, area); math.Abs(again-inside) > 1e-3 {
			t.Fatalf("%v inside, driven back %v", inside, again)
		}
		k := rapid.IntRange(0, len(line)-1).Draw(t, "cut")
		first, _ := place.Split(line[:k+1], area)
		second, _ := place.Split(line[k:], area)
		if math.Abs(first+second-inside) > 1e-6 {
			t.Fatalf("%v inside, in two parts %v and %v", inside, first, second)
		}
	})
}

// A day in a county: 2,000 points, a coverage area of 3,000 corners.
func BenchmarkSplit(b *testing.B) {
	ring := orb.Ring{}
	for i := range 3000 {
		a := 2 * math.Pi * float64(i) / 3000
		d := 0.2 + 0.01*math.Sin(40*a)
		ring = append(ring, orb.Point{107 + d*math.Cos(a), 26 + d*math.Sin(a)})
	}
	var line orb.LineString
	for i := range 2000 {
		line = append(line, orb.Point{106.7 + 0.0003*float64(i), 26 + 0.05*math.Sin(float64(i)/50)})
	}
	for b.Loop() {
		place.Split(line, orb.MultiPolygon{{ring}})
	}
}
