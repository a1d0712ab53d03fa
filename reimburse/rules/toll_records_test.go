package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"licheng/lang"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
)

const itemRecords = `
  - id: tolls
    clause: 第七条
    title: {zh: 过路费, en: tolls}
    toll: {etc: etc_plain, manual: whole_yuan, etc_rate: 0.95%s}
`

// etcRecord is what a statement tells of the ride of tolled: so many fen.
func etcRecord(fen money.Amount) toll.Record {
	return toll.Record{
		Plate: "云A00001", Entry: "西站", Exit: "东站", EntryAt: at("2026-10-12 08:06"), ExitAt: at("2026-10-12 08:49"),
		Fee: toll.Fee{Pay: fen + 100, Discount: 100, Real: fen}, SHA256: strings.Repeat("ab", 32), Row: 3,
	}
}

// The table makes 12.34 + 10.71 = 23.05, × 0.95 = 21.90 of the ride. What counts
// beside a record is the clause's choice: the record, the table or the lesser.
func TestRecordBesideTheTable(t *testing.T) {
	tables := tollTables(t, tollRow("A", 1234), tollRow("B", 1071))
	const byTable, gap = "TOLL 2 interval  21.90", "NO_PRICE 1 interval 0.00 0.00"
	byRecord := func(fen money.Amount) string { return fmt.Sprintf("TOLL 1 pass %s %s", fen, fen) }
	for _, test := range []struct {
		counts string
		trip   rules.Basis
		record money.Amount // 0: none
		want   []string
		by     rules.PaidBy
		says   string // of the other figure; empty: nothing
	}{
		{"", tolled("A", "B"), 2500, []string{byRecord(2500)}, rules.ByRecord, "; by the table it would be 21.90 yuan, the record counts"},
		{"record", tolled("A", "B"), 2000, []string{byRecord(2000)}, rules.ByRecord, "; by the table it would be 21.90 yuan, the record counts"},
		{"table", tolled("A", "B"), 2000, []string{byTable}, rules.ByTable, "; its ETC record says 20.00 yuan, the clause goes by the table"},
		{"lesser", tolled("A", "B"), 2500, []string{byTable}, rules.ByTable, "; its ETC record says 25.00 yuan, the lesser counts"},
		{"lesser", tolled("A", "B"), 2191, []string{byTable}, rules.ByTable, "; its ETC record says 21.91 yuan, the lesser counts"},
		{"lesser", tolled("A", "B"), 2190, []string{byRecord(2190)}, rules.ByRecord, ""},
		{"lesser", tolled("A", "B"), 2000, []string{byRecord(2000)}, rules.ByRecord, "; by the table it would be 21.90 yuan, the lesser counts"},
		// a yuan off is the rounding of one ride and not told
		{"", tolled("A", "B"), 2290, []string{byRecord(2290)}, rules.ByRecord, ""},
		{"", tolled("A", "B"), 2291, []string{byRecord(2291)}, rules.ByRecord, "; by the table it would be 21.90 yuan, the record counts"},
		{"", tolled("A", "B"), 2090, []string{byRecord(2090)}, rules.ByRecord, ""},
		{"", tolled("A", "B"), 2089, []string{byRecord(2089)}, rules.ByRecord, "; by the table it would be 21.90 yuan, the record counts"},
		// an interval without a row: the record counts whatever the clause says
		{"table", tolled("A", "X"), 2500, []string{byRecord(2500)}, rules.ByRecord, ""},
		{"lesser", tolled("A", "X"), 2500, []string{byRecord(2500)}, rules.ByRecord, ""},
		{"", tolled("A", "X"), 2500, []string{byRecord(2500)}, rules.ByRecord, ""},
		{"record", tolled("A", "B"), 0, []string{byTable}, rules.ByTable, ""},
		{"lesser", tolled("A", "X"), 0, []string{"TOLL 1 interval  11.72", gap}, rules.ByTable, ""},
	} {
		t.Run(fmt.Sprintf("%s %s %d", test.counts, test.record, len(test.want)), func(t *testing.T) {
			records := ""
			if test.counts != "" {
				records = ", records: " + test.counts
			}
			if test.record > 0 {
				test.trip.Records = []toll.Record{etcRecord(test.record)}
			}
			priced, err := rules.PriceAll(document(t, fmt.Sprintf(itemRecords, records)), tables, october(test.trip))
			if err != nil {
				t.Fatal(err)
			}
			wantStory(t, priced.Lines, append(test.want, "NO_RULE 40.000 km 0.00 0.00")...)
			if len(priced.Passes) != 1 || priced.Passes[0].By != test.by || priced.Passes[0].Trip != "t1" {
				t.Errorf("the pass is paid as %+v, want by %s", priced.Passes, test.by)
			}
			for _, of := range []string{"by the table it would be", "its ETC record says"} {
				text := priced.Lines[0].Text.EN
				if strings.Contains(text, of) != strings.Contains(test.says, of) || !strings.Contains(text, test.says) {
					t.Errorf("%s\nwant it to say %q", text, test.says)
				}
			}
		})
	}
}

