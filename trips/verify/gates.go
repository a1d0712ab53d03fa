package verify

import (
	"math"

	"licheng/trips/trace"
)

// A gate is a line of a fixed grid laid over the earth: a meridian or a
// parallel every gateDeg degrees, some 400 m apart. Where and when a trace
// passes its gates describes a drive without naming a road, whatever the rate
// it was recorded at, and the same the other way round.
const (
	gateDeg = 0.004
	// gateClear is how far, in gates, a trace has to have left a line for the
	// passage to count: noise along a line makes no passages.
	gateClear = 0.1
	// gateSpread is the longest a passage may take, seconds: a car that stands
	// on the line passes it at no moment that could be compared.
	gateSpread = 30.0
)

// passage is a trace passing a gate.
type passage struct {
	gate  int32   // number of the line
	atDeg float64 // where along the line, degrees of the other coordinate
	atS   float64 // seconds since the first fix; NaN when there is no such moment
}

// passages returns the passages over the meridians (axis 0) or the parallels
// (axis 1), in the order of the trace.
func passages(fixes []trace.Fix, axis int) []passage {
	var out []passage
	cell, left := 0, -1 // the strip last stood clearly in, and the last fix there
	for i, f := range fixes {
		u := f.Point[axis] / gateDeg
		if math.Abs(u-math.Round(u)) < gateClear {
			continue
		}
		now := int(math.Floor(u))
		switch {
		case left < 0:
		case now > cell:
			for k := cell + 1; k <= now; k++ {
				out = append(out, passageOver(fixes, left, i, axis, k))
			}
		case now < cell:
			for k := cell; k > now; k-- {
				out = append(out, passageOver(fixes, left, i, axis, k))
			}
		}
		cell, left = now, i
	}
	return out
}

// passageOver is the passage of line k between two fixes: the middle of the
// first and the last time the line is crossed, so that it is the same for the
// trace reversed.
func passageOver(fixes []trace.Fix, from, to, axis, k int) passage {
	line := float64(k) * gateDeg
	first, last := passage{}, passage{}
	found := false
	for i := from; i < to; i++ {
		a, b := fixes[i].Point, fixes[i+1].Point
		if (a[axis] < line) == (b[axis] < line) {
			continue
		}
		last = crossing(fixes, i, (line-a[axis])/(b[axis]-a[axis]), axis)
		if !found {
			first, found = last, true
		}
	}
	p := passage{gate: int32(k), atDeg: (first.atDeg + last.atDeg) / 2, atS: (first.atS + last.atS) / 2}
	if !(last.atS-first.atS <= gateSpread) { // also without times
		p.atS = math.NaN()
	}
	return p
}

// crossing is the point at share t of the way from fix i to the next.
func crossing(fixes []trace.Fix, i int, t float64, axis int) passage {
	a, b := fixes[i], fixes[i+1]
	p := passage{atDeg: a.Point[1-axis] + t*(b.Point[1-axis]-a.Point[1-axis]), atS: math.NaN()}
	if !a.At.IsZero() && !b.At.IsZero() {
		start := fixes[0].At
		p.atS = a.At.Sub(start).Seconds() + t*b.At.Sub(a.At).Seconds()
	}
	return p
}
