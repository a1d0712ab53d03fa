package segment

import (
	"slices"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"licheng/trips/clean"
	"licheng/trips/trace"
)

// Stops returns the stays and silences of a trace in the order of time. A
// silence within a stay is part of the stay.
func Stops(fixes []trace.Fix, opt Options) []Stop {
	opt = opt.filled()
	var out []Stop
	stays := clean.Stays(fixes, opt.Stay)
	for _, s := range stays {
		trim(&s, fixes, opt.Stay.RadiusM/2)
		out = append(out, Stop{First: s.First, Last: s.Last, Place: s.Place, Arrived: s.Arrived, Left: s.Left})
	}
	last := -1
	for i, f := range fixes {
		if f.At.IsZero() {
			continue
		}
		if last >= 0 && f.At.Sub(fixes[last].At) >= opt.SilentStop && !within(stays, last, i) {
			out = append(out, Stop{First: last, Last: i, Place: fixes[last].Point, Arrived: fixes[last].At, Left: f.At, Silent: true})
		}
		last = i
	}
	slices.SortFunc(out, func(a, b Stop) int {
		if a.First != b.First {
			return a.First - b.First
		}
		return a.Last - b.Last
	})
	return out
}

// trim leaves the way in and out of the circle to the drive: the stay begins
// with the first fix near its place and ends with the last one.
func trim(s *clean.Stay, fixes []trace.Fix, nearM float64) {
	for fixes[s.First].At.IsZero() || orbgeo.DistanceHaversine(fixes[s.First].Point, s.Place) > nearM {
		if s.First == s.Last {
			break
		}
		s.First++
	}
	for s.Last > s.First && (fixes[s.Last].At.IsZero() || orbgeo.DistanceHaversine(fixes[s.Last].Point, s.Place) > nearM) {
		s.Last--
	}
	s.Arrived, s.Left = fixes[s.First].At, fixes[s.Last].At
}

// within reports whether some stay covers both indexes.
func within(stays []clean.Stay, a, b int) bool {
	i, found := slices.BinarySearchFunc(stays, a, func(s clean.Stay, a int) int { return s.First - a })
	if !found {
		i--
	}
	return i >= 0 && stays[i].First <= a && b <= stays[i].Last
}

// lengthM is the fix-to-fix length in metres.
func lengthM(fixes []trace.Fix) float64 {
	sum := 0.0
	for i := 1; i < len(fixes); i++ {
		sum += orbgeo.DistanceHaversine(fixes[i-1].Point, fixes[i].Point)
	}
	return sum
}

// durationOf is the time from the first timed fix to the last.
func durationOf(fixes []trace.Fix) time.Duration {
	var first, last time.Time
	for _, f := range fixes {
		if f.At.IsZero() {
			continue
		}
		if first.IsZero() {
			first = f.At
		}
		last = f.At
	}
	return last.Sub(first)
}
