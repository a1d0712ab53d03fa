package clean

import "github.com/paulmach/orb"

// minReplays is how often one old position must come back before it counts as
// frozen: once can be a car that turned at the same spot twice.
const minReplays = 2

// markFrozen marks replays of a frozen fix: a location provider that sends an
// old cached position between the live ones, A-B-A-C-A-D with byte-identical A.
// A replay comes back to a position seen before, lies ReplayHopM or more off
// the live track, and the track goes on nearer to where it was than to the
// replay. The first time a position is seen is the real one and stays.
func (s *sheet) markFrozen(opt Options) {
	live := s.live()
	seen := map[orb.Point]bool{}
	replays := map[orb.Point][]int{}
	last := -1 // the last fix of the live track, as an index into fixes
	for k := 0; k < len(live); {
		end := s.endOfRun(live, k)
		p := s.fixes[live[k]].Point
		switch {
		case last >= 0 && seen[p] && end < len(live) && s.hopsAndReturns(last, live[k], live[end], opt.ReplayHopM):
			replays[p] = append(replays[p], live[k:end]...)
		default:
			last = live[end-1]
		}
		seen[p] = true
		k = end
	}
	for _, indexes := range replays {
		if s.groups(indexes) < minReplays {
			continue
		}
		for _, i := range indexes {
			s.reason[i] = Frozen
		}
	}
}

// endOfRun returns where the fixes at the place of live[k] end.
func (s *sheet) endOfRun(live []int, k int) int {
	end := k + 1
	for end < len(live) && s.fixes[live[end]].Point == s.fixes[live[k]].Point {
		end++
	}
	return end
}

// hopsAndReturns reports whether the fix at lies far off the live track, which
// goes on at next near to where it was.
func (s *sheet) hopsAndReturns(last, at, next int, hopM float64) bool {
	out := distanceM(s.fixes[last].Point, s.fixes[at].Point)
	onward := distanceM(s.fixes[last].Point, s.fixes[next].Point)
	return out >= hopM && onward <= out/2
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
