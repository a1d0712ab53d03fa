package reimburse_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/queue"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/trips"
)

// Mileage is 0.80 yuan a km: 37.412 km make 29.9296, rounded 29.93.
func TestDraft(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 37.412, findings(1, 2))
		first := f.current("p1")
		if diff := cmp.Diff([]string{"MILEAGE t1 29.93"}, lineTexts(first)); diff != "" {
			t.Error(diff)
		}
		if first.State != claim.Draft || first.TotalFen != 2993 || first.Trips != 1 || first.DistanceM != 37412 ||
			first.FindingsSerious != 1 || first.FindingsNote != 2 || first.Person.Name != "张一" {
			t.Errorf("summary = %+v", first.ClaimSummary)
		}
		if diff := cmp.Diff([]claim.Action{claim.Submit}, first.Allowed); diff != "" {
			t.Error(diff)
		}
		t.Run("again changes nothing", func(t *testing.T) {
			if diff := cmp.Diff(first, f.current("p1")); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("follows its trips, capped at 100", func(t *testing.T) {
			f.drove("p1", "t2", 13, 100)
			got := f.current("p1")
			want := []string{"MILEAGE t1 29.93", "MILEAGE t2 80.00", "OVER_MONTHLY_CAP  -9.93"}
			if diff := cmp.Diff(want, lineTexts(got)); diff != "" {
				t.Error(diff)
			}
			if got.ID != first.ID || got.TotalFen != 10_000 || got.CutFen != 993 || got.Version <= first.Version {
				t.Errorf("summary = %+v", got.ClaimSummary)
			}
		})
		t.Run("pins rule, roads and matcher", func(t *testing.T) {
			got := f.current("p1")
			if got.RuleDocument != "county-transport" || got.RuleVersion != "2026-1" || len(got.RuleHash) != 64 ||
				!cmp.Equal(got.RoadsVersions, []string{"r1"}) || !cmp.Equal(got.MatchVersions, []string{"m1"}) {
				t.Errorf("pins = %+v", got)
			}
		})
	})
}

func TestDraftEdges(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		t.Run("a month without trips is an empty draft that cannot be handed in", func(t *testing.T) {
			empty := f.current("p4")
			if len(empty.Lines) != 0 || len(empty.Allowed) != 0 || empty.TotalFen != 0 {
				t.Errorf("claim = %+v", empty)
			}
			_, err := f.Submit(t.Context(), cadre("p4"), empty.ID, empty.Version)
			wantFault(t, err, reimburse.ErrEmptyClaim)
		})
		t.Run("unknown person", func(t *testing.T) {
			wantFault(t, f.Draft(t.Context(), county, "nobody", "2026-10"), reimburse.ErrNoPerson)
		})
		t.Run("bad month", func(t *testing.T) {
			wantFault(t, f.Draft(t.Context(), county, "p1", "2026-13"), reimburse.ErrMonth)
		})
		t.Run("no rule in force: shown, not handed in", func(t *testing.T) {
			f.drove("p1", "old", 1, 10, func(trip *trips.Trip) { trip.StartedAt = trip.StartedAt.AddDate(-1, 0, 0) })
			view := f.must(f.Current(t.Context(), cadre("p1"), "2025-10"))
			if diff := cmp.Diff([]string{"NO_RULE old 0.00"}, lineTexts(view)); diff != "" {
				t.Error(diff)
			}
			_, err := f.Submit(t.Context(), cadre("p1"), view.ID, view.Version)
			wantFault(t, err, reimburse.ErrNoRules)
		})
		t.Run("allowance covers the metres inside its area", func(t *testing.T) {
			// Half of the line's 0.2 degrees of longitude at one latitude lies in
			// the town: 8 of 16 km are covered, the other 8 pay 6.40.
			f.drove("p3", "in", 5, 16, func(trip *trips.Trip) {
				trip.Path[0][0], trip.Path[0][1] = [2]float64{108.0, 27.05}, [2]float64{108.2, 27.05}
				trip.DistanceM = 2 * 9912.0 // metres of 0.1 degree there, twice
			})
			view := f.current("p3")
			if len(view.Lines) != 3 || view.Lines[0].Code != claim.CoveredByAllowance || view.Lines[2].Code != claim.Allowance {
				t.Fatalf("lines = %v", lineTexts(view))
			}
			// 9.9 km × 0.80 = 7.9; the exact metres depend on the sphere's radius.
			if view.TotalFen < 780 || view.TotalFen > 805 {
				t.Errorf("total = %s, want about 7.93", view.TotalFen)
			}
		})
	})
}

