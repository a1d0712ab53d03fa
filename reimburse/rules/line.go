package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

// The units of a line's quantity.
const (
	kmUnit       = "km"
	tripUnit     = "trip"
	dayUnit      = "day"
	monthUnit    = "month"
	yearUnit     = "year"
	intervalUnit = "interval"
	passUnit     = "pass"
	litreUnit    = "L"
	kwhUnit      = "kWh"
)

func (p *pricer) add(l claim.Line) { p.lines = append(p.lines, l) }

// rule names the clause of an item.
func (p *pricer) rule(item Item) claim.Rule {
	return claim.Rule{
		ID: item.ID, Clause: item.Clause, Document: p.doc.ID, Version: p.doc.Version,
		InForce: string(p.doc.InForce.From), InForceTo: string(p.doc.InForce.To),
	}
}

// priced returns a line of quantity × rate for a trip; its text is still empty.
func (p *pricer) priced(code claim.Code, item Item, r run, quantity decimal.Decimal, unit string, rate decimal.Decimal) (claim.Line, error) {
	amount, err := money.Times(quantity, rate)
	if err != nil {
		return claim.Line{}, err
	}
	return claim.Line{
		Code: code, Trip: r.TripID, Quantity: quantity.String(), Unit: unit, Rate: rate.String(),
		Amount: amount, Rule: p.rule(item), On: r.StartedAt,
	}, nil
}

// unpaid returns a line of a trip that pays nothing: its kilometres at 0.00.
func (p *pricer) unpaid(code claim.Code, item Item, r run, km decimal.Decimal, text lang.Text) claim.Line {
	return claim.Line{
		Code: code, Trip: r.TripID, Quantity: km.String(), Unit: kmUnit, Rate: nothing,
		Rule: p.rule(item), Text: text, Inputs: []claim.Input{r.distance()}, On: r.StartedAt,
	}
}

// nothing is the rate of what is not paid.
const nothing = "0.00"

// way says in both languages which drive a line is about: day and places.
func (r run) way() lang.Text {
	on := r.StartedAt.In(Shanghai())
	zh := fmt.Sprintf("%d月%d日", on.Month(), on.Day())
	en := fmt.Sprintf("%d %s", on.Day(), on.Format("Jan"))
	if r.From != "" && r.To != "" {
		places := slices.Concat([]string{r.From}, r.Via, []string{r.To})
		return lang.Say(zh+strings.Join(places, "→"), en+", "+strings.Join(places, " → "))
	}
	return lang.Say(zh+"行程", en+", trip")
}

// distance is the input every line of a trip shows: the best estimate, which
// is what is paid, with its honest bounds.
func (r run) distance() claim.Input {
	return claim.Input{
		Name:  lang.Sayf("行驶里程（%s–%s）", "distance driven (%s–%s)", kmText(r.DistanceLowM), kmText(r.DistanceHighM)),
		Value: r.km.String(), Unit: kmUnit, From: "trip " + r.TripID,
	}
}

func kmText(m float64) string { return decimal.MustNew(metres(m), 3).String() }

func input(zh, en, value, unit, from string) claim.Input {
	return claim.Input{Name: lang.Say(zh, en), Value: value, Unit: unit, From: from}
}
