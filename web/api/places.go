package api

import (
	"context"

	"licheng/trips"
)

// Map is what this file needs of the rooms below: places and the road file.
type Map interface {
	Places(ctx context.Context, county trips.County) ([]PlacePoint, error)
	Roads(ctx context.Context) (Roads, error)
}

// PlacePoint is a named place.
type PlacePoint struct {
	ID, Name, Kind string
	Lon, Lat       float64
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
	Name string `json:"name"`
	Kind string `json:"kind" doc:"county, township, village"`
}

// Roads is the road file trips are matched against.
type Roads struct {
	Version string     `json:"version"`
	Bound   [4]float64 `json:"bound" doc:"West, south, east, north"`
}

// PlacesOutput answers with places.
type PlacesOutput struct{ Body Places }

// RoadsOutput answers with the road file's version and bound.
type RoadsOutput struct{ Body Roads }

// ListPlaces answers the county's places.
func (a *API) ListPlaces(ctx context.Context, _ *struct{}) (*PlacesOutput, error) {
	places, err := a.Map.Places(ctx, actor(ctx).County)
	if err != nil {
		return nil, err
	}
	return &PlacesOutput{Body: Places{Type: "FeatureCollection", Features: listOf(places, placeFeatureOf)}}, nil
}

// ReadRoads answers which road file is in use.
func (a *API) ReadRoads(ctx context.Context, _ *struct{}) (*RoadsOutput, error) {
	roads, err := a.Map.Roads(ctx)
	if err != nil {
		return nil, err
	}
	return &RoadsOutput{Body: roads}, nil
}

func placeFeatureOf(p PlacePoint) PlaceFeature {
	return PlaceFeature{
		Type: "Feature", ID: p.ID,
		Geometry:   Point{Type: "Point", Coordinates: [2]float64{p.Lon, p.Lat}},
		Properties: PlaceProperties{Name: p.Name, Kind: p.Kind},
	}
}
