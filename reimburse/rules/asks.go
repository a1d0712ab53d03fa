package rules

import (
	"regexp"
	"slices"
)

// Asks is what a document wants to know of a month beside its trips: what a
// traveller is asked for, and nothing else.
type Asks struct {
	Persons   bool          // how many were in the vehicle
	Passenger bool          // who rode along with a colleague: the driver is paid
	Stays     bool          // days away that no trip shows
	Meals     bool          // meals the host gave
	Cars      bool          // half days driven by the host
	Vouchers  []ExpenseKind // of these kinds
	Benefits  []string      // of these kinds
	Longer    bool          // why a trip was longer than the way by road
}

// asksPersons finds the fact in a condition.
var asksPersons = regexp.MustCompile(`\bpersons\b`)

// Asks returns what the document's clauses use.
func (d Document) Asks() Asks {
	var a Asks
	for _, item := range d.Items {
		a.ofTrip(item)
		away := item.Meals != nil || item.LocalTransport != nil
		a.Stays = a.Stays || away
		a.Meals = a.Meals || item.Meals != nil
		a.Cars = a.Cars || item.LocalTransport != nil
		if item.Voucher != nil {
			a.Vouchers = append(a.Vouchers, item.Voucher.Kinds...)
		}
		if item.Meals != nil && item.Meals.Lodging == LodgingRequired || item.LocalTransport != nil && item.LocalTransport.Lodging == LodgingRequired {
			a.Vouchers = append(a.Vouchers, Lodging)
		}
		if item.Deduct != nil {
			a.Benefits = append(a.Benefits, item.Deduct.Kinds...)
		}
	}
	slices.Sort(a.Vouchers)
	slices.Sort(a.Benefits)
	a.Vouchers, a.Benefits = slices.Compact(a.Vouchers), slices.Compact(a.Benefits)
	return a
}

// ofTrip takes in what an item asks about single trips.
func (a *Asks) ofTrip(item Item) {
	a.Passenger = a.Passenger || item.PerKM != nil || item.PerTrip != nil || item.Tiers != nil || item.Energy != nil || item.Toll != nil
	a.Longer = a.Longer || item.PerKM != nil && item.PerKM.Longer.asks() || item.PerTrip != nil && item.PerTrip.Longer.asks()
	conditions := []Condition{item.When.If}
	if item.Tiers != nil {
		for _, rate := range item.Tiers.Rates {
			conditions = append(conditions, rate.If)
		}
		a.Persons = a.Persons || item.Tiers.Each.written
	}
	a.Persons = a.Persons || (item.PerKM != nil && item.PerKM.Persons > 0) || (item.PerTrip != nil && item.PerTrip.Persons > 0) ||
		slices.ContainsFunc(conditions, func(c Condition) bool { return asksPersons.MatchString(c.text) })
}
