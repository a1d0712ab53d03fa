package roads

import (
	"slices"

	"github.com/paulmach/orb"
)

// Network is a compiled road network. It is read-only and safe for any number
// of goroutines until Close. Methods that take an EdgeID or a NodeID expect one
// of this network's and panic on others.
type Network struct {
	data  []byte // the whole file
	close func() error
	info  Info
	bound orb.Bound

	fastest     uint8 // km/h, of any edge
	fastestFree uint8 // km/h, of any edge without toll
	watch       watch // over sequences

	nodes     []node // one more than there are
	nodeOSM   []int64
	out       []EdgeID
	segments  []segment
	climbs    []climb
	details   []detail
	shape     []point
	shapeOSM  []byte
	frame     []box // one: around everything
	tree      []sixteen
	levels    []level // of tree, the leaves' first
	leaves    []leaf
	chunks    []chunk // all but the first of every segment, in order
	turns     []turn
	sequences []uint32
	tolls     []tollRecord
	names     []nameRecord
	textStart []uint32
	text      []byte
}

// NumNodes returns how many junctions there are.
func (n *Network) NumNodes() int { return len(n.nodeOSM) }

// NumSegments returns how many segments there are; edge ids run from 0 to
// 2*NumSegments()-1.
func (n *Network) NumSegments() int { return len(n.segments) }

// NumEdges returns how many directed edges may be driven.
func (n *Network) NumEdges() int { return len(n.out) }

// FastestKMH returns the highest speed of any edge.
func (n *Network) FastestKMH() float64 { return float64(n.fastest) }

// FastestFreeKMH returns the highest speed of any edge that is not tolled.
func (n *Network) FastestFreeKMH() float64 { return float64(n.fastestFree) }

// Edge returns the edge with its attributes.
func (n *Network) Edge(e EdgeID) Edge {
	s, climb, detail := &n.segments[e>>1], &n.climbs[e>>1], &n.details[e>>1]
	edge := Edge{
		ID:       e,
		From:     NodeID(s.Ends[0]),
		To:       NodeID(s.Ends[1]),
		LengthM:  float64(s.LengthMM) / 1000,
		Class:    detail.Class,
		SpeedKMH: float64(s.Speed),
		Flags:    s.Flags.of(e),
		WayID:    detail.way(),
		ClimbM:   float64(climb.UpDM) / 10,
		DescentM: float64(climb.DownDM) / 10,
	}
	if e&1 == 1 {
		edge.From, edge.To = edge.To, edge.From
		edge.ClimbM, edge.DescentM = edge.DescentM, edge.ClimbM
		edge.SpeedKMH = float64(s.SpeedBack)
	}
	return edge
}

// Flags returns the flags of the edge alone.
func (n *Network) Flags(e EdgeID) Flags { return n.segments[e>>1].Flags.of(e) }

// LengthM returns the length of the edge alone, in metres.
func (n *Network) LengthM(e EdgeID) float64 { return float64(n.segments[e>>1].LengthMM) / 1000 }

// LengthMM returns the length of the edge in whole millimetres, as it is kept.
func (n *Network) LengthMM(e EdgeID) uint32 { return n.segments[e>>1].LengthMM }

// SpeedKMH returns the plausible speed of the edge alone; see Edge.
func (n *Network) SpeedKMH(e EdgeID) float64 {
	s := &n.segments[e>>1]
	if e&1 == 1 {
		return float64(s.SpeedBack)
	}
	return float64(s.Speed)
}

// Climb returns the metres that the edge alone gains and loses; see Edge.
func (n *Network) Climb(e EdgeID) (climbM, descentM float64) {
	c := &n.climbs[e>>1]
	climbM, descentM = float64(c.UpDM)/10, float64(c.DownDM)/10
	if e&1 == 1 {
		return descentM, climbM
	}
	return climbM, descentM
}

// From returns the node the edge starts at.
func (n *Network) From(e EdgeID) NodeID {
	return NodeID(n.segments[e>>1].Ends[e&1])
}

// To returns the node the edge ends at.
func (n *Network) To(e EdgeID) NodeID { return n.From(e ^ 1) }

