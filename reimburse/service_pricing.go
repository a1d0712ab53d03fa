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
	"licheng/trips"
)

// pricing is everything the claims of one person and month are priced with.
type pricing struct {
	county   trips.County
	month    string
	person   Person
	vehicles []Vehicle // the person's own, and others the trips name
	own      int       // of them, the person's own; they come first
	doc      rules.Document
	pinned   RuleDocument // zero when no document is in force
	tables   rules.Tables
	paid     money.Amount           // handed in for other months of the year
	approved map[trips.TripID]leave // trips driven under an approved request
	said     Facts                  // of the month, by the person
	granted  map[VoucherFacts]bool  // vouchers the office approved
	beside   beside
	records  []recordRow               // of the vehicles, about the time of the trips
	passing  map[trips.TripID]*passing // what is known of tolls beside the tracks
	counted  map[string]int64          // metres counted earlier in the policy year, by counter of tiers
}

// pricing reads what some trips of the month are priced with.
func (s *Service) pricing(ctx context.Context, tx *sqlx.Tx, seen monthSeen, driven []trips.Trip) (*pricing, error) {
	county, person, month := seen.county, seen.person, seen.month
	p := &pricing{county: county, month: month, beside: seen.beside}
	var err error
	if p.person, err = s.store.person(ctx, tx, county, person); err != nil {
		return nil, err
	}
	if err := p.readVehicles(ctx, tx, s.store, driven); err != nil {
		return nil, err
	}
	said, err := s.store.facts(ctx, tx, county, person, month)
	if err != nil {
		return nil, err
	}
	p.said = said.facts
	if p.granted, err = s.grantedVouchers(ctx, tx, county, person, month); err != nil {
		return nil, err
	}
	if p.tables, err = s.store.tables(ctx, tx, county); err != nil {
		return nil, err
	}
	if p.passing, err = s.passings(ctx, tx, p, driven); err != nil {
		return nil, err
	}
	if p.approved, err = s.approvedTrips(ctx, tx, county, driven); err != nil {
		return nil, err
	}
	if p.paid, err = s.store.handedInBeside(ctx, tx, county, person, month); err != nil {
		return nil, err
	}
	documents, err := s.store.ruleDocuments(ctx, tx, county)
	if err != nil {
		return nil, fmt.Errorf("rule documents: %w", err)
	}
	pinned, found := inForce(documents, month)
	if !found {
		return p, nil
	}
	p.pinned = pinned
	if p.doc, err = s.parsed(pinned); err != nil {
		return nil, err
	}
	p.counted, err = s.countedBefore(ctx, tx, p, documents)
	return p, err
}

// parsed returns the document behind a row, parsed once.
func (s *Service) parsed(d RuleDocument) (rules.Document, error) {
	if doc, ok := s.documents.Load(d.SHA256); ok {
		return doc.(rules.Document), nil
	}
	doc, err := rules.Parse([]byte(d.Body), d.ID+" "+d.Version)
	if err != nil {
		return doc, err
	}
	s.documents.Store(d.SHA256, doc)
	return doc, nil
}

// inForce chooses the document of a month: the one in force on its first day,
// else the first to come in force within it. documents are sorted latest first.
func inForce(documents []RuleDocument, month string) (RuleDocument, bool) {
	first, next := rules.Date(month+"-01"), rules.Date(month+"-32")
	var within RuleDocument
	found := false
	for _, d := range documents {
		if d.From <= first && (d.To == "" || d.To >= first) {
			return d, true
		}
		if d.From > first && d.From < next && (!found || d.From < within.From) {
			within, found = d, true
		}
	}
	return within, found
}

// readVehicles reads the person's vehicles and those the trips name.
func (p *pricing) readVehicles(ctx context.Context, q querier, st *store, driven []trips.Trip) error {
	var err error
	if p.vehicles, err = st.vehicles(ctx, q, p.county, p.person.ID); err != nil {
		return fmt.Errorf("vehicles of %s: %w", p.person.ID, err)
	}
	p.own = len(p.vehicles)
	for _, t := range driven {
		if _, known := p.vehicle(t.Vehicle); known || t.Vehicle == "" {
			continue
		}
		v, found, err := st.vehicle(ctx, q, p.county, t.Vehicle)
		if err != nil {
			return fmt.Errorf("vehicle %s: %w", t.Vehicle, err)
		}
		if found {
			p.vehicles = append(p.vehicles, v)
		}
	}
	return nil
}

