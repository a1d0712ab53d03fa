package trips

import (
	"slices"
	"time"

	"licheng/lang"
	"licheng/trips/clean"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// ignoredMax is how many drives too short to count are named one by one.
const ignoredMax = 5

// cut cleans the traces of a file and cuts them into trips. notes names drives
// that were set aside as too short.
func cut(traces []trace.Trace, receivedAt time.Time) (parts []part, notes []lang.Text) {
	for _, fixes := range joined(traces) {
		kept, drops := clean.Clean(fixes, clean.Options{ReceivedAt: receivedAt})
		marked, places := markAll(fixes, drops)
		found, ignored := segment.Trips(kept, segment.Options{Zone: Shanghai})
		for _, t := range found {
			from, to := places[t.From], places[t.To-1]+1
			parts = append(parts, partOf(marked[from:to], kept[t.From:t.To], drops))
		}
		for _, i := range ignored[:min(len(ignored), ignoredMax)] {
			notes = append(notes, i.Text)
		}
	}
	return parts, notes
}

// joined lays the traces of a file end to end in the order of time when they
// follow one another: an app that was paused on the way writes one drive as
// several tracks. Traces that overlap, or have no times, stay apart.
func joined(traces []trace.Trace) [][]trace.Fix {
	apart := make([][]trace.Fix, 0, len(traces))
	for _, t := range traces {
		if len(t.Fixes) > 0 {
			apart = append(apart, t.Fixes)
		}
	}
	byTime := slices.Clone(apart)
	slices.SortStableFunc(byTime, func(a, b []trace.Fix) int { return a[0].At.Compare(b[0].At) })
	var all []trace.Fix
	for i, fixes := range byTime {
		first, last := fixes[0].At, fixes[len(fixes)-1].At
		if first.IsZero() || last.IsZero() || i > 0 && first.Before(all[len(all)-1].At) {
			return apart
		}
		all = append(all, fixes...)
	}
	if len(all) == 0 {
		return nil
	}
	return [][]trace.Fix{all}
}

// markAll puts its reason on each dropped fix, and returns the places of the
// kept ones.
func markAll(fixes []trace.Fix, drops []clean.Drop) (marked []MarkedFix, kept []int) {
	marked = make([]MarkedFix, len(fixes))
	for i, f := range fixes {
		marked[i].Fix = f
	}
	for _, d := range drops {
		for i := d.First; i <= d.Last; i++ {
			marked[i].Dropped = string(d.Reason)
		}
	}
	for i, m := range marked {
		if m.Dropped == "" {
			kept = append(kept, i)
		}
	}
	return marked, kept
}

// partOf begins a trip out of its fixes: recorded holds all of them, driven
// the kept ones with the ends of parked stretches put in one place. drops are
// those of the whole trace, for their texts.
func partOf(recorded []MarkedFix, driven []trace.Fix, drops []clean.Drop) part {
	p := part{fixes: recorded, driven: driven}
	p.trip.Fixes, p.trip.Kept = len(recorded), len(driven)
	counts := map[string]int{}
	for _, m := range recorded {
		counts[m.Dropped]++
	}
	for _, d := range clean.Totals(drops) {
		if n := counts[string(d.Reason)]; n > 0 {
			p.trip.Dropped = append(p.trip.Dropped, Dropped{Reason: string(d.Reason), Fixes: n, Text: d.Text})
		}
	}
	for _, f := range driven {
		if f.At.IsZero() {
			continue
		}
		if p.trip.StartedAt.IsZero() {
			p.trip.StartedAt = f.At.UTC()
		}
		p.trip.EndedAt = f.At.UTC()
	}
	return p
}
