package match

import (
	"math"
	"slices"

	"licheng/geo/roads"
)

// belief is what all ways through the lattice say of one state together.
type belief struct {
	alpha float64 // share of the ways up to here, among the layer's states
	beta  float64 // how much more the ways on from here weigh than the layer's other states'
	moments
}

// moments are the mean and the variance of the length driven up to a place,
// over all ways the lattice knows, weighted with their probability.
type moments struct{ meanM, varM2 float64 }

// weigh computes for every layer how probable it is that the car was where the
// best path says: the forward-backward sums over the lattice, with all costs
// divided by Temper because neighbouring fixes err alike, and every layer's sums
// brought to 1 so that no trace is too long for them. The chosen state's
// neighbours count with it: the same edge, or a spot within the noise. On the
// way it finds the mean and the spread of the length over all those ways.
func (m *Matcher) weigh(w *work) {
	w.beliefs = zeroed(w.beliefs, len(w.states))
	w.chains = w.chains[:0]
	for first := 0; first < len(w.layers); {
		last := first + 1
		for last < len(w.layers) && !w.layers[last].starts {
			last++
		}
		m.begin(w, &w.layers[first])
		for i := first + 1; i < last; i++ {
			m.forward(w, &w.layers[i])
		}
		w.chains = append(w.chains, w.wholeLength(&w.layers[last-1]))
		w.backward(first, last)
		first = last
	}
}

// begin weighs the states a chain may start from.
func (m *Matcher) begin(w *work, l *layer) {
	least := math.Inf(1)
	for i := l.first; i < l.last; i++ {
		least = min(least, w.states[i].emit+w.states[i].haste)
	}
	for i := l.first; i < l.last; i++ {
		w.beliefs[i].alpha = math.Exp((least - w.states[i].emit - w.states[i].haste) / m.params.Temper)
	}
	w.share(l)
}

// forward weighs the links into a layer and carries the sums over them.
func (m *Matcher) forward(w *work, l *layer) {
	links := w.links[l.links:l.linked]
	least := links[0].cost
	for k := range links {
		least = min(least, links[k].cost)
	}
	// Lengths are summed as differences from one of them, for the sake of digits.
	aboutM := w.beliefs[links[0].from].meanM + float64(links[0].lengthM)
	temper := 1 / m.params.Temper
	for k := range links {
		way := &links[k]
		way.weight = math.Exp(float64(least-way.cost) * temper)
		from, to := &w.beliefs[way.from], &w.beliefs[way.to]
		p, offM := from.alpha*way.weight, from.meanM+float64(way.lengthM)-aboutM
		to.alpha += p
		to.meanM += p * offM
		to.varM2 += p * (from.varM2 + offM*offM)
	}
	for i := l.first; i < l.last; i++ {
		if b := &w.beliefs[i]; b.alpha > 0 {
			offM := b.meanM / b.alpha
			b.meanM, b.varM2 = aboutM+offM, max(b.varM2/b.alpha-offM*offM, 0)
		}
	}
	w.share(l)
}

// share brings the sum over a layer's alphas to 1.
func (w *work) share(l *layer) {
	sum := 0.0
	for i := l.first; i < l.last; i++ {
		sum += w.beliefs[i].alpha
	}
	for i := l.first; i < l.last; i++ {
		w.beliefs[i].alpha /= sum
	}
}

// wholeLength returns the moments of a chain's length, from its last layer.
func (w *work) wholeLength(l *layer) (m moments) {
	for i := l.first; i < l.last; i++ {
		m.meanM += w.beliefs[i].alpha * w.beliefs[i].meanM
	}
	for i := l.first; i < l.last; i++ {
		offM := w.beliefs[i].meanM - m.meanM
		m.varM2 += w.beliefs[i].alpha * (w.beliefs[i].varM2 + offM*offM)
	}
	return m
}

// backward carries the sums of layers first to last-1 back, over the links that
// forward has weighed.
func (w *work) backward(first, last int) {
	for i := w.layers[last-1].first; i < w.layers[last-1].last; i++ {
		w.beliefs[i].beta = 1
	}
	for i := last - 1; i > first; i-- {
		most := 0.0
		for k := w.layers[i].links; k < w.layers[i].linked; k++ {
			way := &w.links[k]
			from := &w.beliefs[way.from]
			from.beta += way.weight * w.beliefs[way.to].beta
			most = max(most, from.beta)
		}
		for k := w.layers[i-1].first; k < w.layers[i-1].last; k++ {
			w.beliefs[k].beta /= most
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
	total, ours := 0.0, 0.0
	for j := l.first; j < l.last; j++ {
		mass := w.beliefs[j].alpha * w.beliefs[j].beta
		total += mass
		s := &w.states[j]
		same := s.edge == chosen.edge
		if !same && mass > 0 && !s.offRoad() && !chosen.offRoad() {
			same = w.drives(i, s.edge) || s.awayM(chosen) < nearM
		}
		if same {
			ours += mass
		}
	}
	if !(total > 0) {
		return 0
	}
	return min(ours/total, 1)
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
