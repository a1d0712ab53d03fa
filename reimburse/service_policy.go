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

// handedInOn is the day a claim was handed in, which chooses who has to look at
// it: a limit that changes later does not change who has a claim before them.
func handedInOn(row claimRow) string {
	if row.SubmittedAt == nil {
		return ""
	}
	return string(rules.DateOf(*row.SubmittedAt))
}
