package match

import (
	"math"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/roads"
)

var eight = time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC)

// at is an observation s seconds after eight, east and north of the origin.
func at(s, eastM, northM float64) Observation {
	return Observation{At: eight.Add(time.Duration(s * float64(time.Second))), Point: geotest.At(eastM, northM)}
}

func TestThin(t *testing.T) {
	drive := func(n int, stepM float64) (obs []Observation) {
		for i := range n {
			obs = append(obs, at(float64(i), float64(i)*stepM, 0))
		}
		return obs
	}
	parked := append(drive(3, 50), make([]Observation, 0)...)
	for i := range 120 { // two minutes of drift within a few metres of 150 m
		parked = append(parked, at(float64(3+i), 150+4*math.Sin(float64(i)), 4*math.Cos(float64(i))))
	}
	parked = append(parked, at(124, 200, 0), at(125, 250, 0))
	var thereAndBack []Observation
	for i := range 101 {
		thereAndBack = append(thereAndBack, at(float64(i)/4, 50-math.Abs(float64(i)-50), 0))
	}
	tests := []struct {
		name  string
		obs   []Observation
		want  int
		stops int
	}{
		{"far apart: all are kept", drive(10, 50), 10, 0},
		{"a metre apart, straight on: one in 60 m, and the last", drive(100, 1), 3, 0},
		{"a metre apart, there and back: the ends and the turn", thereAndBack, 3, 0},
		{"two minutes standing are one stop", parked, 6, 1},
		{"one observation", drive(1, 0), 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &Matcher{params: Defaults()}
			w := &work{}
			w.flatten(tt.obs)
			m.thin(w, tt.obs, 5)
			stops := 0
			for _, s := range w.sights {
				if s.stop {
					stops++
				}
			}
			if len(w.sights) != tt.want || stops != tt.stops {
				t.Errorf("%d sights with %d stops, want %d with %d", len(w.sights), stops, tt.want, tt.stops)
			}
		})
	}
}

// However dense the fixes, the line through those kept misses none of the rest
// by more than StraightM and the spacing's noise: corners stay corners.
func TestThinKeepsTheShape(t *testing.T) {
	var obs []Observation
	for i := range 200 { // 100 m east, 100 m north
		obs = append(obs, at(float64(i), math.Min(float64(i), 100), math.Max(float64(i)-100, 0)))
	}
	for i := range 180 { // and half a circle of 60 m radius
		a := float64(i) * math.Pi / 180
		obs = append(obs, at(float64(200+i), 160-60*math.Cos(a), 100+60*math.Sin(a)))
	}
	m := &Matcher{params: Defaults()}
	w := &work{}
	w.flatten(obs)
	m.thin(w, obs, 5)
	if len(w.sights) > 20 {
		t.Errorf("%d sights of %d fixes 1 m apart", len(w.sights), len(obs))
	}
	for _, o := range obs {
		nearest := math.Inf(1)
		for i := 1; i < len(w.sights); i++ {
			nearest = min(nearest, distToLine(o.Point, w.sights[i-1].point, w.sights[i].point))
		}
		if nearest > 2*m.params.StraightM {
			t.Errorf("fix %v lies %.1f m beside the sights", o.Point, nearest)
		}
	}
}

// distToLine is how far p lies from the straight piece from a to b, in metres.
func distToLine(p, a, b orb.Point) float64 {
	best := math.Inf(1)
	for i := range 101 {
		f := float64(i) / 100
		best = min(best, roads.DistanceM(p, orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}))
	}
	return best
}

func TestStopKeepsItsTimes(t *testing.T) {
	m := &Matcher{params: Defaults()}
	w := &work{}
	obs := []Observation{at(0, 0, 0), at(10, 300, 0), at(100, 303, 0), at(200, 300, 2), at(210, 500, 0)}
	w.flatten(obs)
	m.thin(w, obs, 5)
	if len(w.sights) != 3 {
		t.Fatalf("%d sights, want 3", len(w.sights))
	}
	stop := w.sights[1]
	if !stop.stop || stop.at != eight.Add(10*time.Second) || stop.until != eight.Add(200*time.Second) {
		t.Errorf("stop from %v to %v, want 10 s to 200 s after eight", stop.at, stop.until)
	}
}

// A recorder that says nothing while the car stands, or whose parked fixes were
// cleaned away, leaves two fixes at one place: an hour apart they are a stay, a
// minute apart the car may have gone and come.
func TestTwoFixesAreAStay(t *testing.T) {
	for _, c := range []struct {
		name          string
		apartS, eastM float64
		sights        int
	}{
		{"an hour", 3600, 0, 3},
		{"an hour, some metres on", 3600, 8, 3},
		{"a minute", 70, 0, 4},
		{"an hour, elsewhere", 3600, 300, 4},
	} {
		m, w := &Matcher{params: Defaults()}, &work{}
		back := 10 + c.apartS
		obs := []Observation{at(0, 0, 0), at(10, 300, 0), at(back, 300+c.eastM, 20), at(back+10, 600+c.eastM, 20)}
		w.flatten(obs)
		m.thin(w, obs, 5)
		if len(w.sights) != c.sights {
			t.Errorf("%s: %d sights, want %d", c.name, len(w.sights), c.sights)
		}
	}
}

func TestUsable(t *testing.T) {
	in := []Observation{at(10, 0, 0), at(5, 1, 0), {At: eight, Point: orb.Point{math.NaN(), 26}}, {At: eight, Point: orb.Point{107, 91}}, {At: eight, Point: orb.Point{math.Inf(1), 0}}}
	got := usable(in)
	if len(got) != 2 || !got[0].At.Before(got[1].At) {
		t.Errorf("got %v, want the two positions on earth in the order of time", got)
	}
}

func TestDistM(t *testing.T) {
	for _, b := range []orb.Point{{107.001, 26.001}, {107.09, 26}, {107.5, 26.5}, {-73, 40}} {
		a := orb.Point{107, 26}
		if got, want := distM(a, b), roads.DistanceM(a, b); math.Abs(got-want) > 1e-4*want {
			t.Errorf("to %v: %.3f m, haversine says %.3f", b, got, want)
		}
	}
}

func TestBlendSigma(t *testing.T) {
	p := Defaults()
	tests := []struct {
		name                    string
		traceM, claimedM, wantM float64
	}{
		{"not claimed", 8, 0, 8},
		{"NaN is not claimed", 8, math.NaN(), 8},
		{"claims too much", 20, 3, 14},
		{"says it is bad", 8, 30, 30},
		{"hopeless", 8, 5000, 2 * p.SigmaMaxM},
	}
	for _, tt := range tests {
		if got := blendSigmaM(&p, tt.traceM, tt.claimedM); got != tt.wantM {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.wantM)
		}
	}
}

// Fixes piled up at one place and one moment cost a few looks each, not a look
// at all others each.
func TestThinIsNotQuadratic(t *testing.T) {
	obs := make([]Observation, 60_000)
	for i := range obs {
		obs[i] = at(float64(i)/20_000, 0, 0) // three seconds in all
	}
	m := &Matcher{params: Defaults()}
	w := &work{}
	w.flatten(obs)
	m.thin(w, obs, 5) // quadratic, this would take long
	if len(w.sights) != 2 {
		t.Errorf("%d sights, want the first and the last", len(w.sights))
	}
}
