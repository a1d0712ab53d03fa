package clean

import (
	"math"
	"time"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// markParked marks the inside of every stay: its first and last fix remain, at
// the middle of the stay, so that an hour of drift is an hour and no distance.
func (s *sheet) markParked(opt Options) {
	fixes := s.fixes
	if s.marked > 0 {
		fixes = make([]trace.Fix, 0, len(fixes)-s.marked)
		for _, i := range s.live() {
			fixes = append(fixes, s.fixes[i])
		}
	}
	stays := Stays(fixes, opt.Stay)
	if len(stays) == 0 {
		return
	}
	live := s.live()
	s.place = make(map[int]orb.Point, 2*len(stays))
	for _, stay := range stays {
		for k := stay.First + 1; k < stay.Last; k++ {
			s.mark(live[k], stoodReason(&fixes[k], stay.Place, opt))
		}
		s.place[live[stay.First]] = stay.Place
		s.place[live[stay.Last]] = stay.Place
	}
	for _, k := range spikesBesideStays(fixes, stays, opt) {
		s.mark(live[k], Spike)
	}
}

// mostBesideStays is how many fixes at either end of a trace may be jumps from
// the place where the car stood: a first one by the mast of the network.
const mostBesideStays = 2

// spikesBesideStays returns the first and the last fixes of a trace that begins or
// ends with a stay, where no car could have come from so far and stopped in the
// time, or pulled away so far.
func spikesBesideStays(fixes []trace.Fix, stays []Stay, opt Options) (spikes []int) {
	first, last := &stays[0], &stays[len(stays)-1]
	for k := 0; k < first.First && first.First <= mostBesideStays; k++ {
		if f := &fixes[k]; opt.tooFarFromRest(f, first.Place, first.Arrived.Sub(f.At), hardestMPSS) {
			spikes = append(spikes, k)
		}
	}
	for k := last.Last + 1; k < len(fixes) && len(fixes)-1-last.Last <= mostBesideStays; k++ {
		if f := &fixes[k]; opt.tooFarFromRest(f, last.Place, f.At.Sub(last.Left), pullAwayMPSS) {
			spikes = append(spikes, k)
		}
	}
	return spikes
}

// tooFarFromRest reports whether a fix is so far from a place that it takes a car
// longer to come to rest there, or to get away from it: √(2d/a) s.
func (o Options) tooFarFromRest(f *trace.Fix, place orb.Point, elapsed time.Duration, mpss float64) bool {
	awayM := distanceM(f.Point, place)
	return !f.At.IsZero() && awayM > 2*o.Stay.RadiusM &&
		elapsed.Seconds() < math.Sqrt(2*(awayM-o.Stay.RadiusM)/mpss)
}

// stoodReason is why a fix inside a stay is set aside: within two radii of the
// place it is drift, farther off a jump of the receiver.
func stoodReason(f *trace.Fix, place orb.Point, opt Options) Reason {
	if farther(f.Point, place, 2*opt.Stay.RadiusM) {
		return Spike
	}
	return Parked
}
