package reimburse

import (
	"context"

	"licheng/reimburse/claim"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// policy returns who approves what in the county.
func (s *Service) policy(ctx context.Context, q querier, county trips.County) (claim.Policy, error) {
	body, found, err := s.store.officeDocument(ctx, q, county, ImportApproval)
	if err != nil || !found {
		return claim.DefaultPolicy(), err
	}
	return claim.ParsePolicy([]byte(body))
}

// fourEyes makes the first of two approvals an endorsement: the claim stays
// handed in until somebody else approves it too. The same person a second time
// is ErrFourEyes.
func (s *Service) fourEyes(ctx context.Context, q querier, actor trips.Actor, row claimRow, d Decision) (Decision, error) {
	if d.Action != claim.Approve {
		return d, nil
	}
	policy, err := s.policy(ctx, q, row.County)
	switch {
	case err != nil || !policy.On(handedInOn(row)).NeedsTwo(row.TotalFen):
		return d, err
	case row.EndorsedBy == "":
		d.Action = claim.Endorse
	case endorsedBy(actor, row):
		return d, ErrFourEyes
	}
	return d, nil
}

// endorsedBy reports whether the actor gave the first of two approvals, by
// this account or another of the same person.
func endorsedBy(actor trips.Actor, row claimRow) bool {
	return row.EndorsedBy != "" && (row.EndorsedBy == actor.Login || (actor.Person != "" && row.EndorsedPerson == actor.Person))
}

// handedInOn is the day a claim was handed in, which chooses who has to look at
// it: a limit that changes later does not change who has a claim before them.
func handedInOn(row claimRow) string {
	if row.SubmittedAt == nil {
		return ""
	}
	return string(rules.DateOf(*row.SubmittedAt))
}
