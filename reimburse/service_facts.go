package reimburse

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// FactsView is what a person said of a month, and what the rule asks for.
type FactsView struct {
	Month   string
	Version int64 // to be sent back with a change; 0: nothing was said yet
	Facts   Facts
	Asks    rules.Asks
	// Open: facts of the whole month may change; those of single trips may as
	// long as the trip was not handed in.
	Open bool
	// Unapproved are the ids of the vouchers that the rule pays only once the office
	// approved them, and it has not.
	Unapproved []string
	SaidAt     *time.Time
	SaidBy     string
}

// MonthFacts returns what the actor said of their own month. Faults:
// ErrClaimsDenied for an account that is nobody's, ErrMonth.
func (s *Service) MonthFacts(ctx context.Context, actor trips.Actor, month string) (FactsView, error) {
	if actor.Person == "" {
		return FactsView{}, fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	}
	if _, err := time.Parse("2006-01", month); err != nil {
		return FactsView{}, fmt.Errorf("%q: %w", month, ErrMonth)
	}
	return s.factsView(ctx, s.store.db, actor.County, actor.Person, month)
}

// ClaimFacts returns what was said of a claim's month, for those who see the
// claim. Faults: ErrClaimsDenied, ErrNoClaim.
func (s *Service) ClaimFacts(ctx context.Context, actor trips.Actor, id ClaimID) (FactsView, error) {
	if err := mayLook(actor); err != nil {
		return FactsView{}, err
	}
	row, err := s.store.claim(ctx, s.store.db, actor.County, id)
	if err != nil {
		return FactsView{}, err
	}
	if err := s.maySee(ctx, s.store.db, actor, row); err != nil {
		return FactsView{}, fmt.Errorf("claim %s: %w", id, err)
	}
	return s.factsView(ctx, s.store.db, actor.County, row.Person, row.Month)
}

func (s *Service) factsView(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string) (FactsView, error) {
	row, err := s.store.facts(ctx, q, county, person, month)
	if err != nil {
		return FactsView{}, err
	}
	v := FactsView{Month: month, Version: row.No, Facts: row.facts, SaidBy: row.Login}
	if row.No > 0 {
		v.SaidAt = utc(&row.At)
	}
	documents, err := s.store.ruleDocuments(ctx, q, county)
	if err != nil {
		return v, fmt.Errorf("rule documents: %w", err)
	}
	if pinned, found := inForce(documents, month); found {
		doc, err := s.parsed(pinned)
		if err != nil {
			return v, err
		}
		v.Asks = doc.Asks()
	}
	held, err := s.heldTrips(ctx, q, county, person, month)
	if err != nil {
		return v, err
	}
	v.Open = held == nil
	v.Unapproved, err = s.unapproved(ctx, q, county, person, month)
	return v, err
}

// unapproved lists the vouchers that the month's first claim leaves unpaid until
// they are approved.
func (s *Service) unapproved(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string) ([]string, error) {
	found := []string{}
	claims, err := s.store.monthClaims(ctx, q, county, person, month)
	if err != nil || len(claims) == 0 {
		return found, err
	}
	lines, err := s.store.lines(ctx, q, county, claims[0].ID)
	for _, l := range lines {
		if id, is := voucherOf(l); is && l.Code == claim.NeedsApproval {
			found = append(found, id)
		}
	}
	return found, err
}

// heldTrips returns the trips of the month that were handed in and may come to
// money; nil when no claim of the month stands handed in.
func (s *Service) heldTrips(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string) (map[trips.TripID]bool, error) {
	claims, err := s.store.monthClaims(ctx, q, county, person, month)
	if err != nil {
		return nil, fmt.Errorf("claims of %s in %s: %w", person, month, err)
	}
	var held map[trips.TripID]bool
	for _, row := range claims {
		if !row.State.Pinned() {
			continue
		}
		marks, err := s.store.claimTrips(ctx, q, county, row.ID)
		if err != nil {
			return nil, err
		}
		if held == nil {
			held = map[trips.TripID]bool{}
		}
		for _, mark := range marks {
			held[trips.TripID(mark.ID)] = true
		}
	}
	return held, nil
}

// SayFacts keeps what the actor says of their own month, and prices its open
// claims anew. version is that of the facts they looked at. Faults:
// ErrClaimsDenied, ErrMonth, ErrMoved, ErrFacts, ErrFactsHeld.
func (s *Service) SayFacts(ctx context.Context, actor trips.Actor, month string, version int64, facts Facts) (FactsView, error) {
	before, err := s.MonthFacts(ctx, actor, month)
	if err != nil {
		return before, err
	}
	if facts, err = facts.tidy(); err != nil {
		return before, err
	}
	var after FactsView
	err = s.withMonth(ctx, actor.County, actor.Person, month, func(seen monthSeen) error {
		return s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
			if err := s.sayFacts(ctx, tx, actor, seen, version, facts); err != nil {
				return err
			}
			var err error
			after, err = s.factsView(ctx, tx, actor.County, actor.Person, month)
			return err
		})
	})
	if errors.Is(err, rules.ErrFacts) {
		err = fmt.Errorf("%w: %w", err, ErrFacts)
	}
	return after, err
}

func (s *Service) sayFacts(ctx context.Context, tx *sqlx.Tx, actor trips.Actor, seen monthSeen, version int64, facts Facts) error {
	row, err := s.store.facts(ctx, tx, seen.county, seen.person, seen.month)
	if err != nil {
		return err
	}
	if row.No != version {
		return ErrMoved
	}
	held, err := s.heldTrips(ctx, tx, seen.county, seen.person, seen.month)
	if err != nil {
		return err
	}
	before, err := ledger.Digest(row.facts.monthWide())
	if err != nil {
		return err
	}
	now, err := ledger.Digest(facts.monthWide())
	if err != nil {
		return err
	}
	if held != nil && before != now {
		return ErrFactsHeld
	}
	if err := s.keepAsked(ctx, tx, seen, row.facts, facts); err != nil {
		return err
	}
	for id := range held {
		if row.facts.ofTrip(id) != facts.ofTrip(id) {
			return fmt.Errorf("trip %s: %w", id, ErrFactsHeld)
		}
	}
	said, err := s.store.sayFacts(ctx, tx, seen.county, seen.person, seen.month, version+1, facts, s.now(), actor.Login)
	if err == nil && !said {
		err = ErrMoved
	}
	if err != nil {
		return err
	}
	return s.draftIn(ctx, tx, seen)
}

// verifyFacts looks for what was said of the months that were handed in: the
// book sealed its digest.
func (s *Service) verifyFacts(ctx context.Context, q querier, county trips.County, book *ledger.Book) error {
	said, err := s.store.saidFacts(ctx, q, county)
	if err != nil {
		return err
	}
	first := ledger.Standing{}
	for _, standing := range book.Claims {
		m := standing.Last
		if m.Facts != "" && !said[m.Person+"\x00"+m.Month+"\x00"+m.Facts] && (first.Seq == 0 || standing.Seq < first.Seq) {
			first = standing
		}
	}
	if first.Seq > 0 {
		return sealedBy(first, 0, "what %s said of %s is not what was handed in", first.Last.Person, first.Last.Month)
	}
	return nil
}
