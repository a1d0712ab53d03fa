package trace

import (
	"math"
	"slices"
	"time"
)

// setEpoch reads a number of seconds, milliseconds, microseconds or
// nanoseconds since 1970; which one follows from its size, since all of them
// have to fall between 1990 and 2100.
func (p *position) setEpoch(raw []byte) {
	v, ok := parseNumber(raw)
	p.timed = true
	if !ok {
		return
	}
	for _, unit := range []float64{1, 1e3, 1e6, 1e9} {
		seconds := v / unit
		if seconds >= float64(earliest.Unix()) && seconds < float64(latest.Unix()) {
			whole, part := math.Modf(seconds)
			p.at = time.Unix(int64(whole), int64(math.Round(part*1e6))*1000).UTC()
			p.precision = exact
			return
		}
	}
}

// sortByTime puts positions in the order of their times, keeping the order of
// equal ones. It does nothing when a position has no time, and reports whether
// anything moved.
func sortByTime(points []position) bool {
	byTime := func(a, b position) int { return a.at.Compare(b.at) }
	for _, p := range points {
		if p.precision != exact && p.precision != minuteTop {
			return false
		}
	}
	if slices.IsSortedFunc(points, byTime) {
		return false
	}
	slices.SortStableFunc(points, byTime)
	return true
}
