package clean

// maxSpikeRun is how many fixes in a row may be one spike: a burst, not a
// side street.
const maxSpikeRun = 10

// hardestMPSS is what no car brakes, turns or pulls away harder than, in m/s²: a
// full stop on dry tarmac is 8 for two or three seconds, which the allowance
// for noise covers.
const hardestMPSS = 6

// markSpikes marks fixes that jump aside and come back as no car moves: of a
// car that is at a and then, T1 + T2 later, at c, with no more acceleration
// than A in between, the place after T1 lies within A·T1·T2/2 of the line from
// a to c. A fix farther off than that and the noise is the receiver's. At a fix
// a second that finds spikes from some 25 m on; at one in ten seconds next to
// nothing, for a car may have been there and back. A jump that does not come
// back stays, as does what makes the way no longer.
func (s *sheet) markSpikes(opt Options) {
	live := s.live()
	before, last := -1, 0
	for k := 1; k+1 < len(live); k++ {
		if s.aside(live[last], live[k], live[k+1], opt) {
			if end := s.spikeEnd(live, before, last, k, opt); end > k {
				for _, i := range live[k:end] {
					s.mark(i, Spike)
				}
				k = end - 1
				continue
			}
		}
		before, last = last, k
	}
}

// spikeEnd returns the end of the spike that begins at k, after the fix last:
// the first place from which all fits again, the way there and back is longer
// than the way past it, and both its ends lie aside. It returns k when there is
// none.
func (s *sheet) spikeEnd(live []int, before, last, k int, opt Options) int {
	for end := k + 1; end < len(live) && end <= k+maxSpikeRun; end++ {
		a, first, final, c := live[last], live[k], live[end-1], live[end]
		switch {
		case !s.aside(a, first, c, opt) || !s.aside(a, final, c, opt):
		case end+1 < len(live) && s.aside(a, c, live[end+1], opt):
		case before >= 0 && s.aside(live[before], a, c, opt):
		case s.stepM(a, first)+s.stepM(final, c)-s.stepM(a, c) < opt.SpikeM:
		default:
			return end
		}
	}
	return k
}

func (s *sheet) stepM(i, k int) float64 { return distanceM(s.fixes[i].Point, s.fixes[k].Point) }

// aside reports whether fix b lies farther from the line between a and c, at its
// time, than a car gets. Without times nothing does.
func (s *sheet) aside(a, b, c int, opt Options) bool {
	fa, fb, fc := &s.fixes[a], &s.fixes[b], &s.fixes[c]
	if surelyWithin(fa.Point, fb.Point, opt.SpikeM) || fa.At.IsZero() || fb.At.IsZero() || fc.At.IsZero() {
		return false
	}
	there, on := strideFrom(fa, fb), strideFrom(fb, fc)
	bothS := there.s + on.s
	if there.s < 0 || on.s < 0 || bothS == 0 || on.surelyFollows(there, opt.SpikeM) {
		return false
	}
	flat := planeAt(fb.Point[1])
	asideM := flat.distanceM((there.lon*on.s-on.lon*there.s)/bothS, (there.lat*on.s-on.lat*there.s)/bothS)
	return asideM > opt.SpikeM+hardestMPSS/2*there.s*on.s
}
