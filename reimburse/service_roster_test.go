package reimburse_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/trips"
)

// TestOnlyHeadsOwnClaim: the only head of a township hands in a claim that the
// township would have to check. It goes to the finance office, says why, and the
// book seals that.
func TestOnlyHeadsOwnClaim(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportApproval, townshipFirst)
		f.drove("p2", "t1", 12, 20)
		draft, err := f.Current(t.Context(), head, "2026-10")
		view := f.must(f.Submit(t.Context(), head, draft.ID, f.must(draft, err).Version))
		if view.Skipped != claim.OwnHead || view.Missing.ZH != "" {
			t.Errorf("waiting: skipped %q, missing %v", view.Skipped, view.Missing)
		}
		_, err = f.Approve(t.Context(), head, view.ID, view.Version, "")
		wantFault(t, err, reimburse.ErrOwnClaim)
		f.logins[cadre("p4").Login] = cadre("p4")
		f.delegated(head, cadre("p4").Login, 3) // no way round: the power is the claimant's
		_, err = f.Approve(t.Context(), cadre("p4"), view.ID, view.Version, "")
		if _, fault := licheng.FaultOf(err); !fault {
			t.Errorf("the claimant's deputy: %v", err)
		}
		view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, ""))
		last := view.Events[len(view.Events)-1]
		if view.State != claim.Approved || view.Skipped != claim.OwnHead || last.Skipped != claim.OwnHead {
			t.Errorf("%s, skipped %q, %+v", view.State, view.Skipped, last)
		}
		f.wantIntact()
	})
}

// TestTownshipWithoutHead: nobody checks there until somebody is made head; what
// was handed in before then waits for the new head.
func TestTownshipWithoutHead(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.mustImport(reimburse.ImportApproval, townshipFirst)
	delete(f.logins, otherHead.Login)
	f.drove("p4", "t1", 12, 20)
	f.drove("p5", "t2", 12, 50)
	one, two := f.submitted("p4"), f.submitted("p5")
	one = f.must(f.Approve(t.Context(), clerk, one.ID, one.Version, ""))
	two = f.must(f.Approve(t.Context(), clerk, two.ID, two.Version, ""))
	if one.State != claim.Approved || one.Skipped != claim.NoHead || two.State != claim.Submitted || two.EndorsedBy != "clerk" || two.Skipped != claim.NoHead {
		t.Errorf("%s %q; %s %q %q", one.State, one.Skipped, two.State, two.EndorsedBy, two.Skipped)
	}
	f.logins[otherHead.Login] = otherHead
	if two = f.must(f.Claim(t.Context(), clerk2, two.ID)); two.Skipped != claim.NoHead {
		t.Errorf("what the book sealed is gone: %q", two.Skipped)
	}
	_, err := f.Approve(t.Context(), clerk2, two.ID, two.Version, "")
	wantFault(t, err, reimburse.ErrUnchecked)
	two = f.must(f.Approve(t.Context(), otherHead, two.ID, two.Version, ""))
	two = f.must(f.Approve(t.Context(), clerk2, two.ID, two.Version, ""))
	if two.State != claim.Approved {
		t.Error(two.State)
	}
	f.wantIntact()
}

// TestHeadIsNeededLater: who is the township's head and one of the only two of
// the office keeps out of the check.
func TestHeadIsNeededLater(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.mustImport(reimburse.ImportApproval, townshipFirst)
	both := head
	both.Roles = []trips.Role{trips.Township, trips.Finance}
	f.logins[both.Login] = both
	third := trips.Actor{County: county, Login: "second-head", Person: "p2", Roles: []trips.Role{trips.Township}}
	delete(f.logins, clerk2.Login)
	f.drove("p1", "t1", 12, 50)
	view := f.submitted("p1")
	if view.Skipped != claim.HeadNeeded {
		t.Errorf("skipped %q", view.Skipped)
	}
	f.mustImport(reimburse.ImportPeople, "编号,姓名,人员类别,乡镇代码,乡镇,单位\np8,吴八,事业编,529901101,青石镇,青石镇政府\n")
	third.Person = "p8"
	f.logins[third.Login] = third
	_, err := f.Approve(t.Context(), both, view.ID, view.Version, "")
	wantFault(t, err, reimburse.ErrNeeded)
	view = f.must(f.Approve(t.Context(), third, view.ID, view.Version, ""))
	view = f.must(f.Approve(t.Context(), both, view.ID, view.Version, ""))
	if view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, "")); view.State != claim.Approved || view.Skipped != claim.NoSkip {
		t.Errorf("%s, skipped %q", view.State, view.Skipped)
	}
	f.wantIntact()
}

