package match

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/roads"
)

// drawn is a random short drive through a random town: fixes a few seconds
// apart around a walk from junction to junction.
func drawn(t testing.TB, seed uint64, fixes int) (*Matcher, []Observation) {
	t.Helper()
	net, err := roads.Build(geotest.Grid(seed, 5, 80))
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	r := rand.New(rand.NewPCG(seed, 3))
	at := time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC)
	east, north := 160.0, 160.0
	obs := make([]Observation, fixes)
	for i := range obs {
		obs[i] = Observation{At: at.Add(time.Duration(i) * 6 * time.Second), Point: geotest.At(east, north)}
		east += 120*r.Float64() - 60
		north += 120*r.Float64() - 60
	}
	return New(net, Defaults()), obs
}

// The Viterbi path costs as little as the best of all paths through the
// lattice, tried one by one.
func TestViterbiAgainstBruteForce(t *testing.T) {
	for seed := range uint64(30) {
		m, obs := drawn(t, seed, 5)
		m.params.MaxSegments, m.params.BeamNats, m.params.DoubtNats = 3, math.Inf(1), math.Inf(1)
		w := m.pool.Get().(*work)
		obs = usable(obs)
		w.flatten(obs)
		m.thin(w, obs, 8)
		w.cruiseMPS = cruise(w)
		m.build(w, 0)
		m.choose(w)
		for i, l := range w.layers {
			if l.starts && i > 0 {
				t.Fatalf("seed %d: the drive broke", seed)
			}
		}
		got := w.pathCost(m, w.chosen)
		want := math.Inf(1)
		w.everyPath(func(path []int32) { want = min(want, w.pathCost(m, path)) })
		if math.Abs(got-want) > 1e-3 {
			t.Errorf("seed %d: Viterbi costs %.4f, the best of all paths %.4f", seed, got, want)
		}
	}
}

// pathCost adds up a path's costs from the stored transitions alone.
func (w *work) pathCost(m *Matcher, path []int32) float64 {
	cost := 0.0
	for i, j := range path {
		s := &w.states[j]
		if i == 0 {
			cost += s.emit + s.haste // later ones are part of the transitions
		}
		if s.offRoad() && i == 0 {
			cost += m.params.LeaveNats / 2
		}
		if s.offRoad() && i == len(path)-1 {
			cost += m.params.LeaveNats / 2
		}
		if i > 0 {
			linkCost, _ := w.linkBetween(i, path[i-1], j)
			cost += linkCost
		}
	}
	return cost
}

// linkBetween is the link into layer i from one state to another; its cost is
// infinite where there is none.
func (w *work) linkBetween(i int, from, to int32) (cost, lengthM float64) {
	for _, way := range w.links[w.layers[i].links:w.layers[i].linked] {
		if way.from == from && way.to == to {
			return float64(way.cost), float64(way.lengthM)
		}
	}
	return math.Inf(1), 0
}

// everyPath calls fn with every way through the lattice.
func (w *work) everyPath(fn func(path []int32)) {
	path := make([]int32, 0, len(w.layers))
	var walk func(layer int)
	walk = func(layer int) {
		if layer == len(w.layers) {
			fn(path)
			return
		}
		for j := w.layers[layer].first; j < w.layers[layer].last; j++ {
			path = append(path, int32(j))
			walk(layer + 1)
			path = path[:layer]
		}
	}
	walk(0)
}

