package trace

import "slices"

// latestFirst turns tracks round that stand from the latest fix to the earliest,
// as the tables of vehicle platforms do: their newest row is on top. Those are
// the tracks whose time runs backward at more steps than forward; a clock that
// was set back does so once. What is still out of order in a track of one
// segment (a table whose days stand the other way round) is sorted, fixes of one
// time in the turned order; segments are put in order by Sequences. It reports
// whether any was turned.
func latestFirst(traces []Trace) (turned bool) {
	for i := range traces {
		t := &traces[i]
		if !runsBackward(t.Fixes) {
			continue
		}
		turned = true
		slices.Reverse(t.Fixes)
		slices.Reverse(t.Gaps)
		for g := range t.Gaps {
			t.Gaps[g] = len(t.Fixes) - t.Gaps[g]
		}
		if len(t.Gaps) == 0 {
			t.Fixes = byTime(t.Fixes)
		}
	}
	return turned
}

// runsBackward reports whether more of the steps between timed fixes go back in
// time than forward.
func runsBackward(fixes []Fix) bool {
	surplus, before := 0, Fix{}
	for _, f := range fixes {
		switch {
		case f.At.IsZero():
			continue
		case before.At.IsZero():
		case f.At.Before(before.At):
			surplus++
		case f.At.After(before.At):
			surplus--
		}
		before = f
	}
	return surplus > 0
}
