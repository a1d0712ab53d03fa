package clean

import (
	"math"

	"github.com/paulmach/orb"
)

// ordinary reports whether one look at each fix and the one before shows that
// none of the rules before markParked has anything to mark, as on nearly every
// trace: all have times, none at 0, 0 or in the future, each later than the one
// before or elsewhere, and none farther from it than noise alone may carry it.
func (s *sheet) ordinary(opt Options) bool {
	nearM := min(opt.NoiseM, 0.999*opt.ReplayHopM)
	limit := opt.ReceivedAt.Add(opt.FutureSlack)
	for i := range s.fixes {
		f := &s.fixes[i]
		if f.At.IsZero() || atZeroIsland(f.Point) || !opt.ReceivedAt.IsZero() && f.At.After(limit) {
			return false
		}
		if i == 0 {
			continue
		}
		last := &s.fixes[i-1]
		if f.At.Before(last.At) || f.At.Equal(last.At) && f.Point == last.Point || !surelyWithin(last.Point, f.Point, nearM) {
			return false
		}
	}
	return true
}

// surelyWithin reports whether two places are no more than mostM apart as the
// way along the meridian and the equator's degrees tell without trigonometry:
// where it says no they may still be.
func surelyWithin(a, b orb.Point, mostM float64) bool {
	const degreeM = orb.EarthRadius * math.Pi / 180
	return (math.Abs(a[0]-b[0])+math.Abs(a[1]-b[1]))*degreeM <= mostM
}
