package verify

import "math"

// A speed held by the car or by the limit is the same on every day: equal times
// there say nothing of who drove.
const (
	heldForS   = 120.0 // seconds, and
	heldLeast  = 6     // fixes at least over which
	heldWithin = 1.0   // seconds are never gained or lost against one speed
)

// held tells of pairs whether the second drive held its speed there.
func held(timed []pair) []bool {
	out := make([]bool, len(timed))
	last := 0
	for i := range timed {
		last = max(last, i)
		for last+1 < len(timed) && (math.Abs(timed[last].atS-timed[i].atS) < heldForS || last-i+1 < heldLeast) {
			last++
		}
		window := timed[i : last+1]
		if len(window) >= heldLeast && math.Abs(timed[last].atS-timed[i].atS) >= heldForS && isHeld(window) {
			for k := i; k <= last; k++ {
				out[k] = true
			}
		}
	}
	return out
}

// isHeld reports whether one speed explains the times of all pairs.
func isHeld(window []pair) bool {
	first, last := window[0], window[len(window)-1]
	slope := (last.atS - first.atS) / (last.goneM - first.goneM)
	for _, p := range window {
		if !(math.Abs(p.atS-first.atS-slope*(p.goneM-first.goneM)) <= heldWithin) {
			return false
		}
	}
	return true
}
