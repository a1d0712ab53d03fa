package match

import "math"

// weigh computes for every layer how probable it is that the car was where the
// best path says: the forward-backward sums over the lattice, with all costs
// divided by Temper because neighbouring fixes err alike. The chosen state's
// neighbours count with it: the same edge, or a spot within the noise.
func (m *Matcher) weigh(w *work) {
	w.sure = append(w.sure[:0], make([]float64, len(w.layers))...)
	w.alpha = append(w.alpha[:0], make([]float64, len(w.states))...)
	w.beta = append(w.beta[:0], make([]float64, len(w.states))...)
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
			}
			w.alpha[j] = sum - t*w.states[j].emit
		}
	}
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
