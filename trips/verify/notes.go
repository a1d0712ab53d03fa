package verify

import (
	"time"

	"licheng/geo/datum"
	"licheng/lang"
)

// offRoadShare and offRoadM are the thresholds of OffRoad: below both, a lane
// or a yard that no map has is nothing to mention.
const (
	offRoadShare = 0.20
	offRoadM     = 500.0
)

// OffRoad notes that a good part of a trip lies on no road of the map. It is
// never serious: village lanes are missing from every map.
func OffRoad(offRoadLengthM, distanceM float64) []Finding {
	if distanceM <= 0 || offRoadLengthM < offRoadM || offRoadLengthM < offRoadShare*distanceM {
		return nil
	}
	share := offRoadLengthM / distanceM * 100
	return []Finding{{
		Rule: "off-road", Severity: Note, Measured: round1(share), Threshold: offRoadShare * 100, Unit: "%",
		Text: lang.Sayf("%.1[1]f 公里（占 %.0[2]f%%）不在地图的道路上，已按轨迹计量。",
			"%.1f km (%.0f%%) lie on no road of the map and were measured along the track.", offRoadLengthM/1000, share),
		Clears: lang.Say("村道常常不在地图上；在地图上看一眼走向即可，也可以请县里补上这条路。",
			"Village lanes are often missing from maps; a look at the map is enough, and the county can add the road."),
	}}
}

// DatumUnsure notes that it could not be told for sure which datum (wgs84,
// gcj02, bd09) a trace is in; sureness is the probability of the one taken, 0
// to 1. Distances hardly depend on it, positions do, by 300 to 1,100 m.
func DatumUnsure(taken string, sureness float64) []Finding {
	if sureness >= datum.SureFrom {
		return nil
	}
	return []Finding{{
		Rule: "datum-unsure", Severity: Note, Measured: round1(sureness * 100), Threshold: datum.SureFrom * 100, Unit: "%",
		Text: lang.Sayf("不能确定轨迹用的是哪种坐标系，已按 %s 处理（把握 %.0f%%）；里程几乎不受影响，地图上的位置可能整体偏 300–1100 米。",
			"It is not certain which datum the track is in; %s was taken (%.0f%% sure). Kilometres hardly depend on it, positions may be 300 to 1,100 m off.", taken, sureness*100),
		Clears: lang.Say("上传时选定坐标系（北斗盒子、轨迹记录软件多为 WGS-84，高德、腾讯导出多为 GCJ-02，百度为 BD-09）。",
			"Choose the datum when uploading (BeiDou boxes and GPX loggers: WGS-84; AMap and Tencent exports: GCJ-02; Baidu: BD-09)."),
	}}
}

// Seam is where a trip goes over from one trace to another, as its owner said.
type Seam struct {
	End      time.Time // of what the first of them recorded
	BridgedM float64   // taken along the road to where the other begins
}

// MergedTraces notes that a trip was put together of several traces, and how much
// of its way nobody recorded. Phones go out and apps begin new files: it is never
// serious.
func MergedTraces(seams []Seam) []Finding {
	if len(seams) == 0 {
		return nil
	}
	bridgedM := 0.0
	for _, s := range seams {
		bridgedM += s.BridgedM
	}
	return []Finding{{
		Rule: "merged-traces", Severity: Note, Measured: round1(bridgedM / 1000), Threshold: 0, Unit: "km", At: seams[0].End,
		Text: lang.Sayf("由本人从 %[1]d 份轨迹合并：中间没有定位的路程共 %.1[2]f 公里，已按道路补上。",
			"Put together by its owner of %[1]d traces: %.1[2]f km between them were not recorded and are taken along the road.",
			len(seams)+1, bridgedM/1000),
		Clears: lang.Say("看地图上补的一段是否顺路；通行费记录、审批单或同行人也能说明。",
			"See on the map whether the stretch between lies on the way; a toll record, the approved request or a companion can tell as well."),
	}}
}

// Break is a gap in the matched path that no plausible drive explains.
type Break struct {
	At     time.Time
	Reason string // gap, too_fast, no_route
}

// Breaks notes that the matched path is interrupted.
func Breaks(breaks []Break) []Finding {
	if len(breaks) == 0 {
		return nil
	}
	return []Finding{{
		Rule: "path-broken", Severity: Note, Measured: float64(len(breaks)), Threshold: 0, Unit: "breaks", At: breaks[0].At,
		Text: lang.Sayf("行驶路线有 %[1]d 处中断，中断的路程没有计入（第一处原因：%[2]s）。",
			"The driven path is interrupted at %[1]d places; the way between is not counted (cause of the first: %[3]s).",
			len(breaks), breakReason(breaks[0].Reason).ZH, breakReason(breaks[0].Reason).EN),
		Clears: lang.Say("如果中断处确实开过去了（隧道、没电、没信号），可以用通行费记录、审批单或同行人补上这一段。",
			"If the gap was really driven (tunnel, empty battery, no signal), a toll record, the approved request or a companion can carry that stretch."),
	}}
}

// breakReason says a reason of the matcher in words.
func breakReason(slug string) lang.Text {
	switch slug {
	case "gap":
		return lang.Say("长时间没有信号", "a long time without fixes")
	case "too_fast":
		return lang.Say("两点之间快得开不到", "too far in too short a time")
	case "no_route":
		return lang.Say("地图上没有路相通", "no road of the map leads there")
	}
	return lang.Say("原因不明", "unknown")
}
