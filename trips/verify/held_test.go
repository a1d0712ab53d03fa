package verify

import (
	"math"
	"math/rand/v2"
	"testing"

	"licheng/trips/trace"
)

// gentle is an expressway: bends of some 1,200 m, a vertex every ten metres.
func gentle(seed uint64, lengthM float64) [][2]float64 {
	r := rand.New(rand.NewPCG(seed, 5))
	out := [][2]float64{{0, 0}}
	heading, bend := 0.0, 0.0
	keep := math.Exp(-10.0 / 300)
	for len(out) <= int(lengthM/10) {
		bend = bend*keep + math.Sqrt(1-keep*keep)*r.NormFloat64()/1200
		heading += 10 * bend
		last := out[len(out)-1]
		out = append(out, [2]float64{last[0] + 10*math.Cos(heading), last[1] + 10*math.Sin(heading)})
	}
	return out
}

// cruised drives a road of 24 km by speed control: 100 km/h, from 6 km on 80, then
// 100 and 80 again, changed within some metres of each sign.
func cruised(road [][2]float64, day uint64, everyS, sigmaM float64) []trace.Fix {
	r := rand.New(rand.NewPCG(day, 91))
	signs := []float64{6000, 11_000, 17_000}
	for i := range signs {
		signs[i] += 15 * r.NormFloat64()
	}
	return driveOf(road, day, everyS, sigmaM, r, func(i int) float64 {
		kmh := 100.0
		for k, at := range signs {
			if 10*float64(i) > at {
				kmh = []float64{80, 100, 80}[k]
			}
		}
		return kmh / 3.6
	})
}

func TestHeld(t *testing.T) {
	for name, c := range map[string]struct {
		speeds []float64 // over each twenty seconds, m/s
		want   string    // h for each fix where the speed is held
	}{
		"one speed":                   {[]float64{20, 20, 20, 20, 20, 20, 20}, "hhhhhhhh"},
		"half a second to and fro":    {[]float64{20, 20.5, 19.5, 20, 20.5, 19.5, 20}, "hhhhhhhh"}, // half a second at most
		"one speed, for 100 s":        {[]float64{20, 20, 20, 20, 20}, "------"},
		"a mountain road":             {[]float64{20, 14, 9, 12, 17, 10, 15}, "--------"},
		"one speed, a bend, another":  {[]float64{20, 20, 20, 20, 20, 20, 9, 25, 25, 25, 25, 25, 25}, "hhhhhhhhhhhhhh"},
		"one speed, bends to the end": {[]float64{20, 20, 20, 20, 20, 20, 9, 14, 8}, "hhhhhhh---"},
		"a drive faster bend by bend": {[]float64{10, 11.5, 13, 15, 17, 20, 23}, "--------"},
	} {
		timed := []pair{{}}
		for _, speed := range c.speeds {
			last := timed[len(timed)-1]
			timed = append(timed, pair{atS: last.atS + 20, goneM: last.goneM + 20*speed})
		}
		got := ""
		for _, h := range held(timed) {
			got += map[bool]string{true: "h", false: "-"}[h]
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
