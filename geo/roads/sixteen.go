package roads

import "math/bits"

// sixteen is the boxes of up to sixteen neighbours in the tree, a cache line:
// two a word, four bytes each. A box is told inside the box around all of them,
// its frame, by how far it reaches west from the frame's east side, and south,
// east and north alike: byte b means b+1 steps. A step is the least power of two
// of which 128 are more than the frame's width, or height. So all four sides are
// compared in one way, and those of two boxes by one subtraction.
type sixteen [fanOut / 2]uint64

const (
	reachSteps = 128
	highBits   = 0x80808080_80808080
)

// touching returns a bit for each of the boxes that touches a box of which
// reachTo gave the need; those that all but touch it may be among them.
func (g *sixteen) touching(need uint64) uint32 {
	var both uint64
	for _, two := range g {
		reaches := (two | highBits) - need // a byte's high bit stays where the side reaches
		reaches &= reaches >> 16
		reaches &= reaches >> 8
		both = both>>2 | reaches<<7&(1<<46|1<<14)
	}
	return uint32(both) | uint32(both>>32)<<1
}

// reachTo returns what reach a box inside the frame needs on each side to touch
// o, twice over for two boxes at a time; 128 is more than any has.
func (frame *box) reachTo(o *box) uint64 {
	lon, lat := stepBits(frame.MinLon, frame.MaxLon), stepBits(frame.MinLat, frame.MaxLat)
	need := leastReach(o.MaxLon, frame.MaxLon, lon) | leastReach(o.MaxLat, frame.MaxLat, lat)<<8 |
		leastReach(frame.MinLon, o.MinLon, lon)<<16 | leastReach(frame.MinLat, o.MinLat, lat)<<24
	return need | need<<32
}

// stepBits is the binary logarithm of a step, in units.
func stepBits(low, high int32) int { return max(bits.Len32(uint32(high-low)), 7) - 7 }

// leastReach is the least byte that reaches over the way from low to high.
func leastReach(low, high int32, step int) uint64 {
	return uint64(min(max(int64(high)-int64(low)-1, 0)>>(step&63), reachSteps))
}

// part returns box i of the group, a little wider than it was.
func (g *sixteen) part(i int, frame *box) box {
	b := g[i/2] >> (i % 2 * 32)
	lon, lat := stepBits(frame.MinLon, frame.MaxLon), stepBits(frame.MinLat, frame.MaxLat)
	return box{
		MinLon: int32(max(int64(frame.MaxLon)-reached(b, lon), int64(frame.MinLon))),
		MinLat: int32(max(int64(frame.MaxLat)-reached(b>>8, lat), int64(frame.MinLat))),
		MaxLon: int32(min(int64(frame.MinLon)+reached(b>>16, lon), int64(frame.MaxLon))),
		MaxLat: int32(min(int64(frame.MinLat)+reached(b>>24, lat), int64(frame.MaxLat))),
	}
}

// reached is how many units the reach in the lowest byte is.
func reached(b uint64, step int) int64 { return int64(b%reachSteps+1) << (step & 63) }

// set writes box i of the group, which lies inside the frame: it reaches what
// touches its far sides.
func (g *sixteen) set(i int, b box, frame *box) {
	insideOut := box{MinLon: b.MaxLon, MinLat: b.MaxLat, MaxLon: b.MinLon, MaxLat: b.MinLat}
	g[i/2] |= frame.reachTo(&insideOut) >> 32 << (i % 2 * 32)
}
