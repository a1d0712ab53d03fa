package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

// 0.80 → 0.90 a kilometre for everybody: a trip of 20 km 16.00 → 18.00, a month
// of 20 such trips 320.00 → 360.00.
func TestDifferences(t *testing.T) {
	before, after := document(t, itemKM), document(t, strings.Replace(itemKM, "0.80", "0.90", 1))
	found, day, err := rules.Differences(before, after, rules.Tables{})
	if err != nil || len(found) != len(rules.Samples()) || day != "2026-01-01" {
		t.Fatalf("%d of %d differ on %s, %v", len(found), len(rules.Samples()), day, err)
	}
	for _, d := range found {
		if d.KM == 20 && (d.Before.Trip != 1600 || d.After.Trip != 1800 || d.Before.Month != 32000 || d.After.Month != 36000) {
			t.Errorf("%+v", d)
		}
	}
	if found, _, err := rules.Differences(before, before, rules.Tables{}); err != nil || len(found) != 0 {
		t.Errorf("a document differs from itself: %v, %v", found, err)
	}
}

// Only holders of a rate that changed on 6 April 2026 see it, and on that day.
func TestDifferencesAreTriedWhenTheChangeHolds(t *testing.T) {
	found, day, err := rules.Differences(example(t, "hmrc-amap-2026-1.yaml"), example(t, "hmrc-amap-2026-2.yaml"), rules.Tables{})
	if err != nil || day != "2026-04-06" {
		t.Fatal(day, err)
	}
	for _, d := range found {
		if d.Vehicle == rules.Motorcycle || d.Vehicle == rules.Bus {
			t.Errorf("%s changed", d.Vehicle)
		}
		// 136 km are 84.506 mi: × 0.45 = 38.0277, × 0.55 = 46.4783.
		if d.KM == 136 && (d.Before.Trip != 3803 || d.After.Trip != 4648) {
			t.Errorf("%+v", d)
		}
	}
	ended := document(t, itemKM)
	ended.InForce = rules.Period{From: "2025-01-01", To: "2025-12-31"}
	if found, _, err := rules.Differences(ended, document(t, itemKM), rules.Tables{}); err != nil || len(found) != 0 {
		t.Errorf("a document that ended is tried in its own time: %v, %v", found, err)
	}
}

// A document is tried on the day of the change also when it is its last: the
// clause that holds on that one day pays 20 km × 0.80.
func TestDifferencesOnADocumentsLastDay(t *testing.T) {
	lastDay := document(t, strings.Replace(itemKM, "    per_km:", "    in_force: {from: 2026-10-15}\n    per_km:", 1))
	lastDay.InForce.To = "2026-10-15"
	after := document(t, strings.Replace(itemKM, "0.80", "0.90", 1))
	found, day, err := rules.Differences(lastDay, after, rules.Tables{})
	if err != nil || day != "2026-10-15" || len(found) != len(rules.Samples()) {
		t.Fatalf("%d differ on %s, %v", len(found), day, err)
	}
	for _, d := range found {
		if d.KM == 20 && (d.Before.Trip != 1600 || d.After.Trip != 1800) {
			t.Errorf("%+v", d)
		}
	}
}

// A document that began and ended within a month is tried on its first day, when
// another takes its place later: 20 km × 0.80, then × 0.90.
func TestDifferencesOfADocumentWithinAMonth(t *testing.T) {
	short, after := document(t, itemKM), document(t, strings.Replace(itemKM, "0.80", "0.90", 1))
	short.InForce = rules.Period{From: "2026-10-05", To: "2026-10-20"}
	after.InForce.From = "2026-11-01"
	found, day, err := rules.Differences(short, after, rules.Tables{})
	if err != nil || day != "2026-11-01" || len(found) != len(rules.Samples()) {
		t.Fatalf("%d differ on %s, %v", len(found), day, err)
	}
	for _, d := range found {
		if d.KM == 20 && (d.Before.Trip != 1600 || d.After.Trip != 1800) {
			t.Errorf("%+v", d)
		}
	}
}

