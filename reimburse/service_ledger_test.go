package reimburse_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/trips"
)

func mustRead(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestTampering changes the store behind the service's back, one way each, and
// wants the event named that sealed what was changed. Events 1 to 4 are the
// imports; p1 hands in (5), is approved (6) and paid (7); p2 hands in (8) and
// is returned (9); p4 stays a draft.
func TestTampering(t *testing.T) {
	tests := []struct {
		name, query string
		want        string // in the problem; %p1 and so on are claim ids
	}{
		{"nothing", ``, ""},
		{
			"one fen of a paid line", `UPDATE claim_lines SET amount_fen = amount_fen + 1 WHERE claim_id = '%p1' AND no = 2`,
			"event 7 (claim.pay %p1), line 2: the stored amount is 8.01, the event sealed 8.00",
		},
		{"one fen of a total", `UPDATE claims SET total_fen = total_fen + 1 WHERE id = '%p1'`, "event 7 (claim.pay %p1): the stored total is 24.01"},
		{"a rate", `UPDATE claim_lines SET rate = '0.81' WHERE claim_id = '%p1' AND no = 1`, "event 7 (claim.pay %p1), line 1: the stored line is not"},
		{"an explanation", `UPDATE claim_lines SET text = '{"zh":"改","en":"x"}' WHERE claim_id = '%p1' AND no = 1`, "event 7 (claim.pay %p1), line 1"},
		{"a line removed", `DELETE FROM claim_lines WHERE claim_id = '%p1' AND no = 2`, "event 7 (claim.pay %p1), line 2: the stored line is gone"},
		{"a state", `UPDATE claims SET state = 'approved', paid_at = NULL WHERE id = '%p1'`, `event 7 (claim.pay %p1): the stored state is "approved"`},
		{"a trip moved", `UPDATE claim_trips SET digest = 'x' WHERE claim_id = '%p1' AND trip_id = 't1'`, "event 7 (claim.pay %p1): the stored trips"},
		{"a returned claim's line", `UPDATE claim_lines SET amount_fen = 9 WHERE claim_id = '%p2'`, "event 9 (claim.return %p2), line 1"},
		{"a draft's line", `UPDATE claim_lines SET amount_fen = 9 WHERE claim_id = '%p4'`, "claim %p4 (draft, in no event), line 1"},
		{
			"a draft made paid", `UPDATE claims SET state = 'paid', submitted_at = drafted_at, decided_at = drafted_at, paid_at = drafted_at WHERE id = '%p4'`,
			"claim %p4 (paid, in no event): no event made it so",
		},
		{"the head set back", `UPDATE ledger_heads SET seq = 8`, "event 10 (missing 529901): the book ends at event 9"},
		{"an event put in", `INSERT INTO ledger_events (county, seq, at, actor, type, subject, payload, prev_hash, hash)
			SELECT county, 10, at, actor, type, subject, payload, hash, hash FROM ledger_events WHERE seq = 9`, "event 10 (claim.return %p2): its content was changed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			migrated.Run(t, func(t *testing.T, db *licheng.Database) {
				f := newFixture(t, db)
				f.drove("p1", "t1", 12, 20)
				f.drove("p1", "t2", 13, 10)
				f.drove("p2", "t3", 12, 10)
				f.drove("p4", "t4", 12, 10)
				paid := f.paid("p1")
				returned := f.submitted("p2")
				f.must(f.Return(t.Context(), clerk, returned.ID, returned.Version, "补", nil))
				ids := strings.NewReplacer("%p1", string(paid.ID), "%p2", string(returned.ID), "%p4", string(f.current("p4").ID))
				if tt.query != "" {
					f.exec(ids.Replace(tt.query))
				}
				report, err := f.VerifyLedger(t.Context(), county)
				if err != nil {
					t.Fatal(err)
				}
				if want := ids.Replace(tt.want); report.OK != (want == "") || !strings.Contains(report.Problem, want) {
					t.Errorf("verify = %+v, want %q", report, want)
				}
			})
		})
	}
}

// TestBookIsAppendOnly: the database itself refuses to change what was
// written; with its triggers out of the way, the chain still shows it.
func TestBookIsAppendOnly(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		for _, query := range []string{
			`UPDATE ledger_events SET actor = 'x' WHERE seq = 2`, `DELETE FROM ledger_events WHERE seq = 4`,
			`UPDATE rule_documents SET body = 'x'`, `DELETE FROM rule_documents`,
		} {
			if _, err := db.Exec(query); err == nil || !strings.Contains(err.Error(), "never changed") && !strings.Contains(err.Error(), "only ever added to") {
				t.Errorf("%s: %v, want it refused", query, err)
			}
		}
		drop := `DROP TRIGGER ledger_events_final_update`
		if db.Dialect == licheng.Postgres {
			drop = `DROP TRIGGER ledger_events_final ON ledger_events`
		}
		f.exec(drop)
		f.exec(`UPDATE ledger_events SET actor = 'x' WHERE seq = 2`)
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || report.OK || report.Altered == nil || report.Altered.Seq != 2 {
			t.Errorf("verify = %+v, %v; want event 2", report, err)
		}
	})
}

