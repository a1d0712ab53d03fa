package verify

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/trips/trace"
)

// bends is a road of lengthM metres, a point every ten, that winds as mountain
// roads do; the same for the same seed.
func bends(seed uint64, lengthM float64) [][2]float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	at, heading, turn := [2]float64{}, r.Float64(), 0.0
	var out [][2]float64
	for range int(lengthM / 10) {
		turn = 0.95*turn + 0.03*r.NormFloat64()
		heading += turn - 0.02*(heading-0.6)
		at = [2]float64{at[0] + 10*math.Cos(heading), at[1] + 10*math.Sin(heading)}
		out = append(out, at)
	}
	return out
}

// on drives a road on one day: speeds of that day, and a receiver whose error
// of sigmaM wanders for half a minute. A fix every everyS seconds.
func on(road [][2]float64, day uint64, everyS, sigmaM float64) []trace.Fix {
	r := rand.New(rand.NewPCG(day, 2))
	at := start.Add(time.Duration(day) * 26 * time.Hour)
	var out []trace.Fix
	local, east, north := 0.0, 0.0, 0.0
	keep := math.Exp(-everyS / 28)
	for gone, t := 0.0, 0.0; gone < float64(len(road)-1)*10; t += everyS {
		i := int(gone / 10)
		share := gone/10 - float64(i)
		x := road[i][0] + share*(road[i+1][0]-road[i][0])
		y := road[i][1] + share*(road[i+1][1]-road[i][1])
		east = east*keep + sigmaM*math.Sqrt(1-keep*keep)*r.NormFloat64()
		north = north*keep + sigmaM*math.Sqrt(1-keep*keep)*r.NormFloat64()
		out = append(out, trace.Fix{At: at.Add(time.Duration(t * float64(time.Second))), Point: lonLat(x+east, y+north)})
		bend := 1.0
		if i > 3 && i+3 < len(road) {
			bend = 1 / (1 + 4*math.Abs(heading(road[i+3], road[i])-heading(road[i], road[i-3])))
		}
		local = 0.9*local + 0.05*r.NormFloat64()
		speed := 13 * bend * math.Exp(local)
		if r.IntN(400) == 0 { // cattle on the road
			t += 10 + 40*r.Float64()
		}
		gone += speed * everyS
	}
	return out
}

func heading(to, from [2]float64) float64 {
	return math.Atan2(to[1]-from[1], to[0]-from[0])
}

func lonLat(x, y float64) orb.Point {
	return orb.Point{106.5 + x/(degreeM*math.Cos(26.5*math.Pi/180)), 26.5 + y/degreeM}
}

// changed returns a copy of fixes with each fix changed.
func changed(fixes []trace.Fix, change func(i int, f *trace.Fix)) []trace.Fix {
	out := slices.Clone(fixes)
	for i := range out {
		change(i, &out[i])
	}
	return out
}

func everyNth(fixes []trace.Fix, n int) []trace.Fix {
	var out []trace.Fix
	for i := 0; i < len(fixes); i += n {
		out = append(out, fixes[i])
	}
	return out
}

// backward drives the copy from its end, with the times of its start.
func backward(fixes []trace.Fix) []trace.Fix {
	out := slices.Clone(fixes)
	slices.Reverse(out)
	first, last := fixes[0].At, fixes[len(fixes)-1].At
	return changed(out, func(i int, f *trace.Fix) { f.At = first.Add(last.Sub(f.At)) })
}

// noisy adds noise that is new at each fix.
func noisy(fixes []trace.Fix, sigmaM float64) []trace.Fix {
	r := rand.New(rand.NewPCG(9, 9))
	return changed(fixes, func(_ int, f *trace.Fix) {
		f.Point[0] += sigmaM * r.NormFloat64() / (degreeM * 0.895)
		f.Point[1] += sigmaM * r.NormFloat64() / degreeM
	})
}

