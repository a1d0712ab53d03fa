package roads

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

func (b *builder) layNodes() {
	b.net.nodes = make([]node, len(b.junctions)+1)
	b.net.nodeOSM = make([]int64, len(b.junctions))
	for i, j := range b.junctions {
		b.net.nodes[b.nodeID[i]].At = b.at(j.node)
		b.net.nodeOSM[b.nodeID[i]] = b.nodes[j.node].ID
	}
}

// laySegments fills segments, their details, shape and shapeOSM.
func (b *builder) laySegments() error {
	inner := 0
	for _, d := range b.drafts {
		inner += int(d.last - d.first - 1)
	}
	b.net.segments, b.net.details = make([]segment, len(b.drafts)), make([]detail, len(b.drafts))
	b.net.climbs = make([]climb, len(b.drafts))
	b.net.shape = make([]point, 0, inner)
	b.net.shapeOSM = make([]byte, 0, 2*inner)
	b.texts.init()
	for s, i := range b.order {
		d := b.drafts[i]
		seg, det := b.segment(d)
		seg.Shape, det.ShapeOSM = uint32(len(b.net.shape)), uint32(len(b.net.shapeOSM))
		seg.Inner = uint16(d.last - d.first - 1)
		id := b.nodes[b.refs[d.first]].ID
		for _, node := range b.refs[d.first+1 : d.last] {
			b.net.shape = append(b.net.shape, b.at(node))
			b.net.shapeOSM = binary.AppendVarint(b.net.shapeOSM, b.nodes[node].ID-id)
			id = b.nodes[node].ID
		}
		b.net.segments[s], b.net.details[s] = seg, det
	}
	if len(b.net.shapeOSM) > math.MaxUint32 {
		return ErrTooBig
	}
	for s := range b.net.segments {
		e := EdgeID(s << 1)
		b.net.segments[s].Heading = [2]uint8{b.net.headingOf(e), b.net.headingOf(e | 1)}
	}
	return nil
}

// segment fills what a draft's way and geometry say.
func (b *builder) segment(d draft) (segment, detail) {
	w := b.ways[d.way]
	lengthM := 0.0
	for i := d.first; i < d.last; i++ {
		lengthM += DistanceM(b.at(b.refs[i]).orb(), b.at(b.refs[i+1]).orb())
	}
	class := min(w.Class, NumClasses-1)
	speed := w.SpeedKMH
	if speed == 0 {
		speed = DefaultSpeedKMH(class, w.Flags.Has(Link))
	}
	back := w.SpeedBackKMH
	if back == 0 {
		back = speed
	}
	return segment{
		Ends:     [2]uint32{b.nodeID[d.from], b.nodeID[d.to]},
		LengthMM: uint32(min(math.Round(lengthM*1000), math.MaxUint32)),
		Flags:    flagsOf(w), Speed: speed, SpeedBack: back,
	}, detail{WayLow: uint32(w.ID), WayHigh: int8(w.ID >> 32), Name: b.texts.name(w.Name, w.Ref), Class: class}
}

// flagsOf returns the flags of the way's two directions.
func flagsOf(w *Way) flagBits {
	own := flagBits(w.Flags & sharedFlags &^ OneWay)
	switch w.Travel {
	case ForwardOnly:
		return own | flagBits(OneWay) | 1<<drivableBits
	case BackwardOnly:
		return own | flagBits(OneWay) | 2<<drivableBits
	default:
		return own | 3<<drivableBits
	}
}

// layIndex cuts the geometry into chunks and packs the tree over them.
func (b *builder) layIndex() {
	n := b.net
	count := 0
	for s := range n.segments {
		count += int(n.segments[s].Inner)/chunkPieces + 1
	}
	drafts := make([]leafDraft, 0, count)
	for s := range n.segments {
		drafts = n.appendChunks(drafts, uint32(s))
	}
	n.packTree(drafts, b.bounds)
}

// appendChunks appends a segment's leaves, and keeps its chunks after the first.
func (n *Network) appendChunks(drafts []leafDraft, s uint32) []leafDraft {
	seg, inner := &n.segments[s], n.inner(s)
	lengthM := 0.0
	for first := 0; first <= len(inner); first += chunkPieces {
		d := leafDraft{box: emptyBox, names: leaf(s)}
		if first > 0 {
			d.names = laterChunk | leaf(len(n.chunks))
			n.chunks = append(n.chunks, chunk{
				Segment: s, Number: uint32(first / chunkPieces),
				StartMM: uint32(min(math.Round(lengthM*1000), float64(seg.LengthMM))),
			})
		}
		last := min(first+chunkPieces, len(inner)+1)
		for i := first; i <= last; i++ {
			p := n.vertex(seg, inner, i)
			d.box = d.box.withPoint(p)
			if i < last {
				lengthM += DistanceM(p.orb(), n.vertex(seg, inner, i+1).orb())
			}
		}
		drafts = append(drafts, d)
	}
	return drafts
}

// layAdjacency lists the drivable edges of each node, in rising order.
func (b *builder) layAdjacency() {
	n := b.net
	each := func(fn func(v NodeID, e EdgeID)) {
		for e := EdgeID(0); int(e) < 2*len(n.segments); e++ {
			if n.Flags(e).Has(Drivable) {
				fn(n.From(e), e)
			}
		}
	}
	each(func(v NodeID, _ EdgeID) { n.nodes[v+1].Out++ })
	for v := range n.nodeOSM {
		n.nodes[v+1].Out += n.nodes[v].Out
	}
	n.out = make([]EdgeID, n.nodes[n.NumNodes()].Out)
	filled := make([]uint32, n.NumNodes())
	each(func(v NodeID, e EdgeID) {
		n.out[n.nodes[v].Out+filled[v]] = e
		filled[v]++
	})
}

// layClimbs asks the relief once for every run of a way, neighbours one after
// the other so that it needs few of its tiles at a time.
func (b *builder) layClimbs() {
	if b.in.Relief == nil {
		return
	}
	b.info.Elevation = true
	first := make([]int, len(b.runs)+1) // the first draft of each run
	next := 0
	for i, r := range b.runs {
		first[i] = next
		for next < len(b.drafts) && b.drafts[next].way == r.way && b.drafts[next].last <= r.last {
			next++
		}
	}
	first[len(b.runs)] = next
	rank := ranks(len(b.runs), func(i uint32) uint32 { return b.position[first[i]] })
	byPlace := make([]int, len(b.runs))
	for i, place := range rank {
		byPlace[place] = i
	}
	for _, i := range byPlace {
		b.climbRun(b.runs[i], first[i], first[i+1])
	}
}

// climbRun sets the climbs of drafts[first:next], which make up r.
func (b *builder) climbRun(r run, first, next int) {
	line := make(orb.LineString, 0, r.last-r.first+1)
	for i := r.first; i <= r.last; i++ {
		line = append(line, b.at(b.refs[i]).orb())
	}
	cuts := []int{0}
	for _, d := range b.drafts[first:next] {
		cuts = append(cuts, int(d.last-r.first))
	}
	flags := b.ways[r.way].Flags
	up, down := b.in.Relief.Climbs(line, cuts, flags&(Tunnel|Bridge) != 0)
	for i := range min(len(up), len(down), next-first) {
		b.net.climbs[b.position[first+i]] = climb{decimetres(up[i]), decimetres(down[i])}
	}
}

func decimetres(m float64) uint16 {
	if math.IsNaN(m) {
		return 0
	}
	return uint16(min(max(math.Round(m*10), 0), math.MaxUint16))
}
