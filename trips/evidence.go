package trips

import "licheng/lang"

// Evidence is what shows that a trip was driven. A trace is the best of it but
// never required: government apps must not force anyone to upload a track
// (国办函〔2026〕12号), and a valley without signal has none to give.
type Evidence string

// The rungs of the ladder, the surest first.
const (
	ByTrace        Evidence = "trace"
	ByTollRecord   Evidence = "toll-record"
	ByRequest      Evidence = "request"       // approved before the trip
	ByDispatchSlip Evidence = "dispatch-slip" // 派车单
	ByCompanion    Evidence = "companion"     // a colleague or villager who was there
	ByUsualRoute   Evidence = "usual-route"   // driven before with a trace, often enough to know it
	ByOwnWord      Evidence = "own-word"
)

// Grade is how far the evidence carries: A measured, B a record that others
// keep, C somebody's word beside one's own, D a route known from before, E
// one's own word. It decides nothing by itself.
func (e Evidence) Grade() string {
	switch e {
	case ByTrace, "":
		return "A"
	case ByTollRecord, ByRequest, ByDispatchSlip:
		return "B"
	case ByCompanion:
		return "C"
	case ByUsualRoute:
		return "D"
	default:
		return "E"
	}
}

// Text names the evidence for people.
func (e Evidence) Text() lang.Text {
	switch e {
	case ByTrace, "":
		return lang.Say("轨迹", "trace")
	case ByTollRecord:
		return lang.Say("通行费记录", "toll record")
	case ByRequest:
		return lang.Say("审批单", "approved request")
	case ByDispatchSlip:
		return lang.Say("派车单", "dispatch slip")
	case ByCompanion:
		return lang.Say("同行人", "companion")
	case ByUsualRoute:
		return lang.Say("常走路线", "usual route")
	default:
		return lang.Say("本人说明", "own word")
	}
}

// tellable are the evidences a statement may name.
var tellable = []Evidence{ByTollRecord, ByRequest, ByDispatchSlip, ByCompanion, ByUsualRoute, ByOwnWord}
