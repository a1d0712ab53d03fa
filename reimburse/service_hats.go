package reimburse

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/matter"
	"licheng/trips"
)

// Accounts knows who holds which role now.
type Accounts interface {
	// Holder returns the account of a login: its person and roles; no roles when
	// it is disabled or not there.
	Holder(ctx context.Context, county trips.County, login string) (trips.Actor, error)
	// Holders returns the accounts that are not disabled and hold one of the roles.
	Holders(ctx context.Context, county trips.County, roles ...trips.Role) ([]trips.Actor, error)
}

// delegable are the roles that somebody else may act with.
var delegable = []trips.Role{trips.Township, trips.Finance}

// hat is one way in which somebody may act: in their own right, or in the place
// of another along a chain of delegations.
type hat struct {
	chain    []matter.Who // in whose place, whose power it is first; empty in one's own right
	roles    []trips.Role
	township string // whose people the role township is about; empty: nobody's
}

// wardrobe is who acts, with all they might act with. It is filled before the
// transaction that decides, because accounts live in another room; what of it
// may be worn is found in the transaction, where the delegations are.
type wardrobe struct {
	actor   trips.Actor
	own     hat
	given   []matter.Deputy // the county's delegations as they stood then; for showing what may be done
	holders map[string]hat  // by login: what the account holds itself
	people  *roster         // who decides in the county
}

// who is how delegations name the actor.
func whoOf(a trips.Actor) matter.Who { return matter.Who{Login: a.Login, Person: string(a.Person)} }

// inOwnRight is the wardrobe of somebody who acts for nobody else.
func inOwnRight(actor trips.Actor) wardrobe {
	return wardrobe{actor: actor, own: hat{roles: actor.Roles}}
}

// wardrobe finds out what the actor may act with.
func (s *Service) wardrobe(ctx context.Context, actor trips.Actor) (wardrobe, error) {
	own, err := s.hatOf(ctx, actor, actor.Roles)
	w := wardrobe{actor: actor, own: own, holders: map[string]hat{}}
	if err != nil || s.holders == nil {
		return w, err
	}
	if w.given, err = s.store.deputies(ctx, s.store.db, actor.County); err != nil {
		return w, err
	}
	if w.people, err = s.roster(ctx, actor.County); err != nil {
		return w, err
	}
	for _, chain := range matter.Chains(w.given, whoOf(actor), s.now()) {
		holder, err := s.holders.Holder(ctx, actor.County, chain[0].Login)
		if err != nil {
			return w, fmt.Errorf("account %s: %w", chain[0].Login, err)
		}
		passed := slices.DeleteFunc(slices.Clone(holder.Roles), func(r trips.Role) bool { return !slices.Contains(delegable, r) })
		if w.holders[chain[0].Login], err = s.hatOf(ctx, holder, passed); err != nil {
			return w, err
		}
	}
	return w, nil
}

// hatOf is what an account holds itself of some roles.
func (s *Service) hatOf(ctx context.Context, a trips.Actor, roles []trips.Role) (hat, error) {
	h := hat{roles: roles}
	if a.Person == "" || !slices.Contains(roles, trips.Township) {
		return h, nil
	}
	person, err := s.store.person(ctx, s.store.db, a.County, a.Person)
	h.township = person.Township
	return h, err
}

// hats returns what the actor may wear at the instant to decide on something of
// those without: their own right first, then the shortest chain of each power.
func (w wardrobe) hats(given []matter.Deputy, at time.Time, without ...matter.Who) []hat {
	hats := []hat{w.own}
	for _, chain := range matter.Chains(given, whoOf(w.actor), at, without...) {
		if h, known := w.holders[chain[0].Login]; known {
			h.chain = chain[:len(chain)-1]
			hats = append(hats, h)
		}
	}
	return hats
}

// rolesFor returns the names of the roles a hat has towards somebody of the
// township: the role township counts for one's own township only.
func (h hat) rolesFor(township string) []string {
	names := []string{}
	for _, r := range h.roles {
		if r != trips.Township || (h.township != "" && h.township == township) {
			names = append(names, string(r))
		}
	}
	return names
}

// roles returns every role the actor holds, or may act with for another.
func (w wardrobe) roles(given []matter.Deputy, at time.Time) []trips.Role {
	var held []trips.Role
	for _, h := range w.hats(given, at) {
		for _, r := range h.roles {
			if !slices.Contains(held, r) {
				held = append(held, r)
			}
		}
	}
	return held
}

// financeWardrobe is the wardrobe of somebody who acts for the finance office, in
// their own right or in another's place; else ErrClaimsDenied. What is written
// asks once more within its transaction: financeHat.
func (s *Service) financeWardrobe(ctx context.Context, actor trips.Actor) (wardrobe, error) {
	w, err := s.wardrobe(ctx, actor)
	if err == nil && !slices.Contains(w.roles(w.given, s.now()), trips.Finance) {
		err = fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	}
	return w, err
}

// financeHat is what the actor wears to do the office's own work, by the
// delegations as they stand within tx; ErrClaimsDenied when there is nothing.
func (s *Service) financeHat(ctx context.Context, tx *sqlx.Tx, w wardrobe) (hat, error) {
	given, err := s.store.deputies(ctx, tx, w.actor.County)
	if err != nil {
		return hat{}, err
	}
	for _, h := range w.hats(given, s.now()) {
		if slices.Contains(h.roles, trips.Finance) {
			return h, nil
		}
	}
	return hat{}, fmt.Errorf("account %s: %w", w.actor.Login, ErrClaimsDenied)
}

// maySeeCounty returns ErrClaimsDenied for who sees only some of the county's
// claims.
func (s *Service) maySeeCounty(ctx context.Context, actor trips.Actor) error {
	w, err := s.wardrobe(ctx, actor)
	if err == nil && !s.seesCounty(w) {
		err = fmt.Errorf("account %s: %w", actor.Login, ErrClaimsDenied)
	}
	return err
}
