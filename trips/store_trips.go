package trips

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"licheng"
)

// tripRow is a row of trips.
type tripRow struct {
	County       County       `db:"county"`
	ID           TripID       `db:"id"`
	Trace        TraceID      `db:"trace_id"`
	No           int          `db:"no"`
	Person       PersonID     `db:"person"`
	Vehicle      VehicleID    `db:"vehicle"`
	Purpose      string       `db:"purpose"`
	Month        string       `db:"month"`
	StartedAt    sql.NullTime `db:"started_at"`
	EndedAt      sql.NullTime `db:"ended_at"`
	From         string       `db:"from_place"`
	To           string       `db:"to_place"`
	Via          string       `db:"via"`
	DistanceM    float64      `db:"distance_m"`
	LowM         float64      `db:"distance_low_m"`
	HighM        float64      `db:"distance_high_m"`
	TraceLengthM float64      `db:"trace_length_m"`
	TolledM      float64      `db:"tolled_m"`
	OffRoadM     float64      `db:"off_road_m"`
	ClimbM       float64      `db:"climb_m"`
	DescentM     float64      `db:"descent_m"`
	Confidence   float64      `db:"confidence"`
	Fixes        int          `db:"fixes"`
	Kept         int          `db:"kept"`
	Datum        string       `db:"datum"`
	DatumSure    float64      `db:"datum_sureness"`
	RoadsVersion string       `db:"roads_version"`
	MatchVersion string       `db:"match_version"`
	Path         []byte       `db:"path"`
	OffRoad      []byte       `db:"off_road"`
	Passages     string       `db:"passages"`
	Breaks       string       `db:"breaks"`
	Dropped      string       `db:"dropped"`
	West         float64      `db:"west"`
	South        float64      `db:"south"`
	East         float64      `db:"east"`
	North        float64      `db:"north"`
	Evidence     Evidence     `db:"evidence"`
	RestsOn      string       `db:"rests_on"` // JSON; empty with a trace
	ByRoad       string       `db:"by_road"`  // JSON; empty when not known
	Proof        string       `db:"proof"`    // JSON; empty when nothing was named
	Companion    PersonID     `db:"companion"`
}

const (
	// tripFigures are the columns of a trip in a list; tripColumns all of them.
	tripFigures = `county, id, trace_id, no, person, vehicle, purpose, month, started_at, ended_at,
		from_place, to_place, distance_m, distance_low_m, distance_high_m, trace_length_m, tolled_m,
		off_road_m, climb_m, descent_m, confidence, fixes, kept, datum, datum_sureness, roads_version,
		match_version, west, south, east, north, via, evidence, rests_on, by_road, proof, companion`
	tripColumns = tripFigures + `, path, off_road, passages, breaks, dropped`
)

// tripRowOf turns a trip, the no-th of its trace and within box, into its row.
func tripRowOf(t Trip, no int, box orb.Bound) (tripRow, error) {
	row := tripRow{
		County: t.County, ID: t.ID, Trace: t.Trace, No: no, Person: t.Person, Vehicle: t.Vehicle,
		Purpose: t.Purpose, Month: t.Month, StartedAt: nullTime(t.StartedAt), EndedAt: nullTime(t.EndedAt),
		From: t.From, To: t.To,
		DistanceM: t.DistanceM, LowM: t.DistanceLowM, HighM: t.DistanceHighM, TraceLengthM: t.TraceLengthM,
		TolledM: t.TolledM, OffRoadM: t.OffRoadM, ClimbM: t.ClimbM, DescentM: t.DescentM, Confidence: t.Confidence,
		Fixes: t.Fixes, Kept: t.Kept, Datum: t.Datum, DatumSure: t.DatumSure,
		RoadsVersion: t.RoadsVersion, MatchVersion: t.MatchVersion,
		West: box.Min[0], South: box.Min[1], East: box.Max[0], North: box.Max[1],
		Evidence: cmp.Or(t.Evidence, ByTrace),
	}
	var err error
	if t.RestsOn != nil {
		if row.RestsOn, err = toJSON(t.RestsOn); err != nil {
			return tripRow{}, fmt.Errorf("trip %s: %w", t.ID, err)
		}
	}
	if t.Proof != nil {
		row.Companion = t.Proof.Companion
		if row.Proof, err = toJSON(t.Proof); err != nil {
			return tripRow{}, fmt.Errorf("trip %s: %w", t.ID, err)
		}
	}
	if t.ByRoad != nil {
		if row.ByRoad, err = toJSON(t.ByRoad); err != nil {
			return tripRow{}, fmt.Errorf("trip %s: %w", t.ID, err)
		}
	}
	if row.Path, err = wkbOf(t.Path); err != nil {
		return tripRow{}, fmt.Errorf("trip %s: path: %w", t.ID, err)
	}
	if row.OffRoad, err = wkbOf(t.OffRoad); err != nil {
		return tripRow{}, fmt.Errorf("trip %s: off-road path: %w", t.ID, err)
	}
	for _, part := range []struct {
		to   *string
		from any
	}{{&row.Passages, t.Passages}, {&row.Breaks, t.Breaks}, {&row.Dropped, t.Dropped}, {&row.Via, append([]string{}, t.Via...)}} {
		if *part.to, err = toJSON(part.from); err != nil {
			return tripRow{}, fmt.Errorf("trip %s: %w", t.ID, err)
		}
	}
	return row, nil
}

