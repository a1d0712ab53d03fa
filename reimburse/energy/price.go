// Package energy computes the litres and kilowatt-hours a drive must have
// used, and finds their price: declared consumption × real-world factor ×
// multiplier of climb, at the zone's price of that moment. Receipts for fuel
// are often not accepted, so this standard cost stands in for them.
package energy

import (
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/govalues/decimal"
)

// Price is one row of the price table, as `import fuel-prices` reads it from
// CSV with the columns zone, grade, valid_from, yuan_per_unit, source.
//
// A change announced for 24:00 of a day is a row that begins at 00:00 of the
// next day, Asia/Shanghai.
type Price struct {
	Zone      string          `json:"zone"`          // price zone, e.g. 520000 or 510000-2
	Grade     string          `json:"grade"`         // 92, 95, 98, 0, -10 (petrol, diesel), electric
	ValidFrom time.Time       `json:"valid_from"`    // first instant; until the next row of zone and grade
	Yuan      decimal.Decimal `json:"yuan_per_unit"` // yuan per litre, or per kWh
	Source    string          `json:"source"`        // the paper it stands in
}

// Errors of the price table.
var (
	ErrRow     = errors.New("unusable price row")
	ErrNoPrice = errors.New("no price for this zone, grade and moment")
)

// Prices finds the price of a zone and grade at an instant. The zero Prices
// has none.
type Prices struct {
	rows map[priceKey][]Price // ascending ValidFrom
}

type priceKey struct{ zone, grade string }

// NewPrices makes Prices. It returns ErrRow for an empty zone or grade, a
// price that is not above zero, or two rows of one zone and grade that begin
// at the same instant.
func NewPrices(rows []Price) (Prices, error) {
	p := Prices{rows: make(map[priceKey][]Price)}
	for _, r := range rows {
		if r.Zone == "" || r.Grade == "" {
			return Prices{}, fmt.Errorf("%w: zone %q, grade %q: neither may be empty", ErrRow, r.Zone, r.Grade)
		}
		if r.Yuan.Sign() <= 0 {
			return Prices{}, fmt.Errorf("%w: zone %s, grade %s: the price %s is not above zero", ErrRow, r.Zone, r.Grade, r.Yuan)
		}
		key := priceKey{r.Zone, r.Grade}
		p.rows[key] = append(p.rows[key], r)
	}
	for key, of := range p.rows {
		sort.Slice(of, func(i, j int) bool { return of[i].ValidFrom.Before(of[j].ValidFrom) })
		for i := 1; i < len(of); i++ {
			if of[i].ValidFrom.Equal(of[i-1].ValidFrom) {
				return Prices{}, fmt.Errorf("%w: zone %s, grade %s has two prices from %s",
					ErrRow, key.zone, key.grade, of[i].ValidFrom.Format(time.RFC3339))
			}
		}
	}
	return p, nil
}

// At returns the price of the zone and grade at the instant, or ErrNoPrice:
// a missing row is refused, never taken as zero.
func (p Prices) At(zone, grade string, at time.Time) (Price, error) {
	of := p.rows[priceKey{zone, grade}]
	after := sort.Search(len(of), func(i int) bool { return of[i].ValidFrom.After(at) })
	if after == 0 {
		return Price{}, fmt.Errorf("%w: zone %s, grade %s, %s", ErrNoPrice, zone, grade, at.Format(time.RFC3339))
	}
	return of[after-1], nil
}
