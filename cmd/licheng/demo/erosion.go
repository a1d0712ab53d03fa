package demo

import (
	"math"
	"slices"
)

const (
	erosionSteps = 50
	erosionTime  = 30.0   // length of a step, in units of the uplift
	erodibility  = 0.0016 // of the stream power law
	areaExponent = 0.6    // of the stream power law: m, with n = 1
)

// erode carves the terrain by the stream power law dz/dt = U - K·A^m·S, solved
// implicitly from the outlet upwards (Braun & Willett 2013). Water leaves the
// tile along its eastern edge only, so that one main river collects it.
// It fills t.heightM, t.drainM2 and t.receiver.
func erode(t *Terrain, uplift []float64) {
	t.receiver = make([]int32, len(t.heightM))
	t.drainM2 = make([]float64, len(t.heightM))
	for range erosionSteps {
		order := drainage(t)
		for _, i := range order {
			to := t.receiver[i]
			if to == i {
				continue
			}
			step := coarseM
			if d := int(to) - int(i); d != 1 && d != -1 && d != t.cols && d != -t.cols {
				step *= math.Sqrt2
			}
			f := erodibility * erosionTime * math.Pow(t.drainM2[i], areaExponent) / step
			t.heightM[i] = (t.heightM[i] + uplift[i]*erosionTime + f*t.heightM[to]) / (1 + f)
		}
	}
	drainage(t)
}

// drainage finds where every cell drains and how much drains through it. It
// floods from the outlet (Barnes, priority-flood), so that no cell is left in a
// pit. The cells are returned downstream first.
func drainage(t *Terrain) []int32 {
	n := len(t.heightM)
	seen := make([]bool, n)
	order := make([]int32, 0, n)
	flood := &queue{}
	for row := range t.rows {
		i := row*t.cols + t.cols - 1
		seen[i], t.receiver[i] = true, int32(i)
		flood.push(queued{t.heightM[i], int32(i)})
	}
	for len(*flood) > 0 {
		low := flood.pop()
		i := low.cell
		order = append(order, i)
		eachNeighbour(int(i), t.cols, t.rows, func(j int) {
			if seen[j] {
				return
			}
			seen[j], t.receiver[j] = true, i
			t.heightM[j] = math.Max(t.heightM[j], low.key+0.01)
			flood.push(queued{t.heightM[j], int32(j)})
		})
	}
	for i := range t.drainM2 {
		t.drainM2[i] = coarseM * coarseM
	}
	for _, i := range slices.Backward(order) {
		if to := t.receiver[i]; to != i {
			t.drainM2[to] += t.drainM2[i]
		}
	}
	return order
}

// eachNeighbour calls fn for the up to eight cells around cell i of a grid.
func eachNeighbour(i, cols, rows int, fn func(j int)) {
	col, row := i%cols, i/cols
	for r := max(row-1, 0); r <= min(row+1, rows-1); r++ {
		for c := max(col-1, 0); c <= min(col+1, cols-1); c++ {
			if j := r*cols + c; j != i {
				fn(j)
			}
		}
	}
}

// queue is a heap of cells, the smallest key first; equal keys by cell, so
// that the order never depends on anything but the values.
type queue []queued

type queued struct {
	key  float64
	cell int32
}

func (a queued) before(b queued) bool { return a.key < b.key || a.key == b.key && a.cell < b.cell }

func (q *queue) push(x queued) {
	h := append(*q, x)
	i := len(h) - 1
	for i > 0 {
		up := (i - 1) / 2
		if !x.before(h[up]) {
			break
		}
		h[i], i = h[up], up
	}
	h[i] = x
	*q = h
}

// pop removes the smallest; the queue must not be empty.
func (q *queue) pop() queued {
	h := *q
	top, x := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	i := 0
	for {
		next := 2*i + 1
		if next >= len(h) {
			break
		}
		if next+1 < len(h) && h[next+1].before(h[next]) {
			next++
		}
		if !h[next].before(x) {
			break
		}
		h[i], i = h[next], next
	}
	if len(h) > 0 {
		h[i] = x
	}
	return top
}
