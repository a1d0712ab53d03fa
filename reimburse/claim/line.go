// Package claim is the claim's shape and life: lines that explain themselves,
// and the states a claim goes through, as a table.
package claim

import (
	"time"

	"licheng/lang"
	"licheng/reimburse/money"
)

// Code says what a line is: money paid, or money not paid and why.
type Code string

// The codes of a line. The lines after Allowance carry no money to pay; they
// make visible what was not paid and why.
const (
	Mileage   Code = "MILEAGE"   // km × rate
	PerTrip   Code = "PER_TRIP"  // a lump sum a trip, by distance 按距离按次包干
	PerDay    Code = "PER_DAY"   // a lump sum a day with a trip
	TollCode  Code = "TOLL"      // sum of charging intervals
	Energy    Code = "ENERGY"    // litres or kWh × price
	Allowance Code = "ALLOWANCE" // flat monthly allowance, paid with the salary: shown, amount 0

	PerMonth       Code = "PER_MONTH"       // a fixed sum a month, e.g. the fixed part of fixed + variable
	Hardship       Code = "HARDSHIP"        // pay for a hard place, e.g. 乡镇工作补贴: no transport money
	Passengers     Code = "PASSENGERS"      // km × a rate for those who rode along
	Meals          Code = "MEALS"           // meal money of days away 伙食补助费
	LocalTransport Code = "LOCAL_TRANSPORT" // local transport of days away 市内交通费
	Voucher        Code = "VOUCHER"         // spent, by voucher
	Appealed       Code = "APPEALED"        // paid more because an appeal was right
	TollEstimate   Code = "TOLL_ESTIMATE"   // tolled km × a rate of the rule, where no table has a row: an estimate, and marked as one

	CoveredByAllowance Code = "COVERED_BY_ALLOWANCE" // metres inside the allowance's coverage area: 0
	UnitVehicle        Code = "UNIT_VEHICLE"         // driven in the unit's car: 0
	OverTripCap        Code = "OVER_TRIP_CAP"        // shortfall a cap leaves: negative
	OverMonthlyCap     Code = "OVER_MONTHLY_CAP"     // shortfall a cap leaves: negative
	OverYearlyCap      Code = "OVER_YEARLY_CAP"      // shortfall a cap leaves: negative
	NoPrice            Code = "NO_PRICE"             // a table has no row for it: 0, nothing guessed
	NoRule             Code = "NO_RULE"              // no clause of the document pays it: 0, a person decides
	LongerWay          Code = "LONGER_WAY"           // driven beyond the way by road the clause pays: 0
	NotPayable         Code = "NOT_PAYABLE"          // a clause says that it is not paid: 0
	NeedsApproval      Code = "NEEDS_APPROVAL"       // paid only once approved by whom the rule names: 0
	NoEvidence         Code = "NO_EVIDENCE"          // the voucher the rule asks for is missing: 0
	PaidToHost         Code = "PAID_TO_HOST"         // given by the host, to be paid there: shown, amount 0
	Provided           Code = "PROVIDED"             // given by the host, taken off: negative
	InKind             Code = "IN_KIND"              // got in kind, taken off: negative
	OverLimit          Code = "OVER_LIMIT"           // of a voucher, what lies above its limit: negative
)

// Line is one explained amount of a claim: quantity × rate = amount.
type Line struct {
	Code     Code         `json:"code"`
	Trip     string       `json:"trip,omitempty"` // trip id; empty for lines about the whole month
	Quantity string       `json:"quantity"`       // decimal, e.g. "37.412"
	Unit     string       `json:"unit"`           // km, L, kWh, month, interval
	Rate     string       `json:"rate"`           // decimal yuan per unit, e.g. "0.80"; empty where a table was summed
	Amount   money.Amount `json:"amount_fen"`     // rounded once, half up; negative for a cut
	Rule     Rule         `json:"rule"`
	Text     lang.Text    `json:"text"`   // the whole line in one sentence
	Inputs   []Input      `json:"inputs"` // everything the amount was computed from
	On       time.Time    `json:"on"`     // the instant that chose rate and price
}

// Rule names the clause a line rests on.
type Rule struct {
	ID        string `json:"id"`                    // e.g. km-car
	Clause    string `json:"clause"`                // e.g. 第六条第一款
	Document  string `json:"document"`              // id of the rule document
	Version   string `json:"version"`               // of the rule document
	InForce   string `json:"in_force"`              // 2006-01-02, the first day
	InForceTo string `json:"in_force_to,omitempty"` // last day, empty when open
}

// Input is one named figure a line was computed from.
type Input struct {
	Name  lang.Text `json:"name"`
	Value string    `json:"value"`
	Unit  string    `json:"unit,omitempty"`
	From  string    `json:"from,omitempty"` // where it comes from: a table row, a trip, a declaration
}
