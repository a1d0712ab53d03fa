package main

import (
	"bytes"
	"io"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"licheng/cmd/licheng/demo"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/trips/clean"
	"licheng/trips/trace"
)

// TestDemoDistances drives the honest trips of the demo county through the
// rooms that measure them, against the metres that were really driven.
func TestDemoDistances(t *testing.T) {
	county, net := demoRoads(t)
	matcher := match.New(net, match.Defaults())
	var errs, off []float64
	driven, matched, inside := 0.0, 0.0, 0
	for i, trip := range county.Trips {
		if trip.Truth.False != demo.Honest {
			continue
		}
		_ = i
		result := matchedTrip(t, matcher, trip)
		e := (result.DistanceM - trip.Truth.DrivenM) / trip.Truth.DrivenM
		errs = append(errs, math.Abs(e))
		off = append(off, (result.OffRoadM-trip.Truth.UnmappedM)/trip.Truth.DrivenM)
		driven, matched = driven+trip.Truth.DrivenM, matched+result.DistanceM
		if result.DistanceLowM <= trip.Truth.DrivenM && trip.Truth.DrivenM <= result.DistanceHighM {
			inside++
		}
		tolls := 0
		for _, p := range result.Paths {
			tolls += len(p.Passages)
		}
		if math.Abs(e) > 0.03 || tolls != len(trip.Truth.Passings) {
			t.Logf("%s every %v: driven %.0f matched %.0f (%.1f %%) unmapped %.0f off %.0f passages %d of %d breaks %v", trip.FileName, trip.Truth.Every, trip.Truth.DrivenM, result.DistanceM, e*100, trip.Truth.UnmappedM, result.OffRoadM, tolls, len(trip.Truth.Passings), result.Breaks)
		}
	}
	slices.Sort(errs)
	t.Logf("driven %.0f matched %.0f; error p50 %.4f p90 %.4f max %.4f; truth inside interval %d of %d", driven, matched, errs[len(errs)/2], errs[len(errs)*9/10], errs[len(errs)-1], inside, len(errs))
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

// demoRoads makes the county and its road file.
func demoRoads(t *testing.T) (*demo.County, *roads.Network) {
	t.Helper()
	dir := t.TempDir()
	county := demo.New(1)
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
