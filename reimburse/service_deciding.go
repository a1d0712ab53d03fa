package reimburse

import (
	"context"
	"errors"
	"slices"
	"time"

	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/trips"
)

// deciding is all that a decision on one claim depends on beside the claim: who
// acts with which powers, whose township it is, and what the county set down.
type deciding struct {
	wardrobe
	given    []matter.Deputy
	at       time.Time
	policy   claim.Policy
	level    claim.Level // of the day it was handed in
	township string      // of the claimant
}

// deciding gathers it.
func (s *Service) deciding(ctx context.Context, q querier, w wardrobe, row claimRow) (deciding, error) {
	person, err := s.store.person(ctx, q, row.County, row.Person)
	if err != nil {
		return deciding{}, err
	}
	d, err := s.decidingAny(ctx, q, w)
	return d.on(row, person.Township), err
}

// decidingAny gathers what decisions on all claims of the county have in common.
func (s *Service) decidingAny(ctx context.Context, q querier, w wardrobe) (deciding, error) {
	d := deciding{wardrobe: w, at: s.now()}
	var err error
	if d.given, err = s.store.deputies(ctx, q, w.actor.County); err != nil {
		return d, err
	}
	d.policy, err = s.policy(ctx, q, w.actor.County)
	return d, err
}

// on is it for one claim of somebody of the township.
func (d deciding) on(row claimRow, township string) deciding {
	d.township, d.level = township, d.policy.On(handedInOn(row))
	return d
}

// sees reports whether the actor may see the claim. A draft is nobody's business
// but its person's: it was not handed in yet.
func (d deciding) sees(row claimRow) bool {
	if isOwn(d.actor, row) {
		return true
	}
	if row.State == claim.Draft {
		return false
	}
	for _, h := range d.hats(d.given, d.at) {
		if oversees(trips.Actor{Roles: h.roles}) || (h.township != "" && h.township == d.township) {
			return true
		}
	}
	return false
}

// move is what a decision comes to: the action the table of moves knows it by,
// the state it leads to, and the hat it is taken under.
type move struct {
	action claim.Action
	to     claim.State
	hat    hat
	skip   claim.Skip // the level passed over on the way to it
}

// next returns what the action comes to, or the fault that forbids it.
//
// Whoever approves says "approve"; what that is the policy says: where the
// township has to look first its approval is a check, or the decision itself up
// to the amount the county lets it; where two of the office have to approve the
// first is an endorsement.
//
// A power is worn only if neither it nor the way it came by is the claimant's:
// then the next way is tried.
func (d deciding) next(row claimRow, do Decision) (move, error) {
	switch {
	case do.as != "":
		to, err := claim.Next(row.State, do.Action, []string{string(do.as)}, false)
		made := move{action: do.Action, to: to}
		if err = faultOfMove(err); err == nil && do.office {
			made.hat, err = d.office(row)
		}
		return made, err
	case do.Action == claim.Endorse || do.Action == claim.Check:
		return move{}, ErrState // what an approval is the policy says
	case do.Action == claim.Return && row.Kind == KindCorrection:
		return move{}, ErrState // there is nothing its person could mend
	}
	claimant := row.claimant()
	if do.Action == claim.Submit || claimant.Is(whoOf(d.actor)) {
		own := isOwn(d.actor, row) || (do.Action != claim.Submit && claimant.Is(whoOf(d.actor)))
		to, err := claim.Next(row.State, do.Action, roleNames(d.actor), own)
		if err = faultOfMove(err); err == nil && do.Action == claim.Submit {
			err = d.decidable(row)
		}
		return move{action: do.Action, to: to, hat: d.own}, err
	}
	var refused error
	for _, h := range d.hats(d.given, d.at, claimant) {
		made, err := d.under(h, row, do.Action)
		if err == nil {
			return made, nil
		}
		if refused == nil || errors.Is(refused, ErrNotYours) || errors.Is(err, ErrNeeded) {
			refused = err // the refusal that says most
		}
	}
	return move{}, refused
}

