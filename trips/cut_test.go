package trips_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/lang"
	"licheng/trips"
)

// hop is a stretch of a told journey: to so many steps of 0.001° of latitude
// north of the start at the usual pace, then standing there with a fix every
// 30 seconds, or with the phone switched off.
type hop struct {
	to     int
	stands time.Duration
	silent time.Duration
}

// journey writes the GPX track of the hops, latitudes from 26.5 on.
func journey(start time.Time, hops ...hop) string {
	var b strings.Builder
	b.WriteString(`<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	now, step := start, 0
	fix := func() {
		fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="%.6f"><time>%s</time></trkpt>`,
			startLat+float64(step)*0.001, startLon, now.UTC().Format(time.RFC3339))
	}
	fix()
	for _, h := range hops {
		for step != h.to {
			if step < h.to {
				step++
			} else {
				step--
			}
			now = now.Add(10 * time.Second)
			fix()
		}
		for stood := time.Duration(0); stood < h.stands; stood += 30 * time.Second {
			now = now.Add(30 * time.Second)
			fix()
		}
		now = now.Add(h.silent)
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return b.String()
}

// The stops of a trip and its turning point get the names of the places there.
func TestATripIsCalledByTheVillagesItWentTo(t *testing.T) {
	const places = "code,name,kind,lon,lat\n" +
		"T1,云岭乡,乡,106.7,26.5\n" +
		"V1,桐花村,村,106.705,26.56\n" + // 0.5 km beside the road at step 60
		"V2,旧村,村,106.7,26.62\n" // at step 120
	start := noon.Add(-5 * time.Hour)
	long := 10 * time.Minute
	tests := []struct {
		name string
		body string
		want string
	}{
		{"a visit and back", journey(start, hop{to: 60, stands: long}, hop{to: 0}), "云岭乡 桐花村 云岭乡"},
		{"two visits and back", journey(start, hop{to: 60, stands: long}, hop{to: 120, stands: long}, hop{to: 0}), "云岭乡 桐花村 旧村 云岭乡"},
		{"there, back without a stop", journey(start, hop{to: 120}, hop{to: 0}), "云岭乡 旧村 云岭乡"},
		{"the phone off during the visit", journey(start, hop{to: 60, silent: 70 * time.Minute}, hop{to: 0}), "云岭乡 桐花村 云岭乡"},
		{"one way with a visit", journey(start, hop{to: 60, stands: long}, hop{to: 120}), "云岭乡 桐花村 旧村"},
		{"one way", journey(start, hop{to: 120}), "云岭乡 旧村"},
		{"without times, there and back", withoutTimes(journey(start, hop{to: 120}, hop{to: 0})), "云岭乡 旧村 云岭乡"},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.importPlaces(t, places)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				_, found := h.read(t, wei, tt.body)
				if len(found) != 1 {
					t.Fatalf("%d trips", len(found))
				}
				trip := found[0]
				if got := strings.Join(slices.Concat([]string{trip.From}, trip.Via, []string{trip.To}), " "); got != tt.want {
					t.Errorf("%s, want %s", got, tt.want)
				}
				brief, err := h.Trips(t.Context(), wei, trips.TripFilter{Trace: trip.Trace, Summary: true})
				if err != nil || len(brief) != 1 {
					t.Fatalf("%d trips, %v", len(brief), err)
				}
				if diff := cmp.Diff(trip.Via, brief[0].Via); diff != "" {
					t.Errorf("whole (-), in a list (+): %s", diff)
				}
			})
		}
	})
}

