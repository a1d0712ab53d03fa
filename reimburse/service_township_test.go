package reimburse_test

import (
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng"
	"licheng/dbtest"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/trips"
)

const townshipFirst = "levels:\n- {from: 2026-01-01, township_above: 0, township_final_to: 10, four_eyes_above: 30}\n"

// TestTownshipFirst: p1 claims 16.00, which the township checks and finance
// decides; p4, of another township, 8.00, on which the township decides.
func TestTownshipFirst(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportApproval, townshipFirst)
		f.drove("p1", "t1", 12, 20)
		f.drove("p4", "t2", 12, 10)
		view := f.submitted("p1")
		for _, action := range []claim.Action{claim.Approve, claim.Reject} {
			_, err := f.Decide(t.Context(), clerk, view.ID, reimburse.Decision{Action: action, Version: view.Version, Comment: "x"})
			wantFault(t, err, reimburse.ErrUnchecked)
		}
		_, err := f.Approve(t.Context(), otherHead, view.ID, view.Version, "")
		wantFault(t, err, reimburse.ErrNoClaim)
		_, err = f.Decide(t.Context(), head, view.ID, reimburse.Decision{Action: claim.Check, Version: view.Version})
		wantFault(t, err, reimburse.ErrState)
		for who, want := range map[*trips.Actor][]claim.Action{&head: {claim.Return, claim.Approve}, &clerk: {claim.Return}} {
			seen := f.must(f.Claim(t.Context(), *who, view.ID))
			if diff := cmp.Diff(want, seen.Allowed); diff != "" {
				t.Errorf("%s may %s", who.Login, diff)
			}
		}
		if found, err := f.Claims(t.Context(), head, reimburse.ClaimFilter{}); err != nil || len(found) != 1 {
			t.Errorf("the head of the township sees %d claims, %v", len(found), err)
		}
		view = f.must(f.Approve(t.Context(), head, view.ID, view.Version, "属实"))
		if view.State != claim.Checked || view.DecidedAt != nil || view.Events[1].Action != claim.Check {
			t.Errorf("checked = %+v, %+v", view.ClaimSummary, view.Events)
		}
		both := head
		both.Login, both.Roles = "head-at-the-office", []trips.Role{trips.Finance}
		_, err = f.Approve(t.Context(), both, view.ID, view.Version, "")
		wantFault(t, err, reimburse.ErrFourEyes)
		view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, ""))
		if view.State != claim.Approved {
			t.Errorf("approved = %s", view.State)
		}
		small := f.submitted("p4")
		small = f.must(f.Approve(t.Context(), otherHead, small.ID, small.Version, ""))
		if small.State != claim.Approved || small.Events[1].Action != claim.Approve {
			t.Errorf("8.00 stand %s", small.State)
		}
		f.must(f.Pay(t.Context(), clerk, small.ID, small.Version, "B-1"))
		f.wantIntact()
	})
}

// TestTownshipThenTwo: 40.00 are checked, then approved by two of the office; a
// return takes all three back.
func TestTownshipThenTwo(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.mustImport(reimburse.ImportApproval, townshipFirst)
	f.drove("p1", "t1", 12, 50)
	view := f.submitted("p1")
	view = f.must(f.Approve(t.Context(), head, view.ID, view.Version, ""))
	view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, ""))
	if view.State != claim.Checked || view.EndorsedBy != "clerk" {
		t.Errorf("%s, endorsed by %q", view.State, view.EndorsedBy)
	}
	_, err := f.Approve(t.Context(), clerk, view.ID, view.Version, "")
	wantFault(t, err, reimburse.ErrFourEyes)
	view = f.must(f.Return(t.Context(), clerk2, view.ID, view.Version, "补", nil))
	view = f.must(f.Submit(t.Context(), cadre("p1"), view.ID, view.Version))
	for _, who := range []trips.Actor{head, clerk2, clerk} {
		view = f.must(f.Approve(t.Context(), who, view.ID, view.Version, ""))
	}
	if view.State != claim.Approved {
		t.Errorf("after all three: %s", view.State)
	}
	f.wantIntact()
}

