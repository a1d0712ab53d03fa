package match

import (
	"math"
	"slices"
)

// mostSpikes is how many sights in a row may be spikes.
const mostSpikes = 2

// dropSpikes takes out sights that the best path goes out of its way for: one
// bad fix is no drive down a side road and back, nor a lane off the map. It
// reports whether it found any, and how many layers of the lattice lie before
// them; the rest is to be built again then.
func (m *Matcher) dropSpikes(w *work) (sound int, found bool) {
	var spiky []bool
	for i := 1; i < len(w.layers); i++ {
		run := m.spikesAt(w, i)
		if run == 0 {
			continue
		}
		if spiky == nil {
			spiky, sound = make([]bool, len(w.sights)), i
		}
		for k := range run {
			spiky[w.layers[i+k].sight] = true
		}
		i += run
	}
	if spiky == nil {
		return 0, false
	}
	for i := range spiky[:len(spiky)-1] {
		if spiky[i] {
			w.sights[i+1].blindS += w.sights[i].blindS
		}
	}
	i := -1
	w.sights = slices.DeleteFunc(w.sights, func(sight) bool { i++; return spiky[i] })
	return sound, true
}

// spikesAt returns how many sights from layer i on, between two that are on the
// road, are spikes: the path past them is cheaper by more than spikeNats.
func (m *Matcher) spikesAt(w *work, i int) int {
	if w.layers[i].starts || w.isOff(i-1) {
		return 0
	}
	for run := 1; run <= mostSpikes && i+run < len(w.layers); run++ {
		b := i + run
		if w.layers[b-1].starts || w.layers[b].starts || w.sights[w.layers[b-1].sight].stop {
			return 0
		}
		if !w.isOff(b) && m.savesByPassing(w, i, run) {
			return run
		}
	}
	return 0
}

// savesByPassing reports whether the path is cheaper by more than spikeNats
// without so many sights from layer i on.
func (m *Matcher) savesByPassing(w *work, i, run int) bool {
	from, to := &w.states[w.chosen[i-1]], &w.states[w.chosen[i+run]]
	cost := to.score - from.score
	if cost <= float64(run)*m.params.SpikeNats { // as nearly always
		return false
	}
	worth := cost - m.spikeNats(w, i, run)
	if worth <= 0 {
		return false
	}
	s := m.stepBetween(w, &w.sights[w.layers[i-1].sight], &w.sights[w.layers[i+run].sight])
	w.targets = append(w.targets[:0], to.position())
	m.search(w, from, &s)
	return m.best(w, from, to, 0, &s).cost < worth
}

// spikeNats is what so many sights in a row from layer i on have to cost to be
// spikes: the more time there was to drive to them and back at the car's usual
// pace, the likelier it is that it was there. Without times there was enough.
func (m *Matcher) spikeNats(w *work, i, run int) float64 {
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
	return float64(run)*m.params.SpikeNats + m.params.SpikeNatsPerS*max(spareS, 0)
}

// untimedSpareS is how many seconds to spare a drive without times is given.
const untimedSpareS = 30
