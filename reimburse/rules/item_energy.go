package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/energy"
)

// energy adds the computed fuel or electricity at the zone's price.
func (p *pricer) energy(item Item, r run) error {
	if r.vehicle == nil {
		p.add(p.noVehicle(item, r))
		return nil
	}
	declared, known, err := item.Energy.declared(*r.vehicle)
	if err != nil {
		return err
	}
	if !known {
		p.add(p.noDeclaration(item, r))
		return nil
	}
	parts, why, err := p.priceParts(*item.Energy, r)
	switch {
	case err != nil:
		return err
	case why == unpricedMoment:
		p.add(p.noPrice(item, r))
	case why == unsplitDrive:
		p.add(p.notSplit(item, r))
	}
	for _, part := range parts {
		if err := p.energyLine(item, r, part, declared); err != nil {
			return err
		}
	}
	return nil
}

// energyLine adds the energy of one part of a drive at its price.
func (p *pricer) energyLine(item Item, r run, part pricePart, declared decimal.Decimal) error {
	r.paidKM = part.km
	price := part.price
	drive, m, err := r.drive(*item.Energy, declared)
	if err != nil {
		return err
	}
	used, err := drive.Used()
	if err != nil {
		return err
	}
	unit, zhUnit := r.vehicle.unit()
	line, err := p.priced(claim.Energy, item, r, used, unit, price.Yuan)
	if err != nil {
		return err
	}
	way := r.way()
	line.On = part.at
	line.Text = lang.Say(
		p.zh("%s：%s 公里约用 %s %s × %s ¤/%s = %s ¤（%s）", way.ZH, r.paidKM, used, zhUnit, price.Yuan, zhUnit, line.Amount, item.Clause),
		p.en("%s: %s km use %s %s × %s ¤/%s = %s ¤ (%s)", way.EN, r.paidKM, used, unit, price.Yuan, unit, line.Amount, item.Title.EN))
	bounds, err := drive.bounds(m)
	if err != nil {
		return err
	}
	line.Inputs = append([]claim.Input{r.distance()}, p.driveInputs(item, r, drive.Drive, m)...)
	line.Inputs = append(line.Inputs, input("用量（模型区间 "+bounds+"）", "use (models "+bounds+")", used.String(), unit, ""))
	line.Inputs = append(line.Inputs, input("当时价格", "price at the moment", price.Yuan.String(), p.unit("/"+unit),
		fmt.Sprintf("%s, zone %s, grade %s, from %s", price.Source, price.Zone, price.Grade, DateOf(price.ValidFrom))))
	p.add(line)
	return nil
}

// zone returns the price zone of the person's station: that of the longest
// division its code begins with, else the clause's own.
func (p *pricer) zone(k Energy) string {
	zone, longest := k.Zone, 0
	for _, z := range k.Zones {
		if len(z.Division) > longest && strings.HasPrefix(p.month.Person.Division, z.Division) {
			zone, longest = z.Zone, len(z.Division)
		}
	}
	return zone
}

// declared returns the consumption that counts: what the clause takes for the
// class, else what the vehicle is registered with; false when none is known.
func (k Energy) declared(v Vehicle) (decimal.Decimal, bool, error) {
	for _, use := range k.Consumption {
		if fits(use.Vehicles, v.Class) && fits(use.Energies, v.Energy) {
			return use.Per100KM.Decimal, true, nil
		}
	}
	own, known, err := v.declared()
	if known || err != nil {
		return own, known, err
	}
	usual, known := k.usual(v)
	return usual, known, nil
}

// usual returns what is usual for the vehicle's class, where the clause lets it
// stand in for a consumption nobody registered.
func (k Energy) usual(v Vehicle) (decimal.Decimal, bool) {
	span, known := energy.UsualUse(string(v.Class), string(v.Energy))
	switch {
	case !known || k.Undeclared == "" || v.Declared != "":
		return decimal.Decimal{}, false
	case k.Undeclared == UsualMiddle:
		return span.Middle, true
	}
	return span.Low, true
}

// driveOf is a drive's consumption and what the models say of it.
type driveOf struct{ energy.Drive }

// drive gathers the factors of a trip's consumption.
func (r run) drive(k Energy, declared decimal.Decimal) (driveOf, energy.Multiplier, error) {
	d := driveOf{energy.Drive{
		KM: r.paidKM, Declared: declared, RealWorld: k.RealWorld.or(decimal.One),
		Multiplier: decimal.One, ChargingLoss: decimal.One, Cold: decimal.One,
	}}
	electric := r.vehicle.Energy == Electric
	if electric {
		d.ChargingLoss = k.ChargingLoss.or(decimal.One)
		d.Cold = k.coldFactor(r.StartedAt)
	}
	m := energy.Multiplier{Best: 1, Low: 1, High: 1}
	if k.Climb {
		m = r.road(k, electric).Multiplier()
	}
	var err error
	d.Multiplier, err = energy.Decimal(m.Best)
	return d, m, err
}

