package verify

import "math"

// What two honest drives have in common beside their pace. People who keep to a
// routine stay as long as the last time to a twentieth, and half of the time are
// farther off: a meeting, a school gate, a barrier, a ferry that waits for one
// car more. Their clocks hold against each other as their mean speeds do.
const (
	routineS     = 5.0  // seconds by which two stays differ, however short
	routineShare = 0.05 // of a stay
	// wanderS is how long an error of a time lasts, seconds: within it many fixes
	// tell no more than one.
	wanderS = 30.0
	// readS is how well a time is known at best, seconds: files have whole ones.
	readS = 0.3
	// unsure is by how much an estimate of an estimate's spread may be short.
	unsure = 1.5
)

// meanRates are how much the mean speeds of two days may differ, standard
// deviations.
var meanRates = evenly(0.025, 0.05, 0.1, 0.2)

// keptNats returns how much better a copy explains what the pace leaves open:
// the rate of the clock, how much longer the second drive stayed between its
// stretches than the first, and whether its fixes lie on those of the first. A
// copy may have kept its clock, whose rate is then 1 to the last digit, or have it
// stretched, and the stays with it; which of the two is chosen costs one doubling.
// A copy of which all were made up shows nothing, which is the least. noiseS is
// the spread of the times along the road.
func keptNats(stretches [][]pair, rate, noiseS float64) float64 {
	rateS := rateSpread(stretches, noiseS)
	off := math.Abs(rate) - 1
	step := stepOf(stretches)
	kept := normal(off, rateS) - anewLn(off, rateS) + staysNats(stretches, math.Copysign(1, rate), 0, noiseS) + step.nats(1)
	stretched := staysNats(stretches, rate, rateS, noiseS) + step.nats(step.rateChance(math.Exp(anewLn(off, rateS))))
	return max(0, max(kept, stretched)-math.Ln2)
}

// anewLn is ln p of how far the rate of a clock is from 1 between two drives, when
// it is known to rateS.
func anewLn(off, rateS float64) float64 {
	var anew mixture
	for _, r := range meanRates {
		anew.add(r.share, normal(off, math.Hypot(r.of, rateS)))
	}
	return anew.ln()
}

// staysNats weighs the stays at a rate of the clock that is known to rateS.
func staysNats(stretches [][]pair, rate, rateS, noiseS float64) (sum float64) {
	for k := 1; k < len(stretches); k++ {
		sum += stayNats(stretches[k-1], stretches[k], rate, rateS, noiseS)
	}
	return sum
}

// stayNats weighs one stay. Between two drives it differs by much, seldom by
// little (Cauchy's distribution); of a copy it is the same, or else somebody
// changed it and it tells nothing.
func stayNats(before, after []pair, rate, rateS, noiseS float64) float64 {
	last, first := before[len(before)-1], after[0]
	staysS := max(math.Abs(first.atS-last.atS), math.Abs(rate*(first.foot.atS-last.foot.atS)))
	wideS := routineS + routineShare*staysS
	longerS := clockAhead(after, rate) - clockAhead(before, rate)
	anew := -math.Log(math.Pi*wideS) - math.Log1p(longerS*longerS/wideS/wideS)

	apartS := middleOf(after) - middleOf(before)
	spread := math.Hypot(middleSpread(before, noiseS), middleSpread(after, noiseS))
	same := normal(longerS, math.Hypot(spread, rateS*apartS))
	return math.Log((1 + math.Exp(same-anew)) / 2)
}

// clockAhead is by how much the second clock is ahead of the first at a rate, the
// median over a stretch, seconds.
func clockAhead(stretch []pair, rate float64) float64 {
	ahead := make([]float64, len(stretch))
	for i, p := range stretch {
		ahead[i] = p.atS - rate*p.foot.atS
	}
	return median(ahead)
}

// middleOf is when the first drive was in the middle of a stretch.
func middleOf(stretch []pair) float64 {
	return (stretch[0].foot.atS + stretch[len(stretch)-1].foot.atS) / 2
}

// middleSpread is the standard deviation of the median of a stretch, which is
// √(π/2) times that of a mean.
func middleSpread(stretch []pair, noiseS float64) float64 {
	return math.Hypot(readS, unsure*math.Sqrt(math.Pi/2)*noiseS/math.Sqrt(told(stretch)))
}

// told is how many of the times of a stretch tell something new.
func told(stretch []pair) float64 {
	return min(float64(len(stretch)), 1+lasted(stretch)/wanderS)
}

// lasted is how long the first drive took for a stretch, seconds.
func lasted(stretch []pair) float64 {
	return math.Abs(stretch[len(stretch)-1].foot.atS - stretch[0].foot.atS)
}

// rateSpread is the standard deviation of the rate of a clock: that of a slope
// through evenly spread values, all stretches taken together.
func rateSpread(stretches [][]pair, noiseS float64) float64 {
	sum := 0.0
	for _, stretch := range stretches {
		sum += told(stretch) * lasted(stretch) * lasted(stretch) / 12
	}
	return unsure * math.Hypot(readS, noiseS) / math.Sqrt(max(sum, 1))
}

// normal is ln p of a value under a normal distribution about nought.
func normal(x, sigma float64) float64 {
	return -0.5*x*x/sigma/sigma - math.Log(sigma*math.Sqrt(2*math.Pi))
}
