package demo

import (
	"math"
	"slices"
	"time"

	"licheng/geo/datum"
)

// The kinds of copies: a recording that was handed in before, changed so as not
// to be known again.
const (
	CopyExact      Kind = "copy: the same file again"
	CopyOthers     Kind = "copy: another person's, re-timed"
	CopyRetimed    Kind = "copy: re-timed"
	CopyRewritten  Kind = "copy: times made up anew"
	CopyTrimmed    Kind = "copy: trimmed"
	CopyReversed   Kind = "copy: reversed"
	CopyThinned    Kind = "copy: thinned out"
	CopyResampled  Kind = "copy: re-sampled"
	CopyShifted    Kind = "copy: shifted between datums"
	CopyNoised     Kind = "copy: noise of 1-5 m added"
	CopyWandering  Kind = "copy: wandering noise of 2-4 m added"
	CopyDisguised  Kind = "copy: trimmed, wandering noise, clock at another rate"
	CopyJoined     Kind = "copy: joined with another drive"
	CopyOfAll      Kind = "copy: thinned, noised, reversed, another person's"
	MockFlagged    Kind = "mock location, flagged by the phone"
	MockSmooth     Kind = "drawn along the map, no noise"
	MockJittered   Kind = "drawn along the map, noise added"
	TooFastDriven  Kind = "times squeezed, impossible speed"
	Hurried        Kind = "times squeezed, impossible force in bends"
	Padded         Kind = "padding: rounds driven again and again"
	PersonTwice    Kind = "one person in two places"
	VehicleTwice   Kind = "one vehicle in two places"
	FrozenReplayed Kind = "frozen fixes over most of the drive"
)

// CopyKinds and ForgedKinds are the kinds that are not honest, in the order of
// the table.
var (
	CopyKinds = []Kind{
		CopyExact, CopyOthers, CopyRetimed, CopyRewritten, CopyTrimmed, CopyReversed, CopyThinned, CopyResampled,
		CopyShifted, CopyNoised, CopyWandering, CopyDisguised, CopyJoined, CopyOfAll,
	}
	ForgedKinds = []Kind{
		MockFlagged, MockSmooth, MockJittered, TooFastDriven, Hurried, Padded, PersonTwice, VehicleTwice, FrozenReplayed,
	}
)

// falsify hands in perKind falsifications of each kind.
func (h *rehearsing) falsify(perKind int) {
	if len(h.sources) == 0 {
		return
	}
	for _, kind := range CopyKinds {
		for range perKind {
			h.hand(h.copied(kind))
		}
	}
	for range perKind {
		h.forge()
	}
}

// source is a recording to falsify, and which it is.
func (h *rehearsing) source() (Rehearsal, int) {
	k := h.chance.IntN(len(h.sources))
	r := h.sources[k]
	r.Fixes = slices.Clone(r.Fixes)
	return r, k
}

// copied is a copy of one kind. But for exact ones it has another day and time.
func (h *rehearsing) copied(kind Kind) Rehearsal {
	r, _ := h.source()
	r.Kind = kind
	if kind == CopyExact {
		return r
	}
	h.anotherDay(&r)
	if kind == CopyOthers || kind == CopyOfAll || h.chance.IntN(3) == 0 {
		other := h.anybody()
		r.Person, r.Vehicle = other.ID, "V"+other.ID
	}
	switch kind {
	case CopyRetimed:
		stretch(r.Fixes, 0.85+0.35*h.chance.Float64())
	case CopyRewritten:
		h.rewrite(&r)
	case CopyTrimmed:
		h.trim(&r, 0.3+0.5*h.chance.Float64())
	case CopyReversed:
		reverseFixes(&r)
	case CopyThinned:
		thinOut(&r, 2+h.chance.IntN(3))
	case CopyResampled:
		resample(&r, time.Duration(2+h.chance.IntN(12))*time.Second)
	case CopyShifted:
		h.shift(&r)
	case CopyNoised:
		h.jitter(&r, 1+4*h.chance.Float64())
	case CopyWandering:
		h.wanderOff(&r, 2+2*h.chance.Float64())
	case CopyDisguised:
		h.trim(&r, 0.4+0.5*h.chance.Float64())
		h.wanderOff(&r, 2+2*h.chance.Float64())
		stretch(r.Fixes, 0.85+0.35*h.chance.Float64())
	case CopyJoined:
		h.join(&r)
	case CopyOfAll:
		thinOut(&r, 2)
		h.jitter(&r, 1+2*h.chance.Float64())
		reverseFixes(&r)
	}
	return r
}

