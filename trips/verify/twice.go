package verify

import (
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/trips/trace"
)

// Comparison is what two traces have in common.
type Comparison struct {
	// CopiedShare is the share of the shorter trace's fixes that follow each
	// other in the other trace at the same coordinates to 1e-6 degrees, in the
	// longest such run. Two receivers never do this, even in one car.
	CopiedShare float64
	Copied      int           // fixes of that run
	CopiedM     float64       // its way, metres
	Offset      time.Duration // how much later b is than a along the run
	Timed       bool          // the run has times in both
	// TogetherShare is the share of the shorter trace's time in which both were
	// within 150 m of each other at the same moment.
	TogetherShare float64
	Together      time.Duration
	// Like holds the lines and the speeds of both against each other.
	Like Likeness
}

// The thresholds of the comparison.
const (
	copiedShare   = 0.50             // of the shorter trace
	copiedLeast   = 20               // fixes: fewer may be chance on a coarse grid
	sameTimes     = 60 * time.Second // clocks of two phones, or of one file exported twice
	togetherShare = 0.80
	togetherLeast = 5 * time.Minute
	togetherM     = 150.0
)

// Compare holds two drives against each other, the earlier first. Fixes are
// cleaned and in WGS-84.
func Compare(a, b []trace.Fix) Comparison { return Hold(b).Compare(a) }

// Compare holds the drive against an earlier one.
func (h *Held) Compare(a []trace.Fix) Comparison {
	b := h.fixes
	var c Comparison
	startA, startB, n := longestRun(a, b, h.places)
	if shorter := min(len(a), len(b)); shorter > 0 {
		c.Copied, c.CopiedShare = n, float64(n)/float64(shorter)
		c.CopiedM = wayOf(a[startA : startA+n])
	}
	c.Offset, c.Timed = medianOffset(a[startA:startA+n], b[startB:startB+n])
	c.Together, c.TogetherShare = together(withTime(a), h.timed)
	if !c.sameFixes() && !c.partCopied() && (c.Together < togetherLeast || c.TogetherShare < togetherShare || c.Copied < copiedLeast) {
		c.Like = h.alike(a)
	}
	return c
}

// IsCopy reports whether one trace was made from the other: with other times or
// without, and whatever else was changed.
func (c Comparison) IsCopy() bool {
	switch {
	case c.sameFixes():
		return !c.SameTimes()
	case c.partCopied():
		return true
	case c.Like.CopiedLine():
		return math.IsNaN(c.Like.LaterS) || math.Abs(c.Like.LaterS) > sameTimes.Seconds()
	}
	return c.Like.CopiedPace() && c.Like.ClockAway() == 0
}

// IsSharedRide reports whether both were in the same place at the same time:
// one car, or one file handed in by two people who sat in it; also when one of
// two receivers wrote the time of another zone.
func (c Comparison) IsSharedRide() bool {
	return c.sameFixes() && c.SameTimes() || c.TogetherShare >= togetherShare && c.Together >= togetherLeast ||
		c.Like.ClockAway() != 0
}

// sameFixes reports whether half of the fixes are the same.
func (c Comparison) sameFixes() bool {
	return c.Copied >= copiedLeast && c.CopiedShare >= copiedShare
}

// partCopied reports whether a stretch is the same fix by fix at other times,
// though it is the smaller part of both: a copy joined with another drive.
func (c Comparison) partCopied() bool {
	return c.Copied >= copiedLeast && c.CopiedM >= copySharedM && c.Timed && !c.SameTimes()
}

// SameTimes reports whether the run of equal coordinates has equal times too.
func (c Comparison) SameTimes() bool { return c.Timed && c.Offset.Abs() <= sameTimes }

// place is a position in units of 1e-6 degrees, about 0.1 m.
type place struct{ lon, lat int64 }

// placeOf rounds a point to 1e-6 degrees.
func placeOf(p orb.Point) place {
	const scale = 1e6
	return place{int64(math.Round(p[0] * scale)), int64(math.Round(p[1] * scale))}
}

// maxStarts bounds how many occurrences of one place are tried as a start.
const maxStarts = 8