// vehicle returns a vehicle of the pricing.
func (p *pricing) vehicle(id trips.VehicleID) (Vehicle, bool) {
	for _, v := range p.vehicles {
		if v.ID == id {
			return v, true
		}
	}
	return Vehicle{}, false
}

// drivenIn returns the vehicle a trip is priced with: the one it names, else the
// person's only one; empty where that is not known.
func (p *pricing) drivenIn(t trips.Trip) trips.VehicleID {
	if _, known := p.vehicle(t.Vehicle); known {
		return t.Vehicle
	}
	if p.own == 1 {
		return p.vehicles[0].ID
	}
	return ""
}

// monthOf returns the month of rules.Price for some of the trips. A trip that
// names no vehicle was driven in the person's only one; with none or several,
// or with a vehicle nobody registered, the rule's line says that it is missing.
func (p *pricing) monthOf(driven []trips.Trip) (rules.Month, error) {
	m := rules.Month{Month: p.month, Person: p.person.facts(), PaidThisYear: max(p.paid, 0), CountedM: p.counted}
	for _, v := range p.vehicles {
		m.Vehicles = append(m.Vehicles, v.facts())
	}
	first, err := time.ParseInLocation("2006-01", p.month, rules.Shanghai())
	if err != nil {
		return m, fmt.Errorf("%q: %w", p.month, ErrMonth)
	}
	for _, t := range driven {
		if t.StartedAt.IsZero() { // a trace without times: its month is known, not its day
			t.StartedAt, t.EndedAt = first, first
		}
		t.Vehicle = p.drivenIn(t)
		b := basis(p.doc, t)
		if known := p.passing[t.ID]; known != nil {
			b.Records, b.TollsTaken, b.RecordsThatDay = known.records, known.taken, known.thatDay
		}
		if l, ok := p.approved[t.ID]; ok {
			b.Approved, b.Persons = true, l.persons
		}
		m.Bases = append(m.Bases, b)
	}
	p.said.into(&m, p.granted)
	return m, nil
}

// lines prices one open claim, and tells the passes of tolled roads it pays.
func (p *pricing) lines(ctx context.Context, tx *sqlx.Tx, st *store, share *share) ([]claim.Line, []rules.PaidPass, error) {
	others, err := p.others(ctx, tx, st, share)
	if err != nil {
		return nil, nil, err
	}
	if p.pinned.ID == "" || others.claims == 0 {
		return p.alone(share.trips)
	}
	priced, err := p.pricedBeside(share, others)
	return priced.Lines, priced.Passes, err
}

// alone prices trips as if they were all of their month.
func (p *pricing) alone(driven []trips.Trip) ([]claim.Line, []rules.PaidPass, error) {
	if p.pinned.ID == "" {
		return p.withoutRules(driven), nil, nil
	}
	priced, err := p.price(driven)
	return priced.Lines, priced.Passes, err
}

func (p *pricing) price(driven []trips.Trip) (rules.Priced, error) {
	month, err := p.monthOf(driven)
	if err != nil {
		return rules.Priced{}, err
	}
	return rules.PriceAll(p.doc, p.tables, month)
}

// withoutRules says of each trip that no document is in force. Such a claim
// cannot be handed in.
func (p *pricing) withoutRules(driven []trips.Trip) []claim.Line {
	lines := []claim.Line{}
	for _, t := range driven {
		lines = append(lines, claim.Line{
			Code: claim.NoRule, Trip: string(t.ID), Quantity: "0", Unit: "km", Rate: "0.00", On: t.StartedAt,
			Text: lang.Sayf("%[1]s 没有生效的报销办法，暂不能计算；请管理员导入办法后自动重算。",
				"No rule document is in force for %[1]s, so nothing can be computed; once one is imported the draft follows by itself.", p.month),
		})
	}
	return lines
}
