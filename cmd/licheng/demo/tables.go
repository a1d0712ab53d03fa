package demo

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"text/template"
)

// table writes rows as CSV in UTF-8. Writing to memory cannot fail.
func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows)
	return b.Bytes()
}

// placesCSV is the table for `import places`.
func (c *County) placesCSV() []byte {
	rows := [][]string{{"code", "name", "kind", "township_code", "lon", "lat"}}
	for _, p := range c.Places {
		rows = append(rows, []string{p.Code, p.Name, p.Kind, p.Township, six(p.Point[0]), six(p.Point[1])})
	}
	return table(rows)
}

// peopleCSV is the table for `import people`. The bank and its accounts are
// words that no bank would take for numbers.
func (c *County) peopleCSV() []byte {
	rows := [][]string{{"id", "name", "staff_class", "township", "township_name", "unit", "allowance_from", "bank_name", "bank_account"}}
	for _, p := range c.People {
		rows = append(rows, []string{p.ID, p.Name, p.StaffClass, p.Township, p.TownshipName, p.Unit, p.AllowanceFrom, "演示银行", "演示账号-" + p.ID})
	}
	for _, k := range Clerks() {
		rows = append(rows, []string{k.ID, k.Name, "civil_servant", Code + "000", "县城", CountyZH + k.Unit, "", "演示银行", "演示账号-" + k.ID})
	}
	return table(rows)
}

// vehiclesCSV is the table for `import vehicles`.
func (c *County) vehiclesCSV() []byte {
	rows := [][]string{{"id", "person_id", "plate", "class", "energy", "grade", "declared_consumption", "seats", "length_mm", "etc"}}
	for _, v := range c.Vehicles {
		rows = append(rows, []string{
			v.ID, v.Person, v.Plate, v.Class, v.Energy, v.Grade, v.Declared,
			strconv.Itoa(v.Seats), strconv.Itoa(v.LengthMM), strconv.FormatBool(v.ETC),
		})
	}
	return table(rows)
}

// tollsCSV is the table for `import tolls`: the charging intervals by vehicle
// class 1 to 4, and the toll-free days of 2026.
func (c *County) tollsCSV() []byte {
	rows := [][]string{{"interval", "name", "class1_fen", "class2_fen", "class3_fen", "class4_fen", "valid_from", "free_from", "free_to"}}
	for _, iv := range c.Intervals {
		fee := func(percent int) string { return strconv.Itoa((iv.FeeFen*percent + 50) / 100) }
		rows = append(rows, []string{iv.Ref, iv.Name, fee(100), fee(175), fee(225), fee(300), "2026-01-01", "", ""})
	}
	for _, f := range [][3]string{
		{"春节", "2026-02-15", "2026-02-23"},
		{"清明节", "2026-04-04", "2026-04-06"},
		{"劳动节", "2026-05-01", "2026-05-05"},
		{"国庆节", "2026-10-01", "2026-10-07"},
	} {
		rows = append(rows, []string{"", f[0], "", "", "", "", "", f[1], f[2]})
	}
	return table(rows)
}

// fuelPricesCSV is the table for `import fuel-prices`. The prices are invented;
// the change is announced for 24:00 of 20 October.
func (c *County) fuelPricesCSV() []byte {
	rows := [][]string{{"zone", "grade", "valid_from", "yuan_per_unit", "source"}}
	for _, p := range [][3]string{
		{"92", "7.62", "7.79"}, {"95", "8.14", "8.32"}, {"0", "7.26", "7.44"}, {"electric", "0.95", "0.95"},
	} {
		rows = append(rows, []string{Code, p[0], "2026-09-23 00:00", p[1], "虚构价格 invented"})
		if p[2] != p[1] {
			rows = append(rows, []string{Code, p[0], "2026-10-21 00:00", p[2], "虚构价格 invented"})
		}
	}
	return table(rows)
}

// budgetsCSV is the table for `import budgets`: 1,200 yuan for each of a unit's
// people in 2026, and 600 more kept back for each who draws an allowance. The
// first township was given a tenth, so that a budget that is exceeded is seen.
func (c *County) budgetsCSV() []byte {
	rows := [][]string{{"unit", "year", "yuan", "pooled_yuan", "if_exceeded"}}
	var units []string
	people, holders := map[string]int{}, map[string]int{}
	for _, p := range c.People {
		if people[p.Unit] == 0 {
			units = append(units, p.Unit)
		}
		people[p.Unit]++
		if p.AllowanceFrom != "" {
			holders[p.Unit]++
		}
	}
	for i, unit := range units {
		yuan := 1200 * people[unit]
		if i == 0 {
			yuan /= 10
		}
		rows = append(rows, []string{unit, "2026", strconv.Itoa(yuan), strconv.Itoa(600 * holders[unit]), "show"})
	}
	return table(rows)
}

// approvalYAML is the document for `import approval`: the township looks at a
// claim above 400.00 first, and two of the finance office approve above 700.00.
const approvalYAML = `# Who looks at what amount in the invented county. Language: docs/claim-states.md.
levels:
- from: 2026-01-01
  township_above: 400
  four_eyes_above: 700
emergency_days: 3
appeal_days: 30
appeal_answer_days: 15
complaint_answer_days: 10
`

//go:embed rules.yaml.tmpl
var rulesText string

// townAreaM is how far the allowance's coverage area reaches around the county
// town.
const townAreaM = 5200.0

// rulesYAML is the county's rule document, its coverage area drawn around the
// county town.
func (c *County) rulesYAML() ([]byte, error) {
	var ring []string
	for k := range 12 {
		sin, cos := math.Sincos(float64(k) * math.Pi / 6)
		p := c.plan.town.add(vec{cos, sin}.mul(townAreaM)).lonLat()
		ring = append(ring, fmt.Sprintf("%.5f, %.5f", p[0], p[1]))
	}
	t, err := template.New("rules.yaml").Parse(rulesText)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, struct {
		Code string
		Ring []string
	}{Code, append(ring, ring[0])}); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	return b.Bytes(), nil
}