// A cap of the month that no single trip reaches is a difference too: 20 trips
// of 6 km come to 96.00, those of 20 km and more to 320.00 and more.
func TestDifferencesOfTheMonthAlone(t *testing.T) {
	capped := document(t, itemKM+`
  - id: cap
    clause: 第九条
    title: {zh: 上限, en: cap}
    cap: {per: month, yuan: [{yuan: 100}]}
`)
	found, _, err := rules.Differences(document(t, itemKM), capped, rules.Tables{})
	if err != nil || len(found) != len(rules.Samples())/5*4 {
		t.Fatalf("%d differ, %v", len(found), err)
	}
	for _, d := range found {
		if d.KM == 6 || d.KM == 20 && (d.Before.Trip != 1600 || d.After.Trip != 1600 || d.Before.Month != 32000 || d.After.Month != 10000) {
			t.Errorf("%+v", d)
		}
	}
}

// Documents are tried at the beginning of a policy year, with trips that begin
// in the morning even where twenty share the month's last day.
func TestTryBeginsAtNothing(t *testing.T) {
	s := rules.Sample{Staff: rules.Institution, Vehicle: rules.Car, Energy: rules.Petrol, KM: 6}
	first := document(t, `
  - id: km
    clause: 第五条
    title: {zh: 分段里程, en: tiers}
    tiers: {rates: [{steps: [{up_to: 6, rate: 0}, {rate: 1000}]}]}
`)
	if got, err := s.Try(first, rules.Tables{}, "2026-10-01"); err != nil || got.Trip != 0 || got.Month != 19*6*1000_00 {
		t.Errorf("6 km free, then 1000 a km: %+v, %v", got, err)
	}
	morning := document(t, strings.Replace(itemKM, "    per_km:", "    when: {if: hour >= 4 && hour < 18}\n    per_km:", 1))
	if got, err := s.Try(morning, rules.Tables{}, "2026-10-31"); err != nil || got.Trip != 480 || got.Month != 20*480 {
		t.Errorf("on the last day of a month: %+v, %v", got, err)
	}
}

// Documents are tried with a car of 6 CV and 1,499 cm³ (B13.5: 5 CV and 6 CV
// differ, and so do engines below 1,500).
func TestTryWithAUsualEngine(t *testing.T) {
	doc := document(t, `
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    when: {if: fiscal_hp == 6 && engine_cc < 1500 && engine_cc > 1400 && seats == 5}
    per_km: {rates: [{yuan_per_km: 0.80}]}
`)
	s := rules.Sample{Staff: rules.Institution, Vehicle: rules.Car, Energy: rules.Petrol, KM: 20}
	if got, err := s.Try(doc, rules.Tables{}, "2026-10-01"); err != nil || got.Trip != 1600 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A way there is half of a sample's trip there and back; a road is all of it.
func TestTryByOtherLengths(t *testing.T) {
	s := rules.Sample{Staff: rules.Institution, Vehicle: rules.Car, Energy: rules.Petrol, KM: 20}
	for distance, want := range map[rules.Distance]money.Amount{
		rules.Driven: 2000, rules.OneWayDistance: 1000, rules.Shortest: 1000, rules.ShortestReturn: 2000, rules.ShortestRoad: 2000, rules.UsualRoad: 2000,
	} {
		doc := document(t, fmt.Sprintf(`
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {distance: %s, rates: [{yuan_per_km: 1}]}
`, distance))
		if got, err := s.Try(doc, rules.Tables{}, "2026-10-01"); err != nil || got.Trip != want || got.Month != 20*want {
			t.Errorf("%s: %+v, %v; want %s", distance, got, err, want)
		}
	}
}

// A bicycle burns nothing, and nothing else goes without a motor: 5 kinds of
// person, 7 × 4 and 2 vehicles, 5 lengths.
func TestWhatVehiclesRunOn(t *testing.T) {
	if got := fmt.Sprint(rules.Bicycle.Energies()); got != "[electric none]" {
		t.Errorf("a bicycle runs on %s", got)
	}
	if got := fmt.Sprint(rules.Motorcycle.Energies()); got != "[petrol diesel electric hybrid]" {
		t.Errorf("a motorcycle runs on %s", got)
	}
	if got := len(rules.Samples()); got != 5*30*5 {
		t.Errorf("%d samples", got)
	}
}
