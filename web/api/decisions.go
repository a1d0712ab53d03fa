package api

import (
	"context"

	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/trips"
)

// Decisions is what this file needs of reimburse.
type Decisions interface {
	Decide(ctx context.Context, actor trips.Actor, id reimburse.ClaimID, d reimburse.Decision) (reimburse.ClaimView, error)
	DecideMany(ctx context.Context, actor trips.Actor, bulk reimburse.BulkDecision) ([]reimburse.Outcome, error)
}

// LineComment is a remark on one line of a claim that goes back.
type LineComment struct {
	No      int    `json:"no" minimum:"1"`
	Comment string `json:"comment" minLength:"1" maxLength:"2000"`
}

// Decision is one action on many claims.
type Decision struct {
	Action    string         `json:"action" enum:"approve,return,reject,pay"`
	Mode      string         `json:"mode" enum:"all,each" doc:"all: none unless every one can be; each: those that can be"`
	Claims    []DecisionItem `json:"claims" minItems:"1" maxItems:"500"`
	Comment   string         `json:"comment,omitempty" maxLength:"2000" doc:"Required to return and to reject"`
	Reference string         `json:"reference,omitempty" maxLength:"2000" doc:"Required to pay"`
}

// DecisionItem names a claim as the decider saw it.
type DecisionItem struct {
	ID      string `json:"id" maxLength:"64"`
	Version int64  `json:"version"`
}

// Decided says what became of one claim of a Decision.
type Decided struct {
	ID      string   `json:"id"`
	OK      bool     `json:"ok"`
	Problem *Problem `json:"problem,omitempty" doc:"Why not"`
}

// Key is the header that makes a POST safe to repeat.
type Key struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"The same key again gets the same answer"`
}

// SubmitInput hands in a claim.
type SubmitInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version"`
		Comment string `json:"comment,omitempty" maxLength:"2000" doc:"What the claimant has to say, such as the answer to what a claim was returned for; sealed with the claim"`
	}
}

// SubmitClaim hands in a claim.
func (a *API) SubmitClaim(ctx context.Context, in *SubmitInput) (*ClaimOutput, error) {
	return a.decide(ctx, in.ID, reimburse.Decision{Action: claim.Submit, Version: in.Body.Version, Comment: in.Body.Comment})
}

// ReturnInput sends a claim back with what is to be mended.
type ReturnInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version      int64         `json:"version"`
		Comment      string        `json:"comment" minLength:"1" maxLength:"2000"`
		LineComments []LineComment `json:"line_comments,omitempty" maxItems:"200"`
	}
}

// ReturnClaim sends a claim back; nothing in it is lost.
func (a *API) ReturnClaim(ctx context.Context, in *ReturnInput) (*ClaimOutput, error) {
	return a.decide(ctx, in.ID, reimburse.Decision{
		Action: claim.Return, Version: in.Body.Version, Comment: in.Body.Comment,
		LineComments: listOf(in.Body.LineComments, func(c LineComment) ledger.LineComment { return ledger.LineComment(c) }),
	})
}

// ApproveInput approves a claim.
type ApproveInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version"`
		Comment string `json:"comment,omitempty" maxLength:"2000"`
	}
}

// ApproveClaim approves a claim of somebody else.
func (a *API) ApproveClaim(ctx context.Context, in *ApproveInput) (*ClaimOutput, error) {
	return a.decide(ctx, in.ID, reimburse.Decision{Action: claim.Approve, Version: in.Body.Version, Comment: in.Body.Comment})
}

// RejectInput rejects a claim, with the reason.
type RejectInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version"`
		Comment string `json:"comment" minLength:"1" maxLength:"2000"`
	}
}

// RejectClaim rejects a claim.
func (a *API) RejectClaim(ctx context.Context, in *RejectInput) (*ClaimOutput, error) {
	return a.decide(ctx, in.ID, reimburse.Decision{Action: claim.Reject, Version: in.Body.Version, Comment: in.Body.Comment})
}

// PayInput records a payment.
type PayInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version   int64  `json:"version"`
		Reference string `json:"reference" minLength:"1" maxLength:"200" doc:"Of the bank or the treasury"`
	}
}

// PayClaim records that an approved claim was paid.
func (a *API) PayClaim(ctx context.Context, in *PayInput) (*ClaimOutput, error) {
	return a.decide(ctx, in.ID, reimburse.Decision{Action: claim.Pay, Version: in.Body.Version, Reference: in.Body.Reference})
}

// DecideInput decides many claims at once.
type DecideInput struct {
	Key
	Body Decision
}

// DecideOutput answers what became of each.
type DecideOutput struct{ Body []Decided }

// DecideClaims decides many claims at once, all or each.
func (a *API) DecideClaims(ctx context.Context, in *DecideInput) (*DecideOutput, error) {
	outcomes, err := a.Claims.DecideMany(ctx, actor(ctx), reimburse.BulkDecision{
		Action: claim.Action(in.Body.Action), Mode: reimburse.BulkMode(in.Body.Mode),
		Comment: in.Body.Comment, Reference: in.Body.Reference,
		Claims: listOf(in.Body.Claims, func(c DecisionItem) reimburse.ClaimVersion {
			return reimburse.ClaimVersion{ID: reimburse.ClaimID(c.ID), Version: c.Version}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &DecideOutput{Body: listOf(outcomes, func(o reimburse.Outcome) Decided {
		decided := Decided{ID: string(o.ID), OK: o.Err == nil}
		if o.Err != nil {
			decided.Problem = problemOf(ctx, o.Err)
		}
		return decided
	})}, nil
}

func (a *API) decide(ctx context.Context, id string, d reimburse.Decision) (*ClaimOutput, error) {
	return a.signers(ctx).claimOutput(a.Claims.Decide(ctx, actor(ctx), reimburse.ClaimID(id), d))
}