// A copy is known again whatever was changed, and nothing that shares no more
// than the road is called one.
func TestCopiesAreKnownAgain(t *testing.T) {
	road := bends(1, 18_000)
	mine := on(road, 1, 5, 4)
	later := func(fixes []trace.Fix) []trace.Fix { return retimed(fixes, 75*time.Hour) }
	moved := func(move func(orb.Point) orb.Point) []trace.Fix {
		return changed(mine, func(_ int, f *trace.Fix) { f.Point = move(f.Point) })
	}
	r := rand.New(rand.NewPCG(5, 5))
	madeUp := mine[0].At
	others := on(bends(7, 12_000), 4, 5, 4) // another road, driven before the copied part
	copies := map[string][]trace.Fix{
		"on another day": later(mine),
		"without times":  changed(mine, func(_ int, f *trace.Fix) { f.At = time.Time{} }),
		"times made up": changed(mine, func(_ int, f *trace.Fix) {
			madeUp = madeUp.Add(time.Duration(3+r.IntN(6)) * time.Second)
			f.At = madeUp
		}),
		"clock at three quarters": changed(later(mine), func(_ int, f *trace.Fix) {
			f.At = mine[0].At.Add(f.At.Sub(mine[0].At) * 3 / 4)
		}),
		"a third of it":                   later(mine[len(mine)/3 : len(mine)*2/3]),
		"every third fix":                 later(everyNth(mine, 3)),
		"backward":                        later(backward(mine)),
		"read as GCJ-02":                  later(moved(datum.GCJ02.ToWGS84)),
		"GCJ-02 read as WGS-84":           later(moved(datum.GCJ02.FromWGS84)),
		"BD-09 read as WGS-84":            later(moved(datum.BD09.FromWGS84)),
		"six decimals":                    later(changed(mine, func(_ int, f *trace.Fix) { f.Point = orb.Point(roundPoint(f.Point)) })),
		"noise of 2 m":                    later(noisy(mine, 2)),
		"joined with another road":        append(slices.Clone(others), later(mine[len(mine)/2:])...),
		"backward, thinned, noise of 2 m": later(noisy(backward(everyNth(mine, 2)), 2)),
	}
	for name, fixes := range copies {
		t.Run(name, func(t *testing.T) {
			if c := Compare(mine, fixes); !c.IsCopy() {
				t.Errorf("not known again: %+v", c)
			}
			if n := common(MarksOf(mine), SearchMarks(fixes)); n < 2 {
				t.Errorf("%d marks in common: it would not be found", n)
			}
		})
	}
	honest := map[string][]trace.Fix{
		"the same road another day":       on(road, 2, 5, 4),
		"with a watch of 1.8 m":           on(road, 3, 1, 1.8),
		"a fix every half minute":         on(road, 5, 30, 4),
		"the way back":                    on(reversedRoad(road), 6, 5, 4),
		"another road":                    on(bends(3, 18_000), 2, 5, 4),
		"the first half of the same road": on(road[:900], 8, 2, 5),
	}
	for name, fixes := range honest {
		t.Run(name, func(t *testing.T) {
			if c := Compare(mine, fixes); c.IsCopy() || c.IsSharedRide() {
				t.Errorf("an honest drive is called a copy or shared: %+v", c)
			}
		})
	}
}

func roundPoint(p orb.Point) [2]float64 {
	return [2]float64{math.Round(p[0]*1e6) / 1e6, math.Round(p[1]*1e6) / 1e6}
}

func reversedRoad(road [][2]float64) [][2]float64 {
	out := slices.Clone(road)
	slices.Reverse(out)
	return out
}

func common(a, b []Mark) int {
	n := 0
	for _, m := range a {
		if _, found := slices.BinarySearch(b, m); found {
			n++
		}
	}
	return n
}

// Two days of one driver on one road, many times: never a copy, and the best
// evidence stays far below the threshold.
func TestHonestRepeatsAreNeverCopies(t *testing.T) {
	road := bends(11, 9_000)
	var days [][]trace.Fix
	for day := range uint64(24) {
		days = append(days, on(road, 100+day, []float64{1, 2, 5, 10, 30}[day%5], 1.5+float64(day%7)))
	}
	worst, pace := math.Inf(-1), math.Inf(-1)
	for i, a := range days {
		for _, b := range days[:i] {
			c := Compare(b, a)
			worst, pace = max(worst, c.Like.LineNats), max(pace, c.Like.PaceNats)
			if c.IsCopy() {
				t.Errorf("day %d: %+v", i, c)
			}
		}
	}
	if worst > copyNats/2 || pace > copyNats/2 {
		t.Errorf("the best evidence against an honest driver is %.1f by the line, %.1f by the pace, of %.0f", worst, pace, copyNats)
	}
}

// Two cars one behind the other keep one pace; on another day, in the receiver
// of another, that pace is the same driving, though not the same line. Exactly
// eight hours later it is a phone in the same car that wrote local time as UTC.
func TestOnePace(t *testing.T) {
	first := on(bends(2, 12_000), 1, 5, 4)
	second := noisyWalk(first)
	reversed := retimed(backward(second), 20*time.Minute)
	for name, c := range map[string]struct {
		fixes        []trace.Fix
		copy, shared bool
	}{
		"a car behind":                 {retimed(second, 5*time.Minute), false, false},
		"another day":                  {retimed(second, 48*time.Hour), true, false},
		"a phone of another zone":      {retimed(second, 8*time.Hour), false, true},
		"nearly eight hours":           {retimed(second, 8*time.Hour+3*time.Minute), true, false},
		"against each other, near by":  {reversed, true, false},
		"the same line at eight hours": {retimed(noisy(first, 0.5), 8*time.Hour), true, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := Compare(first, c.fixes)
			if got.IsCopy() != c.copy || got.IsSharedRide() != c.shared {
				t.Errorf("copy %v, shared %v: %+v", got.IsCopy(), got.IsSharedRide(), got.Like)
			}
		})
	}
	found := Twice(Compare(first, retimed(second, 8*time.Hour)), "…1", false, first[0].At)
	if len(found) != 1 || found[0].Rule != "shared-ride" || !strings.Contains(found[0].Text.EN, "8 hours apart") {
		t.Errorf("%+v", found)
	}
	found = Twice(Compare(first, retimed(second, 48*time.Hour)), "…1", false, first[0].At)
	if len(found) != 1 || found[0].Rule != "copied-trace" || !strings.Contains(found[0].Clears.EN, "another phone in the same car") {
		t.Errorf("%+v", found)
	}
}

