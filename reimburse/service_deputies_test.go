package reimburse_test

import (
	"testing"

	"pgregory.net/rapid"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// version is a claim as it was seen, for a batch.
func version(views ...reimburse.ClaimView) (seen []reimburse.ClaimVersion) {
	for _, v := range views {
		seen = append(seen, reimburse.ClaimVersion{ID: v.ID, Version: v.Version})
	}
	return seen
}

// TestDeputyPays: who stands in for the clerk pays p1, but not themselves; enters
// what the bank says, in the clerk's place; and the day after the last may not
// even look.
func TestDeputyPays(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		deputy := cadre("p2")
		for _, a := range []trips.Actor{clerk, clerk2, deputy} {
			f.logins[a.Login] = a
		}
		f.drove("p1", "t1", 12, 20)
		f.drove("p2", "t2", 12, 20)
		one, own := f.submitted("p1"), f.submitted("p2")
		one = f.must(f.Approve(t.Context(), clerk, one.ID, one.Version, ""))
		own = f.must(f.Approve(t.Context(), clerk2, own.ID, own.Version, ""))
		_, err := f.MakeBatch(t.Context(), deputy, version(one))
		wantFault(t, err, reimburse.ErrClaimsDenied)

		f.delegated(clerk, deputy.Login, 2)
		_, err = f.MakeBatch(t.Context(), deputy, version(one, own))
		wantFault(t, err, reimburse.ErrNotYours)
		if again := f.must(f.Claim(t.Context(), clerk, one.ID)); again.State != claim.Approved {
			t.Errorf("the batch was refused, yet p1's claim stands %s", again.State)
		}
		batch, err := f.MakeBatch(t.Context(), deputy, version(one))
		if err != nil || batch.Transfers != 1 || batch.MadeBy != deputy.Login {
			t.Fatal(batch.Batch, err)
		}
		paid := f.must(f.Claim(t.Context(), clerk, one.ID))
		last := paid.Events[len(paid.Events)-1]
		if last.Action != claim.Pay || last.By != deputy.Login || len(last.OnBehalfOf) != 1 || last.OnBehalfOf[0].Login != clerk.Login {
			t.Errorf("paid by %+v", last)
		}
		if file, err := f.BatchFile(t.Context(), deputy, batch.ID); err != nil || len(file.Bytes) == 0 {
			t.Error(err)
		}
		if list, err := f.Batches(t.Context(), deputy); err != nil || len(list) != 1 {
			t.Error(list, err)
		}
		answered, err := f.AnswerBatch(t.Context(), deputy, batch.ID, batch.Version, []reimburse.Answer{{No: 1, Reason: "账号错误"}})
		if err != nil || answered.Items[0].State != reimburse.TransferFailed {
			t.Fatal(answered, err)
		}
		again := f.must(f.Claim(t.Context(), clerk, one.ID))
		last = again.Events[len(again.Events)-1]
		if again.State != claim.Approved || last.Action != claim.Bounce || len(last.OnBehalfOf) != 1 {
			t.Errorf("after the bank's refusal %s, %+v", again.State, last)
		}
		f.wantIntact()

		f.now = f.now.AddDate(0, 0, 2)
		_, err = f.MakeBatch(t.Context(), deputy, version(again))
		wantFault(t, err, reimburse.ErrClaimsDenied)
		_, err = f.Batch(t.Context(), deputy, batch.ID)
		wantFault(t, err, reimburse.ErrClaimsDenied)
		_, err = f.BatchFile(t.Context(), deputy, batch.ID)
		wantFault(t, err, reimburse.ErrClaimsDenied)
	})
}

// TestDeputyCorrects: a correction posted in the clerk's place is approved neither
// by who posted it, nor by the clerk, nor by another deputy of the clerk.
func TestDeputyCorrects(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		poster, other := cadre("p4"), cadre("p5")
		for _, a := range []trips.Actor{clerk, clerk2, poster, other} {
			f.logins[a.Login] = a
		}
		f.drove("p1", "t1", 12, 100)
		f.paid("p1")
		f.corrected("2026-2", "0.80", "0.90")
		_, err := f.Corrections(t.Context(), poster, "2026-09", "2026-11")
		wantFault(t, err, reimburse.ErrClaimsDenied)
		f.delegated(clerk, poster.Login, 3)
		f.delegated(clerk, other.Login, 3)
		found, err := f.Corrections(t.Context(), poster, "2026-09", "2026-11")
		if err != nil || len(found.Items) != 1 {
			t.Fatal(found, err)
		}
		made, err := f.PostCorrections(t.Context(), poster, "2026-09", "2026-11", found.Digest, "补发")
		if err != nil || len(made) != 1 {
			t.Fatal(made, err)
		}
		view := f.must(f.Claim(t.Context(), clerk2, made[0]))
		for who, want := range map[*trips.Actor]*licheng.Fault{
			&poster: reimburse.ErrNotYours, &clerk: reimburse.ErrFourEyes, &other: reimburse.ErrFourEyes,
		} {
			_, err := f.Approve(t.Context(), *who, view.ID, view.Version, "")
			wantFault(t, err, want)
		}
		if view = f.must(f.Approve(t.Context(), clerk2, view.ID, view.Version, "")); view.State != claim.Approved {
			t.Error(view.State)
		}
		f.wantIntact()
	})
}

// TestDeputyNeverCorrectsTheirOwn: neither the deputy's month nor that of whose
// power it is.
func TestDeputyNeverCorrectsTheirOwn(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	official := cadre("p1")
	official.Roles = append(official.Roles, trips.Finance)
	deputy := cadre("p2")
	f.logins[official.Login], f.logins[deputy.Login] = official, deputy
	f.drove("p1", "t1", 12, 100)
	f.paid("p1")
	f.corrected("2026-2", "0.80", "0.90")
	f.delegated(official, deputy.Login, 3)
	found := f.corrections()
	_, err := f.PostCorrections(t.Context(), deputy, "2026-09", "2026-11", found.Digest, "补发")
	wantFault(t, err, reimburse.ErrOwnClaim)
	f.wantIntact()
}

