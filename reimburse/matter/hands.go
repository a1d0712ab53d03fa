package matter

import "slices"

// Enough reports whether different people can take each of the steps, one of
// those listed for it, and none of those gone: a system of distinct
// representatives, found by trying. Steps are few (a check and two approvals).
func Enough(steps [][]Who, gone ...Who) bool {
	if len(steps) == 0 {
		return true
	}
	return slices.ContainsFunc(steps[0], func(w Who) bool {
		return !slices.ContainsFunc(gone, w.Is) && Enough(steps[1:], append(slices.Clip(gone), w)...)
	})
}

// People counts those of a list who are different people and none of those gone.
func People(list []Who, gone ...Who) int {
	counted := slices.Clip(gone)
	for _, w := range list {
		if !slices.ContainsFunc(counted, w.Is) {
			counted = append(counted, w)
		}
	}
	return len(counted) - len(gone)
}
