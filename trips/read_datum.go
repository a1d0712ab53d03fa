package trips

import (
	"fmt"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/lang"
	"licheng/trips/trace"
)

// straighten converts the fixes to WGS-84, out of the declared datum or, when
// none was declared, out of the one the roads speak for, and records which it
// was. This is the only place a datum is shifted.
func (r Reader) straighten(out *Reading, traces []trace.Trace, declared datum.Datum) []trace.Trace {
	out.Datum, out.Sureness, out.Sure = declared, 1, true
	if declared == datum.Auto {
		v := datum.Detect(positions(traces), r.Roads.Near)
		out.Datum, out.Sureness, out.Sure = v.Datum, v.Sureness, v.Sure
		out.noteDatum()
	}
	if out.Datum == datum.WGS84 {
		return traces
	}
	straight := make([]trace.Trace, len(traces))
	for i, t := range traces {
		straight[i] = t
		straight[i].Fixes = make([]trace.Fix, len(t.Fixes))
		for j, f := range t.Fixes {
			f.Point = out.Datum.ToWGS84(f.Point)
			straight[i].Fixes[j] = f
		}
	}
	return straight
}

// positions lists the points of all traces in order.
func positions(traces []trace.Trace) []orb.Point {
	var points []orb.Point
	for _, t := range traces {
		for _, f := range t.Fixes {
			points = append(points, f.Point)
		}
	}
	return points
}

// datumNames are the datums as people know them.
var datumNames = map[datum.Datum]lang.Text{
	datum.WGS84: lang.Say("WGS-84（手机定位、北斗）", "WGS-84 (phones, BeiDou)"),
	datum.GCJ02: lang.Say("GCJ-02（高德、腾讯、微信）", "GCJ-02 (Amap, Tencent, WeChat)"),
	datum.BD09:  lang.Say("BD-09（百度）", "BD-09 (Baidu)"),
}

// noteDatum says in the report which datum was found out.
func (r *Reading) noteDatum() {
	name, percent := datumNames[r.Datum], fmt.Sprintf("%.0f", r.Sureness*100)
	text := lang.Text{
		ZH: "坐标系判断为 " + name.ZH + "，把握 " + percent + "%。",
		EN: "The positions were taken as " + name.EN + ", " + percent + " % sure.",
	}
	if !r.Sure {
		text.ZH += "把握不大：如果地图上的轨迹偏在路的一边，请注明坐标系后重新上传。"
		text.EN += " That is not very sure: if the track lies beside the road on the map, hand it in again with its datum declared."
	}
	r.Report.Notes = append(r.Report.Notes, text)
}
