package match_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng/geo/geotest"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/geo/route"
)

var eight = time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC)

func town(t testing.TB, seed uint64, size int) *roads.Network {
	t.Helper()
	net, err := roads.Build(geotest.Grid(seed, size, 120))
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// drive makes a drive through a network along shortest paths between random
// edges, at 12 m/s, one fix in everyS seconds with normal noise of sigmaM, and
// tells the true length from the first fix to the last.
func drive(net *roads.Network, seed uint64, legs int, everyS, sigmaM float64) (obs []match.Observation, lengthM float64) {
	r := rand.New(rand.NewPCG(seed, 11))
	pick := func() route.Position {
		for {
			out := net.Out(roads.NodeID(r.IntN(net.NumNodes())))
			if len(out) > 0 {
				e := out[r.IntN(len(out))]
				return route.Position{Edge: e, OffsetM: net.LengthM(e) / 2}
			}
		}
	}
	here := pick()
	var line orb.LineString
	for leg := 0; leg < legs; {
		to := pick()
		path, err := route.Shortest(net, here, to)
		if err != nil {
			continue
		}
		line = append(line, path.Line(net)...)
		here = to
		leg++
	}
	nextM, posM := 0.0, 0.0
	for i := 1; i < len(line); i++ {
		stepM := roads.DistanceM(line[i-1], line[i])
		for ; stepM > 0 && nextM <= posM+stepM; nextM += 12 * everyS {
			f := (nextM - posM) / stepM
			const degreeM = 111195.0
			p := orb.Point{line[i-1][0] + f*(line[i][0]-line[i-1][0]), line[i-1][1] + f*(line[i][1]-line[i-1][1])}
			p[0] += r.NormFloat64() * sigmaM / degreeM / math.Cos(p[1]*math.Pi/180)
			p[1] += r.NormFloat64() * sigmaM / degreeM
			obs = append(obs, match.Observation{At: eight.Add(time.Duration(nextM / 12 * 1e9)), Point: p})
		}
		posM += stepM
	}
	return obs, nextM - 12*everyS
}

// On random towns the length comes out right from dense to sparse, and the
// truth lies within the interval nearly always.
func TestMatchFindsTheLength(t *testing.T) {
	tests := []struct {
		everyS, sigmaM float64
		meanShare      float64 // allowed mean error
	}{{1, 5, 0.01}, {5, 8, 0.015}, {10, 8, 0.02}, {30, 5, 0.04}}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("every=%vs/sigma=%vm", tt.everyS, tt.sigmaM), func(t *testing.T) {
			const drives = 12
			sum, inside := 0.0, 0
			for seed := range uint64(drives) {
				net := town(t, seed, 30)
				obs, trueM := drive(net, seed, 1, tt.everyS, tt.sigmaM)
				r, err := match.New(net, match.Defaults()).Match(obs)
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				checkSound(t, r)
				sum += math.Abs(r.DistanceM-trueM) / trueM
				if r.DistanceLowM <= trueM && trueM <= r.DistanceHighM {
					inside++
				}
			}
			if mean := sum / drives; mean > tt.meanShare {
				t.Errorf("mean error %.2f %%, want at most %.1f %%", 100*mean, 100*tt.meanShare)
			}
			if inside < drives-3 {
				t.Errorf("truth inside the interval in %d of %d drives", inside, drives)
			}
		})
	}
}

// Parked for three hours: no phantom kilometres (1 h of drift adds 2.4 to
// 4.1 km to the raw line at one fix a second).
func TestParkedAddsNothing(t *testing.T) {
	net := town(t, 1, 6)
	r := rand.New(rand.NewPCG(5, 5))
	var obs []match.Observation
	for i := range 3 * 3600 {
		obs = append(obs, match.Observation{At: eight.Add(time.Duration(i) * time.Second), Point: geotest.At(300+8*r.NormFloat64(), 300+8*r.NormFloat64())})
	}
	result, err := match.New(net, match.Defaults()).Match(obs)
	if err != nil {
		t.Fatal(err)
	}
	if result.DistanceM > 30 {
		t.Errorf("%.0f m driven while parked", result.DistanceM)
	}
}

func TestMatchRefusesNothingness(t *testing.T) {
	m := match.New(town(t, 1, 3), match.Defaults())
	for _, obs := range [][]match.Observation{nil, {{}}, {{Point: orb.Point{math.NaN(), 1}}, {Point: orb.Point{1, math.Inf(1)}}, {Point: orb.Point{500, 500}}}} {
		if _, err := m.Match(obs); !errors.Is(err, match.ErrNoObservations) {
			t.Errorf("%v: got %v, want ErrNoObservations", obs, err)
		}
	}
}

