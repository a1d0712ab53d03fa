package datum_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
)

// valley is a drawn road in the mountains of Guizhou: a wavy line that is the
// only road far and wide. near measures the distance to it.
func valley(i float64) orb.Point {
	return orb.Point{106.7 + i*0.0005, 26.6 + 0.004*math.Sin(i/9)}
}

func nearValley(p orb.Point, radiusM float64) (float64, bool) {
	best := math.Inf(1)
	for i := -50.0; i < 200; i += 0.25 {
		best = math.Min(best, haversineM(p, valley(i)))
	}
	return best, best <= radiusM
}

func TestDetect(t *testing.T) {
	var drive []orb.Point
	for i := range 100 {
		drive = append(drive, valley(float64(i)))
	}
	for _, d := range []datum.Datum{datum.WGS84, datum.GCJ02, datum.BD09} {
		t.Run(string(d), func(t *testing.T) {
			shifted := make([]orb.Point, len(drive))
			for i, p := range drive {
				shifted[i] = d.FromWGS84(p)
			}
			v := datum.Detect(shifted, nearValley)
			if v.Datum != d || !v.Sure {
				t.Errorf("got %+v, want %s and sure", v, d)
			}
		})
	}
}

func TestDetectSaysWhenItDoesNotKnow(t *testing.T) {
	tests := []struct {
		name   string
		points []orb.Point
		sure   bool
	}{
		{"nothing at all", nil, false},
		{"no road for miles", []orb.Point{{100, 40}, {100.1, 40}, {100.2, 40}}, false},
		{"not in China", []orb.Point{{1.5, 42.5}}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := datum.Detect(tt.points, nearValley)
			if v.Datum != datum.WGS84 || v.Sure != tt.sure {
				t.Errorf("got %+v, want wgs84, sure=%v", v, tt.sure)
			}
		})
	}
}
