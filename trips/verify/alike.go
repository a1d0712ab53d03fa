package verify

import (
	"math"
	"slices"

	"licheng/trips/trace"
)

// Likeness says how much one drive is like another along the stretch they
// share.
type Likeness struct {
	SharedM   float64 // metres along which the second runs along the first
	Points    int     // fixes compared there
	ApartM    float64 // median distance across the road, metres
	LineNats  float64 // evidence that the positions are copied: ln of the likelihood ratio; 0 when too far apart to weigh
	PaceS     float64 // how far the times differ after a straight fit, median, seconds; NaN without times
	Timed     int     // fixes of which the times were compared
	PaceNats  float64 // evidence that the times along the road are copied; 0 without times or too different to weigh
	KeptNats  float64 // evidence that stays and the rate of the clock are copied, 0 or more; 0 where PaceNats is
	Reversed  bool    // the second runs against the first
	Shift     string  // how the second's positions were shifted: gcj02 and alike; empty for not
	LaterS    float64 // how much later the second is, median, seconds; NaN without times
	ClockRate float64 // seconds of the second for each of the first
}

// pointsLeast is how many fixes have to lie along the other drive for a
// comparison to mean anything.
const pointsLeast = 10

// Held is a drive made ready to be held against many others. It is not safe
// for concurrent use.
type Held struct {
	fixes, timed []trace.Fix
	places       map[place][]int32   // where it was, as longestRun asks for
	moved        [len(shifts)]*track // the drive moved back in each way, once asked for
	cells        [len(shifts)]grid   // of these; without a track until asked for
}

// Hold makes a drive ready to be compared. Fixes are cleaned and in WGS-84.
func Hold(fixes []trace.Fix) *Held {
	return &Held{fixes: fixes, timed: withTime(fixes), places: placesOf(fixes)}
}

// track returns the drive moved back in the i-th way, on the plane about its
// first fix as it is.
func (h *Held) track(i int) *track {
	if h.moved[i] == nil {
		moved := h.fixes
		if shifts[i].move != nil {
			moved = shifted(h.fixes, shifts[i].move)
		}
		t := trackOf(moved, h.fixes[0].Point)
		h.moved[i] = &t
	}
	return h.moved[i]
}

// grid returns the segments of the drive moved back in the i-th way.
func (h *Held) grid(i int) grid {
	if h.cells[i].of == nil {
		h.cells[i] = gridOf(h.track(i))
	}
	return h.cells[i]
}

// alike lays the drive over an earlier one, as it is and shifted between
// datums, and returns the comparison that speaks most for a copy; one without
// points when they share no road.
func (h *Held) alike(a []trace.Fix) Likeness {
	if len(a) < 2 || len(h.fixes) < 2 {
		return Likeness{}
	}
	first := trackOf(a, h.fixes[0].Point)
	cells := gridOf(&first)
	var out Likeness
	for i, s := range shifts {
		second := h.track(i)
		if !cells.meets(second) {
			continue
		}
		l := laid(cells, second, 0)
		if l.nats() == 0 && (4*len(a) < 3*len(h.fixes) || l.Points == 0) {
			l = l.orBack(h.grid(i), &first)
		}
		l.Shift = s.name
		if l.tells(out) {
			out = l
		}
		if out.nats() > 0 || out.ApartM <= copyApartM && out.SharedM > second.gone[len(second.gone)-1]/2 {
			break // no need to look whether it was shifted
		}
	}
	return out
}

// orBack compares two drives the other way round, looking from the fixes of the
// earlier to the line of the later, and returns what tells more: the fixes of a
// copy lie on the line of its original, while the original's need not lie on the
// copy's when that was thinned out.
func (l Likeness) orBack(later grid, earlier *track) Likeness {
	two := laid(later, earlier, 0)
	if !two.tells(l) {
		return l
	}
	two.LaterS, two.ClockRate = -two.LaterS, 1/two.ClockRate
	return two
}

// laid weighs how one drive lies on another, in the direction that tells more:
// at a glance, and where that does not settle it whole. Evidence of less than
// from is not weighed to the end.
func laid(a grid, b *track, from float64) Likeness {
	looked := b.spread()
	if some := glanced(looked); some != nil {
		if l, clear := weighed(a, b, some, otherNats); clear {
			return l
		}
	}
	l, _ := weighed(a, b, looked, from)
	return l
}

// weighed weighs how the fixes of b looked at lie on another drive, and reports
// whether that is clear: in one direction that it is a copy or in both that these
// are two drives.
func weighed(a grid, b *track, looked []int, from float64) (best Likeness, clear bool) {
	pairs, reversed := overlay(a, b, looked)
	timesTell := b.apartM() >= timesTellShare*a.of.apartM()
	best = compared(pairs[0], reversed[0], timesTell, from)
	if best.nats() > 0 || pairs[1] == nil {
		return best, best.isCopy() || best.isOther()
	}
	other := compared(pairs[1], reversed[1], timesTell, from)
	if other.nats() > 0 {
		return other, other.isCopy()
	}
	return best, best.isOther() && other.isOther()
}

// tells reports whether a comparison tells more than another of the same
// drives: a copy found tells more than one not found, a long stretch more than
// a short one.
func (l Likeness) tells(other Likeness) bool {
	if found, too := l.nats(), other.nats(); found > 0 || too > 0 {
		return found > too
	}
	return l.Points > other.Points
}

// nats is the evidence of a copy found; 0 for none.
func (l Likeness) nats() float64 {
	switch {
	case l.CopiedPace():
		return max(l.LineNats, l.paceNats())
	case l.CopiedLine():
		return l.LineNats
	}
	return 0
}

