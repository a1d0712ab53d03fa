package api

import (
	"context"

	"github.com/paulmach/orb"
)

// RoadFile is what this file needs of the wiring: which network trips are
// matched against.
type RoadFile interface {
	Version() string
	Bound() orb.Bound
}

// Roads is the road file in use.
type Roads struct {
	Version string     `json:"version"`
	Bound   [4]float64 `json:"bound" doc:"West, south, east, north, WGS-84"`
}

// RoadsOutput answers with the road file's version and bound.
type RoadsOutput struct{ Body Roads }

// ReadRoads answers which road file is in use. ErrNoRoads without one.
func (a *API) ReadRoads(_ context.Context, _ *struct{}) (*RoadsOutput, error) {
	if a.Roads == nil {
		return nil, ErrNoRoads
	}
	b := a.Roads.Bound()
	return &RoadsOutput{Body: Roads{
		Version: a.Roads.Version(),
		Bound:   [4]float64{b.Min.Lon(), b.Min.Lat(), b.Max.Lon(), b.Max.Lat()},
	}}, nil
}
