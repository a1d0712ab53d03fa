package trips_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng"
	"licheng/trips"
	"licheng/trips/trace"
)

// sent are n fixes of a phone driving north, a fix every ten seconds from a
// moment on; the first is at the step-th place of the road.
func sent(from time.Time, step, n int) []trace.Fix {
	fixes := make([]trace.Fix, n)
	for i := range fixes {
		fixes[i] = trace.Fix{
			At: from.Add(time.Duration(i) * 10 * time.Second), Point: orb.Point{startLon, startLat + float64(step+i)*0.001},
			ElevationM: math.NaN(), AccuracyM: 8, SpeedMPS: math.NaN(), HeadingDeg: math.NaN(),
		}
	}
	return fixes
}

func (h *house) record(t *testing.T, actor trips.Actor, fixes []trace.Fix, kept int) {
	t.Helper()
	got, err := h.Record(t.Context(), actor, "phone", fixes)
	if err != nil || got != kept {
		t.Errorf("kept %d of %d, %v; want %d", got, len(fixes), err, kept)
	}
}

// recorded counts the fixes in the store.
func (h *house) recorded(t *testing.T) int { return count(t, h.db, "recorded_fixes") }

// A phone sends all day; what it sent between the cadre's start and end is a
// trip, whenever it came, and the rest was never kept.
func TestRecording(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.record(t, wei, sent(noon, 0, 30), 0) // nothing is switched on
		if n := h.recorded(t); n != 0 {
			t.Fatalf("%d fixes kept without a recording", n)
		}
		r, err := h.StartRecording(t.Context(), wei, "V1", "下村走访", 2*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		drive := sent(noon, 0, 60)
		h.record(t, wei, drive[:20], 20)
		h.record(t, wei, drive[:20], 20)                                    // the app did not get the answer
		h.record(t, wei, sent(noon.Add(-time.Hour), 0, 30), 0)              // from before the start
		h.record(t, wei, sent(noon.Add(2*time.Hour+time.Second), 0, 30), 0) // after its time
		h.record(t, lan, sent(noon, 0, 30), 0)                              // somebody else's phone
		h.record(t, abroad, sent(noon, 0, 30), 0)                           // the same id in another county
		h.record(t, wei, []trace.Fix{{At: noon.Add(time.Second)}}, 0)       // zero island
		if n := h.recorded(t); n != 20 {
			t.Errorf("%d fixes kept, want 20", n)
		}
		h.now = noon.Add(10 * time.Minute)
		h.record(t, wei, drive[20:40], 20)
		ended, err := h.EndRecording(t.Context(), wei, r.ID)
		if err != nil || ended.Fixes != 40 || ended.Trace == "" || !ended.EndedAt.Equal(h.now) {
			t.Fatalf("%+v, %v", ended, err)
		}
		if km := h.readRecording(t, ended); math.Abs(km-39*0.1112) > 0.01 {
			t.Errorf("%.3f km, want 39 steps of 111.2 m", km)
		}
		// The last twenty were recorded without signal and come an hour later.
		h.now = noon.Add(time.Hour)
		h.record(t, wei, drive[40:], 20)
		h.record(t, wei, drive[40:], 20)
		again, err := h.EndRecording(t.Context(), wei, r.ID)
		if err != nil || again.Trace != ended.Trace || again.Fixes != 60 {
			t.Fatalf("%+v, %v; want the same trace", again, err)
		}
		if km := h.readRecording(t, again); math.Abs(km-59*0.1112) > 0.01 {
			t.Errorf("%.3f km, want 59 steps of 111.2 m", km)
		}
		if n := count(t, db, "traces"); n != 1 {
			t.Errorf("%d traces of one recording", n)
		}
		if all, err := h.Trips(t.Context(), wei, trips.TripFilter{}); err != nil || len(all) != 1 {
			t.Errorf("%d trips of one drive, %v", len(all), err)
		}
	})
}

