package trips

import (
	"fmt"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/lang"
	"licheng/trips/trace"
)

// verdict is which datum a trace is in and how sure that is, 0 to 1.
type verdict struct {
	datum    datum.Datum
	sureness float64
	sure     bool
}

// straighten converts the fixes to WGS-84, out of the declared datum or, when
// none was declared, out of the one the roads speak for. This is the only
// place a datum is shifted.
func (s *Service) straighten(traces []trace.Trace, declared string) ([]trace.Trace, verdict) {
	found := verdict{datum: datum.Datum(declared), sureness: 1, sure: true}
	if found.datum == datum.Auto {
		v := datum.Detect(positions(traces), s.config.Roads.Near)
		found = verdict{datum: v.Datum, sureness: v.Sureness, sure: v.Sure}
	}
	if found.datum == datum.WGS84 {
		return traces, found
	}
	out := make([]trace.Trace, len(traces))
	for i, t := range traces {
		out[i] = t
		out[i].Fixes = make([]trace.Fix, len(t.Fixes))
		for j, f := range t.Fixes {
			f.Point = found.datum.ToWGS84(f.Point)
			out[i].Fixes[j] = f
		}
	}
	return out, found
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

// note says which datum was found out; nil when it was declared.
func (v verdict) note(declared string) *lang.Text {
	if datum.Datum(declared) != datum.Auto {
		return nil
	}
	name, percent := datumNames[v.datum], fmt.Sprintf("%.0f", v.sureness*100)
	text := lang.Text{
		ZH: "坐标系判断为 " + name.ZH + "，把握 " + percent + "%。",
		EN: "The positions were taken as " + name.EN + ", " + percent + " % sure.",
	}
	if !v.sure {
		text.ZH += "把握不大：如果地图上的轨迹偏在路的一边，请注明坐标系后重新上传。"
		text.EN += " That is not very sure: if the track lies beside the road on the map, hand it in again with its datum declared."
	}
	return &text
}
