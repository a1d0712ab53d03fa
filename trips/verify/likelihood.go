package verify

import "math"

// series is a row of measured values of which some part is white noise, new at
// each, some part drifts slowly, and a few are gross errors.
type series struct {
	value  []float64
	gap    []float64 // from the value before, in the unit the drift is measured in
	scale  []float64 // of the noise of each; used for times only
	lasts  []float64 // share of gross errors that last over the gap; used for times only
	grossP float64   // density of a gross error, one over the range it lies in
}

// grossShare is how many values are gross errors: a fix laid on the wrong pass
// of a road driven twice, a reflection.
const grossShare = 0.02

// state is what a filter of one state knows before a value.
type state struct{ mean, spread float64 }

// weigh takes in one value with the given variance of its noise and returns
// its density. A value that looks like a gross error hardly moves the state.
func (f *state) weigh(x, noise, grossP float64) float64 {
	total := f.spread + noise
	off := x - f.mean
	fine := (1 - grossShare) * math.Exp(-0.5*off*off/total) / math.Sqrt(2*math.Pi*total)
	all := fine + grossShare*grossP
	right, gain := fine/all, f.spread/total
	f.mean += right * gain * off
	f.spread *= 1 - right*gain*(1-(1-right)*off*off/total) // what is learnt, less what it is not known whether it is so
	return all
}

// logs sums logarithms, taking one only now and then.
type logs struct{ sum, product float64 }

func (l *logs) add(p float64) {
	if l.product *= p; l.product < 1e-200 || l.product > 1e200 {
		l.sum, l.product = l.sum+math.Log(l.product), 1
	}
}

func (l *logs) total() float64 { return l.sum + math.Log(l.product) }

// drifting returns ln p of the series under a Gauss-Markov model: white noise
// of standard deviation white plus a drift of standard deviation slow of which the share keep[i] is left
// from one value to the next.
func (s series) drifting(white, slow float64, keep []float64) float64 {
	noise, v := white*white, slow*slow
	f, sum := state{0, v}, logs{product: 1}
	for i, x := range s.value {
		if i > 0 {
			f.mean, f.spread = f.mean*keep[i], v+(f.spread-v)*keep[i]*keep[i]
		}
		sum.add(f.weigh(x, noise, s.grossP))
	}
	return sum.total()
}

// keeps returns the share of a drift that is left after each gap when it is
// forgotten after about lengthM.
func (s series) keeps(lengthM float64) []float64 {
	out := make([]float64, len(s.gap))
	for i, g := range s.gap {
		out[i] = math.Exp(-g / lengthM)
	}
	return out
}

// What the two explanations of a series allow, and how often each is so before
// anything is seen; what tells them apart is the least drift of two drives.
var (
	whitesM      = evenly(0.5, 1, 0.15, 1.7, 2.6, 4, 0.05, 6, 10) // the likely ones first
	copySlowsM   = evenly(0, 0.3)
	honestSlowsM = []weighted{{2.4, 0.25}, {1.5, 0.15}, {3.8, 0.3}, {6, 0.2}, {12, 0.1}}
	lengthsM     = []float64{120, 350}
)

// lineNats returns how much better a copy explains the distances across the
// road than two recordings do, as the natural logarithm of a ratio of
// likelihoods: positive speaks for a copy. Two receivers drift apart by the
// least of honestSlowsM or more; a copy has only what was added to it, which is
// new at each fix. Below the evidence from, the figure is only the most it can
// be: the search for the best explanation by two drives ends there.
func lineNats(s series, from float64) float64 {
	s.grossP = 1 / (2 * nearM)
	short, long := s.keeps(lengthsM[0]), s.keeps(lengthsM[1])
	var copied, honest mixture
	for _, white := range whitesM {
		for _, slow := range copySlowsM {
			copied.add(white.share*slow.share, s.drifting(white.of, slow.of, short))
		}
	}
	for _, slow := range honestSlowsM {
		for _, white := range whitesM {
			share := slow.share * white.share / 2
			honest.add(share, s.drifting(white.of, slow.of, short))
			honest.add(share, s.drifting(white.of, slow.of, long))
			if nats := copied.ln() - honest.ln(); nats < from {
				return nats
			}
		}
	}
	return copied.ln() - honest.ln()
}
