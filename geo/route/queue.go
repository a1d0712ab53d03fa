package route

// queue is a heap of four children a node of labels by cost, cost in the high
// half of an entry. A label whose cost falls is pushed again; the search passes
// over the stale entry when it comes up.
type queue []uint64

func (q *queue) push(cost uint32, at int32) {
	h := append(*q, 0)
	*q = h
	e := uint64(cost)<<32 | uint64(uint32(at))
	i := len(h) - 1
	for i > 0 {
		parent := (i - 1) / 4
		if h[parent] <= e {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = e
}

// pop takes the cheapest entry out; the queue must not be empty.
func (q *queue) pop() (cost uint32, at int32) {
	h := *q
	top, e := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	i := 0
	for {
		child := 4*i + 1
		if child >= len(h) {
			break
		}
		least := child
		for c := child + 1; c < min(child+4, len(h)); c++ {
			if h[c] < h[least] {
				least = c
			}
		}
		if h[least] >= e {
			break
		}
		h[i] = h[least]
		i = least
	}
	if len(h) > 0 {
		h[i] = e
	}
	return uint32(top >> 32), int32(uint32(top))
}
