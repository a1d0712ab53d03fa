package ledger_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
)

var town2026 = ledger.BudgetKey{Unit: "青石镇政府", Year: 2026}

// granted is a budget of 1,000 yuan and 200 pooled.
var granted = ledger.Grant{BudgetKey: town2026, GrantedFen: 100_000, PooledFen: 20_000}

// of makes the move draw on a unit's budget.
func of(unit string, m ledger.Move) ledger.Move {
	m.Unit = unit
	return m
}

// book replays a grant and the moves after it.
func book(t testing.TB, grants []ledger.Grant, moves ...ledger.Move) *ledger.Book {
	t.Helper()
	head := ledger.Start
	b := ledger.NewBook()
	apply := func(entry ledger.Entry) {
		entry.County, entry.At, entry.Actor = county, at, "a"
		e, err := ledger.Append(head, entry)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Apply(e); err != nil {
			t.Fatal(err)
		}
		head = e.Head()
	}
	for _, g := range grants {
		apply(ledger.Entry{Type: ledger.BudgetType, Subject: "budgets.csv", Payload: ledger.BudgetsSet{Budgets: []ledger.Grant{g}}})
	}
	for _, m := range moves {
		apply(ledger.Entry{Type: ledger.MovePrefix + m.Action, Subject: m.Claim, Payload: m})
	}
	return b
}

// A claim of 300 yuan through its life: asked for at hand-in, owed once
// approved, spent when paid, owed again when the bank sends it back; given
// back or rejected it holds nothing.
func TestBudgetFollowsTheClaim(t *testing.T) {
	unit := town2026.Unit
	step := func(from, to string, version int64) ledger.Move {
		return of(unit, move(t, "c1", from, to, version, 30_000, "t1"))
	}
	for name, test := range map[string]struct {
		moves             []ledger.Move
		asked, owed, paid money.Amount
		left              money.Amount
	}{
		"nothing yet": {nil, 0, 0, 0, 120_000},
		"handed in":   {[]ledger.Move{step("draft", "submitted", 2)}, 30_000, 0, 0, 90_000},
		"given back":  {[]ledger.Move{step("draft", "submitted", 2), step("submitted", "returned", 3)}, 0, 0, 0, 120_000},
		"rejected":    {[]ledger.Move{step("draft", "submitted", 2), step("submitted", "rejected", 3)}, 0, 0, 0, 120_000},
		"approved":    {[]ledger.Move{step("draft", "submitted", 2), step("submitted", "approved", 3)}, 0, 30_000, 0, 90_000},
		"paid":        {[]ledger.Move{step("draft", "submitted", 2), step("submitted", "approved", 3), step("approved", "paid", 4)}, 0, 0, 30_000, 90_000},
		"sent back by the bank": {[]ledger.Move{
			step("draft", "submitted", 2), step("submitted", "approved", 3), step("approved", "paid", 4), step("paid", "approved", 5),
		}, 0, 30_000, 0, 90_000},
	} {
		t.Run(name, func(t *testing.T) {
			got := book(t, []ledger.Grant{granted}, test.moves...).Budgets[town2026]
			want := ledger.Budget{Grant: granted, AskedFen: test.asked, OwedFen: test.owed, SpentFen: test.paid}
			if diff := cmp.Diff(want, got); diff != "" || got.Left() != test.left || got.Encumbered() != test.asked+test.owed {
				t.Errorf("%s left %s, encumbered %s", diff, got.Left(), got.Encumbered())
			}
		})
	}
}

// A claim given back, priced anew and handed in again counts once, as it is
// worth now.
func TestBudgetOfAClaimHandedInAgain(t *testing.T) {
	unit := town2026.Unit
	b := book(t, []ledger.Grant{granted},
		of(unit, move(t, "c1", "draft", "submitted", 2, 30_000, "t1")), of(unit, move(t, "c1", "submitted", "returned", 3, 30_000, "t1")),
		of(unit, move(t, "c1", "returned", "submitted", 5, 10_000, "t1", "t2")))
	if got := b.Budgets[town2026]; got.AskedFen != 20_000 || got.Left() != 100_000 {
		t.Errorf("%+v", got)
	}
}

// Beyond the budget: 1,000 granted, 200 pooled. What is decided counts, the
// grant first and then the pool; what others merely asked for does not.
func TestBudgetExceeded(t *testing.T) {
	for name, test := range map[string]struct {
		asked, owed, spent, more money.Amount
		short, fromPool, left    money.Amount
	}{
		"all of it":                 {0, 50_000, 50_000, 20_000, 0, 0, 20_000},
		"a fen too much":            {0, 50_000, 50_000, 20_001, 1, 0, 20_000},
		"asked for by others":       {500_000, 0, 0, 120_000, 0, 0, -380_000},
		"within the pool":           {0, 60_000, 50_000, 10_000, 0, 10_000, 10_000},
		"beyond the pool already":   {0, 80_000, 50_000, 1, 10_001, 20_000, -10_000},
		"taken back, never short":   {0, 80_000, 50_000, -5_000, 0, 20_000, -10_000},
		"nothing, never short":      {0, 80_000, 50_000, 0, 0, 20_000, -10_000},
		"the grant to the last fen": {0, 40_000, 60_000, 0, 0, 0, 20_000},
	} {
		t.Run(name, func(t *testing.T) {
			b := ledger.Budget{Grant: granted, AskedFen: test.asked, OwedFen: test.owed, SpentFen: test.spent}
			if b.Short(test.more) != test.short || b.FromPool() != test.fromPool || b.Left() != test.left {
				t.Errorf("short %s, from the pool %s, left %s; want %s, %s, %s",
					b.Short(test.more), b.FromPool(), b.Left(), test.short, test.fromPool, test.left)
			}
		})
	}
}

