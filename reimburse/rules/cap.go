package rules

import (
	"fmt"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// cap cuts what its items come to beyond the cap, as a line that leaves the
// shortfall visible.
func (p *pricer) cap(item Item) error {
	if !fits(item.When.StaffClasses, p.month.Person.StaffClass) {
		return nil
	}
	yuan, ok := sumFor(item.Cap.Yuan, p.month.Person.StaffClass)
	if !ok {
		return nil
	}
	limit, err := money.FromYuan(yuan.Decimal)
	if err != nil {
		return err
	}
	switch item.Cap.Per {
	case CapTrip:
		return p.capTrips(item, limit)
	case CapYear:
		return p.capAll(item, claim.OverYearlyCap, yearUnit, limit, p.month.PaidThisYear)
	default:
		return p.capAll(item, claim.OverMonthlyCap, monthUnit, limit, 0)
	}
}

// capTrips cuts each trip by itself, in the order driven.
func (p *pricer) capTrips(item Item, limit money.Amount) error {
	for _, basis := range p.month.inOrder() {
		sum, err := p.counted(*item.Cap, basis.TripID)
		if err != nil {
			return err
		}
		if sum <= limit {
			continue
		}
		if err := p.cut(item, claim.OverTripCap, tripUnit, run{Basis: basis}, limit, 0, sum); err != nil {
			return err
		}
	}
	return nil
}

// capAll cuts the whole month; before is what earlier months used up of it.
func (p *pricer) capAll(item Item, code claim.Code, unit string, limit, before money.Amount) error {
	sum, err := p.counted(*item.Cap, "")
	if err != nil {
		return err
	}
	if sum <= max(limit-before, 0) {
		return nil
	}
	first, err := p.month.firstDay()
	if err != nil {
		return err
	}
	return p.cut(item, code, unit, run{Basis: Basis{StartedAt: first}}, limit, before, sum)
}

// counted returns what the cap's items come to so far, for one trip or, with
// an empty id, for the month; what earlier caps cut of them is taken off.
func (p *pricer) counted(k Cap, tripID string) (money.Amount, error) {
	var sum money.Amount
	var err error
	for _, l := range p.lines {
		if tripID != "" && l.Trip != tripID {
			continue
		}
		if !k.counts(l.Rule.ID) && !p.cutsPartOf(k, l) {
			continue
		}
		if sum, err = sum.Add(l.Amount); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// cutsPartOf reports whether the line is a cut under a cap whose items k counts.
func (p *pricer) cutsPartOf(k Cap, l claim.Line) bool {
	if !l.Code.IsCut() {
		return false
	}
	for _, item := range p.doc.Items {
		if item.ID == l.Rule.ID {
			return k.holds(*item.Cap)
		}
	}
	return false
}

// cut adds the line that takes off what lies beyond the cap.
func (p *pricer) cut(item Item, code claim.Code, unit string, r run, limit, before, sum money.Amount) error {
	over := sum - max(limit-before, 0)
	line, err := p.priced(code, item, r, decimal.One, unit, (-over).Yuan())
	if err != nil {
		return err
	}
	zhPer, enPer := map[string]string{tripUnit: "每次", monthUnit: "每月", yearUnit: "每年"}[unit], unit
	line.Text = lang.Say(
		fmt.Sprintf("%s合计 %s 元超过%s上限 %s 元，%s 元未付，计入缺口（%s）", zhPer, sum, zhPer, limit, over, item.Clause),
		fmt.Sprintf("%s yuan are over the cap of %s yuan a %s; %s yuan stay unpaid and are counted as shortfall (%s)", sum, limit, enPer, over, item.Title.EN))
	line.Inputs = []claim.Input{
		input("上限", "cap", limit.String(), "yuan/"+unit, p.source(item)),
		input("上限前合计", "sum before the cap", sum.String(), "yuan", "lines of the claim"),
	}
	if before > 0 {
		line.Inputs = append(line.Inputs, input("本年已付", "paid this year before", before.String(), "yuan", "earlier claims"))
	}
	p.add(line)
	return nil
}