// A phone switched off while it was driven home stood nowhere anybody knows.
func TestASilenceThatMovesIsNoCall(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	h.importPlaces(t, "code,name,kind,lon,lat\nT1,云岭乡,乡,106.7,26.5\nV1,桐花村,村,106.7,26.56\nV2,旧村,村,106.7,26.62\n")
	first := journey(noon.Add(-5*time.Hour), hop{to: 60})
	_, later, _ := strings.Cut(drive(noon.Add(-5*time.Hour+90*time.Minute), startLat+0.09, 31), "<trk>")
	_, found := h.read(t, wei, strings.TrimSuffix(first, "</gpx>")+"<trk>"+later)
	if len(found) != 1 || found[0].From != "云岭乡" || found[0].To != "旧村" || found[0].Via != nil {
		t.Errorf("%d trips, %s %v %s", len(found), found[0].From, found[0].Via, found[0].To)
	}
}

// Apps export tracks in any order.
func TestTracksInTheWrongOrderAreOneTrip(t *testing.T) {
	start := noon.Add(-3 * time.Hour)
	_, first, _ := strings.Cut(morning(), "<trk>")
	second := drive(start.Add(12*time.Minute), startLat+0.06, 60)
	h := newHouse(t, migrated.SQLite(t))
	_, found := h.read(t, wei, strings.TrimSuffix(second, "</gpx>")+"<trk>"+first)
	if len(found) != 1 || !found[0].StartedAt.Equal(start) || found[0].Fixes != 120 {
		t.Fatalf("%d trips, the first %+v", len(found), found[0])
	}
	// 59 steps, one across the pause (26.559 to 26.560), 59 steps.
	if diff := cmp.Diff(119*stepM, found[0].TraceLengthM, near); diff != "" {
		t.Error(diff)
	}
}

// A table of a small fleet holds several vehicles at once.
func TestVehiclesOfOneTableStayApart(t *testing.T) {
	start := noon.Add(-3 * time.Hour)
	var b strings.Builder
	b.WriteString("车牌,时间,经度,纬度\n")
	for i := range 60 {
		at := start.Add(time.Duration(i) * 10 * time.Second).In(trips.Shanghai).Format(time.DateTime)
		fmt.Fprintf(&b, "贵A11111,%s,106.7,%.6f\n", at, startLat+float64(i)*0.001)
		fmt.Fprintf(&b, "贵B22222,%s,106.7,%.6f\n", at, startLat+1-float64(i)*0.001)
	}
	h := newHouse(t, migrated.SQLite(t))
	upload, found := h.read(t, wei, b.String())
	if len(found) != 2 {
		t.Fatalf("%d trips, %v, %+v", len(found), upload.Refusal, upload.Report)
	}
	for _, trip := range found {
		if diff := cmp.Diff(59*stepM, trip.TraceLengthM, near); diff != "" || trip.Kept != 60 {
			t.Errorf("%d kept: %s", trip.Kept, diff)
		}
	}
}

// Two drives without times in one file are two trips, not one with a jump.
func TestTracksWithoutTimesStayApart(t *testing.T) {
	_, second, _ := strings.Cut(withoutTimes(drive(noon, startLat+1, 60)), "<trk>")
	h := newHouse(t, migrated.SQLite(t))
	_, found := h.read(t, wei, strings.TrimSuffix(withoutTimes(morning()), "</gpx>")+"<trk>"+second)
	if len(found) != 2 {
		t.Fatalf("%d trips", len(found))
	}
	for _, trip := range found {
		if diff := cmp.Diff(59*stepM, trip.TraceLengthM, near); diff != "" {
			t.Error(diff)
		}
	}
}

// Start and end alone do not say which way was driven.
func TestTwoPointsAreNoTrip(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	upload, found := h.read(t, wei, `<gpx version="1.1"><trk><trkseg>
		<trkpt lat="26.5" lon="106.7"/><trkpt lat="29.1" lon="106.7"/></trkseg></trk></gpx>`)
	if upload.State != trips.TraceRefused || len(found) != 0 {
		t.Fatalf("%s, %d trips", upload.State, len(found))
	}
	notes := upload.Report.Notes
	if !slices.ContainsFunc(notes, func(n lang.Text) bool {
		return strings.Contains(n.ZH, "只有 2 个定位点") && strings.Contains(n.EN, "only 2 fixes")
	}) {
		t.Errorf("notes %v", notes)
	}
}
