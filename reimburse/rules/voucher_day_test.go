package rules_test

import (
	"testing"

	"licheng/reimburse/rules"
)

// A toll invoice that names no trip may be of any, whatever day stands on it: where
// the document pays tolls by trip it is paid once it names one, and says so. Where
// tolls are paid by invoice alone it needs no trip.
func TestTollVoucherWithoutATrip(t *testing.T) {
	doc := document(t, itemKM+itemToll+`
  - id: by-invoice
    clause: 第八条
    title: {zh: 凭票, en: by voucher}
    voucher: {kinds: [toll]}
`)
	tables := tollTables(t, tollRow("A", 1234), tollRow("B", 1071)) // 23.05 → 23 × 0.95 = 21.85
	of := func(day rules.Date, trips ...rules.Basis) rules.Month {
		m := october(trips...)
		m.Expenses = []rules.Expense{{ID: "1", Kind: rules.TollVoucher, Day: day, Amount: 2185}}
		return m
	}
	const km, byTable = "MILEAGE 40.000 km 0.80 32.00", "TOLL 2 interval  21.85"
	driven := rules.DateOf(tolled("A", "B").StartedAt)
	wantStory(t, price(t, doc, tables, of(driven, tolled("A", "B"))), km, byTable, "NOT_PAYABLE 1 voucher 0.00 0.00")
	wantStory(t, price(t, doc, tables, of("2026-10-30", tolled("A", "B"))), km, byTable, "NOT_PAYABLE 1 voucher 0.00 0.00")
	wantStory(t, price(t, doc, tables, of(driven, drive("t1", 40))), km, "NOT_PAYABLE 1 voucher 0.00 0.00")
	named := of(driven, drive("t1", 40))
	named.Expenses[0].Trip = "t1"
	wantStory(t, price(t, doc, tables, named), km, "VOUCHER 1 voucher 21.85 21.85")
	byInvoice := document(t, itemKM+`
  - id: by-invoice
    clause: 第八条
    title: {zh: 凭票, en: by voucher}
    voucher: {kinds: [toll]}
`)
	wantStory(t, price(t, byInvoice, tables, of("2026-10-30", tolled("A", "B"))), km, "VOUCHER 1 voucher 21.85 21.85")
}
