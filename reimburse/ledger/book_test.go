package ledger_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
)

// actions is the action that leads to each state.
var actions = map[string]string{"submitted": "submit", "returned": "return", "approved": "approve", "rejected": "reject", "paid": "pay"}

// move makes the move of claim c from one state to the next, with one line of
// fen for each trip.
func move(t testing.TB, c, from, to string, version int64, fen money.Amount, trips ...string) ledger.Move {
	t.Helper()
	m := ledger.Move{Claim: c, Person: "p1", Month: "2026-10", Sequence: 1, Action: actions[to], From: from, To: to, Version: version}
	if from == "paid" {
		m.Action = "bounce"
	}
	for i, trip := range trips {
		m.Lines = append(m.Lines, ledger.LineMark{No: i + 1, Code: "MILEAGE", Trip: trip, AmountFen: fen, Digest: trip})
		m.Trips = append(m.Trips, ledger.TripMark{ID: trip, Digest: trip})
		m.TotalFen += fen
	}
	digest, err := ledger.Digest(m.Lines)
	if err != nil {
		t.Fatal(err)
	}
	m.LinesDigest = digest
	return m
}

func events(t testing.TB, moves ...ledger.Move) []ledger.Event {
	t.Helper()
	var out []ledger.Event
	head := ledger.Start
	for _, m := range moves {
		e, err := ledger.Append(head, ledger.Entry{
			County: county, At: at, Actor: "a",
			Type: ledger.MovePrefix + m.Action, Subject: m.Claim, Payload: m,
		})
		if err != nil {
			t.Fatal(err)
		}
		out, head = append(out, e), e.Head()
	}
	return out
}

