// Package segment cuts a long trace into stops and trips. A stop is a stay of
// five minutes or a silence of an hour. Stops cut the trace into legs; a trip,
// which is what is claimed, is one or more legs:
//
//   - a stop shorter than four hours on the same day, anywhere but at the
//     trip's origin, is a call on the way: the legs around it are one trip;
//   - back at the origin (within 300 m) for half an hour or more, the trip has
//     ended: round trips and loops are the normal case;
//   - a stop of four hours or more, or one over midnight, ends the trip;
//   - no stop is needed at the end, and none at the start.
//
// A trace without times is one trip, unless it holds fewer than five fixes: two
// points far apart do not say which way anybody drove. Trips under 500 m or
// 300 s are set aside and named.
//
// Edits are what the owner says of the trips that were found.
//
// Cut takes what is private out of a trace: it belongs before storage, and
// before all of the above.
package segment

import (
	"time"

	"github.com/paulmach/orb"

	"licheng/lang"
	"licheng/trips/clean"
	"licheng/trips/trace"
)

// Options are the thresholds. A zero field means its default.
type Options struct {
	Stay          clean.StayOptions // what a stop is: 100 m, 5 min
	SilentStop    time.Duration     // a gap this long counts as a stop: 1 h
	LongStop      time.Duration     // a stop this long ends a trip: 4 h
	OriginRadiusM float64           // how near counts as back at the origin: 300
	OriginStop    time.Duration     // how long a stay there ends the trip: 30 min
	MinLengthM    float64           // shorter trips are set aside: 500
	MinDuration   time.Duration     // so are briefer ones: 300 s
	MinUntimed    int               // fewer fixes without times are no trip: 5
	Zone          *time.Location    // whose midnight ends a trip: UTC+8
}

// silentStop is how long a gap has to be to count as a stop.
const silentStop = time.Hour

// filled returns the options with zero fields set to their defaults. Lengths
// and times of trips are those of Traccar's trip report.
func (o Options) filled() Options {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	set(&o.SilentStop, silentStop)
	set(&o.LongStop, 4*time.Hour)
	set(&o.OriginStop, 30*time.Minute)
	set(&o.MinDuration, 300*time.Second)
	if o.Stay.RadiusM <= 0 {
		o.Stay.RadiusM = 100
	}
	if o.OriginRadiusM <= 0 {
		o.OriginRadiusM = 300
	}
	if o.MinLengthM <= 0 {
		o.MinLengthM = 500
	}
	if o.MinUntimed <= 0 {
		o.MinUntimed = 5
	}
	if o.Zone == nil {
		o.Zone = time.FixedZone("UTC+8", 8*3600)
	}
	return o
}

// Stop is a stay or a silence between two legs.
type Stop struct {
	First, Last int       // indexes of its first and last fix
	Place       orb.Point // where the car stood; of a silence, where it began
	Arrived     time.Time
	Left        time.Time
	Silent      bool // no fixes for SilentStop or longer, or none between trips that were joined, rather than a stay
}

// Trip is one working trip: fixes[From:To], with the stops inside it.
type Trip struct {
	From, To int
	LengthM  float64 // fix to fix
	Stops    []Stop
}

// Ignored is a drive too short to be a trip, or one of too few fixes.
type Ignored struct {
	From, To int
	LengthM  float64
	Duration time.Duration
	Text     lang.Text
}

// Trips cuts cleaned fixes, in the order of time, into trips. Fixes outside of
// any trip are stays before, between and after them.
func Trips(fixes []trace.Fix, opt Options) ([]Trip, []Ignored) {
	opt = opt.filled()
	if !timed(fixes) {
		return untimed(fixes, opt)
	}
	c := cutter{fixes: fixes, opt: opt}
	for _, stop := range append(Stops(fixes, opt), Stop{First: len(fixes) - 1, Last: len(fixes)}) {
		c.arrive(stop)
	}
	return c.trips, c.ignored
}

// timed reports whether at least two fixes carry a time.
func timed(fixes []trace.Fix) bool {
	n := 0
	for _, f := range fixes {
		if !f.At.IsZero() {
			n++
		}
	}
	return n >= 2
}

// untimed makes the one trip of a trace without times.
func untimed(fixes []trace.Fix, opt Options) ([]Trip, []Ignored) {
	if len(fixes) == 0 {
		return nil, nil
	}
	t := Trip{To: len(fixes), LengthM: lengthM(fixes)}
	if t.LengthM < opt.MinLengthM {
		return nil, []Ignored{tooShort(t, 0)}
	}
	if len(fixes) < opt.MinUntimed {
		return nil, []Ignored{{To: t.To, LengthM: t.LengthM, Text: lang.Sayf(
			"文件里只有 %d 个定位点，也没有时间，看不出走的是哪条路，没有算作行程。请导出完整的轨迹（带时间），不要只导出起点和终点。",
			"There are only %d fixes, without times: they do not say which way was driven, so this is no trip. Export the whole track with its times, not only its start and end.",
			len(fixes))}}
	}
	return []Trip{t}, nil
}
