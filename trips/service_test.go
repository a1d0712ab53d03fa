package trips_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/dbtest"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/queue"
	"licheng/trips"
)

// county is where the stories of these tests play.
const county = "520399"

// The accounts of the stories.
var (
	wei     = trips.Actor{County: county, Login: "wei", Person: "P1", Roles: []trips.Role{trips.Cadre}}
	lan     = trips.Actor{County: county, Login: "lan", Person: "P2", Roles: []trips.Role{trips.Cadre}}
	finance = trips.Actor{County: county, Login: "finance", Person: "P9", Roles: []trips.Role{trips.Finance}}
	auditor = trips.Actor{County: county, Login: "auditor", Roles: []trips.Role{trips.Auditor}}
	admin   = trips.Actor{County: county, Login: "admin", Roles: []trips.Role{trips.Admin}}
	abroad  = trips.Actor{County: "520398", Login: "far", Person: "P1", Roles: []trips.Role{trips.Cadre, trips.Finance, trips.Admin}}
)

// noon is when the stories are told.
var noon = time.Date(2026, 10, 1, 4, 0, 0, 0, time.UTC)

// fakeQueue keeps jobs in memory; fail makes Enqueue refuse.
type fakeQueue struct {
	mu   sync.Mutex
	jobs []queue.Job
	fail error
}

func (q *fakeQueue) Enqueue(_ context.Context, _ *sqlx.Tx, job queue.Job) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.fail != nil {
		return q.fail
	}
	q.jobs = append(q.jobs, job)
	return nil
}

// straight matches every observation where it is: one path along them all, as
// a road would be that has no other shape.
type straight struct {
	err   error
	panic string
	blank bool   // find nothing: no path, no metre
	while func() // called once, in the middle of the first match
	mu    sync.Mutex
	seen  [][]match.Observation
}

func (m *straight) Match(observations []match.Observation) (match.Result, error) {
	if m.panic != "" {
		panic(m.panic)
	}
	if m.err != nil {
		return match.Result{}, m.err
	}
	if while := m.while; while != nil {
		m.while = nil
		while()
	}
	m.mu.Lock()
	m.seen = append(m.seen, observations)
	m.mu.Unlock()
	if m.blank {
		return match.Result{}, nil
	}
	var line orb.LineString
	for _, o := range observations {
		line = append(line, o.Point)
	}
	lengthM := roads.LineLengthM(line)
	first, last := observations[0], observations[len(observations)-1]
	return match.Result{
		DistanceM: lengthM, DistanceLowM: lengthM * 0.98, DistanceHighM: lengthM * 1.02,
		TolledM: 1000, OffRoadM: 500, ClimbM: 120, DescentM: 80, Confidence: 0.9,
		Paths: []match.Path{{
			Start: first.At, End: last.At, DistanceM: lengthM, Line: line,
			Legs: []match.Leg{{Line: line[:2]}, {OffRoad: true, Line: line[1:3]}},
			Passages: []match.Passage{{
				TollPoint: roads.TollPoint{Kind: roads.Gantry, Ref: "G5201", Name: "青石门架", Point: line[1]}, At: first.At,
			}},
		}},
		Breaks: []match.Break{{At: last.At, Reason: match.GapInTime}},
	}, nil
}

// lane is a road along the meridian lonDeg, for finding the datum.
type lane struct{ lonDeg float64 }

func (lane) Version() string { return "roads-7" }

func (lane) Elevated() bool { return true }

func (l lane) Near(p orb.Point, radiusM float64) (float64, bool) {
	d := roads.DistanceM(p, orb.Point{l.lonDeg, p[1]})
	return d, d <= radiusM
}

// listener keeps what it was told.
type listener struct {
	fail error
	told map[trips.PersonID][]trips.Trip
}

func (l *listener) TripsRead(_ context.Context, _ *sqlx.Tx, person trips.PersonID, found []trips.Trip) error {
	if l.told == nil {
		l.told = map[trips.PersonID][]trips.Trip{}
	}
	l.told[person] = append(l.told[person], found...)
	return l.fail
}

// holder holds the trips named in it.
type holder map[trips.TripID]bool

