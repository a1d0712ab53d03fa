package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

// inputNames lists what a line was computed from.
func inputNames(l claim.Line) string {
	var names []string
	for _, in := range l.Inputs {
		names = append(names, in.Name.EN)
	}
	return strings.Join(names, ", ")
}

// A rate may ask about the trip: the first that fits and whose question is
// answered yes. A fact it needs and nobody knows is an error.
func TestRateOnACondition(t *testing.T) {
	const item = `
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {rates: [{if: persons > 2, yuan_per_km: 1.00}, {if: '%s', yuan_per_km: 0.90}, {yuan_per_km: 0.80}]}
`
	doc := document(t, fmt.Sprintf(item, "persons > 1"))
	for persons, want := range map[int]string{1: "MILEAGE 10.000 km 0.80 8.00", 2: "MILEAGE 10.000 km 0.90 9.00", 3: "MILEAGE 10.000 km 1.00 10.00"} {
		trip := drive("t1", 10)
		trip.Persons = persons
		wantStory(t, price(t, doc, rules.Tables{}, october(trip)), want)
	}
	trip := drive("t1", 10)
	trip.Outside = nil
	if lines, err := rules.Price(document(t, fmt.Sprintf(item, `leaves["town"]`)), rules.Tables{}, october(trip)); !errors.Is(err, rules.ErrFacts) {
		t.Errorf("%v, %v; want ErrFacts", lines, err)
	}
}

// The persons in the vehicle are told where the clause counts them.
func TestPersonsAreToldWhereTheyCount(t *testing.T) {
	const items = `
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {%[1]s rates: [{yuan_per_km: 0.80}]}
  - id: bands
    clause: 第六条
    title: {zh: 包干, en: bands}
    per_trip: {%[1]s bands: [{up_to_km: 20, yuan: 12}]}
`
	for persons, want := range map[string][]string{
		"": {"distance driven (9.900–10.200), vehicle class, rate per kilometre", "distance driven (9.900–10.200), band up to, sum a trip"},
		"persons_per_vehicle: 3,": {
			"distance driven (9.900–10.200), vehicle class, rate per kilometre, 4 persons, one vehicle for each 3",
			"distance driven (9.900–10.200), band up to, sum a trip, 4 persons, one vehicle for each 3",
		},
	} {
		trip := drive("t1", 10)
		trip.Persons = 4
		lines := price(t, document(t, fmt.Sprintf(items, persons)), rules.Tables{}, october(trip))
		for i, names := range want {
			if got := inputNames(lines[i]); got != names {
				t.Errorf("%q: %s\nwant %s", persons, got, names)
			}
		}
	}
}

// The length a clause goes by is told beside what was driven, and only where
// it goes by another.
func TestTheLengthThatCountsIsTold(t *testing.T) {
	const item = `
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {%s rates: [{yuan_per_km: 1}]}
`
	const named = "distance driven (19.800–20.400), vehicle class, rate per kilometre"
	for _, test := range []struct {
		distance string
		change   func(*rules.Basis)
		want     string // name, value and source of the length; empty: none
	}{
		{"", func(*rules.Basis) {}, ""},
		{"distance: driven,", func(*rules.Basis) {}, ""},
		{"distance: one_way,", func(b *rules.Basis) { b.OneWayM = 10_000 }, "one-way distance 10.000 test 1 第五条"},
		{"distance: shortest_road,", func(b *rules.Basis) { b.ShortestRoadM = 18_000 }, "shortest road over the stops 18.000 road map, trip t1"},
		{"distance: office_road,", func(b *rules.Basis) { b.OfficeM = 30_000 }, ""}, // from the office: as driven
		{"distance: office_road,", func(b *rules.Basis) { b.FromHome, b.OfficeM = true, 30_000 }, "way from the office 30.000 road map, trip t1"},
		{"distance: office_road,", func(b *rules.Basis) { b.FromHome, b.OfficeM = true, 12_000 }, "way from the office 12.000 road map, trip t1"},
	} {
		trip := drive("t1", 20)
		test.change(&trip)
		line := price(t, document(t, fmt.Sprintf(item, test.distance)), rules.Tables{}, october(trip))[0]
		got := strings.TrimPrefix(inputNames(line), named)
		if len(line.Inputs) > 3 {
			in := line.Inputs[3]
			got = in.Name.EN + " " + in.Value + " " + in.From
		}
		if got != test.want {
			t.Errorf("%s %q, want %q", test.distance, got, test.want)
		}
	}
	covered := drive("t1", 14) // 12 km of it are covered: it is paid its driven metres
	covered.InsideM["town"], covered.OneWayM = 12_000, 7_000
	lines := price(t, document(t, fmt.Sprintf(itemHolder, rules.MetresOutside)+fmt.Sprintf(item, "distance: one_way,")), rules.Tables{}, holder(covered))
	for _, l := range lines {
		if l.Code == claim.Mileage && strings.Contains(inputNames(l), "one-way") {
			t.Errorf("a trip covered in part goes by its driven metres: %s", inputNames(l))
		}
	}
}

