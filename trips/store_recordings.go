package trips

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// recordingRow is a row of recordings.
type recordingRow struct {
	County    County       `db:"county"`
	ID        RecordingID  `db:"id"`
	Person    PersonID     `db:"person"`
	Vehicle   VehicleID    `db:"vehicle"`
	Purpose   string       `db:"purpose"`
	StartedAt time.Time    `db:"started_at"`
	Until     time.Time    `db:"until"`
	EndedAt   sql.NullTime `db:"ended_at"`
	Trace     TraceID      `db:"trace"`
	Fixes     int          `db:"fixes"` // only in lists
	Devices   int          `db:"devices"`
}

const recordingColumns = `county, id, person, vehicle, purpose, started_at, until, ended_at, trace`

// recording turns the row into what callers see.
func (r recordingRow) recording(fixes, devices int) Recording {
	out := Recording{
		ID: r.ID, Vehicle: r.Vehicle, Purpose: r.Purpose, StartedAt: r.StartedAt.UTC(), Until: r.Until.UTC(),
		Trace: r.Trace, Fixes: fixes, Devices: devices,
	}
	if r.EndedAt.Valid {
		out.EndedAt = r.EndedAt.Time.UTC()
	}
	return out
}

func insertRecording(ctx context.Context, tx *sqlx.Tx, r recordingRow) error {
	const insert = `INSERT INTO recordings (county, id, person, vehicle, purpose, started_at, until)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
	_, err := tx.ExecContext(ctx, tx.Rebind(insert), r.County, r.ID, r.Person, r.Vehicle, r.Purpose, r.StartedAt, r.Until)
	if err != nil {
		return fmt.Errorf("insert recording: %w", err)
	}
	return nil
}

// openRecordings counts the person's recordings that are not over.
func openRecordings(ctx context.Context, q querier, county County, person PersonID) (n int, err error) {
	const query = `SELECT count(*) FROM recordings WHERE county = ? AND person = ? AND ended_at IS NULL`
	err = sqlx.GetContext(ctx, q, &n, q.Rebind(query), county, person)
	return n, err
}

// recordingByID returns the row, or ErrNoRecording.
func recordingByID(ctx context.Context, q querier, county County, id RecordingID) (recordingRow, error) {
	const query = `SELECT ` + recordingColumns + ` FROM recordings WHERE county = ? AND id = ?`
	var row recordingRow
	err := sqlx.GetContext(ctx, q, &row, q.Rebind(query), county, id)
	if errors.Is(err, sql.ErrNoRows) {
		return row, fmt.Errorf("recording %s: %w", id, ErrNoRecording)
	}
	return row, err
}

// recordingAt returns the person's recording that covers a moment. One whose
// points were purged takes no more.
func recordingAt(ctx context.Context, q querier, county County, person PersonID, at time.Time) (row recordingRow, found bool, err error) {
	const query = `SELECT ` + recordingColumns + ` FROM recordings
		WHERE county = ? AND person = ? AND started_at <= ? AND until >= ? AND (ended_at IS NULL OR ended_at >= ?)
			AND NOT EXISTS (SELECT 1 FROM traces t WHERE t.county = recordings.county AND t.id = recordings.trace AND t.purged_at IS NOT NULL)
		ORDER BY started_at DESC LIMIT 1`
	at = at.UTC().Truncate(time.Microsecond)
	err = sqlx.GetContext(ctx, q, &row, q.Rebind(query), county, person, at, at, at)
	if errors.Is(err, sql.ErrNoRows) {
		return row, false, nil
	}
	return row, err == nil, err
}

// listRecordings returns the person's newest recordings with their fixes counted.
func listRecordings(ctx context.Context, q querier, county County, person PersonID, limit int) ([]Recording, error) {
	const query = `SELECT ` + recordingColumns + `, (SELECT count(*) FROM recorded_fixes f
			WHERE f.county = recordings.county AND f.recording = recordings.id) AS fixes,
			(SELECT count(DISTINCT device) FROM recorded_fixes f
			WHERE f.county = recordings.county AND f.recording = recordings.id) AS devices
		FROM recordings WHERE county = ? AND person = ? ORDER BY started_at DESC LIMIT ?`
	var rows []recordingRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), county, person, limit); err != nil {
		return nil, fmt.Errorf("select recordings: %w", err)
	}
	out := make([]Recording, len(rows))
	for i, r := range rows {
		out[i] = r.recording(r.Fixes, r.Devices)
	}
	return out, nil
}

// recordingsDue returns the open recordings whose time is over.
func recordingsDue(ctx context.Context, q querier, county County, now time.Time) ([]recordingRow, error) {
	const query = `SELECT ` + recordingColumns + ` FROM recordings WHERE county = ? AND ended_at IS NULL AND until < ?`
	var rows []recordingRow
	err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), county, now)
	return rows, err
}

// endRecording notes when a recording was over; a second time does nothing.
func endRecording(ctx context.Context, q querier, r recordingRow, at time.Time) error {
	const update = `UPDATE recordings SET ended_at = ? WHERE county = ? AND id = ? AND ended_at IS NULL`
	_, err := q.ExecContext(ctx, q.Rebind(update), at, r.County, r.ID)
	return err
}

func setRecordingTrace(ctx context.Context, tx *sqlx.Tx, r recordingRow, id TraceID) error {
	const update = `UPDATE recordings SET trace = ? WHERE county = ? AND id = ?`
	_, err := tx.ExecContext(ctx, tx.Rebind(update), id, r.County, r.ID)
	return err
}

// insertRecordedFix keeps a fix; added is false when one of that moment and device
// is there, or as many as a recording holds.
func insertRecordedFix(ctx context.Context, tx *sqlx.Tx, r recordingRow, f recordedFix) (added bool, err error) {
	const insert = `INSERT INTO recorded_fixes (county, recording, device, at_ms, lon, lat, elevation_m, accuracy_m, mocked)
		SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM recorded_fixes WHERE county = ? AND recording = ?) < ?
		ON CONFLICT (county, recording, device, at_ms) DO NOTHING`
	given := func(v float64) any {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return v
	}
	result, err := tx.ExecContext(ctx, tx.Rebind(insert), r.County, r.ID, f.device, f.At.UnixMilli(), f.Point[0], f.Point[1],
		given(f.ElevationM), given(f.AccuracyM), f.Mocked, r.County, r.ID, recordedMax)
	if err != nil {
		return false, fmt.Errorf("insert recorded fix: %w", err)
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// recordedFixes returns the fixes of a recording in the order of time.
func recordedFixes(ctx context.Context, q querier, county County, id RecordingID) ([]recordedFix, error) {
	const query = `SELECT device, at_ms, lon, lat, elevation_m, accuracy_m, mocked FROM recorded_fixes
		WHERE county = ? AND recording = ? ORDER BY at_ms, device`
	var rows []struct {
		Device     string          `db:"device"`
		AtMS       int64           `db:"at_ms"`
		Lon        float64         `db:"lon"`
		Lat        float64         `db:"lat"`
		ElevationM sql.NullFloat64 `db:"elevation_m"`
		AccuracyM  sql.NullFloat64 `db:"accuracy_m"`
		Mocked     bool            `db:"mocked"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), county, id); err != nil {
		return nil, fmt.Errorf("select recorded fixes: %w", err)
	}
	figure := func(v sql.NullFloat64) float64 {
		if v.Valid {
			return v.Float64
		}
		return math.NaN()
	}
	fixes := make([]recordedFix, len(rows))
	for i, r := range rows {
		fixes[i] = recordedFix{device: r.Device, Fix: trace.Fix{
			At: time.UnixMilli(r.AtMS).UTC(), Point: orb.Point{r.Lon, r.Lat},
			ElevationM: figure(r.ElevationM), AccuracyM: figure(r.AccuracyM), SpeedMPS: math.NaN(), HeadingDeg: math.NaN(),
			Mocked: r.Mocked,
		}}
	}
	return fixes, nil
}

