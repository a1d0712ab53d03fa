package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng/reimburse/rules"
)

// goodPlan meets every condition of Rev. Proc. 2019-46, each just so: ten
// employees, four of them management, 5,000 miles, a car of 90 % of the
// standard's cost and as old as its retention.
func goodPlan() rules.FAVRPlan {
	p := rules.FAVRPlan{
		Year: 2026, PaymentsPerYear: 4, ProjectedMiles: 6250,
		Standard: rules.StandardCar{Cost: 30_000, RetentionYears: 2, BusinessUsePercent: 45},
	}
	for i := range 10 {
		p.Employees = append(p.Employees, rules.FAVREmployee{
			ID: fmt.Sprintf("e%d", i), Management: i < 4, Miles: 5000, CarCost: 27_000, ModelYear: 2024, Declared: true,
		})
	}
	return p
}

func TestFAVRPlan(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *rules.FAVRPlan)
		want   []string // employee and rule
	}{
		{"each condition met just so", func(*rules.FAVRPlan) {}, nil},
		{"nine employees", func(p *rules.FAVRPlan) { p.Employees = p.Employees[1:] }, []string{" employees"}},
		{"half of them management", func(p *rules.FAVRPlan) { p.Employees[4].Management = true }, []string{" management"}},
		{"paid three times a year", func(p *rules.FAVRPlan) { p.PaymentsPerYear = 3 }, []string{" payments"}},
		{"6,249 miles projected", func(p *rules.FAVRPlan) { p.ProjectedMiles = 6249 }, []string{" projected", " business-use"}},
		{"kept one year", func(p *rules.FAVRPlan) { p.Standard.RetentionYears = 1; p.Year = 2025 }, []string{" retention"}},
		{"46 % business use of 6,250 miles", func(p *rules.FAVRPlan) { p.Standard.BusinessUsePercent = 46 }, []string{" business-use"}},
		{"55 % of 10,000", func(p *rules.FAVRPlan) { p.ProjectedMiles, p.Standard.BusinessUsePercent = 10_000, 55 }, nil},
		{"56 % of 14,999", func(p *rules.FAVRPlan) { p.ProjectedMiles, p.Standard.BusinessUsePercent = 14_999, 56 }, []string{" business-use"}},
		{"65 % of 15,000", func(p *rules.FAVRPlan) { p.ProjectedMiles, p.Standard.BusinessUsePercent = 15_000, 65 }, nil},
		{"75 % of 20,000", func(p *rules.FAVRPlan) { p.ProjectedMiles, p.Standard.BusinessUsePercent = 20_000, 75 }, nil},
		{"a year whose limit is not known", func(p *rules.FAVRPlan) {
			p.Year = 2027
			for i := range p.Employees {
				p.Employees[i].ModelYear = 2025
			}
		}, []string{" car-cost"}},
		{"4,999 miles", func(p *rules.FAVRPlan) { p.Employees[0].Miles = 4999 }, []string{"e0 miles"}},
		{"4,999 miles of 6,248 projected are 80 % of them", func(p *rules.FAVRPlan) {
			p.ProjectedMiles, p.Employees[0].Miles, p.Standard.BusinessUsePercent = 6248, 4999, 0
		}, []string{" projected"}},
		{"4,960 miles of 6,200 projected are 80 % of them just so", func(p *rules.FAVRPlan) {
			p.ProjectedMiles, p.Employees[0].Miles, p.Standard.BusinessUsePercent = 6200, 4960, 0
		}, []string{" projected"}},
		{"nothing driven of nothing projected", func(p *rules.FAVRPlan) {
			p.ProjectedMiles, p.Employees[0].Miles, p.Standard.BusinessUsePercent = 0, 0, 0
		}, []string{" projected", "e0 miles"}},
		{"a car of 26,999", func(p *rules.FAVRPlan) { p.Employees[1].CarCost = 26_999 }, []string{"e1 own-car-cost"}},
		{"a car of 2023", func(p *rules.FAVRPlan) { p.Employees[2].ModelYear = 2023 }, []string{"e2 own-car-age"}},
		{"no declaration", func(p *rules.FAVRPlan) { p.Employees[9].Declared = false }, []string{"e9 declaration"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := goodPlan()
			tt.change(&p)
			var got []string
			for _, f := range p.Check() {
				got = append(got, f.Employee+" "+f.Rule)
				if f.Text.ZH == "" || strings.Contains(f.Text.ZH+f.Text.EN, "%!") {
					t.Errorf("told badly: %s", f.Text)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The most a standard car may cost: 61,200 in 2025 and 61,700 in 2026.
func TestFAVRCarCost(t *testing.T) {
	for year, most := range map[int]int{2025: 61_200, 2026: 61_700} {
		for cost, want := range map[int]int{most: 0, most + 1: 1} {
			p := goodPlan()
			p.Year, p.Standard.Cost = year, cost
			for i := range p.Employees {
				p.Employees[i].CarCost = cost
			}
			if found := p.Check(); len(found) != want {
				t.Errorf("%d, a car of %d: %v", year, cost, found)
			}
		}
	}
}

func TestParseFAVR(t *testing.T) {
	good := "year: 2026\npayments_per_year: 12\nprojected_miles: 10000\nstandard_car: {cost: 32000, retention_years: 4, business_use_percent: 55}\n" +
		"employees:\n  - {id: e1, management: true, miles: 6000, car_cost: 30000, car_model_year: 2024, declared: true}\n"
	p, err := rules.ParseFAVR([]byte(good), "plan.yaml")
	want := rules.FAVRPlan{
		Year: 2026, PaymentsPerYear: 12, ProjectedMiles: 10_000, Standard: rules.StandardCar{Cost: 32_000, RetentionYears: 4, BusinessUsePercent: 55},
		Employees: []rules.FAVREmployee{{ID: "e1", Management: true, Miles: 6000, CarCost: 30_000, ModelYear: 2024, Declared: true}},
	}
	if diff := cmp.Diff(want, p); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for old, edges := range map[string][]string{
		"year: 2026":               {"year: 2000", "year: 2100"},
		"business_use_percent: 55": {"business_use_percent: 0", "business_use_percent: 100"},
		"miles: 6000":              {"miles: 0", "miles: 1000000"},
		"car_cost: 30000":          {"car_cost: 0", "car_cost: 100000000"},
	} {
		for _, edge := range edges {
			if _, err := rules.ParseFAVR([]byte(strings.Replace(good, old, edge, 1)), "plan.yaml"); err != nil {
				t.Errorf("%s: %v", edge, err)
			}
		}
	}
	for old, beyond := range map[string][]string{
		"year: 2026":               {"year: 1999", "year: 2101"},
		"business_use_percent: 55": {"business_use_percent: -1", "business_use_percent: 101"},
		"miles: 6000":              {"miles: -1", "miles: 1000001"},
		"car_cost: 30000":          {"car_cost: -1", "car_cost: 100000001"},
	} {
		for _, edge := range beyond {
			if _, err := rules.ParseFAVR([]byte(strings.Replace(good, old, edge, 1)), "plan.yaml"); !errors.Is(err, rules.ErrDocument) {
				t.Errorf("%s: %v, want ErrDocument", edge, err)
			}
		}
	}
	for name, edit := range map[string][2]string{
		"line 1: year":        {"year: 2026", "year: 20"},
		"line 4: standard":    {"cost: 32000", "cost: 0"},
		"line 6: employee":    {"id: e1", `id: ""`},
		"line 2: ":            {"payments_per_year", "payments"},
		"line 6: employee \"": {"miles: 6000", "miles: -1"},
	} {
		_, err := rules.ParseFAVR([]byte(strings.Replace(good, edit[0], edit[1], 1)), "plan.yaml")
		if !errors.Is(err, rules.ErrDocument) || !strings.Contains(err.Error(), "plan.yaml: "+name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
}
