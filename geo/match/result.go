// Package match finds the road that was driven from a trace's observations: a
// hidden Markov model over candidate positions on the road network, after
// Newson & Krumm (2009), which keeps going where the map has no road.
package match

import (
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// Observation is one fix kept for matching.
type Observation struct {
	At        time.Time // zero when the trace has no times
	Point     orb.Point // lon, lat, WGS-84
	AccuracyM float64   // standard deviation the device claims; 0 when unknown
}

// Result is what matching found: distances in metres, stretches in order.
type Result struct {
	DistanceM     float64 // best estimate of the distance driven, off-road metres included
	DistanceLowM  float64 // honest lower end of it
	DistanceHighM float64 // honest upper end of it
	TolledM       float64 // of DistanceM, on tolled roads
	OffRoadM      float64 // of DistanceM, driven where the map has no road
	ClimbM        float64 // metres gained along the path
	DescentM      float64 // metres lost along the path
	Confidence    float64 // 0 to 1
	Paths         []Path  // one for each unbroken stretch, in order
	Breaks        []Break // between the paths
}

// Path is one unbroken stretch of driving.
type Path struct {
	Start, End time.Time
	DistanceM  float64
	Line       orb.LineString // the whole stretch, on and off the road
	Legs       []Leg          // in order; together they make Line
	Passages   []Passage      // toll booths and gantries driven through, in order
	Stretches  []Stretch      // how sure every part is, in order
}

// Stretch is a part of a path that is equally sure all along.
type Stretch struct {
	DistanceM  float64 // of the steps between observations; they add up to the path's but for its smoothing
	Confidence float64 // how probable it is that this is the road that was driven, 0 to 1
}

// Leg is a part of a path that lies wholly on mapped roads or wholly off them.
type Leg struct {
	OffRoad      bool
	Inferred     bool           // bridged without fixes: a tunnel, a valley, a dead battery
	Edges        []roads.EdgeID // in driving order; empty when OffRoad
	StartOffsetM float64        // metres into the first edge
	EndOffsetM   float64        // metres into the last edge
	DistanceM    float64
	Line         orb.LineString
	Start, End   time.Time
}

// Passage is a toll point that the path drives through, in the direction driven.
type Passage struct {
	roads.TollPoint
	At time.Time // interpolated between the fixes around it; zero without times
}

// Break is a gap between two paths that no plausible drive explains.
type Break struct {
	At     time.Time
	Reason BreakReason
}

// BreakReason says why a path ended.
type BreakReason string

// The reasons for a break.
const (
	GapInTime BreakReason = "gap"      // too long without fixes to bridge honestly
	TooFast   BreakReason = "too_fast" // no vehicle drives from one to the other in the time
	NoRoute   BreakReason = "no_route" // the network does not connect the two sides
)
