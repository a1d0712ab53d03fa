package rules_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
)

// manyItems has one item of every kind, and caps that bite.
const manyItems = `
  - id: allowance
    clause: 第四条
    title: {zh: 补贴, en: allowance}
    allowance: {monthly: [{staff_classes: [civil_servant], yuan: 650}], area: town, outside: %s}
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    when: {staff_classes: [civil_servant, institution]}
    per_km: {persons_per_vehicle: 4, rates: [{vehicles: [car], yuan_per_km: 0.833}, {yuan_per_km: 1.05}]}
  - id: fuel
    clause: 第六条
    title: {zh: 油电, en: energy}
    when: {staff_classes: [village_team]}
    energy: {zone: "990100", real_world: 1.25, charging_loss: 1.12, climb: true}
  - id: bands
    clause: 第七条
    title: {zh: 包干, en: bands}
    when: {staff_classes: [temporary]}
    per_trip: {persons_per_vehicle: 3, bands: [{up_to_km: 5, yuan: 12}, {up_to_km: 60, yuan: 42}]}
  - id: day
    clause: 第八条
    title: {zh: 每日, en: day}
    when: {staff_classes: [village_cadre]}
    per_day: {yuan: 50}
  - id: tolls
    clause: 第九条
    title: {zh: 过路费, en: tolls}
    toll: {etc: etc_drop_half, manual: whole_yuan, etc_rate: 0.95}
  - id: trip-cap
    clause: 第十条
    title: {zh: 次上限, en: trip cap}
    cap: {per: trip, yuan: [{yuan: 60}], of: [km, fuel, bands]}
  - id: month-cap
    clause: 第十一条
    title: {zh: 月上限, en: month cap}
    cap: {per: month, yuan: [{staff_classes: [village_team], yuan: 333.33}, {yuan: 200}]}
  - id: year-cap
    clause: 第十二条
    title: {zh: 年上限, en: year cap}
    cap: {per: year, yuan: [{yuan: 2400}]}
`

// anyMonth draws a month of up to 12 trips in three vehicles.
func anyMonth(t *rapid.T) rules.Month {
	m := rules.Month{
		Month: "2026-10",
		Person: rules.Person{
			ID: "p1", StaffClass: rapid.SampledFrom(rules.StaffClasses()).Draw(t, "staff class"),
			AllowanceFrom: rapid.SampledFrom([]rules.Date{"", "2026-01-01", "2026-10-15"}).Draw(t, "allowance from"),
		},
		Vehicles: []rules.Vehicle{
			petrolCar,
			{ID: "ev", Class: rules.SUV, Energy: rules.Electric, Declared: "14.5", Seats: 5},
			{ID: "unit", Class: rules.Pickup, Energy: rules.Diesel, Declared: "9", Seats: 5, Unit: true},
		},
		PaidThisYear: money.Amount(rapid.Int64Range(0, 300_000).Draw(t, "paid this year")),
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "trips") {
		trip := drive(fmt.Sprintf("t%d", i), rapid.Float64Range(0, 150).Draw(t, "km"))
		trip.StartedAt = time.Date(2026, 10, rapid.IntRange(1, 31).Draw(t, "day"), rapid.IntRange(0, 22).Draw(t, "hour"), 0, 0, 0, rules.Shanghai())
		trip.EndedAt = trip.StartedAt.Add(time.Hour)
		trip.VehicleID = rapid.SampledFrom([]string{"car", "ev", "unit", ""}).Draw(t, "vehicle")
		trip.Persons = rapid.IntRange(0, 9).Draw(t, "persons")
		trip.ClimbM, trip.DescentM = rapid.Float64Range(0, 2000).Draw(t, "climb"), rapid.Float64Range(0, 2000).Draw(t, "descent")
		trip.TolledM = rapid.Float64Range(0, 1000).Draw(t, "tolled")
		trip.InsideM["town"] = rapid.Float64Range(0, trip.DistanceM).Draw(t, "inside")
		trip.Outside["town"] = rapid.Bool().Draw(t, "outside")
		for j, ref := range rapid.SliceOfN(rapid.SampledFrom([]string{"A", "B", "X"}), 0, 4).Draw(t, "gantries") {
			trip.Passages = append(trip.Passages, toll.Passage{Kind: toll.Gantry, Ref: ref, At: trip.StartedAt.Add(time.Duration(j) * 10 * time.Minute)})
		}
		m.Bases = append(m.Bases, trip)
	}
	return m
}