// TestLimitsHoldFromTheHandIn: a limit set down later does not change who has a
// claim before them; a township that checks nothing decides nothing.
func TestLimitsHoldFromTheHandIn(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.mustImport(reimburse.ImportApproval, "levels:\n- {from: 2026-11-03, township_above: 0}\n")
	f.drove("p1", "t1", 12, 20)
	view := f.submitted("p1") // on 2 November
	f.now = f.now.AddDate(0, 0, 5)
	_, err := f.Approve(t.Context(), head, view.ID, view.Version, "")
	wantFault(t, err, reimburse.ErrNotYours)
	if view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, "")); view.State != claim.Approved {
		t.Errorf("approved = %s", view.State)
	}
}

// TestBulkByTheTownship: what is a check here is a decision there, in one go.
func TestBulkByTheTownship(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportApproval, townshipFirst)
		var all []reimburse.ClaimVersion
		for i, p := range []string{"p4", "p5", "p7"} {
			f.drove(p, fmt.Sprintf("t%d", i), 12, float64(10*(i+1)), func(t *trips.Trip) { t.Vehicle = "v4" })
			view := f.submitted(p)
			all = append(all, reimburse.ClaimVersion{ID: view.ID, Version: view.Version})
		}
		bulk := reimburse.BulkDecision{Action: claim.Approve, Mode: reimburse.BulkAll, Claims: all}
		states := func() (found []claim.State) {
			for _, c := range all {
				found = append(found, f.must(f.Claim(t.Context(), clerk, c.ID)).State)
			}
			return found
		}
		bulk.Claims[2].Version++
		outcomes, err := f.DecideMany(t.Context(), otherHead, bulk)
		if err != nil {
			t.Fatal(err)
		}
		wantFault(t, outcomes[2].Err, reimburse.ErrMoved)
		wantFault(t, outcomes[0].Err, reimburse.ErrBulkUndone)
		if diff := cmp.Diff([]claim.State{claim.Submitted, claim.Submitted, claim.Submitted}, states()); diff != "" {
			t.Error(diff)
		}
		bulk.Claims[2].Version--
		if _, err = f.DecideMany(t.Context(), otherHead, bulk); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]claim.State{claim.Approved, claim.Checked, claim.Checked}, states()); diff != "" {
			t.Error(diff)
		}
		f.wantIntact()
	})
}

