package verify

import (
	"math"
	"slices"
)

// Where a drive is cut for comparing times.
const (
	stayS        = 180.0 // seconds without a fix: a stay, or a silence
	stretchLeast = 3     // fixes
)

// weighPace compares the times along the road; where they tell it weighs them,
// exactly where the evidence is from or more.
func (l *Likeness) weighPace(pairs []pair, tell bool, from float64) {
	timed := moving(pairs)
	if len(timed) < pointsLeast {
		return
	}
	later := make([]float64, len(timed))
	for i, p := range timed {
		later[i] = p.atS - p.foot.atS
	}
	l.Timed, l.LaterS = len(timed), median(later)
	held := held(timed)
	stretches := driven(timed, held)
	theirs, rate := against(stretches)
	if rate == 0 {
		return
	}
	l.PaceS, l.ClockRate = medianAbs(values(theirs)...), math.Abs(rate)
	if !tell || l.PaceS > copyPaceS { // no copy at the same pace
		return
	}
	l.PaceNats = paceNats(theirs, from)
	if l.PaceNats > 0 && slices.Contains(held, true) { // what was gained over a held speed may speak against it
		whole, _ := against(driven(timed, make([]bool, len(timed))))
		l.PaceNats = min(l.PaceNats, paceNats(whole, from))
	}
	if l.PaceNats > 0 {
		l.KeptNats = keptNats(stretches, rate, spreadOfMedian*l.PaceS)
	}
}

// spreadOfMedian is the standard deviation of normal values by the median of
// their sizes.
const spreadOfMedian = 1.4826

// moving returns the pairs that tell a time: not where either drive has none or
// stood.
func moving(pairs []pair) []pair {
	out := make([]pair, 0, len(pairs))
	for i, p := range pairs {
		if !math.IsNaN(p.atS) && p.scale > 0 && (i == 0 || !p.stoodSince(pairs[i-1])) {
			out = append(out, p)
		}
	}
	return out
}

// stoodSince reports whether the second drive hardly went on along the first since
// the pair before: it stood, and its fixes strayed.
func (p pair) stoodSince(before pair) bool {
	took := math.Abs(p.atS - before.atS)
	return took < stayS && math.Abs(p.foot.goneM-before.foot.goneM) < movingMPS*took
}

// driven cuts timed pairs at the stays of either drive: how long somebody stays
// says nothing of how they drive. What is held is left out, and stretches of one or
// two fixes.
func driven(timed []pair, held []bool) [][]pair {
	var out [][]pair
	from := 0
	for i := 1; i <= len(timed); i++ {
		if i < len(timed) && held[i] == held[i-1] && math.Abs(timed[i].atS-timed[i-1].atS) < stayS && math.Abs(timed[i].foot.atS-timed[i-1].foot.atS) < stayS {
			continue
		}
		if i-from >= stretchLeast && !held[from] {
			out = append(out, timed[from:i])
		}
		from = i
	}
	return out
}

// against returns what is left of the times of the second drive, stretch by
// stretch, when those of the first are taken out, by straight lines of one slope
// through the middle of each stretch, and that slope, the rate of the second's
// clock; 0 when it stands.
func against(stretches [][]pair) ([]series, float64) {
	rate := clockRate(stretches)
	out := make([]series, len(stretches))
	for k, stretch := range stretches {
		n := len(stretch)
		s := series{value: make([]float64, n), gap: make([]float64, n), scale: make([]float64, n), grossP: grossTimeP}
		for i, p := range stretch {
			s.value[i] = p.atS - stretch[0].atS - rate*(p.foot.atS-stretch[0].foot.atS)
			if i > 0 {
				s.gap[i] = math.Abs(p.atS - stretch[i-1].atS)
			}
			s.scale[i] = float64(p.scale)
		}
		middle := median(s.value)
		for i := range s.value {
			s.value[i] -= middle
		}
		out[k] = s
	}
	return out, rate
}

// clockRate is how many seconds of the second drive pass in one of the first: the
// median over pairs half of a stretch apart (after Theil 1950 and Sen 1968).
func clockRate(stretches [][]pair) float64 {
	var rates []float64
	for _, stretch := range stretches {
		half := len(stretch) / 2
		for i := 0; i+half < len(stretch); i++ {
			if d := stretch[i+half].foot.atS - stretch[i].foot.atS; d != 0 {
				rates = append(rates, (stretch[i+half].atS-stretch[i].atS)/d)
			}
		}
	}
	if len(rates) == 0 {
		return 0
	}
	return median(rates)
}

// values returns the values of each series.
func values(all []series) [][]float64 {
	out := make([][]float64, len(all))
	for i, s := range all {
		out[i] = s.value
	}
	return out
}
