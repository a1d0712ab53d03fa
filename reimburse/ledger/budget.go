package ledger

import (
	"encoding/json"
	"fmt"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// BudgetType is the type of the event that sets budgets.
const BudgetType = "budgets.set"

// BudgetKey names a budget: what one unit may spend in one calendar year. A
// claim draws on the unit its person belonged to when it was handed in, in the
// year its month lies in.
type BudgetKey struct {
	Unit string `json:"unit"`
	Year int    `json:"year"`
}

// Grant is what a unit was given for a year.
type Grant struct {
	BudgetKey
	GrantedFen money.Amount `json:"granted_fen"`
	// PooledFen is what the unit keeps back of its staff's transport allowances
	// for those who travel much (统筹); it may be spent like the grant.
	PooledFen money.Amount `json:"pooled_fen"`
	// Blocks: what is more than the budget is not approved; else it is shown.
	Blocks bool `json:"blocks"`
}

// BudgetsSet is what this room reads of the payload of a BudgetType event. A
// grant replaces the one of the same unit and year.
type BudgetsSet struct {
	Budgets []Grant `json:"budgets"`
}

// Budget is where a budget stands.
type Budget struct {
	Grant
	AskedFen money.Amount // handed in, not decided
	OwedFen  money.Amount // approved, not paid
	SpentFen money.Amount // paid
}

// Encumbered returns what is set aside for claims that are not paid yet.
func (b Budget) Encumbered() money.Amount { return b.AskedFen + b.OwedFen }

// Left returns what nobody has asked for yet; below zero it is exceeded.
func (b Budget) Left() money.Amount {
	return b.GrantedFen + b.PooledFen - b.AskedFen - b.OwedFen - b.SpentFen
}

// Short returns by how much approving more fen would go beyond the budget;
// what others have asked for does not count, what was decided does. A claim
// that takes money back is never short.
func (b Budget) Short(fen money.Amount) money.Amount {
	if fen <= 0 {
		return 0
	}
	return max(0, fen+b.OwedFen+b.SpentFen-b.GrantedFen-b.PooledFen)
}

// FromPool returns how much of what was decided goes beyond the grant and is
// covered by the pool.
func (b Budget) FromPool() money.Amount {
	return min(b.PooledFen, max(0, b.OwedFen+b.SpentFen-b.GrantedFen))
}

// Count adds a claim of so many fen that stands in the state.
func (b *Budget) Count(state claim.State, fen money.Amount) {
	switch {
	case state == claim.Paid:
		b.SpentFen += fen
	case state == claim.Approved:
		b.OwedFen += fen
	case state.Encumbers():
		b.AskedFen += fen
	}
}

// setBudgets takes in what an event says of budgets.
func (b *Book) setBudgets(e Event) error {
	var set BudgetsSet
	if err := json.Unmarshal(e.Payload, &set); err != nil {
		return altered(e, "its payload is not a list of budgets")
	}
	for _, grant := range set.Budgets {
		standing := b.Budgets[grant.BudgetKey]
		standing.Grant = grant
		b.Budgets[grant.BudgetKey] = standing
	}
	return nil
}

// moveBudget takes the claim out of its budget as it stood, and counts it as it
// stands.
func (b *Book) moveBudget(move Move) error {
	key, err := move.Budget()
	if err != nil {
		return err
	}
	standing := b.Budgets[key]
	standing.BudgetKey = key
	// What is counted before a move was pinned, so the total is the same.
	standing.Count(claim.State(move.From), -move.TotalFen)
	standing.Count(claim.State(move.To), move.TotalFen)
	b.Budgets[key] = standing
	return nil
}

// Budget returns the budget the move's claim draws on.
func (m Move) Budget() (BudgetKey, error) {
	key := BudgetKey{Unit: m.Unit}
	if _, err := fmt.Sscanf(m.Month, "%4d-", &key.Year); err != nil {
		return key, fmt.Errorf("month %q of claim %s: %w", m.Month, m.Claim, err)
	}
	return key, nil
}
