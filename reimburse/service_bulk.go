package reimburse

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/trips"
)

// BulkMode says what happens to a bulk decision when one claim cannot be
// decided.
type BulkMode string

// The modes.
const (
	BulkAll  BulkMode = "all"  // then none is
	BulkEach BulkMode = "each" // then the others still are
)

// bulkMax is how many claims one bulk decision takes.
const bulkMax = 500

// BulkDecision is one decision of the office on many claims.
type BulkDecision struct {
	Action    claim.Action
	Mode      BulkMode
	Claims    []ClaimVersion
	Comment   string
	Reference string
}

// ClaimVersion is a claim as somebody saw it.
type ClaimVersion struct {
	ID      ClaimID
	Version int64
}

// Outcome is what became of one claim of a bulk decision. Err is nil when it
// was done; in mode all it says of every claim why nothing was.
type Outcome struct {
	ID  ClaimID
	Err error
}

// DecideMany takes a decision on many claims, all or each as chosen, and says
// of every claim what became of it, in the order given. Its own error is for a
// decision that makes no sense as a whole: ErrDecision, ErrClaimsDenied.
func (s *Service) DecideMany(ctx context.Context, actor trips.Actor, bulk BulkDecision) ([]Outcome, error) {
	if err := mayLook(actor); err != nil {
		return nil, err
	}
	if err := bulk.check(); err != nil {
		return nil, err
	}
	if bulk.Mode == BulkEach {
		outcomes := make([]Outcome, len(bulk.Claims))
		for i, c := range bulk.Claims {
			_, err := s.Decide(ctx, actor, c.ID, bulk.of(c))
			outcomes[i] = Outcome{ID: c.ID, Err: err}
		}
		return outcomes, nil
	}
	w, err := s.wardrobe(ctx, actor)
	if err != nil {
		return nil, err
	}
	return s.decideAll(ctx, w, bulk), nil
}

// decideAll decides all claims in one transaction, or none.
func (s *Service) decideAll(ctx context.Context, w wardrobe, bulk BulkDecision) []Outcome {
	failed := -1
	err := s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		for i, c := range bulk.Claims {
			if _, err := s.decideIn(ctx, tx, w, c.ID, bulk.of(c), nil); err != nil {
				failed = i
				return fmt.Errorf("%s claim %s: %w", bulk.Action, c.ID, err)
			}
		}
		return nil
	})
	outcomes := make([]Outcome, len(bulk.Claims))
	for i, c := range bulk.Claims {
		outcomes[i] = Outcome{ID: c.ID}
		switch {
		case err == nil:
		case i == failed || failed < 0:
			outcomes[i].Err = err
		default:
			outcomes[i].Err = fmt.Errorf("claim %s left as it was because claim %s could not be decided: %w",
				c.ID, bulk.Claims[failed].ID, ErrBulkUndone)
		}
	}
	return outcomes
}

func (b BulkDecision) of(c ClaimVersion) Decision {
	return Decision{Action: b.Action, Version: c.Version, Comment: b.Comment, Reference: b.Reference}
}

func (b BulkDecision) check() error {
	known := false
	for _, t := range claim.Transitions() {
		known = known || (t.Do == b.Action && (t.By == claim.Office || t.By == claim.Township) && t.Do != claim.Endorse && t.Do != claim.Check)
	}
	if !known || (b.Mode != BulkAll && b.Mode != BulkEach) || len(b.Claims) < 1 || len(b.Claims) > bulkMax {
		return ErrDecision
	}
	seen := map[ClaimID]bool{}
	for _, c := range b.Claims {
		if seen[c.ID] {
			return fmt.Errorf("claim %s twice: %w", c.ID, ErrDecision)
		}
		seen[c.ID] = true
	}
	return nil
}
