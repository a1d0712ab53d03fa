package clean

import (
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
}

// stoodReason is why a fix inside a stay is set aside: within two radii of the
// place it is drift, farther off a jump of the receiver.
func stoodReason(f *trace.Fix, place orb.Point, opt Options) Reason {
	if farther(f.Point, place, 2*opt.Stay.RadiusM) {
		return Spike
	}
	return Parked
}
