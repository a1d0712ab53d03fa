package tile

import (
	"fmt"
	"os"
	"testing"

	"github.com/paulmach/orb/maptile"

	"licheng/geo/geotest"
	"licheng/geo/roads"
)

// BenchmarkRoads draws the tile with most roads in it at each zoom, of a drawn
// province of 60,000 streets or of LICHENG_ROADS.
func BenchmarkRoads(b *testing.B) {
	net := province(b)
	painter := NewPainter(net)
	for _, zoom := range []int{5, 7, 8, 9, 10, 11, 12, 13, 14, 16} {
		b.Run(fmt.Sprintf("zoom=%d", zoom), func(b *testing.B) {
			x, y := fullest(b, net, zoom)
			size := 0
			for b.Loop() {
				data, err := painter.Roads(zoom, x, y)
				if err != nil {
					b.Fatal(err)
				}
				size = len(data)
			}
			b.ReportMetric(float64(size), "B/tile")
			b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/tile")
		})
	}
}

func province(b *testing.B) *roads.Network {
	b.Helper()
	if file := os.Getenv("LICHENG_ROADS"); file != "" {
		net, err := roads.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = net.Close() })
		return net
	}
	net, err := roads.Build(geotest.Grid(1, 175, 400))
	if err != nil {
		b.Fatal(err)
	}
	return net
}

// fullest finds the tile with most junctions in it.
func fullest(b *testing.B, net *roads.Network, zoom int) (x, y int) {
	b.Helper()
	counts := map[maptile.Tile]int{}
	var best maptile.Tile
	for v := range roads.NodeID(net.NumNodes()) {
		t := maptile.At(net.NodePoint(v), maptile.Zoom(zoom))
		if counts[t]++; counts[t] > counts[best] {
			best = t
		}
	}
	return int(best.X), int(best.Y)
}
