package roads

import (
	"math"
	"slices"
)

// sound checks every number that is used as an index, so that no file with a
// right checksum and wrong content can make a method read outside its arrays
// or loop for ever. It calls rest after each kind of them.
func (n *Network) sound(rest func()) bool {
	if len(n.segments) == 0 || len(n.segments) >= math.MaxInt32 || len(n.nodeOSM) != len(n.nodePoints) {
		return false
	}
	for _, check := range []func() bool{
		n.pointsSound, n.textsSound, n.segmentsSound, n.edgesSound, n.treeSound, n.turnsSound, n.tollsSound,
	} {
		if !check() {
			return false
		}
		rest()
	}
	return true
}

func (n *Network) pointsSound() bool {
	return !slices.ContainsFunc(n.nodePoints, point.bad) && !slices.ContainsFunc(n.shape, point.bad)
}

func (p point) bad() bool {
	return p.Lon > 180*degree || p.Lon < -180*degree || p.Lat > 90*degree || p.Lat < -90*degree
}

func (n *Network) textsSound() bool {
	texts := uint32(len(n.textStart))
	if texts == 0 || len(n.names) == 0 || n.textStart[0] != 0 ||
		int(n.textStart[texts-1]) != len(n.text) || !slices.IsSorted(n.textStart) {
		return false
	}
	for _, r := range n.names {
		if r.Name >= texts-1 || r.Ref >= texts-1 {
			return false
		}
	}
	return true
}

// segmentsSound also notes the highest speeds, since it looks at all of them.
func (n *Network) segmentsSound() bool {
	nodes, names := uint32(len(n.nodePoints)), uint32(len(n.names))
	shape, osm := uint32(0), uint32(0)
	for i := range n.segments {
		s := &n.segments[i]
		if s.Ends[0] >= nodes || s.Ends[1] >= nodes || s.Name >= names || s.Class >= NumClasses ||
			s.Shape < shape || s.ShapeOSM < osm || !s.Flags.drivable() {
			return false
		}
		shape, osm = s.Shape, s.ShapeOSM
		n.fastest = max(n.fastest, s.Speed, s.SpeedBack)
		if !s.Flags.of(0).Has(Toll) {
			n.fastestFree = max(n.fastestFree, s.Speed, s.SpeedBack)
		}
	}
	return int(shape) <= len(n.shape) && int(osm) <= len(n.shapeOSM) && n.segments[0].Shape == 0
}

// edgesSound checks the adjacency: rising starts, drivable edges.
func (n *Network) edgesSound() bool {
	start, edges := n.outStart, n.out
	if len(start) != len(n.nodePoints)+1 || start[0] != 0 ||
		int(start[len(start)-1]) != len(edges) || !slices.IsSorted(start) {
		return false
	}
	limit := EdgeID(2 * len(n.segments))
	return !slices.ContainsFunc(edges, func(e EdgeID) bool { return e >= limit })
}

func (n *Network) treeSound() bool {
	leaves := len(n.leafSeg)
	if len(n.leafBox) != leaves || len(n.leafChunk) != leaves {
		return false
	}
	for i, s := range n.leafSeg {
		if int(s) >= len(n.segments) || int(n.leafChunk[i])*chunkPieces > n.innerCount(s) {
			return false
		}
	}
	return true
}

func (n *Network) innerCount(s uint32) int { return len(n.inner(s)) }

func (n *Network) turnsSound() bool {
	limit := EdgeID(2 * len(n.segments))
	for _, t := range n.turns {
		if EdgeID(t>>32) >= limit || EdgeID(t&math.MaxUint32) >= limit {
			return false
		}
	}
	for rest := n.sequences; len(rest) > 0; {
		length := rest[0]
		if length < 3 || uint64(length) >= uint64(len(rest)) {
			return false
		}
		for _, e := range rest[1 : 1+length] {
			if EdgeID(e) >= limit || !n.Flags(EdgeID(e)).Has(Restricted) {
				return false
			}
		}
		rest = rest[1+length:]
	}
	return slices.IsSorted(n.turns)
}

func (n *Network) tollsSound() bool {
	texts := uint32(len(n.textStart) - 1)
	last := uint32(0)
	for _, t := range n.tolls {
		if int(t.Segment) >= len(n.segments) || t.Segment < last || t.Ref >= texts || t.Name >= texts ||
			t.OffsetMM > n.segments[t.Segment].LengthMM || t.Kind > uint32(Gantry) {
			return false
		}
		last = t.Segment
	}
	return true
}
