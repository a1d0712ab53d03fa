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
