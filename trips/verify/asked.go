package verify

import (
	"math"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/trips/trace"
)

// claimedShare is how much more than the upper end of the verified interval may
// be claimed before somebody should look.
const claimedShare = 0.05

// ClaimedDistance reports kilometres claimed by hand beyond what the trip shows:
// more than 5 % and 1 km over the upper end of the verified interval.
func ClaimedDistance(claimedM, verifiedM, highM float64) []Finding {
	over := claimedM - highM
	if over <= 1000 || over <= claimedShare*highM {
		return nil
	}
	return []Finding{{
		Rule: "claimed-distance", Severity: Serious, Measured: round1(claimedM / 1000), Threshold: round1(highM / 1000), Unit: "km",
		Text: lang.Sayf("填报 %.1f 公里，轨迹核实为 %.1f 公里，至多 %.1f 公里。",
			"%.1f km are claimed; the track shows %.1f km, %.1f km at most.", claimedM/1000, verifiedM/1000, highM/1000),
		Clears: lang.Say("改为核实的里程；如有一段没有记录，用通行费记录、审批单或同行人补上。",
			"Take the verified distance; if a stretch was not recorded, show it by a toll record, the request or a companion."),
	}}
}

// reachedM is how near to its destination a trip has to come: offices and
// villages are spread out, and phones lose sight of the sky indoors.
const reachedM = 1500.0

// DestinationMissed notes that a trip never came near where it was said to go.
func DestinationMissed(fixes []trace.Fix, destination orb.Point, name string) []Finding {
	nearest := math.Inf(1)
	for _, f := range fixes {
		nearest = min(nearest, orbgeo.DistanceHaversine(f.Point, destination))
	}
	if nearest <= reachedM || math.IsInf(nearest, 1) {
		return nil
	}
	return []Finding{{
		Rule: "destination-missed", Severity: Serious, Measured: round1(nearest / 1000), Threshold: reachedM / 1000, Unit: "km",
		Text: lang.Sayf("行程没有到达“%s”：最近处还差 %.1f 公里。",
			"The trip did not reach %s: its nearest place is %.1f km away.", name, nearest/1000),
		Clears: lang.Say("写明改去了哪里，或为什么折返；如果记录中断，用审批单或同行人证明到达。",
			"Say where it went instead, or why it turned back; if recording stopped, show the arrival by the request or a companion."),
	}}
}

// Request is what was approved before a trip.
type Request struct {
	From, Until time.Time // both included
	Around      []orb.Point
	RadiusM     float64 // the trip may go this far from the nearest of Around
}

// requestSlack is how long before and after the approved time a trip may run.
const requestSlack = 2 * time.Hour

// OutsideRequest reports a trip at another time or to another area than was
// approved.
func OutsideRequest(fixes []trace.Fix, r Request) []Finding {
	timed := withTime(fixes)
	clears := lang.Say("补办或更正审批单，或写明当时的情况（紧急任务、改派）。",
		"Have the request put right, or say what happened (an emergency, other orders).")
	if len(timed) > 0 {
		first, last := timed[0].At, timed[len(timed)-1].At
		if early, late := r.From.Sub(first), last.Sub(r.Until); max(early, late) > requestSlack {
			return []Finding{{
				Rule: "outside-request", Severity: Serious, Measured: round1(max(early, late).Hours()), Threshold: requestSlack.Hours(), Unit: "h", At: first,
				Text: lang.Sayf("行程比审批的时间早或晚 %.1f 小时。", "The trip ran %.1f hours outside of the approved time.", max(early, late).Hours()), Clears: clears,
			}}
		}
	}
	farM, at := 0.0, time.Time{}
	for _, f := range fixes {
		nearest := math.Inf(1)
		for _, p := range r.Around {
			nearest = min(nearest, orbgeo.DistanceHaversine(p, f.Point))
		}
		if nearest > farM && !math.IsInf(nearest, 1) {
			farM, at = nearest, f.At
		}
	}
	if farM <= r.RadiusM {
		return nil
	}
	return []Finding{{
		Rule: "outside-request", Severity: Serious, Measured: round1(farM / 1000), Threshold: round1(r.RadiusM / 1000), Unit: "km", At: at,
		Text:   lang.Sayf("行程到了离审批地点 %.1f 公里的地方。", "The trip went %.1f km from the approved places.", farM/1000),
		Clears: clears,
	}}
}