// TestNobodyDecides: a claim is not handed in to an office that cannot decide on
// it, and a limit is not set down that nobody can keep; both say who is missing.
func TestNobodyDecides(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.mustImport(reimburse.ImportApproval, townshipFirst)
	delete(f.logins, clerk2.Login)
	f.drove("p1", "t1", 12, 50)
	draft := f.current("p1")
	if draft.Missing.ZH == "" || len(draft.Allowed) > 0 {
		t.Errorf("the draft says %v, and lets %v", draft.Missing, draft.Allowed)
	}
	_, err := f.Submit(t.Context(), cadre("p1"), draft.ID, draft.Version)
	wantFault(t, err, reimburse.ErrNobody)
	if err == nil || !strings.Contains(err.Error(), "needs 2 of the county's finance office") {
		t.Errorf("it does not say who is missing: %v", err)
	}
	report, err := f.Import(t.Context(), admin, reimburse.ImportApproval, "approval.yaml", strings.NewReader("four_eyes_above: 30\n"), false)
	wantFault(t, err, reimburse.ErrOffice)
	if report.Written || err == nil || !strings.Contains(err.Error(), "user add --role finance") {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestEveryClaimReachesADecision: whoever holds what role, whoever stands in for
// whom, and whoever takes the first steps: a claim that is handed in can be brought
// to an approval by people other than its owner, each doing what the page offers.
func TestEveryClaimReachesADecision(t *testing.T) {
	fewerChecks(t, "40")
	people := []string{"p1", "p2", "p4", "p5", "p6", "p7"}
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t, migrated.SQLite(t))
		f.mustImport(reimburse.ImportApproval, townshipFirst)
		clear(f.logins)
		var all []trips.Actor
		for i, p := range append(people, "p1", "p6") { // two of them have a second account
			a := cadre(p)
			a.Login = fmt.Sprint("account-", i)
			if rapid.IntRange(0, 2).Draw(rt, fmt.Sprint("head ", a.Login)) == 0 {
				a.Roles = append(a.Roles, trips.Township)
			}
			if rapid.IntRange(0, 1).Draw(rt, fmt.Sprint("clerk ", a.Login)) == 0 {
				a.Roles = append(a.Roles, trips.Finance)
			}
			f.logins[a.Login], all = a, append(all, a)
		}
		for range rapid.IntRange(0, 5).Draw(rt, "delegations") {
			of, to := rapid.SampledFrom(all).Draw(rt, "of"), rapid.SampledFrom(all).Draw(rt, "to")
			if of.Person != to.Person && (of.Has(trips.Township) || of.Has(trips.Finance)) {
				f.delegated(of, to.Login, 2)
			}
		}
		claimant := rapid.IntRange(0, len(people)-1).Draw(rt, "claimant")
		f.drove(people[claimant], "t1", 12, rapid.SampledFrom([]float64{10, 20, 50}).Draw(rt, "km"))
		draft, err := f.Current(t.Context(), all[claimant], "2026-10")
		view := f.must(draft, err)
		if view, err = f.Submit(t.Context(), all[claimant], view.ID, view.Version); err != nil {
			wantFault(t, err, reimburse.ErrNobody)
			if draft.Missing.ZH == "" {
				rt.Fatalf("refused, and the page does not say why")
			}
			return
		}
		if draft.Missing.ZH != "" {
			rt.Fatalf("handed in though %v", draft.Missing)
		}
		for steps := 0; view.State != claim.Approved; steps++ {
			var may []trips.Actor
			for _, a := range all {
				seen, err := f.Claim(t.Context(), a, view.ID)
				if err == nil && a.Person != view.Person.ID {
					for _, action := range seen.Allowed {
						if action == claim.Approve {
							may = append(may, a)
						}
					}
				}
			}
			if len(may) == 0 || steps > 3 {
				rt.Fatalf("%s stands %s after %d steps and nobody may approve it: %v", people[claimant], view.State, steps, all)
			}
			view = f.must(f.Approve(t.Context(), rapid.SampledFrom(may).Draw(rt, "approver"), view.ID, view.Version, ""))
		}
		if report, err := f.VerifyLedger(t.Context(), county); err != nil || !report.OK {
			rt.Fatalf("verify = %+v, %v", report, err)
		}
	})
}