// delegated has one account let another decide for some days from today on.
func (f *fixture) delegated(of trips.Actor, to string, days int) reimburse.Delegation {
	f.t.Helper()
	today := f.now.In(october(1, 0).Location())
	d, err := f.Delegate(f.t.Context(), of, reimburse.DelegationAsk{
		To: to, From: day(today), Until: day(today.AddDate(0, 0, days-1)), Reason: "外出学习",
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return d
}

func TestDelegation(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportApproval, townshipFirst)
		deputy := cadre("p4")
		for _, a := range []trips.Actor{head, deputy, cadre("p1"), clerk, clerk2} {
			f.logins[a.Login] = a
		}
		f.drove("p1", "t1", 12, 20)
		f.drove("p4", "t2", 12, 20)
		view := f.submitted("p1")
		_, err := f.Approve(t.Context(), deputy, view.ID, view.Version, "")
		wantFault(t, err, reimburse.ErrNoClaim)
		given := f.delegated(head, deputy.Login, 3)
		if roles, err := f.ActingRoles(t.Context(), deputy); err != nil || !cmp.Equal([]trips.Role{trips.Township}, roles) {
			t.Errorf("acting roles %v, %v", roles, err)
		}
		if sees, err := f.Oversees(t.Context(), deputy, "p1"); err != nil || !sees {
			t.Errorf("the deputy sees p1's trips: %v, %v", sees, err)
		}
		if sees, err := f.Oversees(t.Context(), deputy, "p6"); err != nil || sees {
			t.Errorf("the deputy sees trips of another township: %v, %v", sees, err)
		}
		view = f.must(f.Approve(t.Context(), deputy, view.ID, view.Version, ""))
		event := view.Events[len(view.Events)-1]
		if view.State != claim.Checked || event.By != deputy.Login || len(event.OnBehalfOf) != 1 || event.OnBehalfOf[0].Login != "head" {
			t.Errorf("%s, %+v", view.State, event)
		}
		office := head
		office.Login, office.Roles = "head-at-the-office", []trips.Role{trips.Finance}
		_, err = f.Approve(t.Context(), office, view.ID, view.Version, "")
		wantFault(t, err, reimburse.ErrFourEyes) // who was acted for had a hand in it
		f.wantIntact()

		f.now = f.now.AddDate(0, 0, 3) // the day after the last
		f.drove("p2", "t3", 12, 20)
		_, err = f.DecideRequest(t.Context(), deputy, f.askedNow().ID, reimburse.MatterDecision{Action: matter.Approve, Version: 1})
		wantFault(t, err, reimburse.ErrNoMatter)
		second := f.delegated(head, deputy.Login, 3)
		asked := f.askedNow()
		r, err := f.DecideRequest(t.Context(), deputy, asked.ID, reimburse.MatterDecision{Action: matter.Approve, Version: 1})
		if err != nil || len(r.OnBehalfOf) != 1 || r.OnBehalfOf[0].Login != "head" {
			t.Errorf("approved for the head: %+v, %v", r.Matter, err)
		}
		if _, err = f.EndDelegation(t.Context(), head, second.ID, second.Version); err != nil {
			t.Fatal(err)
		}
		_, err = f.EndDelegation(t.Context(), head, second.ID, second.Version+1)
		wantFault(t, err, reimburse.ErrMatterState)
		_, err = f.EndDelegation(t.Context(), deputy, given.ID, given.Version)
		wantFault(t, err, reimburse.ErrNoMatter)
		if roles, err := f.ActingRoles(t.Context(), deputy); err != nil || len(roles) != 0 {
			t.Errorf("after the end: %v, %v", roles, err)
		}
		if all, err := f.Delegations(t.Context(), deputy); err != nil || len(all) != 2 {
			t.Errorf("%d delegations, %v", len(all), err)
		}
		if all, err := f.Delegations(t.Context(), cadre("p5")); err != nil || len(all) != 0 {
			t.Errorf("p5 sees %d delegations, %v", len(all), err)
		}
		f.wantIntact()
	})
}

// askedNow asks as p1 for tomorrow.
func (f *fixture) askedNow() reimburse.Request {
	f.t.Helper()
	terms := upperVillage(12)
	terms.From, terms.Until = f.now.Add(24*time.Hour), f.now.Add(30*time.Hour)
	r, err := f.AskRequest(f.t.Context(), cadre("p1"), terms)
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

func TestDelegationRefused(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.logins["clerk2"], f.logins["clerk"] = clerk2, clerk
	f.logins["away"] = trips.Actor{County: county, Login: "away"} // disabled
	for name, tt := range map[string]struct {
		actor trips.Actor
		ask   reimburse.DelegationAsk
		want  *licheng.Fault
	}{
		"without a role":          {cadre("p1"), reimburse.DelegationAsk{To: "clerk2", From: "2026-11-02", Until: "2026-11-03"}, reimburse.ErrNotYours},
		"to nobody":               {clerk, reimburse.DelegationAsk{From: "2026-11-02", Until: "2026-11-03"}, reimburse.ErrDelegation},
		"to oneself":              {clerk, reimburse.DelegationAsk{To: "clerk", From: "2026-11-02", Until: "2026-11-03"}, reimburse.ErrDelegation},
		"to an account not there": {clerk, reimburse.DelegationAsk{To: "ghost", From: "2026-11-02", Until: "2026-11-03"}, reimburse.ErrDelegation},
		"to a disabled account":   {clerk, reimburse.DelegationAsk{To: "away", From: "2026-11-02", Until: "2026-11-03"}, reimburse.ErrDelegation},
		"ends before it begins":   {clerk, reimburse.DelegationAsk{To: "clerk2", From: "2026-11-04", Until: "2026-11-03"}, reimburse.ErrDelegation},
		"over already":            {clerk, reimburse.DelegationAsk{To: "clerk2", From: "2026-10-01", Until: "2026-11-01"}, reimburse.ErrDelegation},
		"for ever":                {clerk, reimburse.DelegationAsk{To: "clerk2", From: "2026-11-02", Until: "2028-11-01"}, reimburse.ErrDelegation},
		"unreadable":              {clerk, reimburse.DelegationAsk{To: "clerk2", From: "soon", Until: "2026-11-03"}, reimburse.ErrDelegation},
	} {
		_, err := f.Delegate(t.Context(), tt.actor, tt.ask)
		if got, ok := licheng.FaultOf(err); !ok || got != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want.Slug)
		}
	}
}

