package claim

import "licheng/lang"

// Wait is whose turn it is on a claim.
type Wait string

// The turns.
const (
	NoWait       Wait = ""         // nobody's: it was not handed in yet, or is final
	WaitTownship Wait = "township" // the township's check
	WaitOffice   Wait = "finance"  // the finance office's decision, the first of two where two are needed
	WaitSecond   Wait = "second"   // another of the finance office
	WaitClaimant Wait = "claimant" // its person's, to mend it
	WaitPayment  Wait = "payment"  // the finance office's, to pay it
)

// Waits lists every turn, in the order a claim passes them.
func Waits() []Wait { return []Wait{WaitTownship, WaitOffice, WaitSecond, WaitClaimant, WaitPayment} }

// Text says what the claim waits for.
func (w Wait) Text() lang.Text {
	switch w {
	case NoWait:
		return lang.Text{}
	case WaitTownship:
		return lang.Say("等待乡镇审核", "waits for the township's check")
	case WaitOffice:
		return lang.Say("等待县财务审批", "waits for the finance office")
	case WaitSecond:
		return lang.Say("等待另一名财务复核", "waits for a second approval by the finance office")
	case WaitClaimant:
		return lang.Say("等待本人补正", "waits for its person to mend it")
	case WaitPayment:
		return lang.Say("等待支付", "waits to be paid")
	default:
		return lang.Say(string(w), string(w))
	}
}

// WaitOf returns whose turn it is on a claim in the state that has the way ahead
// of it; endorsed is whether one of the office approved it already.
func WaitOf(state State, way Way, endorsed bool) Wait {
	switch state {
	case Returned:
		return WaitClaimant
	case Approved:
		return WaitPayment
	case Submitted, Checked:
		switch {
		case way.Township:
			return WaitTownship
		case endorsed:
			return WaitSecond
		default:
			return WaitOffice
		}
	default:
		return NoWait
	}
}
