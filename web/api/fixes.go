package api

import (
	"context"
	"time"

	"licheng/trips"
)

// Fixes is what this file needs of trips. Reading a raw track is logged there,
// and its owner sees the log.
type Fixes interface {
	MarkedFixes(ctx context.Context, actor trips.Actor, id trips.TripID, purpose string) ([]trips.MarkedFix, error)
	FixReads(ctx context.Context, actor trips.Actor, id trips.TripID) ([]trips.FixRead, error)
}

// FixRead is one look at a raw track.
type FixRead struct {
	By      Signer    `json:"by"`
	At      time.Time `json:"at"`
	Purpose string    `json:"purpose" doc:"As the reader stated it"`
}

// RawTrack is the raw trace of a trip in WGS-84, as GeoJSON.
type RawTrack struct {
	Type     string       `json:"type" enum:"FeatureCollection"`
	Features []RawFeature `json:"features"`
}

// RawFeature is the line of the fixes, in order.
type RawFeature struct {
	Type       string        `json:"type" enum:"Feature"`
	Geometry   LineString    `json:"geometry"`
	Properties RawProperties `json:"properties"`
}

// LineString is a GeoJSON geometry, WGS-84.
type LineString struct {
	Type        string       `json:"type" enum:"LineString"`
	Coordinates [][2]float64 `json:"coordinates" doc:"Longitude, latitude"`
}

// RawProperties holds one time and one mark a coordinate.
type RawProperties struct {
	Times   []*time.Time `json:"times" doc:"One a coordinate; null where the file gave none"`
	Dropped []string     `json:"dropped" doc:"One a coordinate: why cleaning set the fix aside; empty for those kept"`
}

// RawTrackInput names a trip and says why its raw track is read.
type RawTrackInput struct {
	ID      string `path:"id" maxLength:"64"`
	Purpose string `query:"purpose" maxLength:"200" doc:"Required of everybody but the owner; the owner sees it"`
}

// RawTrackOutput answers with the raw track.
type RawTrackOutput struct{ Body RawTrack }

// FixReadsOutput answers with the looks at a raw track.
type FixReadsOutput struct{ Body []FixRead }

// ReadFixes answers the raw track of a trip.
func (a *API) ReadFixes(ctx context.Context, in *RawTrackInput) (*RawTrackOutput, error) {
	fixes, err := a.Trips.MarkedFixes(ctx, actor(ctx), trips.TripID(in.ID), in.Purpose)
	if err != nil {
		return nil, err
	}
	feature := RawFeature{
		Type: "Feature",
		Geometry: LineString{
			Type:        "LineString",
			Coordinates: listOf(fixes, func(f trips.MarkedFix) [2]float64 { return f.Point }),
		},
		Properties: RawProperties{
			Times:   listOf(fixes, func(f trips.MarkedFix) *time.Time { return optionalTime(f.At) }),
			Dropped: listOf(fixes, func(f trips.MarkedFix) string { return f.Dropped }),
		},
	}
	return &RawTrackOutput{Body: RawTrack{Type: "FeatureCollection", Features: []RawFeature{feature}}}, nil
}

// ListFixReads answers who looked at the raw track of a trip.
func (a *API) ListFixReads(ctx context.Context, in *TripInput) (*FixReadsOutput, error) {
	reads, err := a.Trips.FixReads(ctx, actor(ctx), trips.TripID(in.ID))
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &FixReadsOutput{Body: listOf(reads, func(r trips.FixRead) FixRead {
		return FixRead{By: s.of(r.By), At: r.At, Purpose: r.Purpose}
	})}, s.err
}
