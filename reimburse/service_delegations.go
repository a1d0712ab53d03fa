package reimburse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// longestDelegation bounds how long one delegation lasts: who is away for longer
// says so again.
const longestDelegation = 366

// Delegation is a delegation with its days.
type Delegation struct {
	Matter
	DelegationTerms
	From  rules.Date // first day
	Until rules.Date // last day
}

// DelegationAsk is a delegation somebody gives.
type DelegationAsk struct {
	To     string // login
	From   rules.Date
	Until  rules.Date // last day, included
	Reason string
}

// Delegate lets another account decide in the actor's place from the first to
// the last day: with the roles the actor holds at the moment of each decision,
// never on a claim or request of either of them.
//
// Faults: ErrNotYours without a role that can be handed on, ErrDelegation,
// ErrTooLong.
func (s *Service) Delegate(ctx context.Context, actor trips.Actor, ask DelegationAsk) (Delegation, error) {
	if !actor.Has(trips.Township) && !actor.Has(trips.Finance) {
		return Delegation{}, fmt.Errorf("account %s has no role to hand on: %w", actor.Login, ErrNotYours)
	}
	ask.To, ask.Reason = strings.TrimSpace(ask.To), strings.TrimSpace(ask.Reason)
	if utf8.RuneCountInString(ask.Reason) > textMax {
		return Delegation{}, ErrTooLong
	}
	from, err := time.ParseInLocation(time.DateOnly, string(ask.From), rules.Shanghai())
	until, err2 := time.ParseInLocation(time.DateOnly, string(ask.Until), rules.Shanghai())
	today := rules.DateOf(s.now())
	if err != nil || err2 != nil || until.Before(from) || ask.Until < today || until.After(from.AddDate(0, 0, longestDelegation-1)) {
		return Delegation{}, ErrDelegation
	}
	to, err := s.deputy(ctx, actor, ask.To)
	if err != nil {
		return Delegation{}, err
	}
	var row matterRow
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if row, err = s.newMatter(ctx, tx, actor, matter.Delegation, DelegationTerms{To: to, Reason: ask.Reason}); err != nil {
			return err
		}
		first, end := from.UTC(), until.AddDate(0, 0, 1).UTC()
		row.FromAt, row.UntilAt = &first, &end
		row, err = s.askMatter(ctx, tx, row, matter.Give)
		return err
	})
	if err != nil {
		return Delegation{}, err
	}
	return s.delegationView(ctx, inOwnRight(actor), row)
}

// deputy finds the account that is to decide in the actor's place.
func (s *Service) deputy(ctx context.Context, actor trips.Actor, login string) (matter.Who, error) {
	if s.holders == nil || login == "" {
		return matter.Who{}, ErrDelegation
	}
	holder, err := s.holders.Holder(ctx, actor.County, login)
	if err != nil {
		return matter.Who{}, fmt.Errorf("account %s: %w", login, err)
	}
	to := whoOf(holder)
	if len(holder.Roles) == 0 || to.Is(whoOf(actor)) {
		return matter.Who{}, fmt.Errorf("deputy %s: %w", login, ErrDelegation)
	}
	return to, nil
}

// EndDelegation ends a delegation the actor gave before its days are over.
// Faults: ErrNoMatter, ErrMatterState, ErrMoved.
func (s *Service) EndDelegation(ctx context.Context, actor trips.Actor, id MatterID, version int64) (Delegation, error) {
	w := inOwnRight(actor)
	var row matterRow
	err := s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		_, err := s.store.lockHead(ctx, tx, string(actor.County))
		if err != nil {
			return err
		}
		row, err = s.store.matter(ctx, tx, actor.County, matter.Delegation, id)
		if err == nil && !askedBy(actor, row) {
			err = ErrNoMatter
		}
		if err != nil {
			return err
		}
		row, err = s.decideMatter(ctx, tx, w, row, MatterDecision{Action: matter.End, Version: version})
		return err
	})
	if err != nil {
		return Delegation{}, fmt.Errorf("end delegation %s: %w", id, err)
	}
	return s.delegationView(ctx, w, row)
}

// Delegations lists the delegations the actor gave or was given, and for
// auditors all of the county's, the latest first.
func (s *Service) Delegations(ctx context.Context, actor trips.Actor) ([]Delegation, error) {
	rows, err := s.store.matters(ctx, s.store.db, actor.County, matterFilter{kind: matter.Delegation, limit: mattersMax})
	if err != nil {
		return nil, err
	}
	found := []Delegation{}
	for _, row := range rows {
		v, err := s.delegationView(ctx, inOwnRight(actor), row)
		if err != nil {
			return nil, err
		}
		if askedBy(actor, row) || v.To.Is(whoOf(actor)) || actor.Has(trips.Auditor) {
			found = append(found, v)
		}
	}
	return found, nil
}

func (s *Service) delegationView(ctx context.Context, w wardrobe, row matterRow) (Delegation, error) {
	var d Delegation
	var err error
	if d.Matter, err = s.matterView(ctx, s.store.db, w, row); err != nil {
		return d, err
	}
	d.From, d.Until = rules.DateOf(*row.FromAt), rules.DateOf(row.UntilAt.Add(-time.Second))
	return d, fromJSON(row.Terms, &d.DelegationTerms)
}

// ActingRoles returns the roles the actor may act with today in the place of
// others, beside those of their own.
func (s *Service) ActingRoles(ctx context.Context, actor trips.Actor) ([]trips.Role, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return nil, err
	}
	more := []trips.Role{}
	for _, r := range w.roles(w.given, s.now()) {
		if !actor.Has(r) {
			more = append(more, r)
		}
	}
	return more, nil
}

// Oversees reports whether the actor may look at the trips of a person: for the
// people of their township, or in the place of somebody who may.
func (s *Service) Oversees(ctx context.Context, actor trips.Actor, person trips.PersonID) (bool, error) {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return false, err
	}
	if s.seesCounty(w) {
		return true, nil
	}
	codes := s.townships(w)
	if len(codes) == 0 {
		return false, nil
	}
	p, err := s.store.person(ctx, s.store.db, actor.County, person)
	if errors.Is(err, ErrNoPerson) {
		return false, nil
	}
	for _, code := range codes {
		if err == nil && code == p.Township {
			return true, nil
		}
	}
	return false, err
}
