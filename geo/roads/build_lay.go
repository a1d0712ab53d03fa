package roads

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

func (b *builder) layNodes() {
	b.net.nodePoints = make([]point, len(b.junctions))
	b.net.nodeOSM = make([]int64, len(b.junctions))
	for i, j := range b.junctions {
		b.net.nodePoints[b.nodeID[i]] = b.at(j.node)
		b.net.nodeOSM[b.nodeID[i]] = b.nodes[j.node].ID
	}
}

// laySegments fills segments, shape and shapeOSM.
func (b *builder) laySegments() error {
	inner := 0
	for _, d := range b.drafts {
		inner += int(d.last - d.first - 1)
	}
	b.net.segments = make([]segment, len(b.drafts))
	b.net.shape = make([]point, 0, inner)
	b.net.shapeOSM = make([]byte, 0, 2*inner)
	b.texts.init()
	for s, i := range b.order {
		d := b.drafts[i]
		seg := b.segment(d)
		seg.Shape, seg.ShapeOSM = uint32(len(b.net.shape)), uint32(len(b.net.shapeOSM))
		id := b.nodes[b.refs[d.first]].ID
		for _, node := range b.refs[d.first+1 : d.last] {
			b.net.shape = append(b.net.shape, b.at(node))
			b.net.shapeOSM = binary.AppendVarint(b.net.shapeOSM, b.nodes[node].ID-id)
			id = b.nodes[node].ID
		}
		b.net.segments[s] = seg
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
func (b *builder) segment(d draft) segment {
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
		WayLow:   uint32(w.ID), WayHigh: int8(w.ID >> 32),
		Name: b.texts.name(w.Name, w.Ref), Class: class, Speed: speed, SpeedBack: back,
		Flags: flagsOf(w),
	}
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
		count += len(n.inner(uint32(s)))/chunkPieces + 1
	}
	chunks := make([]chunk, 0, count)
	for s := range n.segments {
		chunks = n.appendChunks(chunks, uint32(s))
	}
	starts, boxes := levelStarts(len(chunks))
	n.treeLevels, n.tree = starts, make([]box, boxes)
	n.leafBox, n.leafSeg = make([]leafBox, len(chunks)), make([]uint32, len(chunks))
	n.leafChunk = make([]uint16, len(chunks))
	for _, k := range chunks {
		if k.number > 0 {
			n.chunkStart = append(n.chunkStart, chunkStart{k.segment, uint32(k.number), k.startMM})
		}
	}
	n.packTree(chunks, newCurve(b.bounds))
}

func (n *Network) appendChunks(chunks []chunk, s uint32) []chunk {
	seg, inner := &n.segments[s], n.inner(s)
	lengthM := 0.0
	for first := 0; first <= len(inner); first += chunkPieces {
		k := chunk{
			box: emptyBox, segment: s, number: uint16(first / chunkPieces),
			startMM: uint32(min(math.Round(lengthM*1000), float64(seg.LengthMM))),
		}
		last := min(first+chunkPieces, len(inner)+1)
		for i := first; i <= last; i++ {
			p := n.vertex(seg, inner, i)
			k.box = k.box.withPoint(p)
			if i < last {
				lengthM += DistanceM(p.orb(), n.vertex(seg, inner, i+1).orb())
			}
		}
		chunks = append(chunks, k)
	}
	return chunks
}

// layAdjacency lists the drivable edges of each node, in rising order.
func (b *builder) layAdjacency() {
	n := b.net
	n.outStart, n.out = n.adjacency()
}

func (n *Network) adjacency() ([]uint32, []EdgeID) {
	start := make([]uint32, len(n.nodePoints)+1)
	each := func(fn func(v NodeID, e EdgeID)) {
		for e := EdgeID(0); int(e) < 2*len(n.segments); e++ {
			if n.Flags(e).Has(Drivable) {
				fn(n.From(e), e)
			}
		}
	}
	each(func(v NodeID, _ EdgeID) { start[v+1]++ })
	for i := 1; i < len(start); i++ {
		start[i] += start[i-1]
	}
	edges := make([]EdgeID, start[len(start)-1])
	fill := append([]uint32(nil), start...)
	each(func(v NodeID, e EdgeID) {
		edges[fill[v]] = e
		fill[v]++
	})
	return start, edges
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
	climb, descent := b.in.Relief.Climbs(line, cuts, flags&(Tunnel|Bridge) != 0)
	for i := range min(len(climb), len(descent), next-first) {
		s := &b.net.segments[b.position[first+i]]
		s.ClimbDM, s.DescentDM = decimetres(climb[i]), decimetres(descent[i])
	}
}

func decimetres(m float64) uint16 {
	if math.IsNaN(m) {
		return 0
	}
	return uint16(min(max(math.Round(m*10), 0), math.MaxUint16))
}
