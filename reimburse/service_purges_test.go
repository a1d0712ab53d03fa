package reimburse_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
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
	if got, _ := f.standing(); got.Open != want || !got.Unclaimed.IsZero() {
		f.t.Errorf("%s: %+v, want %q", when, got, want)
	}
}

// wantUnclaimed holds that nothing is open and that somebody may hand in a trip
// or a month that was over at an instant.
func (f *fixture) wantUnclaimed(when string, since time.Time) {
	f.t.Helper()
	if got, _ := f.standing(); got.Open != "" || !got.Unclaimed.Equal(since) {
		f.t.Errorf("%s: %+v, want unclaimed since %s", when, got, since)
	}
}

// The points of a trip are needed until its claim is paid, and until every
// appeal is answered and what it brought is paid too.
func TestSettled(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		nine := time.Date(2026, 10, 12, 9, 0, 0, 0, rules.Shanghai())
		november := time.Date(2026, 11, 1, 0, 0, 0, 0, rules.Shanghai())
		f.wantUnclaimed("no claim", nine)
		f.current("p1")
		f.wantUnclaimed("a draft, to be handed in after the month", november)
		view := f.submitted("p1")
		f.wantOpen("handed in", trips.KeptClaim)
		view = f.must(f.Return(t.Context(), clerk, view.ID, view.Version, "请补说明", nil))
		f.wantUnclaimed("it came back and is left", november)
		view = f.must(f.Submit(t.Context(), cadre("p1"), view.ID, view.Version))
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
		f.wantUnclaimed("a trip came late", time.Date(2026, 10, 13, 9, 0, 0, 0, rules.Shanghai()))
		f.current("p1")
		f.wantUnclaimed("its supplement is a draft", november)
	})
}

// A trip that is not what its claim sealed keeps its points: they are the proof.
func TestSettledAltered(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		f.paid("p1")
		f.wantOpen("as sealed", "")
		f.trips.read["p1/2026-10"][0].DistanceM++
		f.wantOpen("a metre longer", trips.KeptAltered)
	})
}

// purge writes the purge of the trace of p1's trip t1 in the book, and wires what
// trips says of it.
func (f *fixture) purge(since trips.Settlement, stay []trips.Trip) *purged {
	f.t.Helper()
	keep := &purged{gone: true, stay: stay, purge: trips.Purge{
		Trace: "trace-t1", Person: "p1", At: f.now.UTC().Truncate(time.Microsecond), By: "system", SHA256: "aa", KeptSHA256: "bb", Bytes: 7, Fixes: 60,
		KeptDays: trips.KeptDays{Settled: 180, Unclaimed: 365}, Settlement: since,
	}}
	f.WirePurges(keep)
	if err := f.db.InTx(f.t.Context(), func(tx *sqlx.Tx) error { return f.PointsPurged(f.t.Context(), tx, county, keep.purge, stay) }); err != nil {
		f.t.Fatal(err)
	}
	return keep
}

// A purge is an event of the book; the book knows when something of what was to
// stay is altered, and when points were purged that somebody still needed.
func TestPointsPurged(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		f.paid("p1")
		since, stay := f.standing()
		f.now = f.now.AddDate(0, 0, 180)
		keep := f.purge(since, stay)
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

// The points of a trip that nobody handed in go too. It is not sealed by that: its
// purpose may be said later, it may be claimed, and is sealed then.
func TestPointsPurgedUnclaimed(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 20)
		f.current("p1")
		since, stay := f.standing()
		f.now = f.now.AddDate(0, 0, 400)
		keep := f.purge(since, stay)
		f.wantIntact()
		keep.stay = slices.Clone(stay)
		keep.stay[0].Purpose = "入户走访"
		f.trips.read["p1/2026-10"][0].Purpose = "入户走访"
		f.wantIntact()
		f.paid("p1")
		f.wantIntact()
		keep.stay = nil
		if r, err := f.VerifyLedger(t.Context(), county); err != nil || r.OK || r.Altered.Subject != "trace-t1" {
			t.Errorf("a trip is gone: %+v, %v", r, err)
		}
	})
}

// The county says how long points are kept; not less than an appeal may come, and
// those nobody hands in not less than the others.
func TestPointsKept(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	want := func(settled, unclaimed int) {
		t.Helper()
		if got, err := f.PointsKept(t.Context(), county); err != nil || got != (trips.KeptDays{Settled: settled, Unclaimed: unclaimed}) {
			t.Errorf("%+v days, %v; want %d and %d", got, err, settled, unclaimed)
		}
	}
	want(180, 365)
	f.mustImport(reimburse.ImportApproval, "keep_points_days: 400\n")
	want(400, 400)
	f.mustImport(reimburse.ImportApproval, "keep_unclaimed_days: 730\n")
	want(180, 730)
}
