package reimburse_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/trips"
)

func TestLife(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 37.412)
		view := f.submitted("p1")
		if view.State != claim.Submitted || view.SubmittedAt == nil || len(view.Allowed) != 0 {
			t.Errorf("submitted = %+v, allowed %v", view.ClaimSummary, view.Allowed)
		}
		view = f.must(f.Return(t.Context(), clerk, view.ID, view.Version, "请补说明", []ledger.LineComment{{No: 1, Comment: "事由？"}}))
		if view.State != claim.Returned || len(view.Lines[0].Comments) != 1 || view.Lines[0].Comments[0].Text != "事由？" {
			t.Errorf("returned = %+v", view)
		}
		f.drove("p1", "t0", 11, 10) // drives before t1: its line becomes the first
		view = f.current("p1")
		if view.State != claim.Returned || len(view.Lines) != 2 || len(view.Lines[1].Comments) != 1 || len(view.Lines[0].Comments) != 0 {
			t.Fatalf("redrafted = %+v: the comment stays with the line of t1", view.Lines)
		}
		view = f.must(f.Decide(t.Context(), cadre("p1"), view.ID, reimburse.Decision{Action: claim.Submit, Version: view.Version, Comment: " 送材料去村里 "}))
		view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, "同意"))
		if view.DecidedAt == nil || view.PaidAt != nil {
			t.Errorf("approved = %+v", view.ClaimSummary)
		}
		view = f.must(f.Pay(t.Context(), clerk2, view.ID, view.Version, "B-7"))
		var got []string
		for _, e := range view.Events {
			got = append(got, fmt.Sprintf("%s %s %s%s", e.By, e.Action, e.Comment, e.Reference))
		}
		want := []string{"login-p1 submit ", "clerk return 请补说明", "login-p1 submit 送材料去村里", "clerk approve 同意", "clerk2 pay B-7"}
		if diff := cmp.Diff(want, got); diff != "" || view.State != claim.Paid || view.TotalFen != 3793 {
			t.Errorf("%s %s %s", view.State, view.TotalFen, diff) // 29.93 + 8.00
		}
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || !report.OK || report.Claims != 1 {
			t.Errorf("verify = %+v, %v", report, err)
		}
	})
}

// TestDecidedNeverChanges: after a decision neither new prices nor new rules
// nor a changed trip moves a fen.
func TestDecidedNeverChanges(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 50)
		view := f.paid("p1")
		f.trips.read["p1/2026-10"][0].DistanceM = 99_000
		f.mustImport(reimburse.ImportRules, strings.NewReplacer("version: 2026-1", "version: 2026-2",
			"0.80", "9.90", "from: 2026-01-01", "from: 2026-02-01").Replace(mustRead(t, "testdata/rules.yaml")))
		if err := f.Draft(t.Context(), county, "p1", "2026-10"); err != nil {
			t.Fatal(err)
		}
		again, err := f.Claim(t.Context(), clerk, view.ID)
		view.Allowed = again.Allowed
		if diff := cmp.Diff(view, again); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}