// TestNoChainPaysOrCorrectsItsOwn: under random delegations, whoever tries what,
// the ledger shows nobody paid, approved or posted under a power that is the
// claimant's or came through their hands, and no correction approved by a hand
// that posted it; and above the limit two different hands approved.
func TestNoChainPaysOrCorrectsItsOwn(t *testing.T) {
	fewerChecks(t, "20")
	people := []string{"p1", "p2", "p4", "p5"}
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t, migrated.SQLite(t))
		f.mustImport(reimburse.ImportApproval, "four_eyes_above: 30\n")
		actors := []trips.Actor{clerk, clerk2}
		for _, p := range people {
			a := cadre(p)
			if rapid.IntRange(0, 3).Draw(rt, "clerk "+p) == 0 {
				a.Roles = append(a.Roles, trips.Finance)
			}
			actors = append(actors, a)
		}
		for _, a := range actors {
			f.logins[a.Login] = a
		}
		someone := func(what string) trips.Actor { return rapid.SampledFrom(actors).Draw(rt, what) }
		for range rapid.IntRange(1, 10).Draw(rt, "delegations") {
			of, to := someone("of"), someone("to")
			of.Roles = []trips.Role{trips.Finance}
			if !(matter.Who{Login: of.Login}).Is(matter.Who{Login: to.Login}) {
				f.delegated(of, to.Login, 2)
			}
		}
		for i, p := range people[:2] {
			f.drove(p, "t"+p, 12, float64(20+40*i))
			f.submitted(p)
		}
		mayFail := func(err error) {
			if _, fault := licheng.FaultOf(err); err != nil && !fault {
				rt.Fatal(err)
			}
		}
		approve := func() {
			for _, c := range f.everyClaim(rt) {
				for range 3 {
					seen := f.must(f.Claim(t.Context(), auditor, c.ID))
					_, err := f.Approve(t.Context(), someone("approver"), c.ID, seen.Version, "")
					mayFail(err)
				}
			}
		}
		approve()
		for _, c := range f.everyClaim(rt) {
			_, err := f.MakeBatch(t.Context(), someone("payer"), []reimburse.ClaimVersion{{ID: c.ID, Version: c.Version}})
			mayFail(err)
		}
		f.corrected("2026-2", "0.80", "0.90")
		_, err := f.PostCorrections(t.Context(), someone("poster"), "2026-09", "2026-11", f.corrections().Digest, "补发")
		mayFail(err)
		approve()
		for _, c := range f.everyClaim(rt) {
			wantCleanHands(rt, f.must(f.Claim(t.Context(), auditor, c.ID)))
		}
		if report, err := f.VerifyLedger(t.Context(), county); err != nil || !report.OK {
			rt.Fatalf("verify = %+v, %v", report, err)
		}
	})
}

func (f *fixture) everyClaim(rt *rapid.T) []reimburse.ClaimSummary {
	all, err := f.Claims(f.t.Context(), auditor, reimburse.ClaimFilter{})
	if err != nil {
		rt.Fatal(err)
	}
	return all
}

// wantCleanHands reads from a claim's events whose hands it went through.
func wantCleanHands(rt *rapid.T, c reimburse.ClaimView) {
	own := matter.Who{Login: cadre(string(c.Person.ID)).Login, Person: string(c.Person.ID)}
	var first []matter.Who // who posted it, or approved first
	for _, e := range c.Events {
		hands := append([]matter.Who{{Login: e.By}}, e.OnBehalfOf...)
		if e.Action == claim.Submit {
			continue
		}
		for _, h := range hands {
			// A clerk in their own right may post what arithmetic adds to their own
			// month: somebody else decides on it.
			if own.Is(h) && (e.Action != claim.Correct || len(e.OnBehalfOf) > 0) {
				rt.Fatalf("%s of %s's claim went through their own hands: %+v", e.Action, c.Person.ID, hands)
			}
			for _, before := range first {
				if before.Is(h) && e.Action != claim.Pay {
					rt.Fatalf("%s of %s's claim by %+v, who had a hand before", e.Action, c.Person.ID, h)
				}
			}
		}
		if e.Action == claim.Correct || e.Action == claim.Endorse {
			first = append(first, hands...)
		}
	}
	if c.TotalFen > 3000 && (c.State == claim.Approved || c.State == claim.Paid) && len(first) == 0 {
		rt.Fatalf("%s of %s yuan was approved by one alone", c.ID, c.TotalFen)
	}
}

// TestDeputysOtherAccount: who was deputised may act with their second account,
// and the book knows them by their person.
func TestDeputysOtherAccount(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	deputy, second := cadre("p4"), cadre("p4")
	second.Login = "login-p4-office"
	f.logins[deputy.Login], f.logins[second.Login] = deputy, second
	f.drove("p1", "t1", 12, 20)
	view := f.submitted("p1")
	f.delegated(clerk, deputy.Login, 2)
	if view = f.must(f.Approve(t.Context(), second, view.ID, view.Version, "")); view.State != claim.Approved {
		t.Error(view.State)
	}
	r, err := f.DecideRequest(t.Context(), second, f.askedNow().ID, reimburse.MatterDecision{Action: matter.Approve, Version: 1})
	if err != nil || r.DecidedBy != second.Login {
		t.Errorf("%+v, %v", r.Matter, err)
	}
	f.wantIntact()
}
