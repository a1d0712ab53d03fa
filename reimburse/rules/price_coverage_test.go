package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"licheng/reimburse/money"
	"licheng/reimburse/rules"
)

// holder is the month of a civil servant who draws the allowance.
func holder(trips ...rules.Basis) rules.Month {
	m := october(trips...)
	m.Person = rules.Person{ID: "p1", StaffClass: rules.CivilServant, AllowanceFrom: "2026-01-01"}
	return m
}

const allowanceLine = "ALLOWANCE 1 month 0.00 0.00"

func TestCoverage(t *testing.T) {
	inside := drive("t1", 14)
	inside.InsideM["town"], inside.Outside["town"] = 14_000, false
	// CN-8: the destination lies 2 km outside, 14 km in all.
	beyond := drive("t1", 14)
	beyond.InsideM["town"] = 12_000
	dayBefore := holder(inside)
	dayBefore.Person.AllowanceFrom = "2026-10-13"
	onTheDay := holder(inside)
	onTheDay.Person.AllowanceFrom = "2026-10-12"
	lastDay := holder(inside)
	lastDay.Person.AllowanceTo = "2026-10-12"
	ended := holder(inside)
	ended.Person.AllowanceTo = "2026-10-11"
	never := holder(inside)
	never.Person.AllowanceFrom = ""
	const covered, paid = "COVERED_BY_ALLOWANCE 14.000 km 0.00 0.00", "MILEAGE 14.000 km 0.80 11.20"
	tests := []struct {
		name  string
		mode  rules.CoverageMode
		month rules.Month
		want  []string
	}{
		{"CN-5 a holder, wholly inside", rules.MetresOutside, holder(inside), []string{covered, allowanceLine}},
		{"CN-5 the same by the whole trip", rules.WholeTrip, holder(inside), []string{covered, allowanceLine}},
		{"CN-6 事业编 without allowance", rules.WholeTrip, october(inside), []string{paid}},
		{"CN-7 the day before the allowance began", rules.WholeTrip, dayBefore, []string{paid, allowanceLine}},
		{"the first day of the allowance", rules.WholeTrip, onTheDay, []string{covered, allowanceLine}},
		{"its last day", rules.WholeTrip, lastDay, []string{covered, allowanceLine}},
		{"the day after its last", rules.WholeTrip, ended, []string{paid, allowanceLine}},
		{"a civil servant who draws none", rules.WholeTrip, never, []string{paid}},
		{"CN-8 destination outside, whole trip", rules.WholeTrip, holder(beyond), []string{paid, allowanceLine}},
		{"CN-8 destination outside, only metres outside", rules.MetresOutside, holder(beyond), []string{
			"COVERED_BY_ALLOWANCE 12.000 km 0.00 0.00", "MILEAGE 2.000 km 0.80 1.60", allowanceLine,
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc := document(t, fmt.Sprintf(itemHolder, test.mode)+itemKM)
			wantStory(t, price(t, doc, rules.Tables{}, test.month), test.want...)
		})
	}
}

// What the allowance covers is told with the area's name, not its id.
func TestCoverageNamesItsArea(t *testing.T) {
	inside := drive("t1", 14)
	inside.InsideM["town"], inside.Outside["town"] = 14_000, false
	line := price(t, document(t, fmt.Sprintf(itemHolder, rules.WholeTrip)+itemKM), rules.Tables{}, holder(inside))[0]
	if !strings.Contains(line.Text.EN, "the allowance's area “county town”; the monthly 650.00 yuan") || !strings.Contains(line.Text.ZH, "“县城”内，每月补贴 650.00 元") {
		t.Error(line.Text)
	}
}

func TestCoverageMeasuredLongerThanTheTrip(t *testing.T) {
	trip := drive("t1", 14)
	trip.InsideM["town"] = 14_020 // the line is a little longer than the best estimate
	doc := document(t, fmt.Sprintf(itemHolder, rules.MetresOutside)+itemKM)
	wantStory(t, price(t, doc, rules.Tables{}, holder(trip)), "COVERED_BY_ALLOWANCE 14.000 km 0.00 0.00", allowanceLine)
}

func TestCoverageMustBeMeasured(t *testing.T) {
	for _, mode := range []rules.CoverageMode{rules.WholeTrip, rules.MetresOutside} {
		trip := drive("t1", 14)
		trip.InsideM, trip.Outside = nil, nil
		_, err := rules.Price(document(t, fmt.Sprintf(itemHolder, mode)+itemKM), rules.Tables{}, holder(trip))
		if !errors.Is(err, rules.ErrFacts) {
			t.Errorf("%s: %v, want ErrFacts", mode, err)
		}
	}
}

// CN-9: the local ceilings of 130 % and 150 % of 800.
func TestAllowanceOn(t *testing.T) {
	for factor, want := range map[string]string{"1.3": "1040.00", "1.5": "1200.00"} {
		yuan, err := money.Times(decimal.MustParse("800"), decimal.MustParse(factor))
		if err != nil || yuan.String() != want {
			t.Errorf("800 × %s = %s, %v; want %s", factor, yuan, err, want)
		}
	}
	doc := example(t, "demo-county.yaml")
	person := rules.Person{StaffClass: rules.CivilServant, AllowanceFrom: "2025-01-01"}
	for day, want := range map[rules.Date]money.Amount{"2026-01-01": 65000, "2026-10-12": 65000, "2025-12-31": 0} {
		if got, err := doc.AllowanceOn(person, day); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", day, got, err, want)
		}
	}
	behind := document(t, itemKM+fmt.Sprintf(itemHolder, rules.WholeTrip))
	if got, err := behind.AllowanceOn(person, "2026-10-12"); err != nil || got != 65000 {
		t.Errorf("behind another clause: %s, %v", got, err)
	}
	late := doc
	late.InForce = rules.Period{From: "2026-02-01", To: "2026-06-30"}
	for day, want := range map[rules.Date]money.Amount{"2026-01-31": 0, "2026-02-01": 65000, "2026-06-30": 65000, "2026-07-01": 0} {
		if got, err := late.AllowanceOn(person, day); err != nil || got != want {
			t.Errorf("in force from February to June, %s: %s, %v; want %s", day, got, err, want)
		}
	}
	person.StaffClass = rules.Institution
	if got, err := doc.AllowanceOn(person, "2026-10-12"); err != nil || got != 0 {
		t.Errorf("事业编: %s, %v; want 0", got, err)
	}
}
