package trace

import (
	"math"
	"testing"
	"time"
)

// oziTrack is a file as OziExplorer writes it: 46298 days after 30 December 1899
// are 3 October 2026.
const oziTrack = "OziExplorer Track Point File Version 2.1\r\nWGS 84\r\nAltitude is in Feet\r\nReserved 3\r\n" +
	"0,2,255,下村,0,0,2,8421376\r\n0\r\n" +
	"  26.578300, 106.713500,1, 3280.8,46298.0000000, 03-Oct-26, 00:00:00\r\n" +
	"  26.579300, 106.714500,0,  -777,46298.0001157, 03-Oct-26, 00:00:10\r\n" +
	"  26.580300, 106.715500,1,  0.0,46298.0416667, 03-Oct-26, 01:00:00\r\n"

// lifeTrack is the beginning of a trajectory in the user guide of GeoLife 1.2.
const lifeTrack = "Geolife trajectory\nWGS 84\nAltitude is in Feet\nReserved 3\n0,2,255,My Track,0,0,2,8421376\n0\n" +
	"39.906631,116.385564,0,492,40097.5864583333,2009-10-11,14:04:30\n" +
	"39.906554,116.385625,0,492,40097.5865162037,2009-10-11,14:04:35\n"

func TestPLT(t *testing.T) {
	traces, report := mustDecode(t, oziTrack)
	want := []Fix{fixAt(utc(0, 0, 0), 106.7135, 26.5783, 7), fixAt(utc(0, 0, 10), 106.7145, 26.5793, 8), fixAt(utc(1, 0, 0), 106.7155, 26.5803, 9)}
	want[0].ElevationM, want[2].ElevationM = traces[0].Fixes[0].ElevationM, 0
	sameTraces(t, traces, []Trace{{Fixes: want, Gaps: []int{2}}})
	if e := traces[0].Fixes[0].ElevationM; math.Abs(e-1000) > 0.1 {
		t.Errorf("3280.8 feet are %.2f m", e)
	}
	if report.Format != "plt" || report.Kept != 3 {
		t.Errorf("report %+v", report)
	}
	traces, _ = mustDecode(t, lifeTrack)
	if f := traces[0].Fixes; len(f) != 2 || !f[1].At.Equal(time.Date(2009, 10, 11, 14, 4, 35, 0, time.UTC)) || f[0].Point.Lat() != 39.906631 {
		t.Errorf("GeoLife: %+v", f)
	}
	traces, report = mustDecode(t, oziTrack[:len(oziTrack)-40])
	if len(traces[0].Fixes) != 2 || len(report.Notes) == 0 {
		t.Errorf("cut short: %d fixes, %v", len(traces[0].Fixes), report.Notes)
	}
}
