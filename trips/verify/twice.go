package verify

import (
	"slices"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/trips/trace"
)

// Comparison is what two traces have in common.
type Comparison struct {
	// CopiedShare is the share of the shorter trace's fixes that follow each
	// other in the other trace at the same coordinates to 1e-6 degrees, in the
	// longest such run. Two receivers never do this, even in one car.
	CopiedShare float64
	Copied      int           // fixes of that run
	Offset      time.Duration // how much later b is than a along the run
	Timed       bool          // the run has times in both
	// TogetherShare is the share of the shorter trace's time in which both were
	// within 150 m of each other at the same moment.
	TogetherShare float64
	Together      time.Duration
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

// Compare holds two traces against each other. It sees copies that are whole,
// trimmed or re-timed; copies that were re-sampled, reversed or given noise it
// does not see.
func Compare(a, b []trace.Fix) Comparison {
	var c Comparison
	startA, startB, n := longestRun(a, b)
	if shorter := min(len(a), len(b)); shorter > 0 {
		c.Copied, c.CopiedShare = n, float64(n)/float64(shorter)
	}
	c.Offset, c.Timed = medianOffset(a[startA:startA+n], b[startB:startB+n])
	c.Together, c.TogetherShare = together(withTime(a), withTime(b))
	return c
}

// IsCopy reports whether one trace is the other with other times, or without.
func (c Comparison) IsCopy() bool {
	return c.Copied >= copiedLeast && c.CopiedShare >= copiedShare && !c.SameTimes()
}

// IsSharedRide reports whether both were in the same place at the same time:
// one car, or one file handed in by two people who sat in it.
func (c Comparison) IsSharedRide() bool {
	copied := c.Copied >= copiedLeast && c.CopiedShare >= copiedShare && c.SameTimes()
	return copied || c.TogetherShare >= togetherShare && c.Together >= togetherLeast
}

// SameTimes reports whether the run of equal coordinates has equal times too.
func (c Comparison) SameTimes() bool { return c.Timed && c.Offset.Abs() <= sameTimes }

// maxStarts bounds how many occurrences of one place are tried as a start.
const maxStarts = 8

// longestRun finds the longest run of fixes with the same coordinates, one by
// one, in both traces. Runs are looked for from every 10th fix of a on.
func longestRun(a, b []trace.Fix) (startA, startB, n int) {
	where := map[place][]int32{}
	for i, f := range b {
		p := placeOf(f.Point)
		if len(where[p]) < maxStarts {
			where[p] = append(where[p], int32(i))
		}
	}
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
// moments, and its share of the shorter one's duration.
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
	shorter := min(a[len(a)-1].At.Sub(a[0].At), b[len(b)-1].At.Sub(b[0].At))
	if shorter <= 0 {
		return 0, 0
	}
	return near, min(1, float64(near)/float64(shorter))
}

// between returns where a trace was at a moment between its fixes k and k+1.
func between(b []trace.Fix, k int, at time.Time) (orb.Point, bool) {
	if at.Before(b[k].At) || k+1 >= len(b) && at.After(b[k].At) {
		return orb.Point{}, false
	}
	if k+1 >= len(b) {
		return b[k].Point, true
	}
	gap := b[k+1].At.Sub(b[k].At)
	if gap <= 0 || gap > 2*time.Minute {
		return b[k].Point, gap <= 0
	}
	t := float64(at.Sub(b[k].At)) / float64(gap)
	p, q := b[k].Point, b[k+1].Point
	return orb.Point{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])}, true
}

// Twice turns a comparison with an earlier trip into a finding. earlier is how
// the other trip is called in the sentence, such as its day and number;
// samePerson says that both belong to one claimant, for whom a ride shared
// with oneself is the same trip handed in twice.
func Twice(c Comparison, earlier string, samePerson bool, at time.Time) []Finding {
	switch {
	case c.IsCopy():
		return []Finding{copied(c, earlier, at)}
	case c.IsSharedRide() && samePerson:
		return []Finding{handedInTwice(c, earlier, at)}
	case c.IsSharedRide():
		return []Finding{shared(c, earlier, at)}
	}
	return nil
}

func copied(c Comparison, earlier string, at time.Time) Finding {
	return Finding{
		Rule: "copied-trace", Severity: Serious, Measured: round1(c.CopiedShare * 100), Threshold: copiedShare * 100, Unit: "%", At: at,
		Text: lang.Sayf("有 %[1]d 个点（%.0[2]f%%）的坐标与另一行程（%[3]s）逐点相同而时间不同；两次行驶不会逐点相同。",
			"%[1]d fixes (%.0[2]f%%) have point for point the coordinates of another trip (%[3]s) at other times; no two drives do.", c.Copied, c.CopiedShare*100, earlier),
		Clears: lang.Say("可能是误传了同一个文件，或软件改写了时间：请上传原始文件，或用审批单、通行费记录证明这次行程。",
			"The same file may have been sent by mistake, or an app rewrote its times: hand in the original file, or show this trip by the approved request or a toll record."),
	}
}

func shared(c Comparison, earlier string, at time.Time) Finding {
	return Finding{
		Rule: "shared-ride", Severity: Note, Measured: round1(c.TogetherShare * 100), Threshold: togetherShare * 100, Unit: "%", At: at,
		Text: lang.Sayf("与另一人的行程（%s）同时同路，多半是同车；同一辆车的费用只付一次。",
			"At the same times on the same way as another person's trip (%s): most likely one car, whose costs are paid once.", earlier),
		Clears: lang.Say("写明是同车（谁的车）还是两辆车同行；两辆车各有通行费或加油记录即可。",
			"Say whether it was one car (whose) or two driving together; a toll or fuel record of each car is enough."),
	}
}

func handedInTwice(c Comparison, earlier string, at time.Time) Finding {
	return Finding{
		Rule: "same-trip-twice", Severity: Serious, Measured: round1(max(c.TogetherShare, c.CopiedShare) * 100), Threshold: togetherShare * 100, Unit: "%", At: at,
		Text: lang.Sayf("这次行程与本人已交的行程（%s）是同一次。", "This is the same drive as a trip of the same person already handed in (%s).", earlier),
		Clears: lang.Say("去掉其中一份即可，例如手机和手表都记录了同一次行程。",
			"Take one of the two out; perhaps phone and watch both recorded the drive."),
	}
}