// A closed road excuses what was driven beyond it, and is named then only.
func TestAClosedRoadIsNamedWhereItExcuses(t *testing.T) {
	for _, test := range []struct {
		km     float64
		routeM float64
		closed string
		told   bool
	}{
		{92, 80_000, "坪上桥", true},
		{92, 80_000, "", false},
		{80, 80_000, "坪上桥", false},
		{80.001, 80_000, "坪上桥", true},
		{79, 80_000, "坪上桥", false},
	} {
		trip := drive("t1", test.km)
		trip.DistanceLowM, trip.UsualRoadM, trip.RouteClosed = test.km*1000, test.routeM, test.closed
		text := price(t, document(t, itemByRoad), rules.Tables{}, october(trip))[0].Text
		if strings.Contains(text.ZH, "封闭") != test.told || strings.Contains(text.EN, "closed") != test.told {
			t.Errorf("%v km, closed %q: %s; want it told: %v", test.km, test.closed, text, test.told)
		}
	}
	trip := drive("t1", 92)
	trip.RouteClosed = "坪上桥"
	if text := price(t, document(t, itemKM), rules.Tables{}, october(trip))[0].Text; strings.Contains(text.ZH, "封闭") {
		t.Errorf("a clause over what was driven: %s", text)
	}
}

// What was paid earlier in the year is told where there was something.
func TestCapTellsWhatWasPaidBefore(t *testing.T) {
	doc := example(t, "per-km-county.yaml")
	for paid, want := range map[money.Amount]string{
		0: "cap, sum before the cap", 1: "cap, sum before the cap, claimed for other months of the year",
	} {
		m := october(drive("t1", 9000))
		m.PaidThisYear = paid
		lines := price(t, doc, rules.Tables{}, m)
		if got := inputNames(lines[len(lines)-1]); got != want {
			t.Errorf("%s paid before: %s, want %s", paid, got, want)
		}
	}
}

// A cap counts its items whatever stands before them, and what an earlier cap
// took of them: 16 + 4 + 32 + 8, of which km and wear come to 60, 8 a trip at
// most of km leaves 8 + 8, so with wear 28; above 25 are 3.
func TestCapOfSomeItems(t *testing.T) {
	doc := document(t, `
  - id: month
    clause: 第十二条
    title: {zh: 固定, en: fixed}
    per_day: {yuan: 50}
  - id: wear
    clause: 第六条
    title: {zh: 损耗, en: wear}
    per_km: {rates: [{yuan_per_km: 0.20}]}
`+itemKM+`
  - id: both
    clause: 第十条
    title: {zh: 月上限, en: month}
    cap: {per: month, yuan: [{yuan: 25}], of: [km, wear]}
  - id: trip-km
    clause: 第九条
    title: {zh: 次上限, en: trip}
    cap: {per: trip, yuan: [{yuan: 8}], of: [km]}
`)
	lines := price(t, doc, rules.Tables{}, october(drive("t1", 20), drive("t2", 40)))
	if got := byCode(lines); got[claim.OverTripCap] != -800-2400 || got[claim.OverMonthlyCap] != -300 {
		t.Errorf("%s\nwant 32.00 over the trips' cap and 3.00 over the month's", story(lines))
	}
}

// Each trip is cut to the fare between its places, whichever way round; where
// none is written nothing of it is paid, and the line says why.
func TestFaresAsCaps(t *testing.T) {
	doc := document(t, `
  - id: bands
    clause: 第六条
    title: {zh: 包干, en: bands}
    per_trip: {bands: [{up_to_km: 50, yuan: 30}]}
  - id: fare-cap
    clause: 第十八条
    title: {zh: 票价, en: fare}
    cap: {per: trip, fare: bus}
fares:
  - {kind: bus, from: A, to: B, yuan: 15}
  - {kind: bus, from: A, to: C, yuan: 25}
  - {kind: bus, from: C, to: D, yuan: 40}
`)
	var trips []rules.Basis
	ways := []string{"CD", "AB", "BA", "AC", "CA", "BC", "AD", "DA", "DB", "BD", "DC"}
	for i, way := range ways {
		trip := drive("t"+way, 20)
		trip.From, trip.To = way[:1], way[1:]
		trip.StartedAt = trip.StartedAt.AddDate(0, 0, i)
		trip.EndedAt = trip.StartedAt
		trips = append(trips, trip)
	}
	cut, unwritten := map[string]money.Amount{}, ""
	for _, l := range price(t, doc, rules.Tables{}, october(trips...)) {
		if l.Code != claim.OverTripCap {
			continue
		}
		cut[l.Trip] = l.Amount
		if strings.Contains(l.Text.EN, "no bus fare is written") {
			unwritten += " " + l.Trip[1:]
		}
	}
	for way, want := range map[string]money.Amount{
		"CD": 0, "DC": 0, "AB": -1500, "BA": -1500, "AC": -500, "CA": -500, "BC": -3000, "AD": -3000, "DA": -3000, "DB": -3000, "BD": -3000,
	} {
		if got := cut["t"+way]; got != want {
			t.Errorf("%s is cut by %s, want %s", way, got, want)
		}
	}
	if unwritten != " BC AD DA DB BD" {
		t.Errorf("no fare is written for%s", unwritten)
	}
}

// What was got in kind is taken off the person it was written for, whatever
// else was got.
func TestInKindOfWhomAndWhat(t *testing.T) {
	const item = `
  - id: subsidy
    clause: 第十六条
    title: {zh: 已领, en: in kind}
    when: {staff_classes: [%s]}
    deduct: {kinds: [bus-pass]}
`
	for staff, want := range map[string]money.Amount{"institution": 800 - 500, "temporary": 800} {
		m := october(drive("t1", 10))
		m.Benefits = []rules.Benefit{{Kind: "meal-card", Amount: 300, Day: "2026-10-01"}, {Kind: "bus-pass", Amount: 500, Day: "2026-10-02"}}
		if got := total(t, price(t, document(t, itemKM+fmt.Sprintf(item, staff)), rules.Tables{}, m)); got != want {
			t.Errorf("written for %s: %s, want %s", staff, got, want)
		}
	}
}
