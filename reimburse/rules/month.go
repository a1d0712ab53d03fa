package rules

import (
	"slices"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// wholeMonth adds the lines that look at all trips of the month together.
func (p *pricer) wholeMonth() error {
	for _, item := range p.doc.Items {
		var err error
		switch {
		case item.PerDay != nil:
			err = p.perDay(item)
		case item.PerMonth != nil:
			err = p.perMonth(item)
		case item.Meals != nil:
			err = p.meals(item)
		case item.LocalTransport != nil:
			err = p.localTransport(item)
		}
		if err != nil {
			return errItem(item, err)
		}
	}
	if err := p.vouchers(); err != nil {
		return err
	}
	return p.allowance()
}

// perDay adds days × sum. A day counts once, however many trips began on it;
// not when a trip of the day was driven in the unit's car, or all of them lie
// inside the allowance's area.
func (p *pricer) perDay(item Item) error {
	days := int64(0)
	var list string
	for _, d := range p.days {
		earning, err := p.earning(item, d)
		switch {
		case err != nil:
			return err
		case len(earning) == 0:
		case d.unitCar():
			for _, r := range earning {
				p.add(p.unitCarThatDay(item, r))
			}
		default:
			days++
			list += " " + string(d.day[len("2006-"):])
		}
	}
	if days == 0 {
		return nil
	}
	line, err := p.monthLine(claim.PerDay, item, decimal.MustNew(days, 0), dayUnit, item.PerDay.Yuan.Decimal)
	if err != nil {
		return err
	}
	line.Text = lang.Say(
		p.zh("%s 月有公务出行 %d 天 × %s ¤/天 = %s ¤（%s）", p.month.Month, days, item.PerDay.Yuan, line.Amount, item.Clause),
		p.en("%s: %d days with trips × %s ¤ a day = %s ¤ (%s)", p.month.Month, days, item.PerDay.Yuan, line.Amount, item.Title.EN))
	line.Inputs = []claim.Input{input("出行日期", "days", list[1:], "", "trips of the month")}
	p.add(line)
	return nil
}

// earning returns the day's trips that the sum per day is for.
func (p *pricer) earning(item Item, d dayDriven) ([]run, error) {
	if !covers(p.doc.InForce.From, p.doc.InForce.To, d.day) {
		return nil, nil
	}
	var earning []run
	for i := range d.runs {
		r := &d.runs[i]
		if r.paidM == 0 || (r.vehicle != nil && r.vehicle.Unit) {
			continue
		}
		applies, err := p.applies(item, r)
		if err != nil {
			return nil, err
		}
		if applies {
			earning = append(earning, *r)
		}
	}
	return earning, nil
}

// unitCar reports whether a trip of the day was driven in the unit's car.
func (d dayDriven) unitCar() bool {
	return slices.ContainsFunc(d.runs, func(r run) bool { return r.vehicle != nil && r.vehicle.Unit })
}

// allowance shows the flat allowance of somebody who drew it on a day of the
// month. It comes with the salary: the line's amount is 0.
func (p *pricer) allowance() error {
	first, err := p.month.firstDay()
	if err != nil {
		return err
	}
	var item *Item
	var sum money.Amount
	for day := first; day.Month() == first.Month() && item == nil; day = day.AddDate(0, 0, 1) {
		if item, sum, err = p.doc.allowanceOn(p.month.Person, DateOf(day)); err != nil {
			return err
		}
	}
	if item == nil {
		return nil
	}
	line, err := p.monthLine(claim.Allowance, *item, decimal.One, monthUnit, decimal.MustParse(nothing))
	if err != nil {
		return err
	}
	area := p.doc.area(item.Allowance.Area)
	line.Text = lang.Say(
		p.zh("公务交通补贴每月 %s ¤随工资发放，保障“%s”内的公务出行，这里不重复支付（%s）", sum, area.Name.ZH, item.Clause),
		p.en("The allowance of %s ¤ a month comes with the salary and covers drives inside “%s”; it is not paid again here (%s)", sum, area.Name.EN, item.Title.EN))
	line.Inputs = []claim.Input{input("公务交通补贴", "monthly allowance", sum.String(), p.unit("/month"), p.source(*item))}
	p.add(line)
	return nil
}

// monthLine returns a line of quantity × rate about the whole month.
func (p *pricer) monthLine(code claim.Code, item Item, quantity decimal.Decimal, unit string, rate decimal.Decimal) (claim.Line, error) {
	first, err := p.month.firstDay()
	if err != nil {
		return claim.Line{}, err
	}
	line, err := p.priced(code, item, run{}, quantity, unit, rate)
	line.On = first
	return line, err
}
