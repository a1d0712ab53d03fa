package trips_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"licheng"
	"licheng/trips"
	"licheng/trips/segment"
)

// north moves a GPX text so many degrees to the north.
func north(body string, deg float64) string {
	return regexp.MustCompile(`lat="[0-9.]+"`).ReplaceAllStringFunc(body, func(s string) string {
		lat, _ := strconv.ParseFloat(s[5:len(s)-1], 64)
		return fmt.Sprintf(`lat="%.6f"`, lat+deg)
	})
}

func TestMergesThatAreRefused(t *testing.T) {
	far := func(lat float64) float64 { return startLat + lat }
	h := newHouse(t, migrated.SQLite(t))
	_, found := h.read(t, wei, piece(0, 60))
	first := found[0].ID
	describe := func(id trips.TripID, v trips.VehicleID) {
		t.Helper()
		if _, err := h.Describe(t.Context(), wei, id, "", v); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		with func(t *testing.T) trips.TripID
		want *licheng.Fault
	}{
		{"itself", func(*testing.T) trips.TripID { return first }, trips.ErrNotNeighbours},
		{"none", func(*testing.T) trips.TripID { return "none" }, trips.ErrNoTrip},
		{"a colleague's", func(t *testing.T) trips.TripID {
			_, other := h.read(t, lan, drive(step(70), far(1), 60))
			return other[0].ID
		}, trips.ErrNoTrip},
		{"at the same time", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(30), far(2), 60))
			return other[0].ID
		}, trips.ErrNotNeighbours},
		{"without times", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, withoutTimes(drive(step(70), far(3), 60)))
			return other[0].ID
		}, trips.ErrNotNeighbours},
		{"over a day later", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(0).Add(24*time.Hour-9*time.Minute), far(4), 60))
			return other[0].ID
		}, trips.ErrMergeSpan},
		{"one between", func(t *testing.T) trips.TripID {
			h.read(t, wei, drive(step(200), far(5), 60))
			_, other := h.read(t, wei, drive(step(300), far(5.2), 60))
			return other[0].ID
		}, trips.ErrNotNeighbours},
		{"another vehicle", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(100), far(6), 60))
			describe(first, "V1")
			if _, err := h.db.Exec(`UPDATE trips SET vehicle = 'V7' WHERE id = ?`, other[0].ID); err != nil {
				t.Fatal(err)
			}
			return other[0].ID
		}, trips.ErrMergeVehicles},
		{"unsure of another datum", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(95), far(7), 40))
			if _, err := h.db.Exec(`UPDATE trips SET datum = 'gcj02', datum_sureness = 0.7 WHERE id = ?`, other[0].ID); err != nil {
				t.Fatal(err)
			}
			return other[0].ID
		}, trips.ErrMergeDatum},
		{"too far away", func(t *testing.T) trips.TripID { // 0.295° of latitude are 32.8 km
			_, other := h.read(t, wei, drive(step(-40), startLat-0.325, 31))
			return other[0].ID
		}, trips.ErrMergeFar},
		{"in a claim handed in", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(-40), far(8), 31))
			h.held[other[0].ID] = true
			return other[0].ID
		}, trips.ErrHeld},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := h.Merge(t.Context(), wei, first, tt.with(t))
			wantFault(t, err, tt.want)
		})
	}
}

// Files of which one goes on after the other began cannot be put one behind the
// other, whatever trips are named.
func TestTracesThatOverlapAreNotMerged(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	_, outer := h.read(t, wei, twoDrives(step(0), step(2160)))
	_, inner := h.read(t, wei, drive(step(700), startLat+1, 60))
	for _, o := range outer {
		_, err := h.Merge(t.Context(), wei, o.ID, inner[0].ID)
		wantFault(t, err, trips.ErrMergeFiles)
	}
	if near, err := h.Neighbours(t.Context(), wei, inner[0].ID); err != nil || len(near) != 0 {
		t.Errorf("%+v, %v", near, err)
	}
}

// A private stretch between two files is no work, so nothing leads over it.
func TestNothingIsMergedOverAPrivateStretch(t *testing.T) {
	for _, files := range []int{1, 2} {
		t.Run(fmt.Sprintf("%d files", files), func(t *testing.T) {
			h := newHouse(t, migrated.SQLite(t))
			lunch := []segment.Span{{From: step(58), To: step(102)}}
			hand := func(body string) {
				upload, _, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "a.gpx", Body: strings.NewReader(body), Datum: "wgs84", Private: lunch})
				if err != nil {
					t.Fatal(err)
				}
				h.readAll(t, upload.ID)
			}
			if files == 1 {
				hand(piece(0, 160))
			} else {
				hand(piece(0, 70))
				hand(piece(90, 160))
			}
			found := h.weisTrips(t)
			if len(found) != 2 {
				t.Fatalf("%d trips", len(found))
			}
			_, err := h.Merge(t.Context(), wei, found[0].ID, found[1].ID)
			wantFault(t, err, trips.ErrMergePrivate)
		})
	}
}