func TestSupplement(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 100)
		first := f.submitted("p1")
		f.drove("p1", "t2", 13, 50) // 40.00, of which 20.00 are left under the cap of 100
		second := f.current("p1")
		if second.ID == first.ID || second.Sequence != 2 || second.State != claim.Draft {
			t.Fatalf("claim = %+v", second.ClaimSummary)
		}
		if diff := cmp.Diff([]string{"MILEAGE t2 40.00", "OVER_MONTHLY_CAP  -20.00"}, lineTexts(second)); diff != "" {
			t.Error(diff)
		}
		again, err := f.Claim(t.Context(), cadre("p1"), first.ID)
		if diff := cmp.Diff(first, again); err != nil || diff != "" {
			t.Errorf("the handed-in claim changed: %v %s", err, diff)
		}
		t.Run("a third claim takes only what the first two left", func(t *testing.T) {
			second = f.must(f.Submit(t.Context(), cadre("p1"), second.ID, second.Version))
			f.drove("p1", "t3", 14, 10) // 8.00: all of it over the cap, whose cut grows from 20.00 to 28.00
			third := f.current("p1")
			if diff := cmp.Diff([]string{"MILEAGE t3 8.00", "OVER_MONTHLY_CAP  -8.00"}, lineTexts(third)); diff != "" || third.Sequence != 3 {
				t.Error(third.Sequence, diff)
			}
		})
		t.Run("a supplement whose trip went away goes too", func(t *testing.T) {
			f.trips.read["p1/2026-10"] = f.trips.read["p1/2026-10"][:2]
			if got := f.current("p1"); got.ID != second.ID {
				t.Errorf("current = %+v, want the second claim", got.ClaimSummary)
			}
		})
	})
}

func TestTripsRead(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.queue.jobs = nil
	at := func(text string) trips.Trip {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return trips.Trip{County: county, Person: "p1", StartedAt: moment}
	}
	read := []trips.Trip{at("2026-10-31T15:59:59Z"), at("2026-10-31T16:00:00Z"), at("2026-11-02T00:00:00Z")}
	err := f.db.InTx(t.Context(), func(tx *sqlx.Tx) error { return f.TripsRead(t.Context(), tx, "p1", read) })
	// 16:00 UTC is midnight in Shanghai: the second trip is of November.
	want := []queue.Job{
		{Kind: reimburse.DraftJob, County: "529901", ID: "p1/2026-10"},
		{Kind: reimburse.DraftJob, County: "529901", ID: "p1/2026-11"},
	}
	if diff := cmp.Diff(want, f.queue.jobs); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if err := f.DraftJob(t.Context(), want[0]); err != nil {
		t.Error(err)
	}
	if err := f.DraftJob(t.Context(), queue.Job{ID: "p1"}); err == nil {
		t.Error("a job without a month was taken")
	}
}

func TestTripHeld(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 10)
		held := func() (held bool) {
			if err := db.InTx(t.Context(), func(tx *sqlx.Tx) (err error) {
				held, err = f.TripHeld(t.Context(), tx, county, "t1")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return held
		}
		f.current("p1")
		if held() {
			t.Error("held by a draft")
		}
		view := f.submitted("p1")
		if !held() {
			t.Error("not held by a claim handed in")
		}
		f.must(f.Return(t.Context(), clerk, view.ID, view.Version, "补说明", nil))
		if held() {
			t.Error("held by a returned claim")
		}
	})
}

// TestDraftsAtOnce: trips that arrive at once, each with its own pricing, all
// end up in the one draft, whichever pricing came last.
func TestDraftsAtOnce(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				f.drove("p1", fmt.Sprintf("t%d", i), i+1, 1)
				errs[i] = f.Draft(t.Context(), county, "p1", "2026-10")
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		found, err := f.Claims(t.Context(), cadre("p1"), reimburse.ClaimFilter{})
		if err != nil || len(found) != 1 || found[0].Trips != 8 || found[0].TotalFen != 8*80 {
			t.Errorf("claims = %+v, %v; want one of 8 trips and 6.40", found, err)
		}
	})
}