// A record names the stations it tells of, and a line by the table says when
// the vehicle has records that day and none of this pass.
func TestRecordInWords(t *testing.T) {
	doc := document(t, fmt.Sprintf(itemRecords, ""))
	tables := tollTables(t, tollRow("A", 1234), tollRow("B", 1071))
	told := func(change func(*rules.Basis)) string {
		trip := tolled("A", "B")
		change(&trip)
		return price(t, doc, tables, october(trip))[0].Text.EN
	}
	for want, change := range map[string]func(*rules.Basis){
		"toll 西站→东站 (left 12 Oct 08:49), by its ETC record 22.90 − 1.00 discount = 21.90 yuan (tolls)": func(b *rules.Basis) {
			b.Records = []toll.Record{etcRecord(2190)}
		},
		"toll 东站 (left 12 Oct 08:49), by its ETC record": func(b *rules.Basis) {
			r := etcRecord(2190)
			r.Entry = ""
			b.Records = []toll.Record{r}
		},
		"; the vehicle has 2 ETC records that day and none of this pass, the table is paid": func(b *rules.Basis) { b.RecordsThatDay = 2 },
		"; the vehicle has 1 ETC records that day":                                          func(b *rules.Basis) { b.RecordsThatDay = 1 },
		"toll 西站→东站, 2 charging intervals, 23.05 − 1.15 discount = 21.90 yuan (tolls)":      func(*rules.Basis) {},
		"toll →东站, 2 charging":                                                              func(b *rules.Basis) { b.Passages = b.Passages[1:] },
		"toll 西站→, 2 charging":                                                              func(b *rules.Basis) { b.Passages = b.Passages[:3] },
		"toll, 2 charging":                                                                  func(b *rules.Basis) { b.Passages = b.Passages[1:3] },
	} {
		if got := told(change); !strings.Contains(got, want) {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
	if got := told(func(*rules.Basis) {}); strings.Contains(got, "ETC record") {
		t.Errorf("%s: records are named, there is none", got)
	}
	for sum, from := range map[string]string{strings.Repeat("ab", 32): "toll record abababababab row 3", "abc": "toll record abc row 3"} {
		trip, r := tolled("A", "B"), etcRecord(2190)
		r.SHA256 = sum
		trip.Records = []toll.Record{r}
		if in := price(t, doc, tables, october(trip))[0].Inputs[1]; in.Value != "云A00001" || in.From != from {
			t.Errorf("the plate is %s from %s, want it from %s", in.Value, in.From, from)
		}
	}
	unnamed := tolled("A", "")
	unnamed.Passages[2].Name = ""
	lines := price(t, doc, tables, october(unnamed))
	if got := lines[1].Text.EN; !strings.Contains(got, "no row for “?”") {
		t.Error(got)
	}
	if got := price(t, doc, tables, october(tolled("A", "X")))[1].Text.EN; !strings.Contains(got, "no row for “X”") {
		t.Error(got)
	}
}

// Without seats there is no class and no charge by the table: what records tell
// is paid, and the rest is named.
func TestRecordsOfAVehicleWithoutClass(t *testing.T) {
	elsewhere := etcRecord(900)
	elsewhere.EntryAt, elsewhere.ExitAt = at("2026-10-12 12:00"), at("2026-10-12 12:20")
	unseen := drive("t1", 40)
	unseen.TolledM = 500
	const unpriced = "NO_PRICE 4 interval 0.00 0.00"
	for name, test := range map[string]struct {
		trip    rules.Basis
		records []toll.Record
		want    []string
	}{
		"its ride has a record":       {tolled("A", "B"), []toll.Record{etcRecord(2185)}, []string{"TOLL 1 pass 21.85 21.85"}},
		"another ride has a record":   {tolled("A", "B"), []toll.Record{elsewhere}, []string{"TOLL 1 pass 9.00 9.00", unpriced}},
		"no ride has one":             {tolled("A", "B"), nil, []string{unpriced}},
		"nothing seen, half a km":     {unseen, nil, []string{"NO_PRICE 1 interval 0.00 0.00"}},
		"nothing seen, with a record": {unseen, []toll.Record{etcRecord(2185)}, []string{"TOLL 1 pass 21.85 21.85"}},
	} {
		test.trip.Records = test.records
		m := october(test.trip)
		m.Vehicles[0].Seats = 0
		doc := document(t, itemKM+fmt.Sprintf(itemRecords, ""))
		if got, want := story(price(t, doc, rules.Tables{}, m)), "MILEAGE 40.000 km 0.80 32.00\n"+strings.Join(test.want, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
		}
	}
}

// Of two rides without a row, one is paid with another trip: the other is told
// by itself and nothing is estimated. Without tolled metres there is nothing to
// estimate from.
func TestEstimateOfWhatIsLeft(t *testing.T) {
	doc := document(t, itemKM+fmt.Sprintf(itemRecords, ", estimate_yuan_per_km: [0.50, 0.75, 1.00, 1.50]"))
	trip := tolled("X")
	trip.EndedAt = at("2026-10-12 18:00")
	trip.Passages = append(trip.Passages,
		toll.Passage{Kind: toll.Booth, Ref: "E", Name: "东站", At: at("2026-10-12 17:00")},
		toll.Passage{Kind: toll.Gantry, Ref: "Y", At: at("2026-10-12 17:10")},
		toll.Passage{Kind: toll.Booth, Ref: "W", Name: "西站", At: at("2026-10-12 17:40")})
	estimated := price(t, doc, rules.Tables{}, october(trip))
	wantStory(t, estimated, "MILEAGE 40.000 km 0.80 32.00", "TOLL_ESTIMATE 1 interval  14.25") // 30 km × 0.50 × 0.95
	if got := estimated[1].Text.EN; !strings.Contains(got, "30.000 km × 0.50 yuan/km are estimated, 14.25 yuan") {
		t.Error(got)
	}
	none := trip
	none.TolledM = 0
	wantStory(t, price(t, doc, rules.Tables{}, october(none)), "MILEAGE 40.000 km 0.80 32.00", "NO_PRICE 1 interval 0.00 0.00", "NO_PRICE 1 interval 0.00 0.00")
	trip.TollsTaken = []toll.Taken{{
		Span: toll.Span{From: at("2026-10-12 08:05"), Until: at("2026-10-12 08:50")}, Why: lang.Say("已随另一行程计算", "is paid with another trip"),
	}}
	wantStory(t, price(t, doc, rules.Tables{}, october(trip)),
		"MILEAGE 40.000 km 0.80 32.00", "NOT_PAYABLE 1 pass 0.00 0.00", "NO_PRICE 1 interval 0.00 0.00")
}

const itemVouchers = `
  - id: vouchers
    clause: 第九条
    title: {zh: 票据, en: vouchers}
    voucher: {kinds: [toll, parking]}
`

// As many toll invoices of a trip are paid as its track shows rides; those of
// other trips do not count.
func TestInvoicesForEachRide(t *testing.T) {
	doc := document(t, itemKM+itemVouchers)
	once, twice, untracked := tolled("X"), tolled("X"), drive("t3", 10)
	twice.TripID, twice.StartedAt, twice.EndedAt = "t2", at("2026-10-12 10:00"), at("2026-10-12 12:00")
	twice.Passages = append(twice.Passages, toll.Passage{Kind: toll.Booth, Ref: "W", Name: "西站", At: at("2026-10-12 11:00")})
	untracked.StartedAt, untracked.EndedAt = at("2026-10-12 14:00"), at("2026-10-12 14:20")
	invoices := func(trips ...string) (all []rules.Expense) {
		for i, trip := range trips {
			all = append(all, rules.Expense{ID: fmt.Sprint(i), Kind: rules.TollVoucher, Day: "2026-10-12", Trip: trip, Amount: 1000})
		}
		return all
	}
	for _, test := range []struct {
		invoices []rules.Expense
		want     string // p paid, n not, in order of the invoices
	}{
		{invoices("t1"), "p"},
		{invoices("t1", "t1"), "pn"},
		{invoices("t1", "t2"), "pp"},
		{invoices("t2", "t2", "t2"), "ppn"},
		{invoices("t2", "t1", "t2", "t1"), "pppn"},
		{invoices("t3", "t3", "t3"), "ppp"}, // no ride was seen: nothing to count against
	} {
		m := october(once, twice, untracked)
		m.Expenses = test.invoices
		got := ""
		for _, l := range price(t, doc, rules.Tables{}, m) {
			switch l.Code {
			case "VOUCHER":
				got += "p"
			case "NOT_PAYABLE":
				got += "n"
				if !strings.Contains(l.Text.EN, "passes on this trip, and as many invoices are paid") {
					t.Error(l.Text.EN)
				}
			}
		}
		if got != test.want {
			t.Errorf("%+v: %s, want %s", test.invoices, got, test.want)
		}
	}
}

// Only an invoice for tolls that names its trip pays a pass.
func TestWhichVouchersPayAPass(t *testing.T) {
	m := october(drive("t1", 10))
	m.Expenses = []rules.Expense{
		{ID: "1", Kind: rules.Parking, Day: "2026-10-12", Trip: "t1", Amount: 500},
		{ID: "2", Kind: rules.TollVoucher, Day: "2026-10-12", Amount: 700},
		{ID: "3", Kind: rules.TollVoucher, Day: "2026-10-12", Trip: "t1", Amount: 900},
	}
	priced, err := rules.PriceAll(document(t, itemKM+itemVouchers), rules.Tables{}, m)
	if err != nil {
		t.Fatal(err)
	}
	wantStory(t, priced.Lines, "MILEAGE 10.000 km 0.80 8.00", "VOUCHER 1 voucher 5.00 5.00", "VOUCHER 1 voucher 7.00 7.00", "VOUCHER 1 voucher 9.00 9.00")
	if len(priced.Passes) != 1 {
		t.Fatalf("%+v, want one", priced.Passes)
	}
	if p := priced.Passes[0]; p.Trip != "t1" || p.By != rules.ByInvoice || !p.Span.From.Equal(at("2026-10-12 08:00")) || !p.Span.Until.Equal(at("2026-10-12 09:00")) {
		t.Errorf("%+v, want the whole of t1 by invoice", p)
	}
}
