package reimburse_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
	"licheng/trips"
)

// head2 is the other head of p1's and p2's township; deciders are all who look at
// claims under random actions: p4 in the place of head, p5 in that of clerk.
var (
	head2    = trips.Actor{County: county, Login: "head2", Person: "p1", Roles: []trips.Role{trips.Township}}
	deciders = []trips.Actor{clerk, clerk, clerk2, head, head2, cadre("p4"), cadre("p5")}
)

// lookedAtByMany has the county want the township's check and two of the office,
// by amount, and lets deputies act.
func (f *fixture) lookedAtByMany() {
	f.t.Helper()
	f.mustImport(reimburse.ImportApproval, "levels:\n- {from: 2026-01-01, township_above: 15, township_final_to: 20, four_eyes_above: 50}\n")
	for _, a := range deciders {
		f.logins[a.Login] = a
	}
	f.delegated(head, cadre("p4").Login, 300)
	f.delegated(clerk, cadre("p5").Login, 300)
}

// ask asks leave for a day of the month, as somebody who drives in it.
func (m *months) ask(rt *rapid.T) {
	day := m.month.AddDate(0, 0, rapid.IntRange(0, 26).Draw(rt, "day"))
	_, err := m.AskRequest(m.t.Context(), cadre(rapid.SampledFrom([]string{"p1", "p2"}).Draw(rt, "asker")), reimburse.RequestTerms{
		Purpose: "走访", Places: []matter.Place{{Code: "529901101201"}}, From: day.Add(7 * time.Hour), Until: day.Add(18 * time.Hour),
	})
	m.mayFail(rt, err)
}

// leave answers a request, and has the month find its trips.
func (m *months) leave(rt *rapid.T) {
	asked, err := m.Requests(m.t.Context(), clerk, reimburse.RequestFilter{State: matter.Asked})
	if err != nil {
		rt.Fatal(err)
	}
	if len(asked) == 0 {
		rt.Skip("nobody asked")
	}
	r := rapid.SampledFrom(asked).Draw(rt, "request")
	action := rapid.SampledFrom([]matter.Action{matter.Approve, matter.Approve, matter.Reject, matter.Withdraw}).Draw(rt, "action")
	_, err = m.DecideRequest(m.t.Context(), rapid.SampledFrom(deciders).Draw(rt, "who"), r.ID, reimburse.MatterDecision{Action: action, Version: r.Version, Comment: "说明"})
	m.mayFail(rt, err)
	for _, p := range []trips.PersonID{"p1", "p2"} {
		if err := m.Draft(m.t.Context(), county, p, m.name()); err != nil {
			rt.Fatal(err)
		}
	}
}

// appeal appeals against a decided claim of the month, or one of its lines.
func (m *months) appeal(rt *rapid.T) {
	for _, c := range m.claims(rt) {
		if c.State.Decided() && rapid.Bool().Draw(rt, "this") {
			_, err := m.Appeal(m.t.Context(), cadre(string(c.Person.ID)), c.ID, rapid.IntRange(0, 1).Draw(rt, "line"), "不服")
			m.mayFail(rt, err)
			return
		}
	}
	rt.Skip("nothing to appeal against")
}

// correct changes the rate backwards and posts what that adds or takes off, as
// somebody who may or may not.
func (m *months) correct(rt *rapid.T) {
	m.rules++
	m.corrected(fmt.Sprintf("%s-%d", m.name(), m.rules), "0.80", rapid.SampledFrom([]string{"0.70", "0.85", "0.90"}).Draw(rt, "rate"))
	found, err := m.Corrections(m.t.Context(), clerk, m.name(), m.name())
	if err != nil {
		rt.Fatal(err)
	}
	_, err = m.PostCorrections(m.t.Context(), rapid.SampledFrom(deciders).Draw(rt, "who"), m.name(), m.name(), found.Digest, "调整")
	m.mayFail(rt, err)
}

func (m *months) answerAppeal(rt *rapid.T) {
	open, err := m.Appeals(m.t.Context(), clerk, matter.Asked, "")
	if err != nil {
		rt.Fatal(err)
	}
	if len(open) == 0 {
		rt.Skip("no appeal")
	}
	a := rapid.SampledFrom(open).Draw(rt, "appeal")
	of, err := m.Claim(m.t.Context(), cadre(string(a.Person.ID)), a.Claim)
	if err != nil {
		rt.Fatal(err)
	}
	fen := money.Amount(0)
	if of.State != claim.Rejected {
		fen = money.Amount(rapid.IntRange(0, 5000).Draw(rt, "fen"))
	}
	action := rapid.SampledFrom([]matter.Action{matter.Approve, matter.Approve, matter.Reject}).Draw(rt, "action")
	_, err = m.DecideAppeal(m.t.Context(), rapid.SampledFrom(deciders).Draw(rt, "who"), a.ID, answer(action, a.Version, fen))
	m.mayFail(rt, err)
}

// checkCap: whatever was handed in, returned, added to and corrected in whichever
// order, the claims of a month come to no more than its cap of 100.00. What a
// person said is beside that: an appeal found right, a clawback refused.
func (m *months) checkCap(rt *rapid.T) {
	for _, p := range []string{"p1", "p2"} {
		if err := m.Draft(m.t.Context(), county, trips.PersonID(p), m.name()); err != nil {
			rt.Fatal(err)
		}
		var rejected int
		if err := m.db.Get(&rejected, m.db.Rebind(`SELECT COUNT(*) FROM ledger_events WHERE type IN ('claim.reject', 'claim.overturn')
			AND subject IN (SELECT id FROM claims WHERE person_id = ? AND month = ?)`), p, m.name()); err != nil {
			rt.Fatal(err)
		}
		var sum money.Amount
		if err := m.db.Get(&sum, m.db.Rebind(`SELECT COALESCE(SUM(l.amount_fen), 0) FROM claims c JOIN claim_lines l ON l.county = c.county AND l.claim_id = c.id
			WHERE c.person_id = ? AND c.month = ? AND l.code <> 'APPEALED'`), p, m.name()); err != nil {
			rt.Fatal(err)
		}
		if rejected == 0 && sum > 10000 {
			rt.Fatalf("the claims of %s in %s come to %s", p, m.name(), sum)
		}
	}
}
