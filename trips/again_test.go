package trips_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/trips"
)

// again has a trace read once more and returns what it is then.
func (h *house) again(t *testing.T, id trips.TraceID) trips.Upload {
	t.Helper()
	if err := h.ReadAgain(t.Context(), admin, id); err != nil {
		t.Fatal(err)
	}
	return h.readNow(t, id)
}

// readNow runs the job that reads a trace of Wei's.
func (h *house) readNow(t *testing.T, id trips.TraceID) trips.Upload {
	t.Helper()
	if err := h.Read(t.Context(), county, id); err != nil {
		t.Fatal(err)
	}
	upload, err := h.Upload(t.Context(), wei, id)
	if err != nil {
		t.Fatal(err)
	}
	return upload
}

// toldOf lists the trips the listener heard of, as "id month", and forgets them.
func (h *house) toldOf(person trips.PersonID) []string {
	var out []string
	for _, trip := range h.listener.told[person] {
		out = append(out, string(trip.ID)+" "+trip.Month)
	}
	h.listener.told = nil
	return out
}

// rewrite puts other bytes in place of an upload, as if a mended decoder or a
// stricter rule saw it in another way.
func (h *house) rewrite(t *testing.T, id trips.TraceID, body string) {
	t.Helper()
	other := h.handIn(t, lan, body)
	const update = `UPDATE traces SET blob_key = (SELECT blob_key FROM traces WHERE id = ?) WHERE id = ?`
	if _, err := h.db.ExecContext(t.Context(), h.db.Rebind(update), other.ID, id); err != nil {
		t.Fatal(err)
	}
}

// A month that lost its only trip must be priced anew as one that keeps some.
func TestReadAgainTellsOfTripsThatAreGone(t *testing.T) {
	october := noon.Add(-3 * time.Hour)
	september := october.AddDate(0, 0, -10)
	tests := []struct {
		name  string
		body  string // what is read the second time
		state trips.TraceState
		want  []string // of the ids 1 and 2 the trips had at first
	}{
		{"both as before", twoDrives(september, october), trips.TraceRead, []string{"1 2026-09", "2 2026-10"}},
		{"the second gone", drive(september, startLat, 60), trips.TraceRead, []string{"1 2026-09", "2 2026-10"}},
		{"the first gone", drive(october, startLat, 60), trips.TraceRead, []string{"2 2026-10", "1 2026-09"}},
		{"both gone", drive(october, startLat, 3), trips.TraceRefused, []string{"1 2026-09", "2 2026-10"}},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		for i, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				h := newHouse(t, db)
				lat := fmt.Sprintf(`lat="%d`, 26+10*i) // each story has a region of its own
				body := func(s string) string { return strings.ReplaceAll(s, `lat="26`, lat) }
				upload, found := h.read(t, wei, body(twoDrives(september, october)))
				if len(found) != 2 {
					t.Fatalf("%d trips", len(found))
				}
				h.toldOf("P1")
				h.rewrite(t, upload.ID, body(tt.body)+"\n")
				if after := h.again(t, upload.ID); after.State != tt.state {
					t.Errorf("%s", after.State)
				}
				var want []string
				for _, w := range tt.want {
					want = append(want, strings.NewReplacer("1 ", string(found[0].ID)+" ", "2 ", string(found[1].ID)+" ").Replace(w))
				}
				if diff := cmp.Diff(want, h.toldOf("P1")); diff != "" {
					t.Errorf("told (-want +got): %s", diff)
				}
			})
		}
	})
}

// twoDrives is one file with the usual drive at two times, on one track each.
func twoDrives(first, second time.Time) string {
	_, track, _ := strings.Cut(drive(second, startLat+0.5, 60), "<trk>")
	return strings.TrimSuffix(drive(first, startLat, 60), "</gpx>") + "<trk>" + track
}

// Between the asking and the reading the claim may have been handed in.
func TestReadAgainLeavesTripsHandedInSince(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload, before := h.read(t, wei, morning())
		h.toldOf("P1")
		h.rewrite(t, upload.ID, drive(noon.Add(-3*time.Hour), startLat, 3))
		if err := h.ReadAgain(t.Context(), admin, upload.ID); err != nil {
			t.Fatal(err)
		}
		h.held[before[0].ID] = true
		after := h.readNow(t, upload.ID)
		if after.State != trips.TraceRead || after.Report == nil || after.Report.Fixes != 60 {
			t.Fatalf("%+v", after)
		}
		notes := after.Report.Notes
		if n := len(notes); n == 0 || !strings.Contains(notes[n-1].ZH, "保持原样") {
			t.Errorf("notes %v", notes)
		}
		found, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: upload.ID})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, found); diff != "" {
			t.Error(diff)
		}
		if told := h.toldOf("P1"); told != nil {
			t.Errorf("told of %v, though nothing changed", told)
		}
	})
}