// A drive there and back by one road lies on a copy of itself both ways round:
// the times tell which it is.
func TestThereAndBackIsComparedBothWays(t *testing.T) {
	road := bends(12, 9_000)
	out := on(road, 1, 5, 3)
	back := on(reversedRoad(road), 2, 5, 3)
	by := out[len(out)-1].At.Add(time.Hour).Sub(back[0].At)
	both := slices.Concat(out, retimed(back, by))
	for name, fixes := range map[string][]trace.Fix{"as it was": noisyWalk(both), "backward": backward(noisyWalk(both))} {
		if c := Compare(both, retimed(fixes, 70*time.Hour)); !c.IsCopy() || c.Like.Reversed != (name == "backward") {
			t.Errorf("%s: %+v", name, c.Like)
		}
	}
}

// Drives with few fixes are found by their places, though every second fix is
// gone and the rest are moved by metres.
func TestFewFixesAreFoundByPlaces(t *testing.T) {
	mine := on(bends(21, 50_000), 1, 40, 4)
	if !isSparse(mine) {
		t.Fatal("a fix every 40 s is not few")
	}
	for name, fixes := range map[string][]trace.Fix{
		"every second, noise of 2 m": noisy(everyNth(mine, 2), 2),
		"every fourth":               everyNth(mine, 4),
		"backward":                   noisy(backward(mine), 2),
	} {
		if n := common(MarksOf(mine), SearchMarks(retimed(fixes, 30*time.Hour))); n < 2 {
			t.Errorf("%s: %d marks in common", name, n)
		}
	}
	often := on(bends(22, 40_000), 2, 15, 4) // a copy of every second is told by neither pace nor line
	if n := common(MarksOf(often), SearchMarks(noisy(backward(everyNth(often, 2)), 2))); n < 4 {
		t.Errorf("a fix every 15 s: %d marks in common", n)
	}
	if n := len(MarksOf(mine)); n > marksKept {
		t.Errorf("%d marks", n)
	}
	if isSparse(nil) || isSparse(on(bends(21, 5_000), 1, 5, 4)) {
		t.Error("nothing, or a fix every 5 s, is called few")
	}
}

// noisyWalk gives a drive the error of another receiver.
func noisyWalk(fixes []trace.Fix) []trace.Fix {
	r := rand.New(rand.NewPCG(3, 3))
	x, y := 0.0, 0.0
	return changed(fixes, func(_ int, f *trace.Fix) {
		x, y = 0.85*x+2*r.NormFloat64(), 0.85*y+2*r.NormFloat64()
		f.Point[0] += x / (degreeM * 0.895)
		f.Point[1] += y / degreeM
	})
}

// The marks of a drive backward, or with other times of day, are the same.
func TestMarksDoNotDependOnDirectionOrDay(t *testing.T) {
	mine := on(bends(4, 20_000), 1, 5, 4)
	want := MarksOf(mine)
	if len(want) < 20 || len(want) > marksKept || !slices.IsSorted(want) {
		t.Fatalf("%d marks, sorted %v", len(want), slices.IsSorted(want))
	}
	for name, fixes := range map[string][]trace.Fix{"another day": retimed(mine, 50*time.Hour), "backward": backward(mine)} {
		if n := common(want, MarksOf(fixes)); n < len(want)*9/10 {
			t.Errorf("%s: %d of %d marks", name, n, len(want))
		}
	}
	if n := common(want, SearchMarks(mine)); n != len(want) {
		t.Errorf("a search for itself looks for %d of %d marks", n, len(want))
	}
	if got := MarksOf(nil); len(got) != 0 {
		t.Errorf("nothing has marks: %v", got)
	}
}

