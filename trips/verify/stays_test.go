package verify

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"licheng/trips/trace"
)

// legs is a drive in stretches of twenty minutes, a fix each 30 s, as held against
// an earlier one: its clock at a rate, and stays of which the earlier had staysS
// and this one so much more by the earlier's clock.
func legs(rate float64, staysS, longerS []float64, noise func() float64) [][]pair {
	var out [][]pair
	mine, theirs := 0.0, 0.0
	for k := range len(staysS) + 1 {
		var stretch []pair
		for range 40 {
			mine, theirs = mine+30*rate, theirs+30
			stretch = append(stretch, pair{atS: mine + noise(), foot: foot{atS: theirs, goneM: 10 * theirs, scale: 1}})
		}
		out = append(out, stretch)
		if k < len(staysS) {
			mine, theirs = mine+rate*(staysS[k]+longerS[k]), theirs+staysS[k]
		}
	}
	return out
}

// What stays and clock tell of two drives, with times good to 0.3 s.
func TestStaysAndClockTell(t *testing.T) {
	visit := []float64{2400}
	for _, c := range []struct {
		name            string
		rate            float64
		stays, longer   []float64
		fromNats, below float64
	}{
		{"a clock kept, a visit of the same 40 minutes", 1, visit, []float64{0.4}, 6, 10},
		{"a clock kept, no stay", 1, nil, nil, 2, 5},
		{"a clock a tenth slow, the stay with it", 1.1, visit, []float64{0}, 1.5, 4},
		{"a clock kept, the visit made up anew", 1, visit, []float64{700}, 1.5, 5},
		{"another day: 3 % slower, twelve minutes longer", 1.03, visit, []float64{720}, 0, 0.01},
		{"a routine: 2 % slower, a minute longer", 1.02, visit, []float64{60}, 0, 0.01},
		{"a ferry that waits ten minutes by its timetable, eight seconds off", 1.02, []float64{600}, []float64{8}, 0, 2},
		{"a clock a tenth slow, no stay", 1.1, nil, nil, 0, 0.01},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := 0
			ripple := func() float64 { i++; return 0.3 * math.Sin(float64(i)*2.1) }
			got := keptNats(legs(c.rate, c.stays, c.longer, ripple), c.rate, 0.3)
			if got < c.fromNats || got >= c.below {
				t.Errorf("%.2f nats, want %v to %v", got, c.fromNats, c.below)
			}
		})
	}
}

// A bet at fair odds: against honest drives, as the model has them, evidence of
// e^n to one comes up so seldom that on the mean e^n is 1, and 2 at most as nothing
// counts for no less than 1. That is what "once in e^n times" rests on.
func TestStaysAreAFairBet(t *testing.T) {
	const drives = 4000
	for _, rates := range meanRates {
		spread := rates.of
		r := rand.New(rand.NewPCG(uint64(spread*1000), 6))
		sum := 0.0
		for range drives {
			stays := []float64{1200 + 3000*r.Float64()}
			longer := []float64{(routineS + routineShare*stays[0]) * math.Tan(math.Pi*(r.Float64()-0.5))} // Cauchy
			rate := 1 + spread*r.NormFloat64()
			if rate < 0.5 || longer[0] < 200-stays[0] {
				continue // no drive, no stay
			}
			sum += math.Exp(keptNats(legs(rate, stays, longer, func() float64 { return 0.2 * r.NormFloat64() }), rate, 0.2))
		}
		if mean := sum / drives; mean > 2 {
			t.Errorf("rates differ by %v: e^n is %.2f on the mean", spread, mean)
		}
	}
}

// visited is a drive along a road, a stay and the way back, a fix every everyS.
func visited(road [][2]float64, day uint64, everyS float64, stay time.Duration) []trace.Fix {
	out, back := on(road, day, everyS, 3), on(reversedRoad(road), day+1000, everyS, 3)
	by := out[len(out)-1].At.Add(stay).Sub(back[0].At)
	return slices.Concat(out, retimed(back, by))
}

// Where the pace alone says too little the stays decide: a copy has the same, and
// another day with the very same stay, as of somebody who waits for one ferry, is
// another day still.
func TestStaysDecide(t *testing.T) {
	road := bends(71, 4_000)
	const ferry = 25 * time.Minute
	mine := visited(road, 1, 30, ferry)
	c := Compare(mine, retimed(noisy(mine, 3), 51*time.Hour))
	if !c.IsCopy() || c.Like.PaceNats >= copyNats {
		t.Errorf("a copy with noise: %+v", c.Like)
	}
	for day := range uint64(12) {
		if c := Compare(mine, visited(road, 20+day, 30, ferry)); c.IsCopy() || c.Like.KeptNats > 0 {
			t.Errorf("the same ferry on day %d: %+v", day, c.Like)
		}
	}
}

