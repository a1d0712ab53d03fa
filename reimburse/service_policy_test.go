package reimburse_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/trips"
)

// TestFourEyes: above 30.00 two approve. p1's 40.00 wait for the second; p2's
// 24.00 do not.
func TestFourEyes(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportApproval, "four_eyes_above: 30\n")
		f.drove("p1", "t1", 12, 50)
		f.drove("p2", "t2", 12, 30)
		if small := f.approved("p2"); small.State != claim.Approved {
			t.Errorf("24.00 stand %s", small.State)
		}
		view := f.approved("p1")
		if view.State != claim.Submitted || view.EndorsedBy != "clerk" || view.Events[1].Action != claim.Endorse {
			t.Errorf("after the first: %s by %q, events %+v", view.State, view.EndorsedBy, view.Events)
		}
		if diff := cmp.Diff([]claim.Action{claim.Return, claim.Reject}, view.Allowed); diff != "" {
			t.Error(diff)
		}
		_, err := f.Approve(t.Context(), clerk, view.ID, view.Version, "")
		wantFault(t, err, reimburse.ErrFourEyes)
		_, err = f.Decide(t.Context(), clerk2, view.ID, reimburse.Decision{Action: claim.Endorse, Version: view.Version})
		wantFault(t, err, reimburse.ErrState) // the office approves; whether that is the first of two is not its choice
		back := f.must(f.Return(t.Context(), clerk, view.ID, view.Version, "补事由", nil))
		if back.EndorsedBy != "" {
			t.Error("returned, and still endorsed")
		}
		view = f.must(f.Submit(t.Context(), cadre("p1"), back.ID, back.Version))
		view = f.must(f.Approve(t.Context(), clerk2, view.ID, view.Version, ""))
		view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, ""))
		if view.State != claim.Approved {
			t.Errorf("after the second: %s", view.State)
		}
		f.wantWhole()
	})
}

// TestFourEyesOfOnePerson: two accounts of one person are two eyes.
func TestFourEyesOfOnePerson(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.mustImport(reimburse.ImportApproval, "four_eyes_above: 0\n")
	f.drove("p1", "t1", 12, 50)
	one := trips.Actor{County: county, Login: "a", Person: "p6", Roles: []trips.Role{trips.Finance}}
	other := one
	other.Login = "b"
	view := f.submitted("p1")
	view = f.must(f.Approve(t.Context(), one, view.ID, view.Version, ""))
	_, err := f.Approve(t.Context(), other, view.ID, view.Version, "")
	wantFault(t, err, reimburse.ErrFourEyes)
}

// TestTwoClerksNeverBothDecide: many clerks approve, return and reject the same
// version at once; one decision is made.
func TestTwoClerksNeverBothDecide(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 50)
		view := f.submitted("p1")
		actions := []claim.Action{claim.Approve, claim.Return, claim.Reject}
		errs := make([]error, 9)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				who := trips.Actor{County: county, Login: string(rune('a' + i)), Roles: []trips.Role{trips.Finance}}
				_, errs[i] = f.Decide(t.Context(), who, view.ID, reimburse.Decision{Action: actions[i%3], Version: view.Version, Comment: "同时"})
			})
		}
		all.Wait()
		decided := 0
		for _, err := range errs {
			if err == nil {
				decided++
			} else if fault, ok := licheng.FaultOf(err); !ok || (fault != reimburse.ErrMoved && fault != reimburse.ErrState) {
				t.Errorf("a loser got %v", err)
			}
		}
		after := f.must(f.Claim(t.Context(), clerk, view.ID))
		if decided != 1 || len(after.Events) != 2 || after.Version != view.Version+1 {
			t.Errorf("%d decided, %d events, version %d", decided, len(after.Events), after.Version)
		}
		f.wantWhole()
	})
}
