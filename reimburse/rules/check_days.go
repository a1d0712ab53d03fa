package rules

import (
	"fmt"
	"slices"
	"strings"
)

// maxStayDays bounds one stay; a longer one is a posting, not a trip.
const maxStayDays = 366

// checkDays returns ErrFacts for stays, meals, vouchers and benefits that
// contradict themselves or lie outside the month.
func (m Month) checkDays() error {
	for _, s := range m.Stays {
		if !s.From.Valid() || !s.To.Valid() || s.To < s.From || daysBetween(s.From, s.To) > maxStayDays {
			return fmt.Errorf("%w: stay %s goes from %q to %q", ErrFacts, s.ID, s.From, s.To)
		}
	}
	meals, halves := map[Arranged]bool{}, map[Hosted]bool{}
	for _, a := range m.Arranged {
		key := Arranged{Day: a.Day, Meal: a.Meal}
		if !slices.Contains(AllMeals(), a.Meal) || !m.holds(a.Day) || a.Tariff < 0 || meals[key] {
			return fmt.Errorf("%w: %s on %s, tariff %s: of another month, given twice, or no meal", ErrFacts, a.Meal, a.Day, a.Tariff)
		}
		meals[key] = true
	}
	for _, h := range m.Hosted {
		key := Hosted{Day: h.Day, Half: h.Half}
		if (h.Half != Morning && h.Half != Afternoon) || !m.holds(h.Day) || h.Tariff < 0 || halves[key] {
			return fmt.Errorf("%w: the host's car in the %s of %s, tariff %s: of another month, given twice, or no half day", ErrFacts, h.Half, h.Day, h.Tariff)
		}
		halves[key] = true
	}
	return m.checkVouchers()
}

// checkVouchers returns ErrFacts for vouchers and benefits out of range.
func (m Month) checkVouchers() error {
	seen := map[string]bool{}
	for _, e := range m.Expenses {
		if e.ID == "" || seen[e.ID] || e.Amount <= 0 || e.Nights < 0 || e.Nights > maxStayDays || !m.holds(e.Day) || !slices.Contains(ExpenseKinds(), e.Kind) {
			return fmt.Errorf("%w: voucher %q, %s of %s on %s: no id, twice the same, no amount, of another month or no known kind", ErrFacts, e.ID, e.Kind, e.Amount, e.Day)
		}
		seen[e.ID] = true
		if e.Trip != "" && !slices.ContainsFunc(m.Bases, func(b Basis) bool { return b.TripID == e.Trip }) {
			return fmt.Errorf("%w: voucher %s is of trip %q, which is not of this month", ErrFacts, e.ID, e.Trip)
		}
	}
	for _, b := range m.Benefits {
		if b.Amount < 0 || !m.holds(b.Day) {
			return fmt.Errorf("%w: benefit %q of %s on %s: below nothing or of another month", ErrFacts, b.ID, b.Amount, b.Day)
		}
	}
	if m.HandedIn != "" && !m.HandedIn.Valid() {
		return fmt.Errorf("%w: handed in on %q", ErrFacts, m.HandedIn)
	}
	return nil
}

// holds reports whether the day is one of the month.
func (m Month) holds(day Date) bool {
	return day.Valid() && strings.HasPrefix(string(day), m.Month+"-")
}
