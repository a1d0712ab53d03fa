package verify

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"licheng/geo/datum"
	"licheng/trips/trace"
)

// both filters against the density of one normal vector whose covariances are
// written down in closed form (a constant, a slope, an Ornstein-Uhlenbeck
// process or its integral, white noise), worked out by elimination.
func TestGainsAreTheNormalDensity(t *testing.T) {
	const white, slow, sigma, span = 0.3, 0.4, 0.05, 40.0
	at := []float64{0, 7, 19, 64, 65, 141}
	s := series{value: []float64{0.4, -0.2, 1.1, 0.3, 0.6, -0.9}, gap: []float64{0, 7, 12, 45, 1, 76}, scale: []float64{1, 1, 2, 1, 3, 1}, lasts: make([]float64, len(at))}
	shared := func(a, b float64) float64 { return startS*startS + rateWide*rateWide*a*b }
	copied := func(a, b float64) float64 { return shared(a, b) + slow*slow*math.Exp(-math.Abs(a-b)/span) }
	// Doob: the covariance of two integrals of a stationary process.
	anew := func(a, b float64) float64 {
		a, b = min(a, b), max(a, b)
		grown := 2*a/span + math.Exp(-a/span) + math.Exp(-b/span) - math.Exp(-(b-a)/span) - 1
		return shared(a, b) + sigma*sigma*span*span*grown
	}
	one, two := []series{s}, []series{s, s}
	fine := float64(len(at)) * math.Log(1-grossShare)
	if got, want := copiedLn(one, keepsOf(one, span), white, slow), fine+normalLn(s, at, white, copied); math.Abs(got-want) > 1e-9 {
		t.Errorf("copied: got %v, want %v", got, want)
	}
	if got, want := drivenAnewLn(one, keepsOf(one, span), white, sigma, span), fine+normalLn(s, at, white, anew); math.Abs(got-want) > 1e-9 {
		t.Errorf("driven anew: got %v, want %v", got, want)
	}
	if once, twice := copiedLn(one, keepsOf(one, span), white, slow), copiedLn(two, keepsOf(two, span), white, slow); math.Abs(twice-2*once) > 1e-9 {
		t.Errorf("two stretches have %v, one %v", twice, once)
	}
}

