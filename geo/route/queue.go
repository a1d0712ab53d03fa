package route

import "licheng/geo/roads"

// label is what a search knows of an edge: the least cost to its start.
type label struct {
	cost    float64
	lengthM float64
	edge    roads.EdgeID
	prev    int32 // label of the edge before; -1 after the edge the search starts on
	settled bool
}

// table keeps the labels of the edges a search has seen, found by edge through
// open addressing. A search of a few dozen edges stays within the first-level
// cache, however large the network is.
type table struct {
	labels []label
	slots  []slot
	age    uint32 // slots of another age are empty: reset costs nothing
}

type slot struct {
	age   uint32
	label int32
}

const firstSlots = 256

func newTable() table { return table{slots: make([]slot, firstSlots)} }

func (t *table) reset() {
	t.labels = t.labels[:0]
	t.age++
	if t.age == 0 { // wrapped round after four billion searches
		clear(t.slots)
		t.age = 1
	}
}

// find returns the label of an edge, -1 when it has none.
func (t *table) find(e roads.EdgeID) int32 {
	return t.slots[t.probe(e)].labelAt(t.age)
}

func (s slot) labelAt(age uint32) int32 {
	if s.age != age {
		return -1
	}
	return s.label
}

// probe returns where the slot of an edge is, or would be.
func (t *table) probe(e roads.EdgeID) int {
	mask := len(t.slots) - 1
	i := int(uint32(e)*2654435761>>7) & mask // Knuth's multiplicative hash
	for t.slots[i].age == t.age && t.labels[t.slots[i].label].edge != e {
		i = (i + 1) & mask
	}
	return i
}

// add makes a label for an edge that has none.
func (t *table) add(l label) int32 {
	if 2*len(t.labels) >= len(t.slots) {
		t.grow()
	}
	at := int32(len(t.labels))
	i := t.probe(l.edge)
	t.labels = append(t.labels, l)
	t.slots[i] = slot{age: t.age, label: at}
	return at
}

func (t *table) grow() {
	t.slots = make([]slot, 2*len(t.slots))
	t.age = 1
	for at := range t.labels {
		t.slots[t.probe(t.labels[at].edge)] = slot{age: t.age, label: int32(at)}
	}
}

// queue is a binary heap of labels by cost. A label whose cost falls is pushed
// again; the stale entry is skipped when it comes up.
type queue struct{ heap []entry }

type entry struct {
	cost  float64
	label int32
}

func (q *queue) reset() { q.heap = q.heap[:0] }

// push offers an edge a cost; it is ignored unless it is the best so far.
func (q *queue) push(t *table, e roads.EdgeID, cost, lengthM float64, prev int32) {
	at := t.find(e)
	switch {
	case at < 0:
		at = t.add(label{cost: cost, lengthM: lengthM, edge: e, prev: prev})
	case t.labels[at].settled || t.labels[at].cost <= cost:
		return
	default:
		l := &t.labels[at]
		l.cost, l.lengthM, l.prev = cost, lengthM, prev
	}
	q.heap = append(q.heap, entry{cost, at})
	i := len(q.heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if q.heap[parent].cost <= cost {
			break
		}
		q.heap[i], q.heap[parent] = q.heap[parent], q.heap[i]
		i = parent
	}
}

// pop settles the cheapest label and returns it; false when none is left.
func (q *queue) pop(t *table) (int32, bool) {
	for len(q.heap) > 0 {
		top := q.heap[0]
		last := len(q.heap) - 1
		q.heap[0] = q.heap[last]
		q.heap = q.heap[:last]
		q.sink()
		if !t.labels[top.label].settled {
			t.labels[top.label].settled = true
			return top.label, true
		}
	}
	return -1, false
}

func (q *queue) sink() {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(q.heap) {
			return
		}
		if right := child + 1; right < len(q.heap) && q.heap[right].cost < q.heap[child].cost {
			child = right
		}
		if q.heap[i].cost <= q.heap[child].cost {
			return
		}
		q.heap[i], q.heap[child] = q.heap[child], q.heap[i]
		i = child
	}
}
