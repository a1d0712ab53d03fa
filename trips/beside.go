package trips

import (
	"context"
	"fmt"

	"licheng/trips/verify"
)

// SharedRide is the rule of the finding that two people most likely sat in one
// car.
const SharedRide = verify.SharedRide

// besideMax bounds how many trips one answer holds: those of a county under way
// at once in one place are far fewer.
const besideMax = 500

// DrivenWith returns the trips of other people that may have been driven in one
// car with the trip: under way at its time, and naming the vehicle, or told to be
// a shared ride by a finding on either side. Their toll points and findings are
// there, their lines are not. A trip without times has none.
func (s *Service) DrivenWith(ctx context.Context, county County, t Trip, vehicle VehicleID) ([]Trip, error) {
	if t.StartedAt.IsZero() {
		return nil, nil
	}
	const query = `
		SELECT ` + tripFigures + `, passages FROM trips
		WHERE county = ? AND started_at >= ? AND started_at <= ? AND ended_at >= ? AND person <> ?
			AND (vehicle = ? AND vehicle <> '' OR ? AND west <= ? AND east >= ? AND south <= ? AND north >= ? OR EXISTS (
				SELECT 1 FROM trip_findings f WHERE f.county = trips.county AND f.trip_id = trips.id AND f.rule = '` + SharedRide + `'))
		ORDER BY id LIMIT ?`
	shared := false
	for _, f := range t.Findings {
		shared = shared || f.Rule == SharedRide
	}
	box := t.Path.Bound()
	var rows []tripRow
	if err := s.db.SelectContext(ctx, &rows, s.db.Rebind(query),
		county, t.StartedAt.Add(-longestTrip), t.EndedAt, t.StartedAt, t.Person,
		vehicle, shared, box.Max[0], box.Min[0], box.Max[1], box.Min[1], besideMax); err != nil {
		return nil, fmt.Errorf("select trips beside %s: %w", t.ID, err)
	}
	found := make([]Trip, len(rows))
	for i, row := range rows {
		var err error
		if found[i], err = row.trip(); err != nil {
			return nil, err
		}
	}
	return found, addFindings(ctx, s.db, county, found)
}
