package verify

import (
	"math"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// drawn goes along the middle of a road at one speed, a fix every everyS.
func drawn(road [][2]float64, mps, everyS float64) []trace.Fix {
	var out []trace.Fix
	for gone, t := 0.0, 0.0; gone < float64(len(road)-1)*10; gone, t = gone+mps*everyS, t+everyS {
		i := int(gone / 10)
		share := gone/10 - float64(i)
		p := lonLat(road[i][0]+share*(road[i+1][0]-road[i][0]), road[i][1]+share*(road[i+1][1]-road[i][1]))
		out = append(out, trace.Fix{At: start.Add(time.Duration(t * float64(time.Second))), Point: p})
	}
	return out
}

// lineOf is a road as the map has it.
func lineOf(road [][2]float64) []orb.LineString {
	var line orb.LineString
	for _, p := range road {
		line = append(line, lonLat(p[0], p[1]))
	}
	return []orb.LineString{line}
}

// rate makes the clock of a drive run faster.
func rate(fixes []trace.Fix, by float64) []trace.Fix {
	return changed(fixes, func(_ int, f *trace.Fix) {
		f.At = fixes[0].At.Add(time.Duration(float64(f.At.Sub(fixes[0].At)) / by))
	})
}

// ring is a round of radius r metres, driven n times after a way to it.
func ring(r float64, n float64) [][2]float64 {
	var out [][2]float64
	for x := -2000.0; x < 0; x += 10 {
		out = append(out, [2]float64{x, -r})
	}
	for s := 0.0; s < n*2*math.Pi*r; s += 10 {
		out = append(out, [2]float64{r * math.Sin(s/r), -r * math.Cos(s/r)})
	}
	for x := 10.0; x < 2000; x += 10 {
		out = append(out, [2]float64{x, -r})
	}
	return out
}

func TestFindingsOfOneTrip(t *testing.T) {
	road := bends(1, 14_000)
	straight := ring(1e6, 0) // 4 km without a bend
	honest := on(road, 1, 5, 4)
	there := func(name string, got []Finding, want string) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			complete(t, got)
			if rules(got) != want {
				t.Errorf("got %q %+v, want %q", rules(got), got, want)
			}
		})
	}
	there("an honest drive has no impossible bends", ImpossibleForce(honest), "")
	there("nor with a fix a second", ImpossibleForce(on(road, 2, 1, 6)), "")
	there("nor with a fix each half minute", ImpossibleForce(on(road, 3, 30, 6)), "")
	there("five times as fast through the bends", ImpossibleForce(rate(honest, 5)), "impossible-force/serious")
	there("no times, no force", ImpossibleForce(changed(honest, func(_ int, f *trace.Fix) { f.At = time.Time{} })), "")
	there("nothing", ImpossibleForce(nil), "")

	there("an honest drive is in no hurry", ImpossibleHurry(honest), "")
	there("nor is one with a fix each half minute", ImpossibleHurry(on(road, 3, 30, 6)), "")
	there("five times as fast, a fix each half minute", ImpossibleHurry(rate(on(road, 3, 30, 6), 5)), "impossible-hurry/serious")
	there("130 km/h on a straight road", ImpossibleHurry(noisyWalk(drawn(straight, 36, 1))), "")

	there("no mock flag", MockLocation(0, 100), "")
	there("a few flags", MockLocation(3, 100), "mock-location/note")
	there("all flagged", MockLocation(100, 100), "mock-location/serious")

	there("an honest line is not the map's", PerfectLine(honest, lineOf(road)), "")
	there("nor that of a good watch", PerfectLine(on(road, 4, 1, 1.5), lineOf(road)), "")
	there("drawn along the map", PerfectLine(drawn(road, 12, 2), lineOf(road)), "perfect-line/serious")
	there("drawn along the map, with noise", PerfectLine(noisy(drawn(road, 12, 2), 1.5), lineOf(road)), "perfect-line/serious")
	there("drawn along another road", PerfectLine(drawn(bends(8, 14_000), 12, 2), lineOf(road)), "")
	there("without a map", PerfectLine(drawn(road, 12, 2), nil), "")

	there("an honest pace", PerfectPace(honest), "")
	there("one speed through all bends", PerfectPace(drawn(road, 12, 2)), "perfect-pace/serious")
	there("one speed on a straight road", PerfectPace(drawn(straight, 5, 2)), "")
	there("one speed for six minutes", PerfectPace(drawn(road[:400], 11, 2)), "")

	there("a road with spirals", Rounds(honest), "")
	there("a loop once", Rounds(drawn(ring(500, 1), 12, 5)), "")
	there("a phone that drifts about an office", Rounds(drawn(ring(90, 40), 4, 15)), "")
	there("a loop twice", Rounds(drawn(ring(500, 2), 12, 5)), "rounds/note")
	there("a loop five times", Rounds(drawn(ring(500, 5), 12, 5)), "rounds/serious")
	errands := drawn(ring(500, 4), 12, 5)
	for i := range errands { // at each half round a stop of five minutes
		errands[i].At = errands[i].At.Add(time.Duration(i/25) * 5 * time.Minute)
	}
	there("rounds with an errand on each", Rounds(errands), "")
}

