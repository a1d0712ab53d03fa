package main

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// What bench match writes after thinning is read back as the same fixes.
func TestAppendGPX(t *testing.T) {
	fix := func(lon, lat, elevationM float64, second int) trace.Fix {
		return trace.Fix{
			At: time.Date(2026, 10, 9, 1, 0, second, 0, time.UTC), Point: orb.Point{lon, lat}, ElevationM: elevationM,
			AccuracyM: math.NaN(), SpeedMPS: math.NaN(), HeadingDeg: math.NaN(),
		}
	}
	want := [][]trace.Fix{
		{fix(108.0000001, 27, 1100.5, 0), fix(108.00123456789, 26.9, math.NaN(), 10)},
		{fix(-0.5, -33.25, 0, 40)},
	}
	traces, report, err := trace.Decode(bytes.NewReader(appendGPX(nil, want)), "thinned", trace.Limits{})
	if err != nil || report.Kept != 3 || len(report.Notes) > 0 {
		t.Fatalf("kept %d, notes %v, error %v", report.Kept, report.Notes, err)
	}
	var got [][]trace.Fix
	for _, tr := range traces {
		got = append(got, tr.Fixes)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.IgnoreFields(trace.Fix{}, "Where")); diff != "" {
		t.Error(diff)
	}
}

func TestThin(t *testing.T) {
	at := func(seconds ...int) (fixes []trace.Fix) {
		for _, s := range seconds {
			fixes = append(fixes, trace.Fix{At: time.Date(2026, 10, 9, 1, 0, s, 0, time.UTC), Point: orb.Point{108, 27}})
		}
		return fixes
	}
	b := benchTrace{sequences: [][]trace.Fix{at(0, 4, 9, 10, 19, 21, 30, 31), at(5)}}
	b.thin(10 * time.Second)
	if diff := cmp.Diff([][]trace.Fix{at(0, 10, 21, 31), at(5)}, b.sequences); diff != "" {
		t.Error(diff)
	}
	if n := bytes.Count(b.bytes, []byte("<trkpt ")); n != 5 {
		t.Errorf("%d points written, want 5", n)
	}
}
