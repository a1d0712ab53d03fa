package demo

import (
	"math"
	"slices"
	"time"
)

// forge hands in one recording of each kind that is false by itself.
func (h *rehearsing) forge() {
	h.mock()
	h.squeezeTimes()
	h.hurry()
	h.pad()
	h.twoPlaces()
	h.freezeMost()
}

// mock draws trips along the map, as an app for false positions does: constant
// speed, a fix a second or so.
func (h *rehearsing) mock() {
	for _, kind := range []Kind{MockFlagged, MockSmooth, MockJittered} {
		_, k := h.source()
		fixes := draw(h.drives[k], 9+7*h.chance.Float64(), time.Duration(1+h.chance.IntN(5))*time.Second, h.day().Add(8*time.Hour))
		r := Rehearsal{Kind: kind, Person: h.sources[k].Person, Vehicle: h.sources[k].Vehicle, Fixes: fixes, Roads: h.sources[k].Roads}
		if kind != MockSmooth {
			h.jitter(&r, 1+3*h.chance.Float64())
		}
		if kind == MockFlagged {
			r.Mocked = len(fixes)
		}
		h.hand(r)
	}
}

// draw goes along the middle of the road at one speed, without its stops.
func draw(j journey, mps float64, every time.Duration, at time.Time) []Fix {
	var out []Fix
	for _, d := range j.legs {
		m := d.moments
		for gone, k := 0.0, 0; k+1 < len(m); gone += mps * every.Seconds() {
			for k+1 < len(m) && m[k+1].goneM < gone {
				k++
			}
			if k+1 >= len(m) {
				break
			}
			t := (gone - m[k].goneM) / math.Max(m[k+1].goneM-m[k].goneM, 0.01)
			f := Fix{At: at, SpeedMPS: mps, AccuracyM: 5, ElevationM: m[k].heightM}
			f.Point[0] = m[k].point[0] + t*(m[k+1].point[0]-m[k].point[0])
			f.Point[1] = m[k].point[1] + t*(m[k+1].point[1]-m[k].point[1])
			out, at = append(out, f), at.Add(every)
		}
	}
	return out
}

// squeezeTimes is a new drive whose clock was made to run four to six times as
// fast.
func (h *rehearsing) squeezeTimes() {
	r, ok := h.fresh(TooFastDriven)
	if !ok {
		return
	}
	stretch(r.Fixes, 1/(4+2*h.chance.Float64()))
	h.hand(r)
}

// fresh is a new drive nobody handed in.
func (h *rehearsing) fresh(kind Kind) (Rehearsal, bool) {
	who := h.anybody()
	o, ok := h.dayOut(who, h.day(), h.chance)
	if !ok {
		return Rehearsal{}, false
	}
	j, ok := h.onDay(o, who, h.day())
	if !ok {
		return Rehearsal{}, false
	}
	return rehearsalOf(kind, who.ID, "V"+who.ID, phoneAtRandom(h.chance).record(j), j), true
}

// hurry is a new drive whose clock was made to run two and a half to three and
// a half times as fast: no speed is impossible, but the bends are.
func (h *rehearsing) hurry() {
	r, ok := h.fresh(Hurried)
	if !ok {
		return
	}
	stretch(r.Fixes, 1/(2.5+h.chance.Float64()))
	h.hand(r)
}

// pad drives a round again and again before the errand.
func (h *rehearsing) pad() {
	who, date := h.anybody(), h.day()
	o, ok := h.dayOut(who, date, h.chance)
	if !ok {
		return
	}
	round, ok := h.round(o.stops[0], 1000, 8000)
	if !ok {
		return
	}
	for range 3 + h.chance.IntN(4) {
		o.rounds = append(o.rounds, round...)
	}
	h.trip(Padded, who, &o, nil)
}

// twoPlaces is a new drive of somebody who, or whose vehicle, was elsewhere at
// that time.
func (h *rehearsing) twoPlaces() {
	for _, kind := range []Kind{PersonTwice, VehicleTwice} {
		for range 60 {
			r, ok := h.fresh(kind)
			was, _ := h.source()
			if !ok || distanceM(was.Fixes[0].Point, r.Fixes[0].Point) < 12000 {
				continue
			}
			r.later(was.Fixes[0].At.Sub(r.Fixes[0].At))
			r.Vehicle = was.Vehicle
			if kind == PersonTwice {
				r.Person, r.Vehicle = was.Person, ""
			} else if r.Person == was.Person {
				continue
			}
			h.hand(r)
			break
		}
	}
}

// freezeMost is a new drive over most of which a cached position comes again
// after every true one.
func (h *rehearsing) freezeMost() {
	r, ok := h.fresh(FrozenReplayed)
	if !ok {
		return
	}
	out := []Fix{}
	cached := r.Fixes[len(r.Fixes)/20]
	for i, f := range r.Fixes {
		out = append(out, f)
		if i+1 == len(r.Fixes) || distanceM(f.Point, cached.Point) < 900 || slices.Contains(r.Gaps, i+1) {
			continue
		}
		if gap := r.Fixes[i+1].At.Sub(f.At); gap < time.Minute {
			again := cached
			again.At = f.At.Add(gap / 2)
			out = append(out, again)
		}
	}
	r.Fixes, r.Gaps = out, nil
	h.hand(r)
}
