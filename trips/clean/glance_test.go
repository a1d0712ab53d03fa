package clean

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"licheng/trips/trace"
)

// A trace that is ordinary at a glance is one of which the rules, applied one
// by one, mark nothing; and drives like those of a car are ordinary.
func TestOrdinary(t *testing.T) {
	ordinary, odd := 0, 0
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
			}
		}
		opt := Options{}.filled()
		if rapid.Bool().Draw(t, "received") {
			opt.ReceivedAt = at(3600, 0).At
		}
		if !newSheet(fixes).ordinary(opt) {
			odd++
			return
		}
		ordinary++
		byRules := newSheet(fixes)
		byRules.applyRules(opt)
		if byRules.marked > 0 {
			t.Fatalf("ordinary at a glance, but the rules mark %v", byRules.reason)
		}
	})
	if ordinary < 3 || odd < 3 {
		t.Errorf("%d traces were ordinary, %d were not: the test asks for the wrong ones", ordinary, odd)
	}
}
