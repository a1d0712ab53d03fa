package rules

import (
	"fmt"
	"strconv"

	"github.com/govalues/decimal"

	"licheng/lang"
	"licheng/reimburse/claim"
)

// perKM adds paid kilometres × rate × vehicles.
func (p *pricer) perKM(item Item, r run) error {
	if r.vehicle == nil {
		p.add(p.noVehicle(item, r))
		return nil
	}
	for _, rate := range item.PerKM.Rates {
		if !fits(rate.Vehicles, r.vehicle.Class) || !fits(rate.Energies, r.vehicle.Energy) {
			continue
		}
		if holds, err := rate.If.holds(tripFactsOf{p, &r}); err != nil || !holds {
			if err != nil {
				return err
			}
			continue
		}
		km, road, measured := r.length(item.PerKM.Distance, item.PerKM.Longer)
		if !measured {
			p.add(p.notMeasured(item, r))
			return nil
		}
		vehicles := vehiclesFor(r.Persons, item.PerKM.Persons)
		perKM, err := rate.Yuan.Mul(vehicles)
		if err != nil {
			return err
		}
		line, err := p.priced(claim.Mileage, item, r, km, kmUnit, perKM)
		if err != nil {
			return err
		}
		way := r.way()
		line.Text = lang.Say(
			p.zh("%s：%s 公里 × %s ¤/公里 = %s ¤（%s）", way.ZH, km, perKM, line.Amount, item.Clause),
			p.en("%s: %s km × %s ¤/km = %s ¤ (%s)", way.EN, km, perKM, line.Amount, item.Title.EN))
		line.Inputs = []claim.Input{
			r.distance(),
			input("车型", "vehicle class", string(r.vehicle.Class)+", "+string(r.vehicle.Energy), "", "vehicle "+r.vehicle.ID),
			input("每公里标准", "rate per kilometre", rate.Yuan.String(), p.unit("/km"), p.source(item)),
		}
		line.Inputs = append(line.Inputs, p.lengthInput(item, r, item.PerKM.Distance, km)...)
		if item.PerKM.Persons > 0 {
			line.Inputs = append(line.Inputs, r.personsInput(item.PerKM.Persons, vehicles))
		}
		p.explain(line, item, r, item.PerKM.Distance, item.PerKM.Longer, road)
		return nil
	}
	return nil // no rate for this vehicle: told by NO_RULE if nothing else pays
}

// perTrip adds the lump sum of the trip's distance band.
func (p *pricer) perTrip(item Item, r run) error {
	km, road, measured := r.length(item.PerTrip.Distance, item.PerTrip.Longer)
	if !measured {
		p.add(p.notMeasured(item, r))
		return nil
	}
	for _, band := range item.PerTrip.Bands {
		if km.Cmp(band.UpToKM.Decimal) > 0 {
			continue
		}
		vehicles := vehiclesFor(r.Persons, item.PerTrip.Persons)
		line, err := p.priced(claim.PerTrip, item, r, vehicles, tripUnit, band.Yuan.Decimal)
		if err != nil {
			return err
		}
		way := r.way()
		line.Text = lang.Say(
			p.zh("%s：%s 公里，%s 公里以内每次 %s ¤ × %s = %s ¤（%s）", way.ZH, km, band.UpToKM, band.Yuan, vehicles, line.Amount, item.Clause),
			p.en("%s: %s km, %s ¤ a trip up to %s km × %s = %s ¤ (%s)", way.EN, km, band.Yuan, band.UpToKM, vehicles, line.Amount, item.Title.EN))
		line.Inputs = []claim.Input{
			r.distance(),
			input("分档上限", "band up to", band.UpToKM.String(), kmUnit, p.source(item)),
			input("每次标准", "sum a trip", band.Yuan.String(), p.unit(""), p.source(item)),
		}
		line.Inputs = append(line.Inputs, p.lengthInput(item, r, item.PerTrip.Distance, km)...)
		if item.PerTrip.Persons > 0 {
			line.Inputs = append(line.Inputs, r.personsInput(item.PerTrip.Persons, vehicles))
		}
		p.explain(line, item, r, item.PerTrip.Distance, item.PerTrip.Longer, road)
		return nil
	}
	way, last := r.way(), item.PerTrip.Bands[len(item.PerTrip.Bands)-1]
	p.add(p.unpaid(claim.NoRule, item, r, km, lang.Say(
		fmt.Sprintf("%s：%s 公里超过最高一档 %s 公里，本条没有标准，请财务按规定另行审批（%s）", way.ZH, km, last.UpToKM, item.Clause),
		fmt.Sprintf("%s: %s km is beyond the last band of %s km; the rule has no sum for it, a person decides (%s)", way.EN, km, last.UpToKM, item.Title.EN))))
	return nil
}

// vehiclesFor returns ceil(persons / perVehicle): how many vehicles a group
// counts as. 0 per vehicle means the one vehicle, whoever rides along.
func vehiclesFor(persons, perVehicle int) decimal.Decimal {
	if perVehicle <= 0 {
		return decimal.One
	}
	return decimal.MustNew(int64((persons+perVehicle-1)/perVehicle), 0)
}

func (r run) personsInput(perVehicle int, vehicles decimal.Decimal) claim.Input {
	return claim.Input{
		Name:  lang.Sayf("同行 %d 人，每 %d 人按一车计", "%d persons, one vehicle for each %d", r.Persons, perVehicle),
		Value: vehicles.String(), From: "trip " + r.TripID + ", " + strconv.Itoa(r.Persons) + " persons",
	}
}

// source says where in the document a figure stands.
func (p *pricer) source(item Item) string {
	return p.doc.ID + " " + p.doc.Version + " " + item.Clause
}