// road is the trip as the models see it: one even ascent and one even descent
// of the same grade, at the clause's speed.
func (r run) road(k Energy, electric bool) energy.Road {
	road := energy.Road{SpeedKMH: k.SpeedKMH, ReferenceKMH: k.ReferenceKMH, Electric: electric}
	if road.SpeedKMH == 0 {
		road.SpeedKMH = energy.DefaultSpeedKMH
	}
	if road.ReferenceKMH == 0 {
		road.ReferenceKMH = road.SpeedKMH
	}
	rise := r.ClimbM + r.DescentM
	if r.DistanceM <= 0 || rise <= 0 {
		road.Stretches = []energy.Stretch{{Share: 1}}
		return road
	}
	grade, up := rise/r.DistanceM, r.ClimbM/rise
	road.Stretches = []energy.Stretch{{Grade: grade, Share: up}, {Grade: -grade, Share: 1 - up}}
	return road
}

// coldFactor returns the factor of the month a trip began in.
func (k Energy) coldFactor(at time.Time) decimal.Decimal {
	if k.Cold == nil || !slices.Contains(k.Cold.Months, int(at.In(Shanghai()).Month())) {
		return decimal.One
	}
	return k.Cold.Factor.Decimal
}

// bounds tells what the drive uses by the models' low and high multiplier.
func (d driveOf) bounds(m energy.Multiplier) (string, error) {
	var told []string
	for _, bound := range []float64{m.Low, m.High} {
		var err error
		if d.Multiplier, err = energy.Decimal(bound); err != nil {
			return "", err
		}
		used, err := d.Used()
		if err != nil {
			return "", err
		}
		told = append(told, used.String())
	}
	return strings.Join(told, "–"), nil
}

// driveInputs names the factors of a consumption.
func (p *pricer) driveInputs(item Item, r run, d energy.Drive, m energy.Multiplier) []claim.Input {
	unit, _ := r.vehicle.unit()
	declared := input("申报百公里能耗", "declared consumption", d.Declared.String(), unit+"/100 km", "vehicle "+r.vehicle.ID)
	if usual, stands := item.Energy.usual(*r.vehicle); stands && usual.Cmp(d.Declared) == 0 {
		span, _ := energy.UsualUse(string(r.vehicle.Class), string(r.vehicle.Energy))
		declared = claim.Input{
			Name:  lang.Sayf("同类车常用百公里能耗（%s–%s，车辆未登记）", "usual consumption of the class (%s–%s; the vehicle is registered with none)", span.Low, span.High),
			Value: usual.String(), Unit: unit + "/100 km", From: p.source(item),
		}
	}
	inputs := []claim.Input{
		declared,
		input("实际工况系数", "real-world factor", d.RealWorld.String(), "", p.source(item)),
	}
	if item.Energy.Climb {
		inputs = append(inputs, claim.Input{
			Name:  lang.Sayf("爬升系数（模型 %.3f–%.3f）", "climb multiplier (models %.3f–%.3f)", m.Low, m.High),
			Value: d.Multiplier.String(),
			From:  fmt.Sprintf("climb %d m, descent %d m", metres(r.ClimbM), metres(r.DescentM)),
		})
	}
	if r.vehicle.Energy == Electric {
		inputs = append(inputs, input("充电损耗系数", "charging loss", d.ChargingLoss.String(), "", p.source(item)))
		if item.Energy.Cold != nil {
			inputs = append(inputs, input("低温系数", "cold", d.Cold.String(), "", p.source(item)))
		}
	}
	return inputs
}

// grade returns the fuel grade the vehicle takes: as declared, or the usual
// one of its energy.
func (v Vehicle) grade() string {
	switch {
	case v.Energy == Electric:
		return "electric"
	case v.Grade != "":
		return v.Grade
	case v.Energy == Diesel:
		return "0"
	}
	return "92"
}

// unit returns the unit of the vehicle's energy, and its Chinese word.
func (v Vehicle) unit() (unit, zh string) {
	if v.Energy == Electric {
		return kwhUnit, "度"
	}
	return litreUnit, "升"
}

// noPrice explains a trip for whose zone, grade and moment no price is loaded.
func (p *pricer) noPrice(item Item, r run) claim.Line {
	way, grade := r.way(), r.vehicle.grade()
	return p.unpaid(claim.NoPrice, item, r, r.paidKM, lang.Say(
		fmt.Sprintf("%s：%s 公里，价区 %s、%s 号当时的价格尚未导入，未计价，不作估算（%s）", way.ZH, r.paidKM, p.zone(*item.Energy), grade, item.Clause),
		fmt.Sprintf("%s: %s km; no price is loaded for zone %s, grade %s at that moment, nothing is guessed (%s)", way.EN, r.paidKM, p.zone(*item.Energy), grade, item.Title.EN)))
}

// noDeclaration explains a vehicle without a declared consumption.
func (p *pricer) noDeclaration(item Item, r run) claim.Line {
	way := r.way()
	return p.unpaid(claim.NoPrice, item, r, r.paidKM, lang.Say(
		fmt.Sprintf("%s：%s 公里，车辆没有登记百公里能耗，登记后自动计算（%s）", way.ZH, r.paidKM, item.Clause),
		fmt.Sprintf("%s: %s km; the vehicle has no declared consumption, enter it and the sum appears (%s)", way.EN, r.paidKM, item.Title.EN)))
}
