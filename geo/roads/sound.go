package roads

import (
	"cmp"
	"math"
	"slices"
)

// sound checks every number that is used as an index, so that no file with a
// right checksum and wrong content can make a method read outside its arrays
// or loop for ever. It calls rest after each kind of them.
func (n *Network) sound(rest func()) bool {
	if len(n.segments) == 0 || len(n.segments) >= math.MaxInt32 || len(n.nodes) != len(n.nodeOSM)+1 ||
		len(n.climbs) != len(n.segments) || len(n.details) != len(n.segments) {
		return false
	}
	for _, check := range []func() bool{
		n.pointsSound, n.textsSound, n.segmentsSound, n.detailsSound, n.edgesSound, n.treeSound, n.turnsSound, n.tollsSound,
	} {
		if !check() {
			return false
		}
		rest()
	}
	return true
}

func (n *Network) pointsSound() bool {
	return !slices.ContainsFunc(n.nodes, func(v node) bool { return v.At.bad() }) && !slices.ContainsFunc(n.shape, point.bad)
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
	nodes := uint32(n.NumNodes())
	for i := range n.segments {
		s := &n.segments[i]
		if s.Ends[0] >= nodes || s.Ends[1] >= nodes || !s.Flags.drivable() ||
			uint64(s.Shape)+uint64(s.Inner) > uint64(len(n.shape)) {
			return false
		}
		n.fastest = max(n.fastest, s.Speed, s.SpeedBack)
		if !s.Flags.of(0).Has(Toll) {
			n.fastestFree = max(n.fastestFree, s.Speed, s.SpeedBack)
		}
	}
	return true
}

func (n *Network) detailsSound() bool {
	names := uint32(len(n.names))
	return !slices.ContainsFunc(n.details, func(d detail) bool {
		return d.Name >= names || d.Class >= NumClasses || uint64(d.ShapeOSM) > uint64(len(n.shapeOSM))
	})
}

// edgesSound checks the adjacency: rising starts, edges that there are.
func (n *Network) edgesSound() bool {
	rising := slices.IsSortedFunc(n.nodes, func(a, b node) int { return cmp.Compare(a.Out, b.Out) })
	if !rising || n.nodes[0].Out != 0 || int(n.nodes[n.NumNodes()].Out) != len(n.out) {
		return false
	}
	limit := EdgeID(2 * len(n.segments))
	return !slices.ContainsFunc(n.out, func(e EdgeID) bool { return e >= limit })
}

func (n *Network) treeSound() bool {
	for _, c := range n.chunks {
		if int(c.Segment) >= len(n.segments) || uint64(c.Number)*chunkPieces > uint64(n.segments[c.Segment].Inner) {
			return false
		}
	}
	return !slices.ContainsFunc(n.leaves, func(l leaf) bool {
		if l&laterChunk != 0 {
			return int(l&^laterChunk) >= len(n.chunks)
		}
		return int(l) >= len(n.segments)
	})
}

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
