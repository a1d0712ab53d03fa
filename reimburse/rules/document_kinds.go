package rules

import "licheng/lang"

// Distance names which kilometres of a trip a clause looks at.
type Distance string

// The distances. All but driven leave the coverage area out of account: they
// are of the whole trip, and a trip covered in part is paid its driven metres.
const (
	Driven         Distance = "driven"          // as driven, less what the allowance covers; the default
	OneWayDistance Distance = "one_way"         // driven from the start to the farthest point
	Shortest       Distance = "shortest"        // shortest road from the start to the farthest point
	ShortestReturn Distance = "shortest_return" // twice that
	ShortestRoad   Distance = "shortest_road"   // as driven, at most the shortest road over the trip's stops in order
	UsualRoad      Distance = "usual_road"      // as driven, at most the road usually taken over them; see Basis.UsualRoadM
	OfficeRoad     Distance = "office_road"     // as driven; of a trip from or to home at most the way from the office
)

// Longer says when a trip over shortest_road or usual_road is paid more than
// that way: as driven. A closed road on the way and what measuring leaves open
// are always reason enough.
type Longer struct {
	Percent    Number `yaml:"percent"`     // up to so much longer; left out: 0
	WithReason bool   `yaml:"with_reason"` // or longer, where the person said why
}

// LengthUnit is what a rate by distance is written per.
type LengthUnit string

// The units of length.
const (
	Kilometre LengthUnit = "km"
	Mile      LengthUnit = "mi" // 1,609.344 m
)

// Tiers pay by distance at rates that depend on how far the person drove in
// the policy year before the trip.
type Tiers struct {
	Unit    LengthUnit `yaml:"unit"`       // left out: km
	Year    string     `yaml:"year_from"`  // first day of the policy year, 01-02; left out: 01-01
	Counter string     `yaml:"counter"`    // items of one counter share its kilometres; left out: the item's id
	Method  Method     `yaml:"method"`     // left out: by_band
	Falling Falling    `yaml:"if_falling"` // whole_year only
	Rates   []TierRate `yaml:"rates"`      // the first that fits is taken
	Each    Number     `yaml:"passenger"`  // a unit of length for each passenger beside the claimant
}

// Method says how tiers make money of a year's kilometres.
type Method string

// The methods.
const (
	ByBand    Method = "by_band"    // each kilometre at the rate of the band it falls in
	WholeYear Method = "whole_year" // the year's sum is km × rate + plus of the band the total falls in; a trip gets the difference
)

// Falling says what a trip is paid where the year's sum falls at a step.
type Falling string

// The ways.
const (
	Clamp Falling = "clamp" // nothing for that trip; the next rise is paid from the lower sum
	Carry Falling = "carry" // nothing until the sum is above the highest it was
)

// TierRate holds the steps for some vehicles.
type TierRate struct {
	Vehicles []VehicleClass `yaml:"vehicles"`
	Energies []EnergyKind   `yaml:"energies"`
	If       Condition      `yaml:"if"`
	Steps    []Step         `yaml:"steps"` // ascending, the last without up_to
}

// Step is one band of a year's distance; up to UpTo, that figure included.
type Step struct {
	UpTo Number `yaml:"up_to"` // left out in the last step
	Rate Number `yaml:"rate"`
	Plus Number `yaml:"plus"` // whole_year only
}

// PerMonth pays a fixed sum for a month with at least one trip of the item's
// filter, or, with always, for every month (the fixed part of FAVR).
type PerMonth struct {
	Yuan   []ClassSum `yaml:"yuan"`
	Always bool       `yaml:"always"`
	// Hardship marks pay for the place somebody works at, such as the township
	// work allowance 乡镇工作补贴: it is no transport money and is never set off
	// against what driving cost.
	Hardship bool `yaml:"hardship"`
}

// Meals pay the meal money of days away: a sum a day, or three sums.
type Meals struct {
	Yuan      Number          `yaml:"yuan_per_day"` // shared 20/40/40 between the meals
	Breakfast Number          `yaml:"breakfast"`    // instead: a sum for each meal
	Lunch     Number          `yaml:"lunch"`
	Supper    Number          `yaml:"supper"`
	Provided  Provided        `yaml:"provided"`      // what becomes of a meal the host gave
	Lodging   LodgingEvidence `yaml:"lodging_proof"` // required: a stay over night without a lodging voucher gets nothing
}

// LocalTransport pays the local transport of days away, in one sum a day. Half
// days driven by the host count half.
type LocalTransport struct {
	Yuan     Number          `yaml:"yuan_per_day"`
	Provided Provided        `yaml:"provided"`
	Lodging  LodgingEvidence `yaml:"lodging_proof"`
}

// Provided says what becomes of what the host gave.
type Provided string

// The ways. The sum is the host's tariff, at most the meal's or half day's
// own; without a tariff it is that sum.
const (
	PayHost    Provided = "pay_host"    // the traveller is paid in full and pays the host: shown, nothing taken off
	TakeOff    Provided = "take_off"    // taken off the claim
	ForfeitDay Provided = "forfeit_day" // one meal given: no meal money that day
)

// LodgingEvidence says whether a night needs its voucher.
type LodgingEvidence string

// LodgingRequired makes money for a stay over night depend on a voucher of
// lodging (financial rules of 2013, article 25).
const LodgingRequired LodgingEvidence = "required"

// Voucher pays what was spent, by voucher.
type Voucher struct {
	Kinds    []ExpenseKind `yaml:"kinds"`
	Max      []ClassSum    `yaml:"max_yuan"`       // left out: no limit
	Per      VoucherPer    `yaml:"per"`            // what max_yuan is for; left out: each
	Approval Number        `yaml:"approval_above"` // a voucher above this needs its approval; left out: none does
}

// VoucherPer is what a limit of vouchers counts over.
type VoucherPer string

// The ways.
const (
	PerVoucher VoucherPer = "each"
	PerNight   VoucherPer = "night"
)

// Deduct takes what the person got in kind off what the items come to, never
// below nothing: no double gain.
type Deduct struct {
	Kinds []string `yaml:"kinds"` // of Benefit
	Of    []string `yaml:"of"`    // item ids; empty: all items
}

// Refuse pays nothing for the trips its filter lets through, and says why.
type Refuse struct {
	Reason lang.Text `yaml:"reason"`
	Person bool      `yaml:"person_decides"` // not the end of it: a person may pay it otherwise
}

// Fare is the fare of public transport between two places, either way.
type Fare struct {
	Kind string `yaml:"kind"` // bus, rail
	From string `yaml:"from"`
	To   string `yaml:"to"`
	Yuan Number `yaml:"yuan"`
}

// fare returns the fare of the kind between the places.
func (d Document) fare(kind, from, to string) (Number, bool) {
	for _, f := range d.Fares {
		if f.Kind == kind && (f.From == from && f.To == to || f.From == to && f.To == from) {
			return f.Yuan, true
		}
	}
	return Number{}, false
}
