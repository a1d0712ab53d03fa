package reimburse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// budgetsCSV: 60 yuan with 10 pooled that only shows, 20 yuan that block.
const budgetsCSV = `单位,年度,预算（元）,统筹（元）,超支处理
青石镇政府,2026,60,10,提示
白水乡政府,2026,20.00,,不得审批
`

// budget returns the budget of the unit in 2026.
func (f *fixture) budget(unit string) reimburse.BudgetView {
	f.t.Helper()
	all, err := f.Budgets(f.t.Context(), auditor, 2026)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, b := range all {
		if b.Unit == unit {
			return b
		}
	}
	f.t.Fatalf("%s has no budget in %+v", unit, all)
	return reimburse.BudgetView{}
}

// 40 km × 0.80 are 32.00 yuan, asked for, then owed, then spent: of 60 and 10
// pooled 38 are left. A second claim of 48.00 takes the unit 10.00 beyond both;
// it is shown, and approved all the same.
func TestBudgetIsShown(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportBudgets, budgetsCSV)
		base := reimburse.BudgetView{Unit: "青石镇政府", Year: 2026, Set: true, GrantedFen: 6000, PooledFen: 1000}
		want := func(what string, change func(*reimburse.BudgetView)) {
			t.Helper()
			b := base
			change(&b)
			if diff := cmp.Diff(b, f.budget("青石镇政府")); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
		}
		f.drove("p1", "t1", 12, 40)
		want("a draft", func(b *reimburse.BudgetView) { b.LeftFen = 7000 })
		view := f.submitted("p1")
		want("handed in", func(b *reimburse.BudgetView) { b.Claims, b.AskedFen, b.LeftFen = 1, 3200, 3800 })
		view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, ""))
		want("approved", func(b *reimburse.BudgetView) { b.Claims, b.OwedFen, b.LeftFen = 1, 3200, 3800 })
		f.must(f.Pay(t.Context(), clerk, view.ID, view.Version, "B-1"))
		want("paid", func(b *reimburse.BudgetView) { b.Claims, b.SpentFen, b.LeftFen = 1, 3200, 3800 })
		f.drove("p2", "t2", 12, 60)
		second := f.submitted("p2")
		want("more than is left", func(b *reimburse.BudgetView) { b.Claims, b.SpentFen, b.AskedFen, b.LeftFen = 2, 3200, 4800, -1000 })
		f.must(f.Approve(t.Context(), clerk, second.ID, second.Version, ""))
		want("approved beyond it", func(b *reimburse.BudgetView) {
			b.Claims, b.SpentFen, b.OwedFen, b.LeftFen, b.FromPool = 2, 3200, 4800, -1000, 1000
		})
		f.verified()
	})
}

// verified fails unless the book fits what is stored.
func (f *fixture) verified() {
	f.t.Helper()
	report, err := f.VerifyLedger(f.t.Context(), county)
	if err != nil || !report.OK {
		f.t.Errorf("verify = %+v, %v", report, err)
	}
}

// A budget of 20 yuan that blocks: 16.00 are approved, 8.00 more are not, and
// stay handed in; after the budget was raised they are. Rejecting needs none.
func TestBudgetBlocks(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportBudgets, budgetsCSV)
		for person, km := range map[string]float64{"p4": 20, "p5": 10, "p6": 10} {
			f.drove(person, "t-"+person, 12, km)
		}
		first, second, third := f.submitted("p4"), f.submitted("p5"), f.submitted("p6")
		f.must(f.Approve(t.Context(), clerk, first.ID, first.Version, ""))
		_, err := f.Approve(t.Context(), clerk, second.ID, second.Version, "")
		wantFault(t, err, reimburse.ErrBudget)
		if err != nil && !strings.Contains(err.Error(), "the 2026 budget of 白水乡政府 is short by 4.00 yuan") {
			t.Error(err)
		}
		if again, err := f.Claim(t.Context(), clerk, second.ID); err != nil || again.State != claim.Submitted || again.TotalFen != 800 {
			t.Errorf("%s of %s, %v", again.State, again.TotalFen, err)
		}
		outcomes, err := f.DecideMany(t.Context(), clerk, reimburse.BulkDecision{Action: claim.Approve, Mode: reimburse.BulkEach, Claims: []reimburse.ClaimVersion{{ID: second.ID, Version: second.Version}}})
		if err != nil {
			t.Fatal(err)
		}
		wantFault(t, outcomes[0].Err, reimburse.ErrBudget)
		f.must(f.Reject(t.Context(), clerk, third.ID, third.Version, "重复"))
		f.mustImport(reimburse.ImportBudgets, strings.Replace(budgetsCSV, "20.00", "24", 1))
		f.must(f.Approve(t.Context(), clerk, second.ID, second.Version, ""))
		if b := f.budget("白水乡政府"); b.OwedFen != 2400 || b.LeftFen != 0 || b.Claims != 2 || !b.Blocks {
			t.Errorf("%+v", b)
		}
		f.verified()
	})
}

