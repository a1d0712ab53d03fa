package rules

import "licheng/reimburse/money"

// Stay is a stretch of days away from the station, both days included. Days
// outside the month are not counted in it, so a stay over the turn of a month
// may stand in both.
type Stay struct {
	ID      string `yaml:"id"`
	From    Date   `yaml:"from"`
	To      Date   `yaml:"to"`
	Place   string `yaml:"place"`
	Purpose string `yaml:"purpose"`
}

// Meal is one of the three of a day.
type Meal string

// The meals.
const (
	Breakfast Meal = "breakfast"
	Lunch     Meal = "lunch"
	Supper    Meal = "supper"
)

// AllMeals lists the meals of a day in order.
func AllMeals() []Meal { return []Meal{Breakfast, Lunch, Supper} }

// Arranged is a meal the host gave. Tariff is its price, 0: none is known.
type Arranged struct {
	Day    Date         `yaml:"day"`
	Meal   Meal         `yaml:"meal"`
	Tariff money.Amount `yaml:"tariff_fen"`
}

// HalfDay is one half of a day.
type HalfDay string

// The halves.
const (
	Morning   HalfDay = "morning"
	Afternoon HalfDay = "afternoon"
)

// Hosted is a half day driven by the host. Tariff is its price, 0: none is
// known.
type Hosted struct {
	Day    Date         `yaml:"day"`
	Half   HalfDay      `yaml:"half"`
	Tariff money.Amount `yaml:"tariff_fen"`
}

// ExpenseKind is what a voucher is of.
type ExpenseKind string

// The kinds of voucher.
const (
	Parking     ExpenseKind = "parking"
	TollVoucher ExpenseKind = "toll"
	BusTicket   ExpenseKind = "bus"
	TaxiTicket  ExpenseKind = "taxi"
	RailTicket  ExpenseKind = "rail"
	Lodging     ExpenseKind = "lodging"
	FuelReceipt ExpenseKind = "fuel"
)

// ExpenseKinds lists every kind of voucher.
func ExpenseKinds() []ExpenseKind {
	return []ExpenseKind{Parking, TollVoucher, BusTicket, TaxiTicket, RailTicket, Lodging, FuelReceipt}
}

// Expense is one voucher handed in.
type Expense struct {
	ID       string       `yaml:"id"`
	Kind     ExpenseKind  `yaml:"kind"`
	Day      Date         `yaml:"day"`
	Trip     string       `yaml:"trip"` // of the month; empty: of none
	Amount   money.Amount `yaml:"amount_fen"`
	Nights   int          `yaml:"nights"`   // lodging only; 0 counts as 1
	Approved bool         `yaml:"approved"` // by whom the rule asks for
}

// Benefit is something got in kind that a rule may take off, such as a subsidy
// of public transport.
type Benefit struct {
	ID     string       `yaml:"id"`
	Kind   string       `yaml:"kind"`
	Day    Date         `yaml:"day"`
	Amount money.Amount `yaml:"amount_fen"`
}
