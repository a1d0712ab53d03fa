package verify

import (
	"math"
	"slices"
)

// beside is where on a segment of the first drive a fix of the second lies.
type beside struct {
	fixM  float64 // from the nearer of the two fixes the segment joins, metres
	longM float64 // the segment
	tookS float64 // over it
}

// beside returns where on its segment a foot lies.
func (t *track) beside(f foot) beside {
	i := f.seg
	longM := t.ahead[i].lengthM
	fromM := f.goneM - t.gone[i]
	return beside{max(0, min(fromM, longM-fromM)), longM, t.atS[i+1] - t.atS[i]}
}

// A recorder writes a fix every so many seconds, wherever the car is by then: the
// fixes of another drive lie between those of the first as chance has it. Those of
// a copy lie on them but for the noise that was added, at whatever rate its clock
// was made to run.
const (
	stepNearM  = 8.0  // of a copy's fixes stepNear lie as near to one of the first drive
	stepNear   = 0.9  // with noise of 4 m and some gross errors
	stepLongM  = 32.0 // fixes nearer together than this have one of the other's near anyway
	stepEvenly = 0.8  // of the first drive's gaps are alike: it was recorded by the clock, not at bends or by the metre
)

// inStep is what is known of how the fixes of a second drive lie beside those of
// the first.
type inStep struct {
	copied  float64 // evidence of all fixes, would each lie where chance has it
	chance  float64 // that the first of them lies near one of the first drive's
	longest float64 // way of the longest stretch, metres
}

// stepOf looks at stretches of pairs. Where too few tell anything, or the first
// drive was not recorded by the clock, it has no evidence.
func stepOf(stretches [][]pair) (s inStep) {
	var took []float64
	for _, stretch := range stretches {
		s.longest = max(s.longest, stretch[len(stretch)-1].goneM-stretch[0].goneM)
		for _, p := range stretch {
			if p.beside.longM < stepLongM || math.IsNaN(p.beside.tookS) {
				continue
			}
			took = append(took, p.beside.tookS)
			near := 2 * stepNearM / p.beside.longM
			s.chance += near
			if p.beside.fixM <= stepNearM {
				s.copied += math.Log(stepNear / near)
			} else {
				s.copied += math.Log((1 - stepNear) / (1 - near))
			}
		}
	}
	if len(took) < pointsLeast || !areEven(took) {
		return inStep{}
	}
	s.chance /= float64(len(took))
	return s
}

// areEven reports whether most gaps are alike, to a second or a tenth.
func areEven(gaps []float64) bool {
	slices.Sort(gaps)
	middle := gaps[len(gaps)/2]
	like := 0
	for _, g := range gaps {
		if math.Abs(g-middle) <= max(1, middle/10) {
			like++
		}
	}
	return float64(like) >= stepEvenly*float64(len(gaps))
}

// nats returns how much better a copy explains how the fixes lie, 0 or more: it
// may have been given fixes of its own, which costs one doubling. Two recorders
// that both go by the clock fall into step by chance, once, and stay in it while
// the drives keep one ratio of speeds: rateChance is how likely that is.
func (s inStep) nats(rateChance float64) float64 {
	return max(0, -math.Log(s.chance*rateChance+math.Exp(-s.copied))-math.Ln2)
}

// rateChance is how likely two drives keep the second in step with the first by
// their speeds alone, of density at the rate there is: along the longest stretch
// the fixes may move from one side of the first drive's to the other.
func (s inStep) rateChance(density float64) float64 {
	return min(1, 4*stepNearM*density/max(1, s.longest))
}
