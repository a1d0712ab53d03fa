package trips

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
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
	return verify.Alone{
		Recorded: d.recorded(), Driven: d.driven, Fixes: len(d.Fixes),
		Replays: replays, FirstReplay: first, Roads: d.roadLines(), Breaks: breaks,
		DistanceM: t.DistanceM, OffRoadM: t.OffRoadM, Datum: t.Datum, DatumSure: t.DatumSure,
	}.Findings()
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

// compare adds what a trip shows beside those handed in before, by anybody in
// the county, and with those earlier in the same file, where some apps write a
// track twice: a copy, one and the same drive twice, a shared ride, a person or a
// vehicle in two places at once. Both trips
// are kept; the one stored later carries the finding, so that no claim holds
// the second without it. Those of the same person are looked at first, and each
// rule is counted by itself: a car full of colleagues must not hide that a
// trip was handed in twice. It runs in the transaction that stores the trip, so
// that of two such trips read at the same time the later one sees the other.
func (s *Service) compare(ctx context.Context, tx *sqlx.Tx, d *Drive) error {
	mine := d.recorded()
	alike, err := tripsAlike(ctx, tx, d.Trip.County, d.Trip.Person, verify.SearchMarks(mine))
	if err != nil {
		return err
	}
	beside, err := tripsBeside(ctx, tx, d.Trip, d.box())
	if err != nil {
		return err
	}
	elsewhere, err := tripsAtOnce(ctx, tx, d.Trip)
	if err != nil {
		return err
	}
	seen, count := map[TripID]bool{}, map[string]int{}
	for _, other := range slices.Concat(alike, beside, elsewhere) {
		if seen[other.ID] {
			continue
		}
		seen[other.ID] = true
		marked, err := tripFixes(ctx, tx, d.Trip.County, other.ID)
		if err != nil {
			return err
		}
		theirs := Drive{Fixes: marked}.recorded()
		own := other.Person == d.Trip.Person
		found := verify.Twice(verify.Compare(theirs, mine), other.name(), own, d.Trip.StartedAt)
		if own || other.Vehicle == d.Trip.Vehicle && d.Trip.Vehicle != "" {
			found = append(found, verify.TwoPlaces(theirs, mine, own, other.name())...)
		}
		for _, f := range found {
			if count[f.Rule]++; count[f.Rule] <= twiceMax {
				d.Trip.Findings = append(d.Trip.Findings, f)
			}
		}
	}
	return nil
}
