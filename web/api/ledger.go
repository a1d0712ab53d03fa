package api

import (
	"context"

	"licheng/lang"
	"licheng/trips"
)

// Ledger is what this file needs of reimburse.
type Ledger interface {
	VerifyLedger(ctx context.Context, actor trips.Actor) (LedgerProof, error)
}

// LedgerProof says whether the recorded events are what was recorded.
type LedgerProof struct {
	OK      bool       `json:"ok"`
	Events  int64      `json:"events" doc:"How many were recomputed"`
	Head    string     `json:"head" doc:"Hash of the last event"`
	Problem *lang.Text `json:"problem,omitempty" doc:"The first event that does not fit, and how"`
}

// LedgerOutput answers with the proof.
type LedgerOutput struct{ Body LedgerProof }

// VerifyLedger recomputes the hash chain of the county.
func (a *API) VerifyLedger(ctx context.Context, _ *struct{}) (*LedgerOutput, error) {
	proof, err := a.Ledger.VerifyLedger(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return &LedgerOutput{Body: proof}, nil
}
