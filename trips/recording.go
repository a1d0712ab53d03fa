package trips

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"licheng/geo/datum"
	"licheng/trips/trace"
)

// The limits of recordings.
const (
	recordingMax    = 24 * time.Hour // how long one may be open
	recordingsShown = 20
	recordedMax     = 200_000 // fixes of one recording: two a second for a day, and some
)

// RecordingID names one recording.
type RecordingID string

// Recording is a stretch of time in which the cadre lets the tracker app of a
// phone send fixes. They become a trace, and with it trips, when it is over.
// Fixes of any other time are not kept.
type Recording struct {
	ID        RecordingID
	Vehicle   VehicleID
	Purpose   string
	StartedAt time.Time
	Until     time.Time // when it is over unless it is ended before
	EndedAt   time.Time // zero while it is open
	Trace     TraceID   // what was handed in; empty before, and when there was no fix
	Fixes     int       // kept so far
	Devices   int       // phones or apps they came from; of several the drive is that of one (oneDevice)
}

// StartRecording opens a recording for so long, a day at most. Only one of a
// person is open at a time.
//
// Faults: ErrNotOwn, ErrPurpose, ErrVehicle, ErrRecordingTime, ErrRecordingOpen.
func (s *Service) StartRecording(ctx context.Context, actor Actor, vehicle VehicleID, purpose string, lasts time.Duration) (Recording, error) {
	upload, err := s.describeUpload(ctx, actor, HandIn{Vehicle: vehicle, Purpose: purpose})
	if err != nil {
		return Recording{}, err
	}
	if lasts <= 0 || lasts > recordingMax {
		return Recording{}, fmt.Errorf("%s: %w", lasts, ErrRecordingTime)
	}
	if err := s.EndRecordingsDue(ctx, actor.County); err != nil {
		return Recording{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Recording{}, fmt.Errorf("start a recording: %w", err)
	}
	row := recordingRow{
		County: actor.County, ID: RecordingID(id.String()), Person: actor.Person,
		Vehicle: upload.Vehicle, Purpose: upload.Purpose, StartedAt: s.now(), Until: s.now().Add(lasts),
	}
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		open, err := openRecordings(ctx, tx, row.County, row.Person)
		if err != nil {
			return err
		}
		if open > 0 {
			return ErrRecordingOpen
		}
		return insertRecording(ctx, tx, row)
	})
	return row.recording(0, 0), err
}

// Recordings returns the actor's newest recordings, after ending those whose
// time is over.
func (s *Service) Recordings(ctx context.Context, actor Actor) ([]Recording, error) {
	if actor.Person == "" {
		return nil, fmt.Errorf("account %s: %w", actor.Login, ErrNotOwn)
	}
	if err := s.EndRecordingsDue(ctx, actor.County); err != nil {
		return nil, err
	}
	return listRecordings(ctx, s.db, actor.County, actor.Person, recordingsShown)
}

// Record keeps the fixes whose own times lie within a recording of the actor,
// also within one that is over: a phone sends what it recorded without signal
// later. It says how many it kept; those sent before are kept once. The others,
// and those in private areas of the actor's, are forgotten. device tells the phones
// and apps of the actor apart. When it returns without an error the kept ones are
// on disk.
//
// Faults: ErrNotOwn.
func (s *Service) Record(ctx context.Context, actor Actor, device string, fixes []trace.Fix) (kept int, err error) {
	if actor.Person == "" || !actor.Has(Cadre) {
		return 0, fmt.Errorf("account %s: %w", actor.Login, ErrNotOwn)
	}
	areas, err := listPrivateAreas(ctx, s.db, actor.County, actor.Person)
	if err != nil {
		return 0, err
	}
	fixes = slices.DeleteFunc(slices.Clone(fixes), func(f trace.Fix) bool { return inAny(areas, f.Point) })
	late := map[RecordingID]bool{}
	err = s.db.InTx(ctx, func(tx *sqlx.Tx) error {
		kept = 0
		for _, f := range fixes {
			row, found, err := recordingAt(ctx, tx, actor.County, actor.Person, f.At)
			if err != nil {
				return err
			}
			if !found || !onGlobe(f) {
				continue
			}
			added, err := insertRecordedFix(ctx, tx, row, recordedFix{f, device})
			if err != nil {
				return err
			}
			if kept++; added && !row.EndedAt.Time.IsZero() {
				late[row.ID] = true
			}
		}
		return nil
	})
	for id := range late {
		err = errors.Join(err, s.finishRecording(ctx, actor.County, id))
	}
	return kept, err
}

