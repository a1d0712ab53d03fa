package rules

import (
	"licheng/lang"
	"licheng/reimburse/claim"
)

// refused explains a trip that a clause does not pay.
func (p *pricer) refused(item Item, r run) claim.Line {
	code, way := claim.NotPayable, r.way()
	zhThen, enThen := "不予报销", "is not paid"
	if item.Refuse.Person {
		code, zhThen, enThen = claim.NoRule, "本规则不自动计算，由财务按规定另行审批", "is not computed here, a person decides"
	}
	reason := item.Refuse.Reason
	line := p.unpaid(code, item, r, r.km, lang.Say(
		p.zh("%s：%s 公里，%s，%s（%s）", way.ZH, r.km, reason.ZH, zhThen, item.Clause),
		p.en("%s: %s km %s: %s (%s)", way.EN, r.km, enThen, reason.EN, item.Title.EN)))
	if !item.When.If.empty() {
		line.Inputs = append(line.Inputs, input("条件", "condition", item.When.If.String(), "", p.source(item)))
	}
	return line
}

// rodeAlong explains a trip in somebody else's car.
func (p *pricer) rodeAlong(r run) claim.Line {
	way := r.way()
	return p.unpaid(claim.NotPayable, Item{ID: "general-passenger", Clause: general}, r, r.km, lang.Say(
		way.ZH+"：搭乘他人车辆，车费由驾驶人报销，搭乘人不重复报销",
		way.EN+": rode along in another's car; the driver is paid, not those who ride along"))
}
