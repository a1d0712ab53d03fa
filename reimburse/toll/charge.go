package toll

import (
	"fmt"
	"time"

	"github.com/govalues/decimal"

	"licheng/reimburse/money"
)

// Vehicle is what a charge depends on.
type Vehicle struct {
	Class Class
	Seats int
	ETC   bool
	Goods bool // licensed as a goods vehicle though priced as class 1: a pickup
}

// Policy is how a province charges, as a rule document states it.
type Policy struct {
	ETC         Mode            // rounding of vehicles with ETC
	Manual      Mode            // rounding of vehicles without
	Rate        decimal.Decimal // what ETC leaves to pay: 0.95; 1 for no discount
	PerInterval bool            // ETCPlain only: each interval is rounded, not the sum
	GoodsFree   bool            // pickups pass free on free days like cars
}

// Charge is what one ride comes to. Only intervals with a row are charged;
// Missing lists the others, for which nothing is guessed.
type Charge struct {
	Entry, Exit string // names of the booths; empty where not seen
	ExitAt      time.Time
	Span        Span
	Intervals   []Interval
	Missing     []Passage
	Fee         Fee
	Mode        Mode
	Free        *FreePeriod // the free days the ride fell in; Fee.Real is 0 then
}

// Interval is one charging interval of a ride.
type Interval struct {
	Ref, Name string
	Fee       Fee
}

// Charges prices the passages of one trip, in the order driven. It returns
// ErrClass for a class outside 1 to 4 and ErrMode for an unknown mode.
func Charges(passages []Passage, v Vehicle, t Table, free []FreePeriod, p Policy) ([]Charge, error) {
	if v.Class < 1 || v.Class > 4 {
		return nil, fmt.Errorf("%w: class %d", ErrClass, v.Class)
	}
	var charges []Charge
	for _, r := range rides(passages) {
		c := Charge{ExitAt: r.exitAt(), Span: r.span(), Mode: p.Manual}
		if v.ETC {
			c.Mode = p.ETC
		}
		if r.entry != nil {
			c.Entry = r.entry.label()
		}
		if r.exit != nil {
			c.Exit = r.exit.label()
		}
		for _, passed := range r.intervals() {
			row, ok := t.Row(passed.Ref, passed.At)
			if !ok {
				c.Missing = append(c.Missing, passed)
				continue
			}
			for _, r := range append([]Row{row}, t.Surcharges(passed.Ref, passed.At)...) {
				fee := r.Fen[v.Class-1]
				c.Intervals = append(c.Intervals, Interval{Ref: r.Interval, Name: r.Name, Fee: Fee{Pay: fee, Real: fee}})
			}
		}
		if err := c.settle(v, free, p); err != nil {
			return nil, err
		}
		charges = append(charges, c)
	}
	return charges, nil
}

// Whole reports whether a row prices everything the ride went through.
func (c Charge) Whole() bool { return len(c.Intervals) > 0 && len(c.Missing) == 0 }

// settle fills in the fee of the ride from its intervals.
func (c *Charge) settle(v Vehicle, free []FreePeriod, p Policy) error {
	perInterval := p.PerInterval && c.Mode == ETCPlain
	var sum, rounded money.Amount
	for i := range c.Intervals {
		fee := &c.Intervals[i].Fee
		if perInterval {
			due, err := c.Mode.Round(fee.Pay, p.Rate)
			if err != nil {
				return err
			}
			*fee = Fee{Pay: fee.Pay, Discount: fee.Pay - due, Real: due}
		}
		var err error
		if sum, err = sum.Add(fee.Pay); err != nil {
			return err
		}
		rounded += fee.Real
	}
	if !perInterval {
		var err error
		if rounded, err = c.Mode.Round(sum, p.Rate); err != nil {
			return err
		}
	}
	sum = max(sum, rounded) // rounding to whole yuan went up: that is what is due
	if period, ok := v.Free(free, c.ExitAt, p); ok {
		c.Free, rounded = &period, 0
	}
	c.Fee = Fee{Pay: sum, Discount: sum - rounded, Real: rounded}
	return nil
}

// Free reports whether the vehicle leaves free at the instant under the policy.
func (v Vehicle) Free(periods []FreePeriod, exit time.Time, p Policy) (FreePeriod, bool) {
	if v.Goods && !p.GoodsFree {
		return FreePeriod{}, false
	}
	return Free(periods, exit, v.Seats)
}
