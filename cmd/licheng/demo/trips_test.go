package demo

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTripsTellTheTruth(t *testing.T) {
	c := seedOne()
	formats, datums, falses := map[string]int{}, map[string]int{}, map[Falsehood]int{}
	unmapped, tolled, tunnels, fixes := 0, 0, 0, 0
	names := map[string]bool{}
	for _, trip := range c.Trips {
		formats[trip.Format]++
		datums[string(trip.Datum)]++
		falses[trip.Truth.False]++
		fixes += trip.Fixes
		if names[trip.FileName] {
			t.Errorf("two files are called %s", trip.FileName)
		}
		names[trip.FileName] = true
		if trip.Truth.False != Honest {
			continue
		}
		truth := trip.Truth
		if truth.UnmappedM > 0 {
			unmapped++
		}
		if len(truth.Passings) > 0 {
			tolled++
		}
		if truth.TunnelM > 0 {
			tunnels++
		}
		if truth.DrivenM < 500 || truth.UnmappedM > truth.DrivenM || !truth.EndedAt.After(truth.StartedAt) || truth.Legs < 2 {
			t.Errorf("%s: %+v", trip.FileName, truth)
		}
		if mean := truth.DrivenM / truth.EndedAt.Sub(truth.StartedAt).Seconds() * 3.6; mean > 90 {
			t.Errorf("%s: %.0f km/h on the whole day", trip.FileName, mean)
		}
	}
	for _, format := range []string{"gpx", "csv", "kml", "geojson"} {
		if formats[format] < 10 {
			t.Errorf("%d files are %s, want ten or more", formats[format], format)
		}
	}
	if datums["gcj02"] < 20 || datums["wgs84"] < 200 {
		t.Errorf("datums %v", datums)
	}
	if falses[Replayed] != 2 || falses[TooFast] != 2 || falses[Frozen] != 2 {
		t.Errorf("false files %v, want two of each kind", falses)
	}
	if unmapped < 20 || tolled < 10 || tunnels < 5 || fixes > 500_000 {
		t.Errorf("%d trips off the map, %d tolled, %d through tunnels, %d fixes", unmapped, tolled, tunnels, fixes)
	}
}

// TestTollTruth checks that who takes the expressway enters by one booth,
// passes at least one gantry and leaves by another, every time.
func TestTollTruth(t *testing.T) {
	c := seedOne()
	known := map[string]bool{}
	for _, iv := range c.Intervals {
		known[iv.Ref] = true
		perKM := float64(iv.FeeFen) / (iv.LengthM / 1000)
		if perKM < 50 || perKM > 90 {
			t.Errorf("%s costs %.0f fen a km, want 50 to 90", iv.Ref, perKM)
		}
	}
	for _, trip := range c.Trips {
		inside := false
		for i, p := range trip.Truth.Passings {
			switch {
			case p.Kind == "booth":
				inside = !inside
			case !inside || !known[p.Ref]:
				t.Errorf("%s: gantry %s before a booth, or unknown", trip.FileName, p.Ref)
			}
			if i > 0 && p.At.Before(trip.Truth.Passings[i-1].At) {
				t.Errorf("%s: passings out of order", trip.FileName)
			}
		}
		if inside {
			t.Errorf("%s: entered the expressway and never left it", trip.FileName)
		}
	}
}

func TestDriveKeepsToWhatACarCan(t *testing.T) {
	c := seedOne()
	way, ok := c.network.route(c.Places[0].node, c.Places[1].node, taste{})
	if !ok {
		t.Fatal("no road to the first township")
	}
	d := c.drive(way, driver{pace: 1}, time.Date(2026, 10, 12, 8, 0, 0, 0, beijing))
	if off := math.Abs(d.lengthM() - c.network.routeM(way)); off > 0.01 {
		t.Errorf("the drive is %.2f m longer or shorter than its way", off)
	}
	for i := 1; i < len(d.moments); i++ {
		a, b := d.moments[i-1], d.moments[i]
		if b.afterS < a.afterS || b.goneM < a.goneM || b.speed > 110/3.6 {
			t.Fatalf("moment %d: %+v after %+v", i, b, a)
		}
	}
	if d.moments[0].speed != 0 || d.moments[len(d.moments)-1].speed != 0 {
		t.Error("the car does not stand at both ends")
	}
	if mean := d.lengthM() / d.durationS() * 3.6; mean < 20 || mean > 60 {
		t.Errorf("%.0f km/h on a mountain road", mean)
	}
}