// A claim draws on the unit its person belonged to when it was handed in: who
// moved meanwhile takes nothing along, a claim handed in again comes after.
func TestBudgetOfSomebodyWhoMoves(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.mustImport(reimburse.ImportBudgets, budgetsCSV)
	f.drove("p1", "t1", 12, 10)
	view := f.submitted("p1")
	f.mustImport(reimburse.ImportPeople, strings.Replace(peopleCSV, "p1,张一,事业编,529901101,青石镇,青石镇政府", "p1,张一,事业编,529901101,青石镇,白水乡政府", 1))
	if b, err := f.ClaimBudget(t.Context(), clerk, view.ID); err != nil || b.Unit != "青石镇政府" || b.AskedFen != 800 {
		t.Errorf("%+v, %v", b, err)
	}
	f.must(f.Return(t.Context(), clerk, view.ID, view.Version, "请补", nil))
	f.submitted("p1")
	if b, err := f.ClaimBudget(t.Context(), clerk, view.ID); err != nil || b.Unit != "白水乡政府" || b.AskedFen != 800 {
		t.Errorf("%+v, %v", b, err)
	}
	if b := f.budget("青石镇政府"); b.AskedFen != 0 || b.Claims != 0 {
		t.Errorf("%+v", b)
	}
	f.verified()
}

// Budgets are not everybody's business, and a unit without one is listed with
// what it draws.
func TestBudgetsAreForTheOffice(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.drove("p1", "t1", 12, 10)
	view := f.submitted("p1")
	if b := f.budget("青石镇政府"); b.Set || b.AskedFen != 800 || b.LeftFen != 0 {
		t.Errorf("%+v", b)
	}
	_, err := f.Budgets(t.Context(), cadre("p1"), 2026)
	wantFault(t, err, reimburse.ErrClaimsDenied)
	_, err = f.ClaimBudget(t.Context(), cadre("p1"), view.ID)
	wantFault(t, err, reimburse.ErrClaimsDenied)
	_, err = f.ClaimBudget(t.Context(), stranger, view.ID)
	wantFault(t, err, reimburse.ErrNoClaim)
	_, err = f.Budgets(t.Context(), clerk, 26)
	wantFault(t, err, reimburse.ErrPeriod)
	if other, err := f.Budgets(t.Context(), clerk, 2027); err != nil || len(other) != 0 {
		t.Errorf("another year: %+v, %v", other, err)
	}
}

func TestImportBudgetsRefuses(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	for row, want := range map[string]string{
		"青石镇,2026,60,,":                  `line 2 unit: nobody belongs to the unit "青石镇"`,
		"青石镇政府,26,60,,":                  `line 2 year: "26" must be a year`,
		"青石镇政府,2026,,,":                  "line 2 yuan: must not be empty",
		"青石镇政府,2026,-1,,":                `line 2 yuan: "-1" must be an amount of yuan`,
		"青石镇政府,2026,60.005,,":            `line 2 yuan: "60.005" must be an amount`,
		"青石镇政府,2026,60,六,":               `line 2 pooled_yuan: "六" must be an amount`,
		"青石镇政府,2026,60,,也许":              `line 2 if_exceeded: "也许" must be show or block`,
		"青石镇政府,2026,6,,\n青石镇政府,2026,7,,": "line 3 unit: 青石镇政府 stands in line 2 too",
	} {
		report, err := f.Import(t.Context(), admin, reimburse.ImportBudgets, "b.csv", strings.NewReader("unit,year,yuan,pooled_yuan,if_exceeded\n"+row+"\n"), false)
		if err != nil || report.Written || len(report.Problems) != 1 {
			t.Errorf("%s: %+v, %v", row, report, err)
			continue
		}
		p := report.Problems[0]
		if got := fmt.Sprintf("line %d %s: %s", p.Line, p.Column, p.Text.EN); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s; want %s", row, got, want)
		}
	}
	if report, err := f.Import(t.Context(), admin, reimburse.ImportBudgets, "b.csv", strings.NewReader("单位,年度,预算\n青石镇政府,2026,\"1,234.50\"\n"), false); err != nil || !report.Written {
		t.Errorf("%+v, %v", report, err)
	}
	if b := f.budget("青石镇政府"); b.GrantedFen != 123450 || b.Blocks {
		t.Errorf("%+v", b)
	}
}