// normalLn is ln p of the values of a series under a normal distribution of mean
// nought, by Cholesky's elimination.
func normalLn(s series, at []float64, white float64, cov func(a, b float64) float64) float64 {
	n := len(at)
	l := make([][]float64, n)
	half := make([]float64, n)
	out := -0.5 * float64(n) * math.Log(2*math.Pi)
	for i := range n {
		l[i] = make([]float64, n)
		for j := range i + 1 {
			sum := cov(at[i], at[j])
			if i == j {
				sum += white * white * s.scale[i] * s.scale[i]
			}
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(sum)
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
		half[i] = s.value[i]
		for k := range i {
			half[i] -= l[i][k] * half[k]
		}
		half[i] /= l[i][i]
		out -= 0.5*half[i]*half[i] + math.Log(l[i][i])
	}
	return out
}

// even drives a road with speeds that differ from day to day by a share sigma
// alone, changing over 450 m, without any delay: as evenly as people can.
func even(road [][2]float64, day uint64, everyS, sigma, sigmaM float64) []trace.Fix {
	r := rand.New(rand.NewPCG(day, 77))
	local := sigma * r.NormFloat64()
	return driveOf(road, day, everyS, sigmaM, r, func(i int) float64 {
		if i > 0 {
			keep := math.Exp(-10.0 / 450)
			local = local*keep + sigma*math.Sqrt(1-keep*keep)*r.NormFloat64()
		}
		bend := 1.0
		if i > 3 && i+3 < len(road) {
			turn := math.Abs(heading(road[i+3], road[i]) - heading(road[i], road[i-3]))
			bend = 1 / (1 + 4*min(turn, 2*math.Pi-turn))
		}
		return 13 * bend * math.Exp(local)
	})
}

// driveOf is a drive at a speed, m/s, over each ten metres of a road, by a
// receiver whose error of sigmaM wanders for half a minute, in whole seconds.
func driveOf(road [][2]float64, day uint64, everyS, sigmaM float64, r *rand.Rand, speed func(i int) float64) []trace.Fix {
	began := start.Add(time.Duration(day) * 25 * time.Hour)
	var out []trace.Fix
	east, north, nextS, goneS, last := 0.0, 0.0, 0.0, 0.0, 0.0
	for i := 0; i+1 < len(road); i++ {
		took := 10 / speed(i)
		for ; nextS < goneS+took; nextS += everyS {
			keep := math.Exp(-(nextS - last) / 28)
			last = nextS
			east = east*keep + sigmaM*math.Sqrt(1-keep*keep)*r.NormFloat64()
			north = north*keep + sigmaM*math.Sqrt(1-keep*keep)*r.NormFloat64()
			share := (nextS - goneS) / took
			x := road[i][0] + share*(road[i+1][0]-road[i][0])
			y := road[i][1] + share*(road[i+1][1]-road[i][1])
			out = append(out, trace.Fix{At: began.Add(time.Duration(nextS * float64(time.Second))).Truncate(time.Second), Point: lonLat(x+east, y+north)})
		}
		goneS += took
	}
	return out
}

// honestPairs holds drives against each other and wants no copy, nor more than a
// third of the evidence of one.
func honestPairs(t *testing.T, drives [][]trace.Fix) {
	t.Helper()
	for i, b := range drives {
		h := Hold(b)
		for j, a := range drives[:i] {
			c := h.Compare(a)
			if l := c.Like; c.IsCopy() || c.IsSharedRide() || max(l.LineNats, l.PaceNats) > copyNats/3 {
				t.Errorf("drive %d on %d: %+v", i, j, l)
			}
		}
	}
}

// The honest people of whom some were accused once, and what for.
func TestHonestDrivesAreNotAccused(t *testing.T) {
	t.Run("one driver every day like clockwork, a fix each half minute", func(t *testing.T) {
		road := bends(41, 14_000)
		var days [][]trace.Fix
		for day := range uint64(14) {
			days = append(days, even(road, day, 30, 0.03, 3))
		}
		honestPairs(t, days)
	})
	t.Run("the same with a fix each five seconds", func(t *testing.T) {
		road := bends(42, 12_000)
		var days [][]trace.Fix
		for day := range uint64(10) {
			days = append(days, even(road, day, 5, 0.03, 3))
		}
		honestPairs(t, days)
	})
	t.Run("two drivers on a mountain road, few fixes on one side", func(t *testing.T) {
		road := bends(43, 20_000)
		var drives [][]trace.Fix
		for i, every := range []float64{5, 80, 20, 45, 1, 60, 10, 35} {
			drives = append(drives, on(road, 200+uint64(i), every, 3))
		}
		honestPairs(t, drives)
	})
	t.Run("like clockwork, a fix each 25 s beside one each three", func(t *testing.T) {
		var drives [][]trace.Fix
		for day := range uint64(16) {
			drives = append(drives, even(bends(49, 12_000), day, []float64{25, 3}[day%2], 0.03, 3))
		}
		honestPairs(t, drives)
	})
	t.Run("a kilometre and a half shared, of long drives", func(t *testing.T) {
		var drives [][]trace.Fix
		for i := range uint64(12) {
			drives = append(drives, even(bends(44, 1500), i, []float64{5, 15, 10}[i%3], 0.03, 4))
		}
		honestPairs(t, drives)
	})
	t.Run("two cars with one speed held on a straight road", func(t *testing.T) {
		var drives [][]trace.Fix
		for i := range uint64(4) {
			r := rand.New(rand.NewPCG(i, 33))
			held := drawn(ring(1e6, 0.001), 11, 10)
			drives = append(drives, retimed(changed(held, func(_ int, f *trace.Fix) {
				f.Point[1] += 3 * r.NormFloat64() / degreeM // across the road, which leads east
			}), time.Duration(i)*29*time.Hour))
		}
		honestPairs(t, drives)
	})
	t.Run("an expressway, the speed held at each limit", func(t *testing.T) {
		road := gentle(48, 24_000)
		var drives [][]trace.Fix
		for day := range uint64(10) {
			drives = append(drives, cruised(road, day, []float64{1, 2, 5, 10, 15}[day%5], 3))
		}
		honestPairs(t, drives)
	})
	t.Run("there, a meeting, and back, the clocks made to fit the meetings", func(t *testing.T) {
		road := bends(45, 7_000)
		var drives [][]trace.Fix
		for i := range uint64(10) {
			out, back := even(road, i, 5, 0.03, 3), even(reversedRoad(road), 100+i, 5, 0.03, 3)
			stay := time.Duration(3600+7*i*i) * time.Second
			by := out[len(out)-1].At.Add(stay).Sub(back[0].At)
			drives = append(drives, append(out, retimed(back, by)...))
		}
		honestPairs(t, drives)
	})
	t.Run("a phone with a shifted datum beside one without", func(t *testing.T) {
		road := bends(46, 16_000)
		var drives [][]trace.Fix
		for i := range uint64(8) {
			d := on(road, 300+i, []float64{5, 12, 30}[i%3], 3)
			if i%2 == 1 {
				d = changed(d, func(_ int, f *trace.Fix) { f.Point = datum.GCJ02.FromWGS84(f.Point) })
			}
			drives = append(drives, d)
		}
		honestPairs(t, drives)
	})
	t.Run("another road some hundred metres off, crossed again and again", func(t *testing.T) {
		road := bends(47, 9_000)
		var drives [][]trace.Fix
		for i := range uint64(8) {
			across := make([][2]float64, len(road))
			for k, p := range road { // weaves about the road, 55 m to either side
				across[k] = [2]float64{p[0], p[1] + 55*math.Sin(float64(k)/30+float64(i))}
			}
			drives = append(drives, even(across, i, 5, 0.02, 2))
		}
		honestPairs(t, drives)
	})
}

// Rows of differences, seconds, that two drives of the demo county showed (seed
// 11), every five seconds, and that a random walk in the place of a changing speed
// took for one driving: by 237 and by 22 nats.
var (
	clockworkDays = []float64{
		0.63, 0.94, 0.50, 0.43, 0.08, -0.13, 0.01, 0.08, 0.43, 0.29, 0.29, 0.65, 0.55, 0.65, 0.67, 0.27, 0.45, 0.40, 0.40, 0.56,
		0.74, 0.38, 0.19, -0.06, 0.25, 0.03, -0.47, -1.05, -1.56, -1.55, -1.40, -1.52, -1.93, -1.71, -1.52, -1.62, -1.75, -1.54, -1.28, -1.03,
		-1.22, -0.88, -1.53, -1.65, -1.25, -1.08, -1.39, -1.49, -1.38, -1.30, -0.91, -0.14, 0.34, 0.69, 1.07, 1.75, 2.00, 1.93, 1.79, 1.72,
		1.35, 1.50, 1.22, 0.88, 0.54, 0.70, 0.17, 0.09, -0.32, -0.71, -0.53, -0.63, -0.32, -0.24, -0.25, -0.05, 0.28, 0.23, 0.32, 1.07,
		1.46, 1.09, 0.86, 0.51, 0.65, 0.39, 0.32, 0.20, -0.05, -0.02, 0.16, 0.21, 0.00, 0.12, 0.54, 0.60, 0.27, -0.19, -0.15, -0.39,
		-1.06, -1.04, -1.15, -1.07, -1.11, -1.11, -0.83, -0.85, -1.03,
	}
	fewFixesBeside = []float64{
		-4.44, -5.41, -4.24, -2.93, -1.51, -0.05, 0.97, 0.74, 0.68, 1.05, 0.43, 0.00, -0.37, -0.75, -0.77, -0.07, -0.40, 0.09, 0.74,
	}
)

func TestSmoothDifferencesAreTwoDrives(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for name, values := range map[string][]float64{"days like clockwork": clockworkDays, "a fix each quarter of a minute beside": fewFixesBeside} {
		theirs, copied := everyFive(values), everyFive(values)
		for i := range values { // the noise of a copy
			copied.value[i] = 0.3 * r.NormFloat64()
		}
		if nats := paceNats([]series{theirs}, math.Inf(-1)); nats > 0 {
			t.Errorf("%s: %.1f nats for one driving", name, nats)
		}
		if nats := paceNats([]series{copied}, math.Inf(-1)); nats < 0 {
			t.Errorf("%s, white noise instead: %.1f nats", name, nats)
		}
	}
}

// everyFive is a series of a value each five seconds.
func everyFive(values []float64) series {
	s := series{value: append([]float64(nil), values...), grossP: grossTimeP}
	for i := range values {
		s.gap, s.scale = append(s.gap, 5*float64(min(i, 1))), append(s.scale, 1)
	}
	return s
}

// How long somebody stays is no clock: drives on which the stays differ by a
// minute are compared by how they were driven.
func TestStaysDoNotSetTheClock(t *testing.T) {
	var timed []pair
	for i := range 40 { // ten minutes there and ten back, an hour between; the other stayed 64 s less
		at, theirs := 30*float64(i), 30*float64(i)
		if i >= 20 {
			at, theirs = at+3664, theirs+3600
		}
		goneM := 300*float64(i) + 140*math.Sin(float64(i))
		timed = append(timed, pair{atS: at, goneM: goneM, foot: foot{atS: theirs, goneM: goneM, scale: 1}})
	}
	stretches := driven(timed, held(timed))
	if len(stretches) != 2 || len(stretches[0]) != 20 || len(stretches[1]) != 20 {
		t.Fatalf("%d stretches", len(stretches))
	}
	left, rate := against(stretches)
	if math.Abs(rate-1) > 1e-9 || medianAbs(values(left)...) > 1e-9 {
		t.Errorf("rate %v, %v s left", rate, medianAbs(values(left)...))
	}
}

// Two lines that cross now and then share no way: between the crossings the
// first lies elsewhere. Nor does a line 34 m off tell of one driving.
func TestCrossingsAreNoWayShared(t *testing.T) {
	var pairs []pair
	for i, nth := range []int{1, 2, 3, 40, 41, 90, 91} {
		pairs = append(pairs, pair{nth: nth, goneM: 50 * float64(nth), atS: float64(i)})
	}
	if got := sharedM(pairs); got != 200 { // 1 to 3, 40 to 41, 90 to 91
		t.Errorf("%.0f m shared, want 200", got)
	}
	one := Likeness{SharedM: 4000, Points: 60, Timed: 60, PaceNats: 30, PaceS: 0.3, LaterS: 1e6, ClockRate: 1, ApartM: 3}
	if !one.CopiedPace() {
		t.Error("one driving is not known")
	}
	for name, change := range map[string]func(*Likeness){
		"34 m off":                         func(l *Likeness) { l.ApartM = 34 },
		"little evidence":                  func(l *Likeness) { l.PaceNats = copyNats - 0.1 },
		"little for one of five datums":    func(l *Likeness) { l.PaceNats, l.Shift = copyNats+1, "gcj02" },
		"by the line, hardly by the pace":  func(l *Likeness) { l.PaceNats, l.LineNats = 4, 11 },
		"by the stays, hardly by the pace": func(l *Likeness) { l.PaceNats, l.KeptNats = 2.9, 15 },
		"a car behind":                     func(l *Likeness) { l.LaterS = 200 },
		"800 m not reached":                func(l *Likeness) { l.SharedM = 700 },
	} {
		l := one
		if change(&l); l.CopiedPace() {
			t.Errorf("%s: called one driving", name)
		}
	}
}

// Between fixes far apart a time is a guess: times are weighed where the drive
// with fewer fixes has one.
func TestTimesAreWeighedAtTheFewerFixes(t *testing.T) {
	road := bends(50, 9_000)
	many, few := on(road, 1, 2, 3), retimed(everyNth(on(road, 1, 2, 3), 12), 30*time.Hour)
	dense, sparse := trackOf(many, many[0].Point), trackOf(few, many[0].Point)
	if l := laid(gridOf(&sparse), &dense, 0); l.PaceNats != 0 || math.IsNaN(l.PaceS) {
		t.Errorf("many on few: %+v", l)
	}
	if l := laid(gridOf(&dense), &sparse, 0); l.PaceNats < copyNats {
		t.Errorf("few on many: %+v", l)
	}
}

// Two phones in one car are one ride; one that writes the time of another zone
// too. Neither is a copy.
func TestTwoPhonesInOneCar(t *testing.T) {
	one := on(bends(51, 15_000), 1, 5, 3)
	two := noisyWalk(everyNth(one, 3))
	if c := Compare(one, two); !c.IsSharedRide() || c.IsCopy() {
		t.Errorf("two phones: %+v", c)
	}
	if c := Compare(one, retimed(two, -8*time.Hour)); !c.IsSharedRide() || c.IsCopy() {
		t.Errorf("eight hours off: %+v", c)
	}
}

// Copies that have to be found still, each the hard side of an honest case.
func TestHardCopiesAreFound(t *testing.T) {
	road := bends(61, 24_000)
	mine := on(road, 1, 5, 3)
	later := func(fixes []trace.Fix) []trace.Fix { return retimed(fixes, 51*time.Hour) }
	seconds := func(fixes []trace.Fix) []trace.Fix {
		return changed(fixes, func(_ int, f *trace.Fix) { f.At = f.At.Truncate(time.Second) })
	}
	sparse, steps := on(road, 2, 45, 3), on(road, 4, 20, 3)
	back := on(reversedRoad(road), 3, 5, 3)
	both := slices.Concat(mine, retimed(back, mine[len(mine)-1].At.Add(time.Hour).Sub(back[0].At)))
	for name, c := range map[string]struct{ a, b []trace.Fix }{
		"another receiver's noise, a clock a tenth slow":  {mine, later(seconds(rate(noisyWalk(mine), 0.9)))},
		"the same of a third of it":                       {mine, later(seconds(rate(noisyWalk(mine[:len(mine)/3]), 1.1)))},
		"there and back with a meeting, another receiver": {both, later(noisyWalk(both))},
		"half of it, a fix each 20 s, another receiver's noise, a clock a tenth slow": {
			steps, later(seconds(rate(noisyWalk(steps[:len(steps)/2]), 0.9))),
		},
		"a fix each 45 s, noise of 2 m, backward": {sparse, later(backward(noisy(sparse, 2)))},
		"a fix each 45 s, noise of 3 m":           {sparse, later(noisy(sparse, 3))},
		"shifted, another receiver": {mine, later(changed(noisyWalk(mine), func(_ int, f *trace.Fix) {
			f.Point = datum.GCJ02.FromWGS84(f.Point)
		}))},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Compare(c.a, c.b); !got.IsCopy() {
				t.Errorf("not found: %+v", got.Like)
			}
		})
	}
}
