package rules

import (
	"cmp"
	"maps"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"
)

// factSource answers the names a condition uses; it is CEL's Activation.
type factSource interface {
	ResolveName(name string) (any, bool)
	Parent() interpreter.Activation
}

// What shows a trip of which nothing else is said.
const (
	measured      = "trace"
	measuredGrade = "A"
)

// tripFactsOf tells a condition about one trip, or one day of a stay.
type tripFactsOf struct {
	p *pricer
	r *run
}

// Parent implements interpreter.Activation.
func (tripFactsOf) Parent() interpreter.Activation { return nil }

// ResolveName implements interpreter.Activation.
func (f tripFactsOf) ResolveName(name string) (any, bool) {
	r := f.r
	if value, known := f.vehicle(name); known {
		return value, true
	}
	switch name {
	case "persons":
		return int64(r.Persons), true
	case "driven_m":
		return r.drivenM, true
	case "one_way_m":
		return metres(r.OneWayM), true
	case "over_shortest_m":
		return r.over(r.routeM(ShortestRoad)), true
	case "over_usual_m":
		return r.over(r.routeM(UsualRoad)), true
	case "leaves":
		return r.Outside, true
	case "inside_m":
		return wholeMetres(r.InsideM), true
	case "from":
		return r.From, true
	case "to":
		return r.To, true
	case "purpose":
		return r.Purpose, true
	case "approved":
		return r.Approved, true
	case "evidence":
		return cmp.Or(r.Evidence, measured), true
	case "grade":
		return cmp.Or(r.Grade, measuredGrade), true
	case "from_home":
		return r.FromHome, true
	case "passenger":
		return r.Passenger, true
	case "draws_allowance":
		return f.p.month.Person.DrawsAllowance(r.day), true
	}
	if value, known := f.moment(name); known {
		return value, true
	}
	return monthFactsOf{f.p}.ResolveName(name)
}

// vehicle answers what is asked about the vehicle; of a trip without one,
// nothing is known.
func (f tripFactsOf) vehicle(name string) (any, bool) {
	var v Vehicle
	if f.r.vehicle != nil {
		v = *f.r.vehicle
	}
	switch name {
	case "vehicle":
		return string(v.Class), true
	case "energy":
		return string(v.Energy), true
	case "engine_cc":
		return int64(v.EngineCC), true
	case "fiscal_hp":
		return int64(v.FiscalHP), true
	case "seats":
		return int64(v.Seats), true
	case "unit_car":
		return v.Unit, true
	}
	return nil, false
}

// moment answers what is asked about the trip's time.
func (f tripFactsOf) moment(name string) (any, bool) {
	r, local := f.r, f.r.StartedAt.In(Shanghai())
	switch name {
	case "day":
		return string(r.day), true
	case "weekday":
		return int64(local.Weekday()+6)%7 + 1, true
	case "hour":
		return int64(local.Hour()), true
	case "minutes":
		return int64(r.EndedAt.Sub(r.StartedAt) / time.Minute), true
	case "claim_days":
		return f.claimDays(), true
	case "workday":
		working, err := f.p.tables.Calendar.Working(r.day)
		if err != nil {
			return types.WrapErr(err), true
		}
		return working, true
	}
	return nil, false
}

// claimDays counts calendar days from the trip's end to the hand-in.
func (f tripFactsOf) claimDays() int64 {
	handed := f.p.month.HandedIn
	if handed == "" {
		return 0
	}
	return max(0, daysBetween(DateOf(f.r.EndedAt), handed))
}

// daysBetween counts the days from one valid date to a later one.
func daysBetween(from, to Date) int64 {
	a, errA := time.Parse(time.DateOnly, string(from))
	b, errB := time.Parse(time.DateOnly, string(to))
	if errA != nil || errB != nil {
		return 0
	}
	return int64(b.Sub(a) / (24 * time.Hour))
}

// monthFactsOf tells a condition about a person's month.
type monthFactsOf struct{ p *pricer }

// Parent implements interpreter.Activation.
func (monthFactsOf) Parent() interpreter.Activation { return nil }

// ResolveName implements interpreter.Activation.
func (f monthFactsOf) ResolveName(name string) (any, bool) {
	m := f.p.month
	switch name {
	case "staff":
		return string(m.Person.StaffClass), true
	case "marks":
		return m.Person.Marks, true
	case "counted_m":
		return maps.Clone(f.p.counted), true
	case "month_m":
		var sum int64
		for _, b := range m.Bases {
			sum += metres(b.DistanceM)
		}
		return sum, true
	case "month_trips":
		return int64(len(m.Bases)), true
	case "township_years":
		return m.Person.townshipYears(m.Month), true
	case "in_township":
		return m.Person.inTownship(m.Month), true
	case "stay_days":
		return m.longestStay(), true
	case "draws_allowance":
		return m.drawsAllowance(), true
	}
	return nil, false
}

// drawsAllowance reports whether the person draws the allowance on any day of
// the month.
func (m Month) drawsAllowance() bool {
	first, err := m.firstDay()
	if err != nil {
		return false
	}
	for day := first; day.Month() == first.Month(); day = day.AddDate(0, 0, 1) {
		if m.Person.DrawsAllowance(DateOf(day)) {
			return true
		}
	}
	return false
}

// wholeMetres rounds the metres of each area.
func wholeMetres(of map[string]float64) map[string]int64 {
	whole := make(map[string]int64, len(of))
	for area, m := range of {
		whole[area] = metres(m)
	}
	return whole
}
