package geotest

import (
	"math/rand/v2"
	"slices"

	"licheng/geo/roads"
)

// Grid makes a random town of size × size junctions about spacingM apart, for
// oracle tests and benchmarks: crooked streets, some missing, some one-way,
// some forbidden turns. The same seed makes the same town.
func Grid(seed uint64, size int, spacingM float64) roads.Input {
	r := rand.New(rand.NewPCG(seed, 0x6c69))
	var in roads.Input
	id := func(row, col int) int64 { return int64(row*size + col + 1) }
	for row := range size {
		for col := range size {
			in.Nodes = append(in.Nodes, roads.Node{ID: id(row, col), Point: At(
				(float64(col)+0.6*r.Float64()-0.3)*spacingM, (float64(row)+0.6*r.Float64()-0.3)*spacingM)})
		}
	}
	street := func(a, b int64) {
		if r.Float64() < 0.1 {
			return
		}
		w := roads.Way{ID: int64(len(in.Ways) + 1), Nodes: []int64{a, b}, Class: roads.Class(2 + r.IntN(6))}
		if r.Float64() < 0.15 {
			w.Travel = roads.ForwardOnly
		}
		if r.Float64() < 0.5 {
			w.Nodes = []int64{b, a}
		}
		in.Ways = append(in.Ways, w)
	}
	for row := range size {
		for col := range size {
			if col+1 < size {
				street(id(row, col), id(row, col+1))
			}
			if row+1 < size {
				street(id(row, col), id(row+1, col))
			}
		}
	}
	forbidTurns(r, &in)
	return in
}

// forbidTurns forbids one turn in about a tenth of the meetings of two ways.
func forbidTurns(r *rand.Rand, in *roads.Input) {
	at := map[int64][]int64{}
	for _, w := range in.Ways {
		for _, n := range w.Nodes {
			at[n] = append(at[n], w.ID)
		}
	}
	for _, n := range in.Nodes {
		if ways := at[n.ID]; len(ways) > 2 && r.Float64() < 0.3 {
			in.Restrictions = append(in.Restrictions, roads.Restriction{
				ID: int64(len(in.Restrictions) + 1), From: ways[0], ViaNode: n.ID, To: ways[1],
			})
		}
	}
}

// ForbidDrives adds restrictions over ways to a town: some drives over three to
// five streets are forbidden, or are the only way on. The same seed adds the
// same.
func ForbidDrives(seed uint64, in *roads.Input) {
	r := rand.New(rand.NewPCG(seed, 0x7661))
	at := map[int64][]roads.Way{}
	for _, w := range in.Ways {
		for _, n := range w.Nodes {
			at[n] = append(at[n], w)
		}
	}
	for range len(in.Ways) / 3 {
		way := in.Ways[r.IntN(len(in.Ways))]
		node := way.Nodes[r.IntN(2)]
		drive := []int64{way.ID}
		for range 2 + r.IntN(3) {
			next := at[node][r.IntN(len(at[node]))]
			if slices.Contains(drive, next.ID) {
				break
			}
			drive = append(drive, next.ID)
			node = next.Nodes[0] + next.Nodes[1] - node // the other end
		}
		if last := len(drive) - 1; last >= 2 {
			in.Restrictions = append(in.Restrictions, roads.Restriction{
				ID: int64(len(in.Restrictions) + 1), From: drive[0], ViaWays: drive[1:last], To: drive[last], Only: r.IntN(4) == 0,
			})
		}
	}
}
