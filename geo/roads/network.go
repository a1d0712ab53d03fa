// Package roads is the compiled road network: compact arrays in one
// memory-mapped, versioned, checksummed file, with a packed spatial index.
//
// A segment is a stretch of road between two junctions (or between a junction
// and a place where an attribute changes). Each segment has two directed
// edges, forward (even id) and backward (odd id); one-way roads have only one
// that may be driven. The network knows that a stretch is tolled and which
// booths and gantries stand on it, never what it costs.
package roads

import "github.com/paulmach/orb"

// EdgeID names a directed edge. id>>1 is the segment, id&1 its direction:
// 0 along the segment's geometry, 1 against it.
type EdgeID uint32

// NoEdge is the id of no edge.
const NoEdge = EdgeID(1<<32 - 1)

// Reverse returns the edge of the same segment in the other direction, which
// may not be drivable.
func (e EdgeID) Reverse() EdgeID { return e ^ 1 }

// Segment returns the number of the segment the edge belongs to.
func (e EdgeID) Segment() uint32 { return uint32(e) >> 1 }

// NodeID names a junction of the network, 0 to NumNodes-1. It is not the OSM
// node id; see Network.OSMNode.
type NodeID uint32

// Flags are the yes-or-no attributes of an edge.
type Flags uint16

// The flags of an edge.
const (
	Drivable   Flags = 1 << iota // motor vehicles may drive this direction
	Toll                         // tolled, by tag or by the rule of osm.TollRule
	Tunnel                       // tunnel=yes or alike
	Bridge                       // bridge=yes or alike
	Roundabout                   // junction=roundabout or circular
	Link                         // a ramp: *_link
	Private                      // access only by permission or for delivery: a last resort
	Ferry                        // route=ferry
	OneWay                       // the other direction may not be driven
	Restricted                   // at least one turn out of or into this edge is forbidden
)

// Has reports whether all flags of want are set.
func (f Flags) Has(want Flags) bool { return f&want == want }

// Edge is one directed edge with its attributes, copied out of the arrays.
type Edge struct {
	ID       EdgeID
	From, To NodeID
	LengthM  float64 // metres along the geometry
	Class    Class
	SpeedKMH float64 // plausible free-flow speed: maxspeed if tagged, else by class
	Flags    Flags
	WayID    int64   // OSM way
	ClimbM   float64 // metres gained along this direction; 0 when built without elevation
	DescentM float64 // metres lost along this direction
}

// Class is the importance of a road, from the highway tag.
type Class uint8

// The classes, most important first.
const (
	Motorway Class = iota
	Trunk
	Primary
	Secondary
	Tertiary
	Unclassified
	Residential
	LivingStreet
	Service
	Track
	FerryClass
	NumClasses
)

// Snap is the nearest point of one segment to some position.
type Snap struct {
	Edge        EdgeID    // a drivable direction of the segment; the forward one where both are
	OffsetM     float64   // metres from the start of Edge to Point, along Edge
	DistanceM   float64   // metres from the position to Point
	Point       orb.Point // lon, lat
	East, North float64   // direction of Edge there, of length 1 (to a few parts in 10,000); 0, 0 on a piece without length
}

// TollPointKind says what stands at a TollPoint.
type TollPointKind uint8

// The kinds of toll point.
const (
	Booth  TollPointKind = iota // barrier=toll_booth: a station's lane
	Gantry                      // highway=toll_gantry: opens a charging interval
)

// TollPoint is a booth or gantry on an edge.
type TollPoint struct {
	Kind    TollPointKind
	Edge    EdgeID
	OffsetM float64 // metres from the start of Edge
	OSMNode int64
	Ref     string // ref tag: the charging interval or station code; may be empty
	Name    string // name tag; may be empty
	Point   orb.Point
}