// onGlobe reports whether a fix has a time and a place.
func onGlobe(f trace.Fix) bool {
	return !f.At.IsZero() && math.Abs(f.Point[0]) <= 180 && math.Abs(f.Point[1]) <= 90 && f.Point != [2]float64{}
}

// EndRecording ends a recording of the actor's and hands its fixes in. Ending
// it again changes nothing.
//
// Faults: ErrNoRecording.
func (s *Service) EndRecording(ctx context.Context, actor Actor, id RecordingID) (Recording, error) {
	row, err := recordingByID(ctx, s.db, actor.County, id)
	if err != nil {
		return Recording{}, err
	}
	if actor.Person == "" || row.Person != actor.Person {
		return Recording{}, ErrNoRecording
	}
	if !row.EndedAt.Valid {
		if err := endRecording(ctx, s.db, row, minTime(s.now(), row.Until)); err != nil {
			return Recording{}, err
		}
	}
	if err := s.finishRecording(ctx, actor.County, id); err != nil {
		return Recording{}, err
	}
	if row, err = recordingByID(ctx, s.db, actor.County, id); err != nil {
		return Recording{}, err
	}
	fixes, err := recordedFixes(ctx, s.db, actor.County, id)
	return row.recording(len(fixes), devicesOf(fixes)), err
}

// EndRecordingsDue ends those whose time is over and hands their fixes in.
func (s *Service) EndRecordingsDue(ctx context.Context, county County) error {
	due, err := recordingsDue(ctx, s.db, county, s.now())
	if err != nil {
		return err
	}
	for _, row := range due {
		if err := endRecording(ctx, s.db, row, row.Until); err != nil {
			return err
		}
		if err := s.finishRecording(ctx, county, row.ID); err != nil {
			return err
		}
	}
	return nil
}

// finishRecording makes the fixes of a recording that is over a trace to be
// read; or, when some came after it was made one, makes that trace anew, unless
// a trip of it is in a claim that was handed in.
func (s *Service) finishRecording(ctx context.Context, county County, id RecordingID) error {
	recorded, err := recordedFixes(ctx, s.db, county, id)
	if err != nil || len(recorded) == 0 {
		return err
	}
	fixes := oneDevice(recorded)
	row, err := recordingByID(ctx, s.db, county, id)
	if err != nil {
		return err
	}
	body, err := spoolBody(bytes.NewReader(recordedCSV(fixes)), s.config.Limits.UploadBytes)
	if err != nil {
		return fmt.Errorf("recording %s: %w", id, err)
	}
	defer func() { _ = body.Close() }() // a temporary file of ours
	key := traceKey(county, body.sha256Hex)
	upload := Upload{
		County: county, Person: row.Person, Vehicle: row.Vehicle, Purpose: row.Purpose,
		FileName: "recording-" + row.StartedAt.In(Shanghai).Format("2006-01-02-1504") + ".csv",
		Datum:    string(datum.WGS84), SHA256: body.sha256Hex, KeptSHA256: body.sha256Hex, Bytes: body.bytes,
	}
	left := "" // the key of a file that other bytes were put in place of
	for {
		if err := s.blobs.put(ctx, key, body.sha256Hex, body); err != nil {
			return fmt.Errorf("recording %s: %w", id, err)
		}
		err := s.db.InTx(ctx, func(tx *sqlx.Tx) (err error) {
			left, err = s.traceRecording(ctx, tx, id, upload, key)
			return err
		})
		if errors.Is(err, errBlobGone) {
			continue // a purge of the same bytes came between
		}
		if err != nil || left == "" {
			return err
		}
		return s.dropBlob(ctx, county, left)
	}
}

