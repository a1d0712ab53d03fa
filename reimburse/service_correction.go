package reimburse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/trips"
)

// The kinds of claims.
const (
	KindMonth      = "month"      // a person's month, or trips that came after it
	KindCorrection = "correction" // what a corrected rule or price adds or takes back
)

// Correction is what a month that was handed in would come to now, against what
// its claims hold.
type Correction struct {
	Person  PersonView
	Month   string
	HeldFen money.Amount // of the month's claims, rejected ones left out
	NowFen  money.Amount // priced by today's rules and tables
	Lines   []claim.Line // what is to be added; their sum is NowFen − HeldFen

	seen monthSeen
	uses []useRow     // the passes that the month pays now
	yet  money.Amount // what corrections of other months of the year, shown and not posted, add
	caps bool         // a cap per year is among the rules
}

// change is what the correction adds.
func (c Correction) change() money.Amount { return c.NowFen - c.HeldFen }

// Corrections is every month a correction would touch, and the digest that
// posting it asks for: what is posted is what was shown.
type Corrections struct {
	Items   []Correction
	Changes money.Amount // of all together
	Digest  string
}

// correctionMonthsMax is how many months one correction goes back.
const correctionMonthsMax = 24

// Corrections prices every month from … to (2006-01) that was handed in anew,
// by the rules and tables of today, and returns those that differ. Nothing is
// written. Faults: ErrClaimsDenied, ErrPeriod.
func (s *Service) Corrections(ctx context.Context, actor trips.Actor, from, to string) (Corrections, error) {
	if err := s.maySeeCounty(ctx, actor); err != nil {
		return Corrections{}, err
	}
	return s.corrections(ctx, actor.County, from, to)
}

func (s *Service) corrections(ctx context.Context, county trips.County, from, to string) (Corrections, error) {
	var found Corrections
	first, err := time.Parse("2006-01", from)
	last, err2 := time.Parse("2006-01", to)
	if err != nil || err2 != nil || last.Before(first) || last.After(first.AddDate(0, correctionMonthsMax-1, 0)) {
		return found, fmt.Errorf("%q to %q: %w", from, to, ErrPeriod)
	}
	handedIn, err := s.store.monthsHandedIn(ctx, s.store.db, county, from, to)
	if err != nil {
		return found, err
	}
	var all []Correction
	for _, m := range handedIn {
		seen := monthSeen{county: county, person: m.Person, month: m.Month}
		if seen.drafts, err = s.store.drafts(ctx, s.store.db, county, m.Person); err != nil {
			return found, err
		}
		if seen.driven, err = s.trips.MonthTrips(ctx, county, m.Person, m.Month); err != nil {
			return found, fmt.Errorf("trips of %s in %s: %w", m.Person, m.Month, err)
		}
		if seen.beside, err = s.besides(ctx, county, m.Person, seen.driven); err != nil {
			return found, err
		}
		all = append(all, Correction{Month: m.Month, seen: seen})
	}
	if err := s.correctAll(ctx, all); err != nil {
		return found, err
	}
	for _, c := range all {
		if len(c.Lines) > 0 {
			found.Items = append(found.Items, c)
		}
	}
	return found, found.seal()
}

// roundsMax is how often months that share a cap per year are weighed against
// each other: what the first round takes back of a later month, the second gives
// to an earlier one.
const roundsMax = 5

// correctAll prices months one after the other, each beside what the corrections
// of the others add; again where a cap per year holds for months that changed.
func (s *Service) correctAll(ctx context.Context, all []Correction) error {
	for round := range roundsMax {
		settled := true
		for i := range all {
			c := &all[i]
			yet := yetOf(all, *c)
			if round > 0 && (!c.caps || yet == c.yet) {
				continue
			}
			settled = false
			c.yet = yet
			if err := s.store.db.InTx(ctx, func(tx *sqlx.Tx) error { return s.correct(ctx, tx, c) }); err != nil {
				return fmt.Errorf("%s in %s: %w", c.seen.person, c.Month, err)
			}
		}
		if settled {
			break
		}
	}
	return nil
}

// yetOf sums what the corrections of the person's other months of the year add.
func yetOf(all []Correction, c Correction) (yet money.Amount) {
	for _, o := range all {
		if o.seen.person == c.seen.person && o.Month != c.Month && o.Month[:len("2006")] == c.Month[:len("2006")] {
			yet += o.change()
		}
	}
	return yet
}

// seal adds the corrections up and digests them.
func (c *Corrections) seal() error {
	type sealed struct {
		Person trips.PersonID
		Month  string
		Lines  []ledger.LineMark
	}
	all := []sealed{}
	for _, item := range c.Items {
		marks, _, err := markLines(item.Lines)
		if err != nil {
			return err
		}
		all = append(all, sealed{item.Person.ID, item.Month, marks})
		if c.Changes, err = c.Changes.Add(item.change()); err != nil {
			return err
		}
	}
	var err error
	c.Digest, err = ledger.Digest(all)
	return err
}

