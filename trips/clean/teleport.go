package clean

import (
	"slices"

	"github.com/paulmach/orb"
)

// maxSpike is how many fixes in a row a teleport may last before it is taken
// for a real change of place.
const maxSpike = 30

// maxStale is how many fixes at the very beginning may be old cached ones.
const maxStale = 3

// markTeleports marks fixes that jump away faster than a car and come back:
// the way to them is impossible, the way past them is not. A jump that does
// not come back is kept, for verify to point at, except that up to three fixes
// at the very beginning give way when everything after them holds together:
// phones begin with the position of yesterday evening.
func (s *sheet) markTeleports(opt Options) {
	live := s.live()
	j := newJudge(s, live, opt)
	live = s.markStaleStart(live, j)
	last := 0
	for k := 1; k < len(live); k++ {
		if !j.tooFast(live[last], live[k]) {
			last = k
			continue
		}
		back := k + 1
		for back < len(live) && back <= k+maxSpike && j.tooFast(live[last], live[back]) {
			back++
		}
		if back < len(live) && back <= k+maxSpike && j.tooFast(live[back-1], live[back]) {
			for _, i := range live[k:back] {
				s.mark(i, Teleport)
			}
			k = back
		}
		last = k
	}
}

// markStaleStart marks up to maxStale fixes at the beginning that lie apart
// from all that follows, and returns the rest.
func (s *sheet) markStaleStart(live []int, j judge) []int {
	for n := 1; n <= maxStale && len(live) >= n+10; n++ {
		if !j.tooFast(live[n-1], live[n]) {
			continue
		}
		for k := n + 1; k < n+10; k++ {
			if j.tooFast(live[k-1], live[k]) || !j.tooFast(live[n-1], live[k]) && !j.timed {
				return live
			}
		}
		for _, i := range live[:n] {
			s.mark(i, Teleport)
		}
		return live[n:]
	}
	return live
}

// judge tells which hops are impossible.
type judge struct {
	s      *sheet
	timed  bool
	maxMPS float64
	noiseM float64
	hopM   float64 // without times: the longest believable hop
}

// newJudge looks at the trace as a whole: without times, a hop counts as
// impossible from 2 km and 20 times the median step on.
func newJudge(s *sheet, live []int, opt Options) judge {
	j := judge{s: s, maxMPS: opt.MaxSpeedKMH / 3.6, noiseM: opt.NoiseM}
	timed := 0
	for _, i := range live {
		if !s.fixes[i].At.IsZero() {
			timed++
		}
	}
	j.timed = timed*2 > len(live)
	if timed < len(live) && len(live) > 1 {
		j.hopM = longestHopM(s, live)
	}
	return j
}

// longestHopM is 2 km and 20 times the median step: asked for only where some
// fixes have no time.
func longestHopM(s *sheet, live []int) float64 {
	steps := make([]float64, 0, len(live)-1)
	for k := 1; k < len(live); k++ {
		steps = append(steps, distanceM(s.fixes[live[k-1]].Point, s.fixes[live[k]].Point))
	}
	slices.Sort(steps)
	return max(2000, 20*steps[len(steps)/2])
}

// tooFast reports whether no car gets from fix a to fix b.
func (j judge) tooFast(a, b int) bool {
	fa, fb := &j.s.fixes[a], &j.s.fixes[b]
	mostM := j.hopM
	if !fa.At.IsZero() && !fb.At.IsZero() {
		mostM = j.noiseM + j.maxMPS*fb.At.Sub(fa.At).Seconds()
	}
	return farther(fa.Point, fb.Point, mostM)
}

// farther reports whether two places are more than mostM apart. Most are much
// nearer.
func farther(a, b orb.Point, mostM float64) bool {
	return !surelyWithin(a, b, mostM) && distanceM(a, b) > mostM
}
