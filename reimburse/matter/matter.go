// Package matter is what is asked and answered beside the claims: leave for a
// trip, the right to decide in another's place, an appeal against a decision, a
// complaint. Each kind has its states and who may move it, as one table; who
// stands in for whom, and which trip was driven under which request, are
// functions of values too.
package matter

import (
	"errors"
	"fmt"
	"strings"

	"licheng/lang"
)

// Kind is what somebody asks for.
type Kind string

// The kinds of matters.
const (
	Request    Kind = "request"    // 公务出行审批: leave for a trip, before it or, in an emergency, after it
	Delegation Kind = "delegation" // 委托: somebody decides in another's place, from one day to another
	Appeal     Kind = "appeal"     // 申诉: against a claim's decision or one of its lines, once
	Complaint  Kind = "complaint"  // 意见箱: about anything, to be answered by a day
	Voucher    Kind = "voucher"    // 票据审批: of a voucher that the rule pays only once it is approved
)

// Kinds lists every kind. The database's CHECK repeats it.
func Kinds() []Kind { return []Kind{Request, Delegation, Appeal, Complaint, Voucher} }

// State is where a matter stands.
type State string

// The states of matters. None is the state of what was not yet asked.
const (
	None      State = ""
	Asked     State = "asked"     // waits for an answer
	Approved  State = "approved"  // leave is given; the appeal is right
	Rejected  State = "rejected"  // it is not; the reason is kept
	Withdrawn State = "withdrawn" // by who asked
	Given     State = "given"     // a delegation, in force on its days
	Ended     State = "ended"     // a delegation, before its days were over
	Answered  State = "answered"  // a complaint
)

// States lists every state. The database's CHECK repeats it.
func States() []State {
	return []State{Asked, Approved, Rejected, Withdrawn, Given, Ended, Answered}
}

// Name returns the state in words people use.
func (s State) Name() lang.Text {
	switch s {
	case Asked:
		return lang.Say("待处理", "waits for an answer")
	case Approved:
		return lang.Say("已同意", "approved")
	case Rejected:
		return lang.Say("未同意", "rejected")
	case Withdrawn:
		return lang.Say("已撤回", "withdrawn")
	case Given:
		return lang.Say("委托中", "in force")
	case Ended:
		return lang.Say("已收回", "ended")
	case Answered:
		return lang.Say("已答复", "answered")
	default:
		return lang.Say(string(s), string(s))
	}
}

// Action is what somebody does to a matter.
type Action string

// The actions.
const (
	Ask      Action = "ask" // a request, appeal or complaint
	Approve  Action = "approve"
	Reject   Action = "reject"
	Withdraw Action = "withdraw"
	Give     Action = "give" // a delegation
	End      Action = "end"  // a delegation
	Answer   Action = "answer"
	Endorse  Action = "endorse" // the first of two approvals of a voucher
)

// Party says who may take an action.
type Party string

// The parties, and the roles that may act as them.
const (
	Asker    Party = "asker"    // who asked
	Approver Party = "approver" // township, for its own people, or finance; never on their own
	Office   Party = "finance"  // finance, never on their own
	County   Party = "county"   // finance or auditor: whoever of the county answers for the office
)

// roles of each party; who asked needs none.
var roles = map[Party][]string{
	Approver: {"township", "finance"},
	Office:   {"finance"},
	County:   {"finance", "auditor"},
}

// Transition is one allowed move of a matter.
type Transition struct {
	Kind Kind
	From State
	Do   Action
	To   State
	By   Party
}

// transitions is the whole life of every kind. What is not here is not allowed.
var transitions = []Transition{
	{Request, None, Ask, Asked, Asker},
	{Request, Asked, Approve, Approved, Approver},
	{Request, Asked, Reject, Rejected, Approver},
	{Request, Asked, Withdraw, Withdrawn, Asker},
	{Request, Approved, Withdraw, Withdrawn, Asker}, // while no trip was driven under it
	{Delegation, None, Give, Given, Asker},
	{Delegation, Given, End, Ended, Asker},
	{Appeal, None, Ask, Asked, Asker},
	{Appeal, Asked, Approve, Approved, Office},
	{Appeal, Asked, Reject, Rejected, Office},
	{Appeal, Asked, Withdraw, Withdrawn, Asker},
	{Complaint, None, Ask, Asked, Asker},
	{Complaint, Asked, Answer, Answered, County},
	{Voucher, None, Ask, Asked, Asker},
	{Voucher, Asked, Endorse, Asked, Office},
	{Voucher, Asked, Approve, Approved, Office},
	{Voucher, Asked, Reject, Rejected, Office},
	{Voucher, Asked, Withdraw, Withdrawn, Asker},
}

// Transitions returns a copy of the table of allowed moves.
func Transitions() []Transition { return append([]Transition(nil), transitions...) }

// Why an action is refused.
var (
	ErrState = errors.New("its state does not allow this")
	ErrParty = errors.New("this is not yours to do")
	ErrOwn   = errors.New("nobody decides on what they asked for")
)

// Next returns the state after the action, taken by somebody with the roles
// (names as in accounts) on a matter that isOwn or another's. It returns
// ErrState when the table has no such move, ErrOwn when who asked would decide,
// ErrParty when the role is missing or another's matter would be withdrawn.
func Next(kind Kind, state State, action Action, held []string, isOwn bool) (State, error) {
	for _, t := range transitions {
		if t.Kind == kind && t.From == state && t.Do == action {
			if err := t.By.may(held, isOwn); err != nil {
				return state, fmt.Errorf("%s a %s that is %q: %w", action, kind, state, err)
			}
			return t.To, nil
		}
	}
	return state, fmt.Errorf("%s a %s that is %q: %w", action, kind, state, ErrState)
}

// Allowed returns the actions that somebody with the roles may take now, in the
// order of the table; none is an empty slice.
func Allowed(kind Kind, state State, held []string, isOwn bool) []Action {
	actions := []Action{}
	for _, t := range transitions {
		if t.Kind == kind && t.From == state && t.By.may(held, isOwn) == nil {
			actions = append(actions, t.Do)
		}
	}
	return actions
}

// Has reports whether the table has the move, whoever takes it: what replaying
// events asks.
func Has(kind Kind, from State, action Action, to State) bool {
	for _, t := range transitions {
		if t.Kind == kind && t.From == from && t.Do == action && t.To == to {
			return true
		}
	}
	return false
}

func (p Party) may(held []string, isOwn bool) error {
	if p == Asker {
		if !isOwn {
			return ErrParty
		}
		return nil
	}
	for _, role := range roles[p] {
		for _, h := range held {
			if h != role {
				continue
			}
			if isOwn {
				return ErrOwn
			}
			return nil
		}
	}
	return ErrParty
}

// Diagram returns the table of one kind as a Mermaid state diagram, the one
// that docs/requests.md holds.
func Diagram(kind Kind) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, t := range transitions {
		if t.Kind != kind {
			continue
		}
		from := string(t.From)
		if t.From == None {
			from = "[*]"
		}
		fmt.Fprintf(&b, "    %s --> %s : %s (%s)\n", from, t.To, t.Do, t.By)
	}
	return b.String()
}