func (h holder) TripHeld(_ context.Context, _ *sqlx.Tx, _ trips.County, id trips.TripID) (bool, error) {
	return h[id], nil
}

// vehicleBook is who drives what.
type vehicleBook map[trips.VehicleID]trips.PersonID

func (b vehicleBook) MayDrive(_ context.Context, _ trips.County, person trips.PersonID, vehicle trips.VehicleID) (bool, error) {
	return b[vehicle] == person, nil
}

// house is a Service with the parts around it that a test may turn.
type house struct {
	*trips.Service
	db       *licheng.Database
	queue    *fakeQueue
	matcher  *straight
	ways     *wayBook
	listener *listener
	held     holder
	now      time.Time
	blobDir  string
}

// migrated are databases with the tables of this room.
var migrated = dbtest.Migrated(trips.Migrate)

// newHouse opens the service on a migrated database.
func newHouse(t *testing.T, db *licheng.Database) *house {
	t.Helper()
	h := &house{
		db: db, queue: &fakeQueue{}, matcher: &straight{}, ways: &wayBook{}, listener: &listener{}, held: holder{},
		now: noon, blobDir: filepath.Join(t.TempDir(), "blobs"),
	}
	var err error
	h.Service, err = trips.NewService(trips.Config{
		DB: db, BlobDir: h.blobDir, Queue: h.queue, Matcher: h.matcher, Roads: lane{lonDeg: startLon},
		MatchVersion: "match-3", Ways: h.ways, Listener: h.listener, Holder: h.held,
		Vehicles: vehicleBook{"V1": "P1", "V2": "P2"},
		Now:      func() time.Time { return h.now }, Limits: trips.Limits{UploadBytes: 1 << 20},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// The drive of the stories goes north along a meridian, a fix every ten
// seconds and 0.001° (111 m): 40 km/h.
const (
	startLon = 106.7
	startLat = 26.5
)

// drive writes the GPX of n fixes from start on, beginning at latDeg.
func drive(start time.Time, latDeg float64, n int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	for i := range n {
		at := start.Add(time.Duration(i) * 10 * time.Second)
		fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="%.6f"><ele>900</ele><time>%s</time></trkpt>`,
			latDeg+float64(i)*0.001, startLon, at.UTC().Format(time.RFC3339))
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return b.String()
}

// another is a drive over the same road with a receiver of its own: its error
// wanders some metres to both sides in its own way, told by phase.
func another(start time.Time, latDeg float64, n int, phase float64) string {
	body, i := drive(start, latDeg, n), 0.0
	return regexp.MustCompile(`lon="[0-9.]+"`).ReplaceAllStringFunc(body, func(string) string {
		i++
		return fmt.Sprintf(`lon="%.6f"`, startLon+4e-5*math.Sin(i/3+phase)+2e-5*math.Sin(i/1.1+2*phase))
	})
}

// morning is the usual drive: 60 fixes, 59 steps of 0.001° of latitude.
func morning() string { return drive(noon.Add(-3*time.Hour), startLat, 60) }

func (h *house) handIn(t *testing.T, actor trips.Actor, body string) trips.Upload {
	t.Helper()
	upload, _, err := h.HandIn(t.Context(), actor, trips.HandIn{
		FileName: "track.gpx", Body: strings.NewReader(body), Purpose: "下村走访", Datum: "wgs84",
	})
	if err != nil {
		t.Fatal(err)
	}
	return upload
}

// read hands a file in, reads it, and returns the upload and its trips.
func (h *house) read(t *testing.T, actor trips.Actor, body string) (trips.Upload, []trips.Trip) {
	t.Helper()
	upload := h.handIn(t, actor, body)
	if err := h.Read(t.Context(), county, upload.ID); err != nil {
		t.Fatal(err)
	}
	upload, err := h.Upload(t.Context(), actor, upload.ID)
	if err != nil {
		t.Fatal(err)
	}
	found, err := h.Trips(t.Context(), actor, trips.TripFilter{Trace: upload.ID})
	if err != nil {
		t.Fatal(err)
	}
	return upload, found
}

// wantFault fails unless err wraps the fault.
func wantFault(t *testing.T, err error, want *licheng.Fault) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %s", err, want.Slug)
	}
}
