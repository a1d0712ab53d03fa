package match

import "math"

// weigh computes for every layer how probable it is that the car was where the
// best path says: the forward-backward sums over the lattice, with all costs
// divided by Temper because neighbouring fixes err alike. The chosen state's
// neighbours count with it: the same edge, or a spot within the noise. On the
// way it finds the mean and the spread of the length over all those ways.
func (m *Matcher) weigh(w *work) {
	w.sure = append(w.sure[:0], make([]float64, len(w.layers))...)
	w.alpha = append(w.alpha[:0], make([]float64, len(w.states))...)
	w.beta = append(w.beta[:0], make([]float64, len(w.states))...)
	w.moments = append(w.moments[:0], make([]moments, len(w.states))...)
	w.chains = w.chains[:0]
	for first := 0; first < len(w.layers); {
		last := first + 1
		for last < len(w.layers) && !w.layers[last].starts {
			last++
		}
		m.forward(w, first, last)
		m.backward(w, first, last)
		for i := first; i < last; i++ {
			w.sure[i] = m.posterior(w, i)
		}
		first = last
	}
}

func (m *Matcher) forward(w *work, first, last int) {
	t := 1 / m.params.Temper
	for i := first; i < last; i++ {
		l := &w.layers[i]
		for j := l.first; j < l.last; j++ {
			sum := 0.0
			if i > first {
				sum = w.sumInto(i, j, t)
				w.moments[j] = w.momentsInto(i, j, t, sum)
			}
			w.alpha[j] = sum - t*w.states[j].emit
		}
	}
	w.chains = append(w.chains, w.wholeLength(&w.layers[last-1]))
}

// moments are the mean and the variance of a length, over all ways the lattice
// knows, weighted with their probability.
type moments struct{ meanM, varM2 float64 }

// momentsInto returns the moments of the length driven up to state j of layer
// i, given that the car was there; sum is sumInto of the same.
func (w *work) momentsInto(i, j int, t, sum float64) moments {
	if math.IsInf(sum, -1) {
		return moments{}
	}
	l, prev := &w.layers[i], &w.layers[i-1]
	width := l.last - l.first
	var m moments
	for pass := range 2 { // the mean first, then the spread around it
		for k := prev.first; k < prev.last; k++ {
			at := l.trans + (k-prev.first)*width + j - l.first
			share := math.Exp(w.alpha[k] - t*float64(w.trans[at]) - sum)
			if share < 1e-6 {
				continue
			}
			lengthM := w.moments[k].meanM + float64(w.lengths[at])
			if pass == 0 {
				m.meanM += share * lengthM
			} else {
				m.varM2 += share * (w.moments[k].varM2 + (lengthM-m.meanM)*(lengthM-m.meanM))
			}
		}
	}
	return m
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

// sumInto adds up, in logarithms, what arrives at state j of layer i.
func (w *work) sumInto(i, j int, t float64) float64 {
	l, prev := &w.layers[i], &w.layers[i-1]
	width := l.last - l.first
	sum := math.Inf(-1)
	for k := prev.first; k < prev.last; k++ {
		cost := float64(w.trans[l.trans+(k-prev.first)*width+j-l.first])
		sum = logAdd(sum, w.alpha[k]-t*cost)
	}
	return sum
}

func (m *Matcher) backward(w *work, first, last int) {
	t := 1 / m.params.Temper
	for i := last - 2; i >= first; i-- {
		l, next := &w.layers[i], &w.layers[i+1]
		width := next.last - next.first
		for j := l.first; j < l.last; j++ {
			sum := math.Inf(-1)
			for k := next.first; k < next.last; k++ {
				cost := float64(w.trans[next.trans+(j-l.first)*width+k-next.first]) + w.states[k].emit
				sum = logAdd(sum, w.beta[k]-t*cost)
			}
			w.beta[j] = sum
		}
	}
}

func (m *Matcher) posterior(w *work, i int) float64 {
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
			same = distM(s.point, chosen.point) < nearM
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