// correct prices the trips that were handed in for the month as they would be
// now, and takes off what its claims hold, corrections before this one too.
func (s *Service) correct(ctx context.Context, tx *sqlx.Tx, c *Correction) error {
	seen := c.seen
	rows, err := s.store.monthClaims(ctx, tx, seen.county, seen.person, seen.month)
	if err != nil {
		return err
	}
	var held []claim.Line
	bound := map[string]bool{}
	for _, row := range rows {
		if row.State != claim.Submitted && row.State != claim.Checked && row.State != claim.Approved && row.State != claim.Paid {
			continue
		}
		lines, err := s.store.lines(ctx, tx, seen.county, row.ID)
		if err != nil {
			return err
		}
		held = append(held, arithmetic(lines)...)
		marks, err := s.store.claimTrips(ctx, tx, seen.county, row.ID)
		if err != nil {
			return err
		}
		for _, mark := range marks {
			bound[mark.ID] = true
		}
	}
	driven := slices.DeleteFunc(slices.Clone(seen.driven), func(t trips.Trip) bool { return !bound[string(t.ID)] })
	pricing, err := s.pricing(ctx, tx, seen, driven)
	if err != nil {
		return err
	}
	pricing.paid += c.yet
	c.Person, c.caps = pricing.person.view(), pricing.doc.CapsYear()
	now, passes, err := pricing.alone(driven)
	if err != nil {
		return err
	}
	c.uses = pricing.usesFor(passes, driven)
	if c.NowFen, err = claim.Total(now); err != nil {
		return err
	}
	if c.HeldFen, err = claim.Total(held); err != nil {
		return err
	}
	c.Lines, err = claim.Difference(now, held)
	return err
}

// PostCorrections makes a claim of every correction shown: handed in at once,
// to be approved by somebody else than who posted it, and paid or taken back
// with the next batch. digest is that of the Corrections that were looked at;
// when a month has changed since, nothing happens and ErrMoved is returned.
// Faults: ErrClaimsDenied, ErrPeriod, ErrComment without a reason,
// ErrNothingToCorrect.
func (s *Service) PostCorrections(ctx context.Context, actor trips.Actor, from, to, digest, reason string) ([]ClaimID, error) {
	w, err := s.financeWardrobe(ctx, actor)
	if err != nil {
		return nil, err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return nil, ErrComment
	}
	found, err := s.corrections(ctx, actor.County, from, to)
	switch {
	case err != nil:
		return nil, err
	case found.Digest != digest:
		return nil, ErrMoved
	case len(found.Items) == 0:
		return nil, ErrNothingToCorrect
	}
	var made []ClaimID
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
			return err
		}
		if _, err := s.financeHat(ctx, tx, w); err != nil {
			return err
		}
		posted := map[trips.PersonID]int64{}
		for i, c := range found.Items {
			c.yet = yetOf(found.Items[i+1:], c) // those before it are in the claims by now
			c.seen.drafts += posted[c.Person.ID]
			posted[c.Person.ID]++
			id, err := s.postCorrection(ctx, tx, w, c, reason)
			if errors.Is(err, errOvertaken) {
				err = ErrMoved
			}
			if err != nil {
				return fmt.Errorf("correct %s in %s: %w", c.Person.ID, c.Month, err)
			}
			made = append(made, id)
		}
		return nil
	})
	if err != nil {
		made = nil
	}
	return made, err
}

// postCorrection writes one correction, after making sure that it still is what
// was shown.
func (s *Service) postCorrection(ctx context.Context, tx *sqlx.Tx, w wardrobe, c Correction, reason string) (ClaimID, error) {
	first, err := s.store.countDraft(ctx, tx, c.seen.county, c.seen.person, c.seen.drafts)
	if err != nil || !first {
		return "", errors.Join(err, errOvertaken)
	}
	again := Correction{seen: c.seen, yet: c.yet}
	if err := s.correct(ctx, tx, &again); err != nil {
		return "", err
	}
	marks, digest, err := markLines(again.Lines)
	if err != nil {
		return "", err
	}
	if _, shown, err := markLines(c.Lines); err != nil || shown != digest {
		return "", errors.Join(err, errOvertaken)
	}
	row, err := s.correctionRow(ctx, tx, c, digest)
	if err != nil {
		return "", err
	}
	if _, err := s.store.saveDraft(ctx, tx, row, 0); err != nil {
		return "", err
	}
	if err := s.store.saveLines(ctx, tx, row.County, row.ID, c.Lines, marks); err != nil {
		return "", err
	}
	if err := s.saveNewUses(ctx, tx, row, again.uses); err != nil {
		return "", err
	}
	_, err = s.decideIn(ctx, tx, w, row.ID, Decision{Action: claim.Correct, Version: row.Version, Comment: reason, as: claim.System, office: true}, nil)
	return row.ID, err
}

// correctionRow is the claim a correction becomes.
func (s *Service) correctionRow(ctx context.Context, tx *sqlx.Tx, c Correction, digest string) (claimRow, error) {
	rows, err := s.store.monthClaims(ctx, tx, c.seen.county, c.seen.person, c.seen.month)
	if err != nil {
		return claimRow{}, err
	}
	row, err := s.newClaim(c.seen.county, c.seen.person, c.seen.month, nextSequence(rows))
	if err != nil {
		return row, err
	}
	pricing, err := s.pricing(ctx, tx, c.seen, nil)
	if err != nil {
		return row, err
	}
	err = fillDraft(&row, pricing, nil, c.Lines, digest)
	row.Kind, row.DraftedAt = KindCorrection, s.now()
	return row, err
}
