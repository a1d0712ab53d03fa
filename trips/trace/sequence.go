package trace

import (
	"slices"
	"time"
)

// Sequences joins the traces of one file into one sequence of fixes for each
// vehicle, vehicles in the order of the file. Tracks and segments that each
// begin with a time are put in the order of their beginnings, since apps
// export them in any order; without times the order of the file stays. Inside
// a segment nothing is moved.
func Sequences(traces []Trace) [][]Fix {
	var vehicles []string
	pieces := map[string][][]Fix{}
	for _, t := range traces {
		if _, known := pieces[t.Vehicle]; !known {
			vehicles = append(vehicles, t.Vehicle)
		}
		pieces[t.Vehicle] = append(pieces[t.Vehicle], segments(t)...)
	}
	var out [][]Fix
	for _, v := range vehicles {
		out = append(out, joined(pieces[v]))
	}
	return out
}

// segments cuts a trace at its gaps.
func segments(t Trace) [][]Fix {
	var out [][]Fix
	from := 0
	for _, gap := range append(slices.Clone(t.Gaps), len(t.Fixes)) {
		if gap > from {
			out = append(out, t.Fixes[from:gap])
			from = gap
		}
	}
	return out
}

// joined puts segments one behind the other, by time when all have one.
func joined(parts [][]Fix) []Fix {
	ordered := true
	for _, p := range parts {
		ordered = ordered && !beginning(p).IsZero()
	}
	if ordered {
		slices.SortStableFunc(parts, func(a, b []Fix) int { return beginning(a).Compare(beginning(b)) })
	}
	return slices.Concat(parts...)
}

// beginning is the first time in a segment, zero when it has none.
func beginning(fixes []Fix) time.Time {
	for _, f := range fixes {
		if !f.At.IsZero() {
			return f.At
		}
	}
	return time.Time{}
}
