package rules_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

// A step may end within a kilometre: of 150 km, 100.500 are in the first band
// of 100.5, 49.500 in the second: 50.25 and 44.55.
func TestStepThatEndsWithinAKilometre(t *testing.T) {
	doc := document(t, `
  - id: km
    clause: 第五条
    title: {zh: 分段里程, en: tiers}
    tiers: {rates: [{steps: [{up_to: 100.5, rate: 0.50}, {rate: 0.90}]}]}
`)
	m := october(drive("t1", 150))
	m.CountedM = map[string]int64{"km": 0}
	wantStory(t, price(t, doc, rules.Tables{}, m), "MILEAGE 100.500 km 0.50 50.25", "MILEAGE 49.500 km 0.90 44.55")
}

// A fixed sum is for months in which somebody travelled, unless the rule says
// it is always paid.
func TestFixedSumOfAMonth(t *testing.T) {
	const item = `
  - id: month
    clause: 第十二条
    title: {zh: 固定, en: fixed}
    per_month: {yuan: [{yuan: 300}]%s}
`
	const paid = "PER_MONTH 1 month 300 300.00"
	travelled := document(t, fmt.Sprintf(item, ""))
	always := document(t, fmt.Sprintf(item, ", always: true"))
	if got := story(price(t, travelled, rules.Tables{}, october())); strings.Contains(got, paid) {
		t.Errorf("a month without a trip: %s", got)
	}
	wantStory(t, price(t, always, rules.Tables{}, october()), paid)
	for _, doc := range []rules.Document{travelled, always} {
		for _, month := range []rules.Month{october(drive("t1", 5)), october(drive("t1", 5), drive("t2", 5))} {
			if got := story(price(t, doc, rules.Tables{}, month)); strings.Count(got, paid) != 1 {
				t.Errorf("a month with %d trips: %s", len(month.Bases), got)
			}
		}
	}
}

// A fare stands once for each kind and pair of places, whichever way round.
func TestFaresThatStandTwice(t *testing.T) {
	for fare, twice := range map[string]bool{
		"{kind: bus, from: A, to: B, yuan: 9}":   true,
		"{kind: bus, from: B, to: A, yuan: 9}":   true,
		"{kind: rail, from: A, to: B, yuan: 9}":  false,
		"{kind: rail, from: B, to: A, yuan: 9}":  false,
		"{kind: bus, from: A, to: D, yuan: 9}":   false,
		"{kind: bus, from: D, to: B, yuan: 9}":   false,
		"{kind: bus, from: B, to: D, yuan: 9}":   false,
		"{kind: bus, from: D, to: A, yuan: 9}":   false,
		"{kind: boat, from: D, to: E, yuan: 15}": false,
	} {
		_, err := rules.Parse([]byte(good+"  - "+fare+"\n"), "fares.yaml")
		if got := errors.Is(err, rules.ErrDocument) && strings.Contains(err.Error(), "line 79: the bus fare between"); got != twice || (!twice && err != nil) {
			t.Errorf("%s: %v; want it refused: %v", fare, err, twice)
		}
	}
}

// Brackets that close more than was opened do not make room for more depth;
// those that close what was opened do.
func TestNestingIsCountedFromNothing(t *testing.T) {
	for text, refused := range map[string]bool{
		strings.Repeat("]", 40) + strings.Repeat("[", 32):                                  false,
		strings.Repeat("]", 40) + strings.Repeat("[", 33):                                  true,
		strings.Repeat("[{", 16) + "}]" + strings.Repeat("[", 2) + strings.Repeat("]", 32): false,
		strings.Repeat("[{", 16) + "}]" + strings.Repeat("[", 3) + strings.Repeat("]", 33): true,
	} {
		_, err := rules.Parse([]byte(text), "x.yaml")
		if err == nil || strings.Contains(err.Error(), "nested deeper than 32 levels") != refused {
			t.Errorf("%q: %v; want it refused for its depth: %v", text, err, refused)
		}
	}
}

// What is not known of a vehicle is 0, written or left out.
func TestVehicleOfUnknownSize(t *testing.T) {
	const text = "id: a1\nclass: suv\nenergy: petrol\nseats: 5\nlength_mm: %d\nengine_cc: %d\nfiscal_hp: %d\n"
	for _, size := range []struct {
		lengthMM, engineCC, fiscalHP int
		wrong                        string
	}{
		{0, 0, 0, ""},
		{1, 1, 1, ""},
		{30_000, 20_000, 100, ""},
		{-1, 0, 0, "line 5: length_mm -1"},
		{30_001, 0, 0, "line 5: length_mm 30001"},
		{0, -1, 0, "line 6: engine_cc -1"},
		{0, 20_001, 0, "line 6: engine_cc 20001"},
		{0, 0, -1, "line 7: fiscal_hp -1"},
		{0, 0, 101, "line 7: fiscal_hp 101"},
	} {
		got, err := rules.ParseVehicle(fmt.Appendf(nil, text, size.lengthMM, size.engineCC, size.fiscalHP), "v.yaml")
		switch {
		case size.wrong != "":
			if err == nil || !strings.Contains(err.Error(), size.wrong) {
				t.Errorf("%+v: %v", size, err)
			}
		case err != nil || got.LengthMM != size.lengthMM || got.EngineCC != size.engineCC || got.FiscalHP != size.fiscalHP:
			t.Errorf("%+v: %+v, %v", size, got, err)
		}
	}
}

