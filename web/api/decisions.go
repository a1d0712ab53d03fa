package api

import "context"

// LineComment is a remark on one line of a claim that goes back.
type LineComment struct {
	No      int    `json:"no" minimum:"1"`
	Comment string `json:"comment" minLength:"1" maxLength:"1000"`
}

// Decision is one action on many claims.
type Decision struct {
	Action  string         `json:"action" enum:"approve,return,reject"`
	Mode    string         `json:"mode" enum:"all,each" doc:"all: none unless every one can be; each: those that can be"`
	Claims  []DecisionItem `json:"claims" minItems:"1" maxItems:"500"`
	Comment string         `json:"comment,omitempty" maxLength:"1000" doc:"Required unless approving"`
}

// DecisionItem names a claim as the decider saw it.
type DecisionItem struct {
	ID      string `json:"id" maxLength:"64"`
	Version int    `json:"version"`
}

// Decided says what became of one claim of a Decision.
type Decided struct {
	ID      string   `json:"id"`
	OK      bool     `json:"ok"`
	Problem *Problem `json:"problem,omitempty"`

	// Err is why not; it becomes Problem on the way out.
	Err error `json:"-"`
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
		Version int `json:"version"`
	}
}

// SubmitClaim hands in a claim.
func (a *API) SubmitClaim(ctx context.Context, in *SubmitInput) (*ClaimOutput, error) {
	return claimOutput(a.Claims.Submit(ctx, actor(ctx), in.ID, in.Body.Version))
}

// ReturnInput sends a claim back with what is to be mended.
type ReturnInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version      int           `json:"version"`
		Comment      string        `json:"comment" minLength:"1" maxLength:"1000"`
		LineComments []LineComment `json:"line_comments,omitempty" maxItems:"200"`
	}
}

// ReturnClaim sends a claim back; nothing in it is lost.
func (a *API) ReturnClaim(ctx context.Context, in *ReturnInput) (*ClaimOutput, error) {
	return claimOutput(a.Claims.Return(ctx, actor(ctx), in.ID, in.Body.Version, in.Body.Comment, in.Body.LineComments))
}

// ApproveInput approves a claim.
type ApproveInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int    `json:"version"`
		Comment string `json:"comment,omitempty" maxLength:"1000"`
	}
}

// ApproveClaim approves a claim of somebody else.
func (a *API) ApproveClaim(ctx context.Context, in *ApproveInput) (*ClaimOutput, error) {
	return claimOutput(a.Claims.Approve(ctx, actor(ctx), in.ID, in.Body.Version, in.Body.Comment))
}

// RejectInput rejects a claim, with the reason.
type RejectInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int    `json:"version"`
		Comment string `json:"comment" minLength:"1" maxLength:"1000"`
	}
}

// RejectClaim rejects a claim.
func (a *API) RejectClaim(ctx context.Context, in *RejectInput) (*ClaimOutput, error) {
	return claimOutput(a.Claims.Reject(ctx, actor(ctx), in.ID, in.Body.Version, in.Body.Comment))
}

// PayInput records a payment.
type PayInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version   int    `json:"version"`
		Reference string `json:"reference" minLength:"1" maxLength:"200" doc:"Of the bank or the treasury"`
	}
}

// PayClaim records that an approved claim was paid.
func (a *API) PayClaim(ctx context.Context, in *PayInput) (*ClaimOutput, error) {
	return claimOutput(a.Claims.Pay(ctx, actor(ctx), in.ID, in.Body.Version, in.Body.Reference))
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
	decided, err := a.Claims.Decide(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &DecideOutput{Body: listOf(decided, func(d Decided) Decided {
		if d.Err != nil {
			d.Problem = problemOf(ctx, d.Err)
		}
		return d
	})}, nil
}
