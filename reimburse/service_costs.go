package reimburse

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/trips"
)

// costRow is a row of trip_costs.
type costRow struct {
	trip      string
	day       rules.Date
	distanceM float64
	energyFen money.Amount
	tollFen   money.Amount
	unpriced  string
}

// saveCosts writes what the month's trips cost the person and what allowance
// was drawn, for the auditor. Trips in the unit's vehicles cost the person
// nothing and are left out.
func (s *Service) saveCosts(ctx context.Context, tx *sqlx.Tx, p *pricing, driven []trips.Trip) error {
	costs, err := s.costs(p, driven)
	if err != nil {
		return fmt.Errorf("cost of the trips of %s in %s: %w", p.person.ID, p.month, err)
	}
	if err := s.store.saveCosts(ctx, tx, p.county, p.person.ID, p.month, costs); err != nil {
		return err
	}
	allowance, err := p.allowance()
	if err != nil {
		return fmt.Errorf("allowance of %s in %s: %w", p.person.ID, p.month, err)
	}
	return s.store.saveAllowance(ctx, tx, p.county, p.person.ID, p.month, allowance)
}

// costs computes energy and tolls of each trip with the arithmetic of
// rules.Price under a document of the auditor's own, which pays everybody
// everything.
func (s *Service) costs(p *pricing, driven []trips.Trip) ([]costRow, error) {
	month, err := p.monthOf(driven)
	if err != nil {
		return nil, err
	}
	month.Person.AllowanceFrom, month.Person.AllowanceTo = "", ""
	model, err := costDocument(p.doc, s.fuelZone)
	if err != nil {
		return nil, err
	}
	lines, err := rules.Price(model, p.tables, month)
	if err != nil {
		return nil, err
	}
	byTrip := map[string]*costRow{}
	costs := make([]costRow, 0, len(month.Bases))
	for _, b := range month.Bases {
		if v, _ := p.vehicle(trips.VehicleID(b.VehicleID)); v.Unit {
			continue
		}
		costs = append(costs, costRow{trip: b.TripID, day: rules.DateOf(b.StartedAt), distanceM: b.DistanceM})
	}
	for i := range costs {
		byTrip[costs[i].trip] = &costs[i]
	}
	for _, l := range lines {
		row := byTrip[l.Trip]
		switch {
		case row == nil:
		case l.Code == claim.Energy:
			row.energyFen += l.Amount
		case l.Code == claim.TollCode:
			row.tollFen += l.Amount
		case l.Code == claim.NoPrice || l.Code == claim.NoRule:
			row.unpriced = l.Text.EN
		}
	}
	return costs, nil
}

// The figures of the cost model where the county's document has none: real use
// over declared (the low end of what studies of Chinese cars found), what
// charging draws over what the battery takes, and the usual ETC discount.
const (
	costRealWorld    = "1.15"
	costChargingLoss = "1.12"
	costETCRate      = "0.95"
)

// costDocument is the auditor's cost model written as a rule document: the
// computed energy and the tolls of every trip. Zone, real-world factor and
// rounding are those of the county's document where it has them.
func costDocument(doc rules.Document, zone string) (rules.Document, error) {
	fuel := rules.Energy{Zone: zone}
	tolls := rules.Toll{ETC: toll.ETCPlain, Manual: toll.WholeYuan}
	for literal, number := range map[string]*rules.Number{
		costRealWorld: &fuel.RealWorld, costChargingLoss: &fuel.ChargingLoss, costETCRate: &tolls.Rate,
	} {
		var err error
		if *number, err = rules.Num(literal); err != nil {
			return rules.Document{}, err
		}
	}
	for _, item := range doc.Items {
		if item.Energy != nil {
			fuel = *item.Energy
		}
		if item.Toll != nil {
			tolls = *item.Toll
		}
	}
	fuel.Climb = true
	title := lang.Say("边际成本", "marginal cost")
	return rules.Document{
		ID: "marginal-cost", Version: "1", Title: title, InForce: rules.Period{From: "0001-01-01"},
		County: doc.County, Currency: "CNY",
		Items: []rules.Item{
			{ID: "energy", Clause: "成本模型", Title: title, Energy: &fuel},
			{ID: "tolls", Clause: "成本模型", Title: title, Toll: &tolls},
		},
	}, nil
}

// allowance returns the flat allowance the person drew in the month: the full
// monthly sum when it was drawn on any day of it.
func (p *pricing) allowance() (money.Amount, error) {
	if p.pinned.ID == "" {
		return 0, nil
	}
	first, err := time.ParseInLocation("2006-01", p.month, rules.Shanghai())
	if err != nil {
		return 0, fmt.Errorf("%q: %w", p.month, ErrMonth)
	}
	for day := first; day.Month() == first.Month(); day = day.AddDate(0, 0, 1) {
		sum, err := p.doc.AllowanceOn(p.person.facts(), rules.DateOf(day))
		if err != nil || sum > 0 {
			return sum, err
		}
	}
	return 0, nil
}
