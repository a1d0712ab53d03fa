package main

import (
	"testing"

	"licheng/cmd/licheng/demo"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// wantMatters: whoever opens the demo finds something in each state beside the
// claims, as the demo's own clock has it.
func wantMatters(t *testing.T, d *demoRun) {
	t.Helper()
	finance := trips.Actor{County: demo.Code, Login: "finance", Roles: []trips.Role{trips.Finance}}
	auditor := trips.Actor{County: demo.Code, Login: "auditor", Roles: []trips.Role{trips.Auditor}}
	asked, err := d.app.money.Requests(t.Context(), finance, reimburse.RequestFilter{})
	if err != nil {
		t.Fatal(err)
	}
	approved, waiting, emergencies, driven := 0, 0, 0, 0
	for _, r := range asked {
		switch r.State {
		case matter.Approved:
			approved++
		case matter.Asked:
			waiting++
		}
		if r.Emergency {
			emergencies++
		}
		driven += len(r.Trips)
	}
	if approved < 3 || waiting != 1 || emergencies != 1 || driven < approved {
		t.Errorf("%d requests approved, %d waiting, %d emergencies, %d trips driven under them", approved, waiting, emergencies, driven)
	}
	appeals, err := d.app.money.Appeals(t.Context(), finance, matter.Asked, "")
	if err != nil || len(appeals) != 1 || appeals[0].Overdue {
		t.Errorf("appeals %+v, %v", appeals, err)
	}
	box, err := d.app.money.Complaints(t.Context(), auditor)
	if err != nil || len(box) != 2 || !box[0].Overdue || box[1].Overdue {
		t.Errorf("complaints %+v, %v", box, err)
	}
	tickets, err := d.app.money.VoucherApprovals(t.Context(), finance, matter.Asked)
	if err != nil || len(tickets) != 1 || len(tickets[0].Allowed) != 2 {
		t.Errorf("vouchers %+v, %v", tickets, err)
	}
	budgets, err := d.app.money.Budgets(t.Context(), auditor, demo.Year)
	encumbered, pooled := false, false
	for _, b := range budgets {
		encumbered, pooled = encumbered || b.AskedFen+b.OwedFen > 0, pooled || b.PooledFen > 0
	}
	if err != nil || !encumbered || !pooled {
		t.Errorf("budgets %+v, %v", budgets, err)
	}
	wantClaimsOfLevels(t, d, finance)
}

// wantClaimsOfLevels: one claim waits for its township, some were checked, one
// passed its township over, one was returned with a comment on a line.
func wantClaimsOfLevels(t *testing.T, d *demoRun, finance trips.Actor) {
	t.Helper()
	all, err := d.app.money.Claims(t.Context(), finance, reimburse.ClaimFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	atTownship, checked, skipped, remarks, deputies := 0, 0, 0, 0, 0
	for _, c := range all {
		v, err := d.app.money.Claim(t.Context(), finance, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if v.State == claim.Submitted && v.TotalFen > 40000 && v.Skipped == claim.NoSkip {
			atTownship++
		}
		if v.Skipped == claim.OwnHead {
			skipped++
		}
		for _, e := range v.Events {
			if e.Action == claim.Check {
				checked++
			}
			if len(e.OnBehalfOf) > 0 {
				deputies++
			}
			if at := e.At.In(trips.Shanghai); at.Before(demoBegins) || at.After(demoLastDays.AddDate(0, 0, 1)) {
				t.Errorf("%s of %s at %s: not of the demo's days", e.Action, c.Person.Name, at)
			}
		}
		for _, l := range v.Lines {
			if v.State == claim.Returned {
				remarks += len(l.Comments)
			}
		}
	}
	if atTownship == 0 || checked == 0 || skipped == 0 || remarks != 1 || deputies == 0 {
		t.Errorf("%d wait for their township, %d were checked, %d by deputies, %d passed it over, %d comments on lines of what was returned", atTownship, checked, deputies, skipped, remarks)
	}
}
