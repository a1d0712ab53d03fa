package trips

import (
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/trips/clean"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// ignoredMax is how many drives too short to count are named one by one.
const ignoredMax = 5

// strip is a sequence after cleaning, with the trips that are found in it.
type strip struct {
	marked  []MarkedFix // all fixes
	kept    []trace.Fix // ends of parked stretches in one place
	places  []int       // of the kept ones among all
	drops   []clean.Drop
	found   []segment.Trip // in kept
	ignored []segment.Ignored

	datum    string // the positions were in
	sureness float64
	files    [2]int      // which file its first and its last fix are from
	apart    []time.Time // beginnings of the tracks of its files before which something private was taken out
	seams    []seam
}

// strip cleans the fixes of one sequence and finds the trips in it.
func (r Reader) strip(fixes []trace.Fix, from Source) strip {
	kept, drops := clean.Clean(fixes, clean.Options{ReceivedAt: from.ReceivedAt})
	s := strip{kept: kept, drops: drops}
	s.marked, s.places = markAll(fixes, drops)
	s.found, s.ignored = segment.Trips(kept, segment.Options{Zone: Shanghai})
	if len(s.found) == 0 && r.Whole && len(kept) > 0 {
		s.found, s.ignored = []segment.Trip{{To: len(kept)}}, nil
	}
	return s
}

// sequencesOf cuts strips into drives as their owner says, not yet matched.
func sequencesOf(strips []strip, edits segment.Edits) []Sequence {
	out := make([]Sequence, len(strips))
	for i, s := range strips {
		out[i] = Sequence{Fixes: len(s.marked), Kept: len(s.kept), Dropped: s.drops, Ignored: s.ignored}
		for _, t := range edits.Apply(s.kept, s.found) {
			out[i].Drives = append(out[i].Drives, s.drive(t))
		}
	}
	return out
}

// drive makes a drive of a trip that was found in the strip.
func (s strip) drive(t segment.Trip) Drive {
	from, to := s.places[t.From], s.places[t.To-1]+1
	d := driveOf(s.marked[from:to], s.kept[t.From:t.To], s.drops)
	d.calls = callsOf(s.kept, t.Stops)
	d.Trip.Datum, d.Trip.DatumSure = s.datum, s.sureness
	for _, seam := range s.seams {
		if !seam.end.Before(d.Trip.StartedAt) && !seam.begin.After(d.Trip.EndedAt) {
			d.seams = append(d.seams, seam)
		}
	}
	return d
}

// callsOf returns where a trip stopped on its way. A silence that ends
// elsewhere than it began is no stop anybody knows the place of.
func callsOf(kept []trace.Fix, stops []segment.Stop) []orb.Point {
	var calls []orb.Point
	for _, stop := range stops {
		if !stop.Silent || orbgeo.DistanceHaversine(kept[stop.First].Point, kept[stop.Last].Point) <= callRadiusM {
			calls = append(calls, stop.Place)
		}
	}
	return calls
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

// driveOf begins a drive out of its fixes: recorded holds all of them, driven
// the kept ones with the ends of parked stretches put in one place. drops are
// those of the whole trace, for their texts.
func driveOf(recorded []MarkedFix, driven []trace.Fix, drops []clean.Drop) Drive {
	d := Drive{Fixes: recorded, driven: driven}
	d.Trip.Fixes, d.Trip.Kept = len(recorded), len(driven)
	counts := map[string]int{}
	for _, m := range recorded {
		counts[m.Dropped]++
	}
	for _, drop := range clean.Totals(drops) {
		if n := counts[string(drop.Reason)]; n > 0 {
			d.Trip.Dropped = append(d.Trip.Dropped, Dropped{Reason: string(drop.Reason), Fixes: n, Text: drop.Text})
		}
	}
	for _, f := range driven {
		if f.At.IsZero() {
			continue
		}
		if d.Trip.StartedAt.IsZero() {
			d.Trip.StartedAt = f.At.UTC()
		}
		d.Trip.EndedAt = f.At.UTC()
	}
	return d
}
