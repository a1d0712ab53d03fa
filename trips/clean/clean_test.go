package clean

import (
	"math"
	"math/rand"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"licheng/trips/trace"
)

var start = time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)

// degM is about one metre of latitude in degrees (111,195 m a degree).
const degM = 1.0 / 111195

// drive makes n fixes going north from 26.5°N 106.5°E, stepM metres every
// stepS seconds.
func drive(n int, stepM, stepS float64) []trace.Fix {
	out := make([]trace.Fix, n)
	for i := range out {
		out[i] = at(float64(i)*stepS, float64(i)*stepM)
	}
	return out
}

// at is a fix second s, northM metres north of the start.
func at(s, northM float64) trace.Fix {
	return trace.Fix{At: start.Add(time.Duration(s * float64(time.Second))), Point: orb.Point{106.5, 26.5 + northM*degM}}
}

// reasons lists the marks as a line of letters: . kept, else the reason's
// first letter.
func reasons(fixes []trace.Fix, opt Options) string {
	line := ""
	for _, r := range Mark(fixes, opt) {
		if r == "" {
			line += "."
		} else {
			line += string(r[0])
		}
	}
	return line
}

func TestMark(t *testing.T) {
	seq := func(fixes ...trace.Fix) []trace.Fix { return fixes }
	frozen := at(0, 0)
	replay := func(s float64) trace.Fix { f := at(s, 0); f.Point = frozen.Point; return f }
	untimed := func(northM float64) trace.Fix { f := at(0, northM); f.At = time.Time{}; return f }
	zero := at(20, 0)
	zero.Point = orb.Point{0.0001, -0.0002}
	cases := []struct {
		name  string
		fixes []trace.Fix
		opt   Options
		want  string
	}{
		{"a plain drive stays", drive(12, 150, 10), Options{}, "............"},
		{"nothing", nil, Options{}, ""},
		{"zero island", seq(at(0, 0), at(10, 100), zero, at(30, 300)), Options{}, "..z."},
		{"same time and place", seq(at(0, 0), at(0, 0), at(10, 100), at(10, 100), at(20, 200)), Options{}, ".d.d."},
		{"same time, a few metres on, is a fast logger", seq(at(0, 0), at(0, 5), at(1, 10)), Options{}, "..."},
		{
			"one time far ahead costs itself, not those behind it",
			seq(at(0, 0), at(10, 100), at(5000, 200), at(30, 300), at(40, 400)),
			Options{},
			"..b..",
		},
		{"one time too early", seq(at(0, 0), at(10, 100), at(20, 150), at(3, 200), at(30, 300)), Options{}, "...b."},
		{
			"a clock a day and more ahead of the upload", seq(at(0, 0), at(10, 100), at(90_100, 200)),
			Options{ReceivedAt: start.Add(time.Hour)},
			"..f",
		},
		{
			"half a day ahead may be a time zone", seq(at(0, 0), at(10, 100), at(43200, 200)),
			Options{ReceivedAt: start.Add(time.Hour)},
			"...",
		},
		{"a teleport that comes back", seq(at(0, 0), at(10, 100), at(20, 50_000), at(30, 300), at(40, 400)), Options{}, "..t.."},
		{"two teleports in a row", seq(at(0, 0), at(10, 100), at(20, 50_000), at(30, 50_050), at(40, 400), at(50, 500)), Options{}, "..tt.."},
		{
			"a jump that does not come back stays for verify", append(drive(5, 100, 10), at(50, 80_000), at(60, 80_100), at(70, 80_200)),
			Options{},
			"........",
		},
		{"a train at 200 km/h stays", drive(12, 555, 10), Options{}, "............"},
		{"yesterday's position at the start", append(seq(at(0, -60_000)), shifted(drive(12, 150, 10), 10)...), Options{}, "t............"},
		{
			"a frozen fix replayed between live ones",
			seq(frozen, at(30, 300), at(60, 600), at(90, 900), replay(100), at(120, 1200), replay(130), at(150, 1500), replay(160), at(180, 1800)),
			Options{},
			"....f.f.f.",
		},
		{
			"home, out and home again is no replay",
			seq(at(0, 0), at(60, 600), at(120, 1200), at(180, 600), at(240, 0), at(300, 600), at(360, 1200)),
			Options{},
			".......",
		},
		{
			"without times a far spike goes",
			seq(untimed(0), untimed(100), untimed(200), untimed(90_000), untimed(300), untimed(400), untimed(500)),
			Options{},
			"...t...",
		},
		{
			"a stop of six minutes keeps its ends", append(drive(3, 500, 30), at(91, 1500), at(200, 1510), at(300, 1495), at(460, 1505), at(490, 2000)),
			Options{},
			"....pp..",
		},
		{
			"a stop of four minutes is traffic", append(drive(3, 500, 30), at(91, 1500), at(200, 1510), at(330, 1505), at(360, 2000)),
			Options{},
			".......",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := reasons(c.fixes, c.opt); got != c.want {
				t.Errorf("marks\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// shifted moves fixes by seconds.
func shifted(fixes []trace.Fix, s float64) []trace.Fix {
	for i := range fixes {
		fixes[i].At = fixes[i].At.Add(time.Duration(s * float64(time.Second)))
	}
	return fixes
}

func TestClean_parkedHourAddsNoDistance(t *testing.T) {
	fixes := drive(10, 150, 10)
	rng := rand.New(rand.NewSource(7)) // an hour of drift, σ 15 m, at 1 s
	for s := 100; s < 3700; s++ {
		f := at(float64(s), 1500+rng.NormFloat64()*15)
		f.Point[0] += rng.NormFloat64() * 15 * degM
		fixes = append(fixes, f)
	}
	fixes = append(fixes, shifted(drive(10, 150, 10), 3700)...)
	for i := len(fixes) - 10; i < len(fixes); i++ {
		fixes[i].Point[1] += 1650 * degM
	}
	kept, dropped := Clean(fixes, Options{})
	length := 0.0
	for i := 1; i < len(kept); i++ {
		length += distanceM(kept[i-1].Point, kept[i].Point)
	}
	// 1,350 m driven, 150 m to the stop and 150 m from it, 1,350 m driven.
	if math.Abs(length-3000) > 100 {
		t.Errorf("cleaned length %.0f m, want 3000 ± 100", length)
	}
	stood := 0 // of the drift the wildest is taken for spikes
	for _, n := range Totals(dropped) {
		if n.Reason == Parked || n.Reason == Spike {
			stood += n.Fixes
		}
	}
	if stood < 3500 {
		t.Errorf("%d fixes of the hour set aside: %+v", stood, Totals(dropped))
	}
	if stood := kept[11].At.Sub(kept[10].At); stood < 59*time.Minute || kept[10].Point != kept[11].Point {
		t.Errorf("the stop is %v from %v to %v", stood, kept[10].Point, kept[11].Point)
	}
}

func TestClean_dropsAreNamedInRuns(t *testing.T) {
	_, dropped := Clean([]trace.Fix{at(0, 0), at(0, 0), at(0, 0), at(10, 100), at(20, 50_000), at(30, 300), at(40, 400)}, Options{})
	want := []Drop{{Reason: Duplicate, Fixes: 2, First: 1, Last: 2}, {Reason: Teleport, Fixes: 1, First: 4, Last: 4}}
	for i := range dropped {
		if dropped[i].Text.ZH == "" || dropped[i].Text.EN == "" {
			t.Errorf("%s is not explained", dropped[i].Reason)
		}
		dropped[i].Text = want[i].Text
	}
	if diff := cmp.Diff(want, dropped); diff != "" {
		t.Errorf("drops (-want +got):\n%s", diff)
	}
}

// TestClean_always checks what must hold of any input: every fix is either
// kept or dropped, kept times never run backward, and cleaning twice changes
// nothing more than once.
func TestClean_always(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "n")
		fixes := make([]trace.Fix, n)
		for i := range fixes {
			fixes[i] = at(float64(rapid.IntRange(0, 2000).Draw(t, "s")), float64(rapid.IntRange(0, 40).Draw(t, "m"))*50)
			if rapid.IntRange(0, 9).Draw(t, "untimed") == 0 {
				fixes[i].At = time.Time{}
			}
		}
		kept, dropped := Clean(fixes, Options{ReceivedAt: start})
		sum := len(kept)
		for _, d := range dropped {
			sum += d.Fixes
		}
		if sum != n {
			t.Fatalf("%d kept and dropped of %d", sum, n)
		}
		var last time.Time
		for _, f := range kept {
			if f.At.IsZero() {
				continue
			}
			if f.At.Before(last) {
				t.Fatalf("time runs backward to %v", f.At)
			}
			last = f.At
		}
	})
}

// TestLongestForward holds the patience sort against trying every subset.
func TestLongestForward(t *testing.T) {
	rng := rand.New(rand.NewSource(11))
	for range 200 {
		fixes := make([]trace.Fix, 1+rng.Intn(9))
		for i := range fixes {
			fixes[i] = at(float64(rng.Intn(6)), 0)
		}
		s := newSheet(fixes)
		got := 0
		for _, keep := range s.longestForward(s.live()) {
			if keep {
				got++
			}
		}
		if want := longestBySubsets(fixes); got != want {
			t.Fatalf("%v: keeps %d, want %d", fixes, got, want)
		}
	}
}

func longestBySubsets(fixes []trace.Fix) int {
	best := 0
	for set := 1; set < 1<<len(fixes); set++ {
		n, ok, last := 0, true, time.Time{}
		for i, f := range fixes {
			if set>>i&1 == 1 {
				ok = ok && !f.At.Before(last)
				last = f.At
				n++
			}
		}
		if ok {
			best = max(best, n)
		}
	}
	return best
}
