package rules

import (
	"errors"
	"fmt"
	"time"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/energy"
)

// pricePart is a part of a drive with the price it is paid at.
type pricePart struct {
	km    decimal.Decimal
	at    time.Time // that chose the price
	price energy.Price
}

// The reasons why a drive has no priced parts.
type unpriced int

const (
	pricedAll      unpriced = iota
	unpricedMoment          // no row of the table holds at the moment
	unsplitDrive            // the price changed on the way and nobody knows where
)

// priceParts returns the parts of the drive, each with its price: one, or with
// by_km two where the price changed at a midnight on the way.
func (p *pricer) priceParts(k Energy, r run) ([]pricePart, unpriced, error) {
	at := r.StartedAt
	if k.PriceAt == AtEnd {
		at = r.EndedAt
	}
	price, found, err := p.fuelPrice(k, r, at)
	if err != nil || !found {
		return nil, unpricedMoment, err
	}
	whole := []pricePart{{km: r.paidKM, at: at, price: price}}
	if k.PriceAt != ByKM {
		return whole, pricedAll, nil
	}
	midnight := midnightAfter(r.StartedAt)
	last, found, err := p.fuelPrice(k, r, r.EndedAt)
	switch {
	case err != nil || !found:
		return nil, unpricedMoment, err
	case last.ValidFrom.Equal(price.ValidFrom):
		return whole, pricedAll, nil
	case !last.ValidFrom.Equal(midnight), r.MidnightM <= 0, r.paidM < r.drivenM:
		return nil, unsplitDrive, nil
	}
	before := min(metres(r.MidnightM), r.drivenM)
	parts := []pricePart{
		{km: decimal.MustNew(before, 3), at: r.StartedAt, price: price},
		{km: decimal.MustNew(r.drivenM-before, 3), at: midnight, price: last},
	}
	if before == r.drivenM {
		parts = parts[:1]
	}
	return parts, pricedAll, nil
}

// fuelPrice looks the price up; false where the table has no row.
func (p *pricer) fuelPrice(k Energy, r run, at time.Time) (energy.Price, bool, error) {
	price, err := p.tables.FuelPrice.At(p.zone(k), r.vehicle.grade(), at)
	if errors.Is(err, energy.ErrNoPrice) {
		return energy.Price{}, false, nil
	}
	return price, err == nil, err
}

// midnightAfter returns the first midnight after the instant in Asia/Shanghai.
func midnightAfter(at time.Time) time.Time {
	local := at.In(Shanghai())
	return time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, Shanghai())
}

// notSplit explains a drive on which the price changed, of which nobody knows
// how far it had come by then.
func (p *pricer) notSplit(item Item, r run) claim.Line {
	way := r.way()
	return p.unpaid(claim.NoPrice, item, r, r.paidKM, lang.Say(
		fmt.Sprintf("%s：%s 公里，途中油价调整，调价前后各行驶多少没有量到，未计价，不作估算（%s）", way.ZH, r.paidKM, item.Clause),
		fmt.Sprintf("%s: %s km; the price changed on the way and how far it had come by then was not measured, nothing is guessed (%s)", way.EN, r.paidKM, item.Title.EN)))
}
