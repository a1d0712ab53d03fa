package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/geo/geotest"
	"licheng/geo/roads"
)

// matchCounty writes the road file of a winding road of about 8 km, and
// returns its path and the road's line.
func matchCounty(t *testing.T) (roadFile string, line orb.LineString) {
	t.Helper()
	way := roads.Way{ID: 77, Class: roads.Tertiary}
	var in roads.Input
	for i := range 160 {
		p := geotest.At(float64(i)*50, 300*math.Sin(float64(i)/6))
		line = append(line, p)
		in.Nodes = append(in.Nodes, roads.Node{ID: int64(1000 + i), Point: p})
		way.Nodes = append(way.Nodes, int64(1000+i))
	}
	in.Ways = []roads.Way{way}
	network, err := roads.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	roadFile = filepath.Join(t.TempDir(), "county.roads")
	if err := network.WriteFile(roadFile); err != nil {
		t.Fatal(err)
	}
	return roadFile, line
}

// gpxOf writes the points as a GPX file, a fix every five seconds.
func gpxOf(t *testing.T, name string, points orb.LineString, in datum.Datum) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	at := time.Date(2026, 10, 12, 0, 0, 0, 0, time.UTC)
	for i, p := range points {
		q := in.FromWGS84(p)
		fmt.Fprintf(&b, `<trkpt lat="%.7f" lon="%.7f"><time>%s</time></trkpt>`, q[1], q[0], at.Add(time.Duration(i)*5*time.Second).Format(time.RFC3339))
	}
	b.WriteString("</trkseg></trk></gpx>")
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// runMatch runs licheng match.
func runMatch(args ...string) (code int, out, errOut string) {
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), append([]string{"match"}, args...), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// A line a file, in the order of the command line, whatever datum each is in.
func TestMatchJSON(t *testing.T) {
	roadFile, line := matchCounty(t)
	whole := roads.LineLengthM(line)
	half := roads.LineLengthM(line[:81])
	files := []string{
		gpxOf(t, "whole.gpx", line, datum.WGS84),
		gpxOf(t, "half.gpx", line[:81], datum.GCJ02),
		gpxOf(t, "baidu.gpx", line, datum.BD09),
	}
	code, out, errOut := runMatch(append([]string{"--roads", roadFile, "--json"}, files...)...)
	if code != 0 || errOut != "" {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	want := []struct {
		datum   string
		lengthM float64
		nodes   int
	}{{"wgs84", whole, 160}, {"gcj02", half, 160}, {"bd09", whole, 160}}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d", len(lines), len(want))
	}
	for i, w := range want {
		var got matchedTrace
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
			t.Fatal(err)
		}
		if got.File != files[i] || got.Datum != w.datum || math.Abs(got.DistanceM-w.lengthM) > 0.005*w.lengthM {
			t.Errorf("line %d: %s in %s, %.0f m; want %s in %s, %.0f m", i, got.File, got.Datum, got.DistanceM, files[i], w.datum, w.lengthM)
		}
		if len(got.Paths) != 1 || len(got.Paths[0].WayIDs) != 1 || got.Paths[0].WayIDs[0] != 77 || len(got.Paths[0].NodeIDs) != w.nodes {
			t.Errorf("line %d: paths %+v; want one, on way 77 with its %d nodes", i, got.Paths, w.nodes)
		}
		if len(got.Breaks) != 0 || len(got.Dropped) != 0 || got.Fixes != got.Kept || got.RoadsVersion == "" {
			t.Errorf("line %d: %d breaks, dropped %v, %d of %d fixes, roads %q", i, len(got.Breaks), got.Dropped, got.Kept, got.Fixes, got.RoadsVersion)
		}
	}
}

// The table for people holds the figure, and the same command without roads or
// with a broken file ends with 2 and one sentence.
func TestMatchForPeople(t *testing.T) {
	roadFile, line := matchCounty(t)
	good := gpxOf(t, "good.gpx", line, datum.WGS84)
	broken := filepath.Join(t.TempDir(), "broken.gpx")
	if err := os.WriteFile(broken, []byte("not a track at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	alone := gpxOf(t, "alone.gpx", line[:1], datum.WGS84)
	tests := []struct {
		name    string
		args    []string
		code    int
		out     string // contained in the output
		errOut  string // contained in the one sentence
		oneLine bool
	}{
		{"a table", []string{"--roads", roadFile, good}, 0, fmt.Sprintf("%.2f km", roads.LineLengthM(line)/1000), "", false},
		{"no roads", []string{good}, 2, "", "roads", true},
		{"roads that are none", []string{"--roads", good, good}, 2, "", "road file", true},
		{"no such datum", []string{"--roads", roadFile, "--datum", "mars", good}, 2, "", "mars", true},
		{"no such file", []string{"--roads", roadFile, "nowhere.gpx"}, 2, "", "nowhere.gpx", true},
		{"not a track", []string{"--roads", roadFile, broken}, 2, "", "broken.gpx", true},
		{"a single fix", []string{"--roads", roadFile, alone}, 2, "", "alone.gpx", true},
		{"the good one is shown beside a bad one", []string{"--roads", roadFile, broken, good}, 2, "good.gpx", "broken.gpx", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, out, errOut := runMatch(tt.args...)
			if code != tt.code || !strings.Contains(out, tt.out) || !strings.Contains(errOut, tt.errOut) {
				t.Errorf("exit %d, want %d\nout %s\nerr %s", code, tt.code, out, errOut)
			}
			if tt.oneLine && strings.Count(strings.TrimSpace(errOut), "\n") != 0 {
				t.Errorf("more than one line on the error stream:\n%s", errOut)
			}
		})
	}
}
