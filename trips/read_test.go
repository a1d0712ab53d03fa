package trips_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/geo/datum"
	"licheng/trips"
)

// stepM is 0.001° of latitude on the sphere of 6,371,008.8 m:
// 6371008.8 × π/180 / 1000.
const stepM = 111.19508

// near holds two figures of metres equal to a millimetre.
var near = cmpopts.EquateApprox(0, 0.01)

func TestReadMakesATrip(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.now = noon.Add(time.Hour)
		upload, found := h.read(t, wei, morning())
		if upload.State != trips.TraceRead || !upload.ReadAt.Equal(h.now) || upload.Problem != nil || upload.Refusal != nil {
			t.Errorf("upload %+v", upload)
		}
		if r := upload.Report; r == nil || r.Format != "gpx" || r.Fixes != 60 || r.Kept != 60 {
			t.Errorf("report %+v", r)
		}
		if len(found) != 1 {
			t.Fatalf("%d trips, want 1", len(found))
		}
		lengthM := 59 * stepM
		start := noon.Add(-3 * time.Hour)
		want := trips.Trip{
			ID: found[0].ID, County: county, Trace: upload.ID, Person: "P1", Purpose: "下村走访", Month: "2026-10",
			StartedAt: start, EndedAt: start.Add(590 * time.Second),
			DistanceM: lengthM, DistanceLowM: lengthM * 0.98, DistanceHighM: lengthM * 1.02, TraceLengthM: lengthM,
			TolledM: 1000, OffRoadM: 500, ClimbM: 120, DescentM: 80, Confidence: 0.9,
			Fixes: 60, Kept: 60, Datum: "wgs84", DatumSure: 1, RoadsVersion: "roads-7", MatchVersion: "match-3",
			OffRoad:  orb.MultiLineString{{{106.7, 26.501}, {106.7, 26.502}}},
			Passages: []trips.Passage{{Kind: "gantry", Ref: "G5201", Name: "青石门架", At: start, Lon: 106.7, Lat: 26.501}},
			Breaks:   []trips.Break{{At: start.Add(590 * time.Second), Reason: "gap"}},
		}
		if diff := cmp.Diff(want, found[0], near, cmpopts.IgnoreFields(trips.Trip{}, "Path", "Findings")); diff != "" {
			t.Error(diff)
		}
		if p := found[0].Path; len(p) != 1 || len(p[0]) != 60 || p[0][59] != (orb.Point{106.7, 26.559}) {
			t.Errorf("path %v", p)
		}
		if diff := cmp.Diff([]string{"path-broken"}, rules(found[0])); diff != "" {
			t.Error(diff)
		}
		one, err := h.Trip(t.Context(), wei, found[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(found[0], one); diff != "" {
			t.Errorf("listed (-) and asked for alone (+): %s", diff)
		}
		if diff := cmp.Diff(map[trips.PersonID][]trips.Trip{"P1": {one}}, h.listener.told, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("stored (-), told to the listener (+): %s", diff)
		}
	})
}

// A drive outside of the map, or a matcher that can make nothing of it, leaves
// a trip of no metre with its fixes, not an error.
func TestReadKeepsATripWithoutAPath(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.matcher.blank = true
		_, found := h.read(t, wei, morning())
		if len(found) != 1 || found[0].Path != nil || found[0].OffRoad != nil || found[0].DistanceM != 0 {
			t.Fatalf("%+v", found)
		}
		if fixes, err := h.Fixes(t.Context(), wei, found[0].ID, ""); err != nil || len(fixes) != 60 {
			t.Errorf("%d fixes, %v", len(fixes), err)
		}
	})
}

// rules lists the rules of a trip's findings.
func rules(t trips.Trip) []string {
	var out []string
	for _, f := range t.Findings {
		out = append(out, f.Rule)
	}
	return out
}

func TestReadTwiceIsOnce(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload, before := h.read(t, wei, morning())
		if err := h.Read(t.Context(), county, upload.ID); err != nil {
			t.Fatal(err)
		}
		after, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: upload.ID})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
		if n := len(h.listener.told["P1"]); n != 1 {
			t.Errorf("the listener was told %d times", n)
		}
	})
}

// The queue may run a job twice at once; the slower worker changes nothing.
func TestReadByTwoWorkersIsOnce(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload := h.handIn(t, wei, morning())
		var faster []trips.Trip
		h.matcher.while = func() {
			if err := h.Read(t.Context(), county, upload.ID); err != nil {
				t.Error(err)
			}
			var err error
			if faster, err = h.Trips(t.Context(), wei, trips.TripFilter{}); err != nil || len(faster) != 1 {
				t.Errorf("%d trips, %v", len(faster), err)
			}
		}
		if err := h.Read(t.Context(), county, upload.ID); err != nil {
			t.Fatal(err)
		}
		after, err := h.Trips(t.Context(), wei, trips.TripFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(faster, after); diff != "" {
			t.Error(diff)
		}
		if n := len(h.listener.told["P1"]); n != 1 {
			t.Errorf("the listener was told %d times", n)
		}
	})
}

