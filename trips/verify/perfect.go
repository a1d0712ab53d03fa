package verify

import (
	"math"

	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/trips/trace"
)

// mockSerious is the share of fixes flagged by the phone from which somebody
// should look.
const mockSerious = 0.10

// MockLocation reports fixes that the phone itself flagged as coming from
// another app than its receiver (Android: isMock), out of all.
func MockLocation(mocked, all int) []Finding {
	if mocked <= 0 || all <= 0 {
		return nil
	}
	share := float64(mocked) / float64(all)
	severity := Note
	if share >= mockSerious {
		severity = Serious
	}
	return []Finding{{
		Rule: "mock-location", Severity: severity, Measured: round1(share * 100), Threshold: mockSerious * 100, Unit: "%",
		Text: lang.Sayf("手机标明 %[2]d 个点中有 %[1]d 个（%.0[3]f%%）是“模拟位置”，不是卫星定位得来的。",
			"The phone flagged %d of %d fixes (%.0f%%) as mock locations, given by another app than its receiver.", mocked, all, share*100),
		Clears: lang.Say("外接定位器也会被手机标成模拟位置：说明用的是哪一种，或用通行费记录、同行人证明。",
			"External receivers are flagged too: say which one it was, or show the trip by a toll record or a companion."),
	}}
}

// The thresholds of PerfectLine and PerfectPace.
const (
	perfectNats   = 15.0
	perfectCut    = 50.0   // nats against it, from which one line more says no more
	perfectShare  = 0.5    // of the trip
	perfectM      = 2000.0 // at least
	steadyCV      = 0.04   // spread of the speeds over their mean
	steadySpanS   = 30.0   // over which a speed is taken
	steadyLeastS  = 600.0  // of driving
	steadyTurnDeg = 120.0  // a kilometre: less is an expressway
	steadyJoinS   = 120.0  // a longer silence ends a stretch
	steadyStepM   = 25.0   // fixes nearer together are noise
)

// PerfectLine reports a trip drawn along the map: its fixes follow the line of
// the map's roads, give or take noise that is new at each, where every receiver
// drifts by metres and every map is a little off. It weighs likelihoods as
// Alike does, with the map in the place of an earlier drive.
func PerfectLine(fixes []trace.Fix, roads []orb.LineString) []Finding {
	if len(fixes) < pointsLeast {
		return nil
	}
	second := trackOf(fixes, fixes[0].Point)
	sharedM, apartM, nats := 0.0, 0.0, 0.0
	for _, line := range roads {
		if len(line) < 2 {
			continue
		}
		first := trackOf(lineFixes(line), fixes[0].Point)
		l := laid(gridOf(&first), &second, -perfectCut)
		if l.Points == 0 {
			continue
		}
		apartM = (apartM*sharedM + l.ApartM*l.SharedM) / max(sharedM+l.SharedM, 1)
		sharedM, nats = sharedM+l.SharedM, nats+l.LineNats
	}
	lengthM := second.gone[len(second.gone)-1]
	if nats < perfectNats || sharedM < perfectM || sharedM < perfectShare*lengthM {
		return nil
	}
	sure := sureOf(nats)
	return []Finding{{
		Rule: "perfect-line", Severity: Serious, Measured: round1(sharedM / 1000), Threshold: perfectM / 1000, Unit: "km",
		Text: lang.Sayf("有 %.1[1]f 公里的轨迹几乎就是地图上道路的线，一路只差约 %.1[2]f 米。真开车时，定位会偏来偏去好几米，地图画得也不全准，碰巧这样贴着地图走%[3]s：像是照着地图画的，或由软件“贴”到了路上。",
			"For %.1[1]f km the track is almost the very line of the map's roads, about %.1[2]f m apart all the way. On a real drive the receiver strays by metres and the map is a little off: by chance they agree like this %[4]s. It looks drawn along the map, or snapped to the roads by an app.",
			sharedM/1000, apartM, sure.ZH, sure.EN),
		Clears: lang.Say("导航类软件常把轨迹贴到路上再导出：写明用的是哪个软件，或上传手机里的原始轨迹；都没有的，用通行费记录、审批单或同行人证明。",
			"Navigation apps often snap a track to the roads before they export it: say which app it was, or hand in the track as recorded; failing that, a toll record, the request or a companion."),
	}}
}

