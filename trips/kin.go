package trips

import (
	"slices"
	"time"
)

// kin finds for each trip of a trace that was read again the one it was before,
// -1 where there is none: the one it has the most time in common with, of those
// left the one in the same place of the file. A trip of before is one at most.
func kin(before, now []Trip) []int {
	of := slices.Repeat([]int{-1}, len(now))
	taken := make([]bool, len(before))
	for range now {
		best, old, fresh := time.Duration(-1), -1, -1
		for i := range now {
			for j := range before {
				if of[i] >= 0 || taken[j] {
					continue
				}
				if c, meets := common(before[j], now[i]); meets && c > best {
					best, old, fresh = c, j, i
				}
			}
		}
		if old < 0 {
			break
		}
		of[fresh], taken[old] = old, true
	}
	for i := range now {
		if of[i] < 0 && i < len(before) && !taken[i] {
			of[i], taken[i] = i, true
		}
	}
	return of
}

// common is the time two trips have in common; meets is false for trips without
// times and those that only touch.
func common(a, b Trip) (d time.Duration, meets bool) {
	if a.StartedAt.IsZero() || b.StartedAt.IsZero() {
		return 0, false
	}
	from, to := a.StartedAt, a.EndedAt
	if b.StartedAt.After(from) {
		from = b.StartedAt
	}
	if b.EndedAt.Before(to) {
		to = b.EndedAt
	}
	return to.Sub(from), to.After(from)
}
