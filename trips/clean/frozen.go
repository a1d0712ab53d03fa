package clean

import "github.com/paulmach/orb"

// minReplays is how often one old position must come back before it counts as
// frozen: once can be a car that turned at the same spot twice.
const minReplays = 2

// onwardShare is how long the steps past the replays may be, against the hops to
// them: places around one spot are 1.3 times as far from each other as from it,
// and the first steps of a drive away from it as long as the hops back.
const onwardShare = 0.75

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
// Over all its replays the track without them is much the shorter: else it is
// the other way round, a phone that lies still and whose odd fixes jump away.
func (s *sheet) markFrozen(opt Options) {
	live := s.live()
	if !s.hops(live, opt.ReplayHopM) {
		return // as nearly every trace: nothing lies off the track
	}
	j := newJudge(s, live, opt)
	track := liveTrack{s: s, last: -1}
	seen := make(map[orb.Point]bool, len(live))
	replays := map[orb.Point]*replay{}
	for k := 0; k < len(live); {
		end := s.endOfRun(live, k)
		p := s.fixes[live[k]].Point
		if track.last >= 0 && seen[p] && end < len(live) && track.isHop(j, live[k:end], live[end], opt.ReplayHopM) {
			if replays[p] == nil {
				replays[p] = &replay{}
			}
			replays[p].add(&track, live[k:end], live[end])
		} else {
			track.moveTo(live[k], live[end-1])
		}
		seen[p] = true
		k = end
	}
	for _, r := range replays {
		if !r.frozen() {
			continue
		}
		for _, i := range r.fixes {
			s.mark(i, Frozen)
		}
	}
}

// replay is what came back to one position.
type replay struct {
	fixes  []int
	runs   int
	offM   float64            // from the live track to the position, over all runs
	onM    float64            // from the live fix before each run to the one after it
	places map[orb.Point]bool // of those before
	begun  int                // live fixes before the first run …
	moved  int                // … and before the last one
}

// add counts a run of fixes at the position, and the live fix after it.
func (r *replay) add(track *liveTrack, run []int, next int) {
	fixes := track.s.fixes
	a, p, b := fixes[track.last].Point, fixes[run[0]].Point, fixes[next].Point
	if r.runs == 0 {
		r.places, r.begun = map[orb.Point]bool{}, track.moved
	}
	r.fixes = append(r.fixes, run...)
	r.runs++
	r.offM += distanceM(a, p)
	r.onM += distanceM(a, b)
	r.places[a] = true
	r.moved = track.moved
}

// frozen reports whether the position came back often and is the one beside the
// track: without it the way is plainly shorter. Of two positions that change
// places the one with fewer fixes is beside the track.
func (r *replay) frozen() bool {
	lives := r.moved - r.begun + 1
	return r.runs >= minReplays && r.onM <= onwardShare*r.offM && (len(r.places) > 1 || len(r.fixes) <= lives)
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
	moved int      // how many fixes it has
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
	l.moved += last - first + 1
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