// trip turns the row into what callers see, but for its findings.
func (r tripRow) trip() (Trip, error) {
	t := Trip{
		ID: r.ID, County: r.County, Trace: r.Trace, Person: r.Person, Vehicle: r.Vehicle, Purpose: r.Purpose,
		Month: r.Month, StartedAt: timeOf(r.StartedAt), EndedAt: timeOf(r.EndedAt), From: r.From, To: r.To,
		DistanceM: r.DistanceM, DistanceLowM: r.LowM, DistanceHighM: r.HighM, TraceLengthM: r.TraceLengthM,
		TolledM: r.TolledM, OffRoadM: r.OffRoadM, ClimbM: r.ClimbM, DescentM: r.DescentM, Confidence: r.Confidence,
		Fixes: r.Fixes, Kept: r.Kept, Datum: r.Datum, DatumSure: r.DatumSure,
		RoadsVersion: r.RoadsVersion, MatchVersion: r.MatchVersion,
	}
	if r.Evidence != ByTrace {
		t.Evidence = r.Evidence
	}
	var err error
	if r.RestsOn != "" {
		if err := json.Unmarshal([]byte(r.RestsOn), &t.RestsOn); err != nil {
			return Trip{}, fmt.Errorf("trip %s: what its length rests on: %w", r.ID, err)
		}
	}
	if r.Proof != "" {
		if err := json.Unmarshal([]byte(r.Proof), &t.Proof); err != nil {
			return Trip{}, fmt.Errorf("trip %s: what it names: %w", r.ID, err)
		}
	}
	if r.ByRoad != "" {
		if err := json.Unmarshal([]byte(r.ByRoad), &t.ByRoad); err != nil {
			return Trip{}, fmt.Errorf("trip %s: its way by road: %w", r.ID, err)
		}
	}
	if t.Path, err = lines(r.Path); err != nil {
		return Trip{}, fmt.Errorf("trip %s: path: %w", r.ID, err)
	}
	if t.OffRoad, err = lines(r.OffRoad); err != nil {
		return Trip{}, fmt.Errorf("trip %s: off-road path: %w", r.ID, err)
	}
	for _, part := range []struct {
		from string
		to   any
	}{{r.Passages, &t.Passages}, {r.Breaks, &t.Breaks}, {r.Dropped, &t.Dropped}, {r.Via, &t.Via}} {
		if part.from == "" {
			continue // not asked for
		}
		if err := json.Unmarshal([]byte(part.from), part.to); err != nil {
			return Trip{}, fmt.Errorf("trip %s: %w", r.ID, err)
		}
	}
	if len(t.Via) == 0 {
		t.Via = nil // as it was before it was stored
	}
	return t, nil
}

// wkbOf writes a WKB column. No line is an empty MultiLineString; the encoder
// makes nothing at all of a nil one.
func wkbOf(lines orb.MultiLineString) ([]byte, error) {
	if lines == nil {
		lines = orb.MultiLineString{}
	}
	return wkb.Marshal(lines)
}

// lines reads a WKB column; nil when it was not asked for or holds no line.
func lines(data []byte) (orb.MultiLineString, error) {
	if len(data) == 0 {
		return nil, nil
	}
	geometry, err := wkb.Unmarshal(data)
	if err != nil {
		return nil, err
	}
	multi, ok := geometry.(orb.MultiLineString)
	if !ok {
		return nil, fmt.Errorf("a %T, not a MultiLineString", geometry)
	}
	if len(multi) == 0 {
		return nil, nil
	}
	return multi, nil
}

func nullTime(t time.Time) sql.NullTime { return sql.NullTime{Time: t.UTC(), Valid: !t.IsZero()} }

