package trips

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
)

// LateFinding is what was learnt of a trip after its claim was handed in. The
// findings that lay before whoever decided stay as they were; this stands beside
// them, and what follows from it is a decision of its own: a return while nothing
// is decided, an appeal or a correction after.
type LateFinding struct {
	Finding
	FoundAt time.Time
	Gone    bool   // it was found before, and holds no more
	Stretch string // the closed one, of the rule way-closed
}

// late is a finding as it is weighed against those that stand.
type late struct {
	Finding
	stretch string
}

// same reports whether two findings say the same: their figures are in the words.
func (l late) same(other late) bool { return l.Rule == other.Rule && l.Text == other.Text }

// standing returns what of some rules stands of a trip today: what lay before
// whoever decided, with what was learnt since.
func (t Trip) standing(rules []string) []late {
	var found []late
	for _, f := range t.Findings {
		if slices.Contains(rules, f.Rule) {
			found = append(found, late{Finding: f})
		}
	}
	if t.ByRoad != nil && t.ByRoad.Closed != "" && slices.Contains(rules, ruleWayClosed) {
		found = append(found, wayClosed(t.ByRoad.Closed))
	}
	for _, l := range t.Late {
		of := late{l.Finding, l.Stretch}
		found = slices.DeleteFunc(found, of.same)
		if !l.Gone && slices.Contains(rules, l.Rule) {
			found = append(found, of)
		}
	}
	return found
}

// learnt returns what has to be added to a trip so that fresh is what stands of
// some rules.
func (t Trip) learnt(rules []string, fresh []late, at time.Time) []LateFinding {
	before := t.standing(rules)
	var news []LateFinding
	for _, f := range before {
		if !slices.ContainsFunc(fresh, f.same) {
			news = append(news, LateFinding{Finding: f.Finding, FoundAt: at, Gone: true, Stretch: f.stretch})
		}
	}
	for _, f := range fresh {
		if !slices.ContainsFunc(before, f.same) {
			news = append(news, LateFinding{Finding: f.Finding, FoundAt: at, Stretch: f.stretch})
		}
	}
	return news
}

// ClosedWay is the stretch of the way by road that was closed at the time of the
// trip, as far as it is known today; empty when none was.
func (t Trip) ClosedWay() string {
	for _, f := range t.standing([]string{ruleWayClosed}) {
		return f.stretch
	}
	return ""
}

// keepLate writes down what was learnt of a trip whose claim was handed in, in
// the county's book too.
func (s *Service) keepLate(ctx context.Context, tx *sqlx.Tx, t Trip, news []LateFinding) error {
	if err := insertLate(ctx, tx, t, news); err != nil {
		return err
	}
	if s.config.Settlements == nil {
		return nil
	}
	if err := s.config.Settlements.LateFound(ctx, tx, t, news); err != nil {
		return fmt.Errorf("late findings of trip %s: %w", t.ID, err)
	}
	return nil
}

// LateFindings returns what was learnt of the county's trips after their claims
// were handed in, by trip, for the room that holds the book against it.
func (s *Service) LateFindings(ctx context.Context, county County) (map[TripID][]LateFinding, error) {
	return allLate(ctx, s.db, county)
}