// The first fixes after a stay, laid where the other drive went to and fro, and a
// reflection that lasts some fixes, hide no copy, and make none.
func TestGrossErrorsInARow(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	quiet := func(int) float64 { return 0.2 * r.NormFloat64() }
	walk := 0.0
	strays := func(int) float64 { walk += 0.5 * r.NormFloat64(); return walk }
	for _, c := range []struct {
		name  string
		value func(i int) float64
		gross map[int]float64
		copy  bool
	}{
		{"a copy, its first fix ten seconds off", quiet, map[int]float64{0: -10.4}, true},
		{"a copy, its first three", quiet, map[int]float64{0: -136, 1: -16.2, 2: -3.2}, true},
		{"a copy, a reflection", quiet, map[int]float64{30: 4.4, 31: 4.9, 32: 4.6, 33: 4.2}, true},
		{"two drives, a first fix off", strays, map[int]float64{0: -10.4}, false},
		{"two drives, a reflection", strays, map[int]float64{30: 4.4, 31: 4.9, 32: 4.6}, false},
	} {
		values := make([]float64, 120)
		for i := range values {
			values[i] = c.value(i)
			if off, found := c.gross[i]; found {
				values[i] = off
			}
		}
		nats := paceNats([]series{everyFive(values)}, math.Inf(-1))
		if c.copy && nats < copyNats || !c.copy && nats > 0 {
			t.Errorf("%s: %.1f nats", c.name, nats)
		}
	}
}

// A fix beside a place where the other drive waited tells a time as badly as one
// there; a drive that stands while its fixes stray tells none.
func TestTimesBesideAWait(t *testing.T) {
	fixes := drive(7, 10, 100, 1)
	for i := range fixes { // 10 m/s due north, but for 20 m in ten seconds after the third fix
		north := []float64{0, 100, 200, 220, 320, 420, 520}[i]
		fixes[i].Point = lonLat(0, north)
	}
	waited := trackOf(fixes, fixes[0].Point)
	for _, c := range []struct {
		seg   int32
		goneM float64
		want  float32
	}{{0, 50, 1}, {1, 150, 1}, {1, 190, 5}, {2, 210, 5}, {3, 230, 5}, {3, 300, 1}} {
		if got := waited.noiseScale(foot{seg: c.seg, goneM: c.goneM}); math.Abs(float64(got-c.want)) > 0.01 {
			t.Errorf("%v m: noise takes %.2f times as long, want %v", c.goneM, got, c.want)
		}
	}
	at := func(atS, goneM float64) pair {
		return pair{atS: atS, foot: foot{atS: goneM / 10, goneM: goneM, scale: 1}}
	}
	got := moving([]pair{at(0, 0), at(10, 100), at(30, 105), at(40, 200), at(640, 230)})
	if len(got) != 4 || got[2].atS != 40 { // the ten minutes are a stay, not straying
		t.Errorf("%d pairs: %+v", len(got), got)
	}
}

// A third of a drive, joined with as much of another over the same road: the fixes
// are the same one by one. At the same times it is one recording cut in two ways.
func TestPartOfADriveIsKnownAgain(t *testing.T) {
	road := bends(72, 15_000)
	mine, other := on(road, 1, 10, 3), on(road, 9, 10, 3)
	part := mine[:len(mine)/3]
	joined := slices.Concat(retimed(part, 51*time.Hour), retimed(other, part[len(part)-1].At.Add(52*time.Hour).Sub(other[0].At)))
	c := Compare(mine, joined)
	if !c.IsCopy() || c.sameFixes() || c.CopiedM < 3000 {
		t.Errorf("%+v", c)
	}
	found := Twice(c, "…1", false, start)
	if complete(t, found); len(found) != 1 || found[0].Unit != "km" {
		t.Errorf("%+v", found)
	}
	cut := slices.Concat(part, retimed(other, part[len(part)-1].At.Add(time.Hour).Sub(other[0].At)))
	if c := Compare(mine, cut); c.partCopied() {
		t.Errorf("one recording cut in two ways: %+v", c)
	}
}
