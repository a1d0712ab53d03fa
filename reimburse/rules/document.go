// Package rules prices a month of trips by a dated rule document. The
// document is data a finance office can read and publish (YAML; the language
// is told in docs/rules.md, its JSON Schema stands in docs/rules.schema.json);
// the arithmetic is here. Price is a pure function: the same document, tables
// and month always give the same lines.
package rules

import (
	"slices"

	"licheng/lang"
	"licheng/reimburse/energy"
	"licheng/reimburse/toll"
)

// Document is a county's or township's written rule, for a stretch of days.
type Document struct {
	ID       string    `yaml:"id"`      // stable over versions, e.g. demo-county-transport
	Version  string    `yaml:"version"` // e.g. 2026-1
	Title    lang.Text `yaml:"title"`
	InForce  Period    `yaml:"in_force"`
	County   string    `yaml:"county"`   // six digits, GB/T 2260
	Currency string    `yaml:"currency"` // CNY, or another whose minor unit is a hundredth; "yuan" in a key means its main unit
	Areas    []Area    `yaml:"areas"`
	Fares    []Fare    `yaml:"fares"` // of public transport, for caps
	Items    []Item    `yaml:"items"`
}

// Period is a stretch of days, both ends included.
type Period struct {
	From Date `yaml:"from"`
	To   Date `yaml:"to"` // empty: open
}

// Area is a coverage area of an allowance: one or more rings of lon, lat. The
// first ring is the outline, further rings are holes; no ring needs closing.
type Area struct {
	ID    string        `yaml:"id"`
	Name  lang.Text     `yaml:"name"`
	Rings [][][]float64 `yaml:"rings"`
}

// Item is one clause of the document. Exactly one of the kinds is set.
type Item struct {
	ID      string    `yaml:"id"`
	Clause  string    `yaml:"clause"` // as a clerk would cite it: 第六条第一款
	Title   lang.Text `yaml:"title"`
	InForce Period    `yaml:"in_force"` // narrower than the document's; left out: the same
	When    Filter    `yaml:"when"`

	PerKM     *PerKM     `yaml:"per_km"`
	PerTrip   *PerTrip   `yaml:"per_trip"`
	PerDay    *PerDay    `yaml:"per_day"`
	Energy    *Energy    `yaml:"energy"`
	Toll      *Toll      `yaml:"toll"`
	Allowance *Allowance `yaml:"allowance"`
	Cap       *Cap       `yaml:"cap"`

	Tiers          *Tiers          `yaml:"tiers"`
	PerMonth       *PerMonth       `yaml:"per_month"`
	Meals          *Meals          `yaml:"meals"`
	LocalTransport *LocalTransport `yaml:"local_transport"`
	Voucher        *Voucher        `yaml:"voucher"`
	Deduct         *Deduct         `yaml:"deduct"`
	Refuse         *Refuse         `yaml:"refuse"`
}

// Filter narrows an item to some people, vehicles and purposes. An empty list
// lets all through; all lists must agree.
type Filter struct {
	StaffClasses   []StaffClass   `yaml:"staff_classes"`
	VehicleClasses []VehicleClass `yaml:"vehicle_classes"`
	Energies       []EnergyKind   `yaml:"energies"`
	Purposes       []string       `yaml:"purposes"` // any of these words stands in the purpose
	If             Condition      `yaml:"if"`       // in CEL; see Condition
}

// PerKM pays kilometres: km × rate × ceil(persons / persons_per_vehicle).
type PerKM struct {
	Rates    []Rate   `yaml:"rates"`               // the first that fits is taken
	Persons  int      `yaml:"persons_per_vehicle"` // 0: the vehicle is paid once, whoever rides along
	Distance Distance `yaml:"distance"`            // which kilometres; left out: driven
	Longer   *Longer  `yaml:"longer_way"`          // when more than the way by road is paid
}

// Rate is a rate per kilometre of some vehicles.
type Rate struct {
	Vehicles []VehicleClass `yaml:"vehicles"` // empty: every class
	Energies []EnergyKind   `yaml:"energies"` // empty: every kind
	If       Condition      `yaml:"if"`
	Yuan     Number         `yaml:"yuan_per_km"`
}

// PerTrip pays a lump sum a trip by distance bands 按距离按次包干. A trip
// beyond the last band is paid nothing and says so.
type PerTrip struct {
	Bands    []Band   `yaml:"bands"`               // ascending
	Persons  int      `yaml:"persons_per_vehicle"` // sum × ceil(persons / this); 0: once
	Distance Distance `yaml:"distance"`            // which kilometres choose the band; left out: driven
	Longer   *Longer  `yaml:"longer_way"`          // when more than the way by road counts
}

// Band is the sum for trips of up to so many kilometres, that figure included.
type Band struct {
	UpToKM Number `yaml:"up_to_km"`
	Yuan   Number `yaml:"yuan"`
}

// PerDay pays a lump sum for every calendar day on which a trip began.
type PerDay struct {
	Yuan Number `yaml:"yuan"`
}

// Energy pays the computed fuel or electricity of a trip.
type Energy struct {
	Zone         string  `yaml:"zone"`          // price zone
	RealWorld    Number  `yaml:"real_world"`    // on top of the declared consumption; left out: 1
	ChargingLoss Number  `yaml:"charging_loss"` // electric only, e.g. 1.12; left out: 1
	Climb        bool    `yaml:"climb"`         // multiply by what the climb costs
	SpeedKMH     float64 `yaml:"speed_kmh"`     // of the climb model; 0: 40
	ReferenceKMH float64 `yaml:"reference_kmh"` // speed the declared consumption is of; 0: the same, only the climb counts
	PriceAt      PriceAt `yaml:"price_at"`      // start (default), end or by_km
	Undeclared   Usual   `yaml:"undeclared"`    // what counts for a vehicle registered with no consumption; left out: nothing is guessed

	Zones       []DivisionZone `yaml:"zones"`       // price zones by the person's station; the longest division that fits, else zone
	Consumption []ClassUse     `yaml:"consumption"` // by class instead of the vehicle's own; the first that fits
	Cold        *Cold          `yaml:"cold"`        // electric only
}

