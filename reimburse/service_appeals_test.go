package reimburse_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
	"licheng/trips"
)

func answer(action matter.Action, version int64, fen money.Amount) reimburse.AppealDecision {
	return reimburse.AppealDecision{MatterDecision: reimburse.MatterDecision{Action: action, Version: version, Comment: "查实"}, Fen: fen}
}

// TestAppealOverturnsARejection: the claim stands approved with the figures it
// had, by somebody else than who rejected it, and is paid once.
func TestAppealOverturnsARejection(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		view := f.submitted("p1")
		view = f.must(f.Reject(t.Context(), clerk, view.ID, view.Version, "不属公务"))
		_, err := f.Appeal(t.Context(), cadre("p1"), view.ID, 1, "有任务通知")
		wantFault(t, err, reimburse.ErrAppeal) // a rejection is appealed against as a whole
		a, err := f.Appeal(t.Context(), cadre("p1"), view.ID, 0, "有任务通知")
		if err != nil || a.DueAt == nil || !a.DueAt.Equal(f.now.UTC().Truncate(1000).AddDate(0, 0, 15)) || a.Month != "2026-10" || a.Overdue {
			t.Fatalf("%+v, %v", a, err)
		}
		_, err = f.Appeal(t.Context(), cadre("p1"), view.ID, 0, "再说一次")
		wantFault(t, err, reimburse.ErrAskedBefore)
		_, err = f.DecideAppeal(t.Context(), clerk, a.ID, answer(matter.Approve, 1, 0))
		wantFault(t, err, reimburse.ErrFourEyes)
		_, err = f.DecideAppeal(t.Context(), cadre("p1"), a.ID, answer(matter.Approve, 1, 0))
		wantFault(t, err, reimburse.ErrNotYours)
		_, err = f.DecideAppeal(t.Context(), auditor, a.ID, answer(matter.Approve, 1, 0))
		wantFault(t, err, reimburse.ErrNotYours)
		_, err = f.DecideAppeal(t.Context(), clerk2, a.ID, answer(matter.Approve, 1, 100))
		wantFault(t, err, reimburse.ErrAppeal) // a rejected claim is paid what it asked for
		a, err = f.DecideAppeal(t.Context(), clerk2, a.ID, answer(matter.Approve, 1, 0))
		if err != nil || a.State != matter.Approved || a.Outcome == nil || a.Outcome.Claim != view.ID {
			t.Fatalf("%+v, %v", a, err)
		}
		after := f.must(f.Claim(t.Context(), clerk, view.ID))
		if after.State != claim.Approved || after.TotalFen != view.TotalFen || after.Events[2].Action != claim.Overturn || after.Events[2].By != "clerk2" {
			t.Errorf("%+v, %+v", after.ClaimSummary, after.Events)
		}
		f.must(f.Pay(t.Context(), clerk, after.ID, after.Version, "B-1"))
		f.wantIntact()
	})
}

// TestAppealAgainstALine: the claim stays as it was decided; one of its own pays
// the sum, approved by somebody else than who found the appeal right. No
// correction takes it back.
func TestAppealAgainstALine(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		paid := f.paid("p1")
		a, err := f.Appeal(t.Context(), cadre("p1"), paid.ID, 1, "绕行没有算进去")
		if err != nil || a.Line == "" || a.LineNo != 1 {
			t.Fatalf("%+v, %v", a, err)
		}
		_, err = f.DecideAppeal(t.Context(), clerk2, a.ID, answer(matter.Approve, 1, 0))
		wantFault(t, err, reimburse.ErrAppeal)
		a, err = f.DecideAppeal(t.Context(), clerk2, a.ID, answer(matter.Approve, 1, 480))
		if err != nil || a.Outcome == nil || a.Outcome.Fen != 480 {
			t.Fatalf("%+v, %v", a, err)
		}
		more := f.must(f.Claim(t.Context(), clerk, a.Outcome.Claim))
		if more.State != claim.Submitted || more.TotalFen != 480 || more.Kind != reimburse.KindCorrection || !strings.Contains(more.Lines[0].Text.ZH, "申诉成立，补发 4.80 元") {
			t.Errorf("%+v", more)
		}
		_, err = f.Approve(t.Context(), clerk2, more.ID, more.Version, "")
		wantFault(t, err, reimburse.ErrOwnClaim)
		more = f.must(f.Approve(t.Context(), clerk, more.ID, more.Version, ""))
		f.must(f.Pay(t.Context(), clerk, more.ID, more.Version, "B-2"))
		again := f.must(f.Claim(t.Context(), clerk, paid.ID))
		if diff := cmp.Diff(paid.Lines, again.Lines); diff != "" || again.State != claim.Paid {
			t.Error(again.State, diff)
		}
		found, err := f.Corrections(t.Context(), clerk, "2026-10", "2026-10")
		if err != nil || len(found.Items) != 0 {
			t.Errorf("corrections would take it back: %+v, %v", found.Items, err)
		}
		f.wantIntact()
	})
}