// lineFixes are the points of a line as fixes without times.
func lineFixes(line orb.LineString) []trace.Fix {
	out := make([]trace.Fix, len(line))
	for i, p := range line {
		out[i].Point = p
	}
	return out
}

// PerfectPace reports a trip at one and the same speed through all bends, for
// ten minutes or more. On an expressway that is possible, hence only roads that
// turn by 120 degrees a kilometre count.
func PerfectPace(fixes []trace.Fix) []Finding {
	timed := withTime(fixes)
	if len(timed) < pointsLeast {
		return nil
	}
	t := trackOf(timed, timed[0].Point)
	p := t.pace()
	if p.seconds < steadyLeastS || p.gone == 0 || p.turnDeg/(p.gone/1000) < steadyTurnDeg || p.spread() > steadyCV {
		return nil
	}
	return []Finding{{
		Rule: "perfect-pace", Severity: Serious, Measured: round1(p.spread() * 100), Threshold: steadyCV * 100, Unit: "%",
		Text: lang.Sayf("%.1[1]f 公里的弯路上速度几乎不变（前后半分钟的速度只差 %.1[2]f%%，实际驾驶通常相差 15%% 以上）：开车过弯会减速，这样的时间像是算出来的，不是路上记的。",
			"%.1[1]f km of winding road were driven at one speed (%.1[2]f%% apart from half-minute to half-minute, where drivers differ by 15%% and more): cars slow down in bends, so these times look worked out, not recorded on the road.", p.gone/1000, p.spread()*100),
		Clears: lang.Say("软件可能补写了时间：请上传原始文件，或用通行费记录、同行人证明这次行程的时间。",
			"An app may have filled in the times: hand in the original file, or show the times by a toll record or a companion."),
	}}
}

// pacing is the speeds of a drive, half-minute by half-minute.
type pacing struct {
	speeds                 []float64
	seconds, gone, turnDeg float64
}

// spread is the standard deviation of the speeds over their mean.
func (p pacing) spread() float64 {
	mean, square := 0.0, 0.0
	for _, v := range p.speeds {
		mean += v / float64(len(p.speeds))
	}
	for _, v := range p.speeds {
		square += (v - mean) * (v - mean) / float64(len(p.speeds))
	}
	return math.Sqrt(square) / mean
}

// pace measures speeds over stretches without a silence. Fixes nearer together
// than 25 m are passed over, so that noise adds no way.
func (t *track) pace() pacing {
	var p pacing
	last, before := 0, -1 // the last fix counted and the one before it
	spanM, spanS := 0.0, 0.0
	for i := 1; i < len(t.at); i++ {
		stepM := math.Hypot(t.at[i][0]-t.at[last][0], t.at[i][1]-t.at[last][1])
		stepS := t.atS[i] - t.atS[last]
		if stepM < steadyStepM && stepS < steadyJoinS {
			continue
		}
		if stepS >= steadyJoinS {
			spanM, spanS, last, before = 0, 0, i, -1
			continue
		}
		if before >= 0 {
			turn := math.Abs(heading2(t.at[last], t.at[i]) - heading2(t.at[before], t.at[last]))
			p.turnDeg += min(turn, 2*math.Pi-turn) * 180 / math.Pi
		}
		p.gone, p.seconds = p.gone+stepM, p.seconds+stepS
		spanM, spanS, before, last = spanM+stepM, spanS+stepS, last, i
		if spanS >= steadySpanS {
			p.speeds = append(p.speeds, spanM/spanS)
			spanM, spanS = 0, 0
		}
	}
	return p
}

// heading2 is the direction from a to b, radians.
func heading2(a, b [2]float64) float64 { return math.Atan2(b[1]-a[1], b[0]-a[0]) }
