package match

import (
	"math"
	"slices"
)

// choose walks back from the cheapest last state of every chain and notes the
// state of each layer on it.
func (m *Matcher) choose(w *work) {
	w.chosen = zeroed(w.chosen, len(w.layers))
	state := int32(-1)
	for i := len(w.layers) - 1; i >= 0; i-- {
		l := &w.layers[i]
		if state < 0 {
			best := math.Inf(1)
			for j := l.first; j < l.last; j++ {
				score := w.states[j].score
				if w.states[j].offRoad() {
					score += m.params.LeaveNats / 2
				}
				if score < best {
					best, state = score, int32(j)
				}
			}
		}
		w.chosen[i] = state
		state = w.states[state].back
	}
}

// dropStrays takes out sights that the best path explains by leaving the road
// for a moment and coming back: one bad fix, not a lane. It reports whether it
// took any out; the lattice is to be built again then.
func (m *Matcher) dropStrays(w *work) bool {
	const most = 2 // sights in a row
	stray := make([]bool, len(w.sights))
	found := false
	for i := 1; i < len(w.layers); i++ {
		run := 0
		for i+run < len(w.layers) && w.isOff(i+run) && !w.layers[i+run].starts {
			run++
		}
		if run == 0 || run > most || i+run >= len(w.layers) || w.layers[i+run].starts || w.isOff(i-1) {
			i += run
			continue
		}
		before, after := &w.sights[w.layers[i-1].sight], &w.sights[w.layers[i+run].sight]
		s := m.stepBetween(w, before, after)
		from, to := &w.states[w.chosen[i-1]], &w.states[w.chosen[i+run]]
		w.targets = append(w.targets[:0], to.position())
		m.search(w, from, &s)
		if d := m.best(w, from, to, 0, &s); d.cost < m.params.LeaveNats {
			for k := range run {
				stray[w.layers[i+k].sight] = true
			}
			found = true
		}
		i += run
	}
	if !found {
		return false
	}
	i := -1
	w.sights = slices.DeleteFunc(w.sights, func(sight) bool { i++; return stray[i] })
	return true
}

func (w *work) isOff(layer int) bool { return w.states[w.chosen[layer]].offRoad() }

// cruise returns a speed in m/s that the car drives at when it drives: the
// third quartile over the moving steps, which are too slow where fixes are
// sparse and roads bend, so at least 8 (30 km/h); 15 when there are no times.
func cruise(w *work) float64 {
	speeds := w.dist[:0]
	for i := 1; i < len(w.sights); i++ {
		a, b := &w.sights[i-1], &w.sights[i]
		if s := b.atS - a.untilS; s > 0 {
			if v := a.onM / s; v > 1 {
				speeds = append(speeds, v)
			}
		}
	}
	w.dist = speeds
	if len(speeds) == 0 {
		return 15
	}
	slices.Sort(speeds)
	return min(max(speeds[len(speeds)*3/4], 8), 40)
}
