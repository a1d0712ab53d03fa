package demo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// node is a point of the finished network; its id is its index plus one.
type node struct {
	point orb.Point
	at    vec
	joint bool
	sign  *sign

	// Of the expressway only: its height here, and whether the way on from here
	// runs in a tunnel.
	heightM float64
	dark    bool
}

// way is what one OSM way holds: a stretch of one road with the same tags.
type way struct {
	road  *road
	nodes []int
	kind  string // bridge, tunnel or nothing
}

// edge is a stretch of road between two joints in one direction of driving.
type edge struct {
	road     *road
	nodes    []int // in the direction of driving
	lengthM  float64
	from, to int  // node indexes
	back     bool // against the road's own line
	twin     int  // the same stretch in the other direction, -1 on one-way roads
}

// restriction forbids one turn: from one edge into another at the node between.
type restriction struct {
	from, to int // edges
	kind     string
}

// network is the county's roads as they are driven.
type network struct {
	nodes  []node
	ways   []way
	edges  []edge
	byNode map[int][]int // edges that start at a node
	banned map[[2]int]bool
	rules  []restriction
	joints []int // node of each joint, -1 when nothing meets there
}

// buildNetwork cuts the laid roads into nodes, ways and edges.
func buildNetwork(l *layout) *network {
	n := &network{byNode: map[int][]int{}, banned: map[[2]int]bool{}}
	n.joints = make([]int, len(l.joints))
	for i := range n.joints {
		n.joints[i] = -1
	}
	for _, r := range l.roads {
		n.addRoad(l, r)
	}
	return n
}

// mark is a place on a road that must become a node.
type mark struct {
	atM   float64
	joint int // -1 for none
	sign  *sign
	p     vec
}

// marks lists every point of a road in order: its line, its joints, its signs
// and the ends of its bridges and tunnels.
func marks(l *layout, r *road) []mark {
	var out []mark
	cum := make([]float64, len(r.line))
	for i, p := range r.line {
		if i > 0 {
			cum[i] = cum[i-1] + r.line[i-1].to(p)
		}
		out = append(out, mark{atM: cum[i], joint: -1, p: p})
	}
	out[0].joint, out[len(out)-1].joint = r.from, r.to
	for _, m := range r.meets {
		atM := cum[m.segment] + m.t*(cum[m.segment+1]-cum[m.segment])
		out = append(out, mark{atM: atM, joint: m.joint, p: l.joints[m.joint]})
	}
	point := func(atM float64) vec {
		i := clampInt(sortSearch(cum, atM), 1, len(cum)-1)
		return lerp(r.line[i-1], r.line[i], (atM-cum[i-1])/math.Max(cum[i]-cum[i-1], 1e-9))
	}
	for i := range r.signs {
		out = append(out, mark{atM: r.signs[i].atM, joint: -1, sign: &r.signs[i], p: point(r.signs[i].atM)})
	}
	for _, s := range r.spans {
		out = append(out, mark{atM: s.fromM, joint: -1, p: point(s.fromM)}, mark{atM: s.toM, joint: -1, p: point(s.toM)})
	}
	slices.SortStableFunc(out, func(a, b mark) int { return cmp.Compare(a.atM, b.atM) })
	return distinct(out)
}

// distinct leaves one mark where a plain point lies on a joint or a sign.
func distinct(ms []mark) []mark {
	out := ms[:1]
	for _, m := range ms[1:] {
		last := &out[len(out)-1]
		switch {
		case m.atM-last.atM > 0.05 || m.joint >= 0 && last.joint >= 0 && m.joint != last.joint:
			out = append(out, m)
		case m.joint >= 0 || m.sign != nil && last.joint < 0:
			*last = m
		}
	}
	return out
}

func sortSearch(cum []float64, atM float64) int {
	i, _ := slices.BinarySearch(cum, atM)
	return i
}

func clampInt(v, lo, hi int) int { return min(max(v, lo), hi) }

