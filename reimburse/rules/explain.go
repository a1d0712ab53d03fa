package rules

import (
	"fmt"
	"strings"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
)

// Explain tells a line step by step: its sentence, the arithmetic before and
// after rounding, the clause with its version and days in force, and every
// figure it was computed from.
func Explain(l claim.Line) []lang.Text {
	steps := []lang.Text{l.Text, arithmetic(l), clause(l.Rule)}
	for _, in := range l.Inputs {
		value := strings.TrimSpace(in.Value + " " + in.Unit)
		zhFrom, enFrom := "", ""
		if in.From != "" {
			zhFrom, enFrom = "（来自 "+in.From+"）", " (from "+in.From+")"
		}
		steps = append(steps, lang.Say(in.Name.ZH+"："+value+zhFrom, in.Name.EN+": "+value+enFrom))
	}
	return steps
}

// arithmetic recomputes quantity × rate and says how it was rounded.
func arithmetic(l claim.Line) lang.Text {
	quantity, errQ := decimal.Parse(l.Quantity)
	rate, errR := decimal.Parse(l.Rate)
	if errQ != nil || errR != nil { // a sum of several products has no rate
		return lang.Sayf("金额 %[1]s，由下列各项按条款合计，各步四舍五入到分",
			"%[1]s, summed by the clause from the figures below, each rounded half up to a hundredth", l.Amount)
	}
	exact, err := quantity.Mul(rate)
	if err != nil {
		return lang.Sayf("%[1]s × %[2]s = %[3]s", "%[1]s × %[2]s = %[3]s", l.Quantity, l.Rate, l.Amount)
	}
	if exact.Trim(0).Scale() <= 2 {
		return lang.Sayf("%[1]s %[2]s × %[3]s = %[4]s，无须取整", "%[1]s %[2]s × %[3]s = %[4]s, nothing to round",
			l.Quantity, l.Unit, l.Rate, l.Amount)
	}
	return lang.Sayf("%[1]s %[2]s × %[3]s = %[4]s，四舍五入到分 %[5]s", "%[1]s %[2]s × %[3]s = %[4]s, rounded half up to %[5]s",
		l.Quantity, l.Unit, l.Rate, exact.Trim(0), l.Amount)
}

// clause names the clause, its document, and the days it is in force.
func clause(r claim.Rule) lang.Text {
	zhTo, enTo := "起", " on"
	if r.InForceTo != "" {
		zhTo, enTo = "至 "+r.InForceTo, " to "+r.InForceTo
	}
	return lang.Say(
		fmt.Sprintf("依据 %s（条款编号 %s），%s 第 %s 版，%s %s施行", r.Clause, r.ID, r.Document, r.Version, r.InForce, zhTo),
		fmt.Sprintf("by %s (item %s) of %s version %s, in force from %s%s", r.Clause, r.ID, r.Document, r.Version, r.InForce, enTo))
}
