package clean

import (
	"sort"

	"licheng/trips/trace"
)

// markBackward marks the fewest timed fixes whose removal makes time run
// forward: what is not in a longest non-decreasing subsequence. So a single
// wrong time far ahead is dropped itself, not all the honest ones behind it.
// Fixes without a time stay.
func (s *sheet) markBackward() {
	if s.inOrder() {
		return
	}
	var timed []int
	for _, i := range s.live() {
		if !s.fixes[i].At.IsZero() {
			timed = append(timed, i)
		}
	}
	keep := s.longestForward(timed)
	for k, i := range timed {
		if !keep[k] {
			s.mark(i, Backward)
		}
	}
}

// inOrder reports whether time never runs backward.
func (s *sheet) inOrder() bool {
	var last *trace.Fix
	for _, i := range s.live() {
		f := &s.fixes[i]
		if f.At.IsZero() {
			continue
		}
		if last != nil && f.At.Before(last.At) {
			return false
		}
		last = f
	}
	return true
}

// longestForward marks the members of a longest non-decreasing subsequence by
// time (patience sorting, O(n log n)).
func (s *sheet) longestForward(timed []int) []bool {
	var tails []int // tails[l]: position in timed of the smallest end of a run of length l+1
	before := make([]int, len(timed))
	for k, i := range timed {
		at := s.fixes[i].At
		l := sort.Search(len(tails), func(l int) bool { return s.fixes[timed[tails[l]]].At.After(at) })
		before[k] = -1
		if l > 0 {
			before[k] = tails[l-1]
		}
		if l == len(tails) {
			tails = append(tails, k)
		} else {
			tails[l] = k
		}
	}
	keep := make([]bool, len(timed))
	for k := tails[len(tails)-1]; k >= 0; k = before[k] {
		keep[k] = true
	}
	return keep
}