func TestTwoPlaces(t *testing.T) {
	here := on(bends(1, 10_000), 1, 5, 4)
	far := changed(here, func(_ int, f *trace.Fix) { f.Point[0] += 0.1 }) // 10 km east
	cases := []struct {
		name   string
		other  []trace.Fix
		person bool
		want   string
	}{
		{"a person", far, true, "person-in-two-places/serious"},
		{"a vehicle", far, false, "vehicle-in-two-places/serious"},
		{"the same car", noisyWalk(here), true, ""},
		{"at another time", retimed(far, 9*time.Hour), true, ""},
		{"without times", changed(far, func(_ int, f *trace.Fix) { f.At = time.Time{} }), true, ""},
		{"for two minutes", far[:24], true, ""},
		{"nothing", nil, true, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := TwoPlaces(here, c.other, c.person, "10月3日")
			complete(t, got)
			if rules(got) != c.want {
				t.Errorf("got %q, want %q", rules(got), c.want)
			}
		})
	}
}

func TestFindingsAgainstWhatWasAsked(t *testing.T) {
	road := bends(1, 14_000)
	trip := on(road, 1, 5, 4)
	end, away := lonLat(road[len(road)-1][0], road[len(road)-1][1]), lonLat(40_000, -30_000)
	first, last := trip[0].At, trip[len(trip)-1].At
	cases := []struct {
		name string
		got  []Finding
		want string
	}{
		{"claimed within the interval", ClaimedDistance(51_000, 50_000, 52_000), ""},
		{"claimed half a kilometre over", ClaimedDistance(8_500, 7_900, 8_000), ""},
		{"claimed a fifth over", ClaimedDistance(60_000, 48_000, 50_000), "claimed-distance/serious"},
		{"the destination was reached", DestinationMissed(trip, end, "青石村"), ""},
		{"it was not", DestinationMissed(trip, away, "青石村"), "destination-missed/serious"},
		{"no fixes, no destination", DestinationMissed(nil, away, "青石村"), ""},
		{"as approved", OutsideRequest(trip, Request{first.Add(-time.Hour), last.Add(time.Hour), []orb.Point{trip[0].Point, end}, 12_000}), ""},
		{"on another day", OutsideRequest(trip, Request{first.Add(-50 * time.Hour), first.Add(-40 * time.Hour), []orb.Point{end}, 50_000}), "outside-request/serious"},
		{"to another area", OutsideRequest(trip, Request{first, last, []orb.Point{away}, 8_000}), "outside-request/serious"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			complete(t, c.got)
			if rules(c.got) != c.want {
				t.Errorf("got %q, want %q", rules(c.got), c.want)
			}
		})
	}
}

// Five hundred metres of the road a trip drives were closed; a road beside them
// is another; by the map's line few fixes do not jump over it.
func TestRoadClosed(t *testing.T) {
	var road [][2]float64 // ten metres a point, eastward in gentle bends
	for i := range 1400 {
		road = append(road, [2]float64{10 * float64(i), 200 * math.Sin(float64(i)/60)})
	}
	trip := on(road, 1, 5, 4)
	first, last := trip[0].At, trip[len(trip)-1].At
	line := func(from, to int, northM float64) (out orb.LineString) {
		for _, p := range road[from:to] {
			out = append(out, lonLat(p[0], p[1]+northM))
		}
		return out
	}
	driven := []orb.LineString{line(0, len(road), 0)}
	closed := func(line orb.LineString, from, until time.Time) []Closure {
		return []Closure{{line, 50, from, until, "塌方路段"}}
	}
	stretch, at := line(700, 750, 0), orb.LineString{lonLat(road[700][0], road[700][1])}
	cases := []struct {
		name string
		got  []Finding
		want string
	}{
		{"along a closed road", RoadClosed(trip, driven, closed(stretch, first, last)), "road-closed/note"},
		{"past a place on it", RoadClosed(trip, driven, closed(at, first, last)), "road-closed/note"},
		{"not matched", RoadClosed(trip, nil, closed(stretch, first, last)), "road-closed/note"},
		{"few fixes", RoadClosed(everyNth(trip, 12), driven, closed(stretch, first, last)), "road-closed/note"},
		{"when it was open again", RoadClosed(trip, driven, closed(stretch, first.Add(-9*time.Hour), first.Add(-time.Hour))), ""},
		{"closed when the trip had passed", RoadClosed(trip, driven, closed(line(100, 150, 0), last.Add(-time.Minute), last)), ""},
		{"the closed road crosses", RoadClosed(trip, driven, closed(orb.LineString{lonLat(road[700][0]-800, road[700][1]+800), lonLat(road[700][0]+800, road[700][1]-800)}, first, last)), ""},
		{"a kilometre beside it", RoadClosed(trip, driven, closed(line(650, 750, 1000), first, last)), "closure-explains/note"},
		{"behind the start", RoadClosed(trip, driven, closed(orb.LineString{lonLat(-4000, -6000)}, first, last)), ""},
		{"far away", RoadClosed(trip, driven, closed(orb.LineString{lonLat(40_000, -30_000)}, first, last)), ""},
		{"no times", RoadClosed(changed(trip, func(_ int, f *trace.Fix) { f.At = time.Time{} }), driven, closed(stretch, first, last)), ""},
		{"no line", RoadClosed(trip, driven, closed(nil, first, last)), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			complete(t, c.got)
			if rules(c.got) != c.want {
				t.Errorf("got %q, want %q", rules(c.got), c.want)
			}
		})
	}
	if got := RoadClosed(trip, driven, closed(stretch, first, last)); got[0].Measured < 400 || got[0].Measured > 650 {
		t.Errorf("490 m of closed road are %.0f m", got[0].Measured)
	}
}
