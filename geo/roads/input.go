package roads

import "github.com/paulmach/orb"

// Input is everything a network is built from, as plain values. It is easy to
// make by hand:
//
//	roads.Build(roads.Input{
//		Nodes: []roads.Node{{ID: 1, Point: orb.Point{107, 26}}, {ID: 2, Point: orb.Point{107.01, 26}}},
//		Ways:  []roads.Way{{ID: 10, Nodes: []int64{1, 2}, Class: roads.Primary}},
//	})
//
// Nodes and ways may stand in any order; of two with the same id the first is
// kept. Build does not change or keep the slices, unless it is told Once.
type Input struct {
	Nodes        []Node
	Ways         []Way
	Restrictions []Restriction
	TollNodes    []TollNode
	Blocked      []int64  // nodes no vehicle passes: bollards, closed gates
	Relief       Relief   // climbs of the ways; nil for a network without elevation
	Sources      []string // names of the files it came from, without folders
	TollRule     string   // one sentence on how tolls were decided; shown by Info
	Notes        []string // what the importer dropped or could not say; shown by Info
	Once         bool     // the input serves this build alone: ways lose their nodes as they are read, to save memory
}

// Node is a point a way runs through.
type Node struct {
	ID    int64
	Point orb.Point // lon, lat, WGS-84 degrees
}

// Travel says in which directions of a way one may drive.
type Travel uint8

// The directions of travel. The zero value is the usual road.
const (
	BothWays     Travel = iota
	ForwardOnly         // in the order of Nodes
	BackwardOnly        // against it
)

// Way is a road that vehicles may drive, with the attributes of its whole length.
type Way struct {
	ID           int64   // OSM way id, |ID| < 2^39
	Nodes        []int64 // at least two node ids; unknown ones cut the way there
	Class        Class
	Travel       Travel
	Flags        Flags // of Toll, Tunnel, Bridge, Roundabout, Link, Private, Ferry; the rest is computed
	TollByRule   bool  // Toll was set by rule, not by a tag
	SpeedKMH     uint8 // 0: the default of the class
	SpeedBackKMH uint8 // against Nodes; 0: as SpeedKMH
	Name         string
	Ref          string // road number: G15, X204
}

// Restriction forbids a turn, or all turns but one.
type Restriction struct {
	ID      int64
	From    int64   // way
	ViaNode int64   // the junction; used when ViaWays is empty
	ViaWays []int64 // ways in order from From to To
	To      int64   // way
	Only    bool    // only_*: every other way on is forbidden
}

// TollNode is a node where toll is taken or counted. One that stands beside the
// roads, at Point, belongs to the nearest large road within GantryReachM, or
// for a booth the nearest road within BoothReachM.
type TollNode struct {
	ID    int64
	Kind  TollPointKind
	Ref   string
	Name  string
	Point orb.Point // zero when a way runs through the node
}

// How far from the line of a road its toll points may stand, in metres: gantry
// nodes are often set on the post or on the other carriageway's edge.
const (
	GantryReachM = 30
	BoothReachM  = 10
)

// Relief tells how much a way climbs. It is asked once a way, so that it can
// smooth over more than one segment.
type Relief interface {
	// Climbs returns, for each stretch of line between two neighbouring cuts,
	// the metres gained and lost. cuts are indexes into line in rising order,
	// the first 0 and the last len(line)-1; the answers have len(cuts)-1
	// elements. level asks for an even slope from end to end, as in a tunnel
	// or on a bridge.
	Climbs(line orb.LineString, cuts []int, level bool) (climbM, descentM []float64)
	// Notes says, after all was asked, what the relief could not tell.
	Notes() []string
}
