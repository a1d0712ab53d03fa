package reimburse_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
)

// corrected imports the rule again as a later version with other rates per km.
func (f *fixture) corrected(version, from, to string) {
	f.t.Helper()
	text, err := os.ReadFile("testdata/rules.yaml")
	if err != nil {
		f.t.Fatal(err)
	}
	rule := strings.Replace(string(text), "version: 2026-1", "version: "+version, 1)
	if !strings.Contains(rule, from) || !strings.Contains(rule, "version: "+version) {
		f.t.Fatalf("the rule has no %q or no version", from)
	}
	f.mustImport(reimburse.ImportRules, strings.ReplaceAll(rule, from, to))
}

func (f *fixture) corrections() reimburse.Corrections {
	f.t.Helper()
	found, err := f.Corrections(f.t.Context(), clerk, "2026-09", "2026-11")
	if err != nil {
		f.t.Fatal(err)
	}
	return found
}

func (f *fixture) post(digest string) []reimburse.ClaimID {
	f.t.Helper()
	made, err := f.PostCorrections(f.t.Context(), clerk, "2026-09", "2026-11", digest, "补发〔2026〕3号")
	if err != nil {
		f.t.Fatal(err)
	}
	return made
}

// TestCorrection: the rate of 0.80 rises backwards to 0.90. p1 drove 100 km
// (80.00, paid): 10.00 more. p2 drove 50 km (40.00, handed in): 5.00 more. p5
// has a draft only: it follows by itself. Then it falls to 0.70: 20.00 and
// 10.00 less than then, taken off the next payment.
func TestCorrection(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 100)
		f.drove("p2", "t2", 12, 50)
		f.drove("p5", "t5", 12, 50)
		before := f.paid("p1")
		f.submitted("p2")
		f.current("p5")
		if found := f.corrections(); len(found.Items) != 0 || found.Changes != 0 {
			t.Errorf("nothing was corrected, yet %+v", found)
		}
		f.corrected("2026-2", "0.80", "0.90")
		found := f.corrections()
		if got := changes(found); got != "p1 2026-10 80.00→90.00 p2 2026-10 40.00→45.00" || found.Changes != 1500 {
			t.Errorf("corrections %s, in all %s", got, found.Changes)
		}
		if now, err := f.Claims(t.Context(), clerk, reimburse.ClaimFilter{}); err != nil || len(now) != 2 {
			t.Errorf("looking wrote something: %d claims, %v", len(now), err)
		}
		_, err := f.PostCorrections(t.Context(), clerk, "2026-09", "2026-11", "other", "x")
		wantFault(t, err, reimburse.ErrMoved)
		_, err = f.PostCorrections(t.Context(), clerk, "2026-09", "2026-11", found.Digest, " ")
		wantFault(t, err, reimburse.ErrComment)
		_, err = f.PostCorrections(t.Context(), auditor, "2026-09", "2026-11", found.Digest, "x")
		wantFault(t, err, reimburse.ErrClaimsDenied)
		made := f.post(found.Digest)
		if len(made) != 2 {
			t.Fatalf("%d corrections", len(made))
		}
		first := f.must(f.Claim(t.Context(), clerk2, made[0]))
		if first.Kind != reimburse.KindCorrection || first.State != claim.Submitted || first.TotalFen != 1000 || first.Sequence != 2 || first.Trips != 0 ||
			first.RuleVersion != "2026-2" || first.Events[0].Comment != "补发〔2026〕3号" {
			t.Errorf("correction %+v", first.ClaimSummary)
		}
		if diff := cmp.Diff([]claim.Action{claim.Approve, claim.Reject}, first.Allowed); diff != "" {
			t.Error(diff)
		}
		_, err = f.Approve(t.Context(), clerk, made[0], first.Version, "")
		wantFault(t, err, reimburse.ErrOwnClaim) // who posted it does not decide it
		_, err = f.Return(t.Context(), clerk2, made[0], first.Version, "改", nil)
		wantFault(t, err, reimburse.ErrState)
		first = f.must(f.Approve(t.Context(), clerk2, made[0], first.Version, ""))
		if after := f.must(f.Claim(t.Context(), clerk, before.ID)); after.TotalFen != 8000 || after.Version != before.Version || after.RuleVersion != "2026-1" {
			t.Errorf("the paid claim changed: %+v", after.ClaimSummary)
		}
		if found := f.corrections(); len(found.Items) != 0 {
			t.Errorf("posted, and yet %s", changes(found))
		}
		f.wantWhole()

		f.corrected("2026-3", "0.80", "0.70")
		found = f.corrections()
		if got := changes(found); got != "p1 2026-10 90.00→70.00 p2 2026-10 45.00→35.00" {
			t.Errorf("clawbacks %s", got)
		}
		back := f.must(f.Claim(t.Context(), clerk2, f.post(found.Digest)[0]))
		back = f.must(f.Approve(t.Context(), clerk2, back.ID, back.Version, ""))
		_, err = f.MakeBatch(t.Context(), clerk2, seen(first, back)) // 10.00 − 20.00: nothing to pay out
		wantFault(t, err, reimburse.ErrUnpayable)
		f.drove("p1", "t9", 20, 30) // 30 km × 0.70 = 21.00; with both: 11.00
		late := f.approved("p1")
		batch, err := f.MakeBatch(t.Context(), clerk2, seen(first, back, late))
		if err != nil || len(batch.Items) != 1 || batch.TotalFen != 1100 {
			t.Errorf("batch %+v, %v", batch, err)
		}
		f.wantWhole()
	})
}

