package api

import (
	"context"

	"licheng/trips"
)

// PlaceBook is what this file needs of trips.
type PlaceBook interface {
	Places(ctx context.Context, county trips.County) ([]trips.Place, error)
}

// Places is GeoJSON points of villages, townships and the county town.
type Places struct {
	Type     string         `json:"type" enum:"FeatureCollection"`
	Features []PlaceFeature `json:"features"`
}

// PlaceFeature is one place.
type PlaceFeature struct {
	Type       string          `json:"type" enum:"Feature"`
	ID         string          `json:"id"`
	Geometry   Point           `json:"geometry"`
	Properties PlaceProperties `json:"properties"`
}

// Point is a GeoJSON geometry, WGS-84.
type Point struct {
	Type        string     `json:"type" enum:"Point"`
	Coordinates [2]float64 `json:"coordinates" doc:"Longitude, latitude"`
}

// PlaceProperties names a place.
type PlaceProperties struct {
	Name         string `json:"name"`
	Kind         string `json:"kind" doc:"county (the county town), township, village, station"`
	TownshipCode string `json:"township_code" doc:"Of the township it lies in; empty for none"`
}

// PlacesOutput answers with places.
type PlacesOutput struct{ Body Places }

// ListPlaces answers the county's places.
func (a *API) ListPlaces(ctx context.Context, _ *struct{}) (*PlacesOutput, error) {
	places, err := a.Places.Places(ctx, actor(ctx).County)
	if err != nil {
		return nil, err
	}
	return &PlacesOutput{Body: Places{Type: "FeatureCollection", Features: listOf(places, placeFeatureOf)}}, nil
}

func placeFeatureOf(p trips.Place) PlaceFeature {
	return PlaceFeature{
		Type: "Feature", ID: p.Code,
		Geometry:   Point{Type: "Point", Coordinates: [2]float64{p.Lon, p.Lat}},
		Properties: PlaceProperties{Name: p.Name, Kind: string(p.Kind), TownshipCode: p.Township},
	}
}
