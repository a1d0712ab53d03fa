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
// times the order of the file stays. Inside a segment nothing is moved. What
// stands Apart is never joined to what was recorded before it.
func Sequences(traces []Trace) [][]Fix {
	var vehicles []string
	pieces := map[string][]piece{}
	for _, t := range traces {
		if _, known := pieces[t.Vehicle]; !known {
			vehicles = append(vehicles, t.Vehicle)
		}
		for i, s := range segments(t) {
			pieces[t.Vehicle] = append(pieces[t.Vehicle], piece{s, t.Apart && i == 0})
		}
	}
	var out [][]Fix
	for _, v := range vehicles {
		out = append(out, joined(pieces[v])...)
	}
	return out
}

// piece is a segment; apart when nothing may be joined before it.
type piece struct {
	fixes []Fix
	apart bool
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
func joined(parts []piece) [][]Fix {
	if slices.ContainsFunc(parts, func(p piece) bool { return beginning(p.fixes).IsZero() }) {
		return inOrder(parts)
	}
	slices.SortStableFunc(parts, func(a, b piece) int { return beginning(a.fixes).Compare(beginning(b.fixes)) })
	var out [][]Fix
	closed := 0 // sequences that nothing is joined to any more
	for _, p := range parts {
		if p.apart {
			closed = len(out)
		}
		fits := slices.IndexFunc(out[closed:], func(s []Fix) bool { return !ending(s).After(beginning(p.fixes)) })
		if fits < 0 && len(out)-closed >= maxSequences {
			fits = maxSequences - 1
		}
		if fits < 0 {
			out = append(out, nil)
			fits = len(out) - 1 - closed
		}
		out[closed+fits] = append(out[closed+fits], p.fixes...)
	}
	return out
}

// inOrder joins segments as they stand in the file.
func inOrder(parts []piece) [][]Fix {
	var out [][]Fix
	for i, p := range parts {
		if i == 0 || p.apart {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], p.fixes...)
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
