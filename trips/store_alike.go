package trips

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng/trips/verify"
)

// driveNo is the number marks know a trip by: a hash of its id, of 63 bits, so
// that rows are short and no counter has to be shared.
func driveNo(id TripID) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // never fails
	return int64(h.Sum64() >> 1)
}

// insertMarks files a trip under its marks.
func insertMarks(ctx context.Context, tx *sqlx.Tx, county County, id TripID, marks []verify.Mark) error {
	const insertDrive = `INSERT INTO drives (county, drive, trip_id, marks) VALUES (?, ?, ?, ?)`
	packed := make([]byte, 0, 8*len(marks))
	for _, m := range marks {
		packed = binary.LittleEndian.AppendUint64(packed, uint64(m))
	}
	if _, err := tx.ExecContext(ctx, tx.Rebind(insertDrive), county, driveNo(id), id, packed); err != nil {
		return fmt.Errorf("insert drive of trip %s: %w", id, err)
	}
	if len(marks) == 0 {
		return nil
	}
	rows := strings.TrimSuffix(strings.Repeat(`(?, ?, ?), `, len(marks)), `, `)
	args := make([]any, 0, 3*len(marks))
	for _, m := range marks {
		args = append(args, county, int64(m), driveNo(id)) // the same bits: both databases count signed
	}
	if _, err := tx.ExecContext(ctx, tx.Rebind(`INSERT INTO drive_marks (county, mark, drive) VALUES `+rows), args...); err != nil {
		return fmt.Errorf("insert marks of trip %s: %w", id, err)
	}
	return nil
}

