package voucher_test

import (
	"strings"
	"testing"
	"time"

	"licheng/reimburse/voucher"
)

// TestCheckInvoice: the rules of 数电票 numbers (20 digits: year, province,
// channel, serial), of the older pairs of code and number, and of what an
// invoice must fit.
func TestCheckInvoice(t *testing.T) {
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, shanghai) }
	good := voucher.Invoice{Number: "26522000000123456789", Kind: "toll", Buyer: "青石镇（人民政府）", Date: day(10, 9), Amount: 2470}
	against := voucher.Case{Unit: "青石镇(人民政府)", From: day(10, 9), To: day(10, 21), Claimed: 2470, Today: day(11, 2)}
	for _, tt := range []struct {
		name   string
		change func(*voucher.Invoice)
		want   string // rules found, serious ones with !
	}{
		{"nothing to say", func(*voucher.Invoice) {}, ""},
		{"19 digits", func(i *voucher.Invoice) { i.Number = i.Number[:19] }, "invoice-number!"},
		{"21 digits", func(i *voucher.Invoice) { i.Number += "0" }, "invoice-number!"},
		{"a letter", func(i *voucher.Invoice) { i.Number = "2652200000012345678O" }, "invoice-number!"},
		{"full-width digits", func(i *voucher.Invoice) { i.Number = "２6522000000123456789" }, "invoice-number!"},
		{"next year's number", func(i *voucher.Invoice) { i.Number = "27522000000123456789" }, "invoice-year!"},
		{"number and date of different years", func(i *voucher.Invoice) { i.Number = "25522000000123456789" }, "invoice-year!"},
		{"no such province", func(i *voucher.Invoice) { i.Number = "26992000000123456789" }, "invoice-province"},
		{"two provinces side by side are none", func(i *voucher.Invoice) { i.Number = "261 2000000123456789" }, "invoice-number!"},
		{"older pair", func(i *voucher.Invoice) { i.Code, i.Number = "052001900104", "12345678" }, ""},
		{"older, ten digits", func(i *voucher.Invoice) { i.Code, i.Number = "5200190010", "12345678" }, ""},
		{"older, bad code", func(i *voucher.Invoice) { i.Code, i.Number = "05200190010", "12345678" }, "invoice-number!"},
		{"older, bad number", func(i *voucher.Invoice) { i.Code, i.Number = "052001900104", "1234567" }, "invoice-number!"},
		{"another buyer", func(i *voucher.Invoice) { i.Buyer = "张三" }, "invoice-buyer!"},
		{"dated tomorrow", func(i *voucher.Invoice) { i.Date = day(11, 3) }, "invoice-date!"},
		{"before the trips", func(i *voucher.Invoice) { i.Date = day(10, 8) }, "invoice-window"},
		{"lodging may be dated later", func(i *voucher.Invoice) { i.Kind, i.Date = "lodging", day(10, 30) }, ""},
		{"red", func(i *voucher.Invoice) { i.Amount = -2470 }, "invoice-amount!"},
		{"less than claimed", func(i *voucher.Invoice) { i.Amount = 2000 }, "invoice-amount"},
		{"top-up", func(i *voucher.Invoice) { i.Kind = "toll-topup" }, "invoice-topup!"},
		{"a ride on an operated road: taxed", func(i *voucher.Invoice) { i.Tax = voucher.Taxed }, ""},
		{"a ride on a road of public debt: untaxed, with its summary", func(i *voucher.Invoice) { i.Tax, i.Summary = voucher.Untaxed, "S1" }, ""},
		{"untaxed without a summary may be a top-up", func(i *voucher.Invoice) { i.Tax = voucher.Untaxed }, "invoice-toll-summary"},
		{"a top-up is untaxed", func(i *voucher.Invoice) { i.Kind, i.Tax = "toll-topup", voucher.Untaxed }, "invoice-topup!"},
		{"a top-up is never taxed", func(i *voucher.Invoice) { i.Kind, i.Tax = "toll-topup", voucher.Taxed }, "invoice-toll-kind invoice-topup!"},
		{"a top-up has no trip records", func(i *voucher.Invoice) { i.Kind, i.Summary = "toll-topup", "S1" }, "invoice-toll-kind invoice-topup!"},
		{"parking is untouched by it", func(i *voucher.Invoice) { i.Kind, i.Tax = "parking", voucher.Untaxed }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			invoice := good
			tt.change(&invoice)
			var rules []string
			for _, f := range voucher.CheckInvoice(invoice, against) {
				rule := f.Rule
				if f.Serious {
					rule += "!"
				}
				if f.Text.ZH == "" || f.Text.EN == "" || strings.Contains(f.Text.ZH+f.Text.EN, "%!") {
					t.Errorf("%s says %q / %q", f.Rule, f.Text.ZH, f.Text.EN)
				}
				rules = append(rules, rule)
			}
			if got := strings.Join(rules, " "); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestInvoiceKey(t *testing.T) {
	a := voucher.Invoice{Code: "052001900104", Number: "12345678"}
	b := voucher.Invoice{Number: "05200190010412345678"}
	if a.Key() == b.Key() {
		t.Error("an old pair and a new number are one key")
	}
}
