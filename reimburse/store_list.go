package reimburse

import (
	"context"
	"fmt"
	"strings"

	"licheng/reimburse/rules"
	"licheng/trips"
)

// listed is a claim with its person, as one joined row.
type listed struct {
	claimRow
	Name         string `db:"name"`
	StaffClass   string `db:"staff_class"`
	Township     string `db:"township"`
	TownshipName string `db:"township_name"`
	Unit         string `db:"unit"`
}

// person is whose claim it is.
func (l listed) person() PersonView {
	return PersonView{
		ID: l.Person, Name: l.Name, StaffClass: rules.StaffClass(l.StaffClass),
		Township: l.Township, TownshipName: l.TownshipName, Unit: l.Unit,
	}
}

// listOrder is the ORDER BY of each sort; ids make every order complete.
var listOrder = map[ClaimSort]string{
	"":       `c.findings_serious DESC, c.findings_note DESC, c.total_fen DESC, c.id`,
	Doubtful: `c.findings_serious DESC, c.findings_note DESC, c.total_fen DESC, c.id`,
	Newest:   `CASE WHEN c.submitted_at IS NULL THEN 0 ELSE 1 END, c.submitted_at DESC, c.id DESC`,
	Amount:   `c.total_fen DESC, c.id`,
}

// monthRows returns the month's claims that were handed in, or only those whose
// money is decided, by township, person and sequence.
func (s *store) monthRows(ctx context.Context, q querier, county trips.County, month string, decided bool) ([]claimRow, error) {
	states := `'submitted', 'checked', 'returned', 'rejected', 'approved', 'paid'`
	if decided {
		states = `'approved', 'paid'`
	}
	rows := []claimRow{}
	if err := list(ctx, q, &rows, `SELECT c.`+strings.Join(claimColumns, ", c.")+` FROM claims c
		JOIN persons p ON p.county = c.county AND p.id = c.person_id
		WHERE c.county = ? AND c.month = ? AND c.state IN (`+states+`)
		ORDER BY p.township, c.person_id, c.sequence`, county, month); err != nil {
		return nil, fmt.Errorf("claims of %s: %w", month, err)
	}
	return rows, nil
}

// claimsOf is whose claims somebody sees: their own, those of the townships they
// look after, or all of the county.
type claimsOf struct {
	county    trips.County
	person    trips.PersonID
	all       bool
	townships []string
}

// listClaims lists the claims that pass the filter and that the actor may see.
func (s *store) listClaims(ctx context.Context, q querier, who claimsOf, f ClaimFilter) ([]listed, error) {
	where := []string{"c.county = ?"}
	args := []any{who.county}
	add := func(condition string, values ...any) {
		where = append(where, condition)
		args = append(args, values...)
	}
	switch {
	case who.all:
		add("(c.state <> 'draft' OR c.person_id = ?)", who.person)
	case len(who.townships) > 0:
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(who.townships)), ", ")
		values := []any{who.person}
		for _, code := range who.townships {
			values = append(values, code)
		}
		add("(c.person_id = ? OR (c.state <> 'draft' AND p.township IN ("+marks+")))", values...)
	default:
		add("c.person_id = ?", who.person)
	}
	if f.State != "" {
		add("c.state = ?", f.State)
	}
	if len(f.states) > 0 {
		values := make([]any, len(f.states))
		for i, state := range f.states {
			values[i] = state
		}
		add("c.state IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")+")", values...)
	}
	if f.Month != "" {
		add("c.month = ?", f.Month)
	}
	if f.Person != "" {
		add("c.person_id = ?", f.Person)
	}
	if f.Township != "" {
		add("p.township = ?", f.Township)
	}
	order, ok := listOrder[f.Sort]
	if !ok {
		order = listOrder[Doubtful]
	}
	args = append(args, f.Limit, max(f.Offset, 0))
	rows := []listed{}
	if err := list(ctx, q, &rows, `SELECT c.`+strings.Join(claimColumns, ", c.")+`, p.name, p.staff_class, p.township, p.township_name, p.unit
		FROM claims c JOIN persons p ON p.county = c.county AND p.id = c.person_id
		WHERE `+strings.Join(where, " AND ")+` ORDER BY `+order+` LIMIT ? OFFSET ?`, args...); err != nil {
		return nil, fmt.Errorf("list claims: %w", err)
	}
	return rows, nil
}
