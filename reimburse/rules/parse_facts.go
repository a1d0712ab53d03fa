package rules

import (
	"fmt"
	"regexp"
	"slices"
)

// division is a code of GB/T 2260 with its township or village.
var division = regexp.MustCompile(`^([0-9]{6}|[0-9]{9}|[0-9]{12})$`)

// ParsePerson reads the facts about one person in YAML, as strictly as a rule
// document:
//
//	id: li-ming
//	staff_class: civil_servant
//	allowance_from: 2026-01-01
//
// The error wraps ErrDocument and names file, line and cause.
func ParsePerson(data []byte, name string) (Person, error) {
	var p Person
	found := decode(data, &p, func(at lines) []problem {
		c := &checker{lines: at}
		if p.ID == "" {
			c.add("$.id", "id is missing")
		}
		if !slices.Contains(StaffClasses(), p.StaffClass) {
			c.add("$.staff_class", "staff class %q is none of %v", p.StaffClass, StaffClasses())
		}
		if p.AllowanceFrom != "" || p.AllowanceTo != "" {
			c.day("$.allowance_from", "allowance_from", p.AllowanceFrom)
		}
		if p.AllowanceTo != "" {
			c.day("$.allowance_to", "allowance_to", p.AllowanceTo)
		}
		if p.TownshipFrom != "" || p.TownshipTo != "" {
			c.day("$.township_from", "township_from", p.TownshipFrom)
		}
		if p.TownshipTo != "" {
			c.day("$.township_to", "township_to", p.TownshipTo)
		}
		if p.Division != "" && !division.MatchString(p.Division) {
			c.add("$.division", "division %q: 6, 9 or 12 digits, in quotes", p.Division)
		}
		if slices.Contains(p.Marks, "") {
			c.add("$.marks", "an empty mark")
		}
		return c.found
	})
	if len(found) > 0 {
		return Person{}, refuse(name, found)
	}
	return p, nil
}

// ParseVehicle reads the facts about one vehicle in YAML, as strictly as a
// rule document:
//
//	id: gz-a12345
//	class: suv
//	energy: petrol
//	grade: "92"
//	declared_consumption: "7.6"
//	seats: 5
//	etc: true
//
// The error wraps ErrDocument and names file, line and cause.
func ParseVehicle(data []byte, name string) (Vehicle, error) {
	var v Vehicle
	found := decode(data, &v, func(at lines) []problem {
		c := &checker{lines: at}
		if v.ID == "" {
			c.add("$.id", "id is missing")
		}
		c.vehicles("$.class", []VehicleClass{v.Class}, nil)
		c.vehicles("$.energy", nil, []EnergyKind{v.Energy})
		if _, _, err := v.declared(); err != nil {
			c.add("$.declared_consumption", "declared_consumption %q is not a figure per 100 km above 0 and up to 100", v.Declared)
		}
		if v.Seats < 1 || v.Seats > 100 {
			c.add("$.seats", "seats %d: 1 to 100, the driver's included", v.Seats)
		}
		if v.LengthMM < 0 || v.LengthMM > 30_000 {
			c.add("$.length_mm", "length_mm %d: 0 (unknown) to 30000", v.LengthMM)
		}
		if v.EngineCC < 0 || v.EngineCC > 20_000 {
			c.add("$.engine_cc", "engine_cc %d: 0 (unknown) to 20000", v.EngineCC)
		}
		if v.FiscalHP < 0 || v.FiscalHP > 100 {
			c.add("$.fiscal_hp", "fiscal_hp %d: 0 (unknown) to 100", v.FiscalHP)
		}
		return c.found
	})
	if len(found) > 0 {
		return Vehicle{}, refuse(name, found)
	}
	return v, nil
}

func (c *checker) day(path, what string, d Date) {
	if !d.Valid() {
		c.add(path, "%s %q is not a day such as %s", what, d, "2026-01-01")
	}
}

// String tells the vehicle in one short line.
func (v Vehicle) String() string {
	declared := v.Declared
	if declared == "" {
		declared = "unknown"
	}
	unit, _ := v.unit()
	return fmt.Sprintf("%s, %s, %s %s/100 km, %d seats", v.Class, v.Energy, declared, unit, v.Seats)
}
