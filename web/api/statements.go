package api

import (
	"context"
	"net/http"
	"time"

	"licheng/lang"
	"licheng/trips"
)

// Statements is what this file needs of trips.
type Statements interface {
	HandInStatement(ctx context.Context, actor trips.Actor, in trips.Statement) (upload trips.Upload, created bool, err error)
	WithdrawStatement(ctx context.Context, actor trips.Actor, id trips.TraceID) (trips.Upload, error)
	UsualRoutes(ctx context.Context, actor trips.Actor) ([]trips.UsualRoute, error)
}

// StatementInput tells of a trip that has no trace.
type StatementInput struct {
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"The same key again gets the same answer"`
	Body StatementBody
}

// StatementBody is what a cadre says of a trip without a trace.
type StatementBody struct {
	VehicleID  string    `json:"vehicle_id,omitempty" maxLength:"64"`
	Purpose    string    `json:"purpose,omitempty" maxLength:"500"`
	DepartedAt time.Time `json:"departed_at"`
	Places     []string  `json:"places" minItems:"2" maxItems:"12" doc:"Codes of places in order, the first where it set out"`
	Evidence   string    `json:"evidence" enum:"toll-record,request,dispatch-slip,companion,usual-route,own-word" doc:"What shows that it was driven"`
	Ref        string    `json:"ref,omitempty" maxLength:"100" doc:"What is looked up: id of a request or of a colleague, number of a dispatch slip or SHA-256 of its scan, plate and time of exit of a toll record (云A12345 2026-10-13 09:40); empty: whichever fits"`
	Note       string    `json:"note,omitempty" maxLength:"500" doc:"In words"`
	ClaimedM   float64   `json:"claimed_m,omitempty" minimum:"0" maximum:"2000000" doc:"As read off the odometer; held against the way, never paid"`
}

// UsualRoute is a way that one drove often enough with a trace to be known.
type UsualRoute struct {
	From    string   `json:"from"`
	Via     []string `json:"via"`
	To      string   `json:"to"`
	Drives  int      `json:"drives" doc:"With a trace, of the last twelve months"`
	MedianM float64  `json:"median_m"`
	LowM    float64  `json:"low_m" doc:"A tenth of the drives were shorter"`
	HighM   float64  `json:"high_m" doc:"A tenth were longer"`
}

// UsualRoutesOutput answers with one's own usual routes, the most driven first.
type UsualRoutesOutput struct{ Body []UsualRoute }

// Evidence is what shows that a trip was driven.
type Evidence struct {
	Kind    string     `json:"kind" enum:"trace,toll-record,request,dispatch-slip,companion,usual-route,own-word"`
	Grade   string     `json:"grade" enum:"A,B,C,D,E" doc:"A measured, B a record that others keep, C another's word, D a route known from before, E one's own word"`
	Text    lang.Text  `json:"text"`
	RestsOn *lang.Text `json:"rests_on" doc:"What the length rests on; null with a trace"`
	Named   *Named     `json:"named,omitempty" doc:"What was named in its support, and what was found of it; absent when nothing was"`
}

// Named is what a trip names in its support. What was not found counts as one's
// own word.
type Named struct {
	Kind  string    `json:"kind" enum:"toll-record,request,dispatch-slip,companion,usual-route"`
	Name  lang.Text `json:"name"`
	Ref   string    `json:"ref"`
	Found bool      `json:"found"`
	Text  lang.Text `json:"text" doc:"What was found, or what is missing and what to do"`
}

// HandInStatement takes a trip without a trace in; it is durable before the answer.
func (a *API) HandInStatement(ctx context.Context, in *StatementInput) (*TraceOutput, error) {
	who, b := actor(ctx), in.Body
	upload, created, err := a.Statements.HandInStatement(ctx, who, trips.Statement{
		Vehicle: trips.VehicleID(b.VehicleID), Purpose: b.Purpose, DepartedAt: b.DepartedAt, Places: b.Places,
		Evidence: trips.Evidence(b.Evidence), Ref: b.Ref, Note: b.Note, ClaimedM: b.ClaimedM,
	})
	if err != nil {
		return nil, err
	}
	out, err := a.traceWithTrips(ctx, who, upload)
	if err == nil && created {
		out.Status = http.StatusCreated
	}
	return out, err
}

// WithdrawStatement takes a statement of the actor's own back.
func (a *API) WithdrawStatement(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*TraceOutput, error) {
	upload, err := a.Statements.WithdrawStatement(ctx, actor(ctx), trips.TraceID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.traceWithTrips(ctx, actor(ctx), upload)
}

// ListUsualRoutes answers the actor's own usual routes.
func (a *API) ListUsualRoutes(ctx context.Context, _ *struct{}) (*UsualRoutesOutput, error) {
	routes, err := a.Statements.UsualRoutes(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return &UsualRoutesOutput{Body: listOf(routes, func(r trips.UsualRoute) UsualRoute {
		return UsualRoute{From: r.From, Via: append([]string{}, r.Via...), To: r.To, Drives: r.Drives, MedianM: r.MedianM, LowM: r.LowM, HighM: r.HighM}
	})}, nil
}

func evidenceOf(t trips.Trip) Evidence {
	kind := t.Evidence
	if kind == "" {
		kind = trips.ByTrace
	}
	e := Evidence{Kind: string(kind), Grade: kind.Grade(), Text: kind.Text(), RestsOn: t.RestsOn}
	if p := t.Proof; p != nil {
		e.Named = &Named{Kind: string(p.Named), Name: p.Named.Text(), Ref: p.Ref, Found: p.Found, Text: p.Text}
	}
	return e
}