// timesTellShare is how many of the metres between two fixes of the first drive
// those of the second have to be apart for the times to be weighed. Between fixes
// that lie farther apart than one's own a speed is a guess, wrong for half a minute
// at a time as the noise of a copy is; the fixes of a copy that was thinned out lie
// far apart themselves.
const timesTellShare = 0.75

// compared weighs the pairs of an overlay, exactly where the evidence is from or
// more; the times only where they tell.
func compared(pairs []pair, reversed, timesTell bool, from float64) Likeness {
	l := Likeness{Reversed: reversed, PaceS: math.NaN(), LaterS: math.NaN(), ClockRate: math.NaN()}
	if len(pairs) < pointsLeast {
		return l
	}
	l.Points = len(pairs)
	l.SharedM = sharedM(pairs)
	across := series{value: make([]float64, len(pairs)), gap: make([]float64, len(pairs))}
	for i, p := range pairs {
		across.value[i] = p.offM
		if i > 0 {
			across.gap[i] = p.goneM - pairs[i-1].goneM
		}
	}
	recentre(pairs, across.value)
	l.ApartM = medianAbs(across.value)
	if l.ApartM <= copyApartM {
		l.LineNats = lineNats(across, from)
	}
	l.weighPace(pairs, timesTell, from)
	return l
}

// sharedM is how far two drives go on together, without the stretches between
// pairs on which the first lies elsewhere.
func sharedM(pairs []pair) (sum float64) {
	for i := 1; i < len(pairs); i++ {
		if pairs[i].nth-pairs[i-1].nth <= 1+skipMost {
			sum += pairs[i].goneM - pairs[i-1].goneM
		}
	}
	return sum
}

// recentre takes out of the distances across the road what one small shift of
// all positions explains, by least squares.
func recentre(pairs []pair, offM []float64) {
	var xx, xy, yy, xo, yo float64
	for i, p := range pairs {
		nx, ny := -p.dir[1], p.dir[0] // to the left
		xx, xy, yy = xx+nx*nx, xy+nx*ny, yy+ny*ny
		xo, yo = xo+nx*offM[i], yo+ny*offM[i]
	}
	const ridge = 1.0 // no shift where nothing tells it
	xx, yy = xx+ridge, yy+ridge
	det := xx*yy - xy*xy
	east, north := (xo*yy-yo*xy)/det, (yo*xx-xo*xy)/det
	for i, p := range pairs {
		offM[i] -= -p.dir[1]*east + p.dir[0]*north
	}
}

// median sorts a copy of the values and returns the middle one.
func median(values []float64) float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

func medianAbs(rows ...[]float64) float64 {
	var abs []float64
	for _, row := range rows {
		for _, v := range row {
			abs = append(abs, math.Abs(v))
		}
	}
	return median(abs)
}

// The thresholds of a copy; docs/verification.md shows what they rest on.
const (
	// copyNats is the evidence asked for, whether by line or by pace: the natural
	// logarithm of 160,000. A drive is held against some sixteen others, by line
	// and by pace, in two directions: of 60 guesses at two drives none reaches it
	// in 99.96 % of cases, for a ratio of likelihoods of e^n comes up by chance
	// once in e^n times at most (Markov's inequality).
	copyNats     = 12.0
	shiftedNats  = 2.0  // more, where four more guesses were made at the datum
	copyPaceS    = 0.8  // median: who differs by more was not driven at one pace
	copyRateMost = 3.0  // times as fast or as slow as the original: a clock of more is no drive to compare
	copyApartM   = 15.0 // median: so much noise hides the road itself
	copySharedM  = 800.0
	convoyS      = 1800.0 // cars that drive one behind the other
	apartNats    = 5.0    // evidence of one line below which two receivers may have written it
)

// needed is the evidence of a copy asked for.
func (l Likeness) needed() float64 {
	if l.Shift != "" {
		return copyNats + shiftedNats
	}
	return copyNats
}

// CopiedLine reports whether the positions are a copy.
func (l Likeness) CopiedLine() bool {
	return l.SharedM >= copySharedM && l.LineNats >= l.needed()
}

// CopiedPace reports whether both show one driving: the same seconds gained and
// lost at the same places; the line may add to it. Cars that follow one another
// within half an hour in one direction keep one pace by themselves.
func (l Likeness) CopiedPace() bool {
	rate := max(l.ClockRate, 1/l.ClockRate)
	return l.SharedM >= copySharedM && l.PaceNats >= l.needed()/4 && l.PaceNats+l.KeptNats >= l.needed()/2 && l.paceNats() >= l.needed() &&
		l.PaceS <= copyPaceS && l.ApartM <= copyApartM && rate <= copyRateMost &&
		(l.Reversed || math.Abs(l.LaterS) > convoyS)
}

// paceNats is the evidence of one driving: its own, and what line, stays and the
// clock add.
func (l Likeness) paceNats() float64 { return l.PaceNats + max(0, l.LineNats) + l.KeptNats }

// ClockAway returns by how many hours the second clock was off when both are
// recordings of one drive by two receivers, one of which wrote the times of
// another zone: local time as if it were UTC. 0 when they are not.
func (l Likeness) ClockAway() int {
	hours := math.Round(l.LaterS / 3600)
	const most = 14 // no zone is farther from UTC
	if !l.CopiedPace() || l.LineNats > apartNats || l.Reversed || math.Abs(hours) < 1 || math.Abs(hours) > most {
		return 0
	}
	if math.Abs(l.LaterS-hours*3600) > sameTimes.Seconds() || math.Abs(l.ClockRate-1) > 0.01 {
		return 0
	}
	return int(hours)
}