// readRecording reads the trace of a recording and returns its kilometres.
func (h *house) readRecording(t *testing.T, r trips.Recording) (km float64) {
	t.Helper()
	if err := h.Read(t.Context(), county, r.Trace); err != nil {
		t.Fatal(err)
	}
	found, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: r.Trace})
	if err != nil {
		t.Fatal(err)
	}
	for _, trip := range found {
		if trip.Vehicle != "V1" || trip.Purpose != "下村走访" {
			t.Errorf("a trip by %q for %q", trip.Vehicle, trip.Purpose)
		}
		km += trip.DistanceM / 1000
	}
	return km
}

// A trip in a claim that was handed in stays as it is when late fixes come.
func TestRecordingOfAHeldTrip(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		r, err := h.StartRecording(t.Context(), wei, "V1", "下村走访", 2*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		drive := sent(noon, 0, 60)
		h.record(t, wei, drive[:40], 40)
		h.now = noon.Add(10 * time.Minute)
		if r, err = h.EndRecording(t.Context(), wei, r.ID); err != nil {
			t.Fatal(err)
		}
		before := h.readRecording(t, r)
		found, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: r.Trace})
		if err != nil || len(found) != 1 {
			t.Fatalf("%d trips, %v", len(found), err)
		}
		h.held[found[0].ID] = true
		h.record(t, wei, drive[40:60], 20) // until 9 min 50 s: within
		if after := h.readRecording(t, r); after != before {
			t.Errorf("%.3f km were %.3f when they were claimed", after, before)
		}
	})
}

func TestRecordingRefuses(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		start := func(actor trips.Actor, vehicle trips.VehicleID, lasts time.Duration) (trips.Recording, error) {
			return h.StartRecording(t.Context(), actor, vehicle, "", lasts)
		}
		_, err := start(finance, "", time.Hour)
		wantFault(t, err, trips.ErrNotOwn)
		_, err = start(wei, "V2", time.Hour)
		wantFault(t, err, trips.ErrVehicle)
		for _, lasts := range []time.Duration{0, -1, 24*time.Hour + 1} {
			_, err = start(wei, "V1", lasts)
			wantFault(t, err, trips.ErrRecordingTime)
		}
		r, err := start(wei, "V1", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		_, err = start(wei, "V1", time.Hour)
		wantFault(t, err, trips.ErrRecordingOpen)
		_, err = h.EndRecording(t.Context(), lan, r.ID)
		wantFault(t, err, trips.ErrNoRecording)
		_, err = h.EndRecording(t.Context(), wei, "none")
		wantFault(t, err, trips.ErrNoRecording)
		_, err = h.Record(t.Context(), admin, "phone", sent(noon, 0, 1))
		wantFault(t, err, trips.ErrNotOwn)

		h.now = noon.Add(2 * time.Hour) // its hour is over: it ended by itself, without a fix
		if _, err = start(wei, "V1", time.Hour); err != nil {
			t.Errorf("a second one after the first: %v", err)
		}
		all, err := h.Recordings(t.Context(), wei)
		if err != nil || len(all) != 2 || !all[1].EndedAt.Equal(noon.Add(time.Hour)) || all[1].Trace != "" {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// What the phone flags as made up by another app says so on the trip, whichever
// way it comes: as a recording or as a file.
func TestMockedFixesAreNoted(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		r, err := h.StartRecording(t.Context(), wei, "V1", "下村走访", 2*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		drive := sent(noon, 0, 60)
		for i := range 30 {
			drive[i].Mocked = true
		}
		h.record(t, wei, drive, 60)
		h.now = noon.Add(time.Hour)
		if r, err = h.EndRecording(t.Context(), wei, r.ID); err != nil {
			t.Fatal(err)
		}
		h.readRecording(t, r)
		found, err := h.Trips(t.Context(), wei, trips.TripFilter{})
		if err != nil || len(found) != 1 {
			t.Fatalf("%d trips, %v", len(found), err)
		}
		if i := slices.IndexFunc(found[0].Findings, func(f trips.Finding) bool { return f.Rule == "mock-location" }); i < 0 || found[0].Findings[i].Severity != "serious" || found[0].Findings[i].Measured != 50 {
			t.Errorf("%+v", found[0].Findings)
		}
	})
}
