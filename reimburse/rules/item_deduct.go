package rules

import (
	"slices"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// deduct takes what the person got in kind off what the items come to, at most
// to nothing.
func (p *pricer) deduct(item Item) error {
	applies, err := p.appliesToMonth(item)
	if err != nil || !applies {
		return err
	}
	var got money.Amount
	for _, b := range p.month.Benefits {
		if !slices.Contains(item.Deduct.Kinds, b.Kind) {
			continue
		}
		if got, err = got.Add(b.Amount); err != nil {
			return err
		}
	}
	sum, err := p.comesTo(Cap{Of: item.Deduct.Of}, "")
	if err != nil {
		return err
	}
	off := min(got, max(sum, 0))
	if off == 0 {
		return nil
	}
	line, err := p.monthLine(claim.InKind, item, decimal.One, monthUnit, (-off).Yuan())
	if err != nil {
		return err
	}
	line.Text = lang.Say(
		p.zh("%s 月已得实物或补贴 %s ¤，从 %s ¤中扣减 %s ¤，不重复享受（%s）", p.month.Month, got, sum, off, item.Clause),
		p.en("%s: %s ¤ were got in kind, %s ¤ are taken off %s ¤: no double gain (%s)", p.month.Month, got, off, sum, item.Title.EN))
	line.Inputs = []claim.Input{
		input("已得", "got in kind", got.String(), p.unit(""), "benefits of the month"),
		input("扣减前合计", "sum before", sum.String(), p.unit(""), "lines of the claim"),
	}
	p.add(line)
	return nil
}

// perMonth adds the fixed sum of the month.
func (p *pricer) perMonth(item Item) error {
	applies, err := p.appliesToMonth(item)
	if err != nil || !applies {
		return err
	}
	if !item.PerMonth.Always && len(p.month.Bases) == 0 {
		return nil
	}
	yuan, ok := sumFor(item.PerMonth.Yuan, p.month.Person)
	if !ok {
		return nil
	}
	code := claim.PerMonth
	if item.PerMonth.Hardship {
		code = claim.Hardship
	}
	line, err := p.monthLine(code, item, decimal.One, monthUnit, yuan.Decimal)
	if err != nil {
		return err
	}
	line.Text = lang.Say(
		p.zh("%s 固定部分每月 %s ¤（%s）", p.month.Month, line.Amount, item.Clause),
		p.en("%s: the fixed sum of %s ¤ a month (%s)", p.month.Month, line.Amount, item.Title.EN))
	line.Inputs = []claim.Input{input("每月固定", "fixed sum", yuan.String(), p.unit("/month"), p.source(item))}
	if item.PerMonth.Hardship {
		line.Text = lang.Say(
			p.zh("%s 艰苦岗位补贴 %s ¤，不是交通费，不抵扣出行成本（%s）", p.month.Month, line.Amount, item.Clause),
			p.en("%s: %s ¤ for a hard post; no transport money, never set off against what driving cost (%s)", p.month.Month, line.Amount, item.Title.EN))
		line.Inputs = append(line.Inputs, p.serviceInputs()...)
	}
	p.add(line)
	return nil
}

// appliesToMonth reports whether an item about the whole month holds: it is in
// force on the month's first day and its filter lets the person through.
func (p *pricer) appliesToMonth(item Item) (bool, error) {
	first := Date(p.month.Month + "-01")
	if !item.inForce(first) || !fits(item.When.StaffClasses, p.month.Person.StaffClass) {
		return false, nil
	}
	return item.When.If.holds(monthFactsOf{p})
}
