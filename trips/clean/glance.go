package clean

import (
	"math"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// glance looks once at each fix and the two before. The trace is ordinary when
// none of the rules before markSpikes has anything to mark, as on nearly every
// one: all have times, none at 0, 0 or in the future, each later than the one
// before or elsewhere, and none farther from it than noise alone may carry it.
// It is steady when no fix lies aside of its neighbours.
func (s *sheet) glance(opt Options) (ordinary, steady bool) {
	nearM := min(opt.NoiseM, 0.999*opt.ReplayHopM)
	limit := opt.ReceivedAt.Add(opt.FutureSlack)
	ordinary, steady = true, true
	var before stride
	for i := range s.fixes {
		f := &s.fixes[i]
		if f.At.IsZero() || atZeroIsland(f.Point) || !opt.ReceivedAt.IsZero() && f.At.After(limit) {
			return false, false
		}
		if i == 0 {
			continue
		}
		last := &s.fixes[i-1]
		step := strideFrom(last, f)
		if step.s < 0 || step.s == 0 && f.Point == last.Point {
			return false, false
		}
		ordinary = ordinary && surelyWithin(last.Point, f.Point, nearM)
		steady = steady && (i == 1 || step.surelyFollows(before, opt.SpikeM))
		if !ordinary && !steady {
			return false, false
		}
		before = step
	}
	return ordinary, steady
}

// stride is the way from one fix to the next: degrees and seconds.
type stride struct{ lon, lat, s float64 }

func strideFrom(a, b *trace.Fix) stride {
	return stride{turn(b.Point[0] - a.Point[0]), b.Point[1] - a.Point[1], b.At.Sub(a.At).Seconds()}
}

// surelyFollows reports whether the fix between two strides lies no farther from
// the straight line of both than noise and a car's driving carry it, as degrees
// of the equator tell without trigonometry: where it says no it still may.
func (b stride) surelyFollows(a stride, noiseM float64) bool {
	bothS := a.s + b.s
	asideS := math.Abs(a.lon*b.s-b.lon*a.s) + math.Abs(a.lat*b.s-b.lat*a.s) // times bothS
	return asideS*metresADegree <= (noiseM+hardestMPSS/2*a.s*b.s)*bothS
}

// metresADegree is the length of a degree of the equator or a meridian.
const metresADegree = orb.EarthRadius * math.Pi / 180

// surelyWithin reports whether two places are no more than mostM apart as the
// way along the meridian and the equator's degrees tell without trigonometry:
// where it says no they may still be.
func surelyWithin(a, b orb.Point, mostM float64) bool {
	return (math.Abs(a[0]-b[0])+math.Abs(a[1]-b[1]))*metresADegree <= mostM
}
