package demo

import (
	"time"

	"licheng/geo/datum"
)

// Trip is one recorded trip as its file, with the truth beside it. The truth
// is for tests and for the table the demo prints; it is never handed in.
type Trip struct {
	FileName string
	Bytes    []byte
	Person   string // id of who hands it in
	Vehicle  string // id
	Purpose  string
	Datum    datum.Datum // what the positions of the file are in
	Format   string      // gpx, csv, kml, geojson
	Fixes    int
	Truth    Truth
}

// Truth is what really happened on a trip.
type Truth struct {
	StartedAt, EndedAt time.Time // departure and last arrival
	DrivenM            float64   // haversine along the roads, all legs
	UnmappedM          float64   // of it, on lanes the map file does not have
	TunnelM            float64   // of it, in tunnels
	Legs               int       // drives between stops
	Passings           []Passing // toll booths and gantries, in order
	Every              time.Duration
	False              Falsehood // Honest for all but a few
}

// Falsehood says in what way a file does not tell what happened.
type Falsehood string

// The kinds of false files.
const (
	Honest   Falsehood = ""
	Replayed Falsehood = "replayed" // somebody else's drive, with other times
	TooFast  Falsehood = "too-fast" // times squeezed until no car could have driven it
	Frozen   Falsehood = "frozen"   // one position repeated while the clock runs
)

// outing is a plan for one day: places to go to in order, and how long to stay
// at each. The way begins and ends at the person's township.
type outing struct {
	stops      []int // nodes of the network
	stay       []time.Duration
	purpose    string
	expressway bool
	closed     map[int]bool // edges nobody may drive on that day
	rounds     []int        // edges driven after the first leg's way, back to where it ended
}

// taste is how the driver of the outing chooses the way.
func (o outing) taste() taste {
	return taste{expressway: o.expressway, tollFactor: 0.6, closed: o.closed}
}

// extra are the edges driven at the end of leg i beyond what is needed.
func (o outing) extra(i int) []int {
	if i > 0 {
		return nil
	}
	return o.rounds
}

// recording is an outing as driven and as written by a phone.
type recording struct {
	fixes []Fix
	gaps  []int // indexes before which the recorder was off
	truth Truth
}

// travel drives an outing and records it. It reports false when one of the
// places cannot be reached.
func (c *County) travel(o outing, home int, who *Person, startAt time.Time, rec *recorder) (recording, bool) {
	j, ok := c.journey(o, home, driver{who.pace, &mood{usual, rec.chance}}, startAt)
	if !ok {
		return recording{}, false
	}
	return rec.record(j), true
}

// journey is an outing as driven, before anybody records it.
type journey struct {
	legs  []*drive
	start []time.Time // of each leg
	leave []time.Time // when the stay after each leg ends; of the last, when recording does
}

// journey drives an outing. It reports false when one of the places cannot be
// reached.
func (c *County) journey(o outing, home int, who driver, startAt time.Time) (journey, bool) {
	var out journey
	at, now := home, startAt
	stops := append(append([]int{}, o.stops...), home)
	for i, to := range stops {
		route, ok := c.network.route(at, to, o.taste())
		if !ok {
			return out, false
		}
		d := c.drive(append(route, o.extra(i)...), who, now)
		out.legs, out.start = append(out.legs, d), append(out.start, now)
		leave := now.Add(time.Duration(d.durationS() * float64(time.Second))).Truncate(time.Second)
		if i < len(o.stay) {
			leave = leave.Add(o.stay[i])
		} else {
			leave = leave.Add(90 * time.Second)
		}
		out.leave = append(out.leave, leave)
		at, now = to, leave
	}
	return out, true
}

// record writes a journey down as the phone sees it.
func (r *recorder) record(j journey) recording {
	out := recording{truth: Truth{StartedAt: j.start[0], Every: r.every}}
	for i, d := range j.legs {
		now := j.start[i]
		if i == 0 { // the phone is switched on a little before the car starts
			out.fixes = append(out.fixes, r.standing(d.moments[0], now.Add(-40*time.Second), now)...)
		}
		out.fixes = append(out.fixes, r.driving(d, now)...)
		out.truth.add(d)
		now = now.Add(time.Duration(d.durationS() * float64(time.Second))).Truncate(time.Second)
		out.truth.EndedAt = now
		out.fixes = append(out.fixes, r.standing(d.moments[len(d.moments)-1], now, j.leave[i])...)
		if r.rests && i+1 < len(j.legs) {
			out.gaps = append(out.gaps, len(out.fixes))
		}
	}
	return out
}

// add counts a leg into the truth.
func (t *Truth) add(d *drive) {
	t.Legs++
	t.DrivenM += d.lengthM()
	t.Passings = append(t.Passings, d.passed...)
	for i := 1; i < len(d.moments); i++ {
		step := d.moments[i].goneM - d.moments[i-1].goneM
		if d.moments[i].off {
			t.UnmappedM += step
		}
		if d.moments[i].hidden {
			t.TunnelM += step
		}
	}
}
