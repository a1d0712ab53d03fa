package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/cmd/licheng/demo"
	"licheng/geo/datum"
	"licheng/trips"
	"licheng/trips/trace"
)

// told is a demo drive told anew: what really happened stays known.
type told struct {
	name    string
	fixes   []trace.Fix
	datum   datum.Datum // of the fixes
	drivenM float64
	trips   int
}

// A file comes to the same kilometres wherever it is asked about: licheng
// match, licheng quote and the service's own reading; and they are those that
// were really driven.
func TestTheSameKilometresEverywhere(t *testing.T) {
	skipShort(t)
	county, dir := demoCounty(), t.TempDir()
	config := smallConfig(t.TempDir())
	config.Workers = 0 // the test reads
	layDemoRoad(t, county, config.Roads)
	c := openCounty(t, config, true)
	rule := filepath.Join(dir, "rule.yaml")
	if err := os.WriteFile(rule, []byte(strings.TrimSpace(smallRule)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, story := range drivesToldAnew(t, county) {
		t.Run(story.name, func(t *testing.T) {
			file := filepath.Join(dir, story.name+".gpx")
			content := gpxOfFixes(story.fixes)
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			matched := matchedKM(t, config.Roads, file)
			quoted, n := quotedKM(t, config.Roads, rule, file)
			read, stored := c.readKM(t, story.name, content)
			if n != story.trips || stored != story.trips {
				t.Errorf("%d trips quoted, %d stored, want %d", n, stored, story.trips)
			}
			// Each prints metres to a decimetre, a trip.
			if slack := 0.11 * float64(story.trips); math.Abs(matched-quoted) > slack || math.Abs(matched-read) > slack {
				t.Errorf("match %.1f m, quote %.1f m, service %.1f m", matched, quoted, read)
			}
			if off := math.Abs(matched-story.drivenM) / story.drivenM; off > 0.015 {
				t.Errorf("%.0f m matched, %.0f m driven: %.1f %% off", matched, story.drivenM, off*100)
			}
		})
	}
}

// layDemoRoad builds the road file of the demo county at a place.
func layDemoRoad(t *testing.T, county *demo.County, path string) {
	t.Helper()
	dir := t.TempDir()
	if err := county.Write(dir); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if code := run(t.Context(), []string{
		"roads", "build", "-o", path, "--elevation", filepath.Join(dir, demo.ElevationDir), filepath.Join(dir, demo.MapFile),
	}, &out, &out); code != exitDone {
		t.Fatalf("roads build: exit %d\n%s", code, out.String())
	}
}

// drivesToldAnew takes an honest drive of the demo county, out and home, and
// tells it as it came, parked for a while on the way, cut by half a day's stay, and in the
// other datums.
func drivesToldAnew(t *testing.T, county *demo.County) []told {
	t.Helper()
	for _, trip := range county.Trips {
		truth := trip.Truth
		if truth.False != demo.Honest || truth.Legs != 2 || truth.Every > 5*time.Second || truth.DrivenM < 20_000 || truth.EndedAt.Sub(truth.StartedAt) > 3*time.Hour {
			continue
		}
		traces, _, err := trace.Decode(bytes.NewReader(trip.Bytes), trip.FileName, trace.DefaultLimits())
		if err != nil || len(traces) != 1 {
			t.Fatalf("%s: %d traces, %v", trip.FileName, len(traces), err)
		}
		plain := traces[0].Fixes
		for i := range plain {
			plain[i].Point = trip.Datum.ToWGS84(plain[i].Point)
		}
		outward := len(plain) / 5 // on the way out
		m := truth.DrivenM
		return []told{
			{"plain", plain, datum.WGS84, m, 1},
			{"parked", parked(plain, outward, 25*time.Minute), datum.WGS84, m, 1},
			{"parked-at-both-ends", parked(parked(plain, len(plain)-1, time.Hour), 0, time.Hour), datum.WGS84, m, 1},
			{"cut", parked(plain, outward, 5*time.Hour), datum.WGS84, m, 2},
			{"gcj02", shifted(parked(plain, outward, 12*time.Minute), datum.GCJ02), datum.GCJ02, m, 1},
			{"bd09-cut", shifted(parked(plain, outward, 5*time.Hour), datum.BD09), datum.BD09, m, 2},
		}
	}
	t.Fatal("the demo county has no such drive")
	return nil
}

// parked lets the car stand at one of its fixes, drifting 25 m around it as
// receivers do under a roof, a fix every ten seconds; all later fixes are
// later by so much.
func parked(fixes []trace.Fix, at int, stood time.Duration) []trace.Fix {
	out := append([]trace.Fix{}, fixes[:at+1]...)
	place, now := fixes[at].Point, fixes[at].At
	for i, end := 1, now.Add(stood); now.Before(end); i++ {
		now = now.Add(10 * time.Second)
		f := fixes[at]
		f.At = now
		f.Point = orb.Point{
			place[0] + 25*math.Sin(float64(i)*0.7)/99_000, // metres a degree of longitude near 27° north
			place[1] + 25*math.Cos(float64(i)*1.1)/111_195,
		}
		out = append(out, f)
	}
	for _, f := range fixes[at+1:] {
		f.At = f.At.Add(stood)
		out = append(out, f)
	}
	return out
}

// shifted gives the positions as an app writes them that works in a datum.
func shifted(fixes []trace.Fix, to datum.Datum) []trace.Fix {
	out := append([]trace.Fix{}, fixes...)
	for i := range out {
		out[i].Point = to.FromWGS84(out[i].Point)
	}
	return out
}

func gpxOfFixes(fixes []trace.Fix) string {
	var b strings.Builder
	b.WriteString(`<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	for _, f := range fixes {
		fmt.Fprintf(&b, `<trkpt lat="%.7f" lon="%.7f"><time>%s</time></trkpt>`, f.Point[1], f.Point[0], f.At.Format(time.RFC3339))
	}
	b.WriteString("</trkseg></trk></gpx>")
	return b.String()
}

// matchedKM are the metres licheng match prints.
func matchedKM(t *testing.T, roadFile, file string) (sumM float64) {
	t.Helper()
	code, out, errOut := runMatch("--roads", roadFile, "--json", file)
	if code != exitDone {
		t.Fatalf("match: exit %d: %s", code, errOut)
	}
	for line := range strings.Lines(out) {
		var got matchedTrace
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		sumM += got.DistanceM
	}
	return sumM
}

// quotedKM are the metres licheng quote prices.
func quotedKM(t *testing.T, roadFile, rule, file string) (sumM float64, trips int) {
	t.Helper()
	var out, errOut bytes.Buffer
	if code := run(t.Context(), []string{"quote", "--roads", roadFile, "--rules", rule, "--json", file}, &out, &errOut); code != exitDone {
		t.Fatalf("quote: exit %d: %s", code, errOut.String())
	}
	for line := range strings.Lines(out.String()) {
		var got quoted
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		for _, trip := range got.Trips {
			sumM += trip.DistanceM
			trips++
		}
	}
	return sumM, trips
}

// readKM are the metres of the trips the service stores.
func (c *smallCounty) readKM(t *testing.T, name, content string) (sumM float64, n int) {
	t.Helper()
	cadre := trips.Actor{County: smallCode, Login: "cadre", Person: "P1", Roles: []trips.Role{trips.Cadre}}
	upload, _, err := c.app.trips.HandIn(t.Context(), cadre, trips.HandIn{FileName: name + ".gpx", Body: strings.NewReader(content), Vehicle: "V1"})
	if err == nil {
		err = c.app.trips.Read(t.Context(), smallCode, upload.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	found, err := c.app.trips.Trips(t.Context(), cadre, trips.TripFilter{Trace: upload.ID})
	if err != nil {
		t.Fatal(err)
	}
	for _, trip := range found {
		sumM += trip.DistanceM
	}
	return sumM, len(found)
}
