package reimburse_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// droveOn adds a trip of so many kilometres on a day of any month.
func (f *fixture) droveOn(person, id, day string, km float64) {
	f.t.Helper()
	start, err := time.ParseInLocation(time.DateTime, day+" 08:00:00", rules.Shanghai())
	if err != nil {
		f.t.Fatal(err)
	}
	f.drove(person, id, 1, km, func(t *trips.Trip) {
		t.Month, t.StartedAt, t.EndedAt = start.Format("2006-01"), start, start.Add(time.Hour)
	})
}

// through hands the person's claim of the month in and approves it.
func (f *fixture) through(person, month string) reimburse.ClaimView {
	f.t.Helper()
	view := f.must(f.Current(f.t.Context(), cadre(person), month))
	view = f.must(f.Submit(f.t.Context(), cadre(person), view.ID, view.Version))
	return f.must(f.Approve(f.t.Context(), clerk, view.ID, view.Version, ""))
}

// ruled imports the tests' rule again, changed, as a later version.
func (f *fixture) ruled(version, old, now string) {
	f.t.Helper()
	text, err := os.ReadFile("testdata/rules.yaml")
	if err != nil || !strings.Contains(string(text), old) {
		f.t.Fatal(err, old)
	}
	changed := strings.Replace(string(text), "version: 2026-1", "version: "+version, 1)
	f.mustImport(reimburse.ImportRules, strings.Replace(changed, old, now, 1))
}

// TestReturnedBesideSupplement: the month's claim of 80.00 is handed in, a
// supplement takes the 20.00 that the cap of 100.00 leaves, and only then the
// first claim comes back, with one more trip. The month is still worth 100.00.
func TestReturnedBesideSupplement(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 100) // 80.00
		first := f.submitted("p1")
		f.drove("p1", "t2", 13, 100)
		second := f.approved("p1")
		f.must(f.Return(t.Context(), clerk, first.ID, first.Version, "补说明", nil))
		f.drove("p1", "t3", 14, 10) // 8.00
		first = f.approved("p1")
		if first.Sequence != 1 || second.TotalFen != 2000 || first.TotalFen != 8000 {
			t.Errorf("claims of %s and %s, want 80.00 and 20.00: the cap is 100.00", first.TotalFen, second.TotalFen)
		}
		if diff := cmp.Diff([]string{"MILEAGE t1 80.00", "MILEAGE t3 8.00", "OVER_MONTHLY_CAP  -8.00"}, lineTexts(first)); diff != "" {
			t.Error(diff)
		}
		if found := f.corrections(); len(found.Items) != 0 {
			t.Errorf("nothing was corrected, yet %s", changes(found))
		}
		f.wantWhole()
	})
}

// TestReturnedBesideDay: a sum a day is paid once, with the supplement that was
// handed in, when the month's claim comes back with a trip of the same day.
func TestReturnedBesideDay(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.ruled("2026-2", "per_km: {rates: [{yuan_per_km: 0.80}]}", "per_day: {yuan: 30}")
	f.drove("p1", "t1", 12, 10)
	first := f.submitted("p1")
	f.drove("p1", "t2", 13, 10)
	second := f.approved("p1")
	f.must(f.Return(t.Context(), clerk, first.ID, first.Version, "补说明", nil))
	f.drove("p1", "t3", 13, 20)
	first = f.approved("p1")
	if first.TotalFen != 3000 || second.TotalFen != 3000 {
		t.Errorf("12 and 13 October at 30.00 are %s and %s", first.TotalFen, second.TotalFen)
	}
}

// TestReturnedBesideCorrection: a correction pays 5.00 more for a trip whose
// claim comes back afterwards and is priced at the new rate: 50 km × 0.90 are
// 45.00, of which the correction holds 5.00.
func TestReturnedBesideCorrection(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 50) // 40.00
		first := f.submitted("p1")
		f.corrected("2026-2", "0.80", "0.90")
		more := f.must(f.Claim(t.Context(), clerk2, f.post(f.corrections().Digest)[0]))
		f.must(f.Return(t.Context(), clerk, first.ID, first.Version, "补说明", nil))
		first = f.approved("p1")
		if more.TotalFen != 500 || first.TotalFen != 4000 {
			t.Errorf("correction %s, claim %s, together not 45.00", more.TotalFen, first.TotalFen)
		}
		if diff := cmp.Diff([]string{"MILEAGE t1 45.00", "MILEAGE t1 -5.00"}, lineTexts(first)); diff != "" {
			t.Error(diff)
		}
		if text := first.Lines[1].Text; !strings.Contains(text.ZH, "5.00 元，本次扣除") || !strings.Contains(text.EN, "5.00 yuan") {
			t.Errorf("the line says %+v", text)
		}
		t.Run("refused, it is found again", func(t *testing.T) {
			more = f.must(f.Reject(t.Context(), clerk2, more.ID, more.Version, "依据不足"))
			if got := changes(f.corrections()); got != "p1 2026-10 40.00→45.00" {
				t.Errorf("corrections %s", got)
			}
		})
		f.wantWhole()
	})
}

// TestSupplementBesideCorrection: while a supplement is a draft a correction of
// its month is posted, with a cut of its own. 80.00 + 20.00 use the cap up.
func TestSupplementBesideCorrection(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.drove("p1", "t1", 12, 100) // 80.00
	f.approved("p1")
	f.drove("p1", "t2", 13, 10)
	if draft := f.current("p1"); draft.Sequence != 2 || draft.TotalFen != 800 {
		t.Fatalf("supplement %d of %s", draft.Sequence, draft.TotalFen)
	}
	f.corrected("2026-2", "0.80", "1.60") // 160.00, of which the cap leaves 100.00
	if got := changes(f.corrections()); got != "p1 2026-10 80.00→100.00" {
		t.Errorf("corrections %s", got)
	}
	f.post(f.corrections().Digest)
	draft := f.current("p1")
	if diff := cmp.Diff([]string{"MILEAGE t2 16.00", "OVER_MONTHLY_CAP  -16.00"}, lineTexts(draft)); diff != "" || draft.Sequence != 2 {
		t.Error(draft.Sequence, diff)
	}
}

// TestSequenceHole: a supplement whose trips went away leaves its number free
// below that of a correction; the next supplement takes a new one.
func TestSequenceHole(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 50)
		f.approved("p1")
		f.drove("p1", "t2", 13, 10)
		if draft := f.current("p1"); draft.Sequence != 2 {
			t.Fatalf("supplement %d", draft.Sequence)
		}
		f.corrected("2026-2", "0.80", "0.90")
		f.post(f.corrections().Digest)
		f.trips.read["p1/2026-10"] = f.trips.read["p1/2026-10"][:1] // t2 was withdrawn
		f.current("p1")
		f.drove("p1", "t3", 14, 10)
		if next := f.current("p1"); next.Sequence != 4 || next.TotalFen != 900 {
			t.Errorf("supplement %d of %s, want the fourth of 9.00", next.Sequence, next.TotalFen)
		}
	})
}
