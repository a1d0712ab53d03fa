package clean

import (
	"math"
	"math/rand"
	"strings"
	"testing"
	"time"

	"licheng/trips/trace"
)

// shove moves the fixes from first up to end aside, to the east.
func shove(fixes []trace.Fix, first, end int, m float64) []trace.Fix {
	for i := first; i < end; i++ {
		fixes[i] = east(fixes[i], m)
	}
	return fixes
}

// TestMark_spikes: a car that brakes or turns with 6 m/s² is, half-way of T
// seconds, at most 6·(T/2)²/2 m off the straight line, 3 m at a fix a second and
// 75 m at one in five; 20 m more are allowed for noise. A letter is the first of
// the reason; drive(n, v, s) are n fixes s apart, v metres each.
func TestMark_spikes(t *testing.T) {
	cases := []struct {
		name  string
		fixes []trace.Fix
		want  string
	}{
		{"30 m aside for a second", shove(drive(9, 15, 1), 4, 5, 30), "....s...."},
		{"20 m aside are noise", shove(drive(9, 15, 1), 4, 5, 20), "........."},
		{"60 m for three seconds", shove(drive(12, 15, 1), 4, 7, 60), "....sss....."},
		{"two seconds, one to the east and one to the west", shove(shove(drive(12, 15, 1), 4, 5, 60), 5, 6, -60), "....ss......"},
		{"300 m for ten seconds", shove(drive(30, 15, 1), 9, 19, 300), strings.Repeat(".", 9) + strings.Repeat("s", 10) + strings.Repeat(".", 11)},
		{"100 m at a fix in five seconds", shove(drive(9, 75, 5), 4, 5, 100), "....s...."},
		{"90 m at a fix in five seconds may be a lay-by", shove(drive(9, 75, 5), 4, 5, 90), "........."},
		{"at a fix in half a minute nothing is impossible", shove(drive(9, 400, 30), 4, 5, 600), "........."},
		{"a jump that does not come back: out of a tunnel", shove(drive(12, 15, 1), 6, 12, 60), "............"},
		{"far ahead and no way longer: a second written late", func() []trace.Fix {
			fixes := drive(9, 30, 1)
			fixes[4].At = fixes[4].At.Add(-900 * time.Millisecond)
			return fixes
		}(), "........."},
		{"the last fix has nothing to come back to", shove(drive(9, 15, 1), 8, 9, 60), "........."},
		{"without times", func() []trace.Fix {
			fixes := shove(drive(9, 15, 1), 4, 5, 60)
			for i := range fixes {
				fixes[i].At = time.Time{}
			}
			return fixes
		}(), "........."},
		{"over the date line", func() []trace.Fix {
			fixes := shove(drive(9, 15, 1), 4, 5, 60)
			toLine := 180 - fixes[0].Point[0]
			for i := range fixes {
				fixes[i].Point[0] += toLine + 0.0001*float64(i-4)
				if fixes[i].Point[0] > 180 {
					fixes[i].Point[0] -= 360
				}
			}
			return fixes
		}(), "....s...."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := reasons(c.fixes, Options{}); got != c.want {
				t.Errorf("marks\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestStory_oneFixInAHundredJumps: between rock faces one fix in a hundred
// jumps some hundred metres. Each would add two hundred: 12 km in an hour on a
// road of 54. The road with its bends is what is left.
func TestStory_oneFixInAHundredJumps(t *testing.T) {
	for seed := range int64(5) {
		rng := rand.New(rand.NewSource(seed))
		fixes := make([]trace.Fix, 3600)
		for i := range fixes { // bends of 40 m to both sides, a minute each
			fixes[i] = east(at(float64(i), 15*float64(i)), 40*math.Sin(float64(i)/10)+rng.NormFloat64())
		}
		honest := lengthM(fixes)
		for i := range fixes {
			if rng.Intn(100) == 0 {
				fixes[i] = east(fixes[i], math.Copysign(60+rng.Float64()*90, rng.NormFloat64()))
			}
		}
		if odd := lengthM(fixes) - honest; odd < 4000 {
			t.Fatalf("seed %d: the jumps add %.0f m only", seed, odd)
		}
		kept, dropped := Clean(fixes, Options{})
		if got := lengthM(kept); math.Abs(got-honest) > honest*0.005 {
			t.Errorf("seed %d: %.0f m, want %.0f within 0.5 %%", seed, got, honest)
		}
		if n := Totals(dropped); len(n) != 1 || n[0].Reason != Spike {
			t.Errorf("seed %d: dropped %+v", seed, n)
		}
	}
}

// TestStays_jumpsOfTheReceiver: who stands for a quarter of an hour and at half
// time is seen 500 m off, once, did not drive there: from rest to rest that takes
// a car 28 s, twice, and the fixes before and after are twenty seconds apart. At a
// fix in a minute it may have been there.
func TestStays_jumpsOfTheReceiver(t *testing.T) {
	for _, c := range []struct {
		stepS float64
		stays int
	}{{10, 1}, {60, 2}} {
		var fixes []trace.Fix
		for s := 0.0; s <= 900; s += c.stepS {
			fixes = append(fixes, at(s, 0))
		}
		middle := len(fixes) / 2
		shove(fixes, middle, middle+1, 500)
		if got := Stays(fixes, StayOptions{}); len(got) != c.stays {
			t.Errorf("every %.0f s: %d stays, want %d", c.stepS, len(got), c.stays)
		}
		kept, _ := Clean(fixes, Options{})
		if got, want := lengthM(kept), 1000*float64(c.stays-1); math.Abs(got-want) > 2 {
			t.Errorf("every %.0f s: %.0f m, want %.0f", c.stepS, got, want)
		}
	}
}

// TestMark_jumpsAtTheEnds: of a trace that stands for a quarter of an hour at one
// end. To stop from 400 m off takes a car that brakes with 6 m/s² √(2·350/6) =
// 10.8 s, to pull away so far with 2.5 m/s² 16.7 s, and 150 m 8.9 s.
func TestMark_jumpsAtTheEnds(t *testing.T) {
	stood := func(more ...trace.Fix) []trace.Fix {
		var fixes []trace.Fix
		for s := 0.0; s <= 900; s += 10 {
			fixes = append(fixes, at(s, 0))
		}
		return append(fixes, more...)
	}
	inside := "." + strings.Repeat("p", 89) + "."
	for _, c := range []struct {
		name  string
		fixes []trace.Fix
		want  string
	}{
		{"400 m off ten seconds before", append([]trace.Fix{at(-10, 400)}, stood()...), "s" + inside},
		{"400 m off eleven seconds before", append([]trace.Fix{at(-11, 400)}, stood()...), "." + inside},
		{"400 m off ten seconds after", stood(at(910, 400)), inside + "s"},
		{"400 m off seventeen seconds after", stood(at(917, 400)), inside + "."},
		{"driving away", stood(at(910, 150), at(920, 400)), inside + ".."},
		{"a third fix there: it drove, somehow", stood(at(905, 400), at(910, 405), at(915, 410)), inside + "..."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := reasons(c.fixes, Options{}); got != c.want {
				t.Errorf("marks\n got %s\nwant %s", got, c.want)
			}
		})
	}
}