// traceRecording writes the trace of a recording and its job. It returns the
// key of a file that the trace rests on no more; empty when there is none.
func (s *Service) traceRecording(ctx context.Context, tx *sqlx.Tx, id RecordingID, upload Upload, key string) (left string, err error) {
	if err := s.claimBlob(ctx, tx, key); err != nil {
		return "", err
	}
	row, err := recordingByID(ctx, tx, upload.County, id) // as it is now
	if err != nil {
		return "", err
	}
	if row.Trace != "" {
		return s.retrace(ctx, tx, row, upload, key)
	}
	fresh, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	upload.ID, upload.State, upload.ReceivedAt = TraceID(fresh.String()), TraceReceived, s.now()
	created, err := insertTrace(ctx, tx, upload, key, nil)
	if err != nil {
		return "", err
	}
	if !created { // the very file was handed in by hand
		known, err := s.uploadBySHA256(ctx, tx, upload.County, upload.Person, upload.SHA256)
		if err != nil {
			return "", err
		}
		return "", setRecordingTrace(ctx, tx, row, known.ID)
	}
	if err := setRecordingTrace(ctx, tx, row, upload.ID); err != nil {
		return "", err
	}
	return "", s.config.Queue.Enqueue(ctx, tx, readJob(upload.County, upload.ID))
}

// retrace puts other bytes under a trace that was made before, and returns the
// key of the file that is needed for it no more: the one before or, when its
// trips have to stay as they are, the new one.
func (s *Service) retrace(ctx context.Context, tx *sqlx.Tx, row recordingRow, upload Upload, key string) (left string, err error) {
	before, err := traceByID(ctx, tx, row.County, row.Trace)
	if err != nil || before.SHA256 == upload.SHA256 {
		return "", err
	}
	rows, err := wholeTrace(ctx, tx, row.County, row.Trace)
	if err != nil {
		return "", err
	}
	old, err := tripsOfTraces(ctx, tx, rows)
	if err != nil {
		return "", err
	}
	if err := s.noneHeld(ctx, tx, old); errors.Is(err, ErrHeld) {
		return key, nil // the fixes are kept; the claim stays as it was decided on
	} else if err != nil {
		return "", err
	}
	if err := replaceTrace(ctx, tx, row.County, row.Trace, upload, key); err != nil {
		return "", err
	}
	if err := reopenTrace(ctx, tx, row.County, rows[0].ID); err != nil {
		return "", err
	}
	return before.BlobKey, s.config.Queue.Enqueue(ctx, tx, readJob(row.County, rows[0].ID))
}

// recordedCSV writes fixes as the file that is handed in: the same fixes are
// the same bytes.
func recordedCSV(fixes []trace.Fix) []byte {
	var b bytes.Buffer
	flagged := slices.ContainsFunc(fixes, func(f trace.Fix) bool { return f.Mocked })
	b.WriteString("time,lat,lon,elevation,accuracy")
	if flagged { // a column only where it says something
		b.WriteString(",mock")
	}
	b.WriteByte('\n')
	optional := func(v float64, digits int) string {
		if math.IsNaN(v) {
			return ""
		}
		return strconv.FormatFloat(v, 'f', digits, 64)
	}
	for _, f := range fixes {
		fmt.Fprintf(&b, "%s,%.7f,%.7f,%s,%s", f.At.UTC().Format("2006-01-02T15:04:05.000Z"),
			f.Point[1], f.Point[0], optional(f.ElevationM, 1), optional(f.AccuracyM, 1))
		if flagged {
			fmt.Fprintf(&b, ",%t", f.Mocked)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
