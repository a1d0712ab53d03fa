package trace

import (
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// inOrder puts the fixes of every terminal in the order they were measured in.
// A terminal sends what it kept in a blind area after what it measures now
// (0x0704), and sends again what was not acknowledged: by this protocol the
// order of messages says nothing of the drive, and the times come from the
// satellites. Of a report that came more than once the first stays. A fix
// without a time stays behind the one it came behind.
func (j *jt808) inOrder() {
	repeated := Drop{Reason: DropRepeated}
	for i := range j.traces {
		fixes := byTime(j.traces[i].Fixes)
		kept := fixes[:0]
		var at time.Time
		places := map[orb.Point]bool{} // of the fixes of that time
		for _, f := range fixes {
			switch {
			case f.At.IsZero():
			case !f.At.Equal(at):
				at = f.At
				clear(places)
				places[f.Point] = true
			case places[f.Point]:
				repeated.count(f.Where)
				continue
			default:
				places[f.Point] = true
			}
			kept = append(kept, f)
		}
		j.traces[i].Fixes = kept
	}
	if repeated.Fixes > 0 {
		j.report.Kept -= repeated.Fixes
		j.report.Dropped = append(j.report.Dropped, repeated)
	}
}

// count adds a position to the one entry of its reason.
func (d *Drop) count(where int) {
	if d.Fixes++; d.Fixes == 1 {
		d.First, d.Last = where, where
	}
	d.First, d.Last = min(d.First, where), max(d.Last, where)
}

// byTime sorts fixes by their time; those of one time, and those without one,
// keep their order.
func byTime(fixes []Fix) []Fix {
	type timed struct {
		Fix
		key time.Time
	}
	var last time.Time
	late := false
	keyed := make([]timed, len(fixes))
	for i, f := range fixes {
		if !f.At.IsZero() {
			late = late || f.At.Before(last)
			last = f.At
		}
		keyed[i] = timed{f, last}
	}
	if !late {
		return fixes
	}
	slices.SortStableFunc(keyed, func(a, b timed) int { return a.key.Compare(b.key) })
	for i, k := range keyed {
		fixes[i] = k.Fix
	}
	return fixes
}
