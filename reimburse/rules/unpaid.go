package rules

import (
	"fmt"

	"licheng/lang"
	"licheng/reimburse/claim"
)

// general is the clause of lines that no clause of the document makes: they
// follow from the language itself (docs/rules.md).
const general = "通则"

// covered explains the metres that the flat allowance covers.
func (p *pricer) covered(r run) claim.Line {
	item, sum, err := p.doc.allowanceOn(p.month.Person, r.day)
	if err != nil || item == nil {
		return p.noRule(r) // newRun found the item a moment ago
	}
	km, _ := r.km.Sub(r.paidKM) // both fit: paid is a part of driven
	way, area := r.way(), p.doc.area(item.Allowance.Area)
	line := p.unpaid(claim.CoveredByAllowance, *item, r, km, lang.Say(
		p.zh("%s：其中 %s 公里在公务交通补贴保障范围“%s”内，每月补贴 %s ¤已含，不另计（%s）", way.ZH, km, area.Name.ZH, sum, item.Clause),
		p.en("%s: %s km lie inside the allowance's area “%s”; the monthly %s ¤ already covers them (%s)", way.EN, km, area.Name.EN, sum, item.Title.EN)))
	line.Inputs = append(line.Inputs,
		input("保障范围内里程", "kilometres covered", km.String(), kmUnit, "area "+area.ID),
		input("公务交通补贴", "monthly allowance", sum.String(), p.unit("/month"), p.source(*item)))
	return line
}

// area returns the coverage area of the id; check made sure that it exists.
func (d Document) area(id string) Area {
	for _, a := range d.Areas {
		if a.ID == id {
			return a
		}
	}
	return Area{ID: id, Name: lang.Say(id, id)}
}

// unitVehicle explains a drive in the unit's own car.
func (p *pricer) unitVehicle(r run) claim.Line {
	way := r.way()
	return p.unpaid(claim.UnitVehicle, Item{ID: "general-unit-vehicle", Clause: general}, r, r.km, lang.Say(
		way.ZH+"：乘坐单位公务用车，交通费不另计",
		way.EN+": driven in the unit's own car, transport is not paid again"))
}

// unitCarThatDay explains a trip whose day is not paid because the unit's car
// was used on it.
func (p *pricer) unitCarThatDay(item Item, r run) claim.Line {
	way := r.way()
	return p.unpaid(claim.UnitVehicle, item, r, r.km, lang.Say(
		fmt.Sprintf("%s：当天使用了单位公务用车，按天补助不另计（%s）", way.ZH, item.Clause),
		fmt.Sprintf("%s: the unit's car was used on this day, so the sum per day is not paid (%s)", way.EN, item.Title.EN)))
}

// notInForce explains a day the document says nothing about.
func (p *pricer) notInForce(r run) claim.Line {
	way := r.way()
	return p.unpaid(claim.NoRule, Item{ID: "general-in-force", Clause: general}, r, r.km, lang.Say(
		fmt.Sprintf("%s：规则“%s”%s 起执行，当天没有可用标准，请财务选用当时有效的规则", way.ZH, p.doc.Title.ZH, p.doc.InForce.From),
		fmt.Sprintf("%s: the rule “%s” is in force from %s and not on this day; choose the rule of that day", way.EN, p.doc.Title.EN, p.doc.InForce.From)))
}

// noRule explains kilometres that no clause pays.
func (p *pricer) noRule(r run) claim.Line {
	if r.vehicle == nil {
		return p.noVehicle(Item{ID: "general-vehicle", Clause: general}, r)
	}
	way := r.way()
	return p.unpaid(claim.NoRule, Item{ID: "general-no-clause", Clause: general}, r, r.paidKM, lang.Say(
		fmt.Sprintf("%s：%s 公里，本规则没有适用于该人员、车型的条款，请财务按规定另行审批", way.ZH, r.paidKM),
		fmt.Sprintf("%s: %s km; no clause of the rule pays this person and vehicle, a person decides", way.EN, r.paidKM)))
}

// noVehicle explains a trip that cannot be priced for want of a vehicle.
func (p *pricer) noVehicle(item Item, r run) claim.Line {
	way := r.way()
	return p.unpaid(claim.NoPrice, item, r, r.paidKM, lang.Say(
		fmt.Sprintf("%s：%s 公里，没有选择车辆，选定车辆后自动计算", way.ZH, r.paidKM),
		fmt.Sprintf("%s: %s km; no vehicle was chosen, choose one and the sum appears", way.EN, r.paidKM)))
}
