package reimburse

import (
	"context"
	"fmt"
	"slices"
	"time"

	"licheng/lang"
	"licheng/reimburse/audit"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// AdequacyReport is audit.Report with the names of its rows.
type AdequacyReport struct {
	audit.Report
	Cost string `json:"cost"` // which cost: always marginal
}

// Adequacy answers whether the money people received covers what their trips
// cost them, in the months that the days from … to (2006-01-02) touch. Cells
// about fewer than audit.K people are suppressed.
//
// Faults: ErrAuditDenied, ErrPeriod, ErrBy.
func (s *Service) Adequacy(ctx context.Context, actor trips.Actor, from, to string, by audit.By) (AdequacyReport, error) {
	if !oversees(actor) {
		return AdequacyReport{}, fmt.Errorf("account %s: %w", actor.Login, ErrAuditDenied)
	}
	if !slices.Contains(audit.Groupings(), by) {
		return AdequacyReport{}, fmt.Errorf("%q: %w", by, ErrBy)
	}
	months := audit.Months(from, to)
	if len(months) == 0 {
		return AdequacyReport{}, fmt.Errorf("%q to %q: %w", from, to, ErrPeriod)
	}
	people, err := s.store.persons(ctx, s.store.db, actor.County)
	if err != nil {
		return AdequacyReport{}, fmt.Errorf("people: %w", err)
	}
	driven, err := s.personMonths(ctx, actor.County, months, people)
	if err != nil {
		return AdequacyReport{}, err
	}
	report := AdequacyReport{Report: audit.Adequacy(driven, by), Cost: "marginal"}
	if report.From, report.To, err = wholeMonths(months); err != nil {
		return report, err
	}
	name := rowNames(by, people)
	for i := range report.Rows {
		report.Rows[i].Name = name(report.Rows[i].Key)
	}
	report.Total.Name = lang.Say("合计", "total").ZH
	return report, nil
}

// wholeMonths returns the first day of the first and the last of the last month.
func wholeMonths(months []string) (from, to string, err error) {
	last, err := time.Parse("2006-01", months[len(months)-1])
	if err != nil {
		return "", "", fmt.Errorf("%q: %w", months[len(months)-1], ErrPeriod)
	}
	return months[0] + "-01", last.AddDate(0, 1, -1).Format(time.DateOnly), nil
}

// personMonths gathers what each person's driving cost and brought in, month
// by month, for everybody who drove.
func (s *Service) personMonths(ctx context.Context, county trips.County, months []string, people []Person) ([]audit.PersonMonth, error) {
	first, last := months[0], months[len(months)-1]
	days, err := s.store.dayCosts(ctx, s.store.db, county, first, last)
	if err != nil {
		return nil, fmt.Errorf("costs of %s to %s: %w", first, last, err)
	}
	sums, err := s.store.moneyBack(ctx, s.store.db, county, first, last)
	if err != nil {
		return nil, fmt.Errorf("money back in %s to %s: %w", first, last, err)
	}
	type key struct {
		person trips.PersonID
		month  string
	}
	back := map[key]personMonthSum{}
	for _, sum := range sums {
		back[key{sum.Person, sum.Month}] = sum
	}
	known := map[trips.PersonID]Person{}
	for _, p := range people {
		known[p.ID] = p
	}
	var driven []audit.PersonMonth
	for _, day := range days { // sorted by person, month, day
		n := len(driven)
		if n == 0 || driven[n-1].Person != string(day.Person) || driven[n-1].Month != day.Month {
			p, money := known[day.Person], back[key{day.Person, day.Month}]
			driven = append(driven, audit.PersonMonth{
				Person: string(day.Person), Township: p.Township, StaffClass: string(p.StaffClass),
				Month: day.Month, ReceivedFen: money.ReceivedFen, WaitingFen: money.WaitingFen,
			})
		}
		if err := s.addDay(&driven[len(driven)-1], day); err != nil {
			return nil, err
		}
	}
	return driven, nil
}

func (s *Service) addDay(pm *audit.PersonMonth, day dayCost) error {
	wear, err := audit.WearFen(s.maintenance, day.Day, day.PricedM)
	if err != nil {
		return err
	}
	cost, err := audit.TripCost{EnergyFen: day.EnergyFen, TollFen: day.TollFen, MaintenanceFen: wear}.Total()
	pm.CostFen += cost
	pm.Trips += day.Trips
	pm.Unpriced += day.Unpriced
	pm.DistanceM += day.DistanceM
	return err
}

// rowNames returns what the key of a row is called.
func rowNames(by audit.By, people []Person) func(key string) string {
	switch by {
	case audit.ByTownship:
		names := map[string]string{}
		for _, p := range people {
			names[p.Township] = p.TownshipName
		}
		return func(key string) string { return names[key] }
	case audit.ByStaffClass:
		return func(key string) string { return StaffClassName(rules.StaffClass(key)).ZH }
	default:
		return func(key string) string { return key }
	}
}
