package audit

import "sort"

// suppress chooses the cells whose figures are not shown, and whether the
// total is not shown either.
//
// A cell about fewer than K people is hidden. But the total minus the cells
// shown gives the sum of the hidden ones, so that sum must not single anybody
// out either: the hidden cells must be at least two and together about at
// least K people. While they are not, the smallest cell still shown is hidden
// with them; when none is left to hide, the total is.
func suppress(cells map[string]*cell, total *cell) (hidden map[string]bool, hideTotal bool) {
	hidden = map[string]bool{}
	people := map[string]bool{}
	hide := func(key string) {
		hidden[key] = true
		for person := range cells[key].persons {
			people[person] = true
		}
	}
	order := bySize(cells)
	for _, key := range order {
		if len(cells[key].persons) < K {
			hide(key)
		}
	}
	if len(hidden) == 0 {
		return hidden, false
	}
	for _, key := range order {
		if len(hidden) >= 2 && len(people) >= K {
			break
		}
		if !hidden[key] {
			hide(key)
		}
	}
	safe := len(hidden) >= 2 && len(people) >= K
	return hidden, !safe || len(total.persons) < K
}

// bySize returns the keys of the cells, fewest people first, equals by key.
func bySize(cells map[string]*cell) []string {
	keys := make([]string, 0, len(cells))
	for key := range cells {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := len(cells[keys[i]].persons), len(cells[keys[j]].persons)
		if a != b {
			return a < b
		}
		return keys[i] < keys[j]
	})
	return keys
}
