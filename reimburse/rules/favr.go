package rules

import (
	"fmt"
	"slices"

	"licheng/lang"
)

// FAVRPlan is what an employer must be able to show of a fixed-and-variable
// plan before its payments are tax-free, after Rev. Proc. 2019-46. Sums are
// whole dollars, distances business miles a year.
type FAVRPlan struct {
	Year            int            `yaml:"year"`
	PaymentsPerYear int            `yaml:"payments_per_year"`
	ProjectedMiles  int            `yaml:"projected_miles"` // the plan's own figure for everybody
	Standard        StandardCar    `yaml:"standard_car"`
	Employees       []FAVREmployee `yaml:"employees"`
}

// StandardCar is the car whose costs the plan pays.
type StandardCar struct {
	Cost               int `yaml:"cost"`                 // new, taxes included
	RetentionYears     int `yaml:"retention_years"`      // how long it is kept
	BusinessUsePercent int `yaml:"business_use_percent"` // the share of it that is business
}

// FAVREmployee is one employee the plan covers.
type FAVREmployee struct {
	ID         string `yaml:"id"`
	Management bool   `yaml:"management"`
	Miles      int    `yaml:"miles"`          // substantiated in the year
	CarCost    int    `yaml:"car_cost"`       // of the employee's own car when it was new
	ModelYear  int    `yaml:"car_model_year"` // of that car
	Declared   bool   `yaml:"declared"`       // odometer, car and insurance, within the year
}

// PlanFinding is one condition that a plan or an employee of it does not meet.
type PlanFinding struct {
	Employee string // empty: the plan as a whole
	Rule     string
	Text     lang.Text
}

// The figures of Rev. Proc. 2019-46.
const (
	favrEmployees      = 10
	favrMiles          = 5_000
	favrProjectedMiles = 6_250
	favrMilesPercent   = 80
	favrCarPercent     = 90
	favrRetentionYears = 2
	favrPayments       = 4 // a year: quarterly
)

// favrCarCost is the most a standard car may cost, by year.
var favrCarCost = map[int]int{2025: 61_200, 2026: 61_700}

// businessUse is the share of a car's use that counts as business, in per cent,
// by the miles projected.
var businessUse = []struct{ miles, percent int }{{6_250, 45}, {10_000, 55}, {15_000, 65}, {20_000, 75}}

// businessUsePercent returns the share for so many projected miles; 0 below the
// table.
func businessUsePercent(miles int) int {
	percent := 0
	for _, row := range businessUse {
		if miles >= row.miles {
			percent = row.percent
		}
	}
	return percent
}

// Check returns every condition the plan does not meet: those of the plan
// first, then employee by employee in the plan's order. None means that it
// holds.
func (p FAVRPlan) Check() []PlanFinding {
	var f planFindings
	management := 0
	for _, e := range p.Employees {
		if e.Management {
			management++
		}
	}
	n := len(p.Employees)
	f.unless(n >= favrEmployees, "", "employees", "覆盖 %[1]d 人，至少应有 %[2]d 人", "%[1]d employees are covered, at least %[2]d must be", n, favrEmployees)
	f.unless(2*management < n, "", "management", "%[2]d 人中有 %[1]d 人是管理人员，多数不应是管理人员", "%[1]d of %[2]d are management; the most must not be", management, n)
	f.unless(p.PaymentsPerYear >= favrPayments, "", "payments", "每年支付 %[1]d 次，至少每季一次", "paid %[1]d times a year, at least every quarter", p.PaymentsPerYear)
	f.unless(p.ProjectedMiles >= favrProjectedMiles, "", "projected", "预计年里程 %[1]d 英里，至少 %[2]d", "%[1]d miles are projected, at least %[2]d must be", p.ProjectedMiles, favrProjectedMiles)
	p.standard(&f)
	for _, e := range p.Employees {
		p.employee(&f, e)
	}
	return f
}

