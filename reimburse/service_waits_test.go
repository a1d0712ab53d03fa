package reimburse_test

import (
	"testing"
	"time"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/trips"
)

// TestWhoseTurn: 40.00 of p1 wait for the township, for two of the office, for
// p1 to mend them, and for the bank; who looks asks for what waits for them.
// Each stays two days and some hours where it is.
func TestWhoseTurn(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportApproval, townshipFirst)
		f.drove("p1", "t1", 12, 50)
		view := f.submitted("p1")
		turn := func(want claim.Wait, mine ...trips.Actor) {
			t.Helper()
			f.now = f.now.Add(50 * time.Hour) // noon, then 14:00 two days later: the third day
			now, err := f.Claim(t.Context(), clerk, view.ID)
			if f.must(now, err).Waiting == nil || now.Waiting.Turn != want || now.Waiting.Day != 3 {
				t.Fatalf("%s: %+v, want %s on the third day", now.State, now.Waiting, want)
			}
			for _, who := range []trips.Actor{clerk, clerk2, head, otherHead} {
				found, err := f.Claims(t.Context(), who, reimburse.ClaimFilter{Mine: true})
				if holds := containsActor(mine, who); err != nil || (len(found) == 1) != holds {
					t.Errorf("%s: %d claims wait for %s, want %t, %v", want, len(found), who.Login, holds, err)
				}
			}
			for _, w := range claim.Waits() {
				found, err := f.Claims(t.Context(), clerk, reimburse.ClaimFilter{Turn: w})
				if err != nil || (len(found) == 1) != (w == want) {
					t.Errorf("asked for %s while it waits for %s: %d, %v", w, want, len(found), err)
				}
			}
		}
		turn(claim.WaitTownship, head)
		view = f.must(f.Approve(t.Context(), head, view.ID, view.Version, ""))
		turn(claim.WaitOffice, clerk, clerk2)
		view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, ""))
		turn(claim.WaitSecond, clerk2)
		view = f.must(f.Return(t.Context(), clerk2, view.ID, view.Version, "补", nil))
		turn(claim.WaitClaimant)
		view = f.must(f.Submit(t.Context(), cadre("p1"), view.ID, view.Version))
		for _, who := range []trips.Actor{head, clerk2, clerk} {
			view = f.must(f.Approve(t.Context(), who, view.ID, view.Version, ""))
		}
		turn(claim.WaitPayment)
		view = f.must(f.Pay(t.Context(), clerk, view.ID, view.Version, "B-1"))
		if view.Waiting != nil {
			t.Errorf("paid, and waits for %s", view.Waiting.Turn)
		}
	})
}

// TestStuck: 40.00 need two of the office; once one of the two has left, nobody
// can bring them to a decision, and it is said who is missing.
func TestStuck(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportApproval, townshipFirst)
		f.drove("p1", "t1", 12, 50)
		f.drove("p3", "t2", 12, 10)
		view := f.submitted("p1")
		f.submitted("p3") // 8.00, which its township decides
		stuck := func() []reimburse.ClaimSummary {
			t.Helper()
			found, err := f.Stuck(t.Context(), county)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if found := stuck(); len(found) > 0 {
			t.Errorf("with two of the office: %+v", found)
		}
		delete(f.logins, clerk2.Login)
		found := stuck()
		if len(found) != 1 || found[0].ID != view.ID || found[0].Waiting.Missing.ZH != "还须 2 名县财务人员审批（本人和已经审过的人除外），现在只有 1 名：请管理员开设财务账号。" {
			t.Errorf("with one left: %+v", found)
		}
	})
}

func containsActor(all []trips.Actor, who trips.Actor) bool {
	for _, a := range all {
		if a.Login == who.Login {
			return true
		}
	}
	return false
}