func TestRuleBehindAClaim(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.drove("p1", "t1", 12, 20)
	f.paid("p1")
	f.exec(`DROP TRIGGER rule_documents_final_update`)
	f.exec(`UPDATE rule_documents SET body = replace(body, '0.80', '0.90')`)
	report, err := f.VerifyLedger(t.Context(), county)
	if err != nil || report.OK || !strings.Contains(report.Problem, "rule document county-transport 2026-1") {
		t.Errorf("verify = %+v, %v", report, err)
	}
}

func TestExport(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		paid := f.paid("p1")
		var out bytes.Buffer
		head, err := f.ExportLedger(t.Context(), county, &out)
		if err != nil {
			t.Fatal(err)
		}
		whole := out.String()
		summary, err := ledger.ReadBundle(strings.NewReader(whole))
		if err != nil || summary.Head != head || summary.Events != 7 || summary.Book.PaidFen != 1600 ||
			summary.Book.Claims[string(paid.ID)].Last.To != "paid" {
			t.Fatalf("bundle = %+v, %v", summary, err)
		}
		_, err = ledger.ReadBundle(strings.NewReader(strings.Replace(whole, `"total_fen":1600`, `"total_fen":1601`, 1)))
		if want := fmt.Sprintf("event 5 (claim.submit %s)", paid.ID); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("altered bundle = %v, want %q", err, want)
		}
	})
}

// TestRandomActions lets people, clerks and arriving trips act at random, and
// wants at every end: the book verifies against the rows, replaying it gives
// the stored states, and every trip was paid at most once.
func TestRandomActions(t *testing.T) {
	fewerChecks(t, "25") // each has a database of its own
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t, migrated.SQLite(t))
		people := []string{"p1", "p2"}
		trip := 0
		for range rapid.IntRange(5, 30).Draw(rt, "steps") {
			person := rapid.SampledFrom(people).Draw(rt, "person")
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				trip++
				f.drove(person, fmt.Sprintf("t%02d", trip), rapid.IntRange(1, 28).Draw(rt, "day"), float64(rapid.IntRange(1, 60).Draw(rt, "km")))
			case 1:
				if view := f.current(person); view.State == claim.Draft || view.State == claim.Returned {
					_, _ = f.Submit(t.Context(), cadre(person), view.ID, view.Version) // an empty month is refused
				}
			default:
				f.randomDecision(rt, trips.PersonID(person))
			}
		}
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || !report.OK {
			rt.Fatalf("verify = %+v, %v", report, err)
		}
		f.checkReplay(rt)
	})
}

// fewerChecks bounds how many times rapid tries in this test, unless somebody
// asked for more on the command line.
func fewerChecks(t *testing.T, n string) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	before := checks.Value.String()
	if before != checks.DefValue {
		return
	}
	if err := checks.Value.Set(n); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := checks.Value.Set(before); err != nil {
			t.Error(err)
		}
	})
}

func (f *fixture) randomDecision(rt *rapid.T, person trips.PersonID) {
	found, err := f.Claims(f.t.Context(), clerk, reimburse.ClaimFilter{Person: person, Sort: reimburse.Newest})
	if err != nil {
		rt.Fatal(err)
	}
	if len(found) == 0 {
		return
	}
	c := rapid.SampledFrom(found).Draw(rt, "claim")
	action := rapid.SampledFrom([]claim.Action{claim.Approve, claim.Pay, claim.Pay, claim.Return, claim.Reject}).Draw(rt, "action")
	_, err = f.Decide(f.t.Context(), clerk, c.ID, reimburse.Decision{Action: action, Version: c.Version, Comment: "理由", Reference: "B"})
	if err != nil && licheng.KindOf(err) != licheng.Conflict {
		rt.Fatal(err)
	}
}

// checkReplay replays the exported book and holds it against the stored rows.
func (f *fixture) checkReplay(rt *rapid.T) {
	var out bytes.Buffer
	if _, err := f.ExportLedger(f.t.Context(), county, &out); err != nil {
		rt.Fatal(err)
	}
	summary, err := ledger.ReadBundle(&out)
	if err != nil {
		rt.Fatal(err)
	}
	var paid []struct {
		Trip  string `db:"trip_id"`
		Claim string `db:"claim_id"`
	}
	if err := f.db.Select(&paid, `SELECT t.trip_id, t.claim_id FROM claim_trips t JOIN claims c ON c.id = t.claim_id WHERE c.state = 'paid'`); err != nil {
		rt.Fatal(err)
	}
	for _, p := range paid {
		if summary.Book.Paid[p.Trip] != p.Claim {
			rt.Fatalf("trip %s: paid by %s, replayed %s", p.Trip, p.Claim, summary.Book.Paid[p.Trip])
		}
	}
	var sum int64
	if err := f.db.Get(&sum, `SELECT COALESCE(SUM(total_fen), 0) FROM claims WHERE state = 'paid'`); err != nil {
		rt.Fatal(err)
	}
	if len(paid) != len(summary.Book.Paid) || sum != int64(summary.Book.PaidFen) {
		rt.Fatalf("%d trips and %d fen paid; replayed %d and %d", len(paid), sum, len(summary.Book.Paid), summary.Book.PaidFen)
	}
}
