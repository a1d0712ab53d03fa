package matter_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng/reimburse/matter"
)

// The villages lie on a road that runs north; a hundredth of a degree of
// latitude is 1112 m.
var (
	upper = matter.Place{Code: "1", Name: "上村", Lon: 108.5, Lat: 27.70}
	lower = matter.Place{Code: "2", Name: "下村", Lon: 108.5, Lat: 27.50}
	typed = matter.Place{Name: "老鹰岩工地"}
)

func october(day, hour int) time.Time {
	return time.Date(2026, 10, day, hour, 0, 0, 0, time.FixedZone("", 8*3600))
}

// north drives from a latitude to another on the road.
func north(from, to float64, day, hour int) matter.Drive {
	return matter.Drive{
		Start: october(day, hour), End: october(day, hour+1),
		Line: orb.MultiLineString{{{108.5, from}, {108.5, to}}},
	}
}

func TestChoose(t *testing.T) {
	day := func(id string, day int, places ...matter.Place) matter.Leave {
		return matter.Leave{ID: id, From: october(day, 8), Until: october(day, 18), Places: places}
	}
	named := north(27.1, 27.2, 12, 9)
	named.Names = []string{"青石镇", "老鹰岩工地"}
	tests := []struct {
		name   string
		drive  matter.Drive
		leaves []matter.Leave
		want   string
		could  []string
	}{
		{"the only one, at its time, to its place", north(27.4, 27.70, 12, 9), []matter.Leave{day("a", 12, upper)}, "a", []string{"a"}},
		{"the way back is of it too", north(27.70, 27.4, 12, 15), []matter.Leave{day("a", 12, upper)}, "a", []string{"a"}},
		{"of two the one whose place was reached", north(27.4, 27.55, 12, 9), []matter.Leave{day("a", 12, upper), day("b", 12, lower)}, "b", []string{"b", "a"}},
		{"past both places: somebody must say", north(27.4, 27.8, 12, 9), []matter.Leave{day("a", 12, upper), day("b", 12, lower)}, "", []string{"a", "b"}},
		{"another day", north(27.4, 27.7, 14, 9), []matter.Leave{day("a", 12, upper)}, "", nil},
		{"an hour before it", north(27.4, 27.7, 12, 6), []matter.Leave{day("a", 12, upper)}, "a", []string{"a"}},
		{"more than two hours before it", north(27.4, 27.7, 12, 4), []matter.Leave{day("a", 12, upper)}, "", nil},
		{"within one, just before the other", north(27.4, 27.7, 12, 11), []matter.Leave{day("a", 12, upper), {ID: "b", From: october(12, 13), Until: october(12, 18), Places: []matter.Place{upper}}}, "a", []string{"a", "b"}},
		{"elsewhere, but no other was asked: the finding will say", north(26.1, 26.2, 12, 9), []matter.Leave{day("a", 12, upper)}, "a", []string{"a"}},
		{"1.4 km from the place is there", north(27.4, 27.6875, 12, 9), []matter.Leave{day("a", 12, upper), day("b", 12, typed)}, "a", []string{"a", "b"}},
		{"1.7 km from it is not", north(27.6, 27.6847, 12, 9), []matter.Leave{day("a", 12, upper), day("b", 12, typed)}, "", []string{"a", "b"}},
		{"a place known by name only", named, []matter.Leave{day("a", 12, upper), day("b", 12, typed)}, "b", []string{"b", "a"}},
		{"a trace without times", matter.Drive{Line: orb.MultiLineString{{{108.5, 27.7}}}}, []matter.Leave{day("a", 12, upper)}, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, sure := matter.Choose(tt.drive, tt.leaves)
			if !sure {
				got = ""
			}
			if got != tt.want || (tt.want != "") != sure {
				t.Errorf("Choose = %q, %v; want %q", got, sure, tt.want)
			}
			if diff := cmp.Diff(tt.could, matter.Could(tt.drive, tt.leaves)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A place is known by its point where either coordinate is.
func TestPoint(t *testing.T) {
	for place, want := range map[matter.Place]bool{{}: false, {Lon: 108.5}: true, {Lat: 27.7}: true, {Lon: 108.5, Lat: 27.7}: true} {
		if point, known := place.Point(); known != want || point != (orb.Point{place.Lon, place.Lat}) {
			t.Errorf("%+v: %v, %v", place, point, known)
		}
	}
}

// Within 1500 m of the way is there. At 27.7° a degree of longitude is 111,195 m
// × 0.8854 = 98,452 m, one of latitude 111,195 m.
func TestHowNearIsThere(t *testing.T) {
	leave := matter.Leave{ID: "a", From: october(12, 8), Until: october(12, 18), Places: []matter.Place{upper}}
	for _, tt := range []struct {
		name string
		line orb.LineString // degrees east and north of the place
		want bool
	}{
		{"1496 m east of it", orb.LineString{{0.0152, -0.1}, {0.0152, 0.1}}, true},
		{"1506 m east of it", orb.LineString{{0.0153, -0.1}, {0.0153, 0.1}}, false},
		{"1501 m north of it", orb.LineString{{-0.1, 0.0135}, {0.1, 0.0135}}, false},
		{"1490 m north of it", orb.LineString{{-0.1, 0.0134}, {0.1, 0.0134}}, true},
		{"across, 1474 m off, both ends farther", orb.LineString{{0.02, 0}, {0, 0.02}}, true}, // 1969 × 2224 / 2970
		{"across, 1511 m off", orb.LineString{{0.0205, 0}, {0, 0.0205}}, false},
		{"ends 1477 m before it", orb.LineString{{0.2, 0}, {0.015, 0}}, true},
		{"ends 1575 m before it", orb.LineString{{0.2, 0}, {0.016, 0}}, false},
		{"begins 1477 m beyond it", orb.LineString{{-0.015, 0}, {-0.2, 0}}, true},
		{"stood 1 km from it", orb.LineString{{0.01, 0}, {0.01, 0}}, true},
		{"stood 2 km from it", orb.LineString{{0.02, 0}, {0.02, 0}}, false},
	} {
		var line orb.LineString
		for _, p := range tt.line {
			line = append(line, orb.Point{upper.Lon + p[0], upper.Lat + p[1]})
		}
		drive := matter.Drive{Start: october(12, 9), End: october(12, 10), Line: orb.MultiLineString{line}}
		if when, where := leave.Covers(drive); !when || where != tt.want {
			t.Errorf("%s: its time %v, there %v; want %v", tt.name, when, where, tt.want)
		}
		drive.Start, drive.End = october(14, 9), october(14, 10)
		if when, where := leave.Covers(drive); when || where != tt.want {
			t.Errorf("%s, on another day: its time %v, there %v", tt.name, when, where)
		}
	}
}
