package clean

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// slowStays finds stays by the words of StayOptions: great circles, every fix
// tried as the beginning.
func slowStays(fixes []trace.Fix, opt StayOptions) []Stay {
	opt = opt.filled()
	var out []Stay
	for i := 0; i < len(fixes); i++ {
		middle, n, last := fixes[i].Point, 1.0, i
		for k := i + 1; k < len(fixes); k++ {
			away := distanceM(middle, fixes[k].Point)
			if away > 2*opt.RadiusM || away > opt.RadiusM && fixes[k].At.Sub(fixes[last].At) > opt.Excursion {
				break
			}
			if away <= opt.RadiusM {
				last = k
				n++
				middle[0] += (fixes[k].Point[0] - middle[0]) / n
				middle[1] += (fixes[k].Point[1] - middle[1]) / n
			}
		}
		if fixes[last].At.Sub(fixes[i].At) >= opt.MinDuration {
			out = addStay(out, fixes, Stay{First: i, Last: last}, opt)
			i = last
		}
	}
	return out
}

// On random drives with stops, in the tropics, in the far north and over the
// date line, measuring on the plane and passing over hopeless beginnings finds
// the same stays.
func TestStaysAgainstSlow(t *testing.T) {
	found := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		lat := []float64{26, -3, 68}[seed%3]
		at, where := time.Date(2026, 10, 9, 1, 0, 0, 0, time.UTC), orb.Point{[]float64{107, 179.9995}[seed%2], lat}
		var fixes []trace.Fix
		for range 5 {
			speed := []float64{0, 1, 12}[r.IntN(3)]
			for range 20 + r.IntN(200) {
				at = at.Add(time.Duration(1+r.IntN(8)) * time.Second)
				where[0] += (speed + 4*r.NormFloat64()) / (111000 * math.Cos(lat*math.Pi/180))
				where[1] += 4 * r.NormFloat64() / 111000
				if where[0] > 180 {
					where[0] -= 360
				}
				fixes = append(fixes, trace.Fix{At: at, Point: where})
			}
		}
		opt := StayOptions{MinDuration: time.Duration(1+r.IntN(6)) * time.Minute}
		got, want := Stays(fixes, opt), slowStays(fixes, opt)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
		}
		found += len(want)
	}
	if found < 60 {
		t.Errorf("only %d stays in all drives: the test says nothing", found)
	}
}

// BenchmarkStays looks for parking in an hour of slow driving.
func BenchmarkStays(b *testing.B) {
	fixes := make([]trace.Fix, 3600)
	for i := range fixes {
		fixes[i] = trace.Fix{
			At:    time.Date(2026, 10, 9, 1, i/60, i%60, 0, time.UTC),
			Point: orb.Point{107 + float64(i)*2e-5, 26},
		}
	}
	for b.Loop() {
		Stays(fixes, StayOptions{})
	}
	b.ReportMetric(float64(b.N)*float64(len(fixes))/b.Elapsed().Seconds(), "fixes/s")
}