// What somebody changed behind the service's back is named.
func TestBudgetsAlteredBehindTheBook(t *testing.T) {
	for statement, want := range map[string]string{
		`UPDATE budgets SET granted_fen = 999999 WHERE unit = '白水乡政府'`: "the stored budget of \"白水乡政府\" in 2026",
		`DELETE FROM budgets WHERE unit = '白水乡政府'`:                     "the stored budget of \"白水乡政府\" in 2026",
		`INSERT INTO budgets SELECT county, '别的单位', year, granted_fen, pooled_fen, blocks, imported_at, imported_by
			FROM budgets WHERE unit = '白水乡政府'`: "no event set the budget of \"别的单位\" in 2026",
		`UPDATE claim_units SET unit = '白水乡政府'`: "it draws on the budget of \"青石镇政府\", the stored claim on that of \"白水乡政府\"",
	} {
		f := newFixture(t, migrated.SQLite(t))
		f.mustImport(reimburse.ImportBudgets, budgetsCSV)
		f.drove("p1", "t1", 12, 10)
		f.submitted("p1")
		f.verified()
		f.exec(statement)
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || report.OK || !strings.Contains(report.Problem, want) {
			t.Errorf("%s: %+v, %v", statement, report, err)
		}
	}
}

// TestBudgetsFollowAnyMoves: whatever the office does in whatever order, what
// the budgets show is what the claims come to, added up here by themselves.
func TestBudgetsFollowAnyMoves(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t, migrated.SQLite(t))
		f.mustImport(reimburse.ImportBudgets, budgetsCSV)
		people := []string{"p1", "p2", "p4", "p5"}
		for i, p := range people {
			f.drove(p, "t-"+p, 12, float64(10*(i+1)))
		}
		for range rapid.IntRange(3, 14).Draw(rt, "moves") {
			person := rapid.SampledFrom(people).Draw(rt, "person")
			view := f.current(person)
			do := rapid.SampledFrom([]claim.Action{claim.Submit, claim.Return, claim.Approve, claim.Reject, claim.Pay}).Draw(rt, "do")
			actor := clerk
			if do == claim.Submit {
				actor = cadre(person)
			}
			_, err := f.Decide(t.Context(), actor, view.ID, reimburse.Decision{Action: do, Version: view.Version, Comment: "理由", Reference: map[bool]string{true: "B-1"}[do == claim.Pay]})
			if _, told := licheng.FaultOf(err); err != nil && !told {
				rt.Fatal(err)
			}
		}
		f.wantBudgets(rt, people)
		f.verified()
	})
}

// wantBudgets adds the claims of the people up by unit.
func (f *fixture) wantBudgets(rt *rapid.T, people []string) {
	asked, owed, spent := map[string]money.Amount{}, map[string]money.Amount{}, map[string]money.Amount{}
	for _, p := range people {
		view := f.current(p)
		switch view.State {
		case claim.Submitted:
			asked[view.Person.Unit] += view.TotalFen
		case claim.Approved:
			owed[view.Person.Unit] += view.TotalFen
		case claim.Paid:
			spent[view.Person.Unit] += view.TotalFen
		}
	}
	for _, unit := range []string{"青石镇政府", "白水乡政府"} {
		b := f.budget(unit)
		if b.AskedFen != asked[unit] || b.OwedFen != owed[unit] || b.SpentFen != spent[unit] {
			rt.Fatalf("%s: %+v; want asked %s, owed %s, spent %s", unit, b, asked[unit], owed[unit], spent[unit])
		}
		if b.Blocks && b.OwedFen+b.SpentFen > b.GrantedFen+b.PooledFen {
			rt.Fatalf("%s blocks and went beyond: %+v", unit, b)
		}
	}
}
