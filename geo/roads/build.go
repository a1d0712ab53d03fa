package roads

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// The reasons for which no network can be built.
var (
	ErrNoRoads = errors.New("there are no roads for motor vehicles in it")
	ErrTooBig  = errors.New("the map is too big for one road file; cut it into regions")
)

// Build compiles a network in memory. Its bytes are those WriteFile writes. The
// same input gives the same network in whatever order its slices stand.
func Build(in Input) (*Network, error) {
	if !littleEndian() {
		return nil, ErrBigEndian
	}
	b := &builder{in: &in, net: &Network{}}
	if err := b.gather(); err != nil {
		return nil, err
	}
	b.cut()
	if len(b.drafts) == 0 {
		return nil, ErrNoRoads
	}
	b.number()
	if b.in.Relief == nil {
		b.runs = nil // only climbs go by them
	}
	b.layNodes()
	if err := b.laySegments(); err != nil {
		return nil, err
	}
	beside := b.layTolls()
	b.layClimbs()
	b.forgetNodes()
	b.layAdjacency()
	b.layTurns()
	b.tell()
	// What is left takes the memory of an index and of a whole file: let go of
	// the map.
	in = Input{}
	*b = builder{net: b.net, info: b.info, texts: b.texts, bounds: b.bounds}
	b.layIndex()
	b.layTollsBeside(beside)
	b.layTexts()
	return b.assemble()
}

// builder holds what one Build needs between its steps. Nodes and ways are
// meant by their index in nodes and ways.
type builder struct {
	in    *Input
	net   *Network
	nodes []Node // by id, once each
	ways  []*Way // by id, once each
	refs  []uint32
	runs  []run // unbroken node chains of the ways, in way order

	drafts     []draft     // segments in way order
	junctions  []graphNode // graph nodes in order of discovery
	junctionOf []uint32    // node → its place in junctions, or none
	blocked    []bool      // by node; nil when nothing is blocked
	position   []uint32    // draft → segment number
	order      []uint32    // segment number → draft
	nodeID     []uint32    // junction → NodeID
	bounds     box         // around every node that a run uses

	texts texts
	info  Info
}

// forgetNodes lets go of the largest part of the map once the segments have
// their lines.
func (b *builder) forgetNodes() {
	b.in.Nodes, b.nodes, b.refs, b.runs, b.junctions, b.nodeID = nil, nil, nil, nil, nil, nil
}

// run is a chain of refs of one way without a hole in it.
type run struct{ way, first, last uint32 } // refs[first..last], last included

// draft is a segment before it has a number.
type draft struct {
	way         uint32
	first, last uint32 // refs[first..last], last included
	from, to    uint32 // junctions
}

// graphNode is a junction: a node, or one side of a blocked node.
type graphNode struct{ node, curve uint32 }

const none = math.MaxUint32

// maxWayNodes lets a segment count its inner points in 16 bits; OpenStreetMap
// allows 2,000.
const maxWayNodes = 1 << 16

// gather sorts nodes and ways by id and translates the ways' node ids.
func (b *builder) gather() error {
	if len(b.in.Nodes) >= math.MaxInt32 || len(b.in.Ways) >= math.MaxInt32/2 {
		return ErrTooBig
	}
	b.nodes = sortedNodes(b.in.Nodes)
	total := 0
	b.ways = make([]*Way, 0, len(b.in.Ways))
	for i := range b.in.Ways {
		w := &b.in.Ways[i]
		if w.ID >= 1<<39 || w.ID < -1<<39 {
			return fmt.Errorf("way %d: its id is out of range", w.ID)
		}
		if len(w.Nodes) > maxWayNodes {
			return fmt.Errorf("way %d has %d nodes; %d are the most", w.ID, len(w.Nodes), maxWayNodes)
		}
		b.ways = append(b.ways, w)
		total += len(w.Nodes)
	}
	if total >= math.MaxInt32 {
		return ErrTooBig
	}
	slices.SortStableFunc(b.ways, func(a, c *Way) int { return cmp.Compare(a.ID, c.ID) })
	b.ways = slices.CompactFunc(b.ways, func(a, c *Way) bool { return a.ID == c.ID })
	b.refs = make([]uint32, 0, total)
	for i, w := range b.ways {
		b.chain(uint32(i), w.Nodes)
		if b.in.Once {
			w.Nodes = nil
		}
	}
	return nil
}

