package verify

import "math"

// Where a drive is cut for comparing times.
const (
	stayS        = 180.0 // seconds without a fix: a stay, or a silence
	stretchLeast = 3     // fixes
)

// weighPace compares the times along the road, exactly where the evidence is from
// or more.
func (l *Likeness) weighPace(pairs []pair, from float64) {
	timed := moving(pairs)
	if len(timed) < pointsLeast {
		return
	}
	later := make([]float64, len(timed))
	for i, p := range timed {
		later[i] = p.atS - p.foot.atS
	}
	l.Timed, l.LaterS = len(timed), median(later)
	stretches := driven(timed)
	theirs, rate := against(stretches, func(p pair) float64 { return p.foot.atS })
	steady, _ := against(stretches, func(p pair) float64 { return p.goneM })
	if rate == 0 {
		return
	}
	l.PaceS, l.ClockRate = medianAbs(values(theirs)...), math.Abs(rate)
	if l.PaceS <= copyPaceS { // else no copy at the same pace
		l.PaceNats = paceNats(theirs, steady, from)
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
// says nothing of how they drive. Stretches of one or two fixes are left out.
func driven(timed []pair) [][]pair {
	var out [][]pair
	from := 0
	for i := 1; i <= len(timed); i++ {
		if i < len(timed) && math.Abs(timed[i].atS-timed[i-1].atS) < stayS && math.Abs(timed[i].foot.atS-timed[i-1].foot.atS) < stayS {
			continue
		}
		if i-from >= stretchLeast {
			out = append(out, timed[from:i])
		}
		from = i
	}
	return out
}

// against returns what is left of the times of the second drive, stretch by
// stretch, when those of a clock are taken out, by straight lines of one slope
// through the middle of each stretch, and the rate of that clock; 0 when it
// stands.
func against(stretches [][]pair, clock func(pair) float64) ([]series, float64) {
	rate := clockRate(stretches, clock)
	out := make([]series, len(stretches))
	for k, stretch := range stretches {
		n := len(stretch)
		s := series{value: make([]float64, n), gap: make([]float64, n), scale: make([]float64, n), grossP: grossTimeP}
		for i, p := range stretch {
			s.value[i] = p.atS - stretch[0].atS - rate*(clock(p)-clock(stretch[0]))
			if i > 0 { // all walks go by the same clock
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

// clockRate is how many seconds of the second drive pass in a unit of a clock:
// the median over pairs half of a stretch apart (after Theil 1950 and Sen
// 1968).
func clockRate(stretches [][]pair, clock func(pair) float64) float64 {
	var rates []float64
	for _, stretch := range stretches {
		half := len(stretch) / 2
		for i := 0; i+half < len(stretch); i++ {
			if d := clock(stretch[i+half]) - clock(stretch[i]); d != 0 {
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

// What the two explanations of the times allow; for each the parameters that
// fit best are taken. The least of honestRates tells them apart: two drives of
// one road differ by two and a half per cent of their speed, changing after half
// a minute or more, or by more; people who try to drive evenly vary by more.
// steadyRates are how evenly a speed is held for equal times to say nothing.
var (
	whitesS      = []float64{0.25, 0.12, 0.5, 0.06, 1} // seconds, at usualMPS and above; the likely ones first
	copySlowsS   = []float64{0, 0.15, 0.4}             // seconds; a receiver's wandering, a clock cut to whole seconds
	copySpansS   = [...]float64{30, 120}
	honestRates  = []float64{0.025, 0.05, 0.1, 0.2, 0.5}
	steadyRates  = []float64{0, 0.005, 0.015, 0.04, 0.1}
	honestSpansS = [...]float64{30, 90}
)

// grossTimeP is the density of a gross error of a time: it lies within some
// three minutes.
const grossTimeP = 1.0 / 200

// grossSpanS is about how long a gross error lasts, seconds: a reflection off a
// rock face spoils all fixes while the car passes it.
const grossSpanS = 10.0

// paceNats returns how much better one driving explains the differences of time
// along the road than two do, as the natural logarithm of a ratio of
// likelihoods: positive speaks for a copy. What a driver gains or loses stays
// gained or lost, while what was added to a copy comes and goes. Between two
// drives speeds differ smoothly, for some hundred metres at a time: however many
// fixes lie there, they tell one thing. steady holds the second drive's times
// against a constant speed: where that explains them as well, as on an expressway
// with the speed held, equal times say nothing. Below the evidence from, the
// figure is only the most it can be, as with lineNats.
func paceNats(theirs, steady []series, from float64) float64 {
	for k := range theirs {
		theirs[k].lasts = theirs[k].keeps(grossSpanS)
		steady[k].lasts = theirs[k].lasts
	}
	copied, honest := math.Inf(-1), math.Inf(-1)
	wander := [len(copySpansS)][][]float64{keepsOf(theirs, copySpansS[0]), keepsOf(theirs, copySpansS[1])}
	for _, white := range whitesS {
		for k, slow := range copySlowsS {
			for _, keeps := range wander[:1+min(k, 1)] { // no wandering lasts no time
				copied = max(copied, copiedLn(theirs, keeps, white, slow))
			}
		}
	}
	last := [len(honestSpansS)][][]float64{keepsOf(theirs, honestSpansS[0]), keepsOf(theirs, honestSpansS[1])}
	for k := range honestRates {
		for _, white := range whitesS {
			for i, span := range honestSpansS {
				honest = max(honest, drivenAnewLn(theirs, last[i], white, honestRates[k], span), drivenAnewLn(steady, last[i], white, steadyRates[k], span))
				if copied-honest < from {
					return copied - honest
				}
			}
		}
	}
	return copied - honest
}
