package lanes

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"licheng/geo/geotest"
	"licheng/geo/roads"
)

// valleyRoad is two kilometres of road due east with a junction in the middle.
func valleyRoad(t testing.TB) *roads.Network {
	t.Helper()
	net, err := roads.Build(valleyInput())
	if err != nil {
		t.Fatal(err)
	}
	return net
}

func valleyInput() roads.Input {
	return roads.Input{
		Nodes: []roads.Node{
			{ID: 1, Point: geotest.At(0, 0)},
			{ID: 2, Point: geotest.At(1000, 0)},
			{ID: 3, Point: geotest.At(2000, 0)},
			{ID: 4, Point: geotest.At(1000, -300)},
		},
		Ways: []roads.Way{
			{ID: 10, Nodes: []int64{1, 2, 3}, Class: roads.Tertiary},
			{ID: 11, Nodes: []int64{2, 4}, Class: roads.Residential},
		},
	}
}

// metresLine draws a line in metres from the origin.
func metresLine(xy ...float64) orb.LineString {
	var line orb.LineString
	for i := 0; i < len(xy); i += 2 {
		line = append(line, geotest.At(xy[i], xy[i+1]))
	}
	return line
}

// drive records a drive along a line: a fix every everyM, each a few metres
// off; the first stays, for that is where the road was left.
func drive(r *rand.Rand, line orb.LineString, everyM, noiseM float64) orb.LineString {
	l := planeAt(line[0])
	var out orb.LineString
	nextM, passedM := 0.0, 0.0
	for i := 1; i < len(line); i++ {
		a, b := l.metres(line[i-1]), l.metres(line[i])
		for ; nextM <= passedM+apart(a, b); nextM += everyM {
			p := between(a, b, (nextM-passedM)/apart(a, b))
			if len(out) > 0 {
				p = orb.Point{p[0] + noiseM*r.NormFloat64(), p[1] + noiseM*r.NormFloat64()}
			}
			out = append(out, l.degrees(p))
		}
		passedM += apart(a, b)
	}
	return out
}

// there and back again.
func andBack(line orb.LineString) orb.LineString {
	back := slices.Clone(line)
	slices.Reverse(back)
	return append(slices.Clone(line), back[1:]...)
}

func stray(trip int, line orb.LineString) Stray {
	return Stray{Trace: fmt.Sprintf("trace %d", trip), Trip: fmt.Sprintf("trip %d", trip), Day: fmt.Sprintf("2026-10-%02d", 10+trip), Line: line}
}

// strayFromM is how far the farthest point of a line lies from another.
func strayFromM(line, from orb.LineString) float64 {
	worst := 0.0
	l := planeAt(from[0])
	for _, p := range line {
		best := math.Inf(1)
		for i := 1; i < len(from); i++ {
			d, _ := nearestOn(l.metres(from[i-1]), l.metres(from[i]), l.metres(p))
			best = min(best, d)
		}
		worst = max(worst, best)
	}
	return worst
}

func TestSuggest_aLaneThreeTripsDrove(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	lane := metresLine(400, 0, 400, 300, 600, 500, 600, 900)
	lengthM := 300 + math.Hypot(200, 200) + 400
	var strays []Stray
	for trip := range 3 {
		strays = append(strays, stray(trip, drive(r, andBack(lane), 12, 4)))
	}
	got := Suggest(valleyRoad(t), strays, 2)
	if len(got) != 1 {
		t.Fatalf("%d suggestions: %+v", len(got), got)
	}
	s := got[0]
	if s.Trips != 3 || s.Traces != 3 || s.FirstDay != "2026-10-10" || s.LastDay != "2026-10-12" {
		t.Errorf("%d trips, %d traces, %s to %s", s.Trips, s.Traces, s.FirstDay, s.LastDay)
	}
	if math.Abs(s.LengthM-lengthM) > 0.03*lengthM {
		t.Errorf("%.0f m long, driven %.0f", s.LengthM, lengthM)
	}
	if off := strayFromM(s.Line, lane); off > 12 {
		t.Errorf("the line is up to %.1f m beside the lane", off)
	}
	if s.SpreadM < 1 || s.SpreadM > 6 {
		t.Errorf("spread %.1f m of noise of 4 m", s.SpreadM)
	}
	root, tip := s.From, s.To
	if root.Joins == Nothing {
		root, tip = tip, root
	}
	if diff := cmp.Diff(End{Joins: OnWay, Way: 10}, End{Joins: root.Joins, Way: root.Way, Node: root.Node}); diff != "" || tip.Joins != Nothing {
		t.Errorf("ends %+v %+v", s.From, s.To)
	}
}

// Where fewer than the asked-for trips drove is no road yet, however often one
// of them went up and down.
func TestSuggest_needsSeveralTrips(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	lane := metresLine(400, 0, 400, 800)
	twice := andBack(andBack(lane))
	if got := Suggest(valleyRoad(t), []Stray{stray(1, drive(r, twice, 10, 3))}, 2); len(got) != 0 {
		t.Errorf("of one trip: %+v", got)
	}
	if got := Suggest(valleyRoad(t), nil, 2); len(got) != 0 {
		t.Errorf("of none: %+v", got)
	}
	// Two trips went 500 m, one of them 800: the road is as long as both drove.
	short := drive(r, metresLine(400, 0, 400, 500), 10, 3)
	got := Suggest(valleyRoad(t), []Stray{stray(1, drive(r, lane, 10, 3)), stray(2, short)}, 2)
	if len(got) != 1 || math.Abs(got[0].LengthM-500) > 25 {
		t.Errorf("%+v", got)
	}
}

