package relief

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// track goes due east in steps of everyM at a height of the way gone.
func track(everyM, lengthM float64, height func(alongM float64) float64) (line orb.LineString, heights []float64) {
	degree := earthRadiusM * radian * math.Cos(26.5*radian)
	for m := 0.0; m <= lengthM; m += everyM {
		line = append(line, orb.Point{107 + m/degree, 26.5})
		heights = append(heights, height(m))
	}
	return line, heights
}

// On a flat road a receiver's noise of 10 to 20 m, white or drifting, adds
// nothing worth naming, at one fix a second as at one in thirty.
func TestTrackClimb_noiseOnAFlatRoad(t *testing.T) {
	for _, noiseM := range []float64{10, 15, 20} {
		for _, everyM := range []float64{10, 50, 100, 300} {
			for seed := range uint64(5) {
				r := rand.New(rand.NewPCG(seed, 1))
				drift, keep := 0.0, math.Exp(-everyM/2000)
				l, h := track(everyM, 20_000, func(float64) float64 {
					drift = keep*drift + math.Sqrt(1-keep*keep)*noiseM/3*r.NormFloat64()
					return 800 + drift + noiseM*(2*r.Float64()-1)
				})
				up, down, ok := TrackClimb(l, h)
				if !ok || up > 60 || down > 60 {
					t.Errorf("noise %v m, a fix in %v m, seed %d: up %.0f down %.0f over 20 km, %v", noiseM, everyM, seed, up, down, ok)
				}
			}
		}
	}
}

// A pass of 600 m up and 400 m down is found to a tenth under that noise; with
// few fixes its top is lost, never more is found.
func TestTrackClimb_pass(t *testing.T) {
	for _, everyM := range []float64{10, 100, 300} {
		r := rand.New(rand.NewPCG(7, 1))
		l, h := track(everyM, 20_000, func(m float64) float64 {
			ground := 500 + min(m, 12_000)/12_000*600 - max(m-12_000, 0)/8_000*400
			return ground + 15*(2*r.Float64()-1)
		})
		up, down, ok := TrackClimb(l, h)
		least := 0.9
		if everyM > 200 {
			least = 0.8
		}
		if !ok || up < least*600 || up > 660 || down < least*400 || down > 440 {
			t.Errorf("a fix in %v m: up %.0f down %.0f, want 600 and 400", everyM, up, down)
		}
	}
}

func TestTrackClimb_isBounded(t *testing.T) {
	// A height that jumps by a kilometre and back every two: no road does.
	l, h := track(50, 20_000, func(m float64) float64 { return float64(int(m/2000)%2) * 1000 })
	up, down, ok := TrackClimb(l, h)
	if !ok || up > steepest*20_000 || down > steepest*20_000 {
		t.Errorf("up %.0f down %.0f over 20 km", up, down)
	}
}

func TestTrackClimb_whenItCannotTell(t *testing.T) {
	l, h := track(50, 5000, func(m float64) float64 {
		if int(m)%150 == 0 {
			return 700
		}
		return math.NaN()
	})
	short, low := track(10, 300, func(float64) float64 { return 700 })
	for name, c := range map[string]struct {
		line    orb.LineString
		heights []float64
	}{
		"parked":        {slices.Repeat(orb.LineString{{107, 26}}, 5000), slices.Repeat([]float64{700, 720}, 2500)},
		"a third known": {l, h}, "too short": {short, low}, "nothing": {nil, nil}, "not one each": {l, h[1:]},
	} {
		if up, down, ok := TrackClimb(c.line, c.heights); ok || up != 0 || down != 0 {
			t.Errorf("%s: %v %v %v", name, up, down, ok)
		}
	}
}

// Whatever the heights, what is gained and lost is bounded by the road's
// length, and their difference by the heights' range.
func TestTrackClimb_holds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		heights := rapid.SliceOfN(rapid.Float64Range(-400, 8000), 16, 80).Draw(t, "heights")
		everyM := rapid.Float64Range(45, 400).Draw(t, "every")
		l, _ := track(everyM, everyM*(float64(len(heights))-0.5), func(float64) float64 { return 0 })
		up, down, ok := TrackClimb(l, heights)
		lengthM := everyM * float64(len(heights)-1)
		if !ok || up < 0 || down < 0 || up+down > steepest*lengthM+1 {
			t.Fatalf("up %v down %v over %v m, %v", up, down, lengthM, ok)
		}
	})
}

// A known staircase: flights of 40 m in 400 m with landings of 600 m between,
// five up and three down.
func TestClimb_staircase(t *testing.T) {
	degree := earthRadiusM * radian
	steps := []float64{40, 40, 40, 40, 40, -40, -40, -40}
	ground := func(_, north float64) int16 {
		m, h := north*degree-1000, 500.0
		for _, up := range steps {
			h += up * min(max(m/400, 0), 1)
			m -= 1000
		}
		return int16(math.Round(h))
	}
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(3601, ground)})
	up, down := tiles.Climb(line(orb.Point{107.5, 26.001}, orb.Point{107.5, 26.09}, 50))
	if math.Abs(up-200) > 6 || math.Abs(down-120) > 6 {
		t.Errorf("up %.1f down %.1f, want 200 and 120", up, down)
	}
}

