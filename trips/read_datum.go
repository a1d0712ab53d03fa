package trips

import (
	"fmt"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/lang"
	"licheng/trips/trace"
)

// straighten converts the fixes to WGS-84, out of the declared datum or, when
// none was declared, out of the one the roads speak for; where these cannot
// tell, out of the one the file itself names. It records which it was. This is
// the only place a datum is shifted.
func (r Reader) straighten(out *Reading, traces []trace.Trace, declared datum.Datum) []trace.Trace {
	out.Datum, out.Sureness, out.Sure = declared, 1, true
	if declared == datum.Auto {
		v := datum.Detect(positions(traces), r.Roads.Near)
		out.Datum, out.Sureness, out.Sure, out.Unsure = v.Datum, v.Sureness, v.Sure, v.Why()
		if said := saidBy(traces); said != "" && !v.Sure {
			out.Datum, out.Sureness, out.Sure = said, 1, true
			out.Unsure = lang.Text{}
		}
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

// saidBy returns the datum that the file gives for all of its traces; empty
// when it does not.
func saidBy(traces []trace.Trace) datum.Datum {
	for _, t := range traces {
		if t.Datum == "" || t.Datum != traces[0].Datum {
			return ""
		}
	}
	if len(traces) == 0 {
		return ""
	}
	return traces[0].Datum
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

// noteDatum says in the report which datum was found out.
func (r *Reading) noteDatum() {
	name, percent := r.Datum.Name(), fmt.Sprintf("%.0f", r.Sureness*100)
	text := lang.Text{
		ZH: "坐标系判断为 " + name.ZH + "，把握 " + percent + "%。",
		EN: "The positions were taken as " + name.EN + ", " + percent + " % sure.",
	}
	if !r.Sure {
		text = lang.Text{
			ZH: "坐标系判断不准：" + r.Unsure.ZH + "。暂按 " + name.ZH + " 处理。请选定坐标系后重新上传；如果地图上轨迹与道路重合，则不必重传。",
			EN: "The datum could not be told: " + r.Unsure.EN + ". For now the positions are taken as " + name.EN +
				". Please choose the datum and hand the file in again; there is no need to if the track lies on the road on the map.",
		}
	}
	r.Report.Notes = append(r.Report.Notes, text)
}
