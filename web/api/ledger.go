package api

import (
	"context"

	"licheng/reimburse"
	"licheng/trips"
)

// Ledger is what this file needs of reimburse.
type Ledger interface {
	VerifyLedger(ctx context.Context, county trips.County) (reimburse.LedgerReport, error)
}

// LedgerProof says whether the recorded events are what was recorded.
type LedgerProof struct {
	OK      bool   `json:"ok"`
	Events  int64  `json:"events" doc:"How many seals were recomputed and fit"`
	Claims  int    `json:"claims" doc:"How many claims were held against their events"`
	Head    string `json:"head" doc:"The last seal"`
	Problem string `json:"problem,omitempty" doc:"The first event that does not fit, and how, in English"`
}

// LedgerOutput answers with the proof.
type LedgerOutput struct{ Body LedgerProof }

// VerifyLedger recomputes the hash chain of the county.
func (a *API) VerifyLedger(ctx context.Context, _ *struct{}) (*LedgerOutput, error) {
	report, err := a.Ledger.VerifyLedger(ctx, actor(ctx).County)
	if err != nil {
		return nil, err
	}
	return &LedgerOutput{Body: LedgerProof{
		OK: report.OK, Events: report.Events, Claims: report.Claims, Head: report.Head, Problem: report.Problem,
	}}, nil
}
