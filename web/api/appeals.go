package api

import (
	"context"

	"licheng/reimburse"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
	"licheng/trips"
)

// Appeals is what this file needs of reimburse.
type Appeals interface {
	Appeal(ctx context.Context, actor trips.Actor, id reimburse.ClaimID, line int, reason string) (reimburse.Appeal, error)
	DecideAppeal(ctx context.Context, actor trips.Actor, id reimburse.MatterID, d reimburse.AppealDecision) (reimburse.Appeal, error)
	Appeals(ctx context.Context, actor trips.Actor, state matter.State, of reimburse.ClaimID) ([]reimburse.Appeal, error)
	Complain(ctx context.Context, actor trips.Actor, terms reimburse.ComplaintTerms) (reimburse.Complaint, error)
	AnswerComplaint(ctx context.Context, actor trips.Actor, id reimburse.MatterID, version int64, answer string) (reimburse.Complaint, error)
	Complaints(ctx context.Context, actor trips.Actor) ([]reimburse.Complaint, error)
}

// Appeal is an appeal with the claim it is about.
type Appeal struct {
	Matter
	Claim   string         `json:"claim"`
	Month   string         `json:"month"`
	Line    int            `json:"line" doc:"0: the whole claim"`
	Text    string         `json:"text,omitempty" doc:"The line's sentence, in Chinese, as it stood"`
	Reason  string         `json:"reason"`
	Overdue bool           `json:"overdue" doc:"An answer is owed and did not come in time"`
	Outcome *AppealOutcome `json:"outcome,omitempty" doc:"What an appeal found right brought"`
}

// AppealOutcome is what an appeal found right brought.
type AppealOutcome struct {
	Fen   int64  `json:"fen" doc:"Paid more; 0 where a rejection was overturned"`
	Claim string `json:"claim" doc:"That pays it"`
}

// AppealOutput answers with an appeal.
type AppealOutput struct{ Body Appeal }

// AppealInput appeals against a decision.
type AppealInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Line   int    `json:"line,omitempty" minimum:"0" maximum:"10000" doc:"0: the whole claim"`
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

// AskAppeal appeals against the decision on a claim of one's own.
func (a *API) AskAppeal(ctx context.Context, in *AppealInput) (*AppealOutput, error) {
	return a.signers(ctx).appealOutput(a.Appeals.Appeal(ctx, actor(ctx), reimburse.ClaimID(in.ID), in.Body.Line, in.Body.Reason))
}

// DecideAppealInput answers an appeal, or withdraws it.
type DecideAppealInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Action  string `json:"action" enum:"approve,reject,withdraw"`
		Version int64  `json:"version"`
		Comment string `json:"comment,omitempty" maxLength:"2000" doc:"Required to reject"`
		Fen     int64  `json:"fen,omitempty" minimum:"0" maximum:"100000000" doc:"To be paid more when it is right; 0 where a rejection is overturned"`
	}
}

// DecideAppeal answers an appeal, or withdraws it.
func (a *API) DecideAppeal(ctx context.Context, in *DecideAppealInput) (*AppealOutput, error) {
	b := in.Body
	return a.signers(ctx).appealOutput(a.Appeals.DecideAppeal(ctx, actor(ctx), reimburse.MatterID(in.ID), reimburse.AppealDecision{
		MatterDecision: reimburse.MatterDecision{Action: matter.Action(b.Action), Version: b.Version, Comment: b.Comment}, Fen: money.Amount(b.Fen),
	}))
}

// ListAppeals answers the appeals one may see, the latest first.
func (a *API) ListAppeals(ctx context.Context, in *struct {
	State string `query:"state" enum:"asked,approved,rejected,withdrawn"`
	Claim string `query:"claim" maxLength:"64"`
},
) (*struct{ Body []Appeal }, error) {
	found, err := a.Appeals.Appeals(ctx, actor(ctx), matter.State(in.State), reimburse.ClaimID(in.Claim))
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &struct{ Body []Appeal }{listOf(found, s.appealOf)}, s.err
}

func (s *signers) appealOutput(p reimburse.Appeal, err error) (*AppealOutput, error) {
	if err != nil {
		return nil, err
	}
	return &AppealOutput{Body: s.appealOf(p)}, s.err
}

func (s *signers) appealOf(p reimburse.Appeal) Appeal {
	shown := Appeal{
		Matter: s.matterOf(p.Matter), Claim: string(p.Claim), Month: p.Month, Line: p.LineNo, Text: p.Line, Reason: p.Reason, Overdue: p.Overdue,
	}
	if p.Outcome != nil {
		shown.Outcome = &AppealOutcome{Fen: int64(p.Outcome.Fen), Claim: string(p.Outcome.Claim)}
	}
	return shown
}
