package verify

import (
	"fmt"
	"math"
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
	startA, startB, n := longestRun(a, b)
	if shorter := min(len(a), len(b)); shorter > 0 {
		c.Copied, c.CopiedShare = n, float64(n)/float64(shorter)
	}
	c.Offset, c.Timed = medianOffset(a[startA:startA+n], b[startB:startB+n])
	c.Together, c.TogetherShare = together(withTime(a), withTime(b))
	if c.Together < togetherLeast || c.TogetherShare < togetherShare || c.Copied < copiedLeast {
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
	case c.Like.CopiedLine():
		return math.IsNaN(c.Like.LaterS) || math.Abs(c.Like.LaterS) > sameTimes.Seconds()
	}
	return c.Like.CopiedPace()
}

// IsSharedRide reports whether both were in the same place at the same time:
// one car, or one file handed in by two people who sat in it.
func (c Comparison) IsSharedRide() bool {
	return c.sameFixes() && c.SameTimes() || c.TogetherShare >= togetherShare && c.Together >= togetherLeast
}

// sameFixes reports whether half of the fixes are the same.
func (c Comparison) sameFixes() bool {
	return c.Copied >= copiedLeast && c.CopiedShare >= copiedShare
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
	f := Finding{Rule: "copied-trace", Severity: Serious, At: at, Clears: lang.Say(
		"可能是误传了同一个文件，或软件改写了时间：请上传原始文件，或用审批单、通行费记录证明这次行程。",
		"The same file may have been sent by mistake, or an app rewrote its times: hand in the original file, or show this trip by the approved request or a toll record.",
	)}
	like := c.Like
	switch {
	case c.sameFixes():
		f.Measured, f.Threshold, f.Unit = round1(c.CopiedShare*100), copiedShare*100, "%"
		f.Text = lang.Sayf("有 %[1]d 个点（%.0[2]f%%）的坐标与另一行程（%[3]s）逐点相同而时间不同；两次行驶不会逐点相同。",
			"%[1]d fixes (%.0[2]f%%) have point for point the coordinates of another trip (%[3]s) at other times; no two drives do.", c.Copied, c.CopiedShare*100, earlier)
	case like.CopiedLine():
		f.Measured, f.Threshold, f.Unit = tens(like.LineNats), tens(copyLineNats), "log10"
		f.Text = lang.Sayf("有 %.1[1]f 公里的走线与另一行程（%[2]s）相同%[5]s：两条线一路只差约 %.1[3]f 米，且不随路程漂移；两次行驶各自的误差会漂开几米。两者出自同一份记录的可能是各自记录的 %[4]s 倍。",
			"%.1[1]f km run along the very line of another trip (%[2]s)%[6]s: about %.1[3]f m apart all the way, without the drift of metres that two recordings have. One recording explains this %[4]s times as well as two.",
			like.SharedM/1000, earlier, like.ApartM, oddsOf(like.LineNats), like.manner().ZH, like.manner().EN)
	default:
		f.Measured, f.Threshold, f.Unit = tens(like.PaceNats), tens(copyPaceNats), "log10"
		f.Text = lang.Sayf("有 %.1[1]f 公里的快慢与另一行程（%[2]s）相同%[5]s：一路上每处的时刻只差约 %.1[3]f 秒；同一个人两次走同一条路也会差出十几秒以上。两者出自同一份记录的可能是各自记录的 %[4]s 倍。",
			"%.1[1]f km were driven at the very pace of another trip (%[2]s)%[6]s: the times along the road differ by about %.1[3]f s all the way, where even one driver on one road differs by ten seconds and more. One recording explains this %[4]s times as well as two.",
			like.SharedM/1000, earlier, like.PaceS, oddsOf(like.PaceNats), like.manner().ZH, like.manner().EN)
	}
	return f
}

// manner says what was changed of a copy, in brackets; nothing when nothing is
// known of it.
func (l Likeness) manner() lang.Text {
	switch {
	case l.Reversed && l.Shift != "":
		return lang.Say("（方向相反，并换了坐标系）", " (the other way round and in another datum)")
	case l.Reversed:
		return lang.Say("（方向相反）", " (the other way round)")
	case l.Shift != "":
		return lang.Say("（换了坐标系）", " (in another datum)")
	}
	return lang.Text{}
}

// tens turns a natural logarithm into powers of ten.
func tens(nats float64) float64 { return round1(nats / math.Ln10) }

// oddsOf writes odds in words: 1000, 10^6.
func oddsOf(nats float64) string {
	if power := int(nats / math.Ln10); power > 4 {
		return fmt.Sprintf("10^%d", power)
	}
	return fmt.Sprintf("%.0f", math.Exp(nats))
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