// standard checks the standard car.
func (p FAVRPlan) standard(f *planFindings) {
	s := p.Standard
	f.unless(s.RetentionYears >= favrRetentionYears, "", "retention", "标准车使用年限 %[1]d 年，至少 %[2]d 年", "the standard car is kept %[1]d years, at least %[2]d", s.RetentionYears, favrRetentionYears)
	most := businessUsePercent(p.ProjectedMiles)
	f.unless(s.BusinessUsePercent <= most, "", "business-use", "公务使用比例 %[1]d%%，预计里程只允许 %[2]d%%", "%[1]d%% business use, the projected miles allow %[2]d%%", s.BusinessUsePercent, most)
	cost, known := favrCarCost[p.Year]
	if !known {
		f.unless(false, "", "car-cost", "%[1]d 年标准车的最高价格未收录，请查当年公告", "the most a standard car may cost in %[1]d is not known here; see the notice of the year", p.Year)
		return
	}
	f.unless(s.Cost <= cost, "", "car-cost", "标准车 %[1]d 美元，%[3]d 年最高 %[2]d", "the standard car costs $%[1]d, in %[3]d at most $%[2]d", s.Cost, cost, p.Year)
}

// employee checks one employee.
func (p FAVRPlan) employee(f *planFindings, e FAVREmployee) {
	enough := e.Miles >= favrMiles || p.ProjectedMiles > 0 && 100*e.Miles >= favrMilesPercent*p.ProjectedMiles
	f.unless(enough, e.ID, "miles", "全年 %[1]d 英里，应达到 %[2]d 或预计里程的 %[3]d%%", "%[1]d miles in the year, %[2]d or %[3]d%% of those projected are needed", e.Miles, favrMiles, favrMilesPercent)
	f.unless(100*e.CarCost >= favrCarPercent*p.Standard.Cost, e.ID, "own-car-cost", "自有车新车价 %[1]d 美元，不到标准车 %[2]d 的 %[3]d%%", "the own car cost $%[1]d when new, less than %[3]d%% of the standard car's $%[2]d", e.CarCost, p.Standard.Cost, favrCarPercent)
	f.unless(p.Year-e.ModelYear <= p.Standard.RetentionYears, e.ID, "own-car-age", "自有车为 %[1]d 年款，早于使用年限 %[2]d 年", "the own car is of %[1]d, older than the %[2]d years the standard car is kept", e.ModelYear, p.Standard.RetentionYears)
	f.unless(e.Declared, e.ID, "declaration", "本年里程表、车辆和保险的申报未交", "the year's declaration of odometer, car and insurance is missing")
}

// planFindings gathers what does not hold.
type planFindings []PlanFinding

func (f *planFindings) unless(holds bool, employee, rule, zh, en string, args ...any) {
	if !holds {
		*f = append(*f, PlanFinding{Employee: employee, Rule: rule, Text: lang.Sayf(zh, en, args...)})
	}
}

// ParseFAVR reads a plan in YAML, as strictly as a rule document. The error
// wraps ErrDocument and names file, line and cause.
func ParseFAVR(data []byte, name string) (FAVRPlan, error) {
	var p FAVRPlan
	found := decode(data, &p, func(at lines) []problem {
		c := &checker{lines: at}
		if p.Year < 2000 || p.Year > 2100 {
			c.add("$.year", "year %d is not a year such as 2026", p.Year)
		}
		if p.Standard.Cost <= 0 || p.Standard.BusinessUsePercent < 0 || p.Standard.BusinessUsePercent > 100 {
			c.add("$.standard_car", "standard_car needs cost, retention_years and business_use_percent (0 to 100)")
		}
		var ids []string
		for i, e := range p.Employees {
			if e.ID == "" || slices.Contains(ids, e.ID) {
				c.add(fmt.Sprintf("$.employees[%d]", i), "employee id %q is empty or used twice", e.ID)
			}
			ids = append(ids, e.ID)
			if e.Miles < 0 || e.Miles > 1_000_000 || e.CarCost < 0 || e.CarCost > 100_000_000 {
				c.add(fmt.Sprintf("$.employees[%d]", i), "employee %q: %d miles, a car of %d: out of range", e.ID, e.Miles, e.CarCost)
			}
		}
		return c.found
	})
	if len(found) > 0 {
		return FAVRPlan{}, refuse(name, found)
	}
	return p, nil
}
