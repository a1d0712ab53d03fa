package match_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/match"
	"licheng/geo/roads"
)

// switchback is a mountain road: 200 m legs joined by hairpins of 15 m radius,
// so that the legs lie 30 m apart. It is one way without a junction; a side
// road at either end makes it a network.
func switchback(legs int) (in roads.Input, line orb.LineString) {
	push := func(eastM, northM float64) {
		line = append(line, geotest.At(eastM, northM))
	}
	for leg := range legs {
		northM := float64(leg) * 30
		side := 1.0
		fromM, toM := 0.0, 200.0
		if leg%2 == 1 {
			side, fromM, toM = -1, 200, 0
		}
		push(fromM, northM)
		push(toM, northM)
		for a := -75.0; a < 90 && leg+1 < legs; a += 15 {
			push(toM+side*15*math.Cos(a*math.Pi/180), northM+15+15*math.Sin(a*math.Pi/180))
		}
	}
	way := roads.Way{ID: 1, Class: roads.Tertiary}
	for i, p := range line {
		in.Nodes = append(in.Nodes, roads.Node{ID: int64(i + 1), Point: p})
		way.Nodes = append(way.Nodes, int64(i+1))
	}
	in.Ways = []roads.Way{way}
	return in, line
}

// On switchbacks the raw line loses 18 % of the length at one fix in ten
// seconds and 29 % at one in thirty (30 km/h); the matched path loses hardly any.
func TestSwitchbacksKeepTheirLength(t *testing.T) {
	in, line := switchback(12)
	net, err := roads.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	m := match.New(net, match.Defaults())
	const speedMPS = 30 / 3.6
	tests := []struct{ everyS, sigmaM, mostOff float64 }{
		{1, 4, 0.02}, {5, 4, 0.03}, {10, 4, 0.03}, {10, 8, 0.05}, {30, 4, 0.05},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("every=%vs/sigma=%vm", tt.everyS, tt.sigmaM), func(t *testing.T) {
			const drives = 10
			sum := 0.0
			for seed := range uint64(drives) {
				r := rand.New(rand.NewPCG(seed, 21))
				obs, trueM := alongLine(line, speedMPS, tt.everyS, func() float64 { return tt.sigmaM * r.NormFloat64() })
				got, err := m.Match(obs)
				if err != nil {
					t.Fatal(err)
				}
				checkSound(t, got)
				sum += math.Abs(got.DistanceM-trueM) / trueM
			}
			if mean := sum / drives; mean > tt.mostOff {
				t.Errorf("mean error %.1f %%, want at most %.0f %%", 100*mean, 100*tt.mostOff)
			}
		})
	}
}

// alongLine drives along a line with a fix every everyS seconds, each moved
// east and north by noise metres, and tells the true length between the first
// and the last.
func alongLine(line orb.LineString, speedMPS, everyS float64, noise func() float64) (obs []match.Observation, trueM float64) {
	posM, nextM := 0.0, 0.0
	for i := 1; i < len(line); i++ {
		stepM := roads.DistanceM(line[i-1], line[i])
		for ; stepM > 0 && nextM <= posM+stepM; nextM += speedMPS * everyS {
			f := (nextM - posM) / stepM
			east, north := noise()/111195/math.Cos(26*math.Pi/180), noise()/111195
			obs = append(obs, match.Observation{
				At:    eight.Add(time.Duration(nextM / speedMPS * float64(time.Second))),
				Point: orb.Point{line[i-1][0] + f*(line[i][0]-line[i-1][0]) + east, line[i-1][1] + f*(line[i][1]-line[i-1][1]) + north},
			})
		}
		posM += stepM
	}
	return obs, nextM - speedMPS*everyS
}
