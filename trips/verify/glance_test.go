package verify

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"licheng/geo/datum"
	"licheng/trips/trace"
)

// The slow oracle of a glance is the whole look: what a glance settles is what
// that says too, for honest drives and for copies, and it settles most.
func TestAGlanceSaysWhatTheWholeLookSays(t *testing.T) {
	road := bends(71, 26_000)
	mine := on(road, 1, 1, 3)
	later := func(fixes []trace.Fix) []trace.Fix { return retimed(fixes, 51*time.Hour) }
	others := map[string][]trace.Fix{
		"another day":                        on(road, 2, 1, 3),
		"a watch":                            on(road, 3, 1, 1.8),
		"a poor phone":                       on(road, 4, 2, 8),
		"the way back":                       on(reversedRoad(road), 5, 1, 3),
		"the first third":                    on(road[:len(road)/3], 6, 1, 3),
		"itself":                             later(mine),
		"noise of 3 m":                       later(noisy(mine, 3)),
		"every fourth fix, noise of 2 m":     later(noisy(everyNth(mine, 4), 2)),
		"another receiver":                   later(noisyWalk(mine)),
		"another receiver, a fifth of it":    later(noisyWalk(mine[:len(mine)/5])),
		"backward, another receiver":         later(noisyWalk(backward(mine))),
		"a copy of half, then another road":  append(later(mine[:len(mine)/2]), later(on(bends(72, 14_000), 7, 1, 3))...),
		"a copy of a third, else driven new": append(on(road[:len(road)*2/3], 8, 1, 3), later(mine[len(mine)*2/3:])...),
	}
	settled := 0
	for name, fixes := range others {
		first, second := trackOf(mine, mine[0].Point), trackOf(fixes, mine[0].Point)
		looked := second.spread()
		some := glanced(looked)
		if some == nil {
			continue
		}
		glance, clear := weighed(gridOf(&first), &second, some, otherNats)
		whole, _ := weighed(gridOf(&first), &second, looked, math.Inf(-1))
		if !clear {
			continue
		}
		settled++
		if (glance.nats() > 0) != (whole.nats() > 0) {
			t.Errorf("%s: at a glance %+v\nwhole %+v", name, glance, whole)
		}
		if whole.nats() > 0 && math.Abs(glance.SharedM-whole.SharedM) > whole.SharedM/10 {
			t.Errorf("%s: %.0f m shared at a glance, %.0f whole", name, glance.SharedM, whole.SharedM)
		}
	}
	if settled < 8 {
		t.Errorf("%d of %d are settled at a glance", settled, len(others))
	}
}

// A drive of a thousand fixes is looked at in runs of four, a leap of sixteen
// from one to the next; one of a few hundred has no glance.
func TestGlanced(t *testing.T) {
	looked := make([]int, 1000)
	for i := range looked {
		looked[i] = 3 * i
	}
	got := glanced(looked)
	if len(got) != 252 || got[0] != 0 || got[3] != 9 || got[4] != 48 || got[8] != 96 {
		t.Errorf("%d fixes, %v", len(got), got[:min(9, len(got))])
	}
	if got := glanced(looked[:2*glanceFixes-1]); got != nil {
		t.Errorf("%d fixes of %d", len(got), 2*glanceFixes-1)
	}
}

// Where the evidence is from or more it is exact, and else no less than what it
// is.
func TestEvidenceBelowTheBoundIsABound(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 20 {
		s := series{grossP: grossTimeP}
		drift := 0.0
		for i := range 80 {
			drift = 0.8*drift + 2*r.Float64()*r.NormFloat64()
			s.value = append(s.value, drift*float64(r.IntN(2))+0.5*r.NormFloat64())
			s.gap, s.scale = append(s.gap, 25*float64(min(i, 1))), append(s.scale, 1)
		}
		all := []series{s}
		for name, f := range map[string]func(from float64) float64{
			"line": func(from float64) float64 { return lineNats(s, from) },
			"pace": func(from float64) float64 { return paceNats(all, from) },
		} {
			exact := f(math.Inf(-1))
			for _, from := range []float64{-20, -5, 0, 12} {
				if got := f(from); exact >= from && got != exact || got < exact || exact < from && got >= from {
					t.Errorf("%s from %v: %v, exactly %v", name, from, got, exact)
				}
			}
		}
	}
}

// A copy moved to another datum is settled at a glance too.
func TestAGlanceAtAnotherDatum(t *testing.T) {
	mine := on(bends(73, 20_000), 1, 1, 3)
	moved := shifted(retimed(mine, 30*time.Hour), datum.GCJ02.FromWGS84)
	if c := Compare(mine, moved); !c.IsCopy() || c.Like.Shift != "gcj02" || c.Like.Points > 400 {
		t.Errorf("%+v", c.Like)
	}
}
