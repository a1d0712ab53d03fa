package osm

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// Import reads map files and merges them into the input of one network. Every
// file is read twice: ways and relations first, then the nodes they need, so
// that the order of objects does not matter and only roads are kept in memory.
// read, if not nil, is told the bytes taken from disk as they are taken; the
// sum is twice the files' sizes. An unusable file is refused with an *Error.
func Import(files []string, read func(n int)) (roads.Input, error) {
	m := &importer{texts: map[string]string{}, seen: map[int64]bool{}}
	for _, path := range files {
		before := m.objects
		if err := visit(path, read, visitor{way: m.way, relation: m.relation}); err != nil {
			return roads.Input{}, err
		}
		m.in.Sources = append(m.in.Sources, filepath.Base(path))
		m.perFile = append(m.perFile, m.objects-before)
	}
	m.need()
	for i, path := range files {
		before := m.objects
		if err := visit(path, read, visitor{node: m.node}); err != nil {
			return roads.Input{}, err
		}
		if m.perFile[i] == 0 && m.objects == before {
			return roads.Input{}, &Error{File: filepath.Base(path), Offset: -1, Err: ErrNoObjects}
		}
	}
	if len(m.in.Ways) == 0 {
		return roads.Input{}, &Error{File: strings.Join(m.in.Sources, ", "), Offset: -1, Err: roads.ErrNoRoads}
	}
	m.finish()
	return m.in, nil
}

// finish decides what takes the whole map to decide.
func (m *importer) finish() {
	m.dropUnknownNodes()
	m.tolls()
	m.notes()
}

// importer gathers the roads of all files.
type importer struct {
	in      roads.Input
	objects int
	perFile []int
	texts   map[string]string // names, once each
	refs    []int64           // where the ways' nodes are kept
	cursor  int               // where the last node stood in in.Nodes
	seen    map[int64]bool    // toll nodes, blocked nodes: once each

	tollTags    []int8 // by way: 1 tagged tolled, -1 tagged free, 0 says nothing
	conditional int    // turn restrictions that bind at certain hours
	otherUsers  int    // turn restrictions for other vehicles
	malformed   int
	closed      int // roads closed at their whole length
}

// keep returns the text from the store of texts, so that a million ways share
// their names and no text holds on to the block it was cut from.
func (m *importer) keep(s string) string {
	if s == "" {
		return ""
	}
	kept, known := m.texts[s]
	if !known {
		kept = strings.Clone(s)
		m.texts[kept] = kept
	}
	return kept
}

func (m *importer) way(id int64, nodes []int64, t Tags) {
	m.objects++
	if len(nodes) < 2 {
		return
	}
	w, ok := Road(t)
	if !ok {
		if _, _, road := class(t); road {
			m.closed++
		}
		return
	}
	w.ID, w.Nodes, w.Name, w.Ref = id, m.keepNodes(nodes), m.keep(w.Name), m.keep(w.Ref)
	m.in.Ways = append(m.in.Ways, w)
	m.tollTags = append(m.tollTags, tollTag(t))
}

// keepNodes copies the ids into a large block shared by many ways.
func (m *importer) keepNodes(nodes []int64) []int64 {
	if cap(m.refs)-len(m.refs) < len(nodes) {
		m.refs = make([]int64, 0, max(1<<17, len(nodes)))
	}
	begin := len(m.refs)
	m.refs = append(m.refs, nodes...)
	return m.refs[begin:len(m.refs):len(m.refs)]
}

func (m *importer) relation(id int64, t Tags, members []Member) {
	m.objects++
	all, what := restriction(id, t, members)
	switch what {
	case usable:
		m.in.Restrictions = append(m.in.Restrictions, all...)
	case conditional:
		m.conditional++
	case notForCars:
		m.otherUsers++
	case malformed:
		m.malformed++
	case notATurn:
	}
}

// need lists the nodes of all roads by id, their places still unknown. Before
// those take their room, the ways give up what they had to grow into.
func (m *importer) need() {
	m.in.Ways = append(make([]roads.Way, 0, len(m.in.Ways)), m.in.Ways...)
	total := 0
	for i := range m.in.Ways {
		total += len(m.in.Ways[i].Nodes)
	}
	ids := make([]int64, 0, total)
	for i := range m.in.Ways {
		ids = append(ids, m.in.Ways[i].Nodes...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	unknown := orb.Point{math.NaN(), math.NaN()}
	m.in.Nodes = make([]roads.Node, len(ids))
	for i, id := range ids {
		m.in.Nodes[i] = roads.Node{ID: id, Point: unknown}
	}
}

func (m *importer) node(id int64, lon, lat float64, t Tags) {
	m.objects++
	i, needed := m.place(id)
	if toll, is := tollNode(id, t); is {
		if !needed {
			toll.Point = orb.Point{lon, lat}
		}
		if !m.seen[id] {
			toll.Ref, toll.Name = m.keep(toll.Ref), m.keep(toll.Name)
			m.in.TollNodes = append(m.in.TollNodes, toll)
			m.seen[id] = true
		}
	}
	if !needed {
		return
	}
	if math.IsNaN(m.in.Nodes[i].Point[0]) {
		m.in.Nodes[i].Point = orb.Point{lon, lat}
	}
	if len(t) > 0 && !m.seen[id] && blocks(t) {
		m.in.Blocked = append(m.in.Blocked, id)
		m.seen[id] = true
	}
}

// place finds a node among the needed ones; files usually list them by id, so
// the one after the last is tried first.
func (m *importer) place(id int64) (int, bool) {
	nodes := m.in.Nodes
	for ; m.cursor < len(nodes) && nodes[m.cursor].ID < id; m.cursor++ {
		if m.cursor+16 < len(nodes) && nodes[m.cursor+16].ID < id {
			break
		}
	}
	if m.cursor < len(nodes) && nodes[m.cursor].ID == id {
		return m.cursor, true
	}
	if m.cursor < len(nodes) && nodes[m.cursor].ID > id && (m.cursor == 0 || nodes[m.cursor-1].ID < id) {
		return 0, false
	}
	i, found := slices.BinarySearchFunc(nodes, id, func(n roads.Node, id int64) int { return cmp.Compare(n.ID, id) })
	m.cursor = min(i, len(nodes))
	return i, found
}

func (m *importer) dropUnknownNodes() {
	m.in.Nodes = slices.DeleteFunc(m.in.Nodes, func(n roads.Node) bool { return math.IsNaN(n.Point[0]) })
}

// notes says in words what was left out.
func (m *importer) notes() {
	note := func(count int, format string) {
		if count > 0 {
			m.in.Notes = append(m.in.Notes, fmt.Sprintf(format, count))
		}
	}
	note(m.conditional, "%d turn restrictions bind only at certain hours and are not applied")
	note(m.otherUsers, "%d turn restrictions are for other vehicles or except cars")
	note(m.malformed, "%d turn restrictions have members that make no turn")
	note(m.closed, "%d roads are closed to motor vehicles")
	note(len(m.in.Blocked), "%d barriers cut a road")
}
