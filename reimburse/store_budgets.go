package reimburse

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/trips"
)

func (s *store) saveBudget(ctx context.Context, tx *sqlx.Tx, county trips.County, g ledger.Grant, at time.Time, by string) error {
	if _, err := exec(ctx, tx, `INSERT INTO budgets (county, unit, year, granted_fen, pooled_fen, blocks, imported_at, imported_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, unit, year) DO UPDATE SET granted_fen = excluded.granted_fen, pooled_fen = excluded.pooled_fen,
			blocks = excluded.blocks, imported_at = excluded.imported_at, imported_by = excluded.imported_by`,
		county, g.Unit, g.Year, g.GrantedFen, g.PooledFen, g.Blocks, at, by); err != nil {
		return fmt.Errorf("save the budget of %s: %w", g.Unit, err)
	}
	return nil
}

// handedInWith is what a claim was handed in with beside its lines and trips:
// whose budget it draws on, and the digest of the month's facts.
type handedInWith struct {
	Unit  string `db:"unit"`
	Facts string `db:"facts"`
}

// saveHandedInWith writes it, anew when the claim is handed in again.
func (s *store) saveHandedInWith(ctx context.Context, tx *sqlx.Tx, county trips.County, id ClaimID, with handedInWith) error {
	if _, err := exec(ctx, tx, `INSERT INTO claim_units (county, claim_id, unit, facts) VALUES (?, ?, ?, ?)
		ON CONFLICT (county, claim_id) DO UPDATE SET unit = excluded.unit, facts = excluded.facts`, county, id, with.Unit, with.Facts); err != nil {
		return fmt.Errorf("unit of claim %s: %w", id, err)
	}
	return nil
}

// handedInWith returns what a claim was handed in with; empty for a draft.
func (s *store) handedInWith(ctx context.Context, q querier, county trips.County, id ClaimID) (handedInWith, error) {
	var with handedInWith
	if _, err := get(ctx, q, &with, `SELECT unit, facts FROM claim_units WHERE county = ? AND claim_id = ?`, county, id); err != nil {
		return with, fmt.Errorf("unit of claim %s: %w", id, err)
	}
	return with, nil
}

// budgetRow is a row of budgets.
type budgetRow struct {
	Unit       string       `db:"unit"`
	Year       int          `db:"year"`
	GrantedFen money.Amount `db:"granted_fen"`
	PooledFen  money.Amount `db:"pooled_fen"`
	Blocks     bool         `db:"blocks"`
}

// drawnRow is what the claims of a unit and month in one state come to.
type drawnRow struct {
	Unit     string       `db:"unit"`
	Month    string       `db:"month"`
	State    claim.State  `db:"state"`
	Claims   int          `db:"claims"`
	TotalFen money.Amount `db:"total_fen"`
}

// budgets returns the budgets of the years from … to, those set and those only
// drawn on, with what the claims come to. unit narrows to one; nil does not.
func (s *store) budgets(ctx context.Context, q querier, county trips.County, from, to int, unit *string) (map[ledger.BudgetKey]unitBudget, error) {
	all, only := unit == nil, ""
	if !all {
		only = *unit
	}
	var granted []budgetRow
	if err := list(ctx, q, &granted, `SELECT unit, year, granted_fen, pooled_fen, blocks FROM budgets
		WHERE county = ? AND year >= ? AND year <= ? AND (? OR unit = ?)`, county, from, to, all, only); err != nil {
		return nil, fmt.Errorf("budgets of %s: %w", county, err)
	}
	var drawn []drawnRow
	if err := list(ctx, q, &drawn, `SELECT COALESCE(u.unit, '') AS unit, c.month, c.state, COUNT(*) AS claims,
			CAST(SUM(c.total_fen) AS BIGINT) AS total_fen
		FROM claims c LEFT JOIN claim_units u ON u.county = c.county AND u.claim_id = c.id
		WHERE c.county = ? AND c.month >= ? AND c.month <= ? AND c.state NOT IN ('draft', 'returned', 'rejected')
			AND (? OR COALESCE(u.unit, '') = ?)
		GROUP BY COALESCE(u.unit, ''), c.month, c.state`,
		county, fmt.Sprintf("%04d-01", from), fmt.Sprintf("%04d-12", to), all, only); err != nil {
		return nil, fmt.Errorf("what is drawn on the budgets of %s: %w", county, err)
	}
	found := map[ledger.BudgetKey]unitBudget{}
	for _, row := range granted {
		key := ledger.BudgetKey{Unit: row.Unit, Year: row.Year}
		found[key] = unitBudget{set: true, Budget: ledger.Budget{Grant: ledger.Grant{BudgetKey: key, GrantedFen: row.GrantedFen, PooledFen: row.PooledFen, Blocks: row.Blocks}}}
	}
	for _, row := range drawn {
		key, err := ledger.Move{Unit: row.Unit, Month: row.Month}.Budget()
		if err != nil {
			return nil, err
		}
		b := found[key]
		b.BudgetKey = key
		b.claims += row.Claims
		b.Count(row.State, row.TotalFen)
		found[key] = b
	}
	return found, nil
}

// unitBudget is a budget as the database holds it.
type unitBudget struct {
	ledger.Budget
	set    bool // it was imported
	claims int  // that draw on it
}

// units returns the names of the units people of the county belong to.
func (s *store) units(ctx context.Context, q querier, county trips.County) (map[string]bool, error) {
	var names []string
	if err := list(ctx, q, &names, `SELECT DISTINCT unit FROM persons WHERE county = ? AND unit <> ''`, county); err != nil {
		return nil, fmt.Errorf("units of %s: %w", county, err)
	}
	units := make(map[string]bool, len(names))
	for _, name := range names {
		units[name] = true
	}
	return units, nil
}

// claimUnits returns whose budget each claim of the county draws on.
func (s *store) claimUnits(ctx context.Context, q querier, county trips.County) (map[string]string, error) {
	var rows []struct {
		Claim string `db:"claim_id"`
		Unit  string `db:"unit"`
	}
	if err := list(ctx, q, &rows, `SELECT claim_id, unit FROM claim_units WHERE county = ? ORDER BY claim_id`, county); err != nil {
		return nil, fmt.Errorf("units of claims of %s: %w", county, err)
	}
	units := make(map[string]string, len(rows))
	for _, row := range rows {
		units[row.Claim] = row.Unit
	}
	return units, nil
}
