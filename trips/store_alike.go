package trips

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng/trips/trace"
	"licheng/trips/verify"
)

// marksMax is how many hashes of a trip's places are kept: a copy of half of a
// trip shares at least one of eight but for one time in some hundred, and the
// index grows by eight rows a trip.
const marksMax = 8

// marksOf returns the marks of a trip, as the database holds them.
func marksOf(fixes []trace.Fix) []int64 {
	signature := verify.SignatureOf(fixes)
	marks := make([]int64, min(len(signature), marksMax))
	for i := range marks {
		marks[i] = int64(signature[i]) // the same bits: both databases count signed
	}
	return marks
}

// insertMarks stores the marks of a trip.
func insertMarks(ctx context.Context, tx *sqlx.Tx, county County, id TripID, marks []int64) error {
	const insert = `INSERT INTO trip_marks (county, mark, trip_id) VALUES (?, ?, ?)`
	for _, mark := range marks {
		if _, err := tx.ExecContext(ctx, tx.Rebind(insert), county, mark, id); err != nil {
			return fmt.Errorf("insert mark of trip %s: %w", id, err)
		}
	}
	return nil
}

// otherTrip is an earlier trip that may be the same drive.
type otherTrip struct {
	ID        TripID       `db:"id"`
	Person    PersonID     `db:"person"`
	StartedAt sql.NullTime `db:"started_at"`
}

// name is how findings call the trip: its day and the end of its id. It does
// not say whose it is: the claimant reads the finding too.
func (o otherTrip) name() string {
	id := string(o.ID)
	name := "…" + id[max(0, len(id)-6):]
	if o.StartedAt.Valid {
		name = dayOf(o.StartedAt.Time) + " " + name
	}
	return name
}

// tripsWithMarks returns the trips that share most marks with t, which is not
// stored yet; those of the same person come first.
func tripsWithMarks(ctx context.Context, tx *sqlx.Tx, t Trip, marks []int64) ([]otherTrip, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	query, args, err := sqlx.In(`
		SELECT t.id, t.person, t.started_at
		FROM trip_marks m JOIN trips t ON t.county = m.county AND t.id = m.trip_id
		WHERE m.county = ? AND m.mark IN (?)
		GROUP BY t.id, t.person, t.started_at
		ORDER BY CASE WHEN t.person = ? THEN 0 ELSE 1 END, count(*) DESC, t.id LIMIT ?`,
		t.County, marks, t.Person, candidatesMax)
	if err != nil {
		return nil, fmt.Errorf("select trips alike: %w", err)
	}
	return otherTrips(ctx, tx, query, args...)
}

// tripsBeside returns the trips that were under way at the same time in the
// same area: those of the same person first, then those of the most similar box.
func tripsBeside(ctx context.Context, tx *sqlx.Tx, t Trip, box orb.Bound) ([]otherTrip, error) {
	if t.StartedAt.IsZero() {
		return nil, nil
	}
	const query = `
		SELECT id, person, started_at FROM trips
		WHERE county = ? AND started_at >= ? AND started_at <= ? AND ended_at >= ?
			AND west <= ? AND east >= ? AND south <= ? AND north >= ?
		ORDER BY CASE WHEN person = ? THEN 0 ELSE 1 END,
			abs(west - ?) + abs(east - ?) + abs(south - ?) + abs(north - ?), id LIMIT ?`
	return otherTrips(ctx, tx, query,
		t.County, t.StartedAt.Add(-longestTrip), t.EndedAt, t.StartedAt,
		box.Max[0], box.Min[0], box.Max[1], box.Min[1], t.Person,
		box.Min[0], box.Max[0], box.Min[1], box.Max[1], candidatesMax)
}

func otherTrips(ctx context.Context, tx *sqlx.Tx, query string, args ...any) ([]otherTrip, error) {
	var found []otherTrip
	if err := tx.SelectContext(ctx, &found, tx.Rebind(query), args...); err != nil {
		return nil, fmt.Errorf("select trips to compare: %w", err)
	}
	return found, nil
}
