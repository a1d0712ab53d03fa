package reimburse

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/trips"
)

// BudgetView is what a unit may spend in a year, and what became of it. Amounts
// are fen.
type BudgetView struct {
	Unit       string // empty: claims handed in before budgets were kept
	Year       int
	Set        bool // imported; else only drawn on
	Blocks     bool // what is more is not approved
	GrantedFen money.Amount
	PooledFen  money.Amount // kept back of the staff's allowances, for those who travel much
	AskedFen   money.Amount // handed in, not decided
	OwedFen    money.Amount // approved, not paid
	SpentFen   money.Amount // paid
	LeftFen    money.Amount // of which nobody asked for anything yet; below zero: exceeded
	FromPool   money.Amount // of what was decided
	Claims     int          // that draw on it
}

func (b unitBudget) view() BudgetView {
	v := BudgetView{
		Unit: b.Unit, Year: b.Year, Set: b.set, Blocks: b.Blocks, GrantedFen: b.GrantedFen, PooledFen: b.PooledFen,
		AskedFen: b.AskedFen, OwedFen: b.OwedFen, SpentFen: b.SpentFen, FromPool: b.FromPool(), Claims: b.claims,
	}
	if b.set {
		v.LeftFen = b.Left()
	}
	return v
}

// The years a budget may be of.
const (
	budgetYearMin = 2000
	budgetYearMax = 2999
)

// Budgets lists the budgets of a year by unit, those without one that are drawn
// on too. Faults: ErrClaimsDenied, ErrPeriod for a year that is none.
func (s *Service) Budgets(ctx context.Context, actor trips.Actor, year int) ([]BudgetView, error) {
	if !oversees(actor) {
		return nil, fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	}
	if year < budgetYearMin || year > budgetYearMax {
		return nil, fmt.Errorf("year %d: %w", year, ErrPeriod)
	}
	found, err := s.store.budgets(ctx, s.store.db, actor.County, year, year, nil)
	if err != nil {
		return nil, err
	}
	views := make([]BudgetView, 0, len(found))
	for _, b := range found {
		views = append(views, b.view())
	}
	slices.SortFunc(views, func(a, b BudgetView) int { return strings.Compare(a.Unit, b.Unit) })
	return views, nil
}

// ClaimBudget returns the budget a claim draws on, or would when it is handed
// in now. Faults: ErrClaimsDenied, ErrNoClaim.
func (s *Service) ClaimBudget(ctx context.Context, actor trips.Actor, id ClaimID) (BudgetView, error) {
	if !oversees(actor) {
		return BudgetView{}, fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	}
	row, err := s.store.claim(ctx, s.store.db, actor.County, id)
	if err != nil {
		return BudgetView{}, err
	}
	if err := s.maySee(ctx, s.store.db, actor, row); err != nil {
		return BudgetView{}, fmt.Errorf("claim %s: %w", id, err)
	}
	b, err := s.budgetOf(ctx, s.store.db, row)
	return b.view(), err
}

// budgetOf returns the budget a claim that was handed in draws on.
func (s *Service) budgetOf(ctx context.Context, q querier, row claimRow) (unitBudget, error) {
	with, err := s.store.handedInWith(ctx, q, row.County, row.ID)
	if err != nil {
		return unitBudget{}, err
	}
	unit := with.Unit
	key, err := ledger.Move{Unit: unit, Month: row.Month}.Budget()
	if err != nil {
		return unitBudget{}, err
	}
	found, err := s.store.budgets(ctx, q, row.County, key.Year, key.Year, &unit)
	b := found[key]
	b.BudgetKey = key
	return b, err
}

// draw does what a decision means for the unit's budget, before the move is
// written: a claim handed in draws on its person's unit of that moment, and
// goes with what was said of its month; a budget that blocks lets no more be
// approved than it holds.
func (s *Service) draw(ctx context.Context, tx *sqlx.Tx, row claimRow, d Decision) error {
	switch d.Action {
	case claim.Submit, claim.Correct:
		person, err := s.store.person(ctx, tx, row.County, row.Person)
		if err != nil {
			return err
		}
		said, err := s.store.facts(ctx, tx, row.County, row.Person, row.Month)
		if err != nil {
			return err
		}
		return s.store.saveHandedInWith(ctx, tx, row.County, row.ID, handedInWith{Unit: person.Unit, Facts: said.Digest})
	case claim.Approve, claim.Endorse, claim.Overturn:
		b, err := s.budgetOf(ctx, tx, row)
		if err != nil || !b.Blocks {
			return err
		}
		if short := b.Short(row.TotalFen); short > 0 {
			return fmt.Errorf("the %d budget of %s is short by %s yuan: %w", b.Year, b.Unit, short, ErrBudget)
		}
	}
	return nil
}

// verifyBudgets holds the stored budgets, and what is drawn on them, against
// the book.
func (s *Service) verifyBudgets(ctx context.Context, q querier, county trips.County, book *ledger.Book) error {
	units, err := s.store.claimUnits(ctx, q, county)
	if err != nil {
		return err
	}
	first := ledger.Standing{}
	for id, standing := range book.Claims {
		if units[id] != standing.Last.Unit && (first.Seq == 0 || standing.Seq < first.Seq) {
			first = standing
		}
	}
	if first.Seq > 0 {
		return sealedBy(first, 0, "it draws on the budget of %q, the stored claim on that of %q", first.Last.Unit, units[first.Last.Claim])
	}
	stored, err := s.store.budgets(ctx, q, county, 0, 9999, nil)
	if err != nil {
		return err
	}
	for _, key := range inOrder(book.Budgets) {
		have := stored[key]
		have.BudgetKey = key
		if have.Budget != book.Budgets[key] {
			return sealedBy(ledger.Standing{}, 0, "the stored budget of %q in %d is %+v, the events make it %+v", key.Unit, key.Year, have.Budget, book.Budgets[key])
		}
		delete(stored, key)
	}
	for _, key := range inOrder(stored) {
		return sealedBy(ledger.Standing{}, 0, "no event set the budget of %q in %d", key.Unit, key.Year)
	}
	return nil
}

// inOrder returns the keys by year and unit, so that the same one is named
// every time.
func inOrder[T any](of map[ledger.BudgetKey]T) []ledger.BudgetKey {
	return slices.SortedFunc(maps.Keys(of), func(a, b ledger.BudgetKey) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), strings.Compare(a.Unit, b.Unit))
	})
}
