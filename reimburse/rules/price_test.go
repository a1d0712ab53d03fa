package rules_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/govalues/decimal"

	"licheng/reimburse/claim"
	"licheng/reimburse/energy"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
)

// at reads a local time of Asia/Shanghai, seconds left out.
func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, rules.Shanghai())
	if err != nil {
		panic(err)
	}
	return t
}

// document reads a rule document of the items given, for county 990100.
func document(t *testing.T, items string) rules.Document {
	t.Helper()
	doc, err := rules.Parse([]byte(head+items), "test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

const head = `id: test
version: "1"
title: {zh: 办法, en: rule}
in_force: {from: 2026-01-01}
county: "990100"
currency: CNY
areas:
  - id: town
    name: {zh: 县城, en: county town}
    rings: [[[108, 27], [108.1, 27], [108.1, 27.1], [108, 27.1]]]
items:
`

const (
	itemKM = `
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {rates: [{yuan_per_km: 0.80}]}
`
	itemHolder = `
  - id: allowance
    clause: 第四条
    title: {zh: 补贴, en: allowance}
    allowance:
      monthly: [{staff_classes: [civil_servant], yuan: 650}]
      area: town
      outside: %s
`
)

var petrolCar = rules.Vehicle{ID: "car", Class: rules.Car, Energy: rules.Petrol, Declared: "8", Seats: 5, ETC: true}

// drive is a trip of km kilometres in the petrol car on 12 October 2026.
func drive(id string, km float64) rules.Basis {
	return rules.Basis{
		TripID: id, VehicleID: "car", StartedAt: at("2026-10-12 08:00"), EndedAt: at("2026-10-12 09:00"),
		DistanceM: km * 1000, OneWayM: km * 1000, DistanceLowM: km * 990, DistanceHighM: km * 1020, From: "青石镇", To: "县城",
		InsideM: map[string]float64{"town": 0}, Outside: map[string]bool{"town": true},
	}
}

// october is the month of somebody of 事业编 with the petrol car.
func october(trips ...rules.Basis) rules.Month {
	return rules.Month{
		Month: "2026-10", Person: rules.Person{ID: "p1", StaffClass: rules.Institution},
		Vehicles: []rules.Vehicle{petrolCar}, Bases: trips,
	}
}

func price(t *testing.T, doc rules.Document, tables rules.Tables, m rules.Month) []claim.Line {
	t.Helper()
	lines, err := rules.Price(doc, tables, m)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// story tells lines in short: code, quantity, unit, rate and amount.
func story(lines []claim.Line) string {
	var told []string
	for _, l := range lines {
		told = append(told, fmt.Sprintf("%s %s %s %s %s", l.Code, l.Quantity, l.Unit, l.Rate, l.Amount))
	}
	return strings.Join(told, "\n")
}

func wantStory(t *testing.T, lines []claim.Line, want ...string) {
	t.Helper()
	if got := story(lines); got != strings.Join(want, "\n") {
		t.Errorf("lines:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func TestPerKM(t *testing.T) {
	lines := price(t, document(t, itemKM), rules.Tables{}, october(drive("t1", 37.4)))
	wantStory(t, lines, "MILEAGE 37.400 km 0.80 29.92")
	l := lines[0]
	if want := "10月12日青石镇→县城：37.400 公里 × 0.80 元/公里 = 29.92 元（第五条）"; l.Text.ZH != want {
		t.Errorf("Chinese: %s\nwant: %s", l.Text.ZH, want)
	}
	if want := "12 Oct, 青石镇 → 县城: 37.400 km × 0.80 yuan/km = 29.92 yuan (mileage)"; l.Text.EN != want {
		t.Errorf("English: %s\nwant: %s", l.Text.EN, want)
	}
	if want := (claim.Rule{ID: "km", Clause: "第五条", Document: "test", Version: "1", InForce: "2026-01-01"}); l.Rule != want {
		t.Errorf("rule %+v, want %+v", l.Rule, want)
	}
	if l.Trip != "t1" || !l.On.Equal(at("2026-10-12 08:00")) {
		t.Errorf("trip %s on %s", l.Trip, l.On)
	}
	if in := l.Inputs[0]; in.Value != "37.400" || in.Name.ZH != "行驶里程（37.026–38.148）" {
		t.Errorf("distance input %+v", in)
	}
}

func TestDistanceIsPaidToTheMetre(t *testing.T) {
	for m, want := range map[float64]string{1000.4: "1.000", 1000.5: "1.001", 1001: "1.001", 0: "0.000", 0.5: "0.001"} {
		lines := price(t, document(t, itemKM), rules.Tables{}, october(drive("t1", m/1000)))
		if lines[0].Quantity != want {
			t.Errorf("%v m: %s km, want %s", m, lines[0].Quantity, want)
		}
	}
}

func TestPerKMTakesTheFirstRateThatFits(t *testing.T) {
	doc := document(t, `
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km:
      rates:
        - {vehicles: [motorcycle], yuan_per_km: 0.30}
        - {energies: [electric], yuan_per_km: 0.45}
        - {vehicles: [car, suv], energies: [petrol], yuan_per_km: 0.80}
`)
	tests := []struct {
		class  rules.VehicleClass
		energy rules.EnergyKind
		want   string
	}{
		{rules.Motorcycle, rules.Electric, "MILEAGE 10.000 km 0.30 3.00"},
		{rules.SUV, rules.Electric, "MILEAGE 10.000 km 0.45 4.50"},
		{rules.SUV, rules.Petrol, "MILEAGE 10.000 km 0.80 8.00"},
		{rules.Pickup, rules.Petrol, "NO_RULE 10.000 km 0.00 0.00"},
		{rules.Car, rules.Diesel, "NO_RULE 10.000 km 0.00 0.00"},
	}
	for _, test := range tests {
		m := october(drive("t1", 10))
		m.Vehicles = []rules.Vehicle{{ID: "car", Class: test.class, Energy: test.energy, Seats: 5}}
		wantStory(t, price(t, doc, rules.Tables{}, m), test.want)
	}
}

func TestFilters(t *testing.T) {
	const item = `
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    when: {%s}
    per_km: {rates: [{yuan_per_km: 0.80}]}
`
	const paid, unpaid = "MILEAGE 10.000 km 0.80 8.00", "NO_RULE 10.000 km 0.00 0.00"
	for when, want := range map[string]string{
		"staff_classes: [institution, temporary]":              paid,
		"staff_classes: [temporary]":                           unpaid,
		"vehicle_classes: [car]":                               paid,
		"vehicle_classes: [suv]":                               unpaid,
		"energies: [petrol]":                                   paid,
		"energies: [diesel]":                                   unpaid,
		"purposes: [走访, 督查]":                                   paid,
		"purposes: [督查]":                                       unpaid,
		"staff_classes: [institution], energies: [diesel]":     unpaid,
		"staff_classes: [institution], vehicle_classes: [car]": paid,
	} {
		trip := drive("t1", 10)
		trip.Purpose = "入户走访"
		lines := price(t, document(t, fmt.Sprintf(item, when)), rules.Tables{}, october(trip))
		if got := story(lines); got != want {
			t.Errorf("when %s: %s, want %s", when, got, want)
		}
	}
}

// CN-1 and CN-2: 按次按距离包干.
func TestBands(t *testing.T) {
	doc := example(t, "band-town.yaml")
	for km, want := range map[float64]string{
		0.5: "12.00", 5: "12.00", 5.01: "22.00", 10: "22.00", 10.01: "32.00", 15: "32.00", 20: "42.00",
	} {
		wantStory(t, price(t, doc, rules.Tables{}, withArea(october(drive("t1", km)), "seat")),
			"PER_TRIP 1 trip "+strings.TrimSuffix(want, ".00")+" "+want)
	}
	beyond := price(t, doc, rules.Tables{}, october(drive("t1", 20.1)))
	wantStory(t, beyond, "NO_RULE 20.100 km 0.00 0.00")
	if !strings.Contains(beyond[0].Text.EN, "beyond the last band of 20 km") {
		t.Errorf("%s does not name the last band", beyond[0].Text.EN)
	}
}

// CN-3: up to 3 persons once, 4 to 6 twice, 7 three times.
func TestBandsOfAGroup(t *testing.T) {
	doc := example(t, "band-town.yaml")
	for persons, want := range map[int]money.Amount{0: 3200, 1: 3200, 3: 3200, 4: 6400, 6: 6400, 7: 9600} {
		trip := drive("t1", 12)
		trip.Persons = persons
		if got := total(t, price(t, doc, rules.Tables{}, october(trip))); got != want {
			t.Errorf("%d persons: %s, want %s", persons, got, want)
		}
	}
}

// CN-4: M × 1.5 yuan/km, M = ceil(persons/4).
func TestKilometresOfAGroup(t *testing.T) {
	doc := example(t, "per-km-county.yaml")
	for persons, want := range map[int]string{
		1: "MILEAGE 36.400 km 1.50 54.60", 4: "MILEAGE 36.400 km 1.50 54.60", 5: "MILEAGE 36.400 km 3.00 109.20",
		8: "MILEAGE 36.400 km 3.00 109.20", 9: "MILEAGE 36.400 km 4.50 163.80",
	} {
		trip := drive("t1", 36.4)
		trip.Persons = persons
		wantStory(t, price(t, doc, rules.Tables{}, october(trip)), want)
	}
}

// CN-10: the unit's car was used that day.
func TestUnitCar(t *testing.T) {
	m := october(drive("t1", 10), drive("t2", 10))
	m.Vehicles = append(m.Vehicles, rules.Vehicle{ID: "unit", Class: rules.SUV, Energy: rules.Diesel, Seats: 7, Unit: true})
	m.Bases[1].VehicleID = "unit"
	perDay := `
  - id: day
    clause: 第八条
    title: {zh: 每日, en: per day}
    per_day: {yuan: 50}
`
	wantStory(t, price(t, document(t, perDay), rules.Tables{}, m),
		"UNIT_VEHICLE 10.000 km 0.00 0.00", "UNIT_VEHICLE 10.000 km 0.00 0.00")
	m.Bases[1].StartedAt, m.Bases[1].EndedAt = at("2026-10-13 08:00"), at("2026-10-13 09:00")
	wantStory(t, price(t, document(t, perDay), rules.Tables{}, m), "UNIT_VEHICLE 10.000 km 0.00 0.00", "PER_DAY 1 day 50 50.00")
}

// Dengfeng 2017: 50 yuan a person-day, however many trips.
func TestPerDay(t *testing.T) {
	doc := document(t, `
  - id: day
    clause: 第八条
    title: {zh: 每日, en: per day}
    per_day: {yuan: 50}
`)
	later := drive("t3", 5)
	later.StartedAt, later.EndedAt = at("2026-10-13 00:00"), at("2026-10-13 01:00")
	lines := price(t, doc, rules.Tables{}, october(drive("t1", 5), drive("t2", 5), later))
	wantStory(t, lines, "PER_DAY 2 day 50 100.00")
	wantStory(t, price(t, doc, rules.Tables{}, october(drive("t1", 0.001))), "PER_DAY 1 day 50 50.00")
	wantStory(t, price(t, doc, rules.Tables{}, october(drive("t1", 0))), "NO_RULE 0.000 km 0.00 0.00")
	if got := lines[0].Inputs[0].Value; got != "10-12 10-13" {
		t.Errorf("days %q", got)
	}
}

func TestDaysOutsideTheDocument(t *testing.T) {
	doc := document(t, itemKM)
	doc.InForce = rules.Period{From: "2026-10-10", To: "2026-10-20"}
	for day, want := range map[string]string{
		"2026-10-09": "NO_RULE 10.000 km 0.00 0.00", "2026-10-10": "MILEAGE 10.000 km 0.80 8.00",
		"2026-10-20": "MILEAGE 10.000 km 0.80 8.00", "2026-10-21": "NO_RULE 10.000 km 0.00 0.00",
	} {
		trip := drive("t1", 10)
		trip.StartedAt, trip.EndedAt = at(day+" 08:00"), at(day+" 09:00")
		wantStory(t, price(t, doc, rules.Tables{}, october(trip)), want)
	}
}

func TestTripWithoutVehicle(t *testing.T) {
	trip := drive("t1", 10)
	trip.VehicleID = ""
	wantStory(t, price(t, document(t, itemKM), rules.Tables{}, october(trip)), "NO_PRICE 10.000 km 0.00 0.00")
	const bands = `
  - id: bands
    clause: 一
    title: {zh: 包干, en: lump sum}
    when: {%s}
    per_trip: {bands: [{up_to_km: 20, yuan: 12}]}
`
	for when, want := range map[string]string{
		"purposes: []": "PER_TRIP 1 trip 12 12.00", "energies: [petrol]": "NO_PRICE 10.000 km 0.00 0.00", "vehicle_classes: [car]": "NO_PRICE 10.000 km 0.00 0.00",
	} {
		wantStory(t, price(t, document(t, fmt.Sprintf(bands, when)), rules.Tables{}, october(trip)), want)
	}
	carsOnly := strings.Replace(itemKM, "per_km:", "when: {energies: [petrol]}\n    per_km:", 1)
	wantStory(t, price(t, document(t, carsOnly), rules.Tables{}, october(trip)), "NO_PRICE 10.000 km 0.00 0.00")
}

func TestPriceRefusesContradictions(t *testing.T) {
	doc := document(t, itemKM)
	for name, spoil := range map[string]func(*rules.Month){
		"month not written like one":     func(m *rules.Month) { m.Month = "2026/10" },
		"trip of the month before":       func(m *rules.Month) { m.Bases[0].StartedAt = at("2026-09-30 23:59") },
		"trip that ends before it began": func(m *rules.Month) { m.Bases[0].EndedAt = at("2026-10-12 07:59") },
		"distance is not a number":       func(m *rules.Month) { m.Bases[0].DistanceM = math.NaN() },
		"negative distance":              func(m *rules.Month) { m.Bases[0].DistanceM = -1 },
		"around the earth":               func(m *rules.Month) { m.Bases[0].DistanceM = 10_000_001 },
		"climb without end":              func(m *rules.Month) { m.Bases[0].ClimbM = math.Inf(1) },
		"negative metres inside":         func(m *rules.Month) { m.Bases[0].InsideM["town"] = -1 },
		"trip twice":                     func(m *rules.Month) { m.Bases = append(m.Bases, m.Bases[0]) },
		"trip without id":                func(m *rules.Month) { m.Bases[0].TripID = "" },
		"unknown vehicle":                func(m *rules.Month) { m.Bases[0].VehicleID = "bike" },
		"vehicle twice":                  func(m *rules.Month) { m.Vehicles = append(m.Vehicles, m.Vehicles[0]) },
		"vehicle without id":             func(m *rules.Month) { m.Vehicles[0].ID = "" },
		"fewer than nobody":              func(m *rules.Month) { m.Bases[0].Persons = -1 },
		"a crowd":                        func(m *rules.Month) { m.Bases[0].Persons = 101 },
		"negative paid this year":        func(m *rules.Month) { m.PaidThisYear = -1 },
	} {
		m := october(drive("t1", 10))
		spoil(&m)
		if lines, err := rules.Price(doc, rules.Tables{}, m); !errors.Is(err, rules.ErrFacts) {
			t.Errorf("%s: %v, %v; want ErrFacts", name, lines, err)
		}
	}
	edge := october(drive("t1", 10))
	edge.Bases[0].DistanceM, edge.Bases[0].Persons, edge.Bases[0].EndedAt = 10_000_000, 100, edge.Bases[0].StartedAt
	if _, err := rules.Price(doc, rules.Tables{}, edge); err != nil {
		t.Errorf("at the bounds: %v", err)
	}
}

func TestMonthWithoutTrips(t *testing.T) {
	doc := document(t, fmt.Sprintf(itemHolder, rules.WholeTrip)+itemKM)
	if lines := price(t, doc, rules.Tables{}, october()); lines == nil || len(lines) != 0 {
		t.Errorf("%v, want an empty list", lines)
	}
	wantStory(t, price(t, doc, rules.Tables{}, holder()), allowanceLine)
}

func total(t *testing.T, lines []claim.Line) money.Amount {
	t.Helper()
	sum, err := claim.Total(lines)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// withArea gives every trip figures for one more area: wholly outside.
func withArea(m rules.Month, area string) rules.Month {
	for i := range m.Bases {
		m.Bases[i].InsideM[area], m.Bases[i].Outside[area] = 0, true
	}
	return m
}

// fuelAt makes a price table of one zone with 92 and 0 petrol and electricity.
func fuelAt(t *testing.T, zone, petrol, diesel, electric string) energy.Prices {
	t.Helper()
	row := func(grade, yuan string) energy.Price {
		return energy.Price{Zone: zone, Grade: grade, ValidFrom: at("2026-01-01 00:00"), Yuan: decimal.MustParse(yuan), Source: "发改价格〔2026〕1号"}
	}
	prices, err := energy.NewPrices([]energy.Price{row("92", petrol), row("0", diesel), row("electric", electric)})
	if err != nil {
		t.Fatal(err)
	}
	return prices
}

// tollRow is one interval of the same fee for class 1, doubled for class 2.
func tollRow(interval string, fen money.Amount) toll.Row {
	return toll.Row{
		Interval: interval, Name: interval, ValidFrom: at("2020-01-01 00:00"),
		Fen: [4]money.Amount{fen, 2 * fen, 3 * fen, 4 * fen},
	}
}