// A straight way east passes each meridian once, at the moment that
// proportion gives.
func TestPassages(t *testing.T) {
	var fixes []trace.Fix
	for i := range 11 { // 0.001 degrees in 10 s, from 0.0005: over 0.004 and 0.008
		fixes = append(fixes, trace.Fix{At: start.Add(time.Duration(10*i) * time.Second), Point: orb.Point{0.0005 + 0.001*float64(i), 0.0021}})
	}
	got := passages(fixes, 0)
	want := []passage{{1, 0.0021, 35}, {2, 0.0021, 75}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(passage{}), cmpopts.EquateApprox(0, 1e-6)); diff != "" {
		t.Error(diff)
	}
	if across := passages(fixes, 1); len(across) != 0 {
		t.Errorf("no parallel is passed, got %v", across)
	}
	there := slices.Clone(fixes[:9]) // wavers about the line, by less than a tenth of a gate, then goes on
	for i, lon := range []float64{0.0037, 0.0042, 0.0038, 0.0043} {
		there[3+i].Point[0] = lon
	}
	if n := len(passages(there, 0)); n != 2 {
		t.Errorf("wavering about a line gave %d passages, want 2: of that line and of the next", n)
	}
}

// The search of the plain index is what it says: drives with enough marks in
// common, those first whose marks few others have. Drive 2 has marks 3 and 4, of
// two drives and of its own: 1/2 + 1; drive 1 has 2 and 3, of three and of two
// drives, and so on.
func TestIndex(t *testing.T) {
	var x Index
	x.Add(1, []Mark{1, 2, 3})
	x.Add(2, []Mark{3, 4})
	x.Add(3, []Mark{9})
	x.Add(4, []Mark{2, 7})
	x.Add(5, []Mark{2, 7})
	got := fmt.Sprint(x.Find([]Mark{2, 3, 4, 7, 9}, 2, 10))
	if want := "[{2 2 1500000} {1 2 833333} {4 2 833333} {5 2 833333}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := x.Find([]Mark{2}, 1, 1); len(got) != 1 || got[0].Drive != 1 {
		t.Errorf("got %v", got)
	}
}

// The filters against the density of a normal vector worked out by hand: two
// values, white noise 1 and a drift of 2 that is kept by half.
func TestDriftingIsTheNormalDensity(t *testing.T) {
	s := series{value: []float64{1, -1}, gap: []float64{0, 1}}
	// Covariance [[5, 2], [2, 5]], determinant 21, quadratic form of (1,-1):
	// (5+5+4)/21 = 2/3.
	want := -0.5*(2.0/3) - math.Log(2*math.Pi) - 0.5*math.Log(21) + 2*math.Log(1-grossShare)
	if got := s.drifting(1, 2, []float64{0, 0.5}); math.Abs(got-want) > 1e-9 {
		t.Errorf("got %v, want %v", got, want)
	}
}

// What a copy is told by is said in plain words, and how sure it is as chances:
// e^12 is 163 thousand, e^13.9 a little over a million, e^18.5 over a hundred
// million. A line that two receivers would not draw is said before the pace.
func TestCopiesAreToldInPlainWords(t *testing.T) {
	like := Likeness{SharedM: 12_400, Points: 90, Timed: 90, ApartM: 1.2, PaceS: 0.3, PaceNats: 13.9, LaterS: 1e6, ClockRate: 1}
	for _, c := range []struct {
		name   string
		change func(*Likeness)
		zh, en string
	}{
		{"pace", func(*Likeness) {}, "经过每一处的时刻只差约 0.3 秒", "less than once in a million times"},
		{"pace, barely", func(l *Likeness) { l.PaceNats = 12 }, "不到十万分之一", "once in a hundred thousand"},
		{"line", func(l *Likeness) { l.LineNats = 18.5 }, "12.4 公里的走线", "less than once in a hundred million times"},
		{"the other way round", func(l *Likeness) { l.Reversed = true }, "（方向相反）", "the other way round"},
		{"in another datum", func(l *Likeness) { l.PaceNats, l.Shift = 30, "gcj02" }, "（换了坐标系）", "in another datum"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := like
			c.change(&l)
			found := Twice(Comparison{Like: l}, "2026-10-09 …1", false, start)
			complete(t, found)
			if len(found) != 1 || !strings.Contains(found[0].Text.ZH, c.zh) || !strings.Contains(found[0].Text.EN, c.en) || found[0].Unit != "km" {
				t.Errorf("%+v", found)
			}
		})
	}
}

func BenchmarkSearchMarks(b *testing.B) {
	mine := on(bends(1, 40_000), 1, 5, 4)
	for b.Loop() {
		SearchMarks(mine)
	}
	b.ReportMetric(float64(len(SearchMarks(mine))), "marks")
}

func BenchmarkAlike(b *testing.B) {
	road := bends(1, 40_000)
	one, two := on(road, 1, 5, 4), on(road, 2, 5, 4)
	for b.Loop() {
		Hold(two).alike(one)
	}
}
