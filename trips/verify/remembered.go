package verify

import (
	"math"
	"slices"
	"time"

	"licheng/lang"
)

// The limits of knowing a copy of a drive of which only the marks are left.
// Among 1,200 honest trips of the demo county no other drive on another day has
// more than 40 % of the marks, a daily driver like clockwork; copies that were
// re-timed, reversed or shifted have all of them or nearly so.
const (
	rememberedShare = 0.60
	rememberedLeast = 12 // marks: fewer may be chance
)

// Remembered holds a drive against one whose points are gone: search are the
// SearchMarks of the first, kept the MarksOf the second. With most marks in
// common it says so; a closer look is not possible any more, so that it is a
// note, whatever the share. earlier is how the other trip is called.
func Remembered(search, kept []Mark, earlier string, at time.Time) []Finding {
	common := 0
	for _, m := range kept {
		if _, found := slices.BinarySearch(search, m); found {
			common++
		}
	}
	share := float64(common) / float64(max(1, len(kept)))
	if common < rememberedLeast || share < rememberedShare {
		return nil
	}
	return []Finding{{
		Rule: "remembered-trace", Severity: Note, Measured: math.Round(share * 100), Threshold: rememberedShare * 100, Unit: "%", At: at,
		Text: lang.Sayf("与一次早已结清的行程（%[1]s）在 %[3]d 处细节中有 %[2]d 处相同；两次行驶很少有一半相同。那次行程的轨迹点已按期删除，不能逐点核对。",
			"%[2]d of the %[3]d details kept of a trip settled long ago (%[1]s) are the same; two drives seldom have half of them in common. Its points were purged when their time was over, so that nobody can compare them one by one.",
			earlier, common, len(kept)),
		Clears: lang.Say("用审批单、通行费记录或同行人证明这次行程即可。",
			"Show this trip by the approved request, a toll record or a companion."),
	}}
}