func TestPriceInvariants(t *testing.T) {
	tables := tollTables(t, tollRow("A", 1234), tollRow("B", 1071))
	tables.FuelPrice = fuelAt(t, "990100", "7.835", "7.40", "0.5683")
	docs := []rules.Document{
		document(t, fmt.Sprintf(manyItems, rules.WholeTrip)), document(t, fmt.Sprintf(manyItems, rules.MetresOutside)),
	}
	rapid.Check(t, func(t *rapid.T) {
		doc := rapid.SampledFrom(docs).Draw(t, "document")
		m := anyMonth(t)
		lines, err := rules.Price(doc, tables, m)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			recompute(t, l)
			complete(t, l)
		}
		bounded(t, m, lines)
		everyTripIsExplained(t, m, lines)
		shuffled := m
		shuffled.Bases = append([]rules.Basis(nil), m.Bases...)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(shuffled.Bases), func(i, j int) {
			shuffled.Bases[i], shuffled.Bases[j] = shuffled.Bases[j], shuffled.Bases[i]
		})
		again, err := rules.Price(doc, tables, shuffled)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(lines, again); diff != "" {
			t.Fatalf("the order of the trips changes the lines:\n%s", diff)
		}
	})
}

// recompute checks a line against its own strings: quantity × rate, half up;
// or, for a toll, the real sum its inputs name.
func recompute(t *rapid.T, l claim.Line) {
	if l.Rate == "" {
		if last := l.Inputs[len(l.Inputs)-1]; l.Code != claim.TollCode || last.Name.EN != "real" || last.Value != l.Amount.String() {
			t.Fatalf("a line without rate that is not its inputs' sum: %+v", l)
		}
		return
	}
	want, err := money.Times(decimal.MustParse(l.Quantity), decimal.MustParse(l.Rate))
	if err != nil || want != l.Amount {
		t.Fatalf("%s × %s = %s, but the line says %s", l.Quantity, l.Rate, want, l.Amount)
	}
	if (l.Amount < 0) != l.Code.IsCut() || (l.Code.Unpaid() && l.Amount > 0) {
		t.Fatalf("%s of %s", l.Amount, l.Code)
	}
}

// complete checks that a line explains itself.
func complete(t *rapid.T, l claim.Line) {
	r := l.Rule
	if r.ID == "" || r.Clause == "" || r.Document != "test" || r.Version != "1" || r.InForce != "2026-01-01" ||
		l.Unit == "" || l.Text.ZH == "" || l.Text.EN == "" || len(l.Inputs) == 0 || l.On.IsZero() {
		t.Fatalf("a line that does not explain itself: %+v", l)
	}
}

// bounded checks that caps hold and that nothing is cut below zero.
func bounded(t *rapid.T, m rules.Month, lines []claim.Line) {
	sum, err := claim.Total(lines)
	if err != nil {
		t.Fatal(err)
	}
	limit := money.Amount(20000)
	if m.Person.StaffClass == rules.VillageTeam {
		limit = 33333
	}
	if limit = min(limit, max(240_000-m.PaidThisYear, 0)); sum < 0 || sum > limit {
		t.Fatalf("the claim comes to %s, the caps leave %s", sum, limit)
	}
	trips := map[string]money.Amount{}
	for _, l := range lines {
		if l.Trip != "" && l.Code != claim.TollCode {
			trips[l.Trip] += l.Amount
		}
	}
	for id, sum := range trips {
		if sum < 0 || sum > 6000 {
			t.Fatalf("trip %s comes to %s, its cap is 60.00", id, sum)
		}
	}
}

// everyTripIsExplained checks that no trip disappears: each has a line, or its
// day is in the line per day.
func everyTripIsExplained(t *rapid.T, m rules.Month, lines []claim.Line) {
	told := map[string]bool{}
	days := ""
	for _, l := range lines {
		told[l.Trip] = true
		if l.Code == claim.PerDay {
			days = l.Inputs[0].Value
		}
	}
	for _, b := range m.Bases {
		if !told[b.TripID] && !strings.Contains(days, string(rules.DateOf(b.StartedAt))[len("2006-"):]) {
			t.Fatalf("trip %s has no line", b.TripID)
		}
	}
}
