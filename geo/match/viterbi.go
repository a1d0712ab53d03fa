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
