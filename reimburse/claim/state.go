package claim

import (
	"errors"
	"fmt"
	"slices"

	"licheng/lang"
	"licheng/reimburse/money"
)

// State is where a claim stands.
type State string

// The states of a claim.
const (
	Draft     State = "draft"     // drafted from the month's trips; follows them
	Submitted State = "submitted" // handed in; waits for the township's check, or for a decision
	Checked   State = "checked"   // the township looked at it; waits for the finance office
	Returned  State = "returned"  // back with a comment; the claimant mends and hands in again
	Approved  State = "approved"  // decided; figures are pinned for good
	Rejected  State = "rejected"  // decided; nothing is paid
	Paid      State = "paid"      // the money is on its way, or there
)

// States lists every state, in the order of a claim's life. The database's
// CHECK repeats it.
func States() []State {
	return []State{Draft, Submitted, Checked, Returned, Approved, Rejected, Paid}
}

// Name returns the state in words people use.
func (s State) Name() lang.Text {
	switch s {
	case Draft:
		return lang.Say("草稿", "draft")
	case Submitted:
		return lang.Say("已提交", "handed in")
	case Checked:
		return lang.Say("乡镇已审核", "checked by the township")
	case Returned:
		return lang.Say("已退回", "returned")
	case Approved:
		return lang.Say("已审批", "approved")
	case Rejected:
		return lang.Say("已驳回", "rejected")
	case Paid:
		return lang.Say("已支付", "paid")
	default:
		return lang.Say(string(s), string(s))
	}
}

// Pinned reports whether a claim's figures are fixed: from when it is handed in,
// unless it came back. A draft and a returned claim follow their trips.
func (s State) Pinned() bool { return s != Draft && s != Returned }

// Action is what somebody does to a claim.
type Action string

// The actions on a claim.
const (
	Submit  Action = "submit"
	Return  Action = "return"
	Approve Action = "approve"
	Reject  Action = "reject"
	Pay     Action = "pay"
	Bounce  Action = "bounce"  // the bank sent the payment back
	Endorse Action = "endorse" // the first of two approvals
	Check   Action = "check"   // the township's approval, where finance decides after it

	Overturn Action = "overturn" // an appeal against the rejection was right

	Correct Action = "correct" // a rule or price corrected backwards makes a claim of its own
)

// Party says who may take an action.
type Party string

// The parties to a claim, and the roles that may act as them.
const (
	Claimant Party = "claimant" // the person whose claim it is
	Township Party = "township" // who holds the role township in the claimant's township, except on their own claim
	Office   Party = "finance"  // who holds the role finance, except on their own claim
	Bank     Party = "bank"     // the bank's answer to a batch; no account holds this role
	System   Party = "system"   // what follows from corrected rules by arithmetic; finance posts it, another decides
)

// Transition is one allowed move of a claim.
type Transition struct {
	From State
	Do   Action
	To   State
	By   Party
}

// transitions is the whole life of a claim. What is not here is not allowed.
var transitions = []Transition{
	{Draft, Submit, Submitted, Claimant},
	{Returned, Submit, Submitted, Claimant},
	{Draft, Correct, Submitted, System},
	{Submitted, Check, Checked, Township},
	{Submitted, Return, Returned, Township},
	{Submitted, Approve, Approved, Township}, // up to the amount the county lets it
	{Submitted, Return, Returned, Office},
	{Submitted, Endorse, Submitted, Office},
	{Submitted, Approve, Approved, Office},
	{Submitted, Reject, Rejected, Office},
	{Checked, Return, Returned, Office},
	{Checked, Endorse, Checked, Office},
	{Checked, Approve, Approved, Office},
	{Checked, Reject, Rejected, Office},
	{Rejected, Overturn, Approved, System},
	{Approved, Pay, Paid, Office},
	{Paid, Bounce, Approved, Bank},
}

// Transitions returns a copy of the table of allowed moves.
func Transitions() []Transition {
	return append([]Transition(nil), transitions...)
}

// Why an action is refused.
var (
	ErrState = errors.New("the claim's state does not allow this")
	ErrParty = errors.New("this is not yours to do")
	ErrOwn   = errors.New("nobody decides on their own claim")
)

// Next returns the state after the action, taken by somebody with the roles
// (names as in accounts: cadre, finance, …) on a claim that isOwn or another's.
// It returns ErrState when the table has no such move, ErrOwn when the office
// would act on its own claim, ErrParty when the role is missing or a claimant's
// action is tried by another.
func Next(state State, action Action, roles []string, isOwn bool) (State, error) {
	refused := ErrState
	for _, t := range transitions {
		if t.From != state || t.Do != action {
			continue
		}
		err := t.By.may(roles, isOwn)
		if err == nil {
			return t.To, nil
		}
		if !errors.Is(refused, ErrOwn) { // of two parties, the nearer refusal is told
			refused = err
		}
	}
	return state, fmt.Errorf("%s a claim that is %s: %w", action, state, refused)
}

// Allowed returns the actions that somebody with the roles may take now, in
// the order of the table, each once; none is an empty slice.
func Allowed(state State, roles []string, isOwn bool) []Action {
	actions := []Action{}
	for _, t := range transitions {
		if t.From == state && t.By.may(roles, isOwn) == nil && !slices.Contains(actions, t.Do) {
			actions = append(actions, t.Do)
		}
	}
	return actions
}

// Final reports whether a claim in this state has reached the end of its life:
// nobody has a step left to take. A bank may still send a payment back, and an
// appeal may overturn a rejection.
func (s State) Final() bool { return s == Rejected || s == Paid }

// Settled reports whether nothing is to be paid or decided any more on a claim
// of this total: it is final, or was approved and comes to nothing.
func (s State) Settled(total money.Amount) bool { return s.Final() || s == Approved && total == 0 }

// Decided reports whether the figures of a claim in this state are pinned:
// nothing re-prices it any more, a correction is a claim of its own.
func (s State) Decided() bool {
	return s == Approved || s == Rejected || s == Paid
}

func (p Party) may(roles []string, isOwn bool) error {
	if p == Claimant {
		if !isOwn {
			return ErrParty
		}
		return nil
	}
	for _, r := range roles {
		if r != string(p) {
			continue
		}
		if isOwn {
			return ErrOwn
		}
		return nil
	}
	return ErrParty
}