// An app that was paused on the way writes one drive as two tracks; two
// phones' tracks put into one file are two drives.
func TestTracksThatFollowOneAnotherAreOneTrip(t *testing.T) {
	start := noon.Add(-3 * time.Hour)
	tests := []struct {
		name   string
		second string
		want   int
	}{
		{"a pause of two minutes", drive(start.Add(590*time.Second+2*time.Minute), startLat+0.06, 60), 1},
		{"both at the same time", drive(start.Add(time.Minute), startLat+1, 60), 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t, migrated.SQLite(t))
			_, track, _ := strings.Cut(tt.second, "<trk>")
			_, found := h.read(t, wei, strings.TrimSuffix(morning(), "</gpx>")+"<trk>"+track)
			if len(found) != tt.want {
				t.Errorf("%d trips, want %d", len(found), tt.want)
			}
		})
	}
}

func TestFixesOfTheFutureAreNoDrive(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	upload, found := h.read(t, wei, drive(noon.Add(48*time.Hour), startLat, 60))
	if upload.State != trips.TraceRefused || len(found) != 0 {
		t.Errorf("%s, %d trips", upload.State, len(found))
	}
}

// Another road map may shorten a trip; its id, which a claim line names, stays.
func TestReadAgainKeepsIDs(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload, before := h.read(t, wei, morning())
		wantFault(t, h.ReadAgain(t.Context(), wei, upload.ID), trips.ErrImportDenied)
		wantFault(t, h.ReadAgain(t.Context(), admin, "none"), trips.ErrNoTrace)
		if err := h.ReadAgain(t.Context(), admin, upload.ID); err != nil {
			t.Fatal(err)
		}
		if jobs := h.queue.jobs; len(jobs) != 2 || jobs[1].ID != string(upload.ID) {
			t.Errorf("jobs %v", jobs)
		}
		if err := h.Read(t.Context(), county, upload.ID); err != nil {
			t.Fatal(err)
		}
		after, err := h.Trips(t.Context(), wei, trips.TripFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
		h.held[before[0].ID] = true
		wantFault(t, h.ReadAgain(t.Context(), admin, upload.ID), trips.ErrHeld)
	})
}

func TestReadRefusesWithTheReason(t *testing.T) {
	parked := drive(noon.Add(-3*time.Hour), startLat, 3)
	tests := []struct{ name, body, says string }{
		{"a letter", "亲爱的同事们，附件是上个月的轨迹，请查收，谢谢大家的配合。\n", ""},
		{"a GPX file without a track", `<?xml version="1.0"?><gpx version="1.1"></gpx>`, ""},
		{"a trace that hardly moves", parked, "没有行驶"},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				upload, found := h.read(t, wei, tt.body)
				if upload.State != trips.TraceRefused || upload.ReadAt.IsZero() || len(found) != 0 {
					t.Fatalf("%s, read %v, %d trips", upload.State, upload.ReadAt, len(found))
				}
				if r := upload.Refusal; r == nil || r.ZH == "" || r.EN == "" || r.ZH == r.EN || !strings.Contains(r.ZH, tt.says) {
					t.Errorf("refusal %v", r)
				}
				if upload.Report == nil {
					t.Error("no report")
				}
			})
		}
		if len(h.listener.told) > 0 {
			t.Errorf("the listener was told of %v", h.listener.told)
		}
	})
}

// What is not the file's fault leaves the trace waiting, says what to do, and
// the next attempt reads it.
func TestReadTriesAgain(t *testing.T) {
	errAway := errors.New("the map is away")
	tests := []struct {
		name        string
		break_, fix func(h *house)
		says        string
	}{
		{"the matcher fails", func(h *house) { h.matcher.err = errAway }, func(h *house) { h.matcher.err = nil }, "the map is away"},
		{"the matcher panics", func(h *house) { h.matcher.panic = "index out of range" }, func(h *house) { h.matcher.panic = "" }, "index out of range"},
		{"the listener fails", func(h *house) { h.listener.fail = errAway }, func(h *house) { h.listener.fail = nil }, "the map is away"},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for i, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				upload := h.handIn(t, wei, drive(noon.Add(-3*time.Hour), startLat+float64(i), 60))
				tt.break_(h)
				if err := h.Read(t.Context(), county, upload.ID); err == nil || !strings.Contains(err.Error(), tt.says) {
					t.Fatalf("got %v, want it to say %q", err, tt.says)
				}
				waiting, err := h.Upload(t.Context(), wei, upload.ID)
				if err != nil {
					t.Fatal(err)
				}
				if waiting.State != trips.TraceReceived || waiting.Problem == nil || !strings.Contains(waiting.Problem.ZH, tt.says) ||
					strings.Contains(waiting.Problem.EN, "goroutine") {
					t.Errorf("state %s, problem %v", waiting.State, waiting.Problem)
				}
				found, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: upload.ID})
				if err != nil || len(found) != 0 {
					t.Errorf("%d trips stored by half, %v", len(found), err)
				}
				tt.fix(h)
				if err := h.Read(t.Context(), county, upload.ID); err != nil {
					t.Fatal(err)
				}
				done, err := h.Upload(t.Context(), wei, upload.ID)
				if err != nil || done.State != trips.TraceRead || done.Problem != nil {
					t.Errorf("%+v, %v", done, err)
				}
			})
		}
	})
}

