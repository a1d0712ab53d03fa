package match_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/match"
	"licheng/geo/roads"
)

// winding is a road that swings 30 m to either side every 240 m.
func winding(swings int) (in roads.Input, line orb.LineString) {
	way := roads.Way{ID: 1, Class: roads.Tertiary}
	for i := range 24*swings + 1 {
		eastM := float64(i) * 10
		p := geotest.At(eastM, 30*math.Sin(2*math.Pi*eastM/240))
		line = append(line, p)
		in.Nodes = append(in.Nodes, roads.Node{ID: int64(i + 1), Point: p})
		way.Nodes = append(way.Nodes, int64(i+1))
	}
	in.Ways = []roads.Way{way}
	return in, line
}

// rawBias is how many hundredths the line from fix to fix is longer (or,
// negative, shorter) than what was driven: the average of twenty drives whose
// first fixes fall at different places before the road.
func rawBias(line orb.LineString, kmh, everyS, sigmaM float64) float64 {
	const drives = 20
	sum := 0.0
	for drive := range drives {
		r := rand.New(rand.NewPCG(uint64(drive), 5))
		runUpM := kmh / 3.6 * everyS * float64(drive) / drives
		obs, trueM := alongLine(append(orb.LineString{geotest.At(-runUpM, 0)}, line...), kmh/3.6, everyS,
			func() float64 { return sigmaM * r.NormFloat64() })
		raw := make(orb.LineString, len(obs))
		for i, o := range obs {
			raw[i] = o.Point
		}
		sum += roads.LineLengthM(raw)/trueM - 1
	}
	return 100 * sum / drives
}

// Adding up the distances from fix to fix is wrong both ways: fixes too rare
// cut the bends of a mountain road, noise lengthens a straight one. The figures
// of the bends were computed outside this program from the same geometry; a
// single drive on few hairpins may be off by half of them, since it matters
// where on the bend the fixes fall.
func TestBiasOfTheRawLine(t *testing.T) {
	_, hairpins := switchback(100)
	_, bends := winding(100)
	straight := orb.LineString{geotest.At(0, 0), geotest.At(12_000, 0)}
	tests := []struct {
		road                          string
		line                          orb.LineString
		kmh, everyS, sigmaM, want, by float64
	}{
		{"switchback", hairpins, 30, 1, 0, -0.2, 0.1},
		{"switchback", hairpins, 30, 2, 0, -0.9, 0.1},
		{"switchback", hairpins, 30, 5, 0, -4.6, 0.2},
		{"switchback", hairpins, 30, 10, 0, -13.3, 0.5},
		{"switchback", hairpins, 30, 15, 0, -22.2, 1},
		{"switchback", hairpins, 30, 30, 0, -48.5, 2},
		{"winding", bends, 40, 5, 0, -1.7, 0.1},
		{"winding", bends, 40, 10, 0, -5.4, 0.1},
		{"winding", bends, 40, 15, 0, -9.3, 0.1},
		{"winding", bends, 40, 30, 0, -11.9, 0.2},
		{"straight", straight, 40, 1, 5, 23, 2},
		{"straight", straight, 40, 5, 5, 0.7, 0.2},
		{"straight", straight, 40, 1, 10, 82, 4},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s/every=%vs/sigma=%vm", tt.road, tt.everyS, tt.sigmaM), func(t *testing.T) {
			if got := rawBias(tt.line, tt.kmh, tt.everyS, tt.sigmaM); math.Abs(got-tt.want) > tt.by {
				t.Errorf("the raw line is %+.1f %% off, want %+.1f %%", got, tt.want)
			}
		})
	}
}

// Where the raw line of a winding road loses up to 12 %, the matched path keeps
// the length, at any rate of fixes and with the noise of a usual receiver.
func TestWindingRoadKeepsItsLength(t *testing.T) {
	in, line := winding(20)
	net, err := roads.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	m := match.New(net, match.Defaults())
	for _, everyS := range []float64{1, 5, 10, 15, 30} {
		const drives = 5
		sum := 0.0
		for seed := range uint64(drives) {
			r := rand.New(rand.NewPCG(seed, 40))
			obs, trueM := alongLine(line, 40/3.6, everyS, func() float64 { return 4 * r.NormFloat64() })
			got, err := m.Match(obs)
			if err != nil {
				t.Fatal(err)
			}
			sum += math.Abs(got.DistanceM-trueM) / trueM
		}
		if mean := 100 * sum / drives; mean > 1 {
			t.Errorf("every %v s: %.2f %% off on the average, want at most 1 %%", everyS, mean)
		}
	}
}
