package verify

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// What is moved by patches lies within 2 cm of where the datum has it, in the
// whole country and at its edges.
func TestShiftedIsTheDatum(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for _, s := range shifts[1:] {
		worstM := 0.0
		for range 200 {
			from := orb.Point{72 + 67*r.Float64(), 0.5 + 56*r.Float64()}
			var fixes []trace.Fix
			for range 30 { // a fix every 300 m or so
				from[0] += 0.006 * (r.Float64() - 0.5)
				from[1] += 0.006 * (r.Float64() - 0.5)
				fixes = append(fixes, trace.Fix{Point: from})
			}
			for i, f := range shifted(fixes, s.move) {
				want := s.move(fixes[i].Point)
				worstM = max(worstM, degreeM*math.Hypot((f.Point[0]-want[0])*math.Cos(want[1]*math.Pi/180), f.Point[1]-want[1]))
			}
		}
		if worstM > 0.02 {
			t.Errorf("%s: %.3f m off", s.name, worstM)
		}
	}
}
