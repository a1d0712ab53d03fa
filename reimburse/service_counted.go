package reimburse

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/rules"
)

// countedBefore returns what tiers counted from the first day of the policy
// year to the month before, by counter: every earlier month of the year is
// counted anew from its trips, under the document then in force. So the order
// in which months are handed in does not matter.
func (s *Service) countedBefore(ctx context.Context, tx *sqlx.Tx, p *pricing, documents []RuleDocument) (map[string]int64, error) {
	from := p.doc.CountsFrom(p.month)
	if from == "" {
		return nil, nil
	}
	counted := map[string]int64{}
	for month := string(from[:len("2006-01")]); month < p.month; month = monthAfter(month) {
		pinned, found := inForce(documents, month)
		if !found {
			continue
		}
		var err error
		if counted, err = s.countMonth(ctx, tx, p, month, pinned, counted); err != nil {
			return nil, fmt.Errorf("kilometres counted in %s: %w", month, err)
		}
	}
	return withCounters(p.doc, counted), nil
}

// countMonth counts one earlier month.
func (s *Service) countMonth(ctx context.Context, tx *sqlx.Tx, p *pricing, month string, pinned RuleDocument, counted map[string]int64) (map[string]int64, error) {
	doc, err := s.parsed(pinned)
	if err != nil {
		return nil, err
	}
	driven, err := s.trips.MonthTrips(ctx, p.county, p.person.ID, month)
	if err != nil {
		return nil, err
	}
	earlier := &pricing{county: p.county, month: month, person: p.person, doc: doc, pinned: pinned, tables: p.tables, counted: withCounters(doc, counted)}
	if err := earlier.readVehicles(ctx, tx, s.store, driven); err != nil {
		return nil, err
	}
	said, err := s.store.facts(ctx, tx, p.county, p.person.ID, month)
	if err != nil {
		return nil, err
	}
	earlier.said = said.facts
	facts, err := earlier.monthOf(driven)
	if err != nil {
		return nil, err
	}
	_, after, err := rules.PriceAndCount(doc, p.tables, facts)
	return after, err
}

// withCounters adds the document's counters that nothing was counted in yet.
func withCounters(doc rules.Document, counted map[string]int64) map[string]int64 {
	full := map[string]int64{}
	for name, m := range counted {
		full[name] = m
	}
	for _, name := range doc.Counters() {
		full[name] += 0
	}
	return full
}

// monthAfter returns the month after a valid one.
func monthAfter(month string) string {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return "9999-12"
	}
	return first.AddDate(0, 1, 0).Format("2006-01")
}