// TestNobodyDecidesOnTheirOwn: whatever delegations stand, along whatever chain,
// nobody approves a claim by their own power or by one that went through the
// claimant's hands; and where an honest way exists it is found. The oracle tries
// every path of the graph.
func TestNobodyDecidesOnTheirOwn(t *testing.T) {
	fewerChecks(t, "25")
	people := []string{"p1", "p2", "p4", "p5", "p6", "p7"}
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t, migrated.SQLite(t))
		actors := map[string]trips.Actor{}
		for _, p := range people {
			a := cadre(p)
			if rapid.IntRange(0, 2).Draw(rt, "clerk "+p) == 0 {
				a.Roles = append(a.Roles, trips.Finance)
			}
			actors[p], f.logins[a.Login] = a, a
		}
		edges := map[[2]string]bool{}
		for range rapid.IntRange(0, 10).Draw(rt, "delegations") {
			of, to := rapid.SampledFrom(people).Draw(rt, "of"), rapid.SampledFrom(people).Draw(rt, "to")
			giver := actors[of]
			giver.Roles = []trips.Role{trips.Finance} // to hand on what one was handed; only a holder's power counts
			if of != to && !edges[[2]string{of, to}] {
				edges[[2]string{of, to}] = true
				f.delegated(giver, actors[to].Login, 2)
			}
		}
		claimant := rapid.SampledFrom(people).Draw(rt, "claimant")
		f.drove(claimant, "t1", 12, 20)
		view := f.submitted(claimant)
		actor := rapid.SampledFrom(people).Draw(rt, "actor")
		_, err := f.Approve(t.Context(), actors[actor], view.ID, view.Version, "")
		may := false
		for _, holder := range people {
			if actors[holder].Has(trips.Finance) && actor != claimant && leads(edges, holder, actor, claimant, nil) {
				may = true
			}
		}
		if (err == nil) != may {
			rt.Fatalf("%s approves for %s: %v, want allowed %v; delegations %v", actor, claimant, err, may, edges)
		}
		if _, fault := licheng.FaultOf(err); err != nil && !fault {
			rt.Fatal(err)
		}
		report, err := f.VerifyLedger(t.Context(), county)
		if err != nil || !report.OK {
			rt.Fatalf("verify = %+v, %v", report, err)
		}
	})
}

// leads tries every simple path from a holder to the actor round the claimant.
func leads(edges map[[2]string]bool, from, to, round string, been []string) bool {
	if from == round {
		return false
	}
	if from == to {
		return true
	}
	for edge := range edges {
		seen := false
		for _, b := range been {
			seen = seen || b == edge[1]
		}
		if edge[0] == from && !seen && leads(edges, edge[1], to, round, append(append([]string{}, been...), from)) {
			return true
		}
	}
	return false
}

