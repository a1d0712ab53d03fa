package clean

import "github.com/paulmach/orb"

// minReplays is how often one old position must come back before it counts as
// frozen: once can be a car that turned at the same spot twice.
const minReplays = 2

// recentSteps is how many steps of the live track a hop is compared with, and
// hopSteps how many times the longest of them a replay must be. A driver who
// really returns to a spot, byte for byte on a coarse grid, comes in steps like
// all others.
const (
	recentSteps = 5
	hopSteps    = 3
)

// markFrozen marks replays of a frozen fix: a location provider that sends an
// old cached position between the live ones, A-B-A-C-A-D with byte-identical A.
// A replay comes back to a position seen before, lies ReplayHopM or more off
// the live track, and either no car could have made the hop there or back, or
// it is out of all proportion to the steps before it and the track goes on near
// to where it was. The first time a position is seen is the real one and stays.
func (s *sheet) markFrozen(opt Options) {
	live := s.live()
	if !s.hops(live, opt.ReplayHopM) {
		return // as nearly every trace: nothing lies off the track
	}
	j := newJudge(s, live, opt)
	track := liveTrack{s: s, last: -1}
	seen := make(map[orb.Point]bool, len(live))
	replays := map[orb.Point][]int{}
	for k := 0; k < len(live); {
		end := s.endOfRun(live, k)
		p := s.fixes[live[k]].Point
		if track.last >= 0 && seen[p] && end < len(live) && track.isHop(j, live[k:end], live[end], opt.ReplayHopM) {
			replays[p] = append(replays[p], live[k:end]...)
		} else {
			track.moveTo(live[k], live[end-1])
		}
		seen[p] = true
		k = end
	}
	for _, indexes := range replays {
		if s.groups(indexes) < minReplays {
			continue
		}
		for _, i := range indexes {
			s.mark(i, Frozen)
		}
	}
}

// hops reports whether any step is as long as a replay's hop: without one the
// track never left itself.
func (s *sheet) hops(live []int, hopM float64) bool {
	for k := 1; k < len(live); k++ {
		if a, b := &s.fixes[live[k-1]], &s.fixes[live[k]]; farther(a.Point, b.Point, 0.999*hopM) {
			return true
		}
	}
	return false
}

// liveTrack is the track without the replays found so far.
type liveTrack struct {
	s     *sheet
	last  int      // its last fix, -1 before the first
	steps [][2]int // from which fix to which its last steps went; at most recentSteps
}

// moveTo goes on to a run of fixes at one place.
func (l *liveTrack) moveTo(first, last int) {
	if l.last >= 0 {
		l.steps = append(l.steps, [2]int{l.last, first})
		if len(l.steps) > recentSteps {
			l.steps = l.steps[1:]
		}
	}
	l.last = last
}

// isHop reports whether a run at a place seen before is a replay and not the
// way the track took; next is the fix after it.
func (l *liveTrack) isHop(j judge, run []int, next int, hopM float64) bool {
	out := distanceM(l.s.fixes[l.last].Point, l.s.fixes[run[0]].Point)
	if out < hopM {
		return false
	}
	impossible := j.tooFast(l.last, run[0]) || j.tooFast(run[len(run)-1], next)
	if impossible && !j.tooFast(l.last, next) {
		return true
	}
	longest := 0.0
	for _, step := range l.steps {
		longest = max(longest, distanceM(l.s.fixes[step[0]].Point, l.s.fixes[step[1]].Point))
	}
	onward := distanceM(l.s.fixes[l.last].Point, l.s.fixes[next].Point)
	return onward <= out/2 && out >= hopSteps*longest
}

// endOfRun returns where the fixes at the place of live[k] end.
func (s *sheet) endOfRun(live []int, k int) int {
	end := k + 1
	for end < len(live) && s.fixes[live[end]].Point == s.fixes[live[k]].Point {
		end++
	}
	return end
}

// groups counts the separate runs in a list of indexes.
func (s *sheet) groups(indexes []int) int {
	n := 0
	for k, i := range indexes {
		if k == 0 || indexes[k-1] != i-1 {
			n++
		}
	}
	return n
}
