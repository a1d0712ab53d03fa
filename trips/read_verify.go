package trips

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"licheng/trips/clean"
	"licheng/trips/trace"
	"licheng/trips/verify"
)

// inspect returns what a trip shows by itself that a person should look at.
func inspect(d Drive) []Finding {
	t := d.Trip
	var breaks []verify.Break
	for _, b := range t.Breaks {
		breaks = append(breaks, verify.Break(b))
	}
	replays, first := d.frozen()
	alone := verify.Alone{
		Recorded: d.recorded(), Driven: d.driven, Fixes: len(d.Fixes),
		Replays: replays, FirstReplay: first, Mocked: d.mocked(), Roads: d.roadLines(), Breaks: breaks,
		DistanceM: t.DistanceM, OffRoadM: t.OffRoadM, Datum: t.Datum, DatumSure: t.DatumSure,
	}
	return append(alone.Findings(), verify.MergedTraces(d.merged())...)
}

// mocked counts the fixes the phone itself flagged as not its own.
func (d Drive) mocked() int {
	n := 0
	for _, f := range d.Fixes {
		if f.Mocked {
			n++
		}
	}
	return n
}

// roadLines are the stretches that were driven on roads of the map.
func (d Drive) roadLines() []orb.LineString {
	var lines []orb.LineString
	for _, path := range d.Result.Paths {
		for _, leg := range path.Legs {
			if !leg.OffRoad && len(leg.Line) > 1 {
				lines = append(lines, leg.Line)
			}
		}
	}
	return lines
}

// frozen counts the replays of a frozen fix and says when the first was sent.
func (d Drive) frozen() (replays int, first time.Time) {
	for _, f := range d.Fixes {
		if f.Dropped != string(clean.Frozen) {
			continue
		}
		if replays == 0 {
			first = f.At
		}
		replays++
	}
	return replays, first
}

// recorded returns the kept fixes as they were recorded: where a parked
// stretch ends, that is not quite where it is matched.
func (d Drive) recorded() []trace.Fix {
	fixes := make([]trace.Fix, 0, len(d.driven))
	for _, f := range d.Fixes {
		if f.Dropped == "" {
			fixes = append(fixes, f.Fix)
		}
	}
	return fixes
}

// The limits of looking for the same drive among those handed in before.
const (
	candidatesMax = 20             // trips looked at closely, of each kind
	twiceMax      = 3              // findings of each rule on one trip
	longestTrip   = 24 * time.Hour // trips end at midnight or after a long stop
)

// beside is a drive held against the trips of the county.
type beside struct {
	drive      *Drive
	receivedAt time.Time
	mine       []trace.Fix
	held       *verify.Held
	marks      []verify.Mark
	seen       map[TripID]bool // trips it was held against
	count      map[string]int  // findings by rule
	later      []likeness      // trips received later that carry what was found
}

// likeness is another trip, and what it has in common with the one read.
type likeness struct {
	otherTrip
	verify.Comparison
}

// hold prepares a drive for comparing.
func hold(d *Drive, receivedAt time.Time) *beside {
	mine := d.recorded()
	return &beside{
		drive: d, receivedAt: receivedAt, mine: mine, held: verify.Hold(mine), marks: verify.SearchMarks(mine),
		seen: map[TripID]bool{}, count: map[string]int{},
	}
}

// compare adds what a trip shows beside those handed in before, by anybody in
// the county, and with those earlier in the same file, where some apps write a
// track twice: a copy, one and the same drive twice, a shared ride, a person or
// a vehicle in two places at once. Both trips are kept; of a copy, a drive
// handed in twice and a shared ride the one that was received later carries the
// finding, whichever is read first (read_later.go). Those of
// the same person are looked at first, and each rule is counted by itself: a
// car full of colleagues must not hide that a trip was handed in twice.
//
// It runs twice. Before the transaction, where the looking takes no lock from
// anybody, without the trips of the same traces, which are about to be replaced;
// and in the transaction that stores the trip, so that of two such trips read
// at the same time the later one sees the other. What was looked at before is
// not looked at again.
func (b *beside) compare(ctx context.Context, q querier, without []traceRow) error {
	others, err := b.others(ctx, q)
	if err != nil {
		return err
	}
	for _, other := range others {
		of := func(row traceRow) bool { return row.ID == other.Trace }
		if b.seen[other.ID] || slices.ContainsFunc(without, of) || b.isEnough(other) {
			continue
		}
		b.seen[other.ID] = true
		if other.Evidence != ByTrace {
			t := &b.drive.Trip
			t.Findings = append(t.Findings, atOnce(*t, other, noTrace)...)
			continue
		}
		theirs, err := keptFixes(ctx, q, b.drive.Trip.County, other.ID)
		if err != nil {
			err = whyNoFixes(ctx, q, b.drive.Trip.County, other.ID, err)
			if errors.Is(err, ErrPurged) {
				err = b.remember(ctx, q, other)
			}
			if err != nil {
				return err
			}
			continue
		}
		b.look(other, theirs)
	}
	return nil
}

// isEnough reports whether as many copies were found as are told of, and the
// other trip was not under way at the same time: it could only be one more.
func (b *beside) isEnough(other otherTrip) bool {
	return b.count["copied-trace"] >= twiceMax && other.EndedAt.Valid && !b.drive.Trip.StartedAt.IsZero() &&
		(other.EndedAt.Time.Before(b.drive.Trip.StartedAt) || other.StartedAt.Time.After(b.drive.Trip.EndedAt))
}

// remember holds the drive against one whose points were purged: by the marks
// that are left of it, and by its times.
func (b *beside) remember(ctx context.Context, q querier, other otherTrip) error {
	t := &b.drive.Trip
	marks, err := tripMarks(ctx, q, t.County, other.ID)
	if err != nil {
		return err
	}
	t.Findings = append(t.Findings, verify.Remembered(b.marks, marks, other.name(), t.StartedAt)...)
	t.Findings = append(t.Findings, atOnce(*t, other, pointsPurged)...)
	return nil
}

// others returns the trips that may have to do with the drive.
func (b *beside) others(ctx context.Context, q querier) ([]otherTrip, error) {
	t := b.drive.Trip
	alike, err := tripsAlike(ctx, q, t.County, t.Person, b.marks)
	if err != nil {
		return nil, err
	}
	around, err := tripsBeside(ctx, q, t, b.drive.box())
	if err != nil {
		return nil, err
	}
	elsewhere, err := tripsAtOnce(ctx, q, t)
	return slices.Concat(alike, around, elsewhere), err
}

// look adds the findings of one pair.
func (b *beside) look(other otherTrip, theirs []trace.Fix) {
	t := &b.drive.Trip
	own := other.Person == t.Person
	found := b.twice(other, b.held.Compare(theirs), own)
	if own || other.Vehicle == t.Vehicle && t.Vehicle != "" {
		found = append(found, verify.TwoPlaces(theirs, b.mine, own, other.name())...)
	}
	for _, f := range found {
		if b.count[f.Rule]++; b.count[f.Rule] <= twiceMax {
			t.Findings = append(t.Findings, f)
		}
	}
}
