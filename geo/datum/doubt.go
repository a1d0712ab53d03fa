package datum

import "licheng/lang"

// Doubt says why a verdict is not sure.
type Doubt string

// The doubts.
const (
	None    Doubt = ""
	TooFew  Doubt = "too_few"  // too few positions, or all in one place
	NoRoads Doubt = "no_roads" // whatever the datum, most of the trace lies on no mapped road
	Alike   Doubt = "alike"    // the roads fit a second datum too well
	Chance  Doubt = "chance"   // they fit as well when the trace is moved anywhere
)

// Name returns the datum as people know it.
func (d Datum) Name() lang.Text {
	switch d {
	case WGS84:
		return lang.Say("WGS-84（手机定位、北斗）", "WGS-84 (phones, BeiDou)")
	case GCJ02:
		return lang.Say("GCJ-02（高德、腾讯、微信）", "GCJ-02 (Amap, Tencent, WeChat)")
	case BD09:
		return lang.Say("BD-09（百度）", "BD-09 (Baidu)")
	default:
		return lang.Say("自动判断", "to be found out")
	}
}

// Why says why the verdict is not sure, in half a sentence; empty when it is.
func (v Verdict) Why() lang.Text {
	switch v.Doubt {
	case TooFew:
		return lang.Sayf("定位点太少（相距 100 米以上的只有 %d 个）",
			"there are too few positions (%d that are 100 m apart)", v.Asked)
	case NoRoads:
		return lang.Say("无论按哪种坐标系，轨迹大部分都不在地图的道路上",
			"whatever the datum, most of the trace lies on no road of the map")
	case Alike:
		a, b := v.Datum.Name(), v.Rival.Name()
		return lang.Text{
			ZH: "按 " + a.ZH + " 和按 " + b.ZH + " 都与道路相符",
			EN: "the roads fit " + a.EN + " and " + b.EN + " alike",
		}
	case Chance:
		return lang.Say("道路太密，轨迹挪到别处也一样相符",
			"the roads are so dense that the trace fits them wherever it is moved")
	default:
		return lang.Text{}
	}
}
