package match

import (
	"math"
	"slices"
)

// mostStrays is how many sights in a row may be strays.
const mostStrays = 2

// dropStrays takes out sights that the best path goes out of its way for: one
// bad fix is no drive down a side road and back, nor a lane off the map. It
// reports whether it found any, and how many layers of the lattice lie before
// them; the rest is to be built again then.
func (m *Matcher) dropStrays(w *work) (sound int, found bool) {
	var stray []bool
	for i := 1; i < len(w.layers); i++ {
		run := m.straysAt(w, i)
		if run == 0 {
			continue
		}
		if stray == nil {
			stray, sound = make([]bool, len(w.sights)), i
		}
		for k := range run {
			stray[w.layers[i+k].sight] = true
		}
		i += run
	}
	if stray == nil {
		return 0, false
	}
	i := -1
	w.sights = slices.DeleteFunc(w.sights, func(sight) bool { i++; return stray[i] })
	return sound, true
}

// straysAt returns how many sights from layer i on, between two that are on the
// road, are strays: the path past them is cheaper by more than strayNats.
func (m *Matcher) straysAt(w *work, i int) int {
	if w.layers[i].starts || w.isOff(i-1) {
		return 0
	}
	for run := 1; run <= mostStrays && i+run < len(w.layers); run++ {
		b := i + run
		if w.layers[b-1].starts || w.layers[b].starts || w.sights[w.layers[b-1].sight].stop {
			return 0
		}
		if w.isOff(b) {
			continue
		}
		from, to := &w.states[w.chosen[i-1]], &w.states[w.chosen[b]]
		before, after := &w.sights[w.layers[i-1].sight], &w.sights[w.layers[b].sight]
		cost := to.score - from.score
		if cost <= float64(run)*m.params.StrayNats { // as nearly always
			continue
		}
		worth := cost - m.strayNats(w, i, run)
		if worth <= 0 {
			continue
		}
		s := m.stepBetween(w, before, after)
		w.targets = append(w.targets[:0], to.position())
		m.search(w, from, &s)
		if d := m.best(w, from, to, 0, &s); d.cost < worth {
			return run
		}
	}
	return 0
}

// strayNats is what so many sights in a row from layer i on have to cost to be
// strays: the more time there was to drive to them and back at the car's usual
// pace, the likelier it is that it was there. Without times there was enough.
func (m *Matcher) strayNats(w *work, i, run int) float64 {
	elapsedS, viaM := 0.0, 0.0
	for k := i - 1; k < i+run; k++ {
		a, b := &w.sights[w.layers[k].sight], &w.sights[w.layers[k+1].sight]
		elapsedS += b.atS - a.untilS
		viaM += distM(a.point, b.point)
	}
	spareS := elapsedS - viaM/w.cruiseMPS
	if math.IsNaN(spareS) {
		spareS = untimedSpareS
	}
	return float64(run)*m.params.StrayNats + m.params.StrayNatsPerS*max(spareS, 0)
}

// untimedSpareS is how many seconds to spare a drive without times is given.
const untimedSpareS = 30
