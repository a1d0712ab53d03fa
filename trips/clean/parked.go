package clean

import "licheng/trips/trace"

// markParked marks the inside of every stay: its first and last fix remain, at
// the middle of the stay, so that an hour of drift is an hour and no distance.
func (s *sheet) markParked(opt Options) {
	live, fixes := s.live(), s.fixes
	if len(live) < len(fixes) {
		fixes = make([]trace.Fix, len(live))
		for k, i := range live {
			fixes[k] = s.fixes[i]
		}
	}
	for _, stay := range Stays(fixes, opt.Stay) {
		for k := stay.First + 1; k < stay.Last; k++ {
			s.mark(live[k], Parked)
		}
		s.place[live[stay.First]] = stay.Place
		s.place[live[stay.Last]] = stay.Place
	}
}