// DivisionZone gives the stations of a division their price zone: provincial
// zones cut through counties.
type DivisionZone struct {
	Division string `yaml:"division"` // first digits of GB/T 2260 and its township, village
	Zone     string `yaml:"zone"`
}

// ClassUse is the consumption the rule takes for a class of vehicles.
type ClassUse struct {
	Vehicles []VehicleClass `yaml:"vehicles"`
	Energies []EnergyKind   `yaml:"energies"`
	Per100KM Number         `yaml:"per_100km"` // litres or kWh
}

// Cold is what an electric vehicle uses more in the cold months.
type Cold struct {
	Months []int  `yaml:"months"` // 1 … 12
	Factor Number `yaml:"factor"`
}

// PriceAt says which moment of a trip chooses the price.
type PriceAt string

// The moments that may choose a price.
const (
	AtStart PriceAt = "start"
	AtEnd   PriceAt = "end"
	ByKM    PriceAt = "by_km" // across a midnight at which the price changed: the kilometres on each side at their own
)

// Usual says which of the consumptions that are usual for a class of vehicles
// counts; see energy.Usual.
type Usual string

// The choices.
const (
	UsualLow    Usual = "low"
	UsualMiddle Usual = "middle"
)

// Toll pays tolls by the interval table.
type Toll struct {
	ETC         toll.Mode `yaml:"etc"`                  // rounding of vehicles with ETC
	Manual      toll.Mode `yaml:"manual"`               // rounding of vehicles without
	Rate        Number    `yaml:"etc_rate"`             // what ETC leaves to pay, e.g. 0.95; left out: 1
	PerInterval bool      `yaml:"per_interval"`         // etc_plain only: round each interval, not the sum
	PickupsFree bool      `yaml:"pickups_free"`         // pickups pass free on free days like cars
	Estimate    []Number  `yaml:"estimate_yuan_per_km"` // class 1 to 4, where no table prices a trip's tolls; left out: nothing is guessed
	Records     Records   `yaml:"records"`              // what counts where an ETC statement tells of the pass; left out: record
}

// Records says what is paid for a pass that an ETC record tells of. Where only
// one of record and table knows the sum, that one is paid.
type Records string

// The ways.
const (
	RecordCounts Records = "record" // what the record says was charged; the default
	TableCounts  Records = "table"  // what the table says
	LesserCounts Records = "lesser" // the lesser of the two
)

// Allowance declares the flat monthly allowance and what it covers. It pays
// nothing here (it comes with the salary); inside its area other transport
// items are not paid to those who draw it.
type Allowance struct {
	From    Date         `yaml:"from"`    // empty: from the document's first day
	Monthly []ClassSum   `yaml:"monthly"` // by staff class and rank; who has none draws none
	Area    string       `yaml:"area"`    // id of the coverage area
	Outside CoverageMode `yaml:"outside"` // how a trip that leaves the area is paid
}

// ClassSum is a sum for some staff classes and, within them, some ranks.
type ClassSum struct {
	StaffClasses []StaffClass `yaml:"staff_classes"` // empty: everybody
	Marks        []string     `yaml:"marks"`         // any of these the county attests of the person, e.g. the rank; empty: everybody
	Yuan         Number       `yaml:"yuan"`
}

// CoverageMode says how a trip of an allowance holder that leaves the coverage
// area is paid.
type CoverageMode string

// The two ways.
const (
	WholeTrip     CoverageMode = "whole_trip"     // every metre, when an end or the farthest point lies outside
	MetresOutside CoverageMode = "metres_outside" // only the metres outside
)

// Cap bounds what the items before it come to together.
type Cap struct {
	Per  CapPeriod  `yaml:"per"`
	Yuan []ClassSum `yaml:"yuan"`
	Fare string     `yaml:"fare"` // per trip only, instead of yuan: the fare of this kind, e.g. bus
	Of   []string   `yaml:"of"`   // item ids; empty: all items
}

// CapPeriod is what a cap counts over.
type CapPeriod string

// The periods of a cap.
const (
	CapTrip  CapPeriod = "trip"
	CapMonth CapPeriod = "month"
	CapYear  CapPeriod = "year"
)

// Tables are the dated tables a document's items look up.
type Tables struct {
	Tolls     toll.Table
	FreeDays  []toll.FreePeriod
	FuelPrice energy.Prices
	Calendar  Calendar
}

// pays reports whether the item brings money into a claim.
func (i Item) pays() bool {
	return i.Allowance == nil && i.Cap == nil && i.Deduct == nil && i.Refuse == nil
}

// sumFor returns the first sum written for somebody like the person.
func sumFor(sums []ClassSum, person Person) (Number, bool) {
	for _, s := range sums {
		ranked := len(s.Marks) == 0 || slices.ContainsFunc(s.Marks, func(mark string) bool { return slices.Contains(person.Marks, mark) })
		if ranked && fits(s.StaffClasses, person.StaffClass) {
			return s.Yuan, true
		}
	}
	return Number{}, false
}

// fits reports whether the list names the value; an empty list names all.
func fits[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}
