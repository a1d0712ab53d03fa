package main

import (
	"bytes"
	"testing"

	"github.com/paulmach/orb"

	"licheng/cmd/licheng/demo"
	"licheng/geo/datum"
	"licheng/geo/roads"
	"licheng/trips/trace"
)

// testDemoDatums holds every trace of the demo county, in each of the three
// datums, against its roads: none is told wrongly, and few are asked about.
func testDemoDatums(t *testing.T, county *demo.County, net *roads.Network) {
	near := nearestOf(net)
	right, asked := 0, 0
	for _, trip := range county.Trips {
		traces, _, err := trace.Decode(bytes.NewReader(trip.Bytes), trip.FileName, trace.DefaultLimits())
		if err != nil {
			t.Fatalf("%s: %v", trip.FileName, err)
		}
		for _, d := range []datum.Datum{datum.WGS84, datum.GCJ02, datum.BD09} {
			var points []orb.Point
			for _, tr := range traces {
				for _, f := range tr.Fixes {
					points = append(points, d.FromWGS84(trip.Datum.ToWGS84(f.Point)))
				}
			}
			switch v := datum.Detect(points, near); {
			case !v.Sure:
				asked++
			case v.Datum == d:
				right++
			default:
				t.Errorf("%s: %s is taken for %s, sure: %+v", trip.FileName, d, v.Datum, v)
			}
		}
	}
	t.Logf("%d told, %d asked about", right, asked)
	if asked*50 > right {
		t.Errorf("%d told, %d asked about: more than one in fifty", right, asked)
	}
}
