package trips_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/trips"
)

// step is the time of the n-th fix of the morning's drive.
func step(n int) time.Time { return noon.Add(-3*time.Hour + time.Duration(n)*10*time.Second) }

// tripsNow reads what waits and lists the trips of a trace of Wei's as the
// steps they go from and to, with their purpose.
func (h *house) tripsNow(t *testing.T, id trips.TraceID) (told []string, found []trips.Trip) {
	t.Helper()
	h.readNow(t, id)
	found, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: id})
	if err != nil {
		t.Fatal(err)
	}
	for _, trip := range found {
		from, to := trip.StartedAt.Sub(step(0))/(10*time.Second), trip.EndedAt.Sub(step(0))/(10*time.Second)
		told = append(told, fmt.Sprintf("%d-%d %s", from, to, trip.Purpose))
	}
	return told, found
}

func wantTrips(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trips (-want +got):\n%s", diff)
	}
}

// A cadre splits a trip, crops one part, merges the parts again and takes it all
// back. Each time the month hears of what changed, and the file stays.
func TestOwnerEditsTrips(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload, before := h.read(t, wei, morning())
		whole := before[0]
		if _, err := h.Describe(t.Context(), wei, whole.ID, "送药", "V1"); err != nil {
			t.Fatal(err)
		}
		h.toldOf("P1")

		edited, err := h.Split(t.Context(), wei, whole.ID, step(20))
		if err != nil || edited.State != trips.TraceReceived || !edited.Edited {
			t.Fatalf("%+v, %v", edited, err)
		}
		_, err = h.Split(t.Context(), wei, whole.ID, step(40)) // not before it is read
		wantFault(t, err, trips.ErrReading)
		told, parts := h.tripsNow(t, upload.ID)
		wantTrips(t, told, "0-20 下村走访", "20-59 送药") // the longer part is the trip it was
		if parts[1].ID != whole.ID {
			t.Error("the longer part has another id")
		}
		if sum := parts[0].DistanceM + parts[1].DistanceM; sum < whole.DistanceM-1 || sum > whole.DistanceM+1 {
			t.Errorf("%.1f m in two parts, %.1f m as one", sum, whole.DistanceM)
		}
		if n := len(h.toldOf("P1")); n != 2 {
			t.Errorf("told of %d trips, want both parts", n)
		}

		if _, err := h.Crop(t.Context(), wei, parts[1].ID, step(30), step(50)); err != nil {
			t.Fatal(err)
		}
		told, parts = h.tripsNow(t, upload.ID)
		wantTrips(t, told, "0-20 下村走访", "30-50 送药")

		if _, err := h.Merge(t.Context(), wei, parts[1].ID, parts[0].ID); err != nil {
			t.Fatal(err)
		}
		told, parts = h.tripsNow(t, upload.ID)
		wantTrips(t, told, "0-50 下村走访") // of two parts of equal length the first; what lay between is back, the end stays cut off

		if _, err := h.Unedit(t.Context(), wei, upload.ID); err != nil {
			t.Fatal(err)
		}
		told, _ = h.tripsNow(t, upload.ID)
		wantTrips(t, told, "0-59 下村走访")
		after, err := h.Upload(t.Context(), wei, upload.ID)
		if err != nil || after.Edited || after.SHA256 != upload.SHA256 || after.KeptSHA256 != upload.KeptSHA256 {
			t.Errorf("%+v, %v", after, err)
		}
		_ = parts
	})
}

// Two drives found by the service are one when their owner says so.
func TestOwnerMergesTripsThatWereFound(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	body := twoDrives(step(0), step(0).Add(6*time.Hour))
	upload, found := h.read(t, wei, body)
	if len(found) != 2 {
		t.Fatalf("%d trips", len(found))
	}
	if _, err := h.Merge(t.Context(), wei, found[0].ID, found[1].ID); err != nil {
		t.Fatal(err)
	}
	_, merged := h.tripsNow(t, upload.ID)
	if len(merged) != 1 || !merged[0].StartedAt.Equal(found[0].StartedAt) || !merged[0].EndedAt.Equal(found[1].EndedAt) || merged[0].Fixes != 120 {
		t.Errorf("%+v", merged)
	}
}

func TestEditsThatAreRefused(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	upload, found := h.read(t, wei, morning())
	trip := found[0].ID
	split := func(actor trips.Actor, id trips.TripID, at time.Time) func() error {
		return func() error { _, err := h.Split(t.Context(), actor, id, at); return err }
	}
	crop := func(from, to time.Time) func() error {
		return func() error { _, err := h.Crop(t.Context(), wei, trip, from, to); return err }
	}
	tests := []struct {
		name string
		do   func() error
		want *licheng.Fault
	}{
		{"no such trip", split(wei, "none", step(20)), trips.ErrNoTrip},
		{"somebody else's, unseen", split(lan, trip, step(20)), trips.ErrNoTrip},
		{"somebody else's, seen", split(finance, trip, step(20)), trips.ErrNotOwn},
		{"before it began", split(wei, trip, step(-1)), trips.ErrEdit},
		{"at its first fix", split(wei, trip, step(0)), trips.ErrEdit},
		{"one fix would be left", split(wei, trip, step(59)), trips.ErrEdit},
		{"cropped to nothing", crop(step(70), step(80)), trips.ErrEdit},
		{"cropped the wrong way round", crop(step(40), step(20)), trips.ErrEdit},
		{"nothing cropped", crop(time.Time{}, time.Time{}), trips.ErrEdit},
		{"nothing cropped either", crop(step(-5), step(99)), trips.ErrEdit},
		{"merged with itself", func() error { _, err := h.Merge(t.Context(), wei, trip, trip); return err }, trips.ErrNotNeighbours},
		{"no such trace", func() error { _, err := h.Unedit(t.Context(), wei, "none"); return err }, trips.ErrNoTrace},
		{"another's trace", func() error { _, err := h.Unedit(t.Context(), lan, upload.ID); return err }, trips.ErrNoTrace},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantFault(t, tt.do(), tt.want) })
	}
	t.Run("in a claim handed in", func(t *testing.T) {
		h.held[trip] = true
		wantFault(t, split(wei, trip, step(20))(), trips.ErrHeld)
		_, err := h.Unedit(t.Context(), wei, upload.ID)
		wantFault(t, err, trips.ErrHeld)
	})
	told, _ := h.tripsNow(t, upload.ID)
	wantTrips(t, told, "0-59 下村走访")
}
