package reimburse_test

import (
	"context"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/dbtest"
	"licheng/reimburse"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// purged is what trips says of one purged trace.
type purged struct {
	purge trips.Purge
	gone  bool
	stay  []trips.Trip
	late  map[trips.TripID][]trips.LateFinding
}

func (p *purged) LateFindings(context.Context, trips.County) (map[trips.TripID][]trips.LateFinding, error) {
	return p.late, nil
}

func (p *purged) PurgedTrace(context.Context, trips.County, trips.TraceID) (trips.Purge, bool, []trips.Trip, error) {
	return p.purge, p.gone, p.stay, nil
}

// standing asks where the trips of p1's October stand.
func (f *fixture) standing() (out trips.Settlement, driven []trips.Trip) {
	f.t.Helper()
	driven, err := f.trips.MonthTrips(f.t.Context(), county, "p1", "2026-10")
	if err == nil {
		err = f.db.InTx(f.t.Context(), func(tx *sqlx.Tx) (err error) {
			out, err = f.Settled(f.t.Context(), tx, county, driven)
			return err
		})
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return out, driven
}

func (f *fixture) wantOpen(when string, want trips.Keeping) {
	f.t.Helper()
	if got, _ := f.standing(); got.Open != want {
		f.t.Errorf("%s: %q, want %q", when, got.Open, want)
	}
}

// The points of a trip are needed until its claim is paid, and until every
// appeal is answered and what it brought is paid too.
func TestSettled(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		f.wantOpen("no claim", trips.KeptUnclaimed)
		view := f.submitted("p1")
		f.wantOpen("handed in", trips.KeptClaim)
		view = f.must(f.Approve(t.Context(), clerk, view.ID, view.Version, ""))
		f.wantOpen("approved", trips.KeptClaim)
		f.now = f.now.Add(time.Hour)
		view = f.must(f.Pay(t.Context(), clerk, view.ID, view.Version, "B-1"))
		paidAt := f.now.UTC().Truncate(time.Microsecond)
		if got, _ := f.standing(); got.Open != "" || !got.At.Equal(paidAt) {
			t.Errorf("paid: %+v, want since %s", got, paidAt)
		}
		a, err := f.Appeal(t.Context(), cadre("p1"), view.ID, 1, "绕路有原因")
		if err != nil {
			t.Fatal(err)
		}
		f.wantOpen("appealed against", trips.KeptAppeal)
		f.now = f.now.Add(24 * time.Hour)
		if _, err := f.DecideAppeal(t.Context(), clerk2, a.ID, answer(matter.Reject, 1, 0)); err != nil {
			t.Fatal(err)
		}
		if got, _ := f.standing(); got.Open != "" || !got.At.Equal(f.now.UTC().Truncate(time.Microsecond)) {
			t.Errorf("the appeal was answered: %+v", got)
		}
		f.drove("p1", "t2", 13, 5)
		f.wantOpen("a trip came late", trips.KeptUnclaimed)
		f.current("p1")
		f.wantOpen("its supplement is a draft", trips.KeptClaim)
	})
}

// A trip that is not what its claim sealed keeps its points: they are the proof.
func TestSettledAltered(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		f.paid("p1")
		f.wantOpen("as sealed", "")
		f.trips.read["p1/2026-10"][0].DistanceM++
		f.wantOpen("a metre longer", trips.KeptAltered)
	})
}

// A purge is an event of the book; the book knows when something of what was to
// stay is altered, and when points were purged that somebody still needed.
func TestPointsPurged(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		f.paid("p1")
		since, stay := f.standing()
		f.now = f.now.AddDate(0, 0, 180)
		keep := &purged{gone: true, stay: stay, purge: trips.Purge{
			Trace: "trace-t1", Person: "p1", At: f.now.UTC().Truncate(time.Microsecond), By: "system", SHA256: "aa", KeptSHA256: "bb", Bytes: 7, Fixes: 60,
			KeptDays: 180, SettledAt: since.At,
		}}
		f.WirePurges(keep)
		if err := db.InTx(t.Context(), func(tx *sqlx.Tx) error { return f.PointsPurged(t.Context(), tx, county, keep.purge, stay) }); err != nil {
			t.Fatal(err)
		}
		f.wantIntact()
		altered := func(name string, change func(p *purged)) {
			t.Helper()
			was := *keep
			was.stay = append([]trips.Trip(nil), keep.stay...)
			change(keep)
			if r, err := f.VerifyLedger(t.Context(), county); err != nil || r.OK || r.Altered.Subject != "trace-t1" {
				t.Errorf("%s: %+v, %v", name, r, err)
			}
			*keep = was
		}
		altered("points are still there", func(p *purged) { p.gone = false })
		altered("another sum of the file", func(p *purged) { p.purge.SHA256 = "cc" })
		altered("another sum of what was stored", func(p *purged) { p.purge.KeptSHA256 = "cc" })
		altered("another hand", func(p *purged) { p.purge.By = "somebody" })
		altered("another day", func(p *purged) { p.purge.At = p.purge.At.Add(-time.Hour) })
		altered("a trip is gone", func(p *purged) { p.stay = nil })
		altered("a trip is longer", func(p *purged) { p.stay[0].DistanceM += 1000 })
		f.wantIntact()
		if err := db.InTx(t.Context(), func(tx *sqlx.Tx) error { return f.PointsPurged(t.Context(), tx, county, keep.purge, stay) }); err != nil {
			t.Fatal(err)
		}
		if r, err := f.VerifyLedger(t.Context(), county); err != nil || r.OK {
			t.Errorf("purged twice: %+v, %v", r, err)
		}
	})
}

// The county says how long points are kept; not less than an appeal may come.
func TestPointsKeptDays(t *testing.T) {
	f := newFixture(t, dbtest.SQLite(t))
	want := func(days int) {
		t.Helper()
		if got, err := f.PointsKeptDays(t.Context(), county); err != nil || got != days {
			t.Errorf("%d days, %v; want %d", got, err, days)
		}
	}
	want(180)
	f.mustImport(reimburse.ImportApproval, "keep_points_days: 400\n")
	want(400)
}
