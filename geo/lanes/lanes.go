// Package lanes finds the roads that a map lacks and adds them to it: stretches
// that several trips drove off the road become suggestions; those a county
// accepts stand in a local layer, a GeoJSON file, which is joined to the map
// when the road file is built.
package lanes

import "github.com/paulmach/orb"

// Stray is one unbroken stretch that was driven off the map's roads.
type Stray struct {
	Trace string         // tells recordings apart
	Trip  string         // tells drives apart
	Day   string         // 2026-10-09, local; empty without times
	Line  orb.LineString // lon, lat, WGS-84, in driving order
}

// Suggestion is a road that the map seems to lack.
type Suggestion struct {
	Line              orb.LineString // the middle of what was driven, ends on the network where they join it
	LengthM           float64
	Trips, Traces     int     // how many drove there, at the place where most did
	SpreadM           float64 // root mean square of the drives' distance from the line
	FirstDay, LastDay string  // of the drives; empty without times
	From, To          End
}

// End is one end of a suggestion.
type End struct {
	Joins     Join
	Node      int64   // OSM id of the junction it joins
	Way       int64   // OSM id of the road it joins, when it joins between junctions
	DistanceM float64 // how far the drives' middle ended from there
}

// Join says what an end joins.
type Join string

// What an end can join.
const (
	Nothing Join = "nothing" // a dead end: the village, the yard
	AtNode  Join = "node"    // a junction of the network
	OnWay   Join = "way"     // a road between two junctions
	OnLane  Join = "lane"    // another suggestion
)

// The measures of the search, in metres.
const (
	stepM      = 10.0 // drives are looked at every so often
	nearM      = 25.0 // drives this near to each other are on one road
	shortestM  = 80.0 // shorter stretches are noise, yards, car parks
	gapM       = 40.0 // so far a drive may stray from the others in between
	mirrorM    = 16.0 // there and back lie this near: nearer than two legs of a hairpin
	joinM      = 40.0 // ends this near to a road join it
	junctionM  = 15.0 // nearer to a junction than this, they join that
	simplifyM  = 1.5  // how far the line may be moved to save points
	shadowM    = 50.0 // beside a longer one all its length, a suggestion is that one
	aroundM    = 60.0 // along the road, a drive's next position is sought so far
	leastTrips = 1
)