// A day of a stay is outside every area and drives nothing in any.
func TestConditionOfAStay(t *testing.T) {
	const item = `
  - id: meals
    clause: 第十三条
    title: {zh: 伙食, en: meals}
    when: {if: '%s'}
    meals: {yuan_per_day: 100, provided: pay_host}
`
	m := october()
	m.Stays = []rules.Stay{{ID: "s1", From: "2026-10-12", To: "2026-10-13", Place: "省城", Purpose: "会议"}}
	for condition, holds := range map[string]bool{
		`inside_m["town"] == 0`:                            true,
		`inside_m["town"] > 0`:                             false,
		`leaves["town"]`:                                   true,
		`!leaves["town"]`:                                  false,
		`to == "省城" && purpose == "会议"`:                    true,
		`driven_m == 0 && persons == 1`:                    true,
		`hour == 0 && minutes == 0 && day >= "2026-10-12"`: true,
	} {
		got := story(price(t, document(t, fmt.Sprintf(item, condition)), rules.Tables{}, m))
		if strings.Contains(got, "MEALS 2 day 100 200.00") != holds {
			t.Errorf("%s: %s; want it to hold: %v", condition, got, holds)
		}
	}
}

// A voucher is judged by the trip it belongs to: parking on the way of 136 km
// is paid, on the way of 6 km not, and one of no trip drove nothing.
func TestConditionOfAVoucher(t *testing.T) {
	doc := document(t, itemKM+`
  - id: parking
    clause: 第九条
    title: {zh: 停车, en: parking}
    when: {if: driven_m > 100000}
    voucher: {kinds: [parking]}
`)
	far, near := drive("far", 136), drive("near", 6)
	near.StartedAt, near.EndedAt = at("2026-10-12 18:00"), at("2026-10-12 18:10")
	m := october(far, near)
	m.Expenses = []rules.Expense{
		{ID: "1", Kind: rules.Parking, Day: "2026-10-12", Trip: "far", Amount: 1000},
		{ID: "2", Kind: rules.Parking, Day: "2026-10-12", Trip: "near", Amount: 500},
		{ID: "3", Kind: rules.Parking, Day: "2026-10-12", Amount: 300},
	}
	wantStory(t, price(t, doc, rules.Tables{}, m),
		"MILEAGE 136.000 km 0.80 108.80", "MILEAGE 6.000 km 0.80 4.80",
		"VOUCHER 1 voucher 10.00 10.00", "NOT_PAYABLE 1 voucher 0.00 0.00", "NOT_PAYABLE 1 voucher 0.00 0.00")
}

// Where no rate fits the vehicle, nothing is paid for those who rode along.
func TestNoRateNoPassengers(t *testing.T) {
	doc := document(t, `
  - id: km
    clause: 第五条
    title: {zh: 分段里程, en: tiers}
    tiers: {passenger: 0.05, rates: [{vehicles: [motorcycle], steps: [{rate: 0.24}]}]}
`)
	trip := drive("t1", 100)
	trip.Persons = 3
	m := october(trip)
	m.CountedM = map[string]int64{"km": 0}
	wantStory(t, price(t, doc, rules.Tables{}, m), "NO_RULE 100.000 km 0.00 0.00")
	m.Vehicles[0].Class = rules.Motorcycle
	wantStory(t, price(t, doc, rules.Tables{}, m), "MILEAGE 100.000 km 0.24 24.00", "PASSENGERS 100.000 km 0.10 10.00")
}

// A line names the band it fell in as the rule writes it.
func TestBandsInWords(t *testing.T) {
	doc := document(t, fmt.Sprintf(itemTiers, "01-01", 5000, 10000))
	for countedM, want := range map[int64]string{
		0: "band 0–5000 of the year", 5_000_000: "band 5000–10000 of the year", 10_000_000: "band 10000+ of the year",
	} {
		m := october(drive("t1", 10))
		m.CountedM = map[string]int64{"km": countedM}
		if got := price(t, doc, rules.Tables{}, m)[0].Text.EN; !strings.Contains(got, want) {
			t.Errorf("%s; want %s", got, want)
		}
	}
}

// A paper may name only a day of the December before its year.
func TestPaperOfOneDayInTheYearBefore(t *testing.T) {
	c, err := rules.NewCalendar([]int{2026}, []rules.DayRow{{Day: "2025-12-31", Name: "元旦"}})
	if err != nil {
		t.Fatal(err)
	}
	if working, err := c.Working("2026-01-05"); err != nil || !working {
		t.Errorf("Monday 2026-01-05: %v, %v", working, err)
	}
}

