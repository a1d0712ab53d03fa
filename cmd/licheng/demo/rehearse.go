package demo

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
)

// Rehearsal is one recording for measuring the detector of false trips, honest
// or not, with what a detector should make of it.
type Rehearsal struct {
	Kind    Kind
	Person  string
	Vehicle string
	Fixes   []Fix            // in WGS-84 but for the kind DatumShifted
	Gaps    []int            // indexes before which the recorder was off
	Mocked  int              // fixes the phone itself flagged as mock
	Roads   []orb.LineString // the driven roads as the map has them; nil where that is not one line of driving
}

// Kind is what kind of recording a rehearsal is.
type Kind string

// The honest kinds.
const (
	Single      Kind = "single trip"
	Commute     Kind = "daily route, one person"
	Clockwork   Kind = "daily route, driven like clockwork"
	SharedRide  Kind = "shared ride, second phone"
	ClockAway   Kind = "shared ride, second phone's clock 8 h off"
	CarBehind   Kind = "another car, a minute or so behind"
	ThroughTube Kind = "tunnels"
	SparseFixes Kind = "sparse fixes, 30-60 s"
	DriftParked Kind = "parking drift"
	Detour      Kind = "closed-road detour"
	Patrol      Kind = "loop without a stop"
)

// HonestKinds are all of them, in the order of the table.
var HonestKinds = []Kind{Single, Commute, Clockwork, SharedRide, ClockAway, CarBehind, ThroughTube, SparseFixes, DriftParked, Detour, Patrol}

// phoneAtRandom is a recorder somebody might have: from a watch with two
// frequencies to an old phone under the windscreen of a van.
func phoneAtRandom(r *rand.Rand) *recorder {
	return &recorder{
		every:  time.Duration(recorderEvery[r.IntN(len(recorderEvery))]) * time.Second,
		sigmaM: 1.8 * math.Exp(r.Float64()*math.Log(8/1.8)), datum: datum.WGS84, rests: r.IntN(3) > 0, chance: r,
	}
}

// Rehearse makes recordings in the order they are handed in: the honest ones,
// about n of them over two years, then each of the falsifications of them,
// about perKind of a kind. It is the same for the same seed and numbers.
func (c *County) Rehearse(seed uint64, n, perKind int) iter.Seq[Rehearsal] {
	return func(yield func(Rehearsal) bool) {
		h := &rehearsing{County: c, temper: usual, chance: chance(seed, "rehearsal"), yield: yield, out: map[string]bool{}}
		h.honest(n)
		h.falsify(perKind)
	}
}

// rehearsing makes recordings one after the other.
type rehearsing struct {
	*County
	temper  temper // of whoever drives
	chance  *rand.Rand
	yield   func(Rehearsal) bool
	stopped bool
	sources []Rehearsal     // single trips, to be falsified
	drives  []journey       // theirs
	out     map[string]bool // persons and days with an honest trip
}

func (h *rehearsing) hand(r Rehearsal) {
	if !h.stopped {
		h.stopped = !h.yield(r)
	}
}

// commuteDays is how often somebody drives a daily route.
const commuteDays = 25

// honest hands in about n honest recordings: of eight, three are single trips
// and two daily routes.
func (h *rehearsing) honest(n int) {
	for range n * 3 / 8 {
		h.trip(Single, h.anybody(), nil, nil)
	}
	for range max(1, n/5/commuteDays) {
		h.daily(Commute, usual)
	}
	for range max(1, n/20/commuteDays) {
		h.daily(Clockwork, clockwork)
	}
	for range n / 8 / 2 {
		h.together(SharedRide)
	}
	for range n / 40 {
		h.together(ClockAway)
		h.together(CarBehind)
	}
	for range n / 20 {
		h.tube()
		h.sparse()
		h.parked()
		h.detour()
		h.patrol()
	}
}

// daily is somebody who drives one route on many days, each time with the phone
// at hand.
func (h *rehearsing) daily(kind Kind, how temper) {
	who := h.anybody()
	o, _ := h.dayOut(who, h.day(), h.chance)
	was := h.temper
	h.temper = how
	for range commuteDays {
		h.trip(kind, who, &o, phoneAtRandom(h.chance))
	}
	h.temper = was
}

func (h *rehearsing) anybody() *Person {
	return &h.People[h.chance.IntN(len(h.People))]
}

// day is a day of the two years.
func (h *rehearsing) day() time.Time {
	return time.Date(Year-1, time.January, 1+h.chance.IntN(700), 0, 0, 0, 0, beijing)
}

// free is a day on which none of the persons has an honest trip yet: nobody is
// in two places.
func (h *rehearsing) free(persons ...string) time.Time {
	for {
		date := h.day()
		if !slices.ContainsFunc(persons, func(p string) bool { return h.out[p+date.Format(time.DateOnly)] }) {
			for _, p := range persons {
				h.out[p+date.Format(time.DateOnly)] = true
			}
			return date
		}
	}
}

// trip drives and records one outing, of the person's own choice when o is nil.
func (h *rehearsing) trip(kind Kind, who *Person, o *outing, rec *recorder) {
	date := h.free(who.ID)
	if o == nil {
		own, ok := h.dayOut(who, date, h.chance)
		if !ok {
			return
		}
		o = &own
	}
	if rec == nil {
		rec = phoneAtRandom(h.chance)
	}
	j, ok := h.onDay(*o, who, date)
	if !ok {
		return
	}
	made := rehearsalOf(kind, who.ID, "V"+who.ID, rec.record(j), j)
	if kind == Single {
		h.sources, h.drives = append(h.sources, made), append(h.drives, j)
	}
	h.hand(made)
}