func TestRefusedMoves(t *testing.T) {
	db := migrated.SQLite(t)
	f := newFixture(t, db)
	f.drove("p1", "t1", 12, 10)
	f.drove("p2", "t2", 12, 10)
	handedIn, draft := f.submitted("p1"), f.current("p2")
	ownClerk := trips.Actor{County: county, Login: "another-login", Person: "p1", Roles: []trips.Role{trips.Finance}}
	sameLogin := trips.Actor{County: county, Login: "login-p1", Roles: []trips.Role{trips.Finance}}
	long := strings.Repeat("长", 2001)
	tests := []struct {
		name  string
		actor trips.Actor
		id    reimburse.ClaimID
		do    reimburse.Decision
		want  *licheng.Fault
	}{
		{"own claim by the finance account of the same person", ownClerk, handedIn.ID, reimburse.Decision{Action: claim.Approve}, reimburse.ErrOwnClaim},
		{"own claim by the account that handed it in", sameLogin, handedIn.ID, reimburse.Decision{Action: claim.Approve}, reimburse.ErrOwnClaim},
		{"return of one's own", ownClerk, handedIn.ID, reimburse.Decision{Action: claim.Return, Comment: "x"}, reimburse.ErrOwnClaim},
		{"approve by a cadre", cadre("p1"), handedIn.ID, reimburse.Decision{Action: claim.Approve}, reimburse.ErrNotYours},
		{"approve by another cadre", cadre("p2"), handedIn.ID, reimburse.Decision{Action: claim.Approve}, reimburse.ErrNoClaim},
		{"approve by an auditor", auditor, handedIn.ID, reimburse.Decision{Action: claim.Approve}, reimburse.ErrNotYours},
		{"approve by an administrator", admin, handedIn.ID, reimburse.Decision{Action: claim.Approve}, reimburse.ErrClaimsDenied},
		{"approve from another county", stranger, handedIn.ID, reimburse.Decision{Action: claim.Approve}, reimburse.ErrNoClaim},
		{"approve a draft", clerk, draft.ID, reimburse.Decision{Action: claim.Approve}, reimburse.ErrNoClaim},
		{"submit another's", cadre("p1"), draft.ID, reimburse.Decision{Action: claim.Submit}, reimburse.ErrNoClaim},
		{"pay before approval", clerk, handedIn.ID, reimburse.Decision{Action: claim.Pay, Reference: "B"}, reimburse.ErrState},
		{"submit twice", cadre("p1"), handedIn.ID, reimburse.Decision{Action: claim.Submit}, reimburse.ErrState},
		{"stale version", clerk, handedIn.ID, reimburse.Decision{Action: claim.Approve, Version: -1}, reimburse.ErrMoved},
		{"reject without a reason", clerk, handedIn.ID, reimburse.Decision{Action: claim.Reject, Comment: "  "}, reimburse.ErrComment},
		{"return without a reason", clerk, handedIn.ID, reimburse.Decision{Action: claim.Return}, reimburse.ErrComment},
		{"comment on line 2 of 1", clerk, handedIn.ID, reimburse.Decision{Action: claim.Return, LineComments: []ledger.LineComment{{No: 2, Comment: "x"}}}, reimburse.ErrLine},
		{"empty line comment", clerk, handedIn.ID, reimburse.Decision{Action: claim.Return, LineComments: []ledger.LineComment{{No: 1}}}, reimburse.ErrComment},
		{"too long", clerk, handedIn.ID, reimburse.Decision{Action: claim.Approve, Comment: long}, reimburse.ErrTooLong},
		{"no such claim", clerk, "nothing", reimburse.Decision{Action: claim.Approve}, reimburse.ErrNoClaim},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			switch {
			case tt.do.Version < 0:
				tt.do.Version = handedIn.Version - 1
			case tt.id == draft.ID:
				tt.do.Version = draft.Version
			default:
				tt.do.Version = handedIn.Version
			}
			_, err := f.Decide(t.Context(), tt.actor, tt.id, tt.do)
			wantFault(t, err, tt.want)
		})
	}
	if again, err := f.Claim(t.Context(), clerk, handedIn.ID); err != nil || again.State != claim.Submitted || len(again.Events) != 1 {
		t.Errorf("after all refusals: %+v %v", again.ClaimSummary, err)
	}
	t.Run("approved, then paid without a reference", func(t *testing.T) {
		view := f.must(f.Approve(t.Context(), clerk, handedIn.ID, handedIn.Version, ""))
		_, err := f.Pay(t.Context(), clerk, view.ID, view.Version, " ")
		wantFault(t, err, reimburse.ErrReference)
	})
}

