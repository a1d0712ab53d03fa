package api

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"licheng/lang"
	"licheng/trips"
	"licheng/trips/trace"
)

// Traces is what this file needs of trips.
type Traces interface {
	HandIn(ctx context.Context, actor trips.Actor, in trips.HandIn) (upload trips.Upload, created bool, err error)
	Upload(ctx context.Context, actor trips.Actor, id trips.TraceID) (trips.Upload, error)
	Uploads(ctx context.Context, actor trips.Actor, filter trips.UploadFilter) ([]trips.Upload, error)
	Withdraw(ctx context.Context, actor trips.Actor, id trips.TraceID) error
}

// Trace is an uploaded file and what became of it.
type Trace struct {
	ID         string       `json:"id"`
	Kind       string       `json:"kind" enum:"trace,statement" doc:"A file of fixes, or a trip told without one"`
	FileName   string       `json:"file_name"`
	SHA256     string       `json:"sha256" doc:"Hex, of the file as it was on the device"`
	KeptSHA256 string       `json:"kept_sha256" doc:"Hex, of the bytes that are stored; another one when private stretches were cut before"`
	Bytes      int64        `json:"bytes" doc:"Of what is stored"`
	VehicleID  string       `json:"vehicle_id"`
	Purpose    string       `json:"purpose"`
	Datum      string       `json:"datum" enum:"auto,wgs84,gcj02,bd09" doc:"As declared"`
	State      string       `json:"state" enum:"received,read,refused"`
	Refusal    *lang.Text   `json:"refusal,omitempty" doc:"Why nothing in it could be used"`
	Problem    *lang.Text   `json:"problem,omitempty" doc:"Why it is still unread, and what to do"`
	Report     *TraceReport `json:"report,omitempty" doc:"What the file held; absent until read"`
	Edited     bool         `json:"edited" doc:"Its owner split, cropped or merged trips of it"`
	MergedInto string       `json:"merged_into,omitempty" doc:"The trace that has the trips of this one too, since trips of both were merged; absent when it has its own"`
	ReceivedAt time.Time    `json:"received_at"`
	ReadAt     *time.Time   `json:"read_at,omitempty"`
	Trips      []string     `json:"trips" doc:"Ids of the trips found in it"`
	Purged     *Purged      `json:"points_purged,omitempty" doc:"Its raw points and the stored file are gone; absent while they are there"`
}

// Purged says that raw points are gone for good, and why.
type Purged struct {
	At  time.Time `json:"at"`
	Why lang.Text `json:"why"`
}

func purgedOf(p *trips.Purged) *Purged {
	if p == nil {
		return nil
	}
	return &Purged{At: p.At, Why: p.Why}
}

// TraceReport says what a file held and what was dropped, by line or ordinal.
type TraceReport struct {
	Format  string      `json:"format"`
	Charset string      `json:"charset,omitempty"`
	Fixes   int         `json:"fixes"`
	Kept    int         `json:"kept"`
	Dropped []TraceDrop `json:"dropped"`
	Notes   []lang.Text `json:"notes"`
}

// TraceDrop names fixes of a file that were not kept.
type TraceDrop struct {
	Reason string    `json:"reason"`
	First  int       `json:"first" doc:"Line (text formats) or ordinal of the first"`
	Last   int       `json:"last"`
	Fixes  int       `json:"fixes"`
	Text   lang.Text `json:"text"`
}