// anotherDay moves all times by days and minutes.
func (h *rehearsing) anotherDay(r *Rehearsal) {
	by := time.Duration(1+h.chance.IntN(60))*24*time.Hour + time.Duration(h.chance.IntN(7200)-3600)*time.Second
	if h.chance.IntN(2) == 0 {
		by = -by
	}
	r.later(by)
}

// stretch makes the clock run at another rate.
func stretch(fixes []Fix, rate float64) {
	first := fixes[0].At
	for i := range fixes {
		fixes[i].At = first.Add(time.Duration(float64(fixes[i].At.Sub(first)) * rate).Truncate(time.Second))
	}
}

// rewrite makes up all times anew, from plausible speeds.
func (h *rehearsing) rewrite(r *Rehearsal) {
	at, speed := r.Fixes[0].At, 8+8*h.chance.Float64()
	was, local := at, 0.0
	for i := 1; i < len(r.Fixes); i++ {
		local = 0.9*local + 0.12*h.chance.NormFloat64()
		m := distanceM(r.Fixes[i-1].Point, r.Fixes[i].Point)
		s := math.Max(1, m/(speed*math.Exp(local)))
		gap := r.Fixes[i].At.Sub(was)
		was = r.Fixes[i].At
		if gap > 4*time.Minute { // a stay
			s = gap.Seconds() * (0.8 + 0.4*h.chance.Float64())
		}
		at = at.Add(time.Duration(s * float64(time.Second)))
		r.Fixes[i], r.Fixes[i-1].SpeedMPS = withTime(r.Fixes[i], at), m/s
	}
}

func withTime(f Fix, at time.Time) Fix {
	f.At = at.Truncate(time.Second)
	return f
}

// keep keeps the fixes from one to another and moves the gaps along.
func keep(r *Rehearsal, from, to int) {
	r.Fixes = r.Fixes[from:to]
	var gaps []int
	for _, g := range r.Gaps {
		if g > from && g < to {
			gaps = append(gaps, g-from)
		}
	}
	r.Gaps = gaps
}

// trim keeps a share of the way driven.
func (h *rehearsing) trim(r *Rehearsal, share float64) {
	gone := make([]float64, len(r.Fixes))
	for i := 1; i < len(gone); i++ {
		gone[i] = gone[i-1] + distanceM(r.Fixes[i-1].Point, r.Fixes[i].Point)
	}
	all := gone[len(gone)-1]
	from := (1 - share) * h.chance.Float64() * all
	first, _ := slices.BinarySearch(gone, from)
	last, _ := slices.BinarySearch(gone, from+share*all)
	keep(r, first, min(last+1, len(r.Fixes)))
}

// reverseFixes drives the trip from its end to its start.
func reverseFixes(r *Rehearsal) {
	n := len(r.Fixes)
	first, last := r.Fixes[0].At, r.Fixes[n-1].At
	slices.Reverse(r.Fixes)
	for i := range r.Fixes {
		r.Fixes[i].At = first.Add(last.Sub(r.Fixes[i].At))
	}
	for i := range r.Gaps {
		r.Gaps[i] = n - r.Gaps[i]
	}
	slices.Sort(r.Gaps)
}