func TestReadShiftsTheDatum(t *testing.T) {
	lane := orb.Point{startLon, startLat}
	shifted := func(d datum.Datum) string {
		body := morning()
		// Shift the whole drive by what the datum does to its start: good
		// enough to lie on the lane after shifting back.
		p := d.FromWGS84(lane)
		return strings.NewReplacer(`lon="106.700000"`, `lon="`+decimal(p[0])+`"`).Replace(body)
	}
	tests := []struct {
		name, declared, want string
		body                 string
		sure, atLane         bool
	}{
		{"declared and believed", "gcj02", "gcj02", shifted(datum.GCJ02), true, true},
		{"found out: GCJ-02", "auto", "gcj02", shifted(datum.GCJ02), true, true},
		{"found out: BD-09", "auto", "bd09", shifted(datum.BD09), true, true},
		{"found out: WGS-84", "", "wgs84", morning(), true, true},
		{"no road near: taken as WGS-84, and asked", "auto", "wgs84", strings.ReplaceAll(morning(), `lon="106.7`, `lon="108.7`), false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t, migrated.SQLite(t))
			upload, _, err := h.HandIn(t.Context(), wei, trips.HandIn{Body: strings.NewReader(tt.body), Datum: tt.declared})
			if err != nil {
				t.Fatal(err)
			}
			if err := h.Read(t.Context(), county, upload.ID); err != nil {
				t.Fatal(err)
			}
			found, err := h.Trips(t.Context(), wei, trips.TripFilter{})
			if err != nil || len(found) != 1 {
				t.Fatalf("%d trips, %v", len(found), err)
			}
			if found[0].Datum != tt.want || (found[0].DatumSure >= 0.95) != tt.sure {
				t.Errorf("%s, %.2f sure; want %s", found[0].Datum, found[0].DatumSure, tt.want)
			}
			offM := math.Abs(found[0].Path[0][0][0]-startLon) * 99_500 // metres of a degree of longitude at 26.5°
			if (offM < 60) != tt.atLane {
				t.Errorf("the path lies %.0f m beside the lane", offM)
			}
			upload, err = h.Upload(t.Context(), wei, upload.ID)
			if err != nil {
				t.Fatal(err)
			}
			said := false
			for _, note := range upload.Report.Notes {
				said = said || strings.Contains(note.ZH, map[bool]string{true: "坐标系判断为", false: "请选定坐标系"}[tt.sure])
			}
			if said != (tt.declared != "gcj02") {
				t.Errorf("notes %v", upload.Report.Notes)
			}
		})
	}
}

func TestEndsAreNamedAfterThePlacesNear(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		// The drive runs from 26.500 to 26.559 at 106.7.
		h.importPlaces(t, "code,name,kind,lon,lat,valid_to\n"+
			"T1,青石镇,镇,106.7,26.49,\n"+ //          1.1 km from the start
			"V1,旧村,村,106.7,26.499,2026-09-30\n"+ // nearer, but gone by October
			"S1,青石收费站,收费站,106.7,26.5,\n"+ //        nobody travels to a station
			"V2,白水村,村,106.729,26.56,\n"+ //         2.9 km from the end
			"V3,远村,村,106.7,26.62,\n") //            6.8 km
		_, found := h.read(t, wei, morning())
		if found[0].From != "青石镇" || found[0].To != "白水村" {
			t.Errorf("from %q to %q", found[0].From, found[0].To)
		}
	})
}

func TestMonthIsThatOfShanghai(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	// 2026-09-30 16:30 UTC is half past midnight on 1 October in Shanghai.
	_, found := h.read(t, wei, drive(time.Date(2026, 9, 30, 16, 30, 0, 0, time.UTC), startLat, 60))
	if found[0].Month != "2026-10" {
		t.Errorf("month %s", found[0].Month)
	}
	october, err := h.MonthTrips(t.Context(), county, "P1", "2026-10")
	if err != nil || len(october) != 1 {
		t.Errorf("%d trips in October, %v", len(october), err)
	}
}

func TestTraceWithoutTimesCountsToTheMonthOfItsHandIn(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		_, found := h.read(t, wei, withoutTimes(morning()))
		if len(found) != 1 || !found[0].StartedAt.IsZero() || !found[0].EndedAt.IsZero() || found[0].Month != "2026-10" {
			t.Errorf("%+v", found)
		}
	})
}
