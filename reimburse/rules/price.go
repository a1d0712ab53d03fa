package rules

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
)

// ErrFacts reports a month that cannot be priced because its facts contradict
// themselves; the message names the trip and what is wrong.
var ErrFacts = errors.New("the month's facts cannot be priced")

// Price returns the explained lines of one month's claim: the lines of each
// trip in the order driven, then the lines about the whole month, then what
// caps took away. What is not paid is a line too, with its reason.
//
// The lines' amounts sum to the claim's total. Each amount with a rate is
// quantity × rate, rounded half up once. The order of month.Bases does not
// matter. Nothing is guessed: a price, rate or toll that is in no table becomes
// a line NO_PRICE or NO_RULE with amount 0.
//
// It returns ErrFacts for facts that contradict themselves (a trip of another
// month, an unknown vehicle, a distance that is not a number) and
// money.ErrOverflow for amounts beyond counting.
func Price(doc Document, tables Tables, month Month) ([]claim.Line, error) {
	lines, _, err := PriceAndCount(doc, tables, month)
	return lines, err
}

// newPricer checks the facts and makes ready to price them.
func newPricer(doc Document, tables Tables, month Month) (*pricer, error) {
	if err := month.check(); err != nil {
		return nil, err
	}
	p := &pricer{doc: doc, tables: tables, month: month, money: doc.Money(), lines: []claim.Line{}}
	return p, p.openCounters()
}

// price adds every line of the month.
func (p *pricer) price() error {
	for _, basis := range p.month.inOrder() {
		if err := p.trip(basis); err != nil {
			return fmt.Errorf("trip %s: %w", basis.TripID, err)
		}
	}
	if err := p.wholeMonth(); err != nil {
		return err
	}
	for _, item := range p.doc.Items {
		if item.Deduct == nil {
			continue
		}
		if err := p.deduct(item); err != nil {
			return fmt.Errorf("item %s: %w", item.ID, err)
		}
	}
	for _, item := range p.doc.caps() {
		if err := p.cap(item); err != nil {
			return fmt.Errorf("item %s: %w", item.ID, err)
		}
	}
	return nil
}

// pricer carries one month through the items of a document.
type pricer struct {
	doc    Document
	tables Tables
	month  Month
	money  lang.Text // words of the currency
	lines  []claim.Line
	days   []dayDriven // days on which a trip began, ascending

	passes []PaidPass // of tolls, as they were paid

	counted     map[string]int64 // metres of the policy year, by counter
	countedYear map[string]Date  // the policy year each counter is of
}

// dayDriven is one calendar day with trips, for sums per day.
type dayDriven struct {
	day  Date
	runs []run
}

// run is one trip on its way through the items.
type run struct {
	Basis
	day     Date
	vehicle *Vehicle        // nil when the trip names none
	drivenM int64           // metres, rounded half up: what is shown is what is paid
	paidM   int64           // of drivenM, what the allowance does not cover
	km      decimal.Decimal // drivenM in kilometres
	paidKM  decimal.Decimal // paidM in kilometres
}

// trip prices one trip: first what stands against paying it, then what the
// allowance covers, then every item that pays a trip, in the order of the
// document.
func (p *pricer) trip(basis Basis) error {
	r, err := p.newRun(basis)
	if err != nil {
		return err
	}
	p.remember(r)
	stopped, err := p.stopped(r)
	if err != nil || stopped {
		return err
	}
	if r.paidM < r.drivenM {
		p.add(p.covered(r))
	}
	if r.paidM == 0 && r.drivenM > 0 {
		return nil
	}
	paidBefore := len(p.lines)
	for _, item := range p.doc.Items {
		applies, err := p.applies(item, &r)
		if err == nil && applies {
			err = p.item(item, r)
		}
		if err != nil {
			return fmt.Errorf("item %s: %w", item.ID, err)
		}
	}
	settled, err := p.kilometresSettled(&r, p.lines[paidBefore:])
	if err == nil && !settled {
		p.add(p.noRule(r))
	}
	return err
}

// stopped reports whether something stands against paying the trip at all, and
// says what.
func (p *pricer) stopped(r run) (bool, error) {
	switch {
	case !covers(p.doc.InForce.From, p.doc.InForce.To, r.day):
		p.add(p.notInForce(r))
		return true, nil
	case r.vehicle != nil && r.vehicle.Unit:
		p.add(p.unitVehicle(r))
		return true, nil
	}
	for _, item := range p.doc.Items {
		if item.Refuse == nil {
			continue
		}
		applies, err := p.applies(item, &r)
		if err != nil {
			return false, fmt.Errorf("item %s: %w", item.ID, err)
		}
		if applies {
			p.add(p.refused(item, r))
			return true, nil
		}
	}
	if r.Passenger {
		p.add(p.rodeAlong(r))
	}
	return r.Passenger, nil
}

