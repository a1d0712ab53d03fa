package reimburse_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/matter"
)

// TestReturnKeepsEverything: a comment on one line sends the claim back, and all
// that was worked for stays: the other lines, the invoice, what was said of the
// month, the request a trip was linked to; and it goes in again with one step.
func TestReturnKeepsEverything(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.now = october(11, 20)
		asked := f.asked(upperVillage(12))
		if _, err := f.DecideRequest(t.Context(), clerk, asked.ID, reimburse.MatterDecision{Action: matter.Approve, Version: 1}); err != nil {
			t.Fatal(err)
		}
		f.now = time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)
		f.drove("p1", "t1", 12, 20)
		f.drove("p1", "t2", 13, 10)
		said := reimburse.Facts{Trips: []reimburse.TripFacts{{Trip: "t2", Persons: 3}}}
		if _, err := f.SayFacts(t.Context(), cadre("p1"), "2026-10", 0, said); err != nil {
			t.Fatal(err)
		}
		draft := f.current("p1")
		invoice, err := f.AddInvoice(t.Context(), cadre("p1"), draft.ID, tollInvoice(), []byte("ofd"))
		if err != nil {
			t.Fatal(err)
		}
		before := f.submitted("p1")
		back := f.must(f.Return(t.Context(), clerk, before.ID, before.Version, "", []ledger.LineComment{{No: 2, Comment: "去了哪里？"}}))
		if back.State != claim.Returned || len(back.Lines[1].Comments) != 1 || back.TotalFen != before.TotalFen {
			t.Fatalf("returned = %+v", back)
		}
		mine := f.current("p1") // looks at the trips again
		if diff := cmp.Diff(lineTexts(before), lineTexts(mine)); diff != "" || mine.ID != before.ID {
			t.Error(diff)
		}
		if all, err := f.Invoices(t.Context(), cadre("p1"), before.ID); err != nil || len(all) != 1 || all[0].ID != invoice.ID {
			t.Error("the invoice:", all, err)
		}
		if file, err := f.InvoiceFile(t.Context(), cadre("p1"), before.ID, invoice.ID); err != nil || string(file.Bytes) != "ofd" {
			t.Error("its file:", err)
		}
		facts, err := f.MonthFacts(t.Context(), cadre("p1"), "2026-10")
		if diff := cmp.Diff(said, facts.Facts); err != nil || diff != "" || !facts.Open {
			t.Error("the facts:", err, facts.Open, diff)
		}
		linked, err := f.TripRequest(t.Context(), cadre("p1"), f.trips.read["p1/2026-10"][0])
		if err != nil || linked.Request == nil || linked.Request.ID != asked.ID {
			t.Error("the request:", linked, err)
		}
		again := f.must(f.Submit(t.Context(), cadre("p1"), mine.ID, mine.Version))
		if again.State != claim.Submitted || again.TotalFen != before.TotalFen || len(again.Lines[1].Comments) != 1 {
			t.Errorf("handed in again = %+v", again)
		}
		f.wantIntact()
	})
}
