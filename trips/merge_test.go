package trips_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/geo/geotest"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/trips"
)

// The road of these stories leads 6 km to the east and, round a corner, 6 km to
// the north.
const cornerM = 6000

// byTheCorner is the place so many metres along that road.
func byTheCorner(m float64) orb.Point {
	return geotest.At(min(m, cornerM), max(m-cornerM, 0))
}

// onTheCorner makes the house read with the matcher the service has, over the
// road with the corner.
func (h *house) onTheCorner(t *testing.T) {
	t.Helper()
	net, err := roads.Build(roads.Input{
		Nodes: []roads.Node{{ID: 1, Point: byTheCorner(0)}, {ID: 2, Point: byTheCorner(cornerM)}, {ID: 3, Point: byTheCorner(2 * cornerM)}},
		Ways:  []roads.Way{{ID: 1, Nodes: []int64{1, 2, 3}, Class: roads.Secondary, Name: "县道"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Service, err = trips.NewService(trips.Config{
		DB: h.db, BlobDir: h.blobDir, Queue: h.queue, Matcher: match.New(net, match.Defaults()), Roads: trips.OnNetwork(net),
		Ways: trips.OnRoads(net), MatchVersion: "match-3", Listener: h.listener, Holder: h.held,
		Vehicles: vehicleBook{"V1": "P1", "V2": "P1"}, Now: func() time.Time { return h.now },
	})
	if err != nil {
		t.Fatal(err)
	}
}

// dawn is when the drives of these stories begin.
var dawn = noon.Add(-6 * time.Hour)

// along writes what a phone recorded from one place of the road to another: a fix
// every 50 m and 5 seconds, some metres beside the road, as if it had started at 0
// at dawn.
func along(fromM, toM int) string {
	var b strings.Builder
	b.WriteString("time,lat,lon\n")
	for m := fromM; m <= toM; m += 50 {
		p, i := byTheCorner(float64(m)), float64(m)/50
		at := dawn.Add(time.Duration(m/10) * time.Second)
		off := 3e-5*math.Sin(i/3) + 2e-5*math.Sin(i/1.1)
		fmt.Fprintf(&b, "%s,%.6f,%.6f\n", at.Format(time.RFC3339), p[1]+off, p[0]+off)
	}
	return b.String()
}

// handInAlong hands a stretch of the road in, reads it, and returns its one trip.
func (h *house) handInAlong(t *testing.T, fromM, toM int, vehicle trips.VehicleID) trips.Trip {
	t.Helper()
	upload, created, err := h.HandIn(t.Context(), wei, trips.HandIn{
		FileName: fmt.Sprintf("%d.csv", fromM), Body: strings.NewReader(along(fromM, toM)), Vehicle: vehicle, Datum: "wgs84",
	})
	if err != nil || !created {
		t.Fatal(created, err)
	}
	h.now = h.now.Add(time.Minute)
	h.readNow(t, upload.ID)
	return h.onlyTrip(t, wei, upload.ID)
}

// readAll runs the jobs that read these traces.
func (h *house) readAll(t *testing.T, ids ...trips.TraceID) {
	t.Helper()
	for _, id := range ids {
		if err := h.Read(t.Context(), county, id); err != nil {
			t.Fatal(err)
		}
	}
}

// weisTrips lists all trips of Wei's.
func (h *house) weisTrips(t *testing.T) []trips.Trip {
	t.Helper()
	found, err := h.Trips(t.Context(), wei, trips.TripFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// wantM fails unless a length is what was drawn, to 1 %.
func wantM(t *testing.T, what string, gotM, wantM float64) {
	t.Helper()
	if math.Abs(gotM-wantM) > wantM/100 {
		t.Errorf("%s: %.0f m, want %.0f", what, gotM, wantM)
	}
}

// A phone goes out on the way, from 5 km to 9 km, round the corner. Its owner
// merges the two files: one trip of 12 km, of which 4 km are said to be the road's
// word; taken back, there are two again.
func TestMergeOfTwoTraces(t *testing.T) {
	for _, laterFirst := range []bool{false, true} {
		t.Run(fmt.Sprintf("the later file is handed in first %v", laterFirst), func(t *testing.T) {
			migrated.Run(t, func(t *testing.T, db *licheng.Database) {
				h := newHouse(t, db)
				h.onTheCorner(t)
				ends := [][2]int{{0, 5000}, {9000, 12000}}
				if laterFirst {
					slices.Reverse(ends)
				}
				one, two := h.handInAlong(t, ends[0][0], ends[0][1], ""), h.handInAlong(t, ends[1][0], ends[1][1], "V1")
				wantM(t, "both as they are", one.DistanceM+two.DistanceM, 8000)
				before, err := h.Upload(t.Context(), wei, one.Trace)
				if err != nil {
					t.Fatal(err)
				}
				h.toldOf("P1")

				upload, err := h.Merge(t.Context(), wei, one.ID, two.ID)
				if err != nil || upload.ID != two.Trace || upload.State != trips.TraceReceived || !upload.Edited {
					t.Fatalf("%+v, %v; the trace received last has the trip", upload, err)
				}
				_, err = h.Unedit(t.Context(), wei, one.Trace) // not before they are read
				wantFault(t, err, trips.ErrReading)
				h.readAll(t, one.Trace, two.Trace)
				h.wantMerged(t, one, two, before)

				again := h.again(t, one.Trace) // has both read
				if again.State != trips.TraceRead || again.MergedInto != two.Trace {
					t.Errorf("%+v", again)
				}
				h.wantMerged(t, one, two, before)

				h.toldOf("P1")
				if _, err := h.Unedit(t.Context(), wei, one.Trace); err != nil {
					t.Fatal(err)
				}
				h.readAll(t, one.Trace, two.Trace)
				h.wantParted(t, one, two)
			})
		})
	}
}

// The merged trip is what one file with the same fixes comes to.
func TestMergedIsWhatOneFileWouldBe(t *testing.T) {
	for _, cut := range [][2]int{{5000, 9000}, {3500, 8500}, {5950, 6050}, {4000, 4100}, {8000, 8900}} {
		t.Run(fmt.Sprint(cut), func(t *testing.T) {
			h := newHouse(t, migrated.SQLite(t))
			h.onTheCorner(t)
			one, two := h.handInAlong(t, 0, cut[0], ""), h.handInAlong(t, cut[1], 12_000, "")
			h.merged(t, one.ID, two.ID)
			got := h.weisTrips(t)[0]
			_, second, _ := strings.Cut(along(cut[1], 12_000), "\n")
			upload, _, err := h.HandIn(t.Context(), lan, trips.HandIn{
				FileName: "whole.csv", Body: strings.NewReader(along(0, cut[0]) + second), Datum: "wgs84",
			})
			if err != nil {
				t.Fatal(err)
			}
			h.readAll(t, upload.ID)
			want := h.onlyTrip(t, lan, upload.ID)
			wantM(t, "whole", want.DistanceM, 12_000)
			of := func(trip trips.Trip) []any {
				return []any{
					trip.DistanceM, trip.DistanceLowM, trip.DistanceHighM, trip.TraceLengthM, trip.Confidence, trip.Fixes, trip.Kept,
					trip.StartedAt, trip.EndedAt, trip.Path, trip.ByRoad, trip.Via,
				}
			}
			if diff := cmp.Diff(of(want), of(got)); diff != "" {
				t.Errorf("one file (-), merged (+): %s", diff)
			}
		})
	}
}

// wantMerged holds what became of two trips that were merged against the drawing.
func (h *house) wantMerged(t *testing.T, one, two trips.Trip, before trips.Upload) {
	t.Helper()
	all := h.weisTrips(t)
	if len(all) != 1 {
		t.Fatalf("%d trips, want one", len(all))
	}
	trip := all[0]
	wantM(t, "merged", trip.DistanceM, 12_000)
	if trip.Trace != two.Trace || trip.ID != one.ID && trip.ID != two.ID || trip.Vehicle != "V1" || trip.Fixes != 101+61 {
		t.Errorf("%s of %s, vehicle %q, %d fixes", trip.ID, trip.Trace, trip.Vehicle, trip.Fixes)
	}
	if !trip.StartedAt.Equal(dawn) || !trip.EndedAt.Equal(dawn.Add(1200*time.Second)) {
		t.Errorf("from %s to %s", trip.StartedAt, trip.EndedAt)
	}
	if diff := cmp.Diff([]string{"merged-traces"}, rules(trip)); diff != "" {
		t.Errorf("findings: %s", diff)
	} else if f := trip.Findings[0]; f.Measured != 4 || !f.At.Equal(dawn.Add(500*time.Second)) || !strings.Contains(f.Text.ZH, "4.0 公里") {
		t.Errorf("%+v", f)
	}
	part, err := h.Upload(t.Context(), wei, one.Trace)
	if err != nil || part.MergedInto != two.Trace || part.State != trips.TraceRead || part.SHA256 != before.SHA256 || part.Report.Fixes != before.Report.Fixes {
		t.Errorf("%+v, %v", part, err)
	}
	same, created, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "x.csv", Body: strings.NewReader(along(0, 5000)), Datum: "wgs84"})
	if err != nil || created || same.ID != one.Trace && same.ID != two.Trace {
		t.Errorf("handed in again: %v, created %v, %v", same.ID, created, err)
	}
}

// wantParted fails unless two trips are as they were before they were merged, and
// the month heard of each.
func (h *house) wantParted(t *testing.T, one, two trips.Trip) {
	t.Helper()
	for _, was := range []trips.Trip{one, two} {
		now := h.onlyTrip(t, wei, was.Trace)
		if now.DistanceM != was.DistanceM || !now.StartedAt.Equal(was.StartedAt) || len(now.Findings) != 0 {
			t.Errorf("%+v, was %+v", now, was)
		}
		upload, err := h.Upload(t.Context(), wei, was.Trace)
		if err != nil || upload.MergedInto != "" || upload.Edited {
			t.Errorf("%+v, %v", upload, err)
		}
		if !slices.Contains(h.toldNow("P1"), string(now.ID)) {
			t.Errorf("the month was not told of %s", now.ID)
		}
	}
}

// toldNow lists the trips the listener heard of.
func (h *house) toldNow(person trips.PersonID) (ids []string) {
	for _, trip := range h.listener.told[person] {
		ids = append(ids, string(trip.ID))
	}
	return ids
}
