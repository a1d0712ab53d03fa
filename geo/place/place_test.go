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

func TestNearest(t *testing.T) {
	x := place.NewIndex([]place.Place{
		{ID: "v1", Name: "上寨村", Kind: place.Village, Point: orb.Point{107.000, 26}},
		{ID: "v2", Name: "下寨村", Kind: place.Village, Point: orb.Point{107.010, 26}},
		{ID: "t1", Name: "青石镇", Kind: place.Township, Point: orb.Point{107.050, 26}},
		{ID: "bad", Name: "no place", Kind: place.Village, Point: orb.Point{math.NaN(), 26}},
	})
	if x.Len() != 3 {
		t.Errorf("Len = %d, want 3: a place without position is left out", x.Len())
	}
	tests := []struct {
		name    string
		at      orb.Point
		radiusM float64
		kinds   []place.Kind
		want    string
		wantM   float64 // 0.001° of longitude at 26 N is 99.94 m
	}{
		{"the nearer village", orb.Point{107.004, 26}, 2000, nil, "上寨村", 399.8},
		{"only a township will do", orb.Point{107.004, 26}, 10000, []place.Kind{place.Township}, "青石镇", 4597.3},
		{"on the spot", orb.Point{107.010, 26}, 10, nil, "下寨村", 0},
		{"none near", orb.Point{107.5, 26}, 1000, nil, "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, found := x.Nearest(tt.at, tt.radiusM, tt.kinds...)
			if found != (tt.want != "") || got.Name != tt.want {
				t.Fatalf("got %q (%v), want %q", got.Name, found, tt.want)
			}
			if found && math.Abs(got.DistanceM-tt.wantM) > 0.5 {
				t.Errorf("distance %.1f m, want %.1f", got.DistanceM, tt.wantM)
			}
		})
	}
}

func TestNearestIsTheNearestOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(t, "places")
		point := func(label string) orb.Point {
			return orb.Point{107 + rapid.Float64Range(0, 0.1).Draw(t, label+" lon"), 26 + rapid.Float64Range(0, 0.1).Draw(t, label+" lat")}
		}
		places := make([]place.Place, n)
		bestM := math.Inf(1)
		at := point("at")
		for i := range places {
			places[i] = place.Place{Point: point("place")}
			bestM = min(bestM, roads.DistanceM(at, places[i].Point))
		}
		got, found := place.NewIndex(places).Nearest(at, 3000)
		if found != (bestM <= 3000) || found && got.DistanceM != bestM {
			t.Fatalf("got %.1f m (%v), want %.1f m", got.DistanceM, found, bestM)
		}
	})
}

// square is one hundredth of a degree wide, with its south-west corner at 0, 0.
var square = orb.Polygon{{{0, 0}, {0.01, 0}, {0.01, 0.01}, {0, 0.01}, {0, 0}}}

// One hundredth of a degree on the equator (and of any meridian) is 1111.95 m.
const hundredthM = 1111.95

func TestMetresInside(t *testing.T) {
	holed := append(orb.Polygon{}, square[0], orb.Ring{{0.004, 0.004}, {0.006, 0.004}, {0.006, 0.006}, {0.004, 0.006}, {0.004, 0.004}})
	open := orb.Polygon{square[0][:4]} // the closing point left out
	tests := []struct {
		name string
		area orb.Polygon
		line orb.LineString
		want float64
	}{
		{"through the middle", square, orb.LineString{{-0.01, 0.005}, {0.02, 0.005}}, hundredthM},
		{"wholly inside", square, orb.LineString{{0.002, 0.005}, {0.007, 0.005}}, hundredthM / 2},
		{"wholly outside", square, orb.LineString{{0.02, 0.005}, {0.03, 0.005}}, 0},
		{"in and out again", square, orb.LineString{{-0.01, 0.002}, {0.005, 0.002}, {0.005, 0.008}, {-0.01, 0.008}}, hundredthM * 1.6},
		{"through a hole", holed, orb.LineString{{-0.01, 0.005}, {0.02, 0.005}}, hundredthM * 0.8},
		{"along the border", square, orb.LineString{{-0.01, 0}, {0.02, 0}}, hundredthM},
		{"touches a corner only", square, orb.LineString{{-0.01, 0.01}, {0.01, -0.01}}, 0},
		{"through two corners", square, orb.LineString{{-0.01, -0.01}, {0.02, 0.02}}, hundredthM * math.Sqrt2},
		{"an unclosed ring", open, orb.LineString{{-0.01, 0.005}, {0.02, 0.005}}, hundredthM},
		{"standing still", square, orb.LineString{{0.005, 0.005}, {0.005, 0.005}}, 0},
		{"no line", square, nil, 0},
		{"no area", nil, orb.LineString{{0, 0}, {1, 1}}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := place.MetresInside(tt.line, tt.area); math.Abs(got-tt.want) > 0.5 {
				t.Errorf("got %.2f m, want %.2f", got, tt.want)
			}
		})
	}
}

func TestMetresInsideAll(t *testing.T) {
	east := orb.Polygon{{{0.02, 0}, {0.03, 0}, {0.03, 0.01}, {0.02, 0.01}, {0.02, 0}}}
	lines := orb.MultiLineString{{{-0.01, 0.005}, {0.05, 0.005}}, {{0.025, 0.001}, {0.025, 0.002}}}
	if got, want := place.MetresInsideAll(lines, orb.MultiPolygon{square, east}), 2.1*hundredthM; math.Abs(got-want) > 0.5 {
		t.Errorf("got %.2f m, want %.2f", got, want)
	}
}

// The exact cut agrees with the oracle: the line chopped into 4000 pieces, each
// asked for its middle.
func TestMetresInsideAgainstSampling(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		area := star(r)
		line := orb.LineString{}
		for range 2 + r.IntN(4) {
			line = append(line, orb.Point{r.Float64()*0.04 - 0.02, r.Float64()*0.04 - 0.02})
		}
		var wantM float64
		for i := 1; i < len(line); i++ {
			const pieces = 4000
			stepM := roads.DistanceM(line[i-1], line[i]) / pieces
			for j := range pieces {
				share := (float64(j) + 0.5) / pieces
				p := orb.Point{line[i-1][0] + share*(line[i][0]-line[i-1][0]), line[i-1][1] + share*(line[i][1]-line[i-1][1])}
				if evenOdd(area, p) {
					wantM += stepM
				}
			}
		}
		if got := place.MetresInside(line, area); math.Abs(got-wantM) > 20 {
			t.Errorf("seed %d: got %.1f m, sampling says %.1f", seed, got, wantM)
		}
	}
}

// star is a random star-shaped polygon around the origin, with a hole.
func star(r *rand.Rand) orb.Polygon {
	ring := func(reach float64) orb.Ring {
		out := orb.Ring{}
		n := 3 + r.IntN(9)
		for i := range n {
			a := 2 * math.Pi * float64(i) / float64(n)
			d := reach * (0.5 + r.Float64()/2)
			out = append(out, orb.Point{d * math.Cos(a), d * math.Sin(a)})
		}
		return append(out, out[0])
	}
	return orb.Polygon{ring(0.015), ring(0.003)}
}

// evenOdd is the textbook test, for the oracle.
func evenOdd(area orb.Polygon, p orb.Point) bool {
	crossings := 0
	for _, ring := range area {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])*(b[0]-a[0])/(b[1]-a[1]) {
				crossings++
			}
		}
	}
	return crossings%2 == 1
}
