package rules

import (
	"fmt"

	"github.com/govalues/decimal"

	"licheng/reimburse/money"
)

// maxTripM bounds the distance of one trip: nobody drives farther in one go.
const maxTripM = 10_000_000

// check returns ErrFacts for facts that contradict themselves.
func (m Month) check() error {
	if _, err := m.firstDay(); err != nil {
		return err
	}
	if m.PaidThisYear < 0 {
		return fmt.Errorf("%w: paid this year is negative: %s", ErrFacts, m.PaidThisYear)
	}
	vehicles := map[string]bool{}
	for _, v := range m.Vehicles {
		if v.ID == "" || vehicles[v.ID] {
			return fmt.Errorf("%w: vehicle id %q is empty or used twice", ErrFacts, v.ID)
		}
		vehicles[v.ID] = true
	}
	if err := m.checkDays(); err != nil {
		return err
	}
	trips := map[string]bool{}
	for _, b := range m.Bases {
		if b.TripID == "" || trips[b.TripID] {
			return fmt.Errorf("%w: trip id %q is empty or used twice", ErrFacts, b.TripID)
		}
		trips[b.TripID] = true
		if b.VehicleID != "" && !vehicles[b.VehicleID] {
			return fmt.Errorf("%w: trip %s: vehicle %q is not among the vehicles", ErrFacts, b.TripID, b.VehicleID)
		}
		if err := b.check(m.Month); err != nil {
			return err
		}
	}
	return nil
}

// check returns ErrFacts for a trip of another month or a figure out of range.
func (b Basis) check(month string) error {
	if got := string(DateOf(b.StartedAt))[:len("2006-01")]; got != month {
		return fmt.Errorf("%w: trip %s began in %s, not in %s", ErrFacts, b.TripID, got, month)
	}
	if b.EndedAt.Before(b.StartedAt) {
		return fmt.Errorf("%w: trip %s ends before it begins", ErrFacts, b.TripID)
	}
	if b.Persons < 0 || b.Persons > 100 {
		return fmt.Errorf("%w: trip %s has %d persons", ErrFacts, b.TripID, b.Persons)
	}
	figures := []float64{b.DistanceM, b.DistanceLowM, b.DistanceHighM, b.TolledM, b.OffRoadM, b.ClimbM, b.DescentM, b.OneWayM, b.ShortestM, b.ShortestRoadM, b.UsualRoadM, b.OfficeM, b.MidnightM}
	for _, inside := range b.InsideM {
		figures = append(figures, inside)
	}
	for _, m := range figures {
		if !(m >= 0 && m <= maxTripM) { // written so that NaN fails too
			return fmt.Errorf("%w: trip %s has a length of %v m", ErrFacts, b.TripID, m)
		}
	}
	return nil
}

// declared returns the vehicle's declared consumption; false when none is known.
func (v Vehicle) declared() (decimal.Decimal, bool, error) {
	if v.Declared == "" {
		return decimal.Decimal{}, false, nil
	}
	d, err := decimal.Parse(v.Declared)
	if err != nil || !d.IsPos() || d.Cmp(decimal.Hundred) > 0 {
		return decimal.Decimal{}, false, fmt.Errorf("%w: vehicle %s: declared consumption %q is not a figure per 100 km", ErrFacts, v.ID, v.Declared)
	}
	d, err = money.RoundHalfUp(d, 3)
	return d, err == nil, err
}
