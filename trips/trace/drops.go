package trace

import "licheng/lang"

// The reasons a single position of a file is dropped for.
const (
	DropNoPosition = "no-position"  // latitude or longitude missing or not a number
	DropOutOfRange = "out-of-range" // not on the globe
	DropZeroIsland = "zero-island"  // at 0°N 0°E: the receiver had no position
	DropNoFix      = "no-fix"       // the file itself marks it as not fixed
)

// maxDropRuns bounds the entries of a report; later runs are added to the last
// entry of their reason.
const maxDropRuns = 100

// drop counts a position as dropped, in one entry with those just before it
// that were dropped for the same reason.
func (c *collector) drop(reason string, where int) {
	runs := c.report.Dropped
	last := len(runs) - 1
	follows := last >= 0 && runs[last].Reason == reason && c.report.Kept == c.keptAtDrop
	if !follows && len(runs) >= maxDropRuns {
		for last >= 0 && runs[last].Reason != reason {
			last--
		}
		follows = last >= 0
	}
	c.keptAtDrop = c.report.Kept
	if follows {
		runs[last].Last = where
		runs[last].Fixes++
		return
	}
	c.report.Dropped = append(c.report.Dropped, Drop{Reason: reason, First: where, Last: where, Fixes: 1, Text: dropTexts[reason]})
}

// dropTexts say what each reason means and what to do.
var dropTexts = map[string]lang.Text{
	DropNoPosition: lang.Say("这些点没有可读的经纬度，已略去；其余的点照常使用。",
		"These points have no readable latitude and longitude and were left out; the rest is used as usual."),
	DropOutOfRange: lang.Say("这些点的经纬度超出范围（纬度 ±90，经度 ±180），已略去；若全部如此，请检查经纬度两列是否颠倒。",
		"These points lie outside latitude ±90 and longitude ±180 and were left out; if all do, check whether the two columns are swapped."),
	DropZeroIsland: lang.Say("这些点在经纬度 (0, 0)，是设备尚未定位时写下的，已略去；无需处理。",
		"These points are at 0, 0, written before the device had a position, and were left out; nothing needs doing."),
	DropNoFix: lang.Say("文件标明这些点当时没有定位，已略去；无需处理。",
		"The file itself marks these points as taken without a fix; they were left out and nothing needs doing."),
}
