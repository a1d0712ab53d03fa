package clean

import (
	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/trips/trace"
)

// sheet is the fixes with the marks the rules have put on them.
type sheet struct {
	fixes  []trace.Fix
	reason []Reason          // nil while nothing is marked
	place  map[int]orb.Point // where the ends of a parked stretch are put
	marked int               // fixes with a reason
	rest   []int             // indexes of the others …
	asOf   int               // … when so many were marked
}

// newSheet returns a sheet without marks.
func newSheet(fixes []trace.Fix) *sheet {
	return &sheet{fixes: fixes, asOf: -1}
}

// mark sets fix i, which no rule has marked yet, aside.
func (s *sheet) mark(i int, r Reason) {
	if s.reason == nil {
		s.reason = make([]Reason, len(s.fixes))
	}
	s.reason[i] = r
	s.marked++
}

// untouched reports whether all fixes stay as they came.
func (s *sheet) untouched() bool { return s.marked == 0 && len(s.place) == 0 }

// live returns the indexes of the fixes no rule has marked yet. Who goes over
// them may mark them; the slice stays as it is.
func (s *sheet) live() []int {
	if s.asOf == s.marked {
		return s.rest
	}
	out := make([]int, 0, len(s.fixes)-s.marked)
	for i := range s.fixes {
		if s.marked == 0 || s.reason[i] == "" {
			out = append(out, i)
		}
	}
	s.rest, s.asOf = out, s.marked
	return out
}

// file adds fix i to the list of drops, in one entry with its neighbour when
// that has the same reason.
func (s *sheet) file(drops []Drop, i int) []Drop {
	r := s.reason[i]
	if n := len(drops); n > 0 && drops[n-1].Last == i-1 && drops[n-1].Reason == r {
		drops[n-1].Last = i
		drops[n-1].Fixes++
		return drops
	}
	return append(drops, Drop{Reason: r, Fixes: 1, First: i, Last: i, Text: texts[r]})
}

// texts say what each reason means, in words for the person who drove.
var texts = map[Reason]lang.Text{
	ZeroIsland: lang.Say("这些点在经纬度 (0, 0)，是还没定位时写下的。", "These points are at 0, 0, written before there was a position."),
	Future:     lang.Say("这些点的时间晚于上传时间一天以上，多半是设备时钟不准。", "These points lie more than a day after the upload; the device's clock was most likely wrong."),
	Backward:   lang.Say("这些点的时间早于前面的点，次序不可信。", "These points are earlier than the ones before them; their order cannot be trusted."),
	Duplicate:  lang.Say("这些点与前一点时间和位置相同。", "These points repeat the one before, in time and place."),
	Frozen:     lang.Say("设备反复重发同一个旧位置，这些重发的点不计里程。", "The device kept sending one old position again; the repetitions count no distance."),
	Teleport:   lang.Say("这些点突然跳到远处又跳回，车开不了这么快，不计里程。", "These points jump far away and back, faster than any car; they count no distance."),
	Spike:      lang.Say("这些点突然偏到一旁又回到原路，车不可能这样急转，不计里程。", "These points jump aside and come back, harder than any car turns or brakes; they count no distance."),
	Parked:     lang.Say("停车时信号漂移产生的点，停车不增加里程。", "Drift of the signal while parked; standing adds no distance."),
}

// Totals sums drops by reason, in the order the reasons first appear;
// never nil.
func Totals(drops []Drop) []Drop {
	out := []Drop{}
	at := map[Reason]int{}
	for _, d := range drops {
		i, ok := at[d.Reason]
		if !ok {
			at[d.Reason] = len(out)
			out = append(out, d)
			continue
		}
		out[i].Fixes += d.Fixes
		out[i].Last = d.Last
	}
	return out
}
