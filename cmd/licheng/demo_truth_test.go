package main

import (
	"bytes"
	"io"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"licheng/cmd/licheng/demo"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/trips/clean"
	"licheng/trips/trace"
)

// TestDemoTraces holds what is found out about the traces of the demo county
// against what was really driven.
func TestDemoTraces(t *testing.T) {
	skipShort(t)
	county, net := demoRoads(t)
	t.Run("distances", func(t *testing.T) { testDemoDistances(t, county, net) })
	t.Run("datums", func(t *testing.T) { testDemoDatums(t, county, net) })
}

// testDemoDistances drives the honest trips of the demo county through the
// rooms that measure them, against the metres that were really driven and the
// toll points that were really passed.
func testDemoDistances(t *testing.T, county *demo.County, net *roads.Network) {
	matcher := match.New(net, match.Defaults())
	var errs []float64
	driven, matched, inside := 0.0, 0.0, 0
	for _, trip := range county.Trips {
		if trip.Truth.False != demo.Honest {
			continue
		}
		truth, got := trip.Truth, matchedTrip(t, matcher, trip)
		off := math.Abs(got.DistanceM-truth.DrivenM) / truth.DrivenM
		if off > 0.08 {
			t.Errorf("%s: matched %.0f m, driven %.0f m", trip.FileName, got.DistanceM, truth.DrivenM)
		}
		if got, want := passedRefs(got), truthRefs(truth); !slices.Equal(got, want) {
			t.Errorf("%s: passed %v, want %v", trip.FileName, got, want)
		}
		errs = append(errs, off)
		driven, matched = driven+truth.DrivenM, matched+got.DistanceM
		if got.DistanceLowM <= truth.DrivenM && truth.DrivenM <= got.DistanceHighM {
			inside++
		}
	}
	slices.Sort(errs)
	n := len(errs)
	t.Logf("%d trips, %.0f km driven, %.0f km matched; error p50 %.2f %%, p90 %.2f %%, max %.2f %%; truth inside the interval %d times",
		n, driven/1000, matched/1000, errs[n/2]*100, errs[n*9/10]*100, errs[n-1]*100, inside)
	if off := math.Abs(matched-driven) / driven; off > 0.01 {
		t.Errorf("matched %.0f m of %.0f m driven in all: %.2f %% off", matched, driven, off*100)
	}
	if errs[n*9/10] > 0.03 {
		t.Errorf("one trip in ten is more than %.1f %% off, want 3 %% at most", errs[n*9/10]*100)
	}
	if inside < n*9/10 {
		t.Errorf("the truth lies inside the interval for %d of %d trips, want nine in ten", inside, n)
	}
}

func passedRefs(r match.Result) []string {
	var refs []string
	for _, path := range r.Paths {
		for _, p := range path.Passages {
			refs = append(refs, p.Ref)
		}
	}
	return refs
}

func truthRefs(t demo.Truth) []string {
	var refs []string
	for _, p := range t.Passings {
		refs = append(refs, p.Ref)
	}
	return refs
}

func matchedTrip(t *testing.T, m *match.Matcher, trip demo.Trip) match.Result {
	t.Helper()
	traces, _, err := trace.Decode(bytes.NewReader(trip.Bytes), trip.FileName, trace.DefaultLimits())
	if err != nil {
		t.Fatalf("%s: %v", trip.FileName, err)
	}
	var obs []match.Observation
	for _, fixes := range trace.Sequences(traces) {
		kept, _ := clean.Clean(fixes, clean.Options{})
		for _, f := range kept {
			obs = append(obs, match.Observation{At: f.At, Point: trip.Datum.ToWGS84(f.Point)})
		}
	}
	result, err := m.Match(obs)
	if err != nil {
		t.Fatalf("%s: %v", trip.FileName, err)
	}
	return result
}

// demoCounty is the county of seed 1, made once for all tests that look at it.
var demoCounty = sync.OnceValue(func() *demo.County { return demo.New(1) })

// skipShort skips a test on the whole demo county, which takes half a minute,
// and ten times as long under the race detector.
func skipShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("the whole demo county is a matter of the long tests")
	}
}

// demoRoads makes the county and its road file.
func demoRoads(t *testing.T) (*demo.County, *roads.Network) {
	t.Helper()
	dir := t.TempDir()
	county := demoCounty()
	if err := county.Write(dir); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "county.roads")
	if _, err := buildRoads(io.Discard, []string{filepath.Join(dir, demo.MapFile)}, filepath.Join(dir, demo.ElevationDir), file); err != nil {
		t.Fatal(err)
	}
	net, err := roads.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = net.Close() })
	return county, net
}
