package rules

import (
	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// cap cuts what its items come to beyond the cap, as a line that leaves the
// shortfall visible.
func (p *pricer) cap(item Item) error {
	applies, err := p.appliesToMonth(item)
	if err != nil || !applies {
		return err
	}
	if item.Cap.Fare != "" {
		return p.capFares(item)
	}
	yuan, ok := sumFor(item.Cap.Yuan, p.month.Person)
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
		sum, err := p.comesTo(*item.Cap, basis.TripID)
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

// capFares cuts each trip to the fare of public transport between its places.
// Where no fare is written nothing of it is paid, and the line says so: a
// limit is not guessed.
func (p *pricer) capFares(item Item) error {
	for _, basis := range p.month.inOrder() {
		sum, err := p.comesTo(*item.Cap, basis.TripID)
		if err != nil {
			return err
		}
		fare, written := p.doc.fare(item.Cap.Fare, basis.From, basis.To)
		limit, err := money.FromYuan(fare.or(decimal.Zero))
		if err != nil {
			return err
		}
		if sum <= limit {
			continue
		}
		if err := p.cut(item, claim.OverTripCap, tripUnit, run{Basis: basis}, limit, 0, sum); err != nil {
			return err
		}
		if !written {
			p.noFare(item, basis)
		}
	}
	return nil
}

// noFare says of the line just added that its limit is not known.
func (p *pricer) noFare(item Item, b Basis) {
	text := &p.lines[len(p.lines)-1].Text
	text.ZH = p.zh("%s→%s 没有登记%s票价，封顶额不明，%s", b.From, b.To, item.Cap.Fare, text.ZH)
	text.EN = p.en("no %s fare is written for %s → %s, so the limit is not known: %s", item.Cap.Fare, b.From, b.To, text.EN)
}

// capAll cuts the whole month; before is what other months used up of it.
func (p *pricer) capAll(item Item, code claim.Code, unit string, limit, before money.Amount) error {
	sum, err := p.comesTo(*item.Cap, "")
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

// comesTo returns what the cap's items come to so far, for one trip or, with
// an empty id, for the month; what earlier caps cut of them is taken off.
func (p *pricer) comesTo(k Cap, tripID string) (money.Amount, error) {
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
	for _, item := range p.doc.Items {
		if item.ID != l.Rule.ID {
			continue
		}
		switch {
		case item.Cap != nil:
			return k.holds(*item.Cap)
		case item.Deduct != nil:
			return k.holds(Cap{Of: item.Deduct.Of})
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
		p.zh("%s合计 %s ¤超过%s上限 %s ¤，%s ¤未付，计入缺口（%s）", zhPer, sum, zhPer, limit, over, item.Clause),
		p.en("%s ¤ are over the cap of %s ¤ a %s; %s ¤ stay unpaid and are counted as shortfall (%s)", sum, limit, enPer, over, item.Title.EN))
	if before > 0 {
		line.Text = lang.Say(
			p.zh("本月合计 %s ¤，本年其他月份已报 %s ¤，超过每年上限 %s ¤，%s ¤未付，计入缺口（%s）", sum, before, limit, over, item.Clause),
			p.en("%s ¤ and the %s ¤ claimed for other months of the year are over the cap of %s ¤ a year; %s ¤ stay unpaid and are counted as shortfall (%s)", sum, before, limit, over, item.Title.EN))
	}
	line.Inputs = []claim.Input{
		input("上限", "cap", limit.String(), p.unit("/"+unit), p.source(item)),
		input("上限前合计", "sum before the cap", sum.String(), p.unit(""), "lines of the claim"),
	}
	if before > 0 {
		line.Inputs = append(line.Inputs, input("本年其他月份已报", "claimed for other months of the year", before.String(), p.unit(""), "earlier claims"))
	}
	p.add(line)
	return nil
}