// TestSubmitFollowsTrips: a trip read between the look and the hand-in is not
// handed in unseen.
func TestSubmitFollowsTrips(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.drove("p1", "t1", 12, 10)
	seen := f.current("p1")
	f.drove("p1", "t2", 13, 10)
	_, err := f.Submit(t.Context(), cadre("p1"), seen.ID, seen.Version)
	wantFault(t, err, reimburse.ErrMoved)
	if again := f.submitted("p1"); again.TotalFen != 1600 {
		t.Errorf("total = %s, want 16.00", again.TotalFen)
	}
}

// TestTwoClerks: of many clerks who decide at once, one does, and the ledger's
// numbers have no hole.
func TestTwoClerks(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		var views []reimburse.ClaimView
		for i, person := range []string{"p1", "p2", "p4", "p5"} {
			f.drove(person, fmt.Sprintf("t%d", i), 12, 10)
			views = append(views, f.submitted(person))
		}
		var wg sync.WaitGroup
		errs := make([]error, 4*len(views))
		for i := range errs {
			view := views[i%len(views)]
			wg.Go(func() {
				if i%2 == 0 {
					_, errs[i] = f.Approve(t.Context(), clerk, view.ID, view.Version, "")
				} else {
					_, errs[i] = f.Reject(t.Context(), clerk2, view.ID, view.Version, "重复")
				}
			})
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			switch {
			case err == nil:
				done++
			case licheng.KindOf(err) != licheng.Conflict:
				t.Errorf("loser got %v, want a conflict", err)
			}
		}
		if done != len(views) {
			t.Errorf("%d decisions on %d claims", done, len(views))
		}
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || !report.OK || report.Events != int64(4+len(views)+done) { // 4 imports
			t.Errorf("verify = %+v, %v", report, err)
		}
	})
}

func TestDecideMany(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		var versions []reimburse.ClaimVersion
		for i, person := range []string{"p1", "p2", "p4"} {
			f.drove(person, fmt.Sprintf("t%d", i), 12, 10)
			view := f.submitted(person)
			versions = append(versions, reimburse.ClaimVersion{ID: view.ID, Version: view.Version})
		}
		stale := append([]reimburse.ClaimVersion(nil), versions...)
		stale[1].Version--
		bulk := reimburse.BulkDecision{Action: claim.Approve, Mode: reimburse.BulkAll, Claims: stale}
		states := func() (states []claim.State) {
			for _, v := range versions {
				states = append(states, f.must(f.Claim(t.Context(), clerk, v.ID)).State)
			}
			return states
		}
		t.Run("all: one stale, none done", func(t *testing.T) {
			got, err := f.DecideMany(t.Context(), clerk, bulk)
			if err != nil {
				t.Fatal(err)
			}
			wantFault(t, got[0].Err, reimburse.ErrBulkUndone)
			wantFault(t, got[1].Err, reimburse.ErrMoved)
			wantFault(t, got[2].Err, reimburse.ErrBulkUndone)
			if diff := cmp.Diff([]claim.State{"submitted", "submitted", "submitted"}, states()); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("each: the others are", func(t *testing.T) {
			bulk.Mode = reimburse.BulkEach
			got, err := f.DecideMany(t.Context(), clerk, bulk)
			if err != nil || got[0].Err != nil || got[2].Err != nil {
				t.Fatal(err, got)
			}
			wantFault(t, got[1].Err, reimburse.ErrMoved)
			if diff := cmp.Diff([]claim.State{"approved", "submitted", "approved"}, states()); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("all: all done", func(t *testing.T) {
			got, err := f.DecideMany(t.Context(), clerk, reimburse.BulkDecision{
				Action: claim.Pay, Mode: reimburse.BulkAll, Reference: "B-1",
				Claims: []reimburse.ClaimVersion{{ID: versions[0].ID, Version: versions[0].Version + 1}, {ID: versions[2].ID, Version: versions[2].Version + 1}},
			})
			if err != nil || got[0].Err != nil || got[1].Err != nil {
				t.Fatal(err, got)
			}
			if diff := cmp.Diff([]claim.State{"paid", "submitted", "paid"}, states()); diff != "" {
				t.Error(diff)
			}
		})
		for name, bad := range map[string]reimburse.BulkDecision{
			"no claims":      {Action: claim.Approve, Mode: reimburse.BulkAll},
			"no mode":        {Action: claim.Approve, Claims: versions},
			"unknown action": {Action: "steal", Mode: reimburse.BulkAll, Claims: versions},
			"one twice":      {Action: claim.Approve, Mode: reimburse.BulkAll, Claims: append(versions[:1:1], versions[0])},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := f.DecideMany(t.Context(), clerk, bad)
				wantFault(t, err, reimburse.ErrDecision)
			})
		}
	})
}