// onDay drives an outing on a day, in the mood of that day.
func (h *rehearsing) onDay(o outing, who *Person, date time.Time) (journey, bool) {
	for i := range o.stay { // nobody stays the same time twice
		o.stay = slices.Clone(o.stay)
		o.stay[i] = time.Duration(float64(o.stay[i]) * (0.7 + 0.6*h.chance.Float64())).Truncate(time.Second)
	}
	startAt := date.Add(time.Duration(7*3600+h.chance.IntN(3*3600)) * time.Second)
	return h.journey(o, h.seatNode(who.seat), driver{who.pace, &mood{h.temper, h.chance}}, startAt)
}

func rehearsalOf(kind Kind, person, vehicle string, rec recording, j journey) Rehearsal {
	return Rehearsal{Kind: kind, Person: person, Vehicle: vehicle, Fixes: rec.fixes, Gaps: rec.gaps, Roads: j.roads()}
}

// roads returns the middle of the roads driven, without lanes the map lacks.
func (j journey) roads() []orb.LineString {
	var out []orb.LineString
	for _, d := range j.legs {
		var line orb.LineString
		for i, m := range d.moments {
			switch {
			case m.off && len(line) > 1:
				out, line = append(out, line), nil
			case m.off:
				line = nil
			case i%2 == 0 || i == len(d.moments)-1:
				line = append(line, m.point)
			}
		}
		if len(line) > 1 {
			out = append(out, line)
		}
	}
	return out
}

// together is one car with two phones in it, of which the second may write the
// local time as if it were UTC; or two cars, of which the second keeps the pace
// of the first.
func (h *rehearsing) together(kind Kind) {
	k := h.chance.IntN(len(h.People))
	who, other := &h.People[k], &h.People[(k+1+h.chance.IntN(len(h.People)-1))%len(h.People)]
	date := h.free(who.ID, other.ID)
	o, ok := h.dayOut(who, date, h.chance)
	if !ok {
		return
	}
	j, ok := h.onDay(o, who, date)
	if !ok {
		return
	}
	h.hand(rehearsalOf(Single, who.ID, "V"+who.ID, phoneAtRandom(h.chance).record(j), j))
	second := rehearsalOf(kind, other.ID, "", phoneAtRandom(h.chance).record(j), j)
	switch kind {
	case ClockAway:
		second.later(8 * time.Hour)
	case CarBehind:
		second.Vehicle = "V" + other.ID
		second.later(time.Duration(20+h.chance.IntN(280)) * time.Second)
	}
	h.hand(second)
}

// later moves all times.
func (r *Rehearsal) later(by time.Duration) {
	for i := range r.Fixes {
		r.Fixes[i].At = r.Fixes[i].At.Add(by)
	}
}

func (h *rehearsing) tube() {
	who := h.anybody()
	o := outing{stops: []int{h.Places[0].node}, stay: []time.Duration{time.Hour}, expressway: true}
	h.trip(ThroughTube, who, &o, nil)
}

func (h *rehearsing) sparse() {
	rec := phoneAtRandom(h.chance)
	rec.every = time.Duration(30+h.chance.IntN(31)) * time.Second
	h.trip(SparseFixes, h.anybody(), nil, rec)
}

// parked is a phone that goes on writing in an office, seeing hardly a
// satellite.
func (h *rehearsing) parked() {
	rec := phoneAtRandom(h.chance)
	rec.rests, rec.indoors = false, 4+6*h.chance.Float64()
	h.trip(DriftParked, h.anybody(), nil, rec)
}

// detour is a trip on a day when a stretch of its usual way is closed.
func (h *rehearsing) detour() {
	who, date := h.anybody(), h.day()
	o, ok := h.dayOut(who, date, h.chance)
	if !ok {
		return
	}
	home := h.seatNode(who.seat)
	usual, ok := h.network.route(home, o.stops[0], o.taste())
	if !ok {
		return
	}
	for range 5 { // not every stretch has a way round
		e := usual[h.chance.IntN(len(usual))]
		o.closed = map[int]bool{e: true, h.network.edges[e].twin: true}
		if _, ok := h.network.route(home, o.stops[0], o.taste()); ok {
			h.trip(Detour, who, &o, nil)
			return
		}
	}
}

// patrol goes beyond where it was sent and comes back by the same road or by
// another, once and without a stop: a fire watch, a missed turning.
func (h *rehearsing) patrol() {
	who, date := h.anybody(), h.day()
	o, ok := h.dayOut(who, date, h.chance)
	if !ok {
		return
	}
	if o.rounds, ok = h.round(o.stops[0], 1200, 6000); ok {
		h.trip(Patrol, who, &o, nil)
	}
}

// round is a way from a node to another place and back to it.
func (h *rehearsing) round(from int, leastM, mostM float64) ([]int, bool) {
	at := h.network.nodes[from].point
	for range 40 {
		to := h.network.joints[h.chance.IntN(len(h.network.joints))]
		if to < 0 || to == from {
			continue
		}
		if d := distanceM(at, h.network.nodes[to].point); d < leastM/2 || d > mostM/2 {
			continue
		}
		out, ok1 := h.network.route(from, to, taste{})
		back, ok2 := h.network.route(to, from, taste{})
		if ok1 && ok2 && len(out) > 0 && len(back) > 0 {
			if m := h.network.routeM(out) + h.network.routeM(back); m >= leastM && m <= mostM {
				return append(out, back...), true
			}
		}
	}
	return nil, false
}