func TestAppealRefused(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.drove("p1", "t1", 12, 20)
	f.drove("p2", "t2", 12, 20)
	open := f.submitted("p2")
	decided := f.paid("p1")
	long := strings.Repeat("长", 2001)
	for name, tt := range map[string]struct {
		actor  trips.Actor
		id     reimburse.ClaimID
		line   int
		reason string
		want   *licheng.Fault
	}{
		"another's claim":         {cadre("p2"), decided.ID, 0, "x", reimburse.ErrNoClaim},
		"by the office":           {clerk, decided.ID, 0, "x", reimburse.ErrNoClaim},
		"not decided yet":         {cadre("p2"), open.ID, 0, "x", reimburse.ErrAppeal},
		"without a reason":        {cadre("p1"), decided.ID, 0, " ", reimburse.ErrAppeal},
		"a line it has not":       {cadre("p1"), decided.ID, 2, "x", reimburse.ErrLine},
		"a line before the first": {cadre("p1"), decided.ID, -1, "x", reimburse.ErrLine},
		"a novel":                 {cadre("p1"), decided.ID, 0, long, reimburse.ErrTooLong},
	} {
		_, err := f.Appeal(t.Context(), tt.actor, tt.id, tt.line, tt.reason)
		if got, ok := licheng.FaultOf(err); !ok || got != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want.Slug)
		}
	}
	decidedOn := f.now
	f.now = decidedOn.AddDate(0, 0, 30)
	a, err := f.Appeal(t.Context(), cadre("p1"), decided.ID, 0, "最后一天")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.DecideAppeal(t.Context(), clerk2, a.ID, reimburse.AppealDecision{MatterDecision: reimburse.MatterDecision{Action: matter.Reject, Version: 1}})
	wantFault(t, err, reimburse.ErrComment)
	f.now = decidedOn.AddDate(0, 0, 31)
	_, err = f.Appeal(t.Context(), cadre("p1"), decided.ID, 1, "晚了")
	wantFault(t, err, reimburse.ErrAppealLate)
	f.now = decidedOn.AddDate(0, 0, 46)
	if all, err := f.Appeals(t.Context(), auditor, matter.Asked, ""); err != nil || len(all) != 1 || !all[0].Overdue {
		t.Errorf("the county sees %+v, %v", all, err)
	}
	if a, err = f.DecideAppeal(t.Context(), cadre("p1"), a.ID, answer(matter.Withdraw, 1, 0)); err != nil || a.State != matter.Withdrawn || a.Overdue {
		t.Errorf("%+v, %v", a, err)
	}
	if all, err := f.Appeals(t.Context(), cadre("p2"), "", ""); err != nil || len(all) != 0 {
		t.Errorf("p2 sees %d appeals, %v", len(all), err)
	}
	f.wantIntact()
}

// TestComplaints: answered within ten days unless the county says otherwise; the
// longest owed stands first, and the unnamed stay unnamed, in the book too.
func TestComplaints(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		_, err := f.Complain(t.Context(), cadre("p1"), reimburse.ComplaintTerms{Text: " "})
		wantFault(t, err, reimburse.ErrComplaint)
		named, err := f.Complain(t.Context(), cadre("p1"), reimburse.ComplaintTerms{About: "流程", Text: "审批太慢"})
		if err != nil || named.DueAt == nil {
			t.Fatal(err)
		}
		f.now = f.now.AddDate(0, 0, 1)
		unnamed, err := f.Complain(t.Context(), cadre("p2"), reimburse.ComplaintTerms{Text: "被要求天天传照片", Unnamed: true})
		if err != nil || unnamed.AskedBy != "login-p2" {
			t.Fatalf("%+v, %v", unnamed, err)
		}
		seen, err := f.Complaints(t.Context(), auditor)
		if err != nil || len(seen) != 2 || seen[0].ID != named.ID || seen[0].Person.Name != "张一" || seen[1].Person.Name != "" || seen[1].AskedBy != "" {
			t.Fatalf("%+v, %v", seen, err)
		}
		var told int
		if err := db.Get(&told, db.Rebind(`SELECT COUNT(*) FROM ledger_events WHERE type = 'complaint.ask' AND subject = ? AND
			(payload LIKE '%p2%' OR actor <> 'unnamed')`), unnamed.ID); err != nil || told != 0 {
			t.Errorf("the book tells who it was: %d, %v", told, err)
		}
		for name, who := range map[string]trips.Actor{"another cadre": cadre("p4"), "who sent it": cadre("p1")} {
			mine, err := f.Complaints(t.Context(), who)
			if err != nil || (len(mine) == 1) != (name == "who sent it") {
				t.Errorf("%s sees %d, %v", name, len(mine), err)
			}
		}
		office := cadre("p1")
		office.Roles = append(office.Roles, trips.Finance)
		_, err = f.AnswerComplaint(t.Context(), office, named.ID, 1, "很快")
		wantFault(t, err, reimburse.ErrOwnMatter)
		_, err = f.AnswerComplaint(t.Context(), cadre("p4"), named.ID, 1, "很快")
		wantFault(t, err, reimburse.ErrNoMatter)
		_, err = f.AnswerComplaint(t.Context(), clerk, named.ID, 1, "")
		wantFault(t, err, reimburse.ErrComment)
		f.now = f.now.AddDate(0, 0, 10).Add(-1)
		for i, want := range []bool{true, false} {
			if seen, err = f.Complaints(t.Context(), auditor); err != nil || seen[i].Overdue != want {
				t.Errorf("complaint %d overdue %v, %v", i, seen[i].Overdue, err)
			}
		}
		done, err := f.AnswerComplaint(t.Context(), clerk, named.ID, 1, "已改为两天内办结")
		if err != nil || done.State != matter.Answered || done.Overdue || done.DecidedBy != "clerk" {
			t.Errorf("%+v, %v", done, err)
		}
		_, err = f.AnswerComplaint(t.Context(), auditor, named.ID, 2, "再答")
		wantFault(t, err, reimburse.ErrMatterState)
		if _, err = f.AnswerComplaint(t.Context(), auditor, unnamed.ID, 1, "已制止"); err != nil {
			t.Error(err)
		}
		f.wantIntact()
	})
}
