package trips_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/geo/geotest"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/trips"
)

// evenly makes every road climb 10 m a kilometre in drawing order.
type evenly struct{}

func (evenly) Climbs(line orb.LineString, cuts []int, _ bool) (climbM, descentM []float64) {
	for i := 1; i < len(cuts); i++ {
		climbM = append(climbM, roads.LineLengthM(line[cuts[i-1]:cuts[i]+1])/100)
		descentM = append(descentM, 0)
	}
	return climbM, descentM
}

func (evenly) Notes() []string { return nil }

// climbing is a drive of 4 km along the road and 2 km beyond its end, whose
// heights rise 30 m a kilometre.
func climbing(heights bool) string {
	var b strings.Builder
	b.WriteString("time,lat,lon,ele\n")
	at := time.Date(2026, 10, 9, 1, 0, 0, 0, time.UTC)
	for m := 0; m <= 6000; m += 50 {
		p, ele := geotest.At(float64(m), 0), ""
		if heights {
			ele = fmt.Sprintf("%.1f", 500+0.03*float64(m))
		}
		fmt.Fprintf(&b, "%s,%.6f,%.6f,%s\n", at.Format(time.RFC3339), p[1], p[0], ele)
		at = at.Add(5 * time.Second)
	}
	return b.String()
}

func TestReadClimb(t *testing.T) {
	for _, c := range []struct {
		name    string
		relief  roads.Relief
		heights bool
		want    float64
		noted   bool
	}{
		{"roads without elevation: by the track, all the way", nil, true, 180, true},
		{"neither knows", nil, false, 0, false},
		{"roads with elevation: by the track only off the map", evenly{}, true, 40 + 60, true},
		{"roads with elevation, a track without", evenly{}, false, 40, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			net, err := roads.Build(roads.Input{
				Nodes: []roads.Node{{ID: 1, Point: geotest.At(0, 0)}, {ID: 2, Point: geotest.At(4000, 0)}},
				Ways:  []roads.Way{{ID: 1, Nodes: []int64{1, 2}, Class: roads.Tertiary}}, Relief: c.relief,
			})
			if err != nil {
				t.Fatal(err)
			}
			reader := trips.Reader{Matcher: match.New(net, match.Defaults()), Roads: trips.OnNetwork(net), MatchVersion: "1"}
			read, err := reader.Read(t.Context(), strings.NewReader(climbing(c.heights)), trips.Source{FileName: "a.csv", Datum: datum.WGS84})
			if err != nil || len(read.Drives()) != 1 {
				t.Fatalf("%d drives, %v", len(read.Drives()), err)
			}
			trip := read.Drives()[0].Trip
			if math.Abs(trip.ClimbM-c.want) > 0.08*c.want || trip.DescentM > 1 {
				t.Errorf("climb %.1f m and descent %.1f m, want %.0f and 0", trip.ClimbM, trip.DescentM, c.want)
			}
			noted := false
			for _, n := range read.Report.Notes {
				noted = noted || strings.Contains(n.EN, "heights in the track")
			}
			if noted != c.noted {
				t.Errorf("notes %v, want one of the climb: %v", read.Report.Notes, c.noted)
			}
		})
	}
}
