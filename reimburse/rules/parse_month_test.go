package rules_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
)

const writtenMonth = `month: 2026-10
person: {id: li, staff_class: civil_servant, allowance_from: 2026-01-01, marks: [declared]}
vehicles: [{id: car, class: car, energy: petrol, declared_consumption: "7.6", seats: 5, etc: true}]
paid_this_year: 1200.05
counted_km: {cars: 3400.5}
handed_in: 2026-11-02
trips:
  - id: t1
    vehicle: car
    started_at: 2026-10-12T08:00:00+08:00
    ended_at: 2026-10-12T17:30:00+08:00
    km: 73.4
    low_km: 72
    high_km: 75.5
    tolled_km: 30
    one_way_km: 36.7
    shortest_km: 35
    climb_m: 820
    descent_m: 815.5
    persons: 3
    from: 青石镇
    to: 县城
    purpose: 开会
    outside: {town: true}
    inside_km: {town: 4.2}
    approved: true
    passages: [{kind: gantry, ref: G1, at: 2026-10-12T08:40:00+08:00}]
  - {id: t2, started_at: 2026-10-13T08:00:00+08:00, km: 10, passenger: true}
stays: [{id: s1, place: 省城, from: 2026-10-20, to: 2026-10-22}]
meals_given: [{day: 2026-10-21, meal: lunch, tariff_fen: 1500}]
cars_given: [{day: 2026-10-21, half: morning}]
vouchers: [{id: v1, kind: lodging, day: 2026-10-22, amount_fen: 30000, nights: 2}]
benefits: [{id: b1, kind: public-transport, day: 2026-10-01, amount_fen: 5000}]
`

func TestParseMonth(t *testing.T) {
	got, err := rules.ParseMonth([]byte(writtenMonth), "m.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := rules.Month{
		Month:    "2026-10",
		Person:   rules.Person{ID: "li", StaffClass: rules.CivilServant, AllowanceFrom: "2026-01-01", Marks: []string{"declared"}},
		Vehicles: []rules.Vehicle{{ID: "car", Class: rules.Car, Energy: rules.Petrol, Declared: "7.6", Seats: 5, ETC: true}},
		Bases: []rules.Basis{
			{
				TripID: "t1", VehicleID: "car", StartedAt: at("2026-10-12 08:00"), EndedAt: at("2026-10-12 17:30"),
				DistanceM: 73_400, DistanceLowM: 72_000, DistanceHighM: 75_500, TolledM: 30_000, OneWayM: 36_700, ShortestM: 35_000,
				ClimbM: 820, DescentM: 815.5, Persons: 3, From: "青石镇", To: "县城", Purpose: "开会", Approved: true,
				Outside: map[string]bool{"town": true}, InsideM: map[string]float64{"town": 4_200},
				Passages: []toll.Passage{{Kind: toll.Gantry, Ref: "G1", At: at("2026-10-12 08:40")}},
			},
			{
				TripID: "t2", StartedAt: at("2026-10-13 08:00"), EndedAt: at("2026-10-13 08:00"), DistanceM: 10_000, DistanceLowM: 10_000,
				DistanceHighM: 10_000, InsideM: map[string]float64{}, Passenger: true,
			},
		},
		PaidThisYear: 120_005, CountedM: map[string]int64{"cars": 3_400_500}, HandedIn: "2026-11-02",
		Stays:    []rules.Stay{{ID: "s1", Place: "省城", From: "2026-10-20", To: "2026-10-22"}},
		Arranged: []rules.Arranged{{Day: "2026-10-21", Meal: rules.Lunch, Tariff: 1500}},
		Hosted:   []rules.Hosted{{Day: "2026-10-21", Half: rules.Morning}},
		Expenses: []rules.Expense{{ID: "v1", Kind: rules.Lodging, Day: "2026-10-22", Amount: 30_000, Nights: 2}},
		Benefits: []rules.Benefit{{ID: "b1", Kind: "public-transport", Day: "2026-10-01", Amount: 5000}},
	}
	same := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	near := cmp.Comparer(func(a, b float64) bool { return a-b < 1e-6 && b-a < 1e-6 })
	if diff := cmp.Diff(want, got, same, near); diff != "" {
		t.Error(diff)
	}
}