// placesOf says which fixes lie at a place, of each at most maxStarts.
func placesOf(fixes []trace.Fix) map[place][]int32 {
	where := make(map[place][]int32, len(fixes))
	for i, f := range fixes {
		p := placeOf(f.Point)
		if len(where[p]) < maxStarts {
			where[p] = append(where[p], int32(i))
		}
	}
	return where
}

// longestRun finds the longest run of fixes with the same coordinates, one by
// one, in both traces; where are the places of b. Runs are looked for from every
// 10th fix of a on.
func longestRun(a, b []trace.Fix, where map[place][]int32) (startA, startB, n int) {
	for i := 0; i < len(a); i += 10 {
		if i >= startA && i < startA+n {
			continue
		}
		for _, at := range where[placeOf(a[i].Point)] {
			from, k := i, int(at)
			for from > 0 && k > 0 && near(a[from-1].Point, b[k-1].Point) {
				from, k = from-1, k-1
			}
			length := 0
			for from+length < len(a) && k+length < len(b) && near(a[from+length].Point, b[k+length].Point) {
				length++
			}
			if length > n {
				startA, startB, n = from, k, length
			}
		}
	}
	return startA, startB, n
}

// wayOf is how far it is along all fixes, metres.
func wayOf(fixes []trace.Fix) (sum float64) {
	for i := 1; i < len(fixes); i++ {
		sum += orbgeo.DistanceHaversine(fixes[i-1].Point, fixes[i].Point)
	}
	return sum
}

// near reports whether two points are the same to 1e-6 degrees.
func near(a, b orb.Point) bool {
	const tolerance = 1.0000001e-6
	return a[0]-b[0] <= tolerance && b[0]-a[0] <= tolerance && a[1]-b[1] <= tolerance && b[1]-a[1] <= tolerance
}

// medianOffset returns the median of the time differences of paired fixes,
// false when fewer than half have times in both.
func medianOffset(a, b []trace.Fix) (time.Duration, bool) {
	var offsets []time.Duration
	for i := range a {
		if !a[i].At.IsZero() && !b[i].At.IsZero() {
			offsets = append(offsets, b[i].At.Sub(a[i].At))
		}
	}
	if len(offsets) == 0 || len(offsets)*2 < len(a) {
		return 0, false
	}
	slices.Sort(offsets)
	return offsets[len(offsets)/2], true
}

// together returns how long two timed traces were near each other at the same
// moments, and its share of the time the shorter one was recorded.
func together(a, b []trace.Fix) (time.Duration, float64) {
	if len(a) < 2 || len(b) < 2 {
		return 0, 0
	}
	var near time.Duration
	k := 0
	for i := 1; i < len(a); i++ {
		for k+1 < len(b) && !b[k+1].At.After(a[i].At) {
			k++
		}
		at, ok := between(b, k, a[i].At)
		if ok && orbgeo.DistanceHaversine(at, a[i].Point) <= togetherM {
			near += min(a[i].At.Sub(a[i-1].At), time.Minute)
		}
	}
	shorter := min(recordedFor(a), recordedFor(b))
	if shorter <= 0 {
		return 0, 0
	}
	return near, min(1, float64(near)/float64(shorter))
}

// recordedFor is how long a trace was recorded, without the silences of stays.
func recordedFor(fixes []trace.Fix) time.Duration {
	var sum time.Duration
	for i := 1; i < len(fixes); i++ {
		sum += min(fixes[i].At.Sub(fixes[i-1].At), time.Minute)
	}
	return sum
}

// between returns where a trace was at a moment between its fixes k and k+1. In
// a silence of more than two minutes that is known only when it ends where it
// began.
func between(b []trace.Fix, k int, at time.Time) (orb.Point, bool) {
	if at.Before(b[k].At) || k+1 >= len(b) && at.After(b[k].At) {
		return orb.Point{}, false
	}
	if k+1 >= len(b) {
		return b[k].Point, true
	}
	gap := b[k+1].At.Sub(b[k].At)
	if gap <= 0 {
		return b[k].Point, true
	}
	if gap > 2*time.Minute && orbgeo.DistanceHaversine(b[k].Point, b[k+1].Point) > stayedM {
		return orb.Point{}, false
	}
	t := float64(at.Sub(b[k].At)) / float64(gap)
	p, q := b[k].Point, b[k+1].Point
	return orb.Point{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])}, true
}

// stayedM is how near to where it began a silence ends when the car stood.
const stayedM = 300.0
