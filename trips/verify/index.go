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
}

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
// given, most first, then by number; most of them at most.
func (x *Index) Find(marks []Mark, least, most int) []Hit {
	count := map[int]int{}
	for _, m := range marks {
		for _, d := range x.drives[m] {
			count[d]++
		}
	}
	var out []Hit
	for d, n := range count {
		if n >= least {
			out = append(out, Hit{d, n})
		}
	}
	slices.SortFunc(out, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Common, a.Common), cmp.Compare(a.Drive, b.Drive)) })
	return out[:min(len(out), most)]
}
