package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"licheng/reimburse/rules"
)

const itemIf = `
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    when: {if: '%s'}
    per_km: {rates: [{yuan_per_km: 0.80}]}
`

// asked is a month of one trip of which every fact is known.
func asked() rules.Month {
	trip := drive("t1", 14.0004)
	trip.Persons, trip.Approved, trip.Purpose, trip.OneWayM = 3, true, "下村走访", 7_000
	trip.InsideM["town"] = 2_000.4
	trip.Evidence, trip.Grade = "dispatch-slip", "B"
	m := october(trip)
	m.Person.Marks = []string{"teacher"}
	m.Vehicles[0].EngineCC, m.Vehicles[0].FiscalHP = 1498, 7
	m.HandedIn = "2026-10-19"
	return m
}

// Every fact a condition may use, with one question it answers yes and one no.
func TestConditionFacts(t *testing.T) {
	tables := rules.Tables{Calendar: calendar2026(t)}
	for _, test := range []struct{ yes, no string }{
		{`staff == "institution"`, `staff == "civil_servant"`},
		{`"teacher" in marks`, `"driver" in marks`},
		{`month_m == 14000`, `month_m > 14000`},
		{`month_trips == 1`, `month_trips > 1`},
		{`!draws_allowance`, `draws_allowance`},
		{`vehicle == "car"`, `vehicle == "suv"`},
		{`energy == "petrol"`, `energy == "electric"`},
		{`engine_cc == 1498`, `engine_cc < 1498`},
		{`fiscal_hp == 7`, `fiscal_hp > 7`},
		{`seats == 5`, `seats > 5`},
		{`!unit_car`, `unit_car`},
		{`!passenger`, `passenger`},
		{`persons == 3`, `persons > 3`},
		{`driven_m == 14000`, `driven_m > 14000`},
		{`one_way_m == 7000`, `one_way_m > 7000`},
		{`over_shortest_m == 0`, `over_shortest_m > 0`}, // not known
		{`over_usual_m == 0`, `over_usual_m > 0`},
		{`leaves["town"]`, `!leaves["town"]`},
		{`inside_m["town"] == 2000`, `inside_m["town"] > 2000`},
		{`from == "青石镇"`, `from == "县城"`},
		{`to == "县城"`, `to == "青石镇"`},
		{`purpose.contains("下村")`, `purpose.startsWith("开会")`},
		{`approved`, `!approved`},
		{`evidence == "dispatch-slip"`, `evidence == "trace"`},
		{`grade <= "B"`, `grade >= "C"`},
		{`day == "2026-10-12"`, `day >= "2026-10-13"`},
		{`weekday == 1`, `weekday > 1`}, // a Monday
		{`hour == 8`, `hour < 8`},
		{`minutes == 60`, `minutes > 60`},
		{`claim_days == 7`, `claim_days > 7`},
		{`workday`, `!workday`},
		{`counted_m == {}`, `size(counted_m) > 0`},
	} {
		for condition, want := range map[string]string{
			test.yes: "MILEAGE 14.000 km 0.80 11.20",
			test.no:  "NO_RULE 14.000 km 0.00 0.00",
		} {
			lines, err := rules.Price(document(t, fmt.Sprintf(itemIf, condition)), tables, asked())
			if err != nil {
				t.Errorf("%s: %v", condition, err)
			} else if got := story(lines); got != want {
				t.Errorf("%s: %s, want %s", condition, got, want)
			}
		}
	}
}

// The month's kilometres are those of all its trips: 14,000 m and 6,000 m.
func TestConditionOfTheWholeMonth(t *testing.T) {
	for condition, holds := range map[string]bool{`month_m == 20000`: true, `month_m == 6000`: false, `month_trips == 2`: true} {
		m := asked()
		second := drive("t2", 6)
		second.StartedAt, second.EndedAt = at("2026-10-13 08:00"), at("2026-10-13 09:00")
		m.Bases = append(m.Bases, second)
		got := story(price(t, document(t, fmt.Sprintf(itemIf, condition)), rules.Tables{}, m))
		if strings.Contains(got, "MILEAGE 14.000 km 0.80 11.20") != holds {
			t.Errorf("%s: %s; want it to hold: %v", condition, got, holds)
		}
	}
}

func TestWeekdaysAreCountedFromMonday(t *testing.T) {
	for day, want := range map[string]string{"11": "7", "12": "1", "17": "6"} {
		m := asked()
		m.Bases[0].StartedAt, m.Bases[0].EndedAt = at("2026-10-"+day+" 08:00"), at("2026-10-"+day+" 09:00")
		wantStory(t, price(t, document(t, fmt.Sprintf(itemIf, "weekday == "+want)), rules.Tables{}, m), "MILEAGE 14.000 km 0.80 11.20")
	}
}

// A fact that is not known is an error, not a no.
func TestConditionOfAnUnknownFact(t *testing.T) {
	unmeasured := asked()
	unmeasured.Bases[0].InsideM, unmeasured.Bases[0].Outside = nil, nil
	for condition, m := range map[string]rules.Month{
		`leaves["town"]`: unmeasured, `inside_m["town"] > 0`: unmeasured, `workday`: asked(),
	} {
		_, err := rules.Price(document(t, fmt.Sprintf(itemIf, condition)), rules.Tables{}, m)
		if !errors.Is(err, rules.ErrFacts) || !strings.Contains(err.Error(), "condition") {
			t.Errorf("%s: %v, want ErrFacts that names it", condition, err)
		}
	}
}

// A condition is bounded: in length, in nesting and in what an answer costs.
func TestConditionsAreBounded(t *testing.T) {
	long := "persons > 1" + strings.Repeat(" || persons > 1", 80)
	deep := strings.Repeat("!(", 60) + "approved" + strings.Repeat(")", 60)
	for name, condition := range map[string]string{"long": long, "deep": deep} {
		if _, err := rules.Parse([]byte(head+fmt.Sprintf(itemIf, condition)), "x.yaml"); !errors.Is(err, rules.ErrDocument) {
			t.Errorf("%s: %v, want ErrDocument", name, err)
		}
	}
	m := asked()
	m.Bases[0].Purpose = strings.Repeat("走访", 200_000)
	_, err := rules.Price(document(t, fmt.Sprintf(itemIf, `purpose.contains("下村")`)), rules.Tables{}, m)
	if !errors.Is(err, rules.ErrFacts) {
		t.Errorf("a costly answer: %v, want ErrFacts", err)
	}
}

// A document made in code has not been read, so its conditions are not answered.
func TestConditionThatWasNotRead(t *testing.T) {
	doc := document(t, fmt.Sprintf(itemIf, "approved"))
	if got := doc.Items[0].When.If.String(); got != "approved" {
		t.Errorf("the condition tells itself as %q", got)
	}
	var made rules.Condition
	if err := made.UnmarshalYAML(nil); err == nil {
		t.Error("no node was taken for a condition")
	}
}
