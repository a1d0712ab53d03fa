package trace

import (
	"cmp"
	"slices"

	"licheng/lang"
)

// The reasons a single position of a file is dropped for.
const (
	DropNoPosition = "no-position"  // latitude or longitude missing or not a number
	DropOutOfRange = "out-of-range" // not on the globe
	DropZeroIsland = "zero-island"  // at 0°N 0°E: the receiver had no position
	DropNoFix      = "no-fix"       // the file itself marks it as not fixed
	DropChecksum   = "bad-checksum" // the checksum of a sentence or message does not fit
	DropEncrypted  = "encrypted"    // an encrypted message
	DropRepeated   = "repeated"     // a report that the terminal sent before
	DropPrivate    = "private"      // cut before anything was stored
)

// reasonWords are what is said of a reason: about some points of a file, and
// as the clause on why none of a whole file can be used.
type reasonWords struct{ some, all lang.Text }

// reasons is the one table of what a dropped position means and what to do;
// API, commands and app all show these words.
var reasons = map[string]reasonWords{
	DropNoPosition: {
		lang.Say("这些点没有可读的经纬度，已略去；其余的点照常使用。", "these points have no readable latitude and longitude and were left out; the rest is used as usual."),
		lang.Say("没有可读的经纬度", "since they have no readable latitude and longitude"),
	},
	DropOutOfRange: {
		lang.Say("这些点的经纬度超出范围（纬度 ±90，经度 ±180），已略去；若全部如此，请检查经纬度两列是否颠倒。",
			"these points lie outside latitude ±90 and longitude ±180 and were left out; if all do, check whether the two columns are swapped."),
		lang.Say("经纬度超出范围（也许两列颠倒了）", "since they lie off the globe (perhaps latitude and longitude are swapped)"),
	},
	DropZeroIsland: {
		lang.Say("这些点在经纬度 (0, 0)，是设备尚未定位时写下的，已略去；无需处理。",
			"these points are at 0, 0, written before the device had a position, and were left out; nothing needs doing."),
		lang.Say("都在经纬度 (0, 0)，设备当时没有定位", "since all are at 0, 0: the device had no position"),
	},
	DropNoFix: {
		lang.Say("文件标明这些点当时没有定位，已略去；无需处理。", "the file itself marks these points as taken without a fix; they were left out and nothing needs doing."),
		lang.Say("文件标明当时没有定位", "since the file marks them as taken without a fix"),
	},
	DropChecksum: {
		lang.Say("这些报文的校验和不符，传输或保存时出了错，已略去；若有很多，请重新导出。",
			"the checksums of these messages do not fit, so that they were damaged on the way, and they were left out; if there are many, export the file again."),
		lang.Say("校验和都不符，传输或保存时出了错", "since no checksum fits: the file was damaged on the way"),
	},
	DropEncrypted: {
		lang.Say("这些报文是加密的，无法读取，已略去；请从原系统导出未加密的轨迹。",
			"these messages are encrypted, cannot be read and were left out; export the track unencrypted from the system it came from."),
		lang.Say("都是加密的", "since they are encrypted"),
	},
	DropRepeated: {
		lang.Say("其中有终端重复上报的点（补传或未收到应答而重发），每点只用一次；无需处理。",
			"among these are reports that the terminal sent more than once, after a gap or for want of an answer; each is used once and nothing needs doing."),
		lang.Say("都是重复上报", "since all were sent before"),
	},
	DropPrivate: {
		lang.Say("这些点在您设的私密范围或时段里，保存之前已裁去，不计里程；无需处理。",
			"these points lie in your private areas or times and were cut before anything was stored; they count for no distance and nothing needs doing."),
		lang.Say("都在您设的私密范围或时段里", "since all lie in your private areas or times"),
	},
}

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
	c.report.Dropped = append(c.report.Dropped, Drop{Reason: reason, First: where, Last: where, Fixes: 1})
}

// finishedReport puts the drops in the order of the file and gives each its
// sentence: where, what and what to do.
func (c *collector) finishedReport() Report {
	slices.SortStableFunc(c.report.Dropped, func(a, b Drop) int { return cmp.Compare(a.First, b.First) })
	for i, d := range c.report.Dropped {
		c.report.Dropped[i].Text = located(c.unit.Between(d.First, d.Last), reasons[d.Reason].some)
	}
	return c.report
}

// Hide adds runs of fixes that were kept to those that were not.
func (r *Report) Hide(runs []Drop) {
	unit := countedIn(r.Format)
	for i, d := range runs {
		r.Kept -= d.Fixes
		if i >= maxDropRuns { // the last entry stands for all that follow
			last := &r.Dropped[len(r.Dropped)-1]
			last.Last, last.Fixes = d.Last, last.Fixes+d.Fixes
			continue
		}
		r.Dropped = append(r.Dropped, d)
	}
	for i, d := range r.Dropped {
		if d.Text == (lang.Text{}) {
			r.Dropped[i].Text = located(unit.Between(d.First, d.Last), reasons[d.Reason].some)
		}
	}
	slices.SortStableFunc(r.Dropped, func(a, b Drop) int { return cmp.Compare(a.First, b.First) })
}

// located puts a place before a sentence: "第 3 行：…", "line 3: …".
func located(place, said lang.Text) lang.Text {
	return lang.Say(place.ZH+"："+said.ZH, place.EN+": "+said.EN)
}