func TestReplay(t *testing.T) {
	forged := move(t, "c1", "draft", "submitted", 2, 100, "t1")
	forged.Lines[0].Digest = "another line"
	swollen := move(t, "c1", "draft", "submitted", 2, 1, "t1")
	swollen.TotalFen = 2
	otherTrips := move(t, "c1", "paid", "approved", 5, 1, "t1")
	otherTrips.Trips = []ledger.TripMark{{ID: "t9", Digest: "t9"}}
	tests := []struct {
		name  string
		moves []ledger.Move
		want  string // in the error; empty: none
	}{
		{"a claim's whole life", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 2992, "t1"), move(t, "c1", "submitted", "returned", 3, 2992, "t1"),
			move(t, "c1", "returned", "submitted", 5, 2992, "t1", "t2"), move(t, "c1", "submitted", "approved", 6, 2992, "t1", "t2"),
			move(t, "c1", "approved", "paid", 7, 2992, "t1", "t2"),
		}, ""},
		{"first move not from a draft", []ledger.Move{move(t, "c1", "submitted", "approved", 2, 1, "t1")}, `event 1 (claim.approve c1): starts from "submitted", but the claim stood "draft"`},
		{"move from elsewhere", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "approved", "paid", 3, 1, "t1"),
		}, "event 2"},
		{"version goes back", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "submitted", "approved", 2, 1, "t1"),
		}, "does not follow"},
		{"more paid than approved", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "submitted", "approved", 3, 1, "t1"),
			move(t, "c1", "approved", "paid", 4, 2, "t1"),
		}, "its lines are not those of event 2"},
		{"other lines approved than handed in", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "submitted", "approved", 3, 2, "t1"),
		}, "its lines are not those of event 1"},
		{"one trip in two payments", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "submitted", "approved", 3, 1, "t1"),
			move(t, "c1", "approved", "paid", 4, 1, "t1"),
			move(t, "c2", "draft", "submitted", 2, 1, "t1"), move(t, "c2", "submitted", "approved", 3, 1, "t1"),
			move(t, "c2", "approved", "paid", 4, 1, "t1"),
		}, "event 6 (claim.pay c2): pays trip t1 a second time, after claim c1"},
		{"a payment the bank sent back is made again", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "submitted", "approved", 3, 1, "t1"),
			move(t, "c1", "approved", "paid", 4, 1, "t1"), move(t, "c1", "paid", "approved", 5, 1, "t1"),
			move(t, "c1", "approved", "paid", 6, 1, "t1"),
		}, ""},
		{"sent back about other trips", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "submitted", "approved", 3, 1, "t1"),
			move(t, "c1", "approved", "paid", 4, 1, "t1"), otherTrips,
		}, "its trips are not those of event 3"},
		{"a decided claim moved again", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "submitted", "rejected", 3, 1, "t1"),
			move(t, "c1", "rejected", "submitted", 4, 1, "t1"),
		}, `event 3 (claim.submit c1): no claim goes from "rejected" to "submitted"`},
		{"paid without a decision", []ledger.Move{
			move(t, "c1", "draft", "submitted", 2, 1, "t1"), move(t, "c1", "submitted", "paid", 3, 1, "t1"),
		}, `no claim goes from "submitted" to "paid" by "pay"`},
		{"total is not the sum of the lines", []ledger.Move{swollen}, "its lines make 0.01, its total says 0.02"},
		{"lines forged before sealing", []ledger.Move{forged}, "does not fit its lines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ledger.Replay(events(t, tt.moves...))
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var a *ledger.Altered
			if !errors.As(err, &a) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Replay = %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestReplayState(t *testing.T) {
	book, err := ledger.Replay(events(t,
		move(t, "c1", "draft", "submitted", 2, 2992, "t1", "t2"),
		move(t, "c2", "draft", "submitted", 2, 100, "t3"),
		move(t, "c1", "submitted", "approved", 3, 2992, "t1", "t2"),
		move(t, "c1", "approved", "paid", 4, 2992, "t1", "t2")))
	if err != nil {
		t.Fatal(err)
	}
	if got := book.Claims["c1"]; got.Last.To != "paid" || got.Seq != 4 || got.Last.Version != 4 {
		t.Errorf("c1 stands %+v", got)
	}
	want := map[ledger.Account]money.Amount{
		ledger.Expense: 5984, ledger.Payable: 0, ledger.Cash: -5984, ledger.Encumbered: 100, ledger.Reserved: -100,
	}
	if diff := cmp.Diff(want, book.Balance); diff != "" || book.Owed() != 0 {
		t.Errorf("balance %s, owed %s", diff, book.Owed())
	}
	if book.PaidFen != 5984 || len(book.Paid) != 2 || book.Paid["t2"] != "c1" {
		t.Errorf("paid %d fen, trips %v", book.PaidFen, book.Paid)
	}
}

// Two payments add up, and one that comes back is taken off by itself: 20.00
// and 30.00, less 20.00.
func TestReplayPayments(t *testing.T) {
	life := func(c, trip string, fen money.Amount) []ledger.Move {
		return []ledger.Move{
			move(t, c, "draft", "submitted", 2, fen, trip), move(t, c, "submitted", "approved", 3, fen, trip), move(t, c, "approved", "paid", 4, fen, trip),
		}
	}
	both := append(life("c1", "t1", 2000), life("c2", "t2", 3000)...)
	for name, test := range map[string]struct {
		moves    []ledger.Move
		handedIn money.Amount
		paid     money.Amount
		trips    int
	}{
		"one":               {life("c1", "t1", 2000), 2000, 2000, 1},
		"two":               {both, 5000, 5000, 2},
		"the first is back": {append(both[:6:6], move(t, "c1", "paid", "approved", 5, 2000, "t1")), 5000, 3000, 1},
	} {
		book, err := ledger.Replay(events(t, test.moves...))
		if err != nil || book.PaidFen != test.paid || len(book.Paid) != test.trips || book.Balance[ledger.Cash] != -test.paid {
			t.Errorf("%s: %v, paid %s of %v; want %s", name, err, book.PaidFen, book.Paid, test.paid)
		}
		if owed := test.handedIn - test.paid; book.Owed() != owed || book.Balance[ledger.Payable] != -owed {
			t.Errorf("%s: %s are owed, %s stand as payable; want %s", name, book.Owed(), -book.Balance[ledger.Payable], owed)
		}
	}
}

// An event says what its payload does: the same claim and the same move.
func TestReplayWhatTheEventSays(t *testing.T) {
	m := move(t, "c1", "draft", "submitted", 2, 1, "t1")
	for name, says := range map[string][2]string{"another claim": {"claim.submit", "c2"}, "another move": {"claim.approve", "c1"}} {
		e, err := ledger.Append(ledger.Start, ledger.Entry{County: county, At: at, Actor: "a", Type: says[0], Subject: says[1], Payload: m})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.Replay([]ledger.Event{e}); err == nil || !strings.Contains(err.Error(), "its payload is to submit claim c1") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// checkBalance holds the book's accounts against its claims, added up anew:
// debits equal credits, what is owed is what stands approved, what went out is
// what stands paid.
func checkBalance(t *rapid.T, book *ledger.Book) {
	var all, approved, paid, asked money.Amount
	for _, fen := range book.Balance {
		all += fen
	}
	for _, standing := range book.Claims {
		switch standing.Last.To {
		case "approved":
			approved += standing.Last.TotalFen
		case "paid":
			paid += standing.Last.TotalFen
		default:
			if claim.State(standing.Last.To).Encumbers() {
				asked += standing.Last.TotalFen
			}
		}
	}
	if book.Balance[ledger.Encumbered] != asked+approved || book.Balance[ledger.Reserved] != -asked-approved {
		t.Fatalf("balance %v: handed in and not paid %s", book.Balance, asked+approved)
	}
	if all != 0 || book.Balance[ledger.Payable] != -approved || book.Owed() != approved || book.Balance[ledger.Cash] != -paid || book.PaidFen != paid {
		t.Fatalf("balance %v: approved %s, paid %s, PaidFen %s", book.Balance, approved, paid, book.PaidFen)
	}
}

// TestPostingsBalance: every move posts nothing on balance.
func TestPostingsBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := ledger.Move{TotalFen: money.Amount(rapid.Int64Range(-1e12, 1e12).Draw(t, "fen"))}
		step := rapid.SampledFrom(claim.Transitions()).Draw(t, "step")
		m.Action, m.From, m.To = string(step.Do), string(step.From), string(step.To)
		var sum money.Amount
		for _, p := range ledger.Postings(m) {
			sum += p.Fen
		}
		if sum != 0 {
			t.Fatalf("%s of %s leaves %s", m.Action, m.TotalFen, sum)
		}
	})
}

