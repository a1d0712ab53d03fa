package verify

import "math"

// weighted is a value of a parameter and how often it is so before anything is
// seen; the shares of all values of one parameter are 1 together.
type weighted struct{ of, share float64 }

// evenly gives all values the same share.
func evenly(values ...float64) []weighted {
	out := make([]weighted, len(values))
	for i, v := range values {
		out[i] = weighted{v, 1 / float64(len(values))}
	}
	return out
}

// mixture is the probability of what was seen under explanations that exclude
// each other: the sum of each one's share times its likelihood. Taken on both
// sides, unlike the best likelihood, it makes a fair bet of their ratio:
// e to the evidence is 1 on the mean when the other side is true.
type mixture struct {
	peak float64 // the greatest logarithm
	sum  float64 // of all, by that of the greatest
}

// add takes in an explanation by its share and ln of its likelihood.
func (m *mixture) add(share, ln float64) {
	ln += math.Log(share)
	switch {
	case m.sum == 0:
		m.peak, m.sum = ln, 1
	case ln > m.peak:
		m.peak, m.sum = ln, 1+m.sum*math.Exp(m.peak-ln)
	default:
		m.sum += math.Exp(ln - m.peak)
	}
}

// ln is ln of the probability; -Inf of none.
func (m *mixture) ln() float64 { return m.peak + math.Log(m.sum) }
