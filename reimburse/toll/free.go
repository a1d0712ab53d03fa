package toll

import "time"

// FreePeriod is a stretch of toll-free days. They are loaded as rows of their
// own, never derived from the public holidays: 2024-02-09 was toll-free though
// a working day on paper.
type FreePeriod struct {
	From  time.Time `json:"from"`  // 00:00 of the first day
	Until time.Time `json:"until"` // 24:00 of the last day: the first instant that pays again
	Name  string    `json:"name"`  // e.g. 国庆节
}

// FreeSeats is the most seats a passenger vehicle may have to pass free on a
// free day. Class 1 goes up to 9 seats: 8 and 9 pay.
const FreeSeats = 7

// Free reports whether a vehicle of so many seats that leaves the exit lane at
// the instant passes free, and in which period. Only the exit counts: who
// enters on the last free day and leaves after midnight pays the whole way.
func Free(periods []FreePeriod, exit time.Time, seats int) (FreePeriod, bool) {
	if seats > FreeSeats {
		return FreePeriod{}, false
	}
	for _, p := range periods {
		if !exit.Before(p.From) && exit.Before(p.Until) {
			return p, true
		}
	}
	return FreePeriod{}, false
}