// The posterior and the moments of the length agree with summing over every
// path one by one.
func TestPosteriorAgainstBruteForce(t *testing.T) {
	for seed := range uint64(15) {
		m, obs := drawn(t, seed, 4)
		m.params.MaxSegments, m.params.BeamNats, m.params.DoubtNats = 3, math.Inf(1), math.Inf(1)
		w := m.pool.Get().(*work)
		obs = usable(obs)
		w.flatten(obs)
		m.thin(w, obs, 8)
		w.cruiseMPS = cruise(w)
		m.build(w, 0)
		m.choose(w)
		m.weigh(w)
		total, sum, square := 0.0, 0.0, 0.0
		w.everyPath(func(path []int32) {
			weight, lengthM := w.pathWeight(m, path)
			total += weight
			sum += weight * lengthM
			square += weight * lengthM * lengthM
		})
		meanM := sum / total
		varM2 := square/total - meanM*meanM
		got := w.chains[0]
		if math.Abs(got.meanM-meanM) > 0.01*meanM || math.Abs(got.varM2-varM2) > 0.02*varM2+0.5 {
			t.Errorf("seed %d: mean %.2f m, variance %.2f m²; all paths say %.2f and %.2f", seed, got.meanM, got.varM2, meanM, varM2)
		}
		m.stitch(w, 8)
		for i := range w.layers {
			sure := w.posterior(i)
			if sure < 0 || sure > 1 {
				t.Errorf("seed %d: sureness of layer %d is %v", seed, i, sure)
			}
		}
	}
}

// pathWeight is the tempered probability of a path, not normalised, and its
// length.
func (w *work) pathWeight(m *Matcher, path []int32) (weight, lengthM float64) {
	cost := 0.0
	for i, j := range path {
		if i == 0 {
			cost += w.states[j].emit + w.states[j].haste
		} else {
			linkCost, linkM := w.linkBetween(i, path[i-1], j)
			cost += linkCost
			lengthM += linkM
		}
	}
	return math.Exp(-cost / m.params.Temper), lengthM
}

func TestEmissionAndTransition(t *testing.T) {
	p := Params{TailSigmas: 3, BetaM: 4, BetaShare: 0.05, OnwardShare: 0.5}
	tests := []struct {
		name      string
		got, want float64
	}{
		{"on the road", p.emission(0), 0},
		{"two sigmas", p.emission(2), 2},
		{"where the tail begins", p.emission(3), 4.5},
		{"the tail is straight", p.emission(5), 10.5},
		{"no difference", p.transition(100, 100, 100), 0},
		// 30 m more than 100 m: the scale is 4 + 0.05·130 = 10.5 when the car can
		// have driven 130 m, 4 + 0.05·100 = 9 when it can have driven 100 m.
		{"a bend within reach", p.transition(130, 100, 200), 30 / 10.5},
		{"a bend out of reach", p.transition(130, 100, 100), 30.0 / 9},
		{"shorter than straight", p.transition(91, 100, 100), 1},
		// On along one edge, 30 m straight and 330 m at the car's pace: 300 m lie 30 m
		// from the pace, 60 m as far from the straight line; 180 m explain neither.
		{"on at the pace", p.onward(300, 30, 330), 0.5 * 30 / (4 + 0.05*300)},
		{"on straight", p.onward(60, 30, 330), 0.5 * 30 / (4 + 0.05*60)},
		{"on between the two", p.onward(180, 30, 330), 0.5 * 150 / (4 + 0.05*180)},
		{"on faster than the pace", p.onward(350, 30, 330), 20 / (4 + 0.05*330)},
		{"on without times", p.onward(130, 100, 100), 30.0 / 9},
	}
	for _, tt := range tests {
		if math.Abs(tt.got-tt.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

func TestSmooth(t *testing.T) {
	noisy := orb.LineString{geotest.At(0, 0), geotest.At(10, 4), geotest.At(20, -4), geotest.At(30, 4), geotest.At(40, 0)}
	ends := [2]orb.Point{noisy[0], noisy[4]}
	before := roads.LineLengthM(noisy)
	after := roads.LineLengthM(smooth(noisy, 8))
	if noisy[0] != ends[0] || noisy[4] != ends[1] {
		t.Error("the ends moved")
	}
	if after > before-2 || after < 40 {
		t.Errorf("%.1f m became %.1f m; want less, and not under the straight 40", before, after)
	}
	bend := orb.LineString{geotest.At(0, 0), geotest.At(50, 0), geotest.At(50, 50)}
	if got := roads.LineLengthM(smooth(bend, 8)); math.Abs(got-100) > 0.1 {
		t.Errorf("a wide bend became %.1f m long, want 100", got)
	}
}