func timeOf(t sql.NullTime) time.Time {
	if !t.Valid {
		return time.Time{}
	}
	return t.Time.UTC()
}

// insertTrip adds one row.
func insertTrip(ctx context.Context, tx *sqlx.Tx, row tripRow) error {
	const insert = `
		INSERT INTO trips (` + tripColumns + `)
		VALUES (:county, :id, :trace_id, :no, :person, :vehicle, :purpose, :month, :started_at, :ended_at,
			:from_place, :to_place, :distance_m, :distance_low_m, :distance_high_m, :trace_length_m, :tolled_m,
			:off_road_m, :climb_m, :descent_m, :confidence, :fixes, :kept, :datum, :datum_sureness, :roads_version,
			:match_version, :west, :south, :east, :north, :via, :evidence, :rests_on, :by_road, :proof, :companion, :path, :off_road, :passages, :breaks, :dropped)`
	if _, err := tx.NamedExecContext(ctx, insert, row); err != nil {
		return fmt.Errorf("insert trip %s: %w", row.ID, err)
	}
	return nil
}

// clearTrips removes the trips of a trace with their fixes, marks and findings,
// from the disk too: of what was cropped, or purged later, no earlier reading may
// be left there.
func clearTrips(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx, county County, trace TraceID) error {
	var old []TripID
	const query = `SELECT id FROM trips WHERE county = ? AND trace_id = ?`
	if err := tx.SelectContext(ctx, &old, tx.Rebind(query), county, trace); err != nil {
		return fmt.Errorf("select trips of trace %s: %w", trace, err)
	}
	if len(old) == 0 {
		return nil
	}
	end, err := overwriting(ctx, dialect, tx)
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := clearMarks(ctx, tx, county, id); err != nil {
			return err
		}
	}
	const remove = `DELETE FROM trips WHERE county = ? AND trace_id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(remove), county, trace); err != nil {
		return fmt.Errorf("delete trips of trace %s: %w", trace, err)
	}
	return end()
}

// listTrips returns the trips of a county that pass the filter, by their time.
func listTrips(ctx context.Context, q querier, county County, f TripFilter) ([]Trip, error) {
	columns := tripColumns
	if f.Summary {
		columns = tripFigures
	}
	query, args := `SELECT `+columns+` FROM trips WHERE county = ?`, []any{county}
	for _, part := range []struct{ column, value string }{
		{"id", string(f.id)}, {"person", string(f.Person)}, {"month", f.Month}, {"trace_id", string(f.Trace)},
	} {
		if part.value != "" {
			query, args = query+` AND `+part.column+` = ?`, append(args, part.value)
		}
	}
	if !f.endAfter.IsZero() {
		query, args = query+` AND ended_at > ?`, append(args, f.endAfter.UTC())
	}
	if !f.startBefore.IsZero() {
		query, args = query+` AND started_at < ?`, append(args, f.startBefore.UTC())
	}
	if f.inFile {
		query += ` ORDER BY no`
	} else {
		query += ` ORDER BY month, started_at, id`
	}
	if f.Limit > 0 {
		query, args = query+` LIMIT ?`, append(args, f.Limit)
	}
	var rows []tripRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...); err != nil {
		return nil, fmt.Errorf("select trips: %w", err)
	}
	found := make([]Trip, len(rows))
	for i, row := range rows {
		var err error
		if found[i], err = row.trip(); err != nil {
			return nil, err
		}
	}
	return found, addFindings(ctx, q, county, found)
}

// describeTrip writes the purpose and vehicle of a trip.
func describeTrip(ctx context.Context, tx *sqlx.Tx, county County, id TripID, purpose string, vehicle VehicleID) error {
	const update = `UPDATE trips SET purpose = ?, vehicle = ? WHERE county = ? AND id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(update), purpose, vehicle, county, id); err != nil {
		return fmt.Errorf("update trip %s: %w", id, err)
	}
	return nil
}

// updateByRoad writes the way by road of a trip.
func updateByRoad(ctx context.Context, tx *sqlx.Tx, t Trip) error {
	if t.ByRoad == nil {
		return nil
	}
	way, err := toJSON(t.ByRoad)
	if err != nil {
		return fmt.Errorf("trip %s: %w", t.ID, err)
	}
	const update = `UPDATE trips SET by_road = ? WHERE county = ? AND id = ?`
	if _, err := tx.ExecContext(ctx, tx.Rebind(update), way, t.County, t.ID); err != nil {
		return fmt.Errorf("update trip %s: %w", t.ID, err)
	}
	return nil
}
