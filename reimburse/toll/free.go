package toll

import "time"

// FreePeriod is a stretch of toll-free days. They are loaded as rows of their
// own, never derived from the public holidays: 2024-02-09 was toll-free though
// a working day on paper.
type FreePeriod struct {
	From  time.Time `json:"from"`  // 00:00 of the first day
	Until time.Time `json:"until"` // 24:00 of the last day: the first instant that pays again
	Name  string    `json:"name"`  // e.g. 国庆节
	// Seats is the most seats of vehicles that pass free; 0 means FreeSeats.
	// When all tolls were waived (2020-02-17 to 05-05) it is AllSeats.
	Seats int `json:"seats,omitempty"`
}

// AllSeats frees every passenger vehicle.
const AllSeats = 1000

// FreeSeats is the most seats a passenger vehicle may have to pass free on a
// free day. Class 1 goes up to 9 seats: 8 and 9 pay.
const FreeSeats = 7

// Free reports whether a vehicle of so many seats that leaves the exit lane at
// the instant passes free, and in which period. Only the exit counts: who
// enters on the last free day and leaves after midnight pays the whole way.
func Free(periods []FreePeriod, exit time.Time, seats int) (FreePeriod, bool) {
	for _, p := range periods {
		most := p.Seats
		if most == 0 {
			most = FreeSeats
		}
		if seats <= most && !exit.Before(p.From) && exit.Before(p.Until) {
			return p, true
		}
	}
	return FreePeriod{}, false
}
