package verify

import (
	"math"
	"math/rand/v2"
	"testing"
)

// beats is a stretch of n pairs 150 m and 15 s apart, each so far from a fix of
// the first drive.
func beats(n int, fixM func(i int) float64) []pair {
	out := make([]pair, n)
	for i := range out {
		out[i] = pair{goneM: 150 * float64(i), beside: beside{fixM: fixM(i), longM: 150, tookS: 15}}
	}
	return out
}

func TestInStep(t *testing.T) {
	on := func(int) float64 { return 3 }
	between := func(i int) float64 { return float64(i * 7 % 75) }
	changed := func(change func(i int, b *beside)) []pair {
		out := beats(41, on)
		for i := range out {
			change(i, &out[i].beside)
		}
		return out
	}
	const once = 2.238 - 0.693 // ln(150 m / 16 m), less one doubling
	for name, c := range map[string]struct {
		stretch []pair
		chance  float64 // that the speeds keep the second in step
		want    float64
	}{
		"a copy":                             {beats(41, on), 1, once},
		"the clock stretched as well":        {beats(41, on), 0.01, once + 4.605},
		"one in ten far off":                 {changed(func(i int, b *beside) { b.fixM += 30 * float64((i%10)/9) }), 1, once},
		"another drive":                      {beats(41, between), 0.01, 0},
		"nine fixes":                         {beats(9, on), 0.01, 0},
		"recorded at bends, at any moment":   {changed(func(i int, b *beside) { b.tookS = 5 + float64(i*11%37) }), 0.01, 0},
		"a fix every twenty metres":          {changed(func(_ int, b *beside) { b.longM = 20 }), 0.01, 0},
		"a first drive without times":        {changed(func(_ int, b *beside) { b.tookS = math.NaN() }), 0.01, 0},
		"ten fixes tell a tenth and no more": {beats(10, on), 1e-30, 10*(2.238-0.105) - 0.693},
	} {
		if got := stepOf([][]pair{c.stretch}).nats(c.chance); math.Abs(got-c.want) > 0.02 {
			t.Errorf("%s: %.2f nats, want %.2f", name, got, c.want)
		}
	}
	// along 6 km the second may drift by 32 m in all: by 0.53 % of the speed.
	if got := stepOf([][]pair{beats(41, on)}).rateChance(2); math.Abs(got-2*32.0/6000) > 1e-9 {
		t.Errorf("keeps in step by its speed with %v", got)
	}
}

// Two recorders that both write a fix each fifteen seconds, in cars of one speed
// profile whose means differ as those of two days do: e^n is 2 at most on the
// mean, as with stays.
func TestInStepIsAFairBet(t *testing.T) {
	const drives = 20_000
	r := rand.New(rand.NewPCG(15, 15))
	sum := 0.0
	for range drives {
		off := meanRates[r.IntN(len(meanRates))].of * r.NormFloat64()
		if off < -0.5 {
			continue
		}
		phaseM := 150 * r.Float64()
		stretch := beats(30, func(i int) float64 { // the second goes 150 m / (1 + off) in its fifteen seconds
			at := math.Mod(phaseM+150*float64(i)/(1+off), 150)
			return min(at, 150-at)
		})
		step := stepOf([][]pair{stretch})
		sum += math.Exp(step.nats(step.rateChance(math.Exp(anewLn(off, 0)))))
	}
	if mean := sum / drives; mean > 2 {
		t.Errorf("e^n is %.2f on the mean", mean)
	}
}

func TestMixture(t *testing.T) {
	var m mixture
	if !math.IsInf(m.ln(), -1) {
		t.Errorf("nothing has %v", m.ln())
	}
	for _, of := range []float64{1, 5, 3} { // thirds of three likelihoods far below what a float holds
		m.add(1.0/3, math.Log(of)-2000)
	}
	if got := m.ln(); math.Abs(got-(math.Log(3)-2000)) > 1e-9 {
		t.Errorf("got %v, want ln 3 - 2000", got)
	}
}