func TestClaimsList(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 10)                 // 8.00
		f.drove("p2", "t2", 12, 5, findings(0, 1))  // 4.00, a note
		f.drove("p4", "t4", 12, 2, findings(1, 0))  // 1.60, serious
		f.drove("p5", "t5", 12, 20)                 // 16.00
		f.drove("p6", "t6", 12, 90, findings(9, 9)) // stays a draft
		for _, person := range []string{"p1", "p2", "p4", "p5"} {
			f.submitted(person)
		}
		f.current("p6")
		f.decidedAndPaid("p5")
		tests := []struct {
			name   string
			actor  trips.Actor
			filter reimburse.ClaimFilter
			want   string // person ids in order
		}{
			{"the doubtful first, drafts of others never", clerk, reimburse.ClaimFilter{}, "p4 p2 p5 p1"},
			{"auditor sees the same", auditor, reimburse.ClaimFilter{Sort: reimburse.Doubtful}, "p4 p2 p5 p1"},
			{"by amount", clerk, reimburse.ClaimFilter{Sort: reimburse.Amount}, "p5 p1 p2 p4"},
			{"by state", clerk, reimburse.ClaimFilter{State: claim.Paid}, "p5"},
			{"by township", clerk, reimburse.ClaimFilter{Township: "529901101"}, "p2 p1"},
			{"by person", clerk, reimburse.ClaimFilter{Person: "p2"}, "p2"},
			{"by month", clerk, reimburse.ClaimFilter{Month: "2026-09"}, ""},
			{"page", clerk, reimburse.ClaimFilter{Limit: 2, Offset: 1}, "p2 p5"},
			{"own only", cadre("p1"), reimburse.ClaimFilter{}, "p1"},
			{"own only, whoever is asked for", cadre("p1"), reimburse.ClaimFilter{Person: "p2"}, ""},
			{"own draft", cadre("p6"), reimburse.ClaimFilter{}, "p6"},
			{"another county", stranger, reimburse.ClaimFilter{}, ""},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				found, err := f.Claims(t.Context(), tt.actor, tt.filter)
				var ids []string
				for _, c := range found {
					ids = append(ids, string(c.Person.ID))
				}
				if got := strings.Join(ids, " "); err != nil || got != tt.want {
					t.Errorf("claims = %q, %v; want %q", got, err, tt.want)
				}
			})
		}
		_, err := f.Claims(t.Context(), admin, reimburse.ClaimFilter{})
		wantFault(t, err, reimburse.ErrClaimsDenied)
		_, err = f.Claims(t.Context(), clerk, reimburse.ClaimFilter{Month: "October"})
		wantFault(t, err, reimburse.ErrMonth)
	})
}

// decidedAndPaid approves and pays a claim already handed in.
func (f *fixture) decidedAndPaid(person string) {
	f.t.Helper()
	found, err := f.Claims(f.t.Context(), clerk, reimburse.ClaimFilter{Person: trips.PersonID(person)})
	if err != nil || len(found) != 1 {
		f.t.Fatal(err, len(found))
	}
	view := f.must(f.Approve(f.t.Context(), clerk, found[0].ID, found[0].Version, ""))
	f.must(f.Pay(f.t.Context(), clerk, view.ID, view.Version, "B-1"))
}
