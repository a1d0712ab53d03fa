package segment

import (
	"slices"
	"time"

	"licheng/trips/trace"
)

// Edits are what somebody says of their own trace after seeing the trips that
// were found in it: where one is really two, where two are one, and what is no
// working trip. They say it in times, so that they hold when the trace is read
// again by better rules. Nothing of the trace is lost.
type Edits struct {
	Joins  []time.Time `json:"joins,omitempty"`  // no trip ends here, though one was found to
	Splits []time.Time `json:"splits,omitempty"` // one ends and the next begins
	Left   []Span      `json:"left,omitempty"`   // left out, both ends not included
}

// None reports whether nothing was said.
func (e Edits) None() bool { return len(e.Joins)+len(e.Splits)+len(e.Left) == 0 }

// Apply changes the trips found in cleaned fixes, in the order of time: first
// neighbours are joined, then trips are split, then what is left out is cut off
// or out. What is left of a trip is one when it has two moments, however short:
// somebody wants it so. The fix at which a trip is split belongs to both, so
// that no metre between them is lost.
func (e Edits) Apply(fixes []trace.Fix, found []Trip) []Trip {
	if e.None() {
		return found
	}
	var out []Trip
	for _, t := range e.joined(fixes, found) {
		for _, part := range e.split(fixes, t) {
			out = append(out, e.leave(fixes, part)...)
		}
	}
	return out
}

// JoinsBetween reports whether the owner says that a drive that ends at one
// moment and one that begins at another are one.
func (e Edits) JoinsBetween(end, begin time.Time) bool {
	return slices.ContainsFunc(e.Joins, func(at time.Time) bool { return !at.Before(end) && !at.After(begin) })
}

// joined puts neighbours together between which a join lies. The stay between
// is a stop on the way of the one trip; where there is no fix between, a silence,
// which is one only when it is long, as everywhere.
func (e Edits) joined(fixes []trace.Fix, found []Trip) []Trip {
	var out []Trip
	for _, t := range found {
		if n := len(out); n > 0 {
			last := &out[n-1]
			stop := Stop{
				First: last.To - 1, Last: t.From, Place: fixes[last.To-1].Point,
				Arrived: fixes[last.To-1].At, Left: fixes[t.From].At, Silent: t.From <= last.To,
			}
			if e.JoinsBetween(stop.Arrived, stop.Left) {
				if stop.Silent && stop.Left.Sub(stop.Arrived) < silentStop {
					last.Stops = slices.Concat(last.Stops, t.Stops)
				} else {
					last.Stops = slices.Concat(last.Stops, []Stop{stop}, t.Stops)
				}
				last.To = t.To
				last.LengthM = lengthM(fixes[last.From:last.To])
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// split cuts a trip at the first fix at or after each split that lies within.
func (e Edits) split(fixes []trace.Fix, t Trip) []Trip {
	var out []Trip
	splits := slices.Clone(e.Splits)
	slices.SortFunc(splits, time.Time.Compare)
	from := t.From
	for _, at := range splits {
		for i := from + 1; i < t.To-1; i++ {
			if now := fixes[i].At; !now.IsZero() && !now.Before(at) {
				if before := fixes[from].At; before.Before(at) {
					out = append(out, part(fixes, t, from, i+1))
					from = i
				}
				break
			}
		}
	}
	return append(out, part(fixes, t, from, t.To))
}

// leave returns the runs of a trip that lie in no stretch left out.
func (e Edits) leave(fixes []trace.Fix, t Trip) []Trip {
	if len(e.Left) == 0 {
		return []Trip{t}
	}
	var out []Trip
	from := -1
	for i := t.From; i <= t.To; i++ {
		stays := i < t.To && !e.leftOut(fixes[i].At)
		switch {
		case stays && from < 0:
			from = i
		case !stays && from >= 0:
			if fixes[i-1].At.After(fixes[from].At) {
				out = append(out, part(fixes, t, from, i))
			}
			from = -1
		}
	}
	return out
}

// leftOut reports whether a moment lies inside a stretch left out.
func (e Edits) leftOut(at time.Time) bool {
	return !at.IsZero() && slices.ContainsFunc(e.Left, func(s Span) bool { return at.After(s.From) && at.Before(s.To) })
}

// part is fixes[from:to] of a trip with the stops inside it.
func part(fixes []trace.Fix, t Trip, from, to int) Trip {
	if from == t.From && to == t.To {
		return t
	}
	p := Trip{From: from, To: to, LengthM: lengthM(fixes[from:to])}
	for _, s := range t.Stops {
		if s.First >= from && s.Last < to {
			p.Stops = append(p.Stops, s)
		}
	}
	return p
}
