package rules_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng/reimburse/rules"
)

func TestParsePerson(t *testing.T) {
	got, err := rules.ParsePerson([]byte("id: li\nstaff_class: civil_servant\nallowance_from: 2026-01-01\nallowance_to: 2026-06-30\n"), "p.yaml")
	want := rules.Person{ID: "li", StaffClass: rules.CivilServant, AllowanceFrom: "2026-01-01", AllowanceTo: "2026-06-30"}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	for text, cause := range map[string]string{
		"staff_class: temporary\n":                                                               "p.yaml: line 1: id is missing",
		"id: li\n":                                                                               `p.yaml: line 1: staff class ""`,
		"id: li\nstaff_class: boss\n":                                                            `p.yaml: line 2: staff class "boss"`,
		"id: li\nstaff_class: temporary\nwage: 1\n":                                              `p.yaml: line 3: unknown field "wage"`,
		"id: li\nstaff_class: temporary\nallowance_from: x\n":                                    `p.yaml: line 3: allowance_from "x"`,
		"id: li\nstaff_class: temporary\nallowance_to: 2026-06-30\n":                             `allowance_from ""`,
		"id: li\nstaff_class: temporary\ntownship_from: x\n":                                     `p.yaml: line 3: township_from "x"`,
		"id: li\nstaff_class: temporary\ntownship_to: 2026-06-30\n":                              `township_from ""`,
		"id: li\nstaff_class: temporary\nallowance_from: 2026-01-01\nallowance_to: 2026-13-01\n": `p.yaml: line 4: allowance_to "2026-13-01"`,
	} {
		if _, err := rules.ParsePerson([]byte(text), "p.yaml"); !errors.Is(err, rules.ErrDocument) || !strings.Contains(err.Error(), cause) {
			t.Errorf("%q: %v; want %s", text, err, cause)
		}
	}
}

func TestParseVehicle(t *testing.T) {
	const text = "id: a1\nclass: suv\nenergy: petrol\ngrade: \"95\"\ndeclared_consumption: 7.6\nseats: 5\nlength_mm: 4600\netc: true\nunit: false\n"
	got, err := rules.ParseVehicle([]byte(text), "v.yaml")
	want := rules.Vehicle{ID: "a1", Class: rules.SUV, Energy: rules.Petrol, Grade: "95", Declared: "7.6", Seats: 5, LengthMM: 4600, ETC: true}
	if err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if got.String() != "suv, petrol, 7.6 L/100 km, 5 seats" {
		t.Errorf("%s", got)
	}
	if s := (rules.Vehicle{Class: rules.Car, Energy: rules.Electric, Seats: 4}).String(); s != "car, electric, unknown kWh/100 km, 4 seats" {
		t.Errorf("%s", s)
	}
	for old, change := range map[string][2]string{
		"id: a1":                    {"id: ''", "line 1: id is missing"},
		"class: suv":                {"class: tank", `line 2: vehicle class "tank"`},
		"energy: petrol":            {"energy: coal", `line 3: energy "coal"`},
		"declared_consumption: 7.6": {"declared_consumption: 101", "line 5: declared_consumption"},
		"seats: 5":                  {"seats: 0", "line 6: seats 0"},
		"seats: 5\n":                {"seats: 101\n", "line 6: seats 101"},
		"length_mm: 4600":           {"length_mm: -1", "line 7: length_mm -1"},
		"length_mm: 4600\n":         {"length_mm: 30001\n", "line 7: length_mm 30001"},
		"etc: true":                 {"wheels: 4", `line 8: unknown field "wheels"`},
	} {
		_, err := rules.ParseVehicle([]byte(strings.Replace(text, old, change[0], 1)), "v.yaml")
		if !errors.Is(err, rules.ErrDocument) || !strings.Contains(err.Error(), change[1]) {
			t.Errorf("%s: %v; want %s", change[0], err, change[1])
		}
	}
	for old, edge := range map[string]string{"seats: 5": "seats: 100", "seats: 5\n": "seats: 1\n", "length_mm: 4600": "length_mm: 30000"} {
		if _, err := rules.ParseVehicle([]byte(strings.Replace(text, old, edge, 1)), "v.yaml"); err != nil {
			t.Errorf("%s: %v", edge, err)
		}
	}
}
