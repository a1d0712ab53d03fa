package api

import (
	"context"

	"licheng/reimburse"
	"licheng/trips"
)

// Amendments is what this file needs of reimburse.
type Amendments interface {
	Corrections(ctx context.Context, actor trips.Actor, from, to string) (reimburse.Corrections, error)
	PostCorrections(ctx context.Context, actor trips.Actor, from, to, digest, reason string) ([]reimburse.ClaimID, error)
}

// Corrections is what a corrected rule or price would change.
type Corrections struct {
	Items      []Correction `json:"items"`
	ChangesFen int64        `json:"changes_fen" doc:"Of all together; negative: more is taken back than paid"`
	Digest     string       `json:"digest" doc:"Send it back to post exactly these"`
}

// Correction is one person's month.
type Correction struct {
	Person  Person      `json:"person"`
	Month   string      `json:"month"`
	HeldFen int64       `json:"held_fen" doc:"What its claims hold, rejected ones left out"`
	NowFen  int64       `json:"now_fen" doc:"What it comes to by today's rules and tables"`
	Lines   []ClaimLine `json:"lines" doc:"What is added or taken back"`
}

// PeriodInput names months.
type PeriodInput struct {
	From string `query:"from" required:"true" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
	To   string `query:"to" required:"true" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" patternDescription:"2026-10"`
}

// CorrectionsOutput answers with corrections.
type CorrectionsOutput struct{ Body Corrections }

// ReadCorrections answers what posting corrections would do; it writes nothing.
func (a *API) ReadCorrections(ctx context.Context, in *PeriodInput) (*CorrectionsOutput, error) {
	found, err := a.Amendments.Corrections(ctx, actor(ctx), in.From, in.To)
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &CorrectionsOutput{Body: Corrections{
		Items: listOf(found.Items, s.correctionOf), ChangesFen: int64(found.Changes), Digest: found.Digest,
	}}, s.err
}

func (s *signers) correctionOf(c reimburse.Correction) Correction {
	made := Correction{Person: personOf(c.Person), Month: c.Month, HeldFen: int64(c.HeldFen), NowFen: int64(c.NowFen), Lines: []ClaimLine{}}
	for i, l := range c.Lines {
		made.Lines = append(made.Lines, s.lineOf(reimburse.LineView{No: i + 1, Line: l, Comments: []reimburse.CommentView{}}, reimburse.ClaimView{}))
	}
	return made
}

// PostCorrectionsInput posts what was looked at.
type PostCorrectionsInput struct {
	Key
	Body struct {
		From   string `json:"from" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$"`
		To     string `json:"to" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$"`
		Digest string `json:"digest" minLength:"1" maxLength:"64"`
		Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"Such as the paper that changed the rate"`
	}
}

// PostedOutput answers with the claims that were made.
type PostedOutput struct{ Body []string }

// PostCorrections makes a claim of every correction shown.
func (a *API) PostCorrections(ctx context.Context, in *PostCorrectionsInput) (*PostedOutput, error) {
	made, err := a.Amendments.PostCorrections(ctx, actor(ctx), in.Body.From, in.Body.To, in.Body.Digest, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &PostedOutput{Body: listOf(made, func(id reimburse.ClaimID) string { return string(id) })}, nil
}
