package api

import (
	"context"
	"fmt"
	"time"

	"licheng/trips"
	"licheng/trips/segment"
)

// PrivateAreas is what this file needs of trips.
type PrivateAreas interface {
	PrivateAreas(ctx context.Context, actor trips.Actor) ([]trips.PrivateArea, error)
	SetPrivateArea(ctx context.Context, actor trips.Actor, area trips.PrivateArea) error
	RemovePrivateArea(ctx context.Context, actor trips.Actor, id string) error
}

// PrivacyParams say what of a file is cut before anything is stored, beside the
// private areas.
type PrivacyParams struct {
	WorkingFrom time.Time `query:"working_from" doc:"The working trip begins; what lies before is cut"`
	WorkingTo   time.Time `query:"working_to" doc:"The working trip ends; what lies after is cut"`
	Private     []string  `query:"private,explode" maxItems:"50" doc:"A private stretch to be cut: two times with a slash between them, as in ISO 8601"`
	SentSHA256  string    `query:"sent_sha256" doc:"Hex, of the file on the device when the body is what is left of it after cutting there"`
}

// cut puts the parameters into a hand-in.
func (p PrivacyParams) cut(in *trips.HandIn) error {
	in.Working = segment.Span{From: p.WorkingFrom, To: p.WorkingTo}
	in.SentSHA256 = p.SentSHA256
	for _, interval := range p.Private {
		span, err := segment.ParseSpan(interval)
		if err != nil {
			return fmt.Errorf("%q: %w", interval, trips.ErrPrivateSpan)
		}
		in.Private = append(in.Private, span)
	}
	return nil
}

// PrivateArea is a circle on the map its owner keeps to themselves.
type PrivateArea struct {
	ID string `json:"id"`
	PrivateCircle
}

// PrivateCircle is where an area is.
type PrivateCircle struct {
	Kind    string  `json:"kind" enum:"home,other"`
	Name    string  `json:"name" maxLength:"50"`
	Lon     float64 `json:"lon" minimum:"-180" maximum:"180" doc:"Of the centre, WGS-84; better not the home itself but a point near it, chosen by chance"`
	Lat     float64 `json:"lat" minimum:"-90" maximum:"90"`
	RadiusM float64 `json:"radius_m" minimum:"100" maximum:"5000"`
}

// PrivateAreasOutput answers with one's own areas.
type PrivateAreasOutput struct{ Body []PrivateArea }

// ListPrivateAreas answers the actor's own areas; nobody else's can be asked for.
func (a *API) ListPrivateAreas(ctx context.Context, _ *struct{}) (*PrivateAreasOutput, error) {
	found, err := a.Private.PrivateAreas(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	return &PrivateAreasOutput{Body: listOf(found, privateAreaOf)}, nil
}

// PutPrivateArea adds an area under an id the device chose, or changes it.
func (a *API) PutPrivateArea(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[A-Za-z0-9-]+$"`
	Body PrivateCircle
},
) (*struct{}, error) {
	c := in.Body
	return nil, a.Private.SetPrivateArea(ctx, actor(ctx), trips.PrivateArea{
		ID: in.ID, Kind: c.Kind, Name: c.Name, Lon: c.Lon, Lat: c.Lat, RadiusM: c.RadiusM,
	})
}

// RemovePrivateArea takes an area away.
func (a *API) RemovePrivateArea(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*struct{}, error) {
	return nil, a.Private.RemovePrivateArea(ctx, actor(ctx), in.ID)
}

func privateAreaOf(a trips.PrivateArea) PrivateArea {
	return PrivateArea{ID: a.ID, PrivateCircle: PrivateCircle{Kind: a.Kind, Name: a.Name, Lon: a.Lon, Lat: a.Lat, RadiusM: a.RadiusM}}
}
