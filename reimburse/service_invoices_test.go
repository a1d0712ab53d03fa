package reimburse_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/voucher"
)

func tollInvoice() reimburse.Invoice {
	return reimburse.Invoice{
		Kind: "toll", Number: "26522000000123456789", Buyer: "青石镇政府", Seller: "高速公路公司", IssuedOn: "2026-10-12", Amount: 2470, FileName: "通行费.ofd",
	}
}

// TestInvoices: an invoice is attached once in the county, by number and by
// file; what is odd about it is told; once the claim is handed in it stays.
func TestInvoices(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 10)
		f.drove("p2", "t2", 12, 10)
		p1, p2 := f.current("p1"), f.current("p2")
		made, err := f.AddInvoice(t.Context(), cadre("p1"), p1.ID, tollInvoice(), []byte("ofd"))
		if err != nil || len(made.Findings) != 0 {
			t.Fatal(err, made)
		}
		_, err = f.AddInvoice(t.Context(), cadre("p2"), p2.ID, tollInvoice(), []byte("another file"))
		wantFault(t, err, reimburse.ErrInvoiceUsed)
		again := tollInvoice()
		again.Number = "26522000000000000001"
		_, err = f.AddInvoice(t.Context(), cadre("p2"), p2.ID, again, []byte("ofd"))
		wantFault(t, err, reimburse.ErrInvoiceUsed)
		again.Buyer = "别的单位"
		odd, err := f.AddInvoice(t.Context(), cadre("p2"), p2.ID, again, []byte("its own file"))
		if err != nil || len(odd.Findings) != 1 || odd.Findings[0].Rule != "invoice-buyer" {
			t.Error(err, odd.Findings)
		}
		for name, change := range map[string]func(*reimburse.Invoice){
			"19 digits":           func(i *reimburse.Invoice) { i.Number = i.Number[1:] },
			"no day":              func(i *reimburse.Invoice) { i.IssuedOn = "October" },
			"no kind":             func(i *reimburse.Invoice) { i.Kind = "gift" },
			"no tax":              func(i *reimburse.Invoice) { i.Tax = "vat" },
			"taxed parking":       func(i *reimburse.Invoice) { i.Kind, i.Tax = "parking", "taxed" },
			"a summary of a room": func(i *reimburse.Invoice) { i.Kind, i.Summary = "lodging", "S1" },
		} {
			bad := tollInvoice()
			bad.Number = "26522000000000000009"
			change(&bad)
			_, err := f.AddInvoice(t.Context(), cadre("p1"), p1.ID, bad, []byte(name))
			wantFault(t, err, reimburse.ErrInvoice)
		}
		_, err = f.AddInvoice(t.Context(), cadre("p2"), p1.ID, again, []byte("x"))
		wantFault(t, err, reimburse.ErrNoClaim)
		found, err := f.FindInvoices(t.Context(), auditor, "456789")
		if err != nil || len(found) != 1 || found[0].Claim != p1.ID {
			t.Error(err, found)
		}
		_, err = f.FindInvoices(t.Context(), cadre("p1"), "456789")
		wantFault(t, err, reimburse.ErrAuditDenied)
		_, err = f.FindInvoices(t.Context(), clerk, "%")
		wantFault(t, err, reimburse.ErrInvoice)
		handed := f.submitted("p1")
		wantFault(t, f.RemoveInvoice(t.Context(), cadre("p1"), p1.ID, made.ID), reimburse.ErrState)
		file, err := f.InvoiceFile(t.Context(), clerk, p1.ID, made.ID)
		if err != nil || string(file.Bytes) != "ofd" || file.Name != "通行费.ofd" || file.Type != "application/octet-stream" {
			t.Error(err, file)
		}
		back := f.must(f.Return(t.Context(), clerk, handed.ID, handed.Version, "发票不符", nil))
		if back.State != claim.Returned {
			t.Fatal(back.State)
		}
		if err := f.RemoveInvoice(t.Context(), cadre("p1"), p1.ID, made.ID); err != nil {
			t.Fatal(err)
		}
		wantFault(t, f.RemoveInvoice(t.Context(), cadre("p1"), p1.ID, made.ID), reimburse.ErrNoInvoice)
		if _, err := f.AddInvoice(t.Context(), cadre("p2"), p2.ID, tollInvoice(), []byte("ofd")); err != nil {
			t.Errorf("taken off one claim, and not free for another: %v", err)
		}
		all, err := f.Invoices(t.Context(), cadre("p2"), p2.ID)
		if err != nil || len(all) != 2 {
			t.Error(err, all)
		}
		f.wantWhole()
	})
}

// TestKindsOfTollInvoices: what is told of an invoice's tax and summary stays
// with it, and an untaxed one without a summary may be of a top-up.
func TestKindsOfTollInvoices(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		f.drove("p1", "t1", 12, 10)
		p1 := f.current("p1")
		for number, i := range map[string]reimburse.Invoice{
			"26522000000000000001": {Tax: voucher.Taxed},
			"26522000000000000002": {Tax: voucher.Untaxed, Summary: "S-1"},
			"26522000000000000003": {Tax: voucher.Untaxed},
		} {
			made := tollInvoice()
			made.Number, made.Tax, made.Summary = number, i.Tax, i.Summary
			if _, err := f.AddInvoice(t.Context(), cadre("p1"), p1.ID, made, []byte(number)); err != nil {
				t.Fatal(number, err)
			}
		}
		all, err := f.Invoices(t.Context(), cadre("p1"), p1.ID)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range all {
			told := i.Number[19:] + " " + string(i.Tax) + " " + i.Summary
			for _, finding := range i.Findings {
				told += " " + finding.Rule
			}
			got = append(got, told)
		}
		slices.Sort(got)
		if diff := cmp.Diff([]string{"1 taxed ", "2 untaxed S-1", "3 untaxed  invoice-toll-summary"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestOneInvoiceAtOnce: two people hand in the same invoice at the same time;
// one of them gets it in.
func TestOneInvoiceAtOnce(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		people := []string{"p1", "p2", "p4", "p5"}
		claims := map[string]reimburse.ClaimView{}
		for _, p := range people {
			f.drove(p, "t-"+p, 12, 10)
			claims[p] = f.current(p)
		}
		errs := make([]error, len(people))
		var all sync.WaitGroup
		for i, p := range people {
			all.Go(func() {
				_, errs[i] = f.AddInvoice(t.Context(), cadre(p), claims[p].ID, tollInvoice(), []byte("file of "+p))
			})
		}
		all.Wait()
		in := 0
		for _, err := range errs {
			if err == nil {
				in++
				continue
			}
			wantFault(t, err, reimburse.ErrInvoiceUsed)
		}
		if in != 1 {
			t.Errorf("%d claims have the invoice", in)
		}
	})
}
