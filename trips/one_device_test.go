package trips_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng"
	"licheng/trips/trace"
)

// atHome are n fixes of a phone that lies 5 km beside the road, a fix every seven
// seconds, with some metres of drift.
func atHome(from time.Time, n int) []trace.Fix {
	fixes := make([]trace.Fix, n)
	for i := range fixes {
		drift := 0.00004 * math.Sin(float64(i)*1.7)
		fixes[i] = trace.Fix{
			At: from.Add(time.Duration(i) * 7 * time.Second), Point: orb.Point{startLon - 0.05 + drift, startLat + drift},
			ElevationM: math.NaN(), AccuracyM: 8, SpeedMPS: math.NaN(), HeadingDeg: math.NaN(),
		}
	}
	return fixes
}

// Two phones of one person send into one recording: the drive is that of the one
// that was driven, and nobody is told of 3,000 km/h.
func TestTwoPhonesInOneRecording(t *testing.T) {
	drive := sent(noon, 0, 120)
	type post struct {
		device string
		fixes  []trace.Fix
	}
	wayOf := func(n int) float64 { return float64(n-1) * 111.195 } // sent goes a thousandth of a degree at each fix
	tests := []struct {
		name    string
		posts   []post
		fixes   int
		lengthM float64
	}{
		{"one phone", []post{{"new", drive}}, 120, wayOf(120)},
		{"the old one lies at home", []post{{"new", drive}, {"old", atHome(noon, 200)}}, 120, wayOf(120)},
		{"and sends before the other does", []post{{"old", atHome(noon, 200)}, {"new", drive}}, 120, wayOf(120)},
		{"and goes on when the other has ended", []post{{"new", drive[:60]}, {"old", atHome(noon, 200)}}, 60, wayOf(60)},
		{"both are in the car", []post{{"new", drive}, {"old", sent(noon.Add(3*time.Second), 0, 119)}}, 120, wayOf(120)},
		{"both at the same moments", []post{{"new", drive}, {"old", drive[10:90]}}, 120, wayOf(120)},
		{"the battery was empty for a while", []post{{"new", slices.Concat(drive[:40], drive[70:])}, {"old", drive[35:75]}}, 120, wayOf(120)},
		{"and the old one lay at home then", []post{{"new", slices.Concat(drive[:40], drive[70:])}, {"old", atHome(noon, 200)}}, 90, wayOf(120)},
		{"three, one after the other", []post{{"a", drive[:40]}, {"b", drive[40:80]}, {"c", drive[80:]}}, 120, wayOf(120)},
		{"the second takes over", []post{{"old", drive[:50]}, {"new", drive[50:]}}, 120, wayOf(120)},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		for i, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				h := newHouse(t, db)
				actor := wei
				actor.County = h.elsewhere(t, 70+i)
				started, err := h.StartRecording(t.Context(), actor, "", "", 2*time.Hour)
				if err != nil {
					t.Fatal(err)
				}
				devices := map[string]bool{}
				for _, p := range tt.posts {
					if kept, err := h.Record(t.Context(), actor, p.device, p.fixes); err != nil || kept != len(p.fixes) {
						t.Fatalf("kept %d of %d, %v", kept, len(p.fixes), err)
					}
					devices[p.device] = true
				}
				h.now = noon.Add(time.Hour)
				ended, err := h.EndRecording(t.Context(), actor, started.ID)
				if err == nil {
					err = h.Read(t.Context(), actor.County, ended.Trace)
				}
				if err != nil || ended.Devices != len(devices) {
					t.Fatalf("%d devices, %v", ended.Devices, err)
				}
				trip := h.onlyTrip(t, actor, ended.Trace)
				if trip.Fixes != tt.fixes || math.Abs(trip.TraceLengthM-tt.lengthM) > 100 {
					t.Errorf("%d fixes, %.0f m; want %d, %.0f m", trip.Fixes, trip.TraceLengthM, tt.fixes, tt.lengthM)
				}
				if slices.Contains(rules(trip), "impossible-speed") {
					t.Errorf("findings %v", trip.Findings)
				}
				list, err := h.Recordings(t.Context(), actor)
				if err != nil || len(list) != 1 || list[0].Devices != len(devices) {
					t.Errorf("listed as %+v, %v", list, err)
				}
			})
		}
	})
}
