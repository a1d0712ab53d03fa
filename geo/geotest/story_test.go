package geotest_test

import (
	"strings"
	"testing"
	"time"

	"licheng/geo/geotest"
	"licheng/geo/roads"
)

const drawing = `A story with everything in it.
-- map grid=10m --
A--1--B
      |
2     C
-- ways --
AB highway=primary oneway=yes
BC tunnel=yes maxspeed=60
-- turns --
no AB B BC
-- nodes --
B toll_booth S1
-- trace --
1 08:00:00 accuracy=5m
2*2 08:00:10 5s
-- want --
path   AB  BC
`

func TestParse(t *testing.T) {
	s, err := geotest.Parse([]byte(drawing))
	if err != nil {
		t.Fatal(err)
	}
	if s.Title != "A story with everything in it." {
		t.Errorf("title %q", s.Title)
	}
	if got := roads.DistanceM(s.Points['A'], s.Points['B']); got < 59.9 || got > 60.1 {
		t.Errorf("A–B is %.2f m, want six steps of 10 m", got)
	}
	if got := roads.DistanceM(s.Points['B'], s.Points['C']); got < 19.9 || got > 20.1 {
		t.Errorf("B–C is %.2f m, want two steps of 10 m", got)
	}
	if len(s.Input.Ways) != 2 || s.Input.Ways[0].Travel != roads.ForwardOnly || s.Input.Ways[1].SpeedKMH != 60 {
		t.Errorf("ways %+v", s.Input.Ways)
	}
	if len(s.Input.Restrictions) != 1 || s.Input.Restrictions[0].From != 1 || s.Input.Restrictions[0].To != 2 {
		t.Errorf("restrictions %+v", s.Input.Restrictions)
	}
	if len(s.Input.TollNodes) != 1 || s.Input.TollNodes[0].Ref != "S1" {
		t.Errorf("toll nodes %+v", s.Input.TollNodes)
	}
	if len(s.Trace) != 3 || s.Trace[0].AccuracyM != 5 || s.Trace[2].At.Sub(s.Trace[0].At) != 15*time.Second {
		t.Errorf("trace %+v", s.Trace)
	}
	if len(s.Want) != 1 || s.Want[0] != "path AB BC" {
		t.Errorf("want %q", s.Want)
	}
}

func TestParseNamesTheBadLine(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"unknown tag", "tunnel=yes", "colour=red", `ways: "BC colour=red maxspeed=60"`},
		{"node off the map", "BC tunnel", "BX tunnel", `node 'X' is not on the map`},
		{"fix off the map", "2*2 08", "7 08", `fix '7' is not on the map`},
		{"letter drawn twice", "|", "A", `'A' is drawn twice`},
		{"unknown section", "-- want --", "-- wish --", "wish: no such section"},
		{"no grid", "grid=10m", "", "want grid=10m"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := geotest.Parse([]byte(strings.Replace(drawing, tt.old, tt.new, 1)))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
