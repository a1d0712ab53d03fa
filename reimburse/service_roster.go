package reimburse

import (
	"context"
	"fmt"
	"slices"

	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// roster is who holds a role that decides in the county now, in their own right.
// A nil roster knows nobody and refuses nothing.
type roster struct {
	heads  map[string][]matter.Who // by township, whose claims they check
	office []matter.Who
}

// roster asks the accounts.
func (s *Service) roster(ctx context.Context, county trips.County) (*roster, error) {
	if s.holders == nil {
		return nil, nil
	}
	found, err := s.holders.Holders(ctx, county, delegable...)
	if err != nil {
		return nil, fmt.Errorf("who decides in %s: %w", county, err)
	}
	r := &roster{heads: map[string][]matter.Who{}}
	for _, a := range found {
		if a.Has(trips.Finance) {
			r.office = append(r.office, whoOf(a))
		}
		if !a.Has(trips.Township) || a.Person == "" {
			continue
		}
		h, err := s.hatOf(ctx, a, a.Roles)
		if err != nil {
			return nil, err
		}
		if h.township != "" {
			r.heads[h.township] = append(r.heads[h.township], whoOf(a))
		}
	}
	return r, nil
}

// way is what the claim has yet to pass, as the people stand now; own is who must
// not decide on it.
func (d deciding) way(row claimRow, own matter.Who, used []matter.Who) claim.Way {
	at := claim.Ahead{Month: row.Kind == KindMonth, Checked: row.State == claim.Checked, Endorsed: row.EndorsedBy != ""}
	if d.people == nil {
		return claim.Way{Township: at.Month && !at.Checked && d.level.NeedsTownship(row.TotalFen)}
	}
	return d.level.Way(row.TotalFen, at, claim.Hands{
		Heads: d.people.heads[d.township], Office: d.people.office, Own: own, Used: used,
	})
}

// ahead is way for a claim that was handed in.
func (d deciding) ahead(row claimRow) (claim.Way, error) {
	used, err := row.hands()
	return d.way(row, row.claimant(), used), err
}

// claimant is who must not decide on the claim: its person, and who handed it in
// or posted it.
func (r claimRow) claimant() matter.Who {
	return matter.Who{Login: r.SubmittedBy, Person: string(r.Person)}
}

// hands is everybody who had a hand in what was decided on the claim so far, who
// endorsed it too.
func (r claimRow) hands() ([]matter.Who, error) {
	hands, err := r.handsOn()
	if r.EndorsedBy != "" {
		hands = append(hands, matter.Who{Login: r.EndorsedBy, Person: string(r.EndorsedPerson)})
	}
	return hands, err
}

// enoughStay refuses an approval after which nobody could take the next step: one
// of the few who can must keep out of this one.
func (d deciding) enoughStay(h hat, row claimRow, do claim.Action) error {
	if d.people == nil || (do != claim.Check && do != claim.Endorse) {
		return nil
	}
	used, err := row.hands()
	if err != nil {
		return err
	}
	after := row
	if do == claim.Check {
		after.State = claim.Checked
	} else {
		after.EndorsedBy = d.actor.Login
	}
	used = append(append(used, h.chain...), whoOf(d.actor))
	if way := d.way(after, row.claimant(), used); way.Stuck() {
		return ErrNeeded
	}
	return nil
}

// decidable returns ErrNobody, naming who is missing, when nobody could bring the
// claim to a decision once its person handed it in.
func (d deciding) decidable(row claimRow) error {
	if way := d.onHandIn(row); way.Stuck() {
		return fmt.Errorf("%s: %w", way.Missing(), ErrNobody)
	}
	return nil
}

// onHandIn is what an open claim will have to pass, should it be handed in now.
func (d deciding) onHandIn(row claimRow) claim.Way {
	row.State, row.EndorsedBy, row.SubmittedBy = claim.Submitted, "", ""
	d.level = d.policy.On(string(rules.DateOf(d.at)))
	return d.way(row, row.claimant(), nil)
}

// enoughFor returns ErrOffice, naming who is missing, when the county has too few
// people for a policy.
func (s *Service) enoughFor(ctx context.Context, county trips.County, p claim.Policy) error {
	people, err := s.roster(ctx, county)
	if err != nil || people == nil {
		return err
	}
	two := slices.ContainsFunc(p.Levels, func(l claim.Level) bool { return l.FourEyesAbove != nil })
	if has := matter.People(people.office); two && has < 2 {
		return fmt.Errorf("four_eyes_above needs two people of the finance office, and %d hold an account with the role finance: add accounts with licheng user add --role finance: %w", has, ErrOffice)
	}
	return nil
}
