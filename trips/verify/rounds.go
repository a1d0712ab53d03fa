package verify

import (
	"math"
	"slices"

	"licheng/lang"
	"licheng/trips/trace"
)

// The thresholds of Rounds.
const (
	roundsStepM   = 50.0  // places are taken this far apart
	roundsNearM   = 45.0  // the same place
	roundsAwayM   = 300.0 // from the place, in between
	roundsLeastM  = 600.0 // driven in between: nearer is a hairpin
	roundsStopS   = 180.0 // a stop between two visits is an errand
	roundsOnceM   = 2000.0
	roundsAgainM  = 1000.0
	roundsTurnDeg = 60.0 // the same direction
)

// Rounds reports roads driven again in the same direction with no stop since:
// a second time is a note (a missed turning, a patrol), a third or later time,
// for 1 km or more, is driving in rounds. It looks at the way alone and knows
// no map.
func Rounds(fixes []trace.Fix) []Finding {
	if len(fixes) < 2 {
		return nil
	}
	t := trackOf(fixes, fixes[0].Point)
	again, more := t.driveAgain()
	severity, measured, threshold := Serious, more, roundsAgainM
	switch {
	case more >= roundsAgainM:
	case again >= roundsOnceM:
		severity, measured, threshold = Note, again, roundsOnceM
	default:
		return nil
	}
	text := lang.Sayf("途中没有停留，却有 %.1f 公里的路同一方向开了第二遍。",
		"%.1f km of road were driven a second time in the same direction without a stop in between.", again/1000)
	if severity == Serious {
		text = lang.Sayf("途中没有停留，却在同样的路上兜圈：有 %.1f 公里是同一方向第三遍或更多遍。",
			"Without a stop in between, the same roads were driven round and round: %.1f km of it in the same direction for the third time or more.", more/1000)
	}
	return []Finding{{
		Rule: "rounds", Severity: severity, Measured: round1(measured / 1000), Threshold: threshold / 1000, Unit: "km", Text: text,
		Clears: lang.Say("写明为什么来回走：巡查、找路、走错、接送人；绕行封路的路段请写明封路地点。",
			"Say why the road was driven again: a patrol, a search, a wrong turning, picking somebody up; or where a road was closed."),
	}}
}

// visit is a place of a drive, one each roundsStepM.
type visit struct {
	at   [2]float64
	gone float64
	way  float64 // direction, radians
}

// driveAgain returns the metres driven for the second time, and those driven
// for the third or more, in the same direction without a stop since.
func (t *track) driveAgain() (secondM, moreM float64) {
	for _, leg := range t.visits() {
		seen := map[[2]int32][]visit{}
		for _, v := range leg {
			switch passes := earlier(seen, leg, v); {
			case passes == 1:
				secondM += roundsStepM
			case passes > 1:
				moreM += roundsStepM
			}
			seen[cellOf(v.at)] = append(seen[cellOf(v.at)], v)
		}
	}
	return secondM, moreM
}

// visits returns the places of a drive, parted where the car stopped.
func (t *track) visits() [][]visit {
	var out [][]visit
	var leg []visit
	last, due := 0, 0.0
	for i := 1; i < len(t.at); i++ {
		stepM := math.Hypot(t.at[i][0]-t.at[last][0], t.at[i][1]-t.at[last][1])
		stopped := t.atS[i]-t.atS[i-1] >= roundsStopS || t.atS[i]-t.atS[last] >= roundsStopS
		if stopped {
			out, leg, last, due = append(out, leg), nil, i, 0
			continue
		}
		if stepM < roundsStepM { // noise while standing adds no way
			continue
		}
		way := heading2(t.at[last], t.at[i])
		for ; due <= stepM; due += roundsStepM {
			at := [2]float64{t.at[last][0] + due*math.Cos(way), t.at[last][1] + due*math.Sin(way)}
			gone := float64(len(leg)) * roundsStepM
			leg = append(leg, visit{at, gone, way})
		}
		due, last = due-stepM, i
	}
	return append(out, leg)
}

// earlier counts the times a place was passed before in the same direction,
// having been away in between: the drift of a phone indoors goes round and round
// a place and never away from it.
func earlier(seen map[[2]int32][]visit, leg []visit, p visit) int {
	var gone []float64
	c := cellOf(p.at)
	for dx := int32(-1); dx <= 1; dx++ {
		for dy := int32(-1); dy <= 1; dy++ {
			for _, v := range seen[[2]int32{c[0] + dx, c[1] + dy}] {
				if v.again(p) && away(leg, v, p) {
					gone = append(gone, v.gone)
				}
			}
		}
	}
	slices.Sort(gone)
	passes, last := 0, math.Inf(-1)
	for _, g := range gone {
		if g-last >= roundsLeastM {
			passes++
		}
		last = g
	}
	return passes
}

// away reports whether the leg was roundsAwayM from p since v.
func away(leg []visit, v, p visit) bool {
	for _, w := range leg[int(v.gone/roundsStepM):int(p.gone/roundsStepM)] {
		if math.Hypot(w.at[0]-p.at[0], w.at[1]-p.at[1]) >= roundsAwayM {
			return true
		}
	}
	return false
}

// again reports whether p is the place v once more.
func (v visit) again(p visit) bool {
	turn := math.Abs(v.way - p.way)
	turn = min(turn, 2*math.Pi-turn) * 180 / math.Pi
	return p.gone-v.gone >= roundsLeastM && turn <= roundsTurnDeg && math.Hypot(v.at[0]-p.at[0], v.at[1]-p.at[1]) <= roundsNearM
}