// HandInInput is a file's bytes with what its cadre says about it.
type HandInInput struct {
	FileName  string `query:"file_name" required:"true" minLength:"1" maxLength:"255" doc:"As on the device; never used as a path"`
	VehicleID string `query:"vehicle_id" maxLength:"64"`
	Purpose   string `query:"purpose" maxLength:"500"`
	Datum     string `query:"datum" enum:"auto,wgs84,gcj02,bd09" default:"auto"`
	PrivacyParams
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"The same key again gets the same answer"`

	body io.Reader
}

// Resolve takes the raw body before huma answers; the limit is the route's.
func (in *HandInInput) Resolve(ctx huma.Context) []error {
	in.body = ctx.BodyReader()
	return nil
}

// TraceOutput answers 201 with a new trace, 200 with one already known.
type TraceOutput struct {
	Status int
	Body   Trace
}

// TracesOutput answers with traces, the newest first.
type TracesOutput struct{ Body []Trace }

// HandInTrace takes a trace file in; it is durable before the answer.
func (a *API) HandInTrace(ctx context.Context, in *HandInInput) (*TraceOutput, error) {
	who := actor(ctx)
	handIn := trips.HandIn{
		FileName: in.FileName,
		Body:     in.body,
		Person:   who.Person,
		Vehicle:  trips.VehicleID(in.VehicleID),
		Purpose:  in.Purpose,
		Datum:    in.Datum,
	}
	if err := in.cut(&handIn); err != nil {
		return nil, err
	}
	upload, created, err := a.Traces.HandIn(ctx, who, handIn)
	if err != nil {
		return nil, err
	}
	out, err := a.traceWithTrips(ctx, who, upload)
	if err == nil && created {
		out.Status = http.StatusCreated
	}
	return out, err
}

// ReadTrace answers one trace.
func (a *API) ReadTrace(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*TraceOutput, error) {
	upload, err := a.Traces.Upload(ctx, actor(ctx), trips.TraceID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.traceWithTrips(ctx, actor(ctx), upload)
}

// ListTraces answers the actor's newest traces.
func (a *API) ListTraces(ctx context.Context, in *struct {
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"50"`
},
) (*TracesOutput, error) {
	uploads, err := a.Traces.Uploads(ctx, actor(ctx), trips.UploadFilter{Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &TracesOutput{Body: make([]Trace, 0, len(uploads))}
	for _, upload := range uploads {
		one, err := a.traceWithTrips(ctx, actor(ctx), upload)
		if err != nil {
			return nil, err
		}
		out.Body = append(out.Body, one.Body)
	}
	return out, nil
}

func (a *API) traceWithTrips(ctx context.Context, who trips.Actor, upload trips.Upload) (*TraceOutput, error) {
	var found []trips.Trip
	if upload.State == trips.TraceRead {
		var err error
		if found, err = a.Trips.Trips(ctx, who, trips.TripFilter{Trace: upload.ID, Summary: true}); err != nil {
			return nil, err
		}
	}
	return &TraceOutput{Status: http.StatusOK, Body: traceOf(upload, found)}, nil
}

func traceOf(u trips.Upload, found []trips.Trip) Trace {
	return Trace{
		ID: string(u.ID), Kind: string(u.Kind), FileName: u.FileName, SHA256: u.SHA256, KeptSHA256: u.KeptSHA256, Bytes: u.Bytes,
		VehicleID: string(u.Vehicle), Purpose: u.Purpose, Datum: u.Datum,
		State: string(u.State), Refusal: u.Refusal, Problem: u.Problem, Report: reportOf(u.Report), Edited: u.Edited, MergedInto: string(u.MergedInto),
		ReceivedAt: u.ReceivedAt.UTC(), ReadAt: optionalTime(u.ReadAt),
		Trips: listOf(found, func(t trips.Trip) string { return string(t.ID) }), Purged: purgedOf(u.Purged),
	}
}

func reportOf(r *trace.Report) *TraceReport {
	if r == nil {
		return nil
	}
	return &TraceReport{
		Format: r.Format, Charset: r.Charset, Fixes: r.Fixes, Kept: r.Kept,
		Dropped: listOf(r.Dropped, func(d trace.Drop) TraceDrop { return TraceDrop(d) }),
		Notes:   listOf(r.Notes, func(t lang.Text) lang.Text { return t }),
	}
}

// WithdrawTrace takes a trace of the actor's own back.
func (a *API) WithdrawTrace(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*struct{}, error) {
	return nil, a.Traces.Withdraw(ctx, actor(ctx), trips.TraceID(in.ID))
}