// clearMarks takes a trip out of the index.
func clearMarks(ctx context.Context, tx *sqlx.Tx, county County, id TripID) error {
	marks, err := tripMarks(ctx, tx, county, id)
	if err != nil {
		return err
	}
	const remove = `DELETE FROM drive_marks WHERE county = ? AND mark = ? AND drive = ?`
	for _, mark := range marks {
		if _, err := tx.ExecContext(ctx, tx.Rebind(remove), county, int64(mark), driveNo(id)); err != nil {
			return fmt.Errorf("delete marks of trip %s: %w", id, err)
		}
	}
	const removeDrive = `DELETE FROM drives WHERE county = ? AND trip_id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(removeDrive), county, id); err != nil {
		return fmt.Errorf("delete drive of trip %s: %w", id, err)
	}
	return nil
}

// tripMarks returns the marks a trip is filed under.
func tripMarks(ctx context.Context, q querier, county County, id TripID) ([]verify.Mark, error) {
	const query = `SELECT marks FROM drives WHERE county = ? AND trip_id = ?`
	var packed []byte
	err := sqlx.GetContext(ctx, q, &packed, q.Rebind(query), county, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // stored before there were marks of this kind
	}
	if err != nil {
		return nil, fmt.Errorf("select marks of trip %s: %w", id, err)
	}
	var marks []verify.Mark
	for ; len(packed) >= 8; packed = packed[8:] {
		marks = append(marks, verify.Mark(binary.LittleEndian.Uint64(packed)))
	}
	return marks, nil
}

// otherTrip is an earlier trip that may be the same drive.
type otherTrip struct {
	ID        TripID       `db:"id"`
	Trace     TraceID      `db:"trace_id"`
	Person    PersonID     `db:"person"`
	Vehicle   VehicleID    `db:"vehicle"`
	StartedAt sql.NullTime `db:"started_at"`
	EndedAt   sql.NullTime `db:"ended_at"`
	Evidence  Evidence     `db:"evidence"`
	// ReceivedAt is when the file it was read from was handed in.
	ReceivedAt time.Time `db:"received_at"`
}

// The columns of an otherTrip, of trips t and their traces c.
const otherColumns = `t.id, t.trace_id, t.person, t.vehicle, t.started_at, t.ended_at, t.evidence, c.received_at`

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

// The limits of a search by marks.
const (
	commonLeast  = 2   // marks in common from which a drive is a candidate
	commonListed = 200 // candidates of which the person is looked at
	ownLooked    = 4   // candidates of the same person looked at in any case
	alikeLooked  = 12  // candidates looked at closely besides
)

// tripsAlike returns the trips whose marks in common with those searched for
// weigh most, a mark that n drives have one n-th, as verify.Index does: the best
// of anybody's and the best of the person's own, so that copies by others never
// hide one's own, which come first.
func tripsAlike(ctx context.Context, q querier, county County, person PersonID, marks []verify.Mark) ([]otherTrip, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	values := make([]int64, len(marks))
	for i, m := range marks {
		values[i] = int64(m)
	}
	query, args, err := sqlx.In(`
		SELECT `+otherColumns+`
		FROM (
			SELECT drive, sum(1000000 / shared) AS weight FROM (
				SELECT drive, count(*) OVER (PARTITION BY mark) AS shared FROM drive_marks
				WHERE county = ? AND mark IN (?)
			) hits
			GROUP BY drive HAVING count(*) >= ? ORDER BY weight DESC, drive LIMIT ?
		) m
		JOIN drives d ON d.county = ? AND d.drive = m.drive
		JOIN trips t ON t.county = d.county AND t.id = d.trip_id
		JOIN traces c ON c.county = t.county AND c.id = t.trace_id
		ORDER BY m.weight DESC, m.drive`,
		county, values, commonLeast, commonListed, county)
	if err != nil {
		return nil, fmt.Errorf("select trips alike: %w", err)
	}
	found, err := otherTrips(ctx, q, query, args...)
	if err != nil {
		return nil, err
	}
	var own, others []otherTrip
	for _, o := range found {
		if o.Person == person && len(own) < ownLooked {
			own = append(own, o)
		} else if len(others) < alikeLooked {
			others = append(others, o)
		}
	}
	return append(own, others...), nil
}

// tripsBeside returns the trips that were under way at the same time in the
// same area: those of the same person first, then those of the most similar box.
func tripsBeside(ctx context.Context, q querier, t Trip, box orb.Bound) ([]otherTrip, error) {
	if t.StartedAt.IsZero() {
		return nil, nil
	}
	const query = `
		SELECT ` + otherColumns + ` FROM trips t JOIN traces c ON c.county = t.county AND c.id = t.trace_id
		WHERE t.county = ? AND t.started_at >= ? AND t.started_at <= ? AND t.ended_at >= ?
			AND t.west <= ? AND t.east >= ? AND t.south <= ? AND t.north >= ?
		ORDER BY CASE WHEN t.person = ? THEN 0 ELSE 1 END,
			abs(t.west - ?) + abs(t.east - ?) + abs(t.south - ?) + abs(t.north - ?), t.id LIMIT ?`
	return otherTrips(ctx, q, query,
		t.County, t.StartedAt.Add(-longestTrip), t.EndedAt, t.StartedAt,
		box.Max[0], box.Min[0], box.Max[1], box.Min[1], t.Person,
		box.Min[0], box.Max[0], box.Min[1], box.Max[1], candidatesMax)
}

// tripsAtOnce returns the trips that were under way at the same time, wherever,
// by the same person or with the same vehicle.
func tripsAtOnce(ctx context.Context, q querier, t Trip) ([]otherTrip, error) {
	if t.StartedAt.IsZero() {
		return nil, nil
	}
	const query = `
		SELECT ` + otherColumns + ` FROM trips t JOIN traces c ON c.county = t.county AND c.id = t.trace_id
		WHERE t.county = ? AND t.started_at >= ? AND t.started_at <= ? AND t.ended_at >= ?
			AND (t.person = ? OR t.vehicle = ? AND t.vehicle <> '')
		ORDER BY t.id LIMIT ?`
	return otherTrips(ctx, q, query,
		t.County, t.StartedAt.Add(-longestTrip), t.EndedAt, t.StartedAt, t.Person, t.Vehicle, candidatesMax)
}

func otherTrips(ctx context.Context, q querier, query string, args ...any) ([]otherTrip, error) {
	var found []otherTrip
	if err := sqlx.SelectContext(ctx, q, &found, q.Rebind(query), args...); err != nil {
		return nil, fmt.Errorf("select trips to compare: %w", err)
	}
	return found, nil
}
