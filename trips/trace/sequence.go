package trace

import (
	"slices"
	"time"
)

// Sequences joins the traces of one file into sequences of fixes that each are
// one recording, vehicles in the order of the file. Tracks and segments that
// all begin with a time are put in the order of their beginnings, since apps
// export them in any order; one that overlaps the sequence before it (the same
// drive exported twice, two devices) begins a sequence of its own. Without
// times the order of the file stays. Inside a segment nothing is moved.
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
		out = append(out, joined(pieces[v])...)
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

// maxSequences bounds the sequences of a vehicle; what overlaps still more is
// appended to the last, for trips/clean to sort out.
const maxSequences = 50

// joined puts segments one behind the other, by time when all have one.
func joined(parts [][]Fix) [][]Fix {
	for _, p := range parts {
		if beginning(p).IsZero() {
			return [][]Fix{slices.Concat(parts...)}
		}
	}
	slices.SortStableFunc(parts, func(a, b []Fix) int { return beginning(a).Compare(beginning(b)) })
	var out [][]Fix
	for _, p := range parts {
		fits := slices.IndexFunc(out, func(s []Fix) bool { return !ending(s).After(beginning(p)) })
		if fits < 0 && len(out) == maxSequences {
			fits = maxSequences - 1
		}
		if fits < 0 {
			out = append(out, nil)
			fits = len(out) - 1
		}
		out[fits] = append(out[fits], p...)
	}
	return out
}

// ending is the last time in a segment, zero when it has none.
func ending(fixes []Fix) time.Time {
	for i := len(fixes) - 1; i >= 0; i-- {
		if !fixes[i].At.IsZero() {
			return fixes[i].At
		}
	}
	return time.Time{}
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
