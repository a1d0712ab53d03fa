package clean

import (
	"math"
	"math/rand"
	"testing"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// lengthM is the fix-to-fix length.
func lengthM(fixes []trace.Fix) float64 {
	sum := 0.0
	for i := 1; i < len(fixes); i++ {
		sum += distanceM(fixes[i-1].Point, fixes[i].Point)
	}
	return sum
}

// east moves a fix by metres to the east.
func east(f trace.Fix, m float64) trace.Fix {
	f.Point[0] += m * degM / math.Cos(26.5*math.Pi/180)
	return f
}

// TestStory_aDayOf2point8kmIsNot206km: drive 1,400 m, stand for two hours while
// the receiver drifts, drive back. Drift of σ metres on both axes moves σ√π
// from one second to the next, so that two hours at 16 m are 7,200 × 28.4 m or
// 204 km. The day is 2.8 km, and every fix is still there with its reason.
func TestStory_aDayOf2point8kmIsNot206km(t *testing.T) {
	const stoodS, sigmaM = 7200, 16.0
	for seed := range int64(5) {
		rng := rand.New(rand.NewSource(seed))
		fixes := drive(141, 10, 1) // 1,400 m at 36 km/h
		for s := range stoodS {
			fixes = append(fixes, east(at(float64(141+s), 1400+rng.NormFloat64()*sigmaM), rng.NormFloat64()*sigmaM))
		}
		for i := range 141 {
			fixes = append(fixes, at(float64(141+stoodS+i), 1400-float64(i)*10))
		}
		if raw := lengthM(fixes); raw < 190_000 || raw > 215_000 {
			t.Fatalf("seed %d: raw %.0f m: the drift is not the one of the story", seed, raw)
		}
		kept, dropped := Clean(fixes, Options{})
		if got := lengthM(kept); math.Abs(got-2800) > 140 {
			t.Errorf("seed %d: cleaned %.0f m, want 2800 ± 5 %%", seed, got)
		}
		marked := 0
		for _, d := range dropped {
			if d.Reason != Parked && d.Reason != Teleport && d.Reason != Spike {
				t.Errorf("seed %d: %d fixes called %s", seed, d.Fixes, d.Reason)
			}
			marked += d.Fixes
		}
		if marked+len(kept) != len(fixes) || len(Mark(fixes, Options{})) != len(fixes) {
			t.Errorf("seed %d: %d kept and %d marked of %d", seed, len(kept), marked, len(fixes))
		}
	}
}

// TestStory_driftThatWanders: between buildings the error does not jump about
// but wanders: it keeps 98 % of itself from one second to the next and stays
// within some 60 m. The hour's stand is no drive.
func TestStory_driftThatWanders(t *testing.T) {
	for seed := range int64(5) {
		rng := rand.New(rand.NewSource(seed))
		fixes := drive(101, 10, 1)
		north, e := 0.0, 0.0
		for s := range 3600 {
			north, e = 0.98*north+rng.NormFloat64()*4, 0.98*e+rng.NormFloat64()*4
			fixes = append(fixes, east(at(float64(101+s), 1000+north), e))
		}
		for i := range 101 {
			fixes = append(fixes, at(float64(3701+i), 1000+float64(i)*10))
		}
		kept, _ := Clean(fixes, Options{})
		// 2,000 m, and at most the ways into and out of the wandering.
		if got := lengthM(kept); got < 1900 || got > 2300 {
			t.Errorf("seed %d: cleaned %.0f m of %.0f m, want 2000 with at most 300 more", seed, got, lengthM(fixes))
		}
	}
}

// TestStory_aTrainRideStaysWhole: 350 km/h, through tunnels of a minute and
// more without a fix, with stops of two minutes at stations. Cleaning is not
// there to judge what a car can do: nothing is marked, at any interval.
func TestStory_aTrainRideStaysWhole(t *testing.T) {
	for _, stepS := range []float64{1, 10, 60} {
		var fixes []trace.Fix
		s, m := 0.0, 0.0 // seconds, metres
		for s < 5400 {
			phase := math.Mod(s, 1800) // a station every half hour
			var v float64              // metres a second
			switch {
			case phase < 120:
				v = 0
			case phase < 420: // 97.2 m/s is 350 km/h, reached in five minutes
				v = 97.2 * (phase - 120) / 300
			case phase > 1500:
				v = 97.2 * (1800 - phase) / 300
			default:
				v = 97.2
			}
			inTunnel := phase > 600 && phase < 690 || phase > 1000 && phase < 1200
			if !inTunnel {
				fixes = append(fixes, at(s, m))
			}
			m += v * stepS
			s += stepS
		}
		for i, r := range Mark(fixes, Options{}) {
			if r != "" {
				t.Fatalf("every %v s: fix %d of %d is called %s", stepS, i, len(fixes), r)
			}
		}
	}
}

// TestMark_replays draws what providers that send a cached fix again have
// been seen to do. A and B are a kilometre apart; a replay adds two hops.
func TestMark_replays(t *testing.T) {
	a := func(s float64) trace.Fix { f := at(s, 0); return f }
	b := func(s float64) trace.Fix { f := at(s, 1000); return f }
	live := at
	cases := []struct {
		name  string
		fixes []trace.Fix
		want  string
		endM  float64 // length of what is kept
	}{
		{"A-B-A-B: two positions in turn are one way", []trace.Fix{a(0), b(60), a(70), b(80), a(90), b(100), live(160, 2000)}, "..f.f..", 2000},
		{
			"A between live fixes",
			[]trace.Fix{a(0), live(60, 1000), a(61), live(120, 2000), a(121), live(180, 3000), a(181), live(240, 4000)},
			"..f.f.f.", 4000,
		},
		{"A twice in each replay", []trace.Fix{a(0), live(60, 1000), a(61), a(62), live(120, 2000), a(121), a(122), live(180, 3000)}, "..ff.ff.", 3000},
		{"one return is a way back for something forgotten", []trace.Fix{a(0), live(60, 1000), a(120), live(180, 1000), live(240, 2000)}, ".....", 4000},
		{"a bus that calls at the same stop each round", []trace.Fix{a(0), live(60, 1000), live(120, 2000), live(180, 1000), a(240), live(300, 1000), live(360, 2000), live(420, 1000), a(480)}, ".........", 8000},
		{
			"three rounds on a coarse grid, turning at the same two spots",
			[]trace.Fix{
				a(0), live(60, 1000), live(120, 2000), live(180, 1000), a(240), live(300, 1000), live(360, 2000), live(420, 1000),
				a(480), live(540, 1000), live(600, 2000), live(660, 1000), a(720),
			},
			".............", 12_000,
		},
		{
			"standing a kilometre off while the old position comes back",
			[]trace.Fix{
				a(0), live(30, 500), live(60, 1000), live(90, 1005), live(120, 1000), live(150, 1003), live(180, 1001), live(210, 1002),
				a(270), live(330, 1001), a(390), live(450, 1003), live(510, 1001),
			},
			"...pppppfpfp.", 1001,
		},
		{
			"a phone that lies still, and two fixes by the mast of the network",
			[]trace.Fix{a(0), a(60), a(120), b(121), a(122), a(180), a(240), b(241), a(242), a(300), a(360), live(361, 10)},
			".pptppptppp.", 0,
		},
		{"a replay of less than 200 m is noise", []trace.Fix{live(0, 0), live(10, 150), live(20, 0), live(30, 150), live(40, 0), live(50, 150)}, "......", 750},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := reasons(c.fixes, Options{}); got != c.want {
				t.Errorf("marks\n got %s\nwant %s", got, c.want)
			}
			kept, _ := Clean(c.fixes, Options{})
			if got := lengthM(kept); math.Abs(got-c.endM) > c.endM*0.003 {
				t.Errorf("%.0f m, want %.0f", got, c.endM)
			}
		})
	}
}

