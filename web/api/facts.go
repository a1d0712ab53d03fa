package api

import (
	"context"
	"time"

	"licheng/reimburse"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// MonthFacts is what this file needs of reimburse.
type MonthFacts interface {
	MonthFacts(ctx context.Context, actor trips.Actor, month string) (reimburse.FactsView, error)
	SayFacts(ctx context.Context, actor trips.Actor, month string, version int64, facts reimburse.Facts) (reimburse.FactsView, error)
	ClaimFacts(ctx context.Context, actor trips.Actor, id reimburse.ClaimID) (reimburse.FactsView, error)
}

// TripFacts is what a trace does not show of a trip.
type TripFacts struct {
	Trip      string `json:"trip" maxLength:"64"`
	Persons   int    `json:"persons,omitempty" minimum:"0" maximum:"100" doc:"In the vehicle, the claimant included; left out: as in the approved request, else one"`
	Passenger bool   `json:"passenger,omitempty" doc:"Rode along with a colleague: the driver is paid"`

	LongerBecause string `json:"longer_because,omitempty" maxLength:"200" doc:"Why the trip was longer than the way by road"`
}

// StayFacts are days away that no trip shows.
type StayFacts struct {
	From    string `json:"from" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09"`
	To      string `json:"to" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09"`
	Place   string `json:"place" minLength:"1" maxLength:"200"`
	Purpose string `json:"purpose,omitempty" maxLength:"200"`
}

// MealFacts is a meal the host gave.
type MealFacts struct {
	Day       string `json:"day" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09"`
	Meal      string `json:"meal" enum:"breakfast,lunch,supper"`
	TariffFen int64  `json:"tariff_fen,omitempty" minimum:"0" doc:"Its price; left out: none is known"`
}

// CarFacts is a half day driven by the host.
type CarFacts struct {
	Day       string `json:"day" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09"`
	Half      string `json:"half" enum:"morning,afternoon"`
	TariffFen int64  `json:"tariff_fen,omitempty" minimum:"0"`
}

// VoucherFacts is a voucher for money that was spent.
type VoucherFacts struct {
	ID        string `json:"id" minLength:"1" maxLength:"64" doc:"Tells it apart in the month"`
	Kind      string `json:"kind" enum:"parking,toll,bus,taxi,rail,lodging,fuel"`
	Day       string `json:"day" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09"`
	Trip      string `json:"trip,omitempty" maxLength:"64"`
	AmountFen int64  `json:"amount_fen" minimum:"1"`
	Nights    int    `json:"nights,omitempty" minimum:"0" maximum:"366" doc:"Of lodging"`
}

// BenefitFacts is something got in kind.
type BenefitFacts struct {
	Kind      string `json:"kind" minLength:"1" maxLength:"64"`
	Day       string `json:"day" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" patternDescription:"2026-10-09"`
	AmountFen int64  `json:"amount_fen" minimum:"0"`
}

// Facts is what a person says of a month beside its traces.
type Facts struct {
	Trips    []TripFacts    `json:"trips" maxItems:"200"`
	Stays    []StayFacts    `json:"stays" maxItems:"200"`
	Meals    []MealFacts    `json:"meals" maxItems:"200"`
	Cars     []CarFacts     `json:"cars" maxItems:"200"`
	Vouchers []VoucherFacts `json:"vouchers" maxItems:"200"`
	Benefits []BenefitFacts `json:"benefits" maxItems:"200"`
}

// Asks is what the rule in force wants to know.
type Asks struct {
	Persons   bool     `json:"persons" doc:"How many were in the vehicle"`
	Passenger bool     `json:"passenger" doc:"Who rode along with a colleague"`
	Stays     bool     `json:"stays"`
	Meals     bool     `json:"meals"`
	Cars      bool     `json:"cars"`
	Vouchers  []string `json:"vouchers" doc:"Kinds it pays"`
	Benefits  []string `json:"benefits" doc:"Kinds it takes off"`
	Longer    bool     `json:"longer" doc:"Why a trip was longer than the way by road"`
}

// MonthFactsView is what was said of a month, and what is asked.
type MonthFactsView struct {
	Month   string `json:"month"`
	Version int64  `json:"version" doc:"Send it back with a change"`
	Open    bool   `json:"open" doc:"Not handed in: all of it may change; else only what is said of trips that came later"`
	Facts   Facts  `json:"facts"`
	Asks    Asks   `json:"asks"`
	// Unapproved are vouchers to be asked about.
	Unapproved []string   `json:"unapproved" doc:"Ids of the vouchers that are paid only once the office approved them, and it has not"`
	SaidAt     *time.Time `json:"said_at,omitempty"`
	SaidBy     string     `json:"said_by,omitempty"`
}

// FactsOutput answers with the facts of a month.
type FactsOutput struct{ Body MonthFactsView }

// FactsInput names a month.
type FactsInput struct {
	Month string `path:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
}

// ReadFacts answers what one said of one's own month, and what the rule asks.
func (a *API) ReadFacts(ctx context.Context, in *FactsInput) (*FactsOutput, error) {
	return factsOutput(a.Facts.MonthFacts(ctx, actor(ctx), in.Month))
}

// SayFactsInput says the facts of a month whole.
type SayFactsInput struct {
	Key
	FactsInput
	Body struct {
		Version int64 `json:"version"`
		Facts   Facts `json:"facts"`
	}
}

// SayFacts keeps what one says of one's own month and prices it anew.
func (a *API) SayFacts(ctx context.Context, in *SayFactsInput) (*FactsOutput, error) {
	return factsOutput(a.Facts.SayFacts(ctx, actor(ctx), in.Month, in.Body.Version, in.Body.Facts.said()))
}

// ReadClaimFacts answers what was said of a claim's month.
func (a *API) ReadClaimFacts(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*FactsOutput, error) {
	return factsOutput(a.Facts.ClaimFacts(ctx, actor(ctx), reimburse.ClaimID(in.ID)))
}

func factsOutput(v reimburse.FactsView, err error) (*FactsOutput, error) {
	if err != nil {
		return nil, err
	}
	return &FactsOutput{Body: MonthFactsView{
		Month: v.Month, Version: v.Version, Open: v.Open, Facts: factsOf(v.Facts), SaidAt: v.SaidAt, SaidBy: v.SaidBy,
		Unapproved: listOf(v.Unapproved, same),
		Asks: Asks{
			Persons: v.Asks.Persons, Passenger: v.Asks.Passenger, Stays: v.Asks.Stays, Meals: v.Asks.Meals, Cars: v.Asks.Cars, Longer: v.Asks.Longer,
			Vouchers: listOf(v.Asks.Vouchers, func(k rules.ExpenseKind) string { return string(k) }), Benefits: listOf(v.Asks.Benefits, func(k string) string { return k }),
		},
	}}, nil
}

// said is the facts as reimburse takes them.
func (f Facts) said() reimburse.Facts {
	return reimburse.Facts{
		Trips: listOf(f.Trips, func(t TripFacts) reimburse.TripFacts {
			return reimburse.TripFacts{Trip: trips.TripID(t.Trip), Persons: t.Persons, Passenger: t.Passenger, LongerBecause: t.LongerBecause}
		}),
		Stays: listOf(f.Stays, func(s StayFacts) reimburse.StayFacts {
			return reimburse.StayFacts{From: rules.Date(s.From), To: rules.Date(s.To), Place: s.Place, Purpose: s.Purpose}
		}),
		Meals: listOf(f.Meals, func(m MealFacts) reimburse.MealFacts {
			return reimburse.MealFacts{Day: rules.Date(m.Day), Meal: rules.Meal(m.Meal), TariffFen: money.Amount(m.TariffFen)}
		}),
		Cars: listOf(f.Cars, func(c CarFacts) reimburse.CarFacts {
			return reimburse.CarFacts{Day: rules.Date(c.Day), Half: rules.HalfDay(c.Half), TariffFen: money.Amount(c.TariffFen)}
		}),
		Vouchers: listOf(f.Vouchers, func(v VoucherFacts) reimburse.VoucherFacts {
			return reimburse.VoucherFacts{ID: v.ID, Kind: rules.ExpenseKind(v.Kind), Day: rules.Date(v.Day), Trip: trips.TripID(v.Trip), AmountFen: money.Amount(v.AmountFen), Nights: v.Nights}
		}),
		Benefits: listOf(f.Benefits, func(b BenefitFacts) reimburse.BenefitFacts {
			return reimburse.BenefitFacts{Kind: b.Kind, Day: rules.Date(b.Day), AmountFen: money.Amount(b.AmountFen)}
		}),
	}
}

func factsOf(f reimburse.Facts) Facts {
	return Facts{
		Trips: listOf(f.Trips, func(t reimburse.TripFacts) TripFacts {
			return TripFacts{Trip: string(t.Trip), Persons: t.Persons, Passenger: t.Passenger, LongerBecause: t.LongerBecause}
		}),
		Stays: listOf(f.Stays, func(s reimburse.StayFacts) StayFacts {
			return StayFacts{From: string(s.From), To: string(s.To), Place: s.Place, Purpose: s.Purpose}
		}),
		Meals: listOf(f.Meals, func(m reimburse.MealFacts) MealFacts {
			return MealFacts{Day: string(m.Day), Meal: string(m.Meal), TariffFen: int64(m.TariffFen)}
		}),
		Cars: listOf(f.Cars, func(c reimburse.CarFacts) CarFacts {
			return CarFacts{Day: string(c.Day), Half: string(c.Half), TariffFen: int64(c.TariffFen)}
		}),
		Vouchers: listOf(f.Vouchers, voucherFactsOf),
		Benefits: listOf(f.Benefits, func(b reimburse.BenefitFacts) BenefitFacts {
			return BenefitFacts{Kind: b.Kind, Day: string(b.Day), AmountFen: int64(b.AmountFen)}
		}),
	}
}

func voucherFactsOf(v reimburse.VoucherFacts) VoucherFacts {
	return VoucherFacts{ID: v.ID, Kind: string(v.Kind), Day: string(v.Day), Trip: string(v.Trip), AmountFen: int64(v.AmountFen), Nights: v.Nights}
}
