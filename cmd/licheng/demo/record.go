package demo

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
)

// Fix is one position as the recorder of a phone writes it.
type Fix struct {
	At         time.Time
	Point      orb.Point // lon, lat, in the datum of the recorder
	ElevationM float64
	SpeedMPS   float64
	AccuracyM  float64
}

// recorder is a phone with a track app: how often it writes, how well it sees
// the satellites and what it does while the car stands.
type recorder struct {
	every   time.Duration
	sigmaM  float64 // of the position
	datum   datum.Datum
	rests   bool    // stops writing a few minutes after the car has stopped
	indoors float64 // how much worse it sees while parked; 0: 1.6 times
	chance  *rand.Rand

	east, north float64 // the present error, which changes slowly
	jumpLeft    int     // fixes the present reflection lasts
	jump        vec
	last        time.Time
}

// errorTime is how long a position error lasts, seconds.
const errorTime = 28.0

// wander lets the error drift by dt seconds and returns it: mostly slow drift,
// a little that is new at every fix, now and then a reflection off a rock face.
func (r *recorder) wander(dt, sigmaM float64) vec {
	keep := math.Exp(-dt / errorTime)
	fresh := sigmaM * 0.7 * math.Sqrt(1-keep*keep)
	r.east = r.east*keep + fresh*r.chance.NormFloat64()
	r.north = r.north*keep + fresh*r.chance.NormFloat64()
	if r.jumpLeft > 0 {
		r.jumpLeft--
	} else if r.chance.Float64() < dt/2400 {
		angle := 2 * math.Pi * r.chance.Float64()
		r.jump = vec{math.Cos(angle), math.Sin(angle)}.mul(18 + 30*r.chance.Float64())
		r.jumpLeft = 1 + int(12/math.Max(dt, 1))
	}
	off := vec{r.east + 0.5*r.chance.NormFloat64(), r.north + 0.5*r.chance.NormFloat64()}
	if r.jumpLeft > 0 {
		off = off.add(r.jump)
	}
	return off
}

// fix writes one position.
func (r *recorder) fix(at time.Time, m moment, sigmaM float64) Fix {
	dt := r.every.Seconds()
	if !r.last.IsZero() {
		dt = at.Sub(r.last).Seconds()
	}
	r.last = at
	p := m.at.add(r.wander(dt, sigmaM)).lonLat()
	f := Fix{At: at, Point: r.datum.FromWGS84(p), ElevationM: m.heightM + 5*r.chance.NormFloat64()}
	f.SpeedMPS = math.Max(0, m.speed+0.3*r.chance.NormFloat64())
	f.AccuracyM = math.Round(sigmaM*(0.8+0.5*r.chance.Float64())*10) / 10
	return f
}

// driving writes a drive that begins at startAt, its first and its last moment
// included. In a tunnel nothing is written, nor in the seconds after it.
func (r *recorder) driving(d *drive, startAt time.Time) []Fix {
	var out []Fix
	blindUntil := -1.0
	for s := 0.0; ; s += r.every.Seconds() {
		s = math.Min(s, d.durationS())
		m := d.when(s)
		if m.hidden {
			blindUntil = s + 4
		}
		if s >= blindUntil {
			out = append(out, r.fix(startAt.Add(time.Duration(s*float64(time.Second))).Truncate(time.Second), m, r.sigmaM))
		}
		if s >= d.durationS() {
			return out
		}
	}
}

// standing writes a stay: the position of a parked phone drifts, more than on
// the road, because it lies indoors.
func (r *recorder) standing(m moment, from, to time.Time) []Fix {
	m.speed = 0
	if r.rests {
		to = earlier(to, from.Add(time.Duration(100+r.chance.IntN(200))*time.Second))
	}
	every := r.every
	if !r.rests { // such apps write less often while nothing moves
		every = max(every, 20*time.Second)
	}
	worse := 1.6
	if r.indoors > 0 {
		worse = r.indoors
	}
	var out []Fix
	for at := from.Add(every); at.Before(to); at = at.Add(every) {
		out = append(out, r.fix(at, m, worse*r.sigmaM))
	}
	return out
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
