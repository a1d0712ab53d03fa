package api

import (
	"context"
	"net/http"
	"time"

	"licheng/trips"
)

// Edits is what this file needs of trips: what an owner says of the trips found
// in their trace.
type Edits interface {
	Split(ctx context.Context, actor trips.Actor, id trips.TripID, at time.Time) (trips.Upload, error)
	Crop(ctx context.Context, actor trips.Actor, id trips.TripID, from, to time.Time) (trips.Upload, error)
	Merge(ctx context.Context, actor trips.Actor, id, with trips.TripID) (trips.Upload, error)
	Unedit(ctx context.Context, actor trips.Actor, id trips.TraceID) (trips.Upload, error)
	Neighbours(ctx context.Context, actor trips.Actor, id trips.TripID) ([]trips.Neighbour, error)
}

// EditOutput answers with the trace, which waits to be read again.
type EditOutput struct {
	Status int
	Body   Trace
}

// SplitInput says when one trip ends and the next begins.
type SplitInput struct {
	TripInput
	Body struct {
		At time.Time `json:"at"`
	}
}

// CropInput says what of a trip stays; an end not given stays where it is.
type CropInput struct {
	TripInput
	Body struct {
		From time.Time `json:"from,omitempty"`
		To   time.Time `json:"to,omitempty"`
	}
}

// MergeInput names the neighbour a trip is one with.
type MergeInput struct {
	TripInput
	Body struct {
		With string `json:"with" minLength:"1" maxLength:"64" doc:"One's own trip right before or after, of the same trace or of another"`
	}
}

// Neighbour is a trip that another can be merged with, and what lies between.
type Neighbour struct {
	TripSummary
	After      bool    `json:"after" doc:"It follows the other trip; else it comes before"`
	OtherTrace bool    `json:"other_trace" doc:"It was handed in with another file"`
	GapS       float64 `json:"gap_s" doc:"From the end of the earlier trip to the start of the later"`
	GapM       float64 `json:"gap_m" doc:"Between the same two places, straight"`
}

// NeighboursOutput answers with trips, the earlier first.
type NeighboursOutput struct{ Body []Neighbour }

// SplitTrip makes two trips of one.
func (a *API) SplitTrip(ctx context.Context, in *SplitInput) (*EditOutput, error) {
	return edited(a.Edits.Split(ctx, actor(ctx), trips.TripID(in.ID), in.Body.At))
}

// CropTrip leaves the beginning or the end of a trip out.
func (a *API) CropTrip(ctx context.Context, in *CropInput) (*EditOutput, error) {
	return edited(a.Edits.Crop(ctx, actor(ctx), trips.TripID(in.ID), in.Body.From, in.Body.To))
}

// ListNeighbours answers the trips that one can be merged with.
func (a *API) ListNeighbours(ctx context.Context, in *TripInput) (*NeighboursOutput, error) {
	found, err := a.Edits.Neighbours(ctx, actor(ctx), trips.TripID(in.ID))
	if err != nil {
		return nil, err
	}
	return &NeighboursOutput{Body: listOf(found, neighbourOf)}, nil
}

func neighbourOf(n trips.Neighbour) Neighbour {
	return Neighbour{TripSummary: tripSummaryOf(n.Trip), After: n.After, OtherTrace: n.OtherTrace, GapS: n.Gap.Seconds(), GapM: n.GapM}
}

// MergeTrips makes one trip of two neighbours. It answers with the trace that has
// the trip.
func (a *API) MergeTrips(ctx context.Context, in *MergeInput) (*EditOutput, error) {
	return edited(a.Edits.Merge(ctx, actor(ctx), trips.TripID(in.ID), trips.TripID(in.Body.With)))
}

// UneditTrace takes back all splits, crops and merges of a trace and of those it
// was merged with.
func (a *API) UneditTrace(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*EditOutput, error) {
	return edited(a.Edits.Unedit(ctx, actor(ctx), trips.TraceID(in.ID)))
}

func edited(u trips.Upload, err error) (*EditOutput, error) {
	if err != nil {
		return nil, err
	}
	return &EditOutput{Status: http.StatusAccepted, Body: traceOf(u, nil)}, nil
}
