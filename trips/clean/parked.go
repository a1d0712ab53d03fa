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
		for i := live[stay.First] + 1; i < live[stay.Last]; i++ {
			s.markStood(i, stay.Place, opt)
		}
		s.place[live[stay.First]] = stay.Place
		s.place[live[stay.Last]] = stay.Place
	}
}

// markStood marks fix i of a stay, which may be a spike already: within two radii
// of the place it is drift, farther off a jump of the receiver.
func (s *sheet) markStood(i int, place orb.Point, opt Options) {
	reason := Parked
	if farther(s.fixes[i].Point, place, 2*opt.Stay.RadiusM) {
		reason = Spike
	}
	switch {
	case s.reason == nil || s.reason[i] == "":
		s.mark(i, reason)
	case s.reason[i] == Spike:
		s.reason[i] = reason
	}
}
