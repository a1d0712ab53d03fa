package match

import (
	"math"
	"slices"

	"licheng/geo/roads"
)

// weigh computes for every layer how probable it is that the car was where the
// best path says: the forward-backward sums over the lattice, with all costs
// divided by Temper because neighbouring fixes err alike. The chosen state's
// neighbours count with it: the same edge, or a spot within the noise. On the
// way it finds the mean and the spread of the length over all those ways.
func (m *Matcher) weigh(w *work) {
	w.alpha = zeroed(w.alpha, len(w.states))
	w.beta = zeroed(w.beta, len(w.states))
	w.moments = zeroed(w.moments, len(w.states))
	w.chains = w.chains[:0]
	for first := 0; first < len(w.layers); {
		last := first + 1
		for last < len(w.layers) && !w.layers[last].starts {
			last++
		}
		m.forward(w, first, last)
		m.backward(w, first, last)
		first = last
	}
}

func (m *Matcher) forward(w *work, first, last int) {
	t := 1 / m.params.Temper
	for i := first; i < last; i++ {
		l := &w.layers[i]
		for j := l.first; j < l.last; j++ {
			sum := -t * w.states[j].emit
			if i > first {
				sum, w.moments[j] = w.arrive(i, j, t)
			}
			w.alpha[j] = sum
		}
	}
	w.chains = append(w.chains, w.wholeLength(&w.layers[last-1]))
}

// moments are the mean and the variance of a length, over all ways the lattice
// knows, weighted with their probability.
type moments struct{ meanM, varM2 float64 }

// arrive adds up, in logarithms, what comes to state j of layer i from the
// layer before, and returns the moments of the length driven up to it.
func (w *work) arrive(i, j int, t float64) (sum float64, m moments) {
	l, prev := &w.layers[i], &w.layers[i-1]
	width := l.last - l.first
	at := l.trans + j - l.first // of the first state before; the next is width on
	shares := w.dist[:0]
	for k := prev.first; k < prev.last; k++ {
		shares = append(shares, w.alpha[k]-t*float64(w.trans[at+(k-prev.first)*width]))
	}
	w.dist = shares
	sum = expShares(shares)
	for k, share := range shares {
		if share > 0 {
			m.meanM += share * (w.moments[prev.first+k].meanM + float64(w.lengths[at+k*width]))
		}
	}
	for k, share := range shares {
		if share > 0 {
			before := w.moments[prev.first+k]
			offM := before.meanM + float64(w.lengths[at+k*width]) - m.meanM
			m.varM2 += share * (before.varM2 + offM*offM)
		}
	}
	return sum, m
}

// expShares turns logarithms of weights into shares of their sum, and returns
// the logarithm of the sum. What is e^20 times less than the greatest is none.
func expShares(logs []float64) (logSum float64) {
	const negligible = 20
	greatest := math.Inf(-1)
	for _, v := range logs {
		greatest = max(greatest, v)
	}
	counting := 0
	for _, v := range logs {
		if v > greatest-negligible {
			counting++
		}
	}
	if counting <= 1 { // no need to take exponentials
		for k, v := range logs {
			logs[k] = 0
			if v == greatest && counting == 1 {
				logs[k] = 1
			}
		}
		return greatest
	}
	sum := 0.0
	for k, v := range logs {
		logs[k] = 0
		if v > greatest-negligible {
			logs[k] = math.Exp(v - greatest)
			sum += logs[k]
		}
	}
	for k := range logs {
		logs[k] /= sum
	}
	return greatest + math.Log(sum)
}

// wholeLength returns the moments of a chain's length, from its last layer.
func (w *work) wholeLength(l *layer) moments {
	total := math.Inf(-1)
	for j := l.first; j < l.last; j++ {
		total = logAdd(total, w.alpha[j])
	}
	var m moments
	for j := l.first; j < l.last; j++ {
		m.meanM += math.Exp(w.alpha[j]-total) * w.moments[j].meanM
	}
	for j := l.first; j < l.last; j++ {
		offM := w.moments[j].meanM - m.meanM
		m.varM2 += math.Exp(w.alpha[j]-total) * (w.moments[j].varM2 + offM*offM)
	}
	return m
}

func (m *Matcher) backward(w *work, first, last int) {
	t := 1 / m.params.Temper
	for i := last - 2; i >= first; i-- {
		l, next := &w.layers[i], &w.layers[i+1]
		width := next.last - next.first
		for j := l.first; j < l.last; j++ {
			at := next.trans + (j-l.first)*width
			ahead := w.dist[:0]
			for k := range width {
				s := next.first + k
				ahead = append(ahead, w.beta[s]-t*float64(w.trans[at+k]))
			}
			w.dist = ahead
			w.beta[j] = expShares(ahead)
		}
	}
}

// posterior tells how probable it is that the car was on the path when it was
// at layer i: at the state chosen, on an edge that the path drives just before
// or after, or within the noise of either.
func (w *work) posterior(i int) float64 {
	l := &w.layers[i]
	chosen := &w.states[w.chosen[i]]
	nearM := w.sights[l.sight].sigmaM
	total, ours := math.Inf(-1), math.Inf(-1)
	for j := l.first; j < l.last; j++ {
		mass := w.alpha[j] + w.beta[j]
		total = logAdd(total, mass)
		s := &w.states[j]
		same := s.edge == chosen.edge
		if !same && !s.offRoad() && !chosen.offRoad() {
			same = w.drives(i, s.edge) || s.awayM(chosen) < nearM
		}
		if same {
			ours = logAdd(ours, mass)
		}
	}
	if math.IsInf(total, -1) {
		return 0
	}
	return min(math.Exp(ours-total), 1)
}

// drives reports whether the path drives on edge e on its way to layer i or on
// from it.
func (w *work) drives(i int, e roads.EdgeID) bool {
	first, last := w.driven[i].first, w.driven[i].last
	if i+1 < len(w.driven) {
		last = w.driven[i+1].last
	}
	return slices.Contains(w.edges[first:last], e)
}

// logAdd returns ln(e^a + e^b).
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(b, -1) || a-b > 40 {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}