// TestMark_zeroIsland: the sea off Africa within about 100 m is no place, a
// kilometre away from it is one.
func TestMark_zeroIsland(t *testing.T) {
	for name, c := range map[string]struct {
		p    orb.Point
		want Reason
	}{
		"0, 0":                 {orb.Point{0, 0}, ZeroIsland},
		"rounded":              {orb.Point{-0.0004, 0.0009}, ZeroIsland},
		"on the equator":       {orb.Point{106.5, 0}, ""},
		"on the meridian":      {orb.Point{0, 26.5}, ""},
		"a kilometre away":     {orb.Point{0.01, 0}, ""},
		"one coordinate small": {orb.Point{0.0001, 0.1}, ""},
	} {
		f := at(0, 0)
		f.Point = c.p
		if got := Mark([]trace.Fix{f}, Options{})[0]; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestMark_future: the limit is a day after the upload; without knowing when
// it was, nothing is future.
func TestMark_future(t *testing.T) {
	received := Options{ReceivedAt: start}
	for name, c := range map[string]struct {
		s    float64
		opt  Options
		want string
	}{
		"at the upload":             {0, received, "."},
		"a day after, to a second":  {86_400, received, "."},
		"a day and a second after":  {86_401, received, "f"},
		"with an hour of slack":     {3601, Options{ReceivedAt: start, FutureSlack: 3600e9}, "f"},
		"nobody knows the upload's": {1e9, Options{}, "."},
	} {
		if got := reasons([]trace.Fix{at(c.s, 0)}, c.opt); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