// changes shows corrections as person, month, held and now.
func changes(found reimburse.Corrections) string {
	var all []string
	for _, c := range found.Items {
		all = append(all, string(c.Person.ID)+" "+c.Month+" "+c.HeldFen.String()+"→"+c.NowFen.String())
	}
	return strings.Join(all, " ")
}

func TestCorrectionPeriod(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	for _, period := range [][2]string{{"2026-10", "2026-09"}, {"x", "2026-10"}, {"2024-10", "2026-10"}} {
		_, err := f.Corrections(t.Context(), clerk, period[0], period[1])
		wantFault(t, err, reimburse.ErrPeriod)
	}
	_, err := f.Corrections(t.Context(), cadre("p1"), "2026-10", "2026-10")
	wantFault(t, err, reimburse.ErrClaimsDenied)
}

// TestCorrectionMonths: one paper changes several months of one person; all of
// them are posted at once.
func TestCorrectionMonths(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.droveOn("p1", "s1", "2026-09-10", 50)
		f.droveOn("p1", "o1", "2026-10-10", 60)
		f.droveOn("p2", "o2", "2026-10-10", 70)
		f.through("p1", "2026-09")
		f.through("p1", "2026-10")
		f.through("p2", "2026-10")
		f.corrected("2026-2", "0.80", "0.90")
		found := f.corrections()
		if got := changes(found); got != "p1 2026-09 40.00→45.00 p1 2026-10 48.00→54.00 p2 2026-10 56.00→63.00" || found.Changes != 1800 {
			t.Errorf("corrections %s, in all %s", got, found.Changes)
		}
		if made := f.post(found.Digest); len(made) != 3 {
			t.Errorf("%d corrections", len(made))
		}
		if found := f.corrections(); len(found.Items) != 0 {
			t.Errorf("posted, and yet %s", changes(found))
		}
		f.wantWhole()
	})
}

const (
	perMonth = "cap: {per: month, yuan: [{yuan: 100}]}"
	perYear  = "cap: {per: year, yuan: [{yuan: 100}]}"
)

// TestYearInAnyOrder: a cap of 100.00 a year is used up by the months in the
// order they are handed in, October before September here, and not twice.
func TestYearInAnyOrder(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.ruled("2026-2", perMonth, perYear)
		f.droveOn("p1", "s1", "2026-09-10", 100) // 80.00
		f.droveOn("p1", "o1", "2026-10-10", 100) // 80.00
		if october := f.through("p1", "2026-10"); october.TotalFen != 8000 {
			t.Errorf("October %s", october.TotalFen)
		}
		september := f.through("p1", "2026-09")
		if september.TotalFen != 2000 || september.CutFen != 6000 {
			t.Errorf("September %s, cut %s: the year is worth 100.00", september.TotalFen, september.CutFen)
		}
		if text := september.Lines[1].Text; !strings.Contains(text.ZH, "本月合计 80.00 元，本年其他月份已报 80.00 元，超过每年上限 100.00 元，60.00 元未付") {
			t.Errorf("the cut says %s", text.ZH)
		}
		if found := f.corrections(); len(found.Items) != 0 {
			t.Errorf("nothing was corrected, yet %s", changes(found))
		}
	})
}

// TestCorrectionYear: months that share a cap per year are corrected together.
// By hand: 60.00 and 40.00 use 100.00 up. At 0.40 a kilometre they are worth
// 30.00 and 40.00 (100 km in October, of which 20.00 had been cut by 80.00): what
// September gives back October takes up. Then the cap falls to 50.00: September
// gives 20.00 back.
func TestCorrectionYear(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.ruled("2026-2", perMonth, perYear)
		f.droveOn("p1", "s1", "2026-09-10", 75)  // 60.00
		f.droveOn("p1", "o1", "2026-10-10", 100) // 80.00, cut to 40.00
		f.through("p1", "2026-09")
		if october := f.through("p1", "2026-10"); october.TotalFen != 4000 {
			t.Fatalf("October %s", october.TotalFen)
		}
		rate := "per_km: {rates: [{yuan_per_km: 0.80}]}"
		for i, step := range []struct{ rate, cap, want string }{
			{"0.60", "100", "p1 2026-09 60.00→45.00 p1 2026-10 40.00→55.00"}, // 45.00 and 60.00, cut to 55.00
			{"0.40", "100", "p1 2026-09 45.00→30.00 p1 2026-10 55.00→40.00"},
			{"0.40", "50", "p1 2026-09 30.00→10.00"},
			{"0.20", "50", "p1 2026-09 10.00→15.00 p1 2026-10 40.00→20.00"}, // what October gives back September takes up
			{"0.20", "50", ""},
		} {
			text, err := os.ReadFile("testdata/rules.yaml")
			if err != nil {
				t.Fatal(err)
			}
			rule := strings.NewReplacer("version: 2026-1", "version: 2027-"+string(rune('1'+i)), perMonth, strings.Replace(perYear, "100", step.cap, 1),
				rate, strings.Replace(rate, "0.80", step.rate, 1)).Replace(string(text))
			f.mustImport(reimburse.ImportRules, rule)
			found := f.corrections()
			if got := changes(found); got != step.want {
				t.Fatalf("at %s under %s: %s, want %s", step.rate, step.cap, got, step.want)
			}
			if len(found.Items) > 0 {
				f.post(found.Digest)
			}
		}
		f.wantWhole()
	})
}
