package roads

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// The spatial index is a packed R-tree over chunks of geometry, sorted along
// the Hilbert curve: leaf i belongs to node i/fanOut of the lowest level, which
// belongs to node i/fanOut² of the next, and so on. Nothing points anywhere.
const (
	chunkPieces = 8 // straight pieces in one chunk
	fanOut      = 16
	maxLevels   = 8 // 16^8 leaves are more than a uint32 counts
)

// levelStarts returns where each level of a tree over so many leaves begins,
// and how many boxes it has in all.
func levelStarts(leaves int) (starts []int, boxes int) {
	for count := leaves; count > 1 || (count == 1 && len(starts) == 0); {
		count = (count + fanOut - 1) / fanOut
		starts = append(starts, boxes)
		boxes += count
	}
	return starts, boxes
}

// walk visits the lowest tree nodes that touch a box.
type walk struct {
	around box
	depth  int
	stack  [maxLevels * fanOut]uint32 // level in the top four bits, node below
}

func (n *Network) walk(around box) walk {
	w := walk{around: around}
	if top := len(n.treeLevels) - 1; top >= 0 && n.tree[len(n.tree)-1].touches(around) {
		w.stack[0], w.depth = uint32(top)<<28, 1
	}
	return w
}

// next returns the next lowest-level node. Every stacked node touches the box.
func (w *walk) next(n *Network) (node int, ok bool) {
	for w.depth > 0 {
		w.depth--
		level, k := int(w.stack[w.depth]>>28), int(w.stack[w.depth]&(1<<28-1))
		if level == 0 {
			return k, true
		}
		below := n.treeLevels[level-1]
		last := min((k+1)*fanOut, n.treeLevels[level]-below)
		for child := k * fanOut; child < last; child++ {
			if n.tree[below+child].touches(w.around) {
				w.stack[w.depth] = uint32(level-1)<<28 | uint32(child)
				w.depth++
			}
		}
	}
	return 0, false
}

// eachLeaf calls fn for every leaf whose box touches around.
func (n *Network) eachLeaf(around box, fn func(leaf int)) {
	w := n.walk(around)
	for node, ok := w.next(n); ok; node, ok = w.next(n) {
		want := squeezeQuery(around, n.tree[node])
		for leaf := node * fanOut; leaf < min((node+1)*fanOut, len(n.leafBox)); leaf++ {
			if n.leafBox[leaf].touches(want) {
				fn(leaf)
			}
		}
	}
}

func (b box) touches(o box) bool {
	return b.MinLon <= o.MaxLon && b.MaxLon >= o.MinLon && b.MinLat <= o.MaxLat && b.MaxLat >= o.MinLat
}

func (b leafBox) touches(o leafBox) bool {
	return b.MinLon <= o.MaxLon && b.MaxLon >= o.MinLon && b.MinLat <= o.MaxLat && b.MaxLat >= o.MinLat
}

func (b box) with(o box) box {
	return box{min(b.MinLon, o.MinLon), min(b.MinLat, o.MinLat), max(b.MaxLon, o.MaxLon), max(b.MaxLat, o.MaxLat)}
}

func (b box) withPoint(p point) box { return b.with(box{p.Lon, p.Lat, p.Lon, p.Lat}) }

var emptyBox = box{MinLon: 1<<31 - 1, MinLat: 1<<31 - 1, MaxLon: -1 << 31, MaxLat: -1 << 31}

func boxOf(b orb.Bound) box {
	return box{
		clampUnit(b.Min[0]*degree - 1), clampUnit(b.Min[1]*degree - 1),
		clampUnit(b.Max[0]*degree + 1), clampUnit(b.Max[1]*degree + 1),
	}
}

// squeezeQuery expresses b in 255ths of the box around it, rounded outwards
// and cut off at its edges. A box inside never fails to touch a query it
// touches in full precision.
func squeezeQuery(b, around box) leafBox {
	perLon, perLat := perUnit(around.MinLon, around.MaxLon), perUnit(around.MinLat, around.MaxLat)
	return leafBox{
		squeezeDown(b.MinLon, around.MinLon, perLon), squeezeDown(b.MinLat, around.MinLat, perLat),
		squeezeUp(b.MaxLon, around.MinLon, perLon), squeezeUp(b.MaxLat, around.MinLat, perLat),
	}
}

// perUnit is how many of 255 steps across a range one unit is.
func perUnit(low, high int32) float64 { return 255 / max(float64(high)-float64(low), 1) }

// squeezeSlack is more than a quotient's rounding: what lies on a step's edge is
// counted to both sides.
const squeezeSlack = 1e-6

func squeezeDown(v, low int32, per float64) uint8 {
	return uint8(min(max((float64(v)-float64(low))*per-squeezeSlack, 0), 255))
}

func squeezeUp(v, low int32, per float64) uint8 {
	return uint8(min(max((float64(v)-float64(low))*per+squeezeSlack, 0), 254) + 1)
}

// chunk is a leaf while the tree is being built.
type chunk struct {
	box      box
	segment  uint32
	startMM  uint32
	number   uint16
	position uint32 // on the Hilbert curve
}

// startM returns how many metres along its segment a chunk begins. Most
// segments have but one chunk, so only the others' starts are kept.
func (n *Network) startM(segment, number uint32) float64 {
	if number == 0 {
		return 0
	}
	i, found := slices.BinarySearchFunc(n.chunkStart, chunkStart{Segment: segment, Chunk: number},
		func(a, b chunkStart) int {
			return cmp.Or(cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Chunk, b.Chunk))
		})
	if !found {
		return 0
	}
	return float64(n.chunkStart[i].StartMM) / 1000
}

// packTree sorts chunks along the curve and lays out the tree's arrays.
func (n *Network) packTree(chunks []chunk, c curve) {
	for i := range chunks {
		b := chunks[i].box
		chunks[i].position = c.at(b.MinLon/2+b.MaxLon/2, b.MinLat/2+b.MaxLat/2)
	}
	slices.SortFunc(chunks, func(a, b chunk) int {
		return cmp.Or(cmp.Compare(a.position, b.position),
			cmp.Compare(a.segment, b.segment), cmp.Compare(a.number, b.number))
	})
	for i, k := range chunks {
		n.leafSeg[i], n.leafChunk[i] = k.segment, k.number
	}
	n.packLevel(n.tree[:(len(chunks)+fanOut-1)/fanOut], len(chunks), func(i int) box { return chunks[i].box })
	for level := 1; level < len(n.treeLevels); level++ {
		below := n.tree[n.treeLevels[level-1]:n.treeLevels[level]]
		n.packLevel(n.tree[n.treeLevels[level]:][:(len(below)+fanOut-1)/fanOut], len(below),
			func(i int) box { return below[i] })
	}
	for i, k := range chunks {
		n.leafBox[i] = squeezeQuery(k.box, n.tree[i/fanOut])
	}
}

func (n *Network) packLevel(dst []box, count int, child func(int) box) {
	for i := range dst {
		dst[i] = emptyBox
	}
	for i := range count {
		dst[i/fanOut] = dst[i/fanOut].with(child(i))
	}
}