func (n *network) addRoad(l *layout, r *road) {
	ms := marks(l, r)
	idx := make([]int, len(ms))
	for i, m := range ms {
		idx[i] = n.nodeOf(m)
		if r.heightM != nil {
			nd := &n.nodes[idx[i]]
			nd.heightM = r.heightM[clampInt(int(math.Round(m.atM/stationM)), 0, len(r.heightM)-1)]
			nd.dark = i+1 < len(ms) && kindAt(r, (m.atM+ms[i+1].atM)/2) == "tunnel"
		}
	}
	n.addWays(r, ms, idx)
	first := 0
	for i := 1; i < len(ms); i++ {
		if ms[i].joint >= 0 {
			n.addEdges(r, idx[first:i+1])
			first = i
		}
	}
}

func (n *network) nodeOf(m mark) int {
	if m.joint >= 0 && n.joints[m.joint] >= 0 {
		return n.joints[m.joint]
	}
	n.nodes = append(n.nodes, node{point: m.p.lonLat(), at: m.p, joint: m.joint >= 0, sign: m.sign})
	if m.joint >= 0 {
		n.joints[m.joint] = len(n.nodes) - 1
	}
	return len(n.nodes) - 1
}

// addWays splits a road where a bridge or tunnel begins or ends.
func (n *network) addWays(r *road, ms []mark, idx []int) {
	first := 0
	for i := 1; i < len(ms); i++ {
		here := kindAt(r, (ms[i-1].atM+ms[i].atM)/2)
		if i+1 == len(ms) || kindAt(r, (ms[i].atM+ms[i+1].atM)/2) != here {
			n.ways = append(n.ways, way{r, slices.Clone(idx[first : i+1]), here})
			first = i
		}
	}
}

func kindAt(r *road, atM float64) string {
	for _, s := range r.spans {
		if atM > s.fromM && atM < s.toM {
			return s.kind
		}
	}
	return ""
}

func (n *network) addEdges(r *road, idx []int) {
	e := edge{road: r, nodes: slices.Clone(idx), from: idx[0], to: idx[len(idx)-1], twin: -1}
	for i := 1; i < len(idx); i++ {
		e.lengthM += distanceM(n.nodes[idx[i-1]].point, n.nodes[idx[i]].point)
	}
	id := len(n.edges)
	if !r.oneway {
		e.twin = id + 1
		b := e
		b.nodes, b.from, b.to, b.back, b.twin = slices.Clone(e.nodes), e.to, e.from, true, id
		slices.Reverse(b.nodes)
		n.edges = append(n.edges, e, b)
		n.byNode[b.from] = append(n.byNode[b.from], id+1)
	} else {
		n.edges = append(n.edges, e)
	}
	n.byNode[e.from] = append(n.byNode[e.from], id)
}

// forbid adds a turn restriction and splits the ways at its node, as OSM wants.
func (n *network) forbid(from, to int, kind string) {
	n.banned[[2]int{from, to}] = true
	n.rules = append(n.rules, restriction{from, to, kind})
	via := n.edges[from].to
	for i := 0; i < len(n.ways); i++ {
		w := n.ways[i]
		k := slices.Index(w.nodes, via)
		if k > 0 && k < len(w.nodes)-1 {
			n.ways[i].nodes = w.nodes[:k+1]
			n.ways = append(n.ways, way{w.road, w.nodes[k:], w.kind})
		}
	}
}

// wayOf finds the OSM way that holds the end of an edge at a node.
func (n *network) wayOf(e, via int) (int, error) {
	ed := n.edges[e]
	next := ed.nodes[1]
	if via == ed.to {
		next = ed.nodes[len(ed.nodes)-2]
	}
	for i, w := range n.ways {
		if w.road == ed.road && slices.Contains(w.nodes, via) && slices.Contains(w.nodes, next) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("demo: no way holds edge %d at node %d", e, via)
}
