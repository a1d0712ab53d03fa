package reimburse

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// Facts is what a person says of a month beside its traces: what the rule in
// force asks for. All of it is sealed when the month is handed in.
type Facts struct {
	Trips    []TripFacts    `json:"trips,omitempty"`
	Stays    []StayFacts    `json:"stays,omitempty"`
	Meals    []MealFacts    `json:"meals,omitempty"`
	Cars     []CarFacts     `json:"cars,omitempty"`
	Vouchers []VoucherFacts `json:"vouchers,omitempty"`
	Benefits []BenefitFacts `json:"benefits,omitempty"`
}

// TripFacts is what a trace does not show of a trip.
type TripFacts struct {
	Trip      trips.TripID `json:"trip"`
	Persons   int          `json:"persons,omitempty"`   // in the vehicle, the claimant included; 0: as requested, else one
	Passenger bool         `json:"passenger,omitempty"` // rode along: the driver is paid
	// LongerBecause is why the trip was longer than the way by road.
	LongerBecause string `json:"longer_because,omitempty"`
}

// StayFacts are days away that no trip shows, both included.
type StayFacts struct {
	From    rules.Date `json:"from"`
	To      rules.Date `json:"to"`
	Place   string     `json:"place"`
	Purpose string     `json:"purpose,omitempty"`
}

// MealFacts is a meal the host gave.
type MealFacts struct {
	Day       rules.Date   `json:"day"`
	Meal      rules.Meal   `json:"meal"`
	TariffFen money.Amount `json:"tariff_fen,omitempty"` // its price; 0: none is known
}

// CarFacts is a half day driven by the host.
type CarFacts struct {
	Day       rules.Date    `json:"day"`
	Half      rules.HalfDay `json:"half"`
	TariffFen money.Amount  `json:"tariff_fen,omitempty"`
}

// VoucherFacts is a voucher for money that was spent.
type VoucherFacts struct {
	ID        string            `json:"id"` // tells it apart in the month
	Kind      rules.ExpenseKind `json:"kind"`
	Day       rules.Date        `json:"day"`
	Trip      trips.TripID      `json:"trip,omitempty"`
	AmountFen money.Amount      `json:"amount_fen"`
	Nights    int               `json:"nights,omitempty"`
}

// BenefitFacts is something got in kind, such as a bus pass.
type BenefitFacts struct {
	Kind      string       `json:"kind"`
	Day       rules.Date   `json:"day"`
	AmountFen money.Amount `json:"amount_fen"`
}

// Bounds of what one month may say.
const (
	factsMax     = 200 // entries of one kind
	factsTextMax = 200 // characters of one text
)

