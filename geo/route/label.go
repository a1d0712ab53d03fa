package route

import "licheng/geo/roads"

// label is what a search knows of arriving somewhere: at a junction, by the
// cheapest edge and by the cheapest of the other edges, or at the end of one
// edge that turn restrictions bind, or of any edge where turns have a price.
//
// Two arrivals are enough: whoever arrives by an edge may leave by all others
// at no cost and by the same one only by turning round, so the cheapest arrival
// serves all ways on but one, and the second serves that one when it is cheaper
// than turning round.
type label struct {
	node    roads.NodeID
	least   uint32 // lower bound of what is left to the targets, 0 without a heading
	cost    [2]uint32
	via     [2]roads.EdgeID // the edge of arrival
	prev    [2]int32        // the arrival before: label<<1 | place; -1 where the search begins
	length  [2]uint32       // millimetres driven
	arrived uint8           // how many of the two are known
	settled uint8           // how many of them are final
	own     bool            // one edge's own: how it goes on is its own matter
	bound   bool            // turn restrictions say how it goes on

	progress roads.Progress // into restrictions over several junctions
}

// take puts an arrival into its place among the two, and reports whether it is
// worth going on from.
func (l *label) take(e roads.EdgeID, cost uint32, length uint32, prev int32, uTurn uint32) bool {
	place := 0
	switch {
	case l.arrived == 0:
		l.arrived = 1
	case l.via[0] == e || l.own:
		if l.settled > 0 || cost >= l.cost[0] {
			return false
		}
	case cost < l.cost[0] && l.settled == 0:
		l.cost[1], l.via[1], l.prev[1], l.length[1] = l.cost[0], l.via[0], l.prev[0], l.length[0]
		l.arrived = 2
	default:
		if l.settled > 1 || l.arrived > 1 && cost >= l.cost[1] || uTurn != never && cost-l.cost[0] >= uTurn {
			return false
		}
		l.arrived, place = 2, 1
	}
	l.cost[place], l.via[place], l.prev[place], l.length[place] = cost, e, prev, length
	return true
}

// table keeps the labels a search has made, found by key through open
// addressing. A search of a few dozen junctions stays within the first-level
// cache, however large the network is.
type table struct {
	labels []label
	slots  []slot
	age    uint32 // slots of another age are empty: reset costs nothing
}

type slot struct {
	key   uint32
	age   uint32
	label int32
}

// ownKey marks the key of an edge's own label, or of a progress along
// restrictions, numbered on from the edges; other keys are junctions.
const ownKey = 1 << 31

const firstSlots = 256

func newTable() table { return table{slots: make([]slot, firstSlots), age: 1} }

func (t *table) reset() {
	t.labels = t.labels[:0]
	t.age++
	if t.age == 0 { // wrapped round after four billion searches
		clear(t.slots)
		t.age = 1
	}
}

// place returns the slot of a key, or the empty one it would take.
func (t *table) place(key uint32) *slot {
	mask := uint32(len(t.slots) - 1)
	i := key * 2654435761 >> 7 & mask // Knuth's multiplicative hash
	for t.slots[i].age == t.age && t.slots[i].key != key {
		i = (i + 1) & mask
	}
	return &t.slots[i]
}

// at returns the label of a key, new and without arrivals if there was none.
func (t *table) at(key uint32) (at int32, fresh bool) {
	s := t.place(key)
	if s.age == t.age {
		return s.label, false
	}
	if 2*len(t.labels) >= len(t.slots) {
		t.grow()
		s = t.place(key)
	}
	at = int32(len(t.labels))
	*s = slot{key: key, age: t.age, label: at}
	t.labels = append(t.labels, label{})
	return at, true
}

func (t *table) grow() {
	old, age := t.slots, t.age
	t.slots, t.age = make([]slot, 2*len(old)), 1
	for _, s := range old {
		if s.age == age {
			*t.place(s.key) = slot{key: s.key, age: 1, label: s.label}
		}
	}
}