// sortedNodes returns the nodes by id, once each. It copies only when it must.
func sortedNodes(nodes []Node) []Node {
	byID := func(a, c Node) int { return cmp.Compare(a.ID, c.ID) }
	rising := func() bool {
		for i := 1; i < len(nodes); i++ {
			if nodes[i-1].ID >= nodes[i].ID {
				return false
			}
		}
		return true
	}
	if rising() {
		return nodes
	}
	nodes = slices.Clone(nodes)
	slices.SortStableFunc(nodes, byID)
	return slices.CompactFunc(nodes, func(a, c Node) bool { return a.ID == c.ID })
}

// chain appends the runs of one way: it breaks where a node is unknown or not
// on the earth, and leaves out nodes repeated one after the other.
func (b *builder) chain(way uint32, ids []int64) {
	first := uint32(len(b.refs))
	end := func() {
		if n := uint32(len(b.refs)); n-first >= 2 {
			b.runs = append(b.runs, run{way, first, n - 1})
		} else {
			b.refs = b.refs[:first]
		}
		first = uint32(len(b.refs))
	}
	for _, id := range ids {
		i, known := b.find(id)
		if !known || !onEarth(b.nodes[i].Point) {
			b.info.MissingNodes++
			end()
			continue
		}
		if n := uint32(len(b.refs)); n > first && b.refs[n-1] == i {
			continue
		}
		b.refs = append(b.refs, i)
	}
	end()
}

func (b *builder) find(id int64) (uint32, bool) {
	i, found := slices.BinarySearchFunc(b.nodes, id, func(n Node, id int64) int { return cmp.Compare(n.ID, id) })
	return uint32(i), found
}

// at returns node i in file units.
func (b *builder) at(i uint32) point { return unitsOf(b.nodes[i].Point) }

func unitsOf(p orb.Point) point {
	return point{int32(math.Round(p[0] * degree)), int32(math.Round(p[1] * degree))}
}

// number fixes the final order of junctions and segments: along the Hilbert
// curve, so that what is near on the map is near in memory.
func (b *builder) number() {
	b.bounds = b.box()
	c := newCurve(b.bounds)
	for i := range b.junctions {
		p := b.at(b.junctions[i].node)
		b.junctions[i].curve = c.at(p.Lon, p.Lat)
	}
	b.junctionOf = nil // cutting is over
	b.nodeID = ranks(len(b.junctions), func(i uint32) uint32 { return b.junctions[i].curve })
	curves := make([]uint32, len(b.drafts))
	for i, d := range b.drafts {
		p := b.at(b.refs[(d.first+d.last)/2])
		curves[i] = c.at(p.Lon, p.Lat)
	}
	b.position = ranks(len(b.drafts), func(i uint32) uint32 { return curves[i] })
	b.order = make([]uint32, len(b.drafts))
	for d, s := range b.position {
		b.order[s] = uint32(d)
	}
}

// ranks returns each element's place when sorted by key, ties in the old order.
func ranks(count int, key func(uint32) uint32) []uint32 {
	keyed := make([]uint64, count)
	for i := range keyed {
		keyed[i] = uint64(key(uint32(i)))<<32 | uint64(i)
	}
	slices.Sort(keyed)
	rank := make([]uint32, count)
	for place, k := range keyed {
		rank[uint32(k)] = uint32(place)
	}
	return rank
}

// box is the box around every node that a run uses.
func (b *builder) box() box {
	all := emptyBox
	for _, i := range b.refs {
		all = all.withPoint(b.at(i))
	}
	return all
}