// A budget set again in the year replaces the grant and keeps what was drawn.
func TestBudgetSetAgain(t *testing.T) {
	more := granted
	more.GrantedFen, more.Blocks = 150_000, true
	b := book(t, []ledger.Grant{granted}, of(town2026.Unit, move(t, "c1", "draft", "submitted", 2, 30_000, "t1")))
	e, err := ledger.Append(ledger.Start, ledger.Entry{
		County: county, At: at, Type: ledger.BudgetType, Payload: ledger.BudgetsSet{Budgets: []ledger.Grant{more}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Apply(e); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ledger.Budget{Grant: more, AskedFen: 30_000}, b.Budgets[town2026]); diff != "" {
		t.Error(diff)
	}
}

// From hand-in on a claim draws on one budget; an event that says another is
// named.
func TestBudgetOfAClaimIsPinned(t *testing.T) {
	_, err := ledger.Replay(events(t, of("青石镇政府", move(t, "c1", "draft", "submitted", 2, 1, "t1")),
		of("白水乡政府", move(t, "c1", "submitted", "approved", 3, 1, "t1"))))
	if err == nil || !strings.Contains(err.Error(), `event 2 (claim.approve c1): it draws on the budget of "白水乡政府", event 1 on that of "青石镇政府"`) {
		t.Error(err)
	}
	if _, err := ledger.Replay(events(t, of("a", move(t, "c1", "draft", "submitted", 2, 1, "t1")),
		of("a", move(t, "c1", "submitted", "returned", 3, 1, "t1")), of("b", move(t, "c1", "returned", "submitted", 4, 1, "t1")))); err != nil {
		t.Errorf("a returned claim of somebody who moved: %v", err)
	}
}

// TestBudgetsAddUp: after any moves the budgets are what their claims come to,
// added up anew, and their sums are what the accounts say.
func TestBudgetsAddUp(t *testing.T) {
	units := map[string]string{"c1": "a", "c2": "b", "c3": "a"}
	rapid.Check(t, func(rt *rapid.T) {
		b, head := ledger.NewBook(), ledger.Start
		for i := range rapid.IntRange(5, 60).Draw(rt, "moves") {
			step := rapid.SampledFrom(claim.Transitions()).Draw(rt, "step")
			name := rapid.SampledFrom([]string{"c1", "c2", "c3"}).Draw(rt, "claim")
			fen := money.Amount(rapid.SampledFrom([]int64{-500, 100, 700}).Draw(rt, "fen"))
			m := of(units[name], move(t, name, string(step.From), string(step.To), int64(i+2), fen, "t-"+name))
			m.Action = string(step.Do)
			m.Month = rapid.SampledFrom([]string{"2026-12", "2027-01"}).Draw(rt, "month")
			if standing, known := b.Claims[name]; known {
				m.Month = standing.Last.Month
			}
			e, err := ledger.Append(head, ledger.Entry{County: county, At: at, Type: ledger.MovePrefix + m.Action, Subject: m.Claim, Payload: m})
			if err != nil {
				rt.Fatal(err)
			}
			if b.Apply(e) == nil {
				head = e.Head()
			}
		}
		checkBudgets(rt, b, units)
		checkBalance(rt, b)
	})
}

// checkBudgets adds every claim up by unit and year.
func checkBudgets(rt *rapid.T, b *ledger.Book, units map[string]string) {
	type sums struct{ encumbered, spent money.Amount }
	want := map[ledger.BudgetKey]sums{}
	var all sums
	for name, standing := range b.Claims {
		key := ledger.BudgetKey{Unit: units[name], Year: 2026}
		if standing.Last.Month == "2027-01" {
			key.Year = 2027
		}
		s := want[key]
		switch claim.State(standing.Last.To) {
		case claim.Paid:
			s.spent += standing.Last.TotalFen
			all.spent += standing.Last.TotalFen
		case claim.Draft, claim.Returned, claim.Rejected:
		default:
			s.encumbered += standing.Last.TotalFen
			all.encumbered += standing.Last.TotalFen
		}
		want[key] = s
	}
	for key, s := range want {
		if got := b.Budgets[key]; got.Encumbered() != s.encumbered || got.SpentFen != s.spent {
			rt.Fatalf("%v: %+v, want %+v", key, got, s)
		}
	}
	if b.Balance[ledger.Encumbered] != all.encumbered || b.Balance[ledger.Cash] != -all.spent {
		rt.Fatalf("accounts %v, budgets %+v", b.Balance, all)
	}
}

// What was said of the month goes with the claim from hand-in on.
func TestFactsOfAClaimArePinned(t *testing.T) {
	said := func(digest string, m ledger.Move) ledger.Move {
		m.Facts = digest
		return m
	}
	_, err := ledger.Replay(events(t, said("d1", move(t, "c1", "draft", "submitted", 2, 1, "t1")), said("d2", move(t, "c1", "submitted", "approved", 3, 1, "t1"))))
	if err == nil || !strings.Contains(err.Error(), "event 2 (claim.approve c1): what was said of the month is not what event 1 sealed") {
		t.Error(err)
	}
	if _, err := ledger.Replay(events(t, said("d1", move(t, "c1", "draft", "submitted", 2, 1, "t1")),
		said("d1", move(t, "c1", "submitted", "returned", 3, 1, "t1")), said("d2", move(t, "c1", "returned", "submitted", 4, 1, "t1")))); err != nil {
		t.Errorf("said anew of a returned claim: %v", err)
	}
}