// thinOut keeps every n-th fix.
func thinOut(r *Rehearsal, n int) {
	var out []Fix
	for i := 0; i < len(r.Fixes); i += n {
		out = append(out, r.Fixes[i])
	}
	for i := range r.Gaps {
		r.Gaps[i] = min((r.Gaps[i]+n-1)/n, len(out))
	}
	r.Fixes = out
}

// resample puts a fix every so often on the line between the old ones.
func resample(r *Rehearsal, every time.Duration) {
	var out []Fix
	var gaps []int
	for i := 0; i+1 < len(r.Fixes); i++ {
		a, b := r.Fixes[i], r.Fixes[i+1]
		if slices.Contains(r.Gaps, i+1) {
			out = append(out, a)
			gaps = append(gaps, len(out))
			continue
		}
		at := a.At
		if n := len(out); n > 0 && (len(gaps) == 0 || gaps[len(gaps)-1] != n) {
			at = out[n-1].At.Add(every)
		}
		for ; at.Before(b.At); at = at.Add(every) {
			t := at.Sub(a.At).Seconds() / b.At.Sub(a.At).Seconds()
			f := a
			f.At, f.Point[0], f.Point[1] = at, a.Point[0]+t*(b.Point[0]-a.Point[0]), a.Point[1]+t*(b.Point[1]-a.Point[1])
			out = append(out, f)
		}
	}
	out = append(out, r.Fixes[len(r.Fixes)-1])
	r.Fixes, r.Gaps = out, gaps
}

// shift writes the positions in another datum and says it was WGS-84.
func (h *rehearsing) shift(r *Rehearsal) {
	moves := []func(*Fix){
		func(f *Fix) { f.Point = datum.GCJ02.FromWGS84(f.Point) },
		func(f *Fix) { f.Point = datum.BD09.FromWGS84(f.Point) },
		func(f *Fix) { f.Point = datum.GCJ02.ToWGS84(f.Point) },
	}
	move := moves[h.chance.IntN(len(moves))]
	for i := range r.Fixes {
		move(&r.Fixes[i])
		for k := range 2 { // files have six decimals
			r.Fixes[i].Point[k] = math.Round(r.Fixes[i].Point[k]*1e6) / 1e6
		}
	}
}

// jitter adds noise that is new at every fix.
func (h *rehearsing) jitter(r *Rehearsal, sigmaM float64) {
	for i := range r.Fixes {
		r.Fixes[i].Point = onPlane(r.Fixes[i].Point).add(vec{sigmaM * h.chance.NormFloat64(), sigmaM * h.chance.NormFloat64()}).lonLat()
	}
}

// wanderOff adds an error as a receiver of its own would have it.
func (h *rehearsing) wanderOff(r *Rehearsal, sigmaM float64) {
	rec := &recorder{every: time.Second, chance: h.chance}
	last := r.Fixes[0].At
	for i := range r.Fixes {
		off := rec.wander(math.Max(1, r.Fixes[i].At.Sub(last).Seconds()), sigmaM)
		last = r.Fixes[i].At
		r.Fixes[i].Point = onPlane(r.Fixes[i].Point).add(off).lonLat()
	}
}

// join puts part of the copy before part of a drive that was never handed in.
func (h *rehearsing) join(r *Rehearsal) {
	who := h.anybody()
	o, ok := h.dayOut(who, h.day(), h.chance)
	if !ok {
		return
	}
	j, ok := h.onDay(o, who, h.day())
	if !ok {
		return
	}
	r.Roads = nil
	fresh := Rehearsal{Fixes: phoneAtRandom(h.chance).record(j).fixes}
	h.trim(r, 0.4+0.3*h.chance.Float64())
	h.trim(&fresh, 0.4+0.3*h.chance.Float64())
	by := r.Fixes[len(r.Fixes)-1].At.Add(20 * time.Minute).Sub(fresh.Fixes[0].At)
	r.Gaps = append(r.Gaps, len(r.Fixes))
	for _, f := range fresh.Fixes {
		f.At = f.At.Add(by)
		r.Fixes = append(r.Fixes, f)
	}
}
