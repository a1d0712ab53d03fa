package reimburse

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"licheng/reimburse/ledger"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/trips"
)

// monthOf returns the month an instant counts to, of Asia/Shanghai.
func monthOf(at time.Time) string { return at.In(rules.Shanghai()).Format("2006-01") }

// monthStart is the first instant of a month, 2006-01, of Asia/Shanghai.
func monthStart(month string) (time.Time, error) {
	first, err := time.ParseInLocation("2006-01", month, rules.Shanghai())
	if err != nil {
		return first, fmt.Errorf("%q: %w", month, ErrMonth)
	}
	return first, nil
}

// basis takes from a trip the few figures a price depends on.
func basis(doc rules.Document, t trips.Trip) rules.Basis {
	b := rules.Basis{
		TripID: string(t.ID), VehicleID: string(t.Vehicle),
		StartedAt: t.StartedAt.UTC(), EndedAt: t.EndedAt.UTC(),
		DistanceM: t.DistanceM, DistanceLowM: t.DistanceLowM, DistanceHighM: t.DistanceHighM,
		TolledM: t.TolledM, OffRoadM: t.OffRoadM, ClimbM: t.ClimbM, DescentM: t.DescentM,
		From: t.From, Via: t.Via, To: t.To, Purpose: t.Purpose,
		Evidence: string(cmp.Or(t.Evidence, trips.ByTrace)), Grade: t.Evidence.Grade(),
	}
	for _, p := range t.Passages {
		b.Passages = append(b.Passages, toll.Passage{Kind: toll.Kind(p.Kind), Ref: p.Ref, Name: p.Name, At: p.At.UTC()})
	}
	if way := t.ByRoad; way != nil {
		b.ShortestRoadM, b.UsualRoadM, b.RouteStops, b.RouteClosed = way.ShortestM, way.UsualM, way.Stops, t.ClosedWay()
	}
	b.InsideM, b.Outside = rules.Measure(doc.Areas, t.Path)
	b.OneWayM = rules.OneWay(t.Path)
	return b
}

// markTrips seals the trips by what their price depends on, by id.
func markTrips(driven []trips.Trip) ([]ledger.TripMark, error) {
	marks := make([]ledger.TripMark, len(driven))
	for i, t := range driven {
		digest, err := ledger.Digest(sealedTrip(t))
		if err != nil {
			return nil, err
		}
		marks[i] = ledger.TripMark{ID: string(t.ID), Digest: digest}
	}
	slices.SortFunc(marks, func(a, b ledger.TripMark) int { return strings.Compare(a.ID, b.ID) })
	return marks, nil
}

// sealedTrip is what a trip's digest is taken of: all of it but the findings,
// which look at other trips too and may change without it.
func sealedTrip(t trips.Trip) trips.Trip {
	t.StartedAt, t.EndedAt = t.StartedAt.UTC(), t.EndedAt.UTC()
	t.Findings = nil
	return t
}

// versions returns the different versions the trips were made with, sorted, as
// JSON.
func versions(driven []trips.Trip, of func(trips.Trip) string) (string, error) {
	found := []string{}
	for _, t := range driven {
		if v := of(t); !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	slices.Sort(found)
	return toJSON(found)
}