// Far from every road the track itself is the path.
func TestMatchWithoutAnyRoad(t *testing.T) {
	m := match.New(town(t, 1, 3), match.Defaults())
	var obs []match.Observation
	for i := range 20 {
		obs = append(obs, match.Observation{At: eight.Add(time.Duration(i) * 5 * time.Second), Point: geotest.At(50_000+float64(i)*50, 0)})
	}
	r, err := m.Match(obs)
	if err != nil {
		t.Fatal(err)
	}
	checkSound(t, r)
	if math.Abs(r.OffRoadM-950) > 5 || math.Abs(r.DistanceM-950) > 5 || len(r.Paths) != 1 {
		t.Errorf("%.0f m, of it %.0f off the road, in %d paths; want 950 in one", r.DistanceM, r.OffRoadM, len(r.Paths))
	}
}

// One matcher serves many goroutines with the same answers.
func TestMatchConcurrently(t *testing.T) {
	net := town(t, 2, 10)
	m := match.New(net, match.Defaults())
	obs, _ := drive(net, 2, 3, 3, 6)
	want, err := m.Match(obs)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := m.Match(obs)
			if err != nil || !cmp.Equal(got, want) {
				t.Errorf("%v: %s", err, cmp.Diff(want, got))
			}
		})
	}
	wg.Wait()
}

// FuzzMatch feeds whatever bytes make of observations: eight bytes of place,
// two of time each.
func FuzzMatch(f *testing.F) {
	net := town(f, 4, 6)
	m := match.New(net, match.Defaults())
	f.Add([]byte("0123456789abcdefghijklmnopqrstuvwxyz0123456789"), 0.002, true)
	f.Add(make([]byte, 200), 1.0, false)
	f.Fuzz(func(t *testing.T, data []byte, spread float64, timed bool) {
		var obs []match.Observation
		at := eight
		for ; len(data) >= 10 && len(obs) < 200; data = data[10:] {
			east := float64(int32(binary.LittleEndian.Uint32(data))) / (1 << 31)
			north := float64(int32(binary.LittleEndian.Uint32(data[4:]))) / (1 << 31)
			o := match.Observation{Point: orb.Point{107.003 + spread*east, 26.003 + spread*north}, AccuracyM: east * 1000}
			if timed {
				after := int16(binary.LittleEndian.Uint16(data[8:]))
				at = at.Add(time.Duration(after) * time.Second)
				if after%16 != 15 { // one in some has none
					o.At = at
				}
			}
			obs = append(obs, o)
		}
		r, err := m.Match(obs)
		if err != nil {
			if !errors.Is(err, match.ErrNoObservations) {
				t.Fatal(err)
			}
			return
		}
		checkSound(t, r)
	})
}

func BenchmarkMatch(b *testing.B) {
	net := town(b, 9, 60)
	for _, everyS := range []float64{1, 10, 30} {
		b.Run(fmt.Sprintf("every=%vs", everyS), func(b *testing.B) {
			obs, _ := drive(net, 9, 12, everyS, 6)
			m := match.New(net, match.Defaults())
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Match(obs); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(obs)*b.N)/b.Elapsed().Seconds(), "fixes/s")
		})
	}
}

// There is no limit on the size of a trace: a long drive of 40,000 fixes comes
// out in one piece and at its length (OSRM 2543, 6612: TooBig).
func TestMatchLongTrace(t *testing.T) {
	net := town(t, 8, 20)
	obs, trueM := drive(net, 8, 1, 1, 5)
	var long []match.Observation
	there := true
	for lap := 0; len(long) < 40_000; lap++ {
		for i := range obs {
			o := obs[i]
			if !there {
				o = obs[len(obs)-1-i]
			}
			long = append(long, match.Observation{At: eight.Add(time.Duration(len(long)) * time.Second), Point: o.Point})
		}
		there = !there
	}
	laps := float64(len(long)) / float64(len(obs))
	r, err := match.New(net, match.Defaults()).Match(long)
	if err != nil {
		t.Fatal(err)
	}
	checkSound(t, r)
	if len(r.Paths) != 1 || math.Abs(r.DistanceM-laps*trueM) > 0.05*laps*trueM {
		t.Errorf("%d paths, %.0f m; want one of about %.0f m", len(r.Paths), r.DistanceM, laps*trueM)
	}
}