// tidy puts the facts in a fixed order, trims their texts and leaves out what
// says nothing; too much is ErrFacts.
func (f Facts) tidy() (Facts, error) {
	most := max(len(f.Trips), len(f.Stays), len(f.Meals), len(f.Cars), len(f.Vouchers), len(f.Benefits))
	if most > factsMax {
		return f, fmt.Errorf("%d entries of one kind, at most %d: %w", most, factsMax, ErrFacts)
	}
	f.Trips = slices.Clone(f.Trips)
	for i := range f.Trips {
		f.Trips[i].LongerBecause = strings.Join(strings.Fields(f.Trips[i].LongerBecause), " ")
		if utf8.RuneCountInString(f.Trips[i].LongerBecause) > factsTextMax {
			return f, fmt.Errorf("why trip %s was longer: at most %d characters: %w", f.Trips[i].Trip, factsTextMax, ErrFacts)
		}
	}
	f.Trips = slices.DeleteFunc(f.Trips, func(t TripFacts) bool { return t == TripFacts{Trip: t.Trip} })
	slices.SortFunc(f.Trips, func(a, b TripFacts) int { return strings.Compare(string(a.Trip), string(b.Trip)) })
	f.Stays = slices.Clone(f.Stays)
	for i := range f.Stays {
		f.Stays[i].Place, f.Stays[i].Purpose = strings.TrimSpace(f.Stays[i].Place), strings.TrimSpace(f.Stays[i].Purpose)
		if utf8.RuneCountInString(f.Stays[i].Place+f.Stays[i].Purpose) > factsTextMax || f.Stays[i].Place == "" {
			return f, fmt.Errorf("the stay from %s needs a place, of at most %d characters: %w", f.Stays[i].From, factsTextMax, ErrFacts)
		}
	}
	slices.SortFunc(f.Stays, func(a, b StayFacts) int {
		return cmp.Or(strings.Compare(string(a.From), string(b.From)), strings.Compare(a.Place, b.Place))
	})
	f.Meals, f.Cars, f.Vouchers, f.Benefits = slices.Clone(f.Meals), slices.Clone(f.Cars), slices.Clone(f.Vouchers), slices.Clone(f.Benefits)
	slices.SortFunc(f.Meals, func(a, b MealFacts) int {
		return cmp.Or(strings.Compare(string(a.Day), string(b.Day)), slices.Index(rules.AllMeals(), a.Meal)-slices.Index(rules.AllMeals(), b.Meal))
	})
	slices.SortFunc(f.Cars, func(a, b CarFacts) int {
		return cmp.Or(strings.Compare(string(a.Day), string(b.Day)), strings.Compare(string(b.Half), string(a.Half)))
	})
	slices.SortFunc(f.Vouchers, func(a, b VoucherFacts) int {
		return cmp.Or(strings.Compare(string(a.Day), string(b.Day)), strings.Compare(a.ID, b.ID))
	})
	return f, nil
}

// monthWide is the facts without those of single trips.
func (f Facts) monthWide() Facts {
	f.Trips = nil
	return f
}

// ofTrip returns what was said of a trip.
func (f Facts) ofTrip(id trips.TripID) TripFacts {
	for _, t := range f.Trips {
		if t.Trip == id {
			return t
		}
	}
	return TripFacts{Trip: id}
}

// into adds the facts to a month that has its trips. What was said of a trip
// that is no more is left out; a voucher of one stays, as of no trip. granted are
// the vouchers the office approved: a voucher that was changed since is another.
func (f Facts) into(m *rules.Month, granted map[VoucherFacts]bool) {
	known := map[string]bool{}
	for i := range m.Bases {
		said := f.ofTrip(trips.TripID(m.Bases[i].TripID))
		m.Bases[i].Passenger, m.Bases[i].LongerWhy = said.Passenger, said.LongerBecause
		if said.Persons != 0 { // else what a request for the trip says
			m.Bases[i].Persons = said.Persons
		}
		known[m.Bases[i].TripID] = true
	}
	for i, s := range f.Stays {
		m.Stays = append(m.Stays, rules.Stay{ID: fmt.Sprintf("stay %d", i+1), From: s.From, To: s.To, Place: s.Place, Purpose: s.Purpose})
	}
	for _, a := range f.Meals {
		m.Arranged = append(m.Arranged, rules.Arranged{Day: a.Day, Meal: a.Meal, Tariff: a.TariffFen})
	}
	for _, h := range f.Cars {
		m.Hosted = append(m.Hosted, rules.Hosted{Day: h.Day, Half: h.Half, Tariff: h.TariffFen})
	}
	for _, v := range f.Vouchers {
		e := rules.Expense{ID: v.ID, Kind: v.Kind, Day: v.Day, Trip: string(v.Trip), Amount: v.AmountFen, Nights: v.Nights, Approved: granted[v]}
		if !known[e.Trip] {
			e.Trip = ""
		}
		m.Expenses = append(m.Expenses, e)
	}
	for i, b := range f.Benefits {
		m.Benefits = append(m.Benefits, rules.Benefit{ID: fmt.Sprintf("benefit %d", i+1), Kind: b.Kind, Day: b.Day, Amount: b.AmountFen})
	}
}