// TestClaimsOutliveTheirNewTable: SQLite makes the table of claims anew for the
// state "checked"; what stood in it and refers to it stays.
func TestClaimsOutliveTheirNewTable(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		migrateBefore(t, db, "00015")
		for _, query := range []string{
			`INSERT INTO persons (county, id, name, staff_class, township, township_name, unit, allowance_from, allowance_to, bank_name, bank_account)
				VALUES ('529901', 'p1', '张一', 'institution', '1', '青石镇', '', '', '', '', '')`,
			`INSERT INTO claims (county, id, person_id, month, sequence, state, version, rule_document, rule_version, rule_hash, roads_versions,
				match_versions, trips, distance_m, total_fen, cut_fen, findings_serious, findings_note, lines_digest, drafted_at, endorsed_by)
				VALUES ('529901', 'c1', 'p1', '2026-10', 1, 'draft', 3, 'd', 'v', 'h', '[]', '[]', 1, 1.5, 800, 0, 0, 0, 'x', '2026-10-01 00:00:00', 'clerk')`,
			`INSERT INTO claim_trips (county, trip_id, claim_id, digest) VALUES ('529901', 't1', 'c1', 'x')`,
		} {
			if _, err := db.Exec(query); err != nil {
				t.Fatal(err)
			}
		}
		if err := reimburse.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		var kept struct {
			Total    int64  `db:"total_fen"`
			Endorsed string `db:"endorsed_by"`
			Hands    string `db:"hands"`
			Trip     string `db:"trip_id"`
		}
		if err := db.Get(&kept, `SELECT c.total_fen, c.endorsed_by, c.hands, t.trip_id FROM claims c JOIN claim_trips t ON t.claim_id = c.id`); err != nil ||
			kept.Total != 800 || kept.Endorsed != "clerk" || kept.Hands != "[]" || kept.Trip != "t1" {
			t.Errorf("%+v, %v", kept, err)
		}
		if _, err := db.Exec(`INSERT INTO claim_trips (county, trip_id, claim_id, digest) VALUES ('529901', 't2', 'nothing', 'x')`); err == nil {
			t.Error("a trip of a claim that is not there was taken")
		}
	})
}

// migrateBefore makes the tables as they were before the migration of a number.
func migrateBefore(t *testing.T, db *licheng.Database, number string) {
	t.Helper()
	before := fstest.MapFS{}
	for _, folder := range []string{"sqlite", "postgres"} {
		files, err := fs.ReadDir(reimburse.Migrations, folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if name := folder + "/" + file.Name(); file.Name() < number {
				data, err := fs.ReadFile(reimburse.Migrations, name)
				if err != nil {
					t.Fatal(err)
				}
				before[name] = &fstest.MapFile{Data: data}
			}
		}
	}
	if err := db.Migrate(t.Context(), reimburse.Room, before); err != nil {
		t.Fatal(err)
	}
}

// TestMattersOutliveTheirNewTable: SQLite makes the table of matters anew for
// vouchers; what was asked before stays as it was, and one appeal is still enough.
func TestMattersOutliveTheirNewTable(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		migrateBefore(t, db, "00021")
		const ask = `INSERT INTO matters (county, id, kind, state, version, person_id, township, subject, line_no, terms, due_at, asked_at, asked_by,
			decided_by, decided_person, on_behalf_of, comment) VALUES ('529901', ?, 'appeal', 'asked', 1, 'p1', 't', 'c1', 2, '{"reason":"少算"}',
			'2026-11-17 00:00:00', '2026-11-02 00:00:00', 'login-p1', '', '', '[]', '')`
		if _, err := db.Exec(db.Rebind(ask), "m1"); err != nil {
			t.Fatal(err)
		}
		if err := reimburse.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		var kept struct {
			ID    string    `db:"id"`
			Line  int       `db:"line_no"`
			Terms string    `db:"terms"`
			Due   time.Time `db:"due_at"`
			Hands string    `db:"hands"`
		}
		err := db.Get(&kept, `SELECT id, line_no, terms, due_at, hands FROM matters`)
		if err != nil || kept.ID != "m1" || kept.Line != 2 || kept.Terms != `{"reason":"少算"}` || kept.Hands != "[]" ||
			!kept.Due.Equal(time.Date(2026, 11, 17, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v, %v", kept, err)
		}
		if _, err := db.Exec(db.Rebind(ask), "m2"); err == nil {
			t.Error("a second appeal was taken")
		}
	})
}
