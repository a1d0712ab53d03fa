package clean

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"licheng/trips/trace"
)

// Of a trace that is ordinary at a glance the rules, applied one by one, mark
// nothing, and of one that is steady neither does the rule of spikes; drives like
// those of a car are both.
func TestGlance(t *testing.T) {
	ordinary, odd, steady := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		fixes := make([]trace.Fix, rapid.IntRange(0, 40).Draw(t, "n"))
		s, m := 0.0, 0.0
		mishaps := rapid.IntRange(0, 2).Draw(t, "mishaps")
		for i := range fixes {
			s += float64(rapid.IntRange(0, 3).Draw(t, "s"))
			m += float64(rapid.IntRange(0, 60).Draw(t, "m"))
			fixes[i] = at(s, m)
			if mishaps == 0 {
				continue
			}
			switch rapid.IntRange(0, 60).Draw(t, "mishap") {
			case 0:
				fixes[i].At = time.Time{}
			case 1:
				fixes[i].At = fixes[i].At.Add(-3 * time.Second)
			case 2:
				fixes[i].Point[1] += 0.1
			case 3:
				fixes[i].Point = [2]float64{0.0005, -0.0005}
			case 4:
				fixes[i].At = fixes[i].At.Add(72 * time.Hour)
			case 5:
				if i > 0 {
					fixes[i] = fixes[i-1]
				}
			case 6:
				fixes[i] = east(fixes[i], 60)
			}
		}
		opt := Options{}.filled()
		if rapid.Bool().Draw(t, "received") {
			opt.ReceivedAt = at(3600, 0).At
		}
		isOrdinary, isSteady := newSheet(fixes).glance(opt)
		byRules := newSheet(fixes)
		byRules.applyRules(opt)
		if isOrdinary {
			ordinary++
		} else {
			odd++
		}
		if isOrdinary && byRules.marked > 0 {
			t.Fatalf("ordinary at a glance, but the rules mark %v", byRules.reason)
		}
		if !isSteady || byRules.marked > 0 {
			return
		}
		steady++
		byRules.markSpikes(opt)
		if byRules.marked > 0 {
			t.Fatalf("steady at a glance, but there are spikes: %v", byRules.reason)
		}
	})
	if ordinary < 3 || odd < 3 || steady < 3 {
		t.Errorf("%d traces were ordinary, %d of them steady, %d were not: the test asks for the wrong ones", ordinary, steady, odd)
	}
}
