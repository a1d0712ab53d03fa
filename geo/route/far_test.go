//go:build unix

package route_test

import (
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"

	"licheng/geo/geotest"
	"licheng/geo/roads"
	"licheng/geo/route"
)

// province is a map of 490,000 junctions, 210 km wide: an expressway every 12 km,
// nine in ten of them tolled as in China, main roads every 3 km, village roads of 20 to 45 km/h
// between, a fifth of which are missing.
func province(b *testing.B) *roads.Network {
	b.Helper()
	const size, spacingM = 700, 300
	r := rand.New(rand.NewPCG(1, 0x7072))
	var in roads.Input
	id := func(row, col int) int64 { return int64(row*size + col + 1) }
	lay := func(line int, from, to int64) {
		w := roads.Way{ID: int64(len(in.Ways) + 1), Nodes: []int64{from, to}, Class: roads.Unclassified, SpeedKMH: uint8(20 + r.IntN(26))}
		switch {
		case line%40 == 0:
			w.Class, w.SpeedKMH = roads.Motorway, 110
			if line%400 != 0 {
				w.Flags = roads.Toll
			}
		case line%10 == 0:
			w.Class, w.SpeedKMH = roads.Primary, uint8(50+r.IntN(31))
		case r.Float64() < 0.2:
			return
		}
		in.Ways = append(in.Ways, w)
	}
	for row := range size {
		for col := range size {
			in.Nodes = append(in.Nodes, roads.Node{ID: id(row, col), Point: geotest.At(
				(float64(col)+0.6*r.Float64()-0.3)*spacingM, (float64(row)+0.6*r.Float64()-0.3)*spacingM)})
			if col+1 < size {
				lay(row, id(row, col), id(row, col+1))
			}
			if row+1 < size {
				lay(col, id(row, col), id(row+1, col))
			}
		}
	}
	net, err := roads.Build(in)
	if err != nil {
		b.Fatal(err)
	}
	return net
}

// BenchmarkFar finds the pair an audit compares, with the expressway and
// toll-free, between places 50 to 200 km apart. It tells milliseconds of
// processor time a pair, the garbage collector's included.
func BenchmarkFar(b *testing.B) {
	net := province(b)
	pick := picker(net, 1)
	for _, c := range []struct {
		name            string
		policy          route.Policy
		leastKM, mostKM float64
	}{
		{"fastest/km=50-100", route.FastestPolicy, 50, 100},
		{"fastest/km=100-200", route.FastestPolicy, 100, 200},
		{"shortest/km=50-100", route.ShortestPolicy, 50, 100},
		{"shortest/km=100-200", route.ShortestPolicy, 100, 200},
	} {
		b.Run("pair="+c.name, func(b *testing.B) {
			var took []time.Duration
			tolled := 0
			for b.Loop() {
				from, to := farApart(net, pick, c.leastKM, c.mostKM)
				begun := processorTime(b)
				both, err := route.FindAlternatives(net, c.policy, from, to)
				took = append(took, processorTime(b)-begun)
				if err == nil && both.AnyRoad.TolledM > 0 {
					tolled++
				}
			}
			slices.Sort(took)
			var sum time.Duration
			for _, d := range took {
				sum += d
			}
			b.ReportMetric(float64(sum.Milliseconds())/float64(len(took)), "ms-mean")
			b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-median")
			b.ReportMetric(float64(took[len(took)*9/10].Milliseconds()), "ms-9/10")
			b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "ms-most")
			b.ReportMetric(float64(tolled)/float64(len(took)), "tolled")
		})
	}
}

// farApart picks two places so many kilometres from each other.
func farApart(net *roads.Network, pick func() route.Position, leastKM, mostKM float64) (from, to route.Place) {
	for {
		from, to = route.Place{pick()}, route.Place{pick()}
		m := roads.DistanceM(net.NodePoint(net.To(from[0].Edge)), net.NodePoint(net.To(to[0].Edge)))
		if m > 1000*leastKM && m < 1000*mostKM {
			return from, to
		}
	}
}

// processorTime is what the process has used of all cores so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