// Facts that contradict themselves are refused by file and cause.
func TestParseMonthRefuses(t *testing.T) {
	for name, test := range map[string]struct{ old, new, want string }{
		"an unknown word":           {"handed_in", "handed_out", `m.yaml: line 6: unknown field "handed_out"`},
		"no kilometres":             {"    km: 73.4\n", "", `m.yaml: line 8: trip "t1" has no km`},
		"no start":                  {"started_at: 2026-10-13T08:00:00+08:00, ", "", `trip "t2" has no started_at`},
		"kilometres below nothing":  {"km: 73.4", "km: -73.4", "trip t1 has a length of"},
		"farther than one goes":     {"km: 73.4", "km: 10001", "trip t1 has a length of"},
		"another month":             {"month: 2026-10", "month: 2026-11", "lunch on 2026-10-21"},
		"no month":                  {"month: 2026-10", "month: autumn", `month "autumn"`},
		"a trip of another month":   {"started_at: 2026-10-13", "started_at: 2026-09-13", "began in 2026-09, not in 2026-10"},
		"paid below nothing":        {"1200.05", "-1", "paid this year is negative"},
		"an unknown vehicle":        {"vehicle: car\n", "vehicle: cart\n", `vehicle "cart" is not among the vehicles`},
		"ends before it begins":     {"ended_at: 2026-10-12T17", "ended_at: 2026-10-12T07", "ends before it begins"},
		"a regiment":                {"persons: 3", "persons: 101", "101 persons"},
		"a stay backwards":          {"to: 2026-10-22}]", "to: 2026-10-19}]", "stay s1 goes from"},
		"a stay of no day":          {"to: 2026-10-22}]", "to: soon}]", "stay s1 goes from"},
		"a stay of years":           {"to: 2026-10-22}]", "to: 2027-10-22}]", "stay s1 goes from"},
		"a meal of another month":   {"day: 2026-10-21, meal", "day: 2026-09-21, meal", "lunch on 2026-09-21"},
		"a fourth meal":             {"meal: lunch", "meal: tea", "tea on"},
		"a tariff below nothing":    {"tariff_fen: 1500", "tariff_fen: -1", "tariff -0.01"},
		"a half day at night":       {"half: morning", "half: night", "the night of"},
		"a car in another month":    {"day: 2026-10-21, half", "day: 2026-11-21, half", "the morning of 2026-11-21"},
		"a half day twice":          {"half: morning}]", "half: morning}, {day: 2026-10-21, half: morning}]", "given twice"},
		"a voucher of nothing":      {"amount_fen: 30000", "amount_fen: 0", `voucher "v1"`},
		"a voucher of another kind": {"kind: lodging", "kind: gift", `voucher "v1", gift`},
		"a voucher without a name":  {"id: v1", "id: ''", `voucher ""`},
		"a voucher of no trip":      {"nights: 2", "trip: t9", `voucher v1 is of trip "t9"`},
		"nights below nothing":      {"nights: 2", "nights: -1", `voucher "v1"`},
		"a voucher twice":           {"nights: 2}]", "nights: 2}, {id: v1, kind: bus, day: 2026-10-01, amount_fen: 1}]", `voucher "v1", bus`},
		"a voucher of September":    {"day: 2026-10-22", "day: 2026-09-22", `voucher "v1"`},
		"a benefit below nothing":   {"amount_fen: 5000", "amount_fen: -1", `benefit "b1"`},
		"a benefit of November":     {"day: 2026-10-01, amount_fen: 5000", "day: 2026-11-01, amount_fen: 5000", `benefit "b1"`},
		"handed in some day":        {"handed_in: 2026-11-02", "handed_in: later", `handed in on "later"`},
	} {
		if !strings.Contains(writtenMonth, test.old) {
			t.Fatalf("%s: nothing to spoil", name)
		}
		_, err := rules.ParseMonth([]byte(strings.Replace(writtenMonth, test.old, test.new, 1)), "m.yaml")
		if err == nil || !errors.Is(err, rules.ErrDocument) && !errors.Is(err, rules.ErrFacts) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "m.yaml") {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// The days of a stay and a leap over a year's end are calendar days.
func TestParseMonthAtTheBounds(t *testing.T) {
	for old, new := range map[string]string{
		"to: 2026-10-22}]": "to: 2027-10-21}]", "persons: 3": "persons: 100", "nights: 2": "nights: 366", "nights: 2}": "nights: 0}",
		"km: 73.4": "km: 10000", "amount_fen: 5000": "amount_fen: 0", "amount_fen: 30000": "amount_fen: 1",
	} {
		if _, err := rules.ParseMonth([]byte(strings.Replace(writtenMonth, old, new, 1)), "m.yaml"); err != nil {
			t.Errorf("%s: %v", new, err)
		}
	}
}

// A stay to the end of the calendar ends.
func TestStayToTheEndOfTheCalendar(t *testing.T) {
	m := rules.Month{
		Month: "9999-12", Person: rules.Person{ID: "p", StaffClass: rules.Institution},
		Stays: []rules.Stay{{ID: "s", Place: "省城", From: "9999-12-30", To: "9999-12-31"}},
	}
	const item = `
  - id: meals
    clause: 一
    title: {zh: 伙食, en: meals}
    meals: {yuan_per_day: 100, provided: take_off}
`
	wantStory(t, price(t, document(t, item), rules.Tables{}, m), "MEALS 2 day 100 200.00")
}

func FuzzParseMonth(f *testing.F) {
	f.Add([]byte(writtenMonth))
	f.Add([]byte("month: 2026-10\nperson: {id: p}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := rules.ParseMonth(data, "fuzz.yaml")
		if err != nil {
			if !strings.Contains(err.Error(), "fuzz.yaml") {
				t.Fatalf("an error without its file: %v", err)
			}
			return
		}
		if _, err := rules.Price(rules.Document{InForce: rules.Period{From: "0001-01-01"}, Currency: "CNY"}, rules.Tables{}, m); err != nil && !errors.Is(err, rules.ErrFacts) {
			t.Fatal(err)
		}
	})
}

// HMRC's change, announced on 21 May and backdated to 6 April: 800 miles paid
// at 45p get 80.00 more.
func TestBackdatedChangeMakesASupplement(t *testing.T) {
	first, second := drive("t1", 500*1.609344), drive("t2", 300*1.609344)
	first.StartedAt, first.EndedAt = at("2026-04-06 08:00"), at("2026-04-06 18:00")
	second.StartedAt, second.EndedAt = at("2026-04-20 08:00"), at("2026-04-20 14:00")
	m := october(first, second)
	m.Month, m.CountedM = "2026-04", map[string]int64{"cars-and-vans": 0}
	before := total(t, price(t, example(t, "hmrc-amap-2026-1.yaml"), rules.Tables{}, m))
	after := total(t, price(t, example(t, "hmrc-amap-2026-2.yaml"), rules.Tables{}, m))
	if before != 36_000 || after != 44_000 || after-before != 8_000 {
		t.Errorf("%s, then %s", before, after)
	}
}
