package roads

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/paulmach/orb"
)

// The spatial index is a packed R-tree over chunks of geometry, sorted along
// the Hilbert curve: leaf i belongs to group i/fanOut of the lowest level, that
// to group i/fanOut² of the next, and so on, up to one group in the frame of
// everything. Nothing points anywhere.
const (
	chunkPieces = 8 // straight pieces in one chunk
	fanOut      = 16
	maxLevels   = 8 // 16^8 leaves are more than a uint32 counts
)

// level is the groups tree[first:] of one height, and how many boxes they hold.
type level struct{ first, boxes int }

// treeLevels returns the levels of a tree over so many leaves, theirs first, and
// how many groups it has in all.
func treeLevels(leaves int) (levels []level, groups int) {
	for boxes := leaves; ; {
		levels = append(levels, level{groups, boxes})
		boxes = (boxes + fanOut - 1) / fanOut
		groups += boxes
		if boxes <= 1 {
			return levels, groups
		}
	}
}

// walk visits the leaves that may touch a box, group by group.
type walk struct {
	around box
	height int // of the group at hand
	stack  [maxLevels]standing
}

// standing is where a walk stands at one height.
type standing struct {
	frame box
	group int
	hits  uint32 // the boxes of the group still to be visited
}

// begin starts a walk at the top.
func (w *walk) begin(n *Network, around box) {
	w.around, w.height = around, len(n.levels)-1
	if len(n.leaves) > 0 {
		w.stack[w.height].frame = n.frame[0]
		w.enter(n, 0)
	}
}

// enter stands before a group at the height at hand, whose frame is known.
func (w *walk) enter(n *Network, group int) {
	l, s := &n.levels[w.height], &w.stack[w.height]
	s.group = group
	s.hits = n.tree[l.first+group].touching(s.frame.reachTo(&w.around))
	if left := l.boxes - group*fanOut; left < fanOut {
		s.hits &= 1<<left - 1
	}
}

// next returns the number of the first of up to sixteen leaves, and a bit for
// each of them that may touch the box.
func (w *walk) next(n *Network) (first int, hits uint32, ok bool) {
	for w.height < len(n.levels) {
		s := &w.stack[w.height]
		switch {
		case s.hits == 0:
			w.height++
		case w.height == 0:
			hits, s.hits = s.hits, 0
			return s.group * fanOut, hits, true
		default:
			i := bits.Len32(s.hits) - 1
			s.hits &^= 1 << i
			group := &n.tree[n.levels[w.height].first+s.group]
			w.height--
			w.stack[w.height].frame = group.part(i, &s.frame)
			w.enter(n, s.group*fanOut+i)
		}
	}
	return 0, 0, false
}

// eachChunk calls fn for every chunk that may touch the box.
func (n *Network) eachChunk(around box, fn func(chunk)) {
	var w walk
	w.begin(n, around)
	for first, hits, ok := w.next(n); ok; first, hits, ok = w.next(n) {
		for ; hits != 0; hits &= hits - 1 {
			fn(n.chunk(n.leaves[first+bits.TrailingZeros32(hits)]))
		}
	}
}

// chunk returns the chunk that a leaf names.
func (n *Network) chunk(l leaf) chunk {
	if l&laterChunk != 0 {
		return n.chunks[l&^laterChunk]
	}
	return chunk{Segment: uint32(l)}
}

func (b box) touches(o box) bool {
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

// leafDraft is a leaf while the tree is being built.
type leafDraft struct {
	box      box
	names    leaf
	position uint32 // on the Hilbert curve
}

// packTree sorts the leaves along the curve and lays out the tree.
func (n *Network) packTree(drafts []leafDraft, frame box) {
	c := newCurve(frame)
	for i := range drafts {
		b := drafts[i].box
		drafts[i].position = c.at(b.MinLon/2+b.MaxLon/2, b.MinLat/2+b.MaxLat/2)
	}
	slices.SortFunc(drafts, func(a, b leafDraft) int {
		if a.position != b.position {
			return cmp.Compare(a.position, b.position)
		}
		s, t := n.chunk(a.names), n.chunk(b.names)
		return cmp.Or(cmp.Compare(s.Segment, t.Segment), cmp.Compare(s.Number, t.Number))
	})
	var groups int
	n.levels, groups = treeLevels(len(drafts))
	n.frame, n.tree, n.leaves = []box{frame}, make([]sixteen, groups), make([]leaf, len(drafts))
	boxes := make([][]box, len(n.levels)) // what each level holds
	boxes[0] = make([]box, len(drafts))
	for i, d := range drafts {
		n.leaves[i], boxes[0][i] = d.names, d.box
	}
	for h := 1; h < len(boxes); h++ {
		boxes[h] = around(boxes[h-1])
	}
	frames := []box{frame} // of the groups of a level
	for h := len(boxes) - 1; h >= 0; h-- {
		parts := make([]box, len(boxes[h]))
		for i, b := range boxes[h] {
			group := &n.tree[n.levels[h].first+i/fanOut]
			group.set(i%fanOut, b, &frames[i/fanOut])
			parts[i] = group.part(i%fanOut, &frames[i/fanOut])
		}
		frames = parts
	}
}

// around returns the box around every fanOut of the boxes.
func around(boxes []box) []box {
	groups := make([]box, 0, len(boxes)/fanOut+1)
	for some := range slices.Chunk(boxes, fanOut) {
		all := emptyBox
		for _, b := range some {
			all = all.with(b)
		}
		groups = append(groups, all)
	}
	return groups
}