// Over the edge of two tiles, and over the corner of four, a slope is one.
func TestClimb_overTheEdgesOfTiles(t *testing.T) {
	tilted := func(lon, lat float64) func(east, north float64) int16 {
		return func(east, north float64) int16 {
			return int16(math.Round(1000 + 1000*(lat+north-27) + 500*(lon+east-108)))
		}
	}
	tiles := folder(t, map[string][]byte{
		"N26E107.hgt": hgt(1201, tilted(107, 26)), "N26E108.hgt": hgt(1201, tilted(108, 26)),
		"N27E107.hgt": hgt(3601, tilted(107, 27)), "N27E108.hgt": hgt(1201, tilted(108, 27)), // one of them finer
	})
	for name, c := range map[string]struct {
		from, to orb.Point
		want     float64
	}{
		"east":         {orb.Point{107.95, 26.5}, orb.Point{108.05, 26.5}, 50},
		"north":        {orb.Point{107.5, 26.95}, orb.Point{107.5, 27.05}, 100},
		"the corner":   {orb.Point{107.95, 26.95}, orb.Point{108.05, 27.05}, 150},
		"on the edge":  {orb.Point{108, 26.9}, orb.Point{108, 27.1}, 200},
		"to the other": {orb.Point{108.02, 26.5}, orb.Point{107.98, 26.5}, -20},
	} {
		up, down := tiles.Climb(line(c.from, c.to, 20))
		if math.Abs(up-max(c.want, 0)) > 1.5 || math.Abs(down-max(-c.want, 0)) > 1.5 {
			t.Errorf("%s: up %.1f down %.1f, want %v", name, up, down, c.want)
		}
	}
}

// A road along the sea, whose heights are zero or below, climbs where it
// leaves the water and nowhere else.
func TestClimb_bySea(t *testing.T) {
	coast := func(east, _ float64) int16 {
		if east < 0.5 {
			return -1 // so SRTM shows some water
		}
		return int16(math.Round((east - 0.5) * 1000))
	}
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, coast)})
	if up, down := tiles.Climb(line(orb.Point{107.1, 26.5}, orb.Point{107.45, 26.5}, 30)); up != 0 || down != 0 {
		t.Errorf("on the shore: up %v down %v", up, down)
	}
	if up, down := tiles.Climb(line(orb.Point{107.4, 26.5}, orb.Point{107.6, 26.5}, 30)); math.Abs(up-101) > 2 || down > 0.5 {
		t.Errorf("up from the shore: %.1f and down %.1f, want 101 and 0", up, down)
	}
}

// A road through a void too wide to fill counts as level there and keeps what
// it climbs on both sides.
func TestClimb_throughAVoid(t *testing.T) {
	holed := func(east, north float64) int16 {
		if east > 0.4 && east < 0.6 && north > 0.4 && north < 0.6 {
			return void
		}
		return slope(east, 0.5)
	}
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, holed)})
	up, down := tiles.Climb(line(orb.Point{107.3, 26.5}, orb.Point{107.7, 26.5}, 40))
	// 2400 m a degree over 0.4 degrees, the fifth under the void as one step at its end.
	if math.Abs(up-960) > 10 || down > 1 {
		t.Errorf("up %.0f down %.0f, want 960 and 0", up, down)
	}
	if _, unknown := tiles.Voids(); unknown == 0 {
		t.Error("no void stayed")
	}
}

// Whatever the slope, the climb of a line is that of its ends, and the way back
// loses what the way there gained.
func TestClimb_holdsOnSlopes(t *testing.T) {
	tiles := folder(t, map[string][]byte{"N26E107.hgt": hgt(1201, slope)})
	rapid.Check(t, func(t *rapid.T) {
		p := func(name string) orb.Point {
			return orb.Point{107.1 + 0.8*rapid.Float64Range(0, 1).Draw(t, name+" east"), 26.1 + 0.8*rapid.Float64Range(0, 1).Draw(t, name+" north")}
		}
		a, b := p("a"), p("b")
		pieces := rapid.IntRange(1, 30).Draw(t, "pieces")
		up, down := tiles.Climb(line(a, b, pieces))
		back, forth := tiles.Climb(line(b, a, pieces))
		rise := 2400*(b[0]-a[0]) + 1200*(b[1]-a[1])
		if math.Abs(up-down-rise) > 1.5 || math.Abs(up-forth) > 1.5 || math.Abs(down-back) > 1.5 || min(up, down) > 1.5 {
			t.Fatalf("up %v down %v of %v, back up %v down %v", up, down, rise, back, forth)
		}
	})
}