// item adds the lines of one item for one trip.
func (p *pricer) item(item Item, r run) error {
	switch {
	case item.PerKM != nil:
		return p.perKM(item, r)
	case item.PerTrip != nil:
		return p.perTrip(item, r)
	case item.Tiers != nil:
		return p.tiers(item, r)
	case item.Energy != nil:
		return p.energy(item, r)
	case item.Toll != nil:
		return p.toll(item, r)
	}
	return nil // the other kinds look at the whole month
}

// applies reports whether the item is in force on the trip's day and its
// filter lets the trip through.
func (p *pricer) applies(item Item, r *run) (bool, error) {
	w := item.When
	if !item.inForce(r.day) || !fits(w.StaffClasses, p.month.Person.StaffClass) {
		return false, nil
	}
	if len(w.Purposes) > 0 && !slices.ContainsFunc(w.Purposes, func(word string) bool {
		return strings.Contains(r.Purpose, word)
	}) {
		return false, nil
	}
	if r.vehicle == nil && len(w.VehicleClasses)+len(w.Energies) > 0 {
		return false, nil
	}
	if r.vehicle != nil && (!fits(w.VehicleClasses, r.vehicle.Class) || !fits(w.Energies, r.vehicle.Energy)) {
		return false, nil
	}
	return w.If.holds(tripFactsOf{p, r})
}

// inForce reports whether the item holds on the day, within its document.
func (i Item) inForce(day Date) bool { return covers(i.InForce.From, i.InForce.To, day) }

// kilometresSettled reports whether the trip's kilometres were paid, or their
// not being paid was explained, by the lines given (those of tolls set aside)
// or by a sum per day.
func (p *pricer) kilometresSettled(r *run, lines []claim.Line) (bool, error) {
	for _, l := range lines {
		if l.Unit != intervalUnit && l.Unit != passUnit {
			return true, nil
		}
	}
	if r.paidM == 0 {
		return false, nil
	}
	for _, item := range p.doc.Items {
		if item.PerDay == nil && item.LocalTransport == nil {
			continue
		}
		if applies, err := p.applies(item, r); err != nil || applies {
			return applies, err
		}
	}
	return false, nil
}

// newRun turns a basis into metres, day and vehicle, and measures what the
// allowance covers.
func (p *pricer) newRun(basis Basis) (run, error) {
	r := run{Basis: basis, day: DateOf(basis.StartedAt), drivenM: metres(basis.DistanceM)}
	if basis.Persons == 0 {
		r.Persons = 1
	}
	if basis.VehicleID != "" {
		at := slices.IndexFunc(p.month.Vehicles, func(v Vehicle) bool { return v.ID == basis.VehicleID })
		r.vehicle = &p.month.Vehicles[at]
	}
	coveredM, err := p.coveredM(r)
	if err != nil {
		return run{}, err
	}
	r.paidM = r.drivenM - coveredM
	r.km = decimal.MustNew(r.drivenM, 3)
	r.paidKM = decimal.MustNew(r.paidM, 3)
	return r, nil
}

// remember notes the day of a trip; trips come in the order driven.
func (p *pricer) remember(r run) {
	if n := len(p.days); n > 0 && p.days[n-1].day == r.day {
		p.days[n-1].runs = append(p.days[n-1].runs, r)
		return
	}
	p.days = append(p.days, dayDriven{day: r.day, runs: []run{r}})
}

// metres rounds a distance to whole metres, half up.
func metres(m float64) int64 { return int64(math.Floor(m + 0.5)) }

// inOrder returns the trips in the order driven; trips of the same moment by id.
func (m Month) inOrder() []Basis {
	sorted := slices.Clone(m.Bases)
	slices.SortStableFunc(sorted, func(a, b Basis) int {
		if c := a.StartedAt.Compare(b.StartedAt); c != 0 {
			return c
		}
		return strings.Compare(a.TripID, b.TripID)
	})
	return sorted
}

// firstDay returns the first instant of the month in Asia/Shanghai.
func (m Month) firstDay() (time.Time, error) {
	first, err := time.ParseInLocation("2006-01", m.Month, Shanghai())
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: month %q is not written like 2026-10", ErrFacts, m.Month)
	}
	return first, nil
}