// office is the hat under which the actor enters for the office what is nobody's
// decision: the bank's answer, a computed correction. A deputy's way to it must
// not touch the claim's person.
func (d deciding) office(row claimRow) (hat, error) {
	if slices.Contains(d.own.roles, trips.Finance) {
		return d.own, nil
	}
	for _, h := range d.hats(d.given, d.at, matter.Who{Person: string(row.Person)}) {
		if slices.Contains(h.roles, trips.Finance) {
			return h, nil
		}
	}
	return hat{}, ErrOwnClaim
}

// under is next for one hat.
func (d deciding) under(h hat, row claimRow, action claim.Action) (move, error) {
	held := h.rolesFor(d.township)
	way, err := d.ahead(row)
	if err != nil {
		return move{}, err
	}
	first := way.Township
	if !first {
		held = slices.DeleteFunc(held, func(r string) bool { return r == string(trips.Township) })
	}
	township := slices.Contains(held, string(trips.Township))
	switch {
	case first && row.State == claim.Submitted && !township && (action == claim.Approve || action == claim.Reject):
		if slices.Contains(held, string(trips.Finance)) {
			return move{}, ErrUnchecked
		}
	case action != claim.Approve:
	case first && row.State == claim.Submitted:
		if !d.level.TownshipDecides(row.TotalFen) {
			action = claim.Check
		}
	case d.level.NeedsTwo(row.TotalFen) && row.EndorsedBy == "":
		action = claim.Endorse
	}
	to, err := claim.Next(row.State, action, held, false)
	if err != nil {
		return move{}, faultOfMove(err)
	}
	if action == claim.Approve || action == claim.Endorse {
		if err := d.otherHands(h, row); err != nil {
			return move{}, err
		}
	}
	made := move{action: action, to: to, hat: h}
	if row.State == claim.Submitted && action != claim.Return {
		made.skip = way.Skip
	}
	return made, d.enoughStay(h, row, action)
}

// otherHands refuses a second approval by anybody who had a hand in the first:
// as who gave it, as who it was given for, or as who handed that power on.
func (d deciding) otherHands(h hat, row claimRow) error {
	hands, err := row.hands()
	if err != nil {
		return err
	}
	for _, w := range append(slices.Clone(h.chain), whoOf(d.actor)) {
		if slices.ContainsFunc(hands, w.Is) {
			return ErrFourEyes
		}
	}
	return nil
}

// handsOn is everybody who had a hand in what was decided on the claim so far,
// and in whose place.
func (r claimRow) handsOn() ([]matter.Who, error) {
	hands := []matter.Who{}
	return hands, fromJSON(r.Hands, &hands)
}

// faultOfMove says to people why the table of moves refuses.
func faultOfMove(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, claim.ErrState):
		return ErrState
	case errors.Is(err, claim.ErrOwn):
		return ErrOwnClaim
	default:
		return ErrNotYours
	}
}

// allowed lists what the actor may do now, as they would ask for it; an empty
// month is not to be handed in.
func (d deciding) allowed(row claimRow) []claim.Action {
	actions := []claim.Action{}
	for _, action := range []claim.Action{claim.Submit, claim.Return, claim.Approve, claim.Reject, claim.Pay} {
		if action == claim.Submit && (row.empty() || row.RuleDocument == "") {
			continue
		}
		if _, err := d.next(row, Decision{Action: action}); err == nil {
			actions = append(actions, action)
		}
	}
	return actions
}

// maySee returns ErrNoClaim for a claim that is not the actor's to see.
func (s *Service) maySee(ctx context.Context, q querier, actor trips.Actor, row claimRow) error {
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return err
	}
	d, err := s.deciding(ctx, q, w, row)
	if err == nil && !d.sees(row) {
		err = ErrNoClaim
	}
	return err
}
