package reimburse_test

import (
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/lang"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/trips"
)

// learn has something learnt late of a trip of p1's October, as trips does.
func (f *fixture) learn(t *testing.T, keep *purged, id trips.TripID, late trips.LateFinding) {
	t.Helper()
	f.trips.mu.Lock()
	defer f.trips.mu.Unlock()
	for i := range f.trips.read["p1/2026-10"] {
		trip := &f.trips.read["p1/2026-10"][i]
		if trip.ID != id {
			continue
		}
		trip.Late = append(trip.Late, late)
		keep.late[id] = trip.Late
		if err := f.db.InTx(t.Context(), func(tx *sqlx.Tx) error {
			return f.LateFound(t.Context(), tx, *trip, []trips.LateFinding{late})
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// wayClosed is what trips learns when a closure of the way by road comes later.
func wayClosed(at time.Time, gone bool) trips.LateFinding {
	return trips.LateFinding{
		Finding: trips.Finding{Rule: "way-closed", Severity: "note", Text: lang.Say("坪上桥封闭", "the bridge was closed")},
		FoundAt: at.UTC().Truncate(time.Microsecond), Gone: gone, Stretch: "坪上桥（塌方）",
	}
}

// 92 km driven round a bridge nobody knew to be closed: 64.00 for the 80 km of
// the usual road were decided and paid. When the closure comes, the claim stays;
// its person may appeal again, its points are kept on, and a correction adds the
// 9.60 of the 12 km. Taken back, there is nothing to correct.
func TestClosureLearntAfterPayment(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.mustImport(reimburse.ImportRules, byRoadRule)
		keep := &purged{late: map[trips.TripID][]trips.LateFinding{}}
		f.WirePurges(keep)
		f.drove("p1", "t1", 12, 92, func(t *trips.Trip) { t.ByRoad = &trips.ByRoad{ShortestM: 78_000, UsualM: 80_000, Stops: 1} })
		f.paid("p1")
		paid := f.current("p1")
		if paid.TotalFen != 6400 || paid.State != claim.Paid {
			t.Fatalf("%+v", paid)
		}
		f.now = f.now.AddDate(0, 0, 31)
		if _, err := f.Appeal(t.Context(), cadre("p1"), paid.ID, 1, "绕行"); err == nil {
			t.Error("31 days after the decision an appeal was taken")
		}
		if none, err := f.Corrections(t.Context(), clerk, "2026-10", "2026-10"); err != nil || len(none.Items) != 0 {
			t.Errorf("nothing was learnt yet: %+v, %v", none.Items, err)
		}

		f.learn(t, keep, "t1", wayClosed(f.now, false))
		if again := f.current("p1"); again.TotalFen != paid.TotalFen || again.State != claim.Paid || again.Version != paid.Version {
			t.Errorf("the claim moved: %+v", again)
		}
		f.wantIntact()
		if got, _ := f.standing(); got.Open != "" || !got.At.Equal(f.now.UTC().Truncate(time.Microsecond)) {
			t.Errorf("its points are kept from %s, %q; want from %s", got.At, got.Open, f.now)
		}
		more, err := f.Corrections(t.Context(), clerk, "2026-10", "2026-10")
		if err != nil || len(more.Items) != 1 || more.Items[0].HeldFen != 6400 || more.Items[0].NowFen != 7360 {
			t.Fatalf("%+v, %v", more.Items, err)
		}
		if until := f.current("p1").AppealUntil; until == nil || !until.Equal(f.now.UTC().Truncate(time.Microsecond).AddDate(0, 0, 30)) {
			t.Errorf("an appeal is taken until %v", until)
		}
		if _, err := f.Appeal(t.Context(), cadre("p1"), paid.ID, 1, "绕行，桥封了"); err != nil {
			t.Errorf("an appeal after the closure came: %v", err)
		}

		f.now = f.now.Add(time.Hour)
		f.learn(t, keep, "t1", wayClosed(f.now, true))
		if none, err := f.Corrections(t.Context(), clerk, "2026-10", "2026-10"); err != nil || len(none.Items) != 0 {
			t.Errorf("it was taken back: %+v, %v", none.Items, err)
		}
		f.wantIntact()
	})
}

// The book names what is said to have been learnt and was not.
func TestLateFindingsAreSealed(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		keep := &purged{late: map[trips.TripID][]trips.LateFinding{}}
		f.WirePurges(keep)
		f.drove("p1", "t1", 12, 20)
		f.submitted("p1")
		f.learn(t, keep, "t1", wayClosed(f.now, false))
		f.wantIntact()
		altered := func(name string, change func(l *trips.LateFinding)) {
			t.Helper()
			was := keep.late["t1"]
			forged := was[0]
			change(&forged)
			keep.late["t1"] = []trips.LateFinding{forged}
			if r, err := f.VerifyLedger(t.Context(), county); err != nil || r.OK || r.Altered.Subject != "t1" {
				t.Errorf("%s: %+v, %v", name, r, err)
			}
			keep.late["t1"] = was
		}
		altered("another stretch", func(l *trips.LateFinding) { l.Stretch = "别处" })
		altered("taken back", func(l *trips.LateFinding) { l.Gone = true })
		altered("earlier", func(l *trips.LateFinding) { l.FoundAt = l.FoundAt.Add(-time.Hour) })
		altered("other words", func(l *trips.LateFinding) { l.Text.ZH = "桥通" })
		f.wantIntact()
		keep.late["t2"] = keep.late["t1"]
		if r, err := f.VerifyLedger(t.Context(), county); err != nil || r.OK || r.Altered.Subject != "t2" {
			t.Errorf("of another trip: %+v, %v", r, err)
		}
	})
}