// A lane that forks is two roads, the second joined to the first.
func TestSuggest_fork(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	trunk := []float64{1000, 0, 1000, 600}
	left := metresLine(append(slices.Clone(trunk), 700, 1000)...)
	right := metresLine(append(slices.Clone(trunk), 1200, 900)...)
	var strays []Stray
	for trip := range 4 {
		strays = append(strays, stray(trip, drive(r, []orb.LineString{left, right}[trip%2], 15, 4)))
	}
	got := Suggest(valleyRoad(t), strays, 2)
	if len(got) != 2 {
		t.Fatalf("%d suggestions: %+v", len(got), got)
	}
	if got[0].Trips != 4 || got[0].From.Joins != AtNode && got[0].To.Joins != AtNode {
		t.Errorf("the trunk: %+v", got[0])
	}
	if got[1].Trips != 2 || got[1].From.Joins != OnLane && got[1].To.Joins != OnLane {
		t.Errorf("the branch: %+v", got[1])
	}
	if sum := got[0].LengthM + got[1].LengthM; math.Abs(sum-1100-math.Hypot(200, 300)) > 60 {
		t.Errorf("%.0f m together", sum)
	}
}

// Switchbacks are as long as they were driven, not as long as the line that
// cuts their corners.
func TestSuggest_switchbacks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	var xy []float64
	for leg := range 6 {
		y := float64(60 * leg)
		if leg%2 == 0 {
			xy = append(xy, 400, y, 600, y)
		} else {
			xy = append(xy, 600, y, 400, y)
		}
	}
	lane := metresLine(xy...)
	lengthM := 6*200 + 5*60.0
	var strays []Stray
	for trip := range 5 {
		strays = append(strays, stray(trip, drive(r, lane, 8, 3)))
	}
	got := Suggest(valleyRoad(t), strays, 3)
	if len(got) != 1 || math.Abs(got[0].LengthM-lengthM) > 0.05*lengthM {
		t.Errorf("want %.0f m: %.0f m, %+v", lengthM, got[0].LengthM, got)
	}
}

// Noise round a yard, and drives too far apart to be one road, suggest nothing.
func TestSuggest_whatIsNoRoad(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 6))
	var yard, field []Stray
	for trip := range 4 {
		yard = append(yard, stray(trip, drive(r, metresLine(400, 0, 400, 30, 425, 30, 425, 5), 5, 3)))
		x := 300 + 70*float64(trip)
		field = append(field, stray(trip, drive(r, metresLine(x, 0, x, 700), 10, 3)))
	}
	for name, strays := range map[string][]Stray{"a yard": yard, "four fields": field} {
		if got := Suggest(valleyRoad(t), strays, 2); len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// The corner that sparse fixes cut is no second lane, a branch is one, and so is
// a lane that only begins beside another.
func TestWithoutShadows(t *testing.T) {
	lane := Suggestion{Line: metresLine(400, 0, 400, 300, 700, 300, 700, 390, 400, 390, 400, 700)}
	corner := Suggestion{Line: metresLine(470, 320, 520, 345, 560, 370)}
	branch := Suggestion{Line: metresLine(700, 345, 1100, 345)}
	beside := Suggestion{Line: metresLine(430, 0, 430, 200, 500, 200)}
	got := withoutShadows([]Suggestion{lane, corner, branch, beside})
	if diff := cmp.Diff([]Suggestion{lane, branch, beside}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTurnings(t *testing.T) {
	there := evenly([]orb.Point{{0, 0}, {0, 500}})
	back := slices.Clone(there)
	slices.Reverse(back)
	if got := turnings(append(slices.Clone(there), back[1:]...)); len(got) != 1 || got[0] < 48 || got[0] > 52 {
		t.Errorf("there and back: %v, want 50", got)
	}
	hairpin := evenly([]orb.Point{{0, 0}, {300, 0}, {315, 15}, {300, 30}, {0, 30}})
	if got := turnings(hairpin); len(got) != 0 {
		t.Errorf("a hairpin: %v", got)
	}
	if got := turnings(there); len(got) != 0 {
		t.Errorf("straight on: %v", got)
	}
}

// Whatever the strays, in whatever order: the same suggestions, each driven by
// as many trips as asked for, none longer than all that was driven.
func TestSuggest_holds(t *testing.T) {
	net := valleyRoad(t)
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var strays []Stray
		driven := 0.0
		for trip := range rapid.IntRange(1, 6).Draw(t, "strays") {
			xy := []float64{float64(rapid.IntRange(0, 3).Draw(t, "x") * 500), 0}
			for range rapid.IntRange(1, 4).Draw(t, "bends") {
				xy = append(xy, float64(rapid.IntRange(0, 4).Draw(t, "x")*200), float64(rapid.IntRange(0, 4).Draw(t, "y")*200))
			}
			line := drive(r, distinct(metresLine(xy...)), 20, 3)
			driven += roads.LineLengthM(line)
			strays = append(strays, stray(trip, line))
		}
		got := Suggest(net, strays, 2)
		sum := 0.0
		for _, s := range got {
			sum += s.LengthM
			if s.Trips < 2 || s.Trips > len(strays) || len(s.Line) < 2 {
				t.Fatalf("%+v", s)
			}
		}
		if sum > driven+float64(len(got))*2*joinM {
			t.Fatalf("%.0f m suggested of %.0f driven", sum, driven)
		}
		r.Shuffle(len(strays), func(i, j int) { strays[i], strays[j] = strays[j], strays[i] })
		if diff := cmp.Diff(got, Suggest(net, strays, 2)); diff != "" {
			t.Fatalf("in another order: %s", diff)
		}
	})
}

// distinct leaves out points that repeat, and gives a line at least two.
func distinct(line orb.LineString) orb.LineString {
	line = slices.Compact(line)
	if len(line) < 2 {
		line = append(line, geotest.At(77, 177))
	}
	return line
}
