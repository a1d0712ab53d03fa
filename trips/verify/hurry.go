package verify

import (
	"math"
	"time"

	"licheng/lang"
	"licheng/trips/trace"
)

// The thresholds of ImpossibleHurry.
const (
	hurryMPS2   = 1.5    // drivers in the mountains keep under 1 over kilometres
	hurryStepM  = 150.0  // directions are taken this far apart: noise turns nothing
	hurryWindow = 3000.0 // metres the mean is taken over
	hurrySilent = 120.0  // seconds: a silence ends a window
)

// ImpossibleHurry looks for 3 km of bends that were driven faster, on the whole,
// than anybody drives: the mean force sideways, speed times rate of turn. It
// needs no single bend and so sees traces with a fix a minute.
func ImpossibleHurry(fixes []trace.Fix) []Finding {
	timed := withTime(fixes)
	if len(timed) < pointsLeast {
		return nil
	}
	t := trackOf(timed, timed[0].Point)
	worst, first := t.meanForce()
	if worst <= hurryMPS2 {
		return nil
	}
	return []Finding{{
		Rule: "impossible-hurry", Severity: Serious, Measured: round1(worst), Threshold: hurryMPS2, Unit: "m/s²", At: first,
		Text: lang.Sayf("有 3 公里弯路从头到尾快得不合常理（平均甩力 %.1f 米/秒²，山路驾驶一般不到 1）。这些时间不像是开车时记下的。",
			"3 km of winding road were driven faster, all along, than anybody drives (%.1f m/s² sideways on the mean, where mountain drivers stay under 1). These times do not look written while driving.", worst),
		Clears: lang.Say("多半是手机时钟出错，或软件改写了时间：请上传手机里的原始文件，或用通行费记录、同行人证明这次行程的时间。",
			"Most likely the phone's clock was wrong or an app rewrote the times: hand in the original file from the phone, or show the times by a toll record or a companion."),
	}}
}

// bend is a step of a drive: how far it turned by its end, at what speed.
type bend struct {
	lengthM, tookS, pull float64 // pull is speed times turn, m/s
	at                   int
}

// meanForce returns the greatest mean force over hurryWindow metres, and when
// that stretch began.
func (t *track) meanForce() (worst float64, first time.Time) {
	var window []bend
	length, took, pull := 0.0, 0.0, 0.0
	last, before := 0, -1
	for i := 1; i < len(t.at); i++ {
		if t.atS[i]-t.atS[i-1] > hurrySilent {
			window, length, took, pull, last, before = nil, 0, 0, 0, i, -1
			continue
		}
		stepM := math.Hypot(t.at[i][0]-t.at[last][0], t.at[i][1]-t.at[last][1])
		if stepM < hurryStepM {
			continue
		}
		b := bend{lengthM: stepM, tookS: t.atS[i] - t.atS[last], at: last}
		if before >= 0 && b.tookS > 0 {
			turn := math.Abs(heading2(t.at[last], t.at[i]) - heading2(t.at[before], t.at[last]))
			b.pull = stepM / b.tookS * min(turn, 2*math.Pi-turn)
		}
		window = append(window, b)
		length, took, pull = length+b.lengthM, took+b.tookS, pull+b.pull
		for length-window[0].lengthM >= hurryWindow {
			w := window[0]
			window = window[1:]
			length, took, pull = length-w.lengthM, took-w.tookS, pull-w.pull
		}
		if length >= hurryWindow && took > 0 && pull/took > worst {
			worst, first = pull/took, time.UnixMilli(int64(t.atS[window[0].at]*1000)).UTC()
		}
		before, last = last, i
	}
	return worst, first
}
