// Package audit computes the county's figures about its own policy: does the
// money people receive cover what their official trips cost them. It judges
// the policy, never a person, and shows no cell about fewer than K people.
//
// Definitions and their sources: docs/ledger.md, section "Adequacy".
package audit

import (
	"fmt"
	"sort"

	"github.com/govalues/decimal"

	"licheng/reimburse/money"
)

// Maintenance is what tyres, oil and wear cost for each kilometre, from a day
// on. Surveys give 0.10 to 0.20 yuan; the county sets its own.
type Maintenance struct {
	From      string          `json:"from"`        // 2006-01-02, first day
	YuanPerKM decimal.Decimal `json:"yuan_per_km"` // not negative
}

// DefaultMaintenance is the middle of the surveyed range, from the beginning
// of the calendar on, for a county that has set nothing.
func DefaultMaintenance() []Maintenance {
	return []Maintenance{{From: "0001-01-01", YuanPerKM: decimal.MustParse("0.15")}}
}

// TripCost is the marginal cost of one trip: what would not have been spent
// had the trip not been made. Depreciation and insurance are not in it.
type TripCost struct {
	EnergyFen      money.Amount // computed fuel or electricity
	TollFen        money.Amount // what the toll table charges
	MaintenanceFen money.Amount // kilometres × Maintenance
}

// Total returns energy + tolls + maintenance.
func (c TripCost) Total() (money.Amount, error) {
	return money.Sum(c.EnergyFen, c.TollFen, c.MaintenanceFen)
}

// WearFen returns the maintenance of distanceM metres driven on the day
// (2006-01-02), rounded half up to fen. settings need not be sorted; a day
// before all of them costs nothing. The distance is taken to the metre.
func WearFen(settings []Maintenance, day string, distanceM float64) (money.Amount, error) {
	var inForce *Maintenance
	for i := range settings {
		s := &settings[i]
		if s.From <= day && (inForce == nil || s.From > inForce.From) {
			inForce = s
		}
	}
	if inForce == nil {
		return 0, nil
	}
	km, err := decimal.New(int64(distanceM+0.5), 3)
	if err != nil {
		return 0, fmt.Errorf("audit: %.0f m: %w", distanceM, err)
	}
	return money.Times(km, inForce.YuanPerKM)
}

// Months returns the months (2006-01) that the days from … to touch, in order.
// Allowances and claims belong to whole months, so a period is counted in
// whole months. It is empty when to lies before from or either is no day.
func Months(from, to string) []string {
	first, last, ok := monthSpan(from, to)
	if !ok {
		return nil
	}
	var months []string
	for m := first; m <= last; m++ {
		months = append(months, fmt.Sprintf("%04d-%02d", m/12, m%12+1))
	}
	sort.Strings(months)
	return months
}
