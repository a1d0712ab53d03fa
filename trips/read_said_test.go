package trips

import (
	"testing"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/trips/trace"
)

// noRoads is a country without roads: they cannot tell a datum.
type noRoads struct{}

func (noRoads) Near(orb.Point, float64) (float64, bool) { return 0, false }
func (noRoads) Version() string                         { return "none" }

func (noRoads) Elevated() bool { return true }

// TestStraighten_whatTheFileSays: without roads to ask, the datum a file names
// decides unless a person declared another. 106.7172721, 26.5747778 in GCJ-02
// is 106.7135, 26.5783 in WGS-84.
func TestStraighten_whatTheFileSays(t *testing.T) {
	shifted, plain := orb.Point{106.7172721, 26.5747778}, orb.Point{106.7135, 26.5783}
	of := func(d ...datum.Datum) []trace.Trace {
		var out []trace.Trace
		for _, d := range d {
			out = append(out, trace.Trace{Datum: d, Fixes: []trace.Fix{{Point: shifted}}})
		}
		return out
	}
	for name, c := range map[string]struct {
		traces   []trace.Trace
		declared datum.Datum
		want     orb.Point
		sure     bool
	}{
		"the file says GCJ-02":            {of(datum.GCJ02), datum.Auto, plain, true},
		"a person says WGS-84":            {of(datum.GCJ02), datum.WGS84, shifted, true},
		"its traces do not agree":         {of(datum.GCJ02, ""), datum.Auto, shifted, false},
		"it says nothing":                 {of(""), datum.Auto, shifted, false},
		"nobody says anything of nothing": {nil, datum.Auto, orb.Point{}, false},
	} {
		var out Reading
		straight := Reader{Roads: noRoads{}}.straighten(&out, c.traces, c.declared)
		if out.Sure != c.sure {
			t.Errorf("%s: sure %v", name, out.Sure)
		}
		if len(straight) > 0 {
			got := straight[0].Fixes[0].Point
			if d := max(got[0]-c.want[0], c.want[0]-got[0], got[1]-c.want[1], c.want[1]-got[1]); d > 1e-6 {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	}
}

var _ Roads = noRoads{}