// replaceTrace puts other bytes under a trace and has it wait to be read.
func replaceTrace(ctx context.Context, tx *sqlx.Tx, county County, id TraceID, u Upload, key string) error {
	const update = `UPDATE traces SET sha256 = ?, bytes = ?, blob_key = ?,
			state = 'received', refusal = NULL, problem = NULL, read_at = NULL
		WHERE county = ? AND id = ?`
	_, err := tx.ExecContext(ctx, tx.Rebind(update), u.SHA256, u.Bytes, key, county, id)
	return err
}

// forgetRecorded removes what lies in an area from the recordings of a person that
// were not handed in yet.
func forgetRecorded(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx, county County, person PersonID, area segment.Area) error {
	const query = `SELECT f.recording, f.device, f.at_ms, f.lon, f.lat FROM recorded_fixes f
		JOIN recordings r ON r.county = f.county AND r.id = f.recording
		WHERE r.county = ? AND r.person = ? AND r.trace = ''`
	const remove = `DELETE FROM recorded_fixes WHERE county = ? AND recording = ? AND device = ? AND at_ms = ?`
	var rows []struct {
		Recording RecordingID `db:"recording"`
		Device    string      `db:"device"`
		AtMS      int64       `db:"at_ms"`
		Lon       float64     `db:"lon"`
		Lat       float64     `db:"lat"`
	}
	if err := tx.SelectContext(ctx, &rows, tx.Rebind(query), county, person); err != nil {
		return fmt.Errorf("select fixes of open recordings: %w", err)
	}
	end, err := overwriting(ctx, dialect, tx)
	if err != nil {
		return err
	}
	for _, f := range rows {
		if !area.Holds(orb.Point{f.Lon, f.Lat}) {
			continue
		}
		if _, err := tx.ExecContext(ctx, tx.Rebind(remove), county, f.Recording, f.Device, f.AtMS); err != nil {
			return fmt.Errorf("forget a recorded fix: %w", err)
		}
	}
	return end()
}