// TestNoTripTwice: whatever moves are tried in whatever order, the accepted
// ones never pay a trip twice.
func TestNoTripTwice(t *testing.T) {
	claims := []string{"c1", "c2", "c3"}
	rapid.Check(t, func(rt *rapid.T) {
		book, head := ledger.NewBook(), ledger.Start
		paidBy := map[string]int{}
		for i := range rapid.IntRange(20, 80).Draw(rt, "moves") {
			step := rapid.SampledFrom(claim.Transitions()).Draw(rt, "step")
			m := move(t, rapid.SampledFrom(claims).Draw(rt, "claim"), string(step.From), string(step.To), int64(i+2), 100, rapid.SampledFrom([]string{"t1", "t2"}).Draw(rt, "trip"))
			m.Action = string(step.Do)
			e, err := ledger.Append(head, ledger.Entry{County: county, At: at, Type: ledger.MovePrefix + m.Action, Subject: m.Claim, Payload: m})
			if err != nil {
				rt.Fatal(err)
			}
			if book.Apply(e) != nil {
				continue
			}
			head = e.Head()
			switch m.Action {
			case "pay":
				paidBy[m.Trips[0].ID]++
			case "bounce":
				paidBy[m.Trips[0].ID]--
			}
			if paidBy[m.Trips[0].ID] > 1 {
				rt.Fatalf("trip %s is paid twice", m.Trips[0].ID)
			}
			checkBalance(rt, book)
		}
		for trip, times := range paidBy {
			if times > 1 {
				rt.Fatalf("trip %s paid %d times", trip, times)
			}
		}
	})
}