// The way there is as long as it was driven: 0.1° along the equator, back by
// 0.05°, on to 0.2° and home are 0.3° to the farthest point; a degree of the
// equator is 6378137 m × π/180 = 111319.49 m.
func TestOneWay(t *testing.T) {
	const degreeM = 111319.4908
	for name, test := range map[string]struct {
		line    orb.MultiLineString
		degrees float64
	}{
		"nothing driven":   {nil, 0},
		"there and back":   {orb.MultiLineString{{{0, 0}, {0.1, 0}, {0.2, 0}, {0.1, 0}, {0, 0}}}, 0.2},
		"with a way back":  {orb.MultiLineString{{{0, 0}, {0.1, 0}, {0.05, 0}, {0.2, 0}, {0, 0}}}, 0.3},
		"over a break":     {orb.MultiLineString{{{0, 0}, {0.1, 0}}, {{0.1, 0}, {0.2, 0}, {0, 0}}}, 0.2},
		"twice to the end": {orb.MultiLineString{{{0, 0}, {0.1, 0}, {0, 0}, {0.1, 0}}}, 0.1},
	} {
		if got := rules.OneWay(test.line); math.Abs(got-test.degrees*degreeM) > 0.5 {
			t.Errorf("%s: %.1f m, want %.1f", name, got, test.degrees*degreeM)
		}
	}
}

// Somebody who draws the allowance from the middle of the month draws it in
// that month; from the next month on, not yet.
func TestAllowanceFromTheMiddleOfAMonth(t *testing.T) {
	doc := document(t, fmt.Sprintf(itemHolder, "whole_trip")+`
  - id: month
    clause: 第十二条
    title: {zh: 固定, en: fixed}
    when: {if: draws_allowance}
    per_month: {yuan: [{yuan: 300}], always: true}
`)
	for from, draws := range map[rules.Date]bool{"2026-01-01": true, "2026-10-15": true, "2026-10-31": true, "2026-11-01": false} {
		m := october()
		m.Person = rules.Person{ID: "p1", StaffClass: rules.CivilServant, AllowanceFrom: from}
		got := story(price(t, doc, rules.Tables{}, m))
		if strings.Contains(got, "PER_MONTH 1 month 300 300.00") != draws || strings.Contains(got, "ALLOWANCE") != draws {
			t.Errorf("allowance from %s: %q; want it drawn: %v", from, got, draws)
		}
	}
}

// A toll is paid by the table or by its invoice, never by both: the invoice of
// the trip that the table priced is refused, one of another trip is paid.
func TestTollByTableOrInvoice(t *testing.T) {
	doc := document(t, itemKM+itemToll+`
  - id: vouchers
    clause: 第九条
    title: {zh: 通行费发票, en: toll invoices}
    voucher: {kinds: [toll]}
`)
	plain := drive("t2", 10)
	plain.StartedAt, plain.EndedAt = at("2026-10-12 18:00"), at("2026-10-12 18:20")
	m := october(tolled("A", "B"), plain)
	m.Expenses = []rules.Expense{
		{ID: "1", Kind: rules.TollVoucher, Day: "2026-10-12", Trip: "t1", Amount: 2185},
		{ID: "2", Kind: rules.TollVoucher, Day: "2026-10-12", Trip: "t2", Amount: 900},
	}
	wantStory(t, price(t, doc, tollTables(t, tollRow("A", 1234), tollRow("B", 1071)), m),
		"MILEAGE 40.000 km 0.80 32.00", "TOLL 2 interval  21.85", "MILEAGE 10.000 km 0.80 8.00",
		"NOT_PAYABLE 1 voucher 0.00 0.00", "VOUCHER 1 voucher 9.00 9.00")
}

// A voucher up to its limit is paid whole and says nothing of a limit; a fen
// more stays unpaid and is told.
func TestVoucherAtItsLimit(t *testing.T) {
	doc := document(t, `
  - id: parking
    clause: 第九条
    title: {zh: 停车, en: parking}
    voucher: {kinds: [parking], per: each, max_yuan: [{yuan: 10}]}
`)
	for amount, want := range map[money.Amount][]string{
		999:  {"VOUCHER 1 voucher 9.99 9.99"},
		1000: {"VOUCHER 1 voucher 10.00 10.00"},
		1001: {"VOUCHER 1 voucher 10.01 10.01", "OVER_LIMIT 1 voucher -0.01 -0.01"},
	} {
		m := october()
		m.Expenses = []rules.Expense{{ID: "1", Kind: rules.Parking, Day: "2026-10-12", Amount: amount}}
		wantStory(t, price(t, doc, rules.Tables{}, m), want...)
	}
}

// A change says whom its clause is for, also when that is one class or
// everybody.
func TestWhomAChangeIsFor(t *testing.T) {
	for when, want := range map[string]string{
		"": "所有人员",
		"    when: {staff_classes: [institution]}\n": "事业编",
		"    when: {vehicle_classes: [suv]}\n":       "所有人员，车型 [suv]",
		"    when: {purposes: [走访]}\n":               "所有人员，事由 [走访]",
	} {
		after := document(t, strings.Replace(itemKM, "    per_km:", when+"    per_km:", 1))
		if who := rules.Diff(document(t, itemToll), after)[0].Who.ZH; who != want {
			t.Errorf("%q: %q, want %q", when, who, want)
		}
	}
}
