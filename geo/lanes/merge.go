package lanes

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"licheng/geo/osm"
	"licheng/geo/roads"
)

// Merge adds the roads of layers to a map. Each end within 20 m of a road joins
// it: at one of its nodes when that is within 5 m, else at a new node on it.
// The roads get negative ids below all of the map's. What was added is said in
// the input's notes, which roads info shows.
func Merge(in *roads.Input, layers []Layer) {
	m := newMerger(in)
	for _, l := range layers {
		m.add(l)
	}
	m.join()
	for i, l := range layers {
		in.Sources = append(in.Sources, l.Name)
		in.Notes = append(in.Notes, m.note(i, l))
	}
}

// The measures of the joining, in metres.
const (
	endReachM  = 20.0
	nodeReachM = 5.0
	sameM      = 1.0 // an end this near to its joint moves there
)

// merger adds layers to a map.
type merger struct {
	in     *roads.Input
	points map[int64]orb.Point // of new nodes
	byID   []roads.Node        // the map's nodes by id
	nextID int64               // for nodes and ways, counting down
	ends   []laneEnd
	layer  int
}

// laneEnd is an end of a road of a layer, to be joined.
type laneEnd struct {
	layer int
	way   int // index into in.Ways
	node  int64
	point orb.Point
	joint joint
	meets int64 // the node at the joint
}

// joint is where an end meets a way: way is -1 when it meets none.
type joint struct {
	way, piece int // between nodes piece and piece+1 of in.Ways[way]
	share      float64
	at         orb.Point
	distM      float64
}

func newMerger(in *roads.Input) *merger {
	m := &merger{in: in, points: map[int64]orb.Point{}, byID: in.Nodes, nextID: -1, layer: -1}
	byID := func(a, b roads.Node) int { return cmp.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(m.byID, byID) {
		m.byID = slices.Clone(m.byID)
		slices.SortFunc(m.byID, byID)
	}
	if len(m.byID) > 0 {
		m.nextID = min(m.nextID, m.byID[0].ID-1)
	}
	for i := range in.Ways {
		m.nextID = min(m.nextID, in.Ways[i].ID-1)
	}
	return m
}

// id returns a new id.
func (m *merger) id() int64 {
	m.nextID--
	return m.nextID + 1
}

// node adds a node.
func (m *merger) node(p orb.Point) int64 {
	id := m.id()
	m.in.Nodes = append(m.in.Nodes, roads.Node{ID: id, Point: p})
	m.points[id] = p
	return id
}

// add adds the roads of a layer, not joined yet.
func (m *merger) add(l Layer) {
	m.layer++
	for _, road := range l.Roads {
		w, _ := osm.Road(road.Tags) // ReadLayer took none that is not one
		w.ID = m.id()
		for _, p := range road.Line {
			w.Nodes = append(w.Nodes, m.node(p))
		}
		if first, last := 0, len(w.Nodes)-1; road.Line[first] == road.Line[last] {
			w.Nodes[last] = w.Nodes[first] // a loop meets itself
		}
		m.in.Ways = append(m.in.Ways, w)
		for _, k := range [2]int{0, len(w.Nodes) - 1} {
			m.ends = append(m.ends, laneEnd{
				layer: m.layer, way: len(m.in.Ways) - 1, node: w.Nodes[k], point: road.Line[k],
				joint: joint{way: -1, distM: endReachM},
			})
		}
	}
}

// point returns where a node is.
func (m *merger) point(id int64) (orb.Point, bool) {
	if p, is := m.points[id]; is {
		return p, true
	}
	i, found := slices.BinarySearchFunc(m.byID, id, func(n roads.Node, id int64) int { return cmp.Compare(n.ID, id) })
	if !found {
		return orb.Point{}, false
	}
	return m.byID[i].Point, true
}

// join joins all ends to the nearest ways.
func (m *merger) join() {
	order := make([]int, len(m.ends)) // by longitude
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(m.ends[a].point[0], m.ends[b].point[0]) })
	for w := range m.in.Ways {
		if way := &m.in.Ways[w]; joinable(way.Class, way.Flags) {
			m.offer(w, order)
		}
	}
	m.tie()
}

