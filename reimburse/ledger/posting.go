package ledger

import (
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// Account is a side of the county's book that money stands on. How a unit's
// own accounting names them is a matter of its account map.
type Account string

// The accounts. Debits are positive, credits negative.
const (
	Expense Account = "expense" // what travel cost the unit
	Payable Account = "payable" // owed to staff: approved and not paid
	Cash    Account = "cash"    // what went out

	Encumbered Account = "encumbered" // set aside in the units' budgets: handed in and not paid
	Reserved   Account = "reserved"   // the other side of what is set aside
)

// Posting puts an amount on an account.
type Posting struct {
	Account Account
	Fen     money.Amount
}

// Postings returns what a move posts; the postings of every move add up to
// nothing. An approval makes the unit owe, a payment pays what is owed, a
// payment that came back is owed again. Beside them stands what the unit's
// budget is to keep for the claim: from hand-in until it is paid, returned or
// rejected.
func Postings(move Move) []Posting {
	return append(owing(move), encumbering(move)...)
}

func encumbering(move Move) []Posting {
	total := move.TotalFen
	before, after := claim.State(move.From).Encumbers(), claim.State(move.To).Encumbers()
	switch {
	case !before && after:
		return []Posting{{Encumbered, total}, {Reserved, -total}}
	case before && !after:
		return []Posting{{Reserved, total}, {Encumbered, -total}}
	default:
		return nil
	}
}

func owing(move Move) []Posting {
	total := move.TotalFen
	switch claim.Action(move.Action) {
	case claim.Approve, claim.Overturn:
		return []Posting{{Expense, total}, {Payable, -total}}
	case claim.Pay:
		return []Posting{{Payable, total}, {Cash, -total}}
	case claim.Bounce:
		return []Posting{{Cash, total}, {Payable, -total}}
	default:
		return nil
	}
}

// Owed returns what the claims that stand approved come to: what the payable
// account must show with its sign turned.
func (b *Book) Owed() money.Amount {
	var owed money.Amount
	for _, standing := range b.Claims {
		if claim.State(standing.Last.To) == claim.Approved {
			owed += standing.Last.TotalFen
		}
	}
	return owed
}
