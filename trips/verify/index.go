package verify

import (
	"cmp"
	"slices"
)

// Index finds earlier drives by their marks, in memory. It is what the store
// of trips does with tables, written down in the plainest way.
type Index struct{ drives map[Mark][]int }

// Hit is an earlier drive that has marks in common with one searched for.
type Hit struct {
	Drive  int
	Common int
	Weight int // of the marks in common: one that n drives have weighs markWeight/n
}

// markWeight is the weight of a mark that one drive alone has; whole numbers add
// up to the same in any order.
const markWeight = 1_000_000

// Add files the marks of a drive.
func (x *Index) Add(drive int, marks []Mark) {
	if x.drives == nil {
		x.drives = map[Mark][]int{}
	}
	for _, m := range marks {
		x.drives[m] = append(x.drives[m], drive)
	}
}

// Find returns the drives that have at least least marks in common with those
// given, the heaviest first, then by number; most of them at most. A mark that
// many drives have, such as a place on a main road, says little.
func (x *Index) Find(marks []Mark, least, most int) []Hit {
	hits := map[int]Hit{}
	for _, m := range marks {
		for _, d := range x.drives[m] {
			h := hits[d]
			hits[d] = Hit{d, h.Common + 1, h.Weight + markWeight/len(x.drives[m])}
		}
	}
	var out []Hit
	for _, h := range hits {
		if h.Common >= least {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Drive, b.Drive)) })
	return out[:min(len(out), most)]
}