func TestTunnelsLeaveGaps(t *testing.T) {
	c := seedOne()
	i := slices.IndexFunc(c.Trips, func(t Trip) bool {
		return t.Truth.TunnelM > 2000 && t.Format == "gpx" && t.Truth.Every <= 5*time.Second
	})
	if i < 0 {
		t.Skip("nobody with a dense recorder went through a tunnel")
	}
	if longest := longestGap(t, c.Trips[i]); longest < 60*time.Second {
		t.Errorf("%s: the longest silence is %v, want a minute or more in a tunnel of 2 km", c.Trips[i].FileName, longest)
	}
}

// longestGap is the longest time between two fixes of one GPX segment.
func longestGap(t *testing.T, trip Trip) time.Duration {
	t.Helper()
	longest := time.Duration(0)
	for _, segment := range strings.Split(string(trip.Bytes), "<trkseg>")[1:] {
		last := time.Time{}
		for _, part := range strings.Split(segment, "<time>")[1:] {
			at, err := time.Parse(time.RFC3339, part[:20])
			if err != nil {
				t.Fatal(err)
			}
			if !last.IsZero() {
				longest = max(longest, at.Sub(last))
			}
			last = at
		}
	}
	return longest
}

// TestTollRecords checks that the ETC statement tells of passes that were driven:
// most of them, none twice, free in the first week, and some of no trip.
func TestTollRecords(t *testing.T) {
	c := seedOne()
	driven := map[string]int{} // fen by plate and time of the exit
	for _, trip := range c.Trips {
		if trip.Truth.False == Honest {
			for _, p := range c.passesOf(trip) {
				driven[p.plate+" "+p.outAt.In(beijing).Format(time.DateTime)] = p.fen
			}
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(c.tollRecordsCSV()[bytes.IndexByte(c.tollRecordsCSV(), '\n')+1:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen, ofTrips, others, free := map[string]bool{}, 0, 0, 0
	for _, row := range rows[1:] {
		key := row[0] + " " + row[4]
		if seen[key] || row[2] >= row[4] || row[1] == row[3] {
			t.Errorf("%v", row)
		}
		seen[key] = true
		fen, was := driven[key]
		if !was {
			others++
			continue
		}
		ofTrips++
		if row[5] != yuanText(fen) {
			t.Errorf("%v, want %d fen due", row, fen)
		}
		if row[4] < "2026-10-08" {
			free++
			if row[7] != "0.00" {
				t.Errorf("%v is not free", row)
			}
		}
	}
	if others != 2 || free == 0 || ofTrips < len(driven)/2 || ofTrips >= len(driven) {
		t.Errorf("%d of %d passes that were driven, %d of them free, and %d others", ofTrips, len(driven), free, others)
	}
}

// ETC by hand: 23.05 → 23 × 0.95 = 21.85; 12.50 stays, × 0.95 = 11.875 → 11.88;
// 0.40 → 0; nothing on 7 October.
func TestETCFen(t *testing.T) {
	later := time.Date(Year, Month, 8, 0, 0, 1, 0, beijing)
	for fen, want := range map[int]int{2305: 2185, 1250: 1188, 40: 0, 1249: 1140, 10000: 9500} {
		if got := etcFen(pass{fen: fen, outAt: later}); got != want {
			t.Errorf("%d: %d, want %d", fen, got, want)
		}
	}
	if got := etcFen(pass{fen: 2305, outAt: later.Add(-2 * time.Second)}); got != 0 {
		t.Errorf("on the last free day: %d", got)
	}
}