// Step is what a search needs of an edge, read at once.
type Step struct {
	To       NodeID
	LengthMM uint32
	Flags    Flags
}

// Step returns what a search needs of an edge.
func (n *Network) Step(e EdgeID) Step {
	s := &n.segments[e>>1]
	return Step{To: NodeID(s.Ends[e&1^1]), LengthMM: s.LengthMM, Flags: s.Flags.of(e)}
}

// Out returns the drivable edges that leave the node, in rising order. The
// slice belongs to the network.
func (n *Network) Out(v NodeID) []EdgeID { return n.out[n.nodes[v].Out:n.nodes[v+1].Out] }

// NodePoint returns where the junction is.
func (n *Network) NodePoint(v NodeID) orb.Point { return n.nodes[v].At.orb() }

// OSMNode returns the OSM id of the junction. Two junctions share one where a
// barrier cuts the road.
func (n *Network) OSMNode(v NodeID) int64 { return n.nodeOSM[v] }

// Bound returns the box around all segments, in degrees.
func (n *Network) Bound() orb.Bound { return n.bound }

// inner returns the shape points of segment s between its ends.
func (n *Network) inner(s uint32) []point {
	seg := &n.segments[s]
	return n.shape[seg.Shape:][:seg.Inner]
}

// NumPoints returns how many points AppendLine appends for the edge.
func (n *Network) NumPoints(e EdgeID) int { return int(n.segments[e>>1].Inner) + 2 }

// AppendLine appends the points of the edge in driving order, both ends
// included, and returns the extended slice.
func (n *Network) AppendLine(dst orb.LineString, e EdgeID) orb.LineString {
	s := uint32(e >> 1)
	inner := n.inner(s)
	first, last := n.nodes[n.segments[s].Ends[0]].At, n.nodes[n.segments[s].Ends[1]].At
	dst = slices.Grow(dst, len(inner)+2)
	if e&1 == 1 {
		dst = append(dst, last.orb())
		for i := len(inner) - 1; i >= 0; i-- {
			dst = append(dst, inner[i].orb())
		}
		return append(dst, first.orb())
	}
	dst = append(dst, first.orb())
	for _, p := range inner {
		dst = append(dst, p.orb())
	}
	return append(dst, last.orb())
}

// AppendNodeIDs appends the OSM node ids along the edge in driving order, both
// ends included, and returns the extended slice.
func (n *Network) AppendNodeIDs(dst []int64, e EdgeID) []int64 {
	s := &n.segments[e>>1]
	begin := len(dst)
	id := n.nodeOSM[s.Ends[0]]
	dst = append(dst, id)
	at := int(n.details[e>>1].ShapeOSM)
	for range n.inner(uint32(e >> 1)) {
		delta, used := varint(n.shapeOSM[at:])
		at += used
		id += delta
		dst = append(dst, id)
	}
	dst = append(dst, n.nodeOSM[s.Ends[1]])
	if e&1 == 1 {
		slices.Reverse(dst[begin:])
	}
	return dst
}

// TurnAllowed reports whether a vehicle may drive on from edge from to edge to,
// which leaves the node where from ends, as far as restrictions over a single
// junction say. Turning round onto from.Reverse() is not decided here, and
// restrictions over more than one junction are for Proceed to tell.
func (n *Network) TurnAllowed(from, to EdgeID) bool {
	if !n.Flags(from).Has(Restricted) || to == from^1 {
		return true
	}
	_, forbidden := slices.BinarySearch(n.turns, newTurn(from, to))
	return !forbidden
}

// EachSegment calls fn with the forward edge of every segment whose geometry's
// chunks touch bound, each segment once, in no particular order.
func (n *Network) EachSegment(bound orb.Bound, fn func(forward EdgeID)) {
	seen := map[uint32]struct{}{}
	n.eachChunk(boxOf(bound), func(c chunk) {
		s := c.Segment
		if _, known := seen[s]; !known {
			seen[s] = struct{}{}
			fn(EdgeID(s << 1))
		}
	})
}