// offer offers a way to the ends near it.
func (m *merger) offer(w int, order []int) {
	nodes := m.in.Ways[w].Nodes
	before, known := orb.Point{}, false
	for k, id := range nodes {
		p, has := m.point(id)
		if has && known {
			reach := endReachM / 111_000 / max(math.Cos(p[1]*math.Pi/180), 0.01)
			west, east := min(before[0], p[0])-reach, max(before[0], p[0])+reach
			at, _ := slices.BinarySearchFunc(order, west, func(i int, lon float64) int {
				return cmp.Compare(m.ends[i].point[0], lon)
			})
			for ; at < len(order) && m.ends[order[at]].point[0] <= east; at++ {
				m.ends[order[at]].consider(w, k-1, before, p)
			}
		}
		before, known = p, has
	}
}

// consider takes a piece of another way for the end's joint if it is nearer.
func (e *laneEnd) consider(way, piece int, a, b orb.Point) {
	if way == e.way || max(a[1], b[1]) < e.point[1]-0.001 || min(a[1], b[1]) > e.point[1]+0.001 {
		return
	}
	l := planeAt(e.point)
	if d, share := nearestOn(l.metres(a), l.metres(b), orb.Point{}); d < e.joint.distM {
		e.joint = joint{way, piece, share, between(a, b, share), d}
	}
}

// tie puts the joints into the ways, the last of a way first, so that the
// places of the others stay true; then it leads the ends there.
func (m *merger) tie() {
	order := make([]int, len(m.ends))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := m.ends[a].joint, m.ends[b].joint
		return cmp.Or(cmp.Compare(y.way, x.way), cmp.Compare(y.piece, x.piece), cmp.Compare(y.share, x.share))
	})
	for _, i := range order {
		if e := &m.ends[i]; e.joint.way >= 0 {
			m.meet(e)
		}
	}
	for i := range m.ends {
		if e := &m.ends[i]; e.joint.way >= 0 {
			m.lead(e)
		}
	}
}

// meet finds or makes the node at an end's joint.
func (m *merger) meet(e *laneEnd) {
	target := &m.in.Ways[e.joint.way]
	for _, id := range target.Nodes[e.joint.piece : e.joint.piece+2] {
		if p, _ := m.point(id); roads.DistanceM(e.joint.at, p) <= nodeReachM {
			e.meets = id
			return
		}
	}
	e.meets = m.node(e.joint.at)
	target.Nodes = slices.Insert(slices.Clone(target.Nodes), e.joint.piece+1, e.meets)
}

// lead makes an end's own way lead to its joint.
func (m *merger) lead(e *laneEnd) {
	own := &m.in.Ways[e.way]
	nodes := slices.Clone(own.Nodes)
	k, at := 0, 0
	if nodes[0] != e.node {
		k, at = len(nodes)-1, len(nodes)
	}
	if p, _ := m.point(e.meets); roads.DistanceM(p, e.point) <= sameM {
		nodes[k] = e.meets
	} else {
		nodes = slices.Insert(nodes, at, e.meets)
	}
	own.Nodes = nodes
}

// note says what a layer added.
func (m *merger) note(layer int, l Layer) string {
	lengthM := 0.0
	for _, road := range l.Roads {
		lengthM += roads.LineLengthM(road.Line)
	}
	joined, ends := 0, 0
	for _, e := range m.ends {
		if e.layer == layer {
			ends++
			if e.joint.way >= 0 {
				joined++
			}
		}
	}
	return fmt.Sprintf("the local layer %s adds %d roads, %.0f m, joined to the map at %d of %d ends", l.Name, len(l.Roads), lengthM, joined, ends)
}
