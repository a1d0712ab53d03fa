package api

import (
	"context"

	"licheng/reimburse"
	"licheng/trips"
)

// Budgets is what this file needs of reimburse.
type Budgets interface {
	Budgets(ctx context.Context, actor trips.Actor, year int) ([]reimburse.BudgetView, error)
	ClaimBudget(ctx context.Context, actor trips.Actor, id reimburse.ClaimID) (reimburse.BudgetView, error)
}

// Budget is what a unit may spend in a year, and what became of it.
type Budget struct {
	Unit        string `json:"unit" doc:"Empty: claims handed in before budgets were kept"`
	Year        int    `json:"year"`
	Set         bool   `json:"set" doc:"A budget was imported; else the unit only has claims"`
	Blocks      bool   `json:"blocks" doc:"What is more is not approved; else it is shown only"`
	GrantedFen  int64  `json:"granted_fen"`
	PooledFen   int64  `json:"pooled_fen" doc:"Kept back of the staff's allowances for those who travel much"`
	AskedFen    int64  `json:"asked_fen" doc:"Handed in, not decided"`
	OwedFen     int64  `json:"owed_fen" doc:"Approved, not paid"`
	SpentFen    int64  `json:"spent_fen" doc:"Paid"`
	LeftFen     int64  `json:"left_fen" doc:"Nobody asked for it yet; negative: exceeded"`
	FromPoolFen int64  `json:"from_pool_fen" doc:"Of what was decided, covered by the pool"`
	Claims      int    `json:"claims"`
}

// BudgetsOutput answers with budgets.
type BudgetsOutput struct{ Body []Budget }

// BudgetOutput answers with a budget.
type BudgetOutput struct{ Body Budget }

// ListBudgets answers the budgets of a year by unit.
func (a *API) ListBudgets(ctx context.Context, in *struct {
	Year int `query:"year" required:"true" minimum:"2000" maximum:"2999"`
},
) (*BudgetsOutput, error) {
	found, err := a.Budgets.Budgets(ctx, actor(ctx), in.Year)
	if err != nil {
		return nil, err
	}
	return &BudgetsOutput{Body: listOf(found, budgetOf)}, nil
}

// ReadClaimBudget answers the budget a claim draws on.
func (a *API) ReadClaimBudget(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*BudgetOutput, error) {
	found, err := a.Budgets.ClaimBudget(ctx, actor(ctx), reimburse.ClaimID(in.ID))
	if err != nil {
		return nil, err
	}
	return &BudgetOutput{Body: budgetOf(found)}, nil
}

func budgetOf(b reimburse.BudgetView) Budget {
	return Budget{
		Unit: b.Unit, Year: b.Year, Set: b.Set, Blocks: b.Blocks, GrantedFen: int64(b.GrantedFen), PooledFen: int64(b.PooledFen),
		AskedFen: int64(b.AskedFen), OwedFen: int64(b.OwedFen), SpentFen: int64(b.SpentFen), LeftFen: int64(b.LeftFen),
		FromPoolFen: int64(b.FromPool), Claims: b.Claims,
	}
}
