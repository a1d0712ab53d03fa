package segment

import (
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/trips/trace"
)

// cutter walks from stop to stop and gathers legs into trips.
type cutter struct {
	fixes   []trace.Fix
	opt     Options
	from    int  // where the trip under way began, an index into fixes
	leg     int  // where the leg under way began
	under   bool // a trip is under way
	stops   []Stop
	trips   []Trip
	ignored []Ignored
}

// arrive ends the leg under way at a stop. The sentinel behind the last fix
// (Last == len(fixes)) ends everything.
func (c *cutter) arrive(stop Stop) {
	atEnd := stop.Last == len(c.fixes)
	if stop.First > c.leg {
		if !c.under {
			c.from, c.under = c.leg, true
		}
		if atEnd {
			c.finish(len(c.fixes))
			return
		}
	}
	switch {
	case c.under && (atEnd || c.ends(stop)):
		c.finish(min(stop.First+1, len(c.fixes)))
	case c.under:
		c.stops = append(c.stops, stop)
	}
	c.leg = stop.Last
}

// ends reports whether the trip under way is over at this stop.
func (c *cutter) ends(stop Stop) bool {
	stood := stop.Left.Sub(stop.Arrived)
	if stood >= c.opt.LongStop || c.day(stop.Arrived) != c.day(stop.Left) {
		return true
	}
	origin := c.fixes[c.from].Point
	return stood >= c.opt.OriginStop && orbgeo.DistanceHaversine(origin, stop.Place) <= c.opt.OriginRadiusM
}

// day is the local date of a moment.
func (c *cutter) day(t time.Time) string { return t.In(c.opt.Zone).Format(time.DateOnly) }

// finish files the trip under way, which ends before fix to. Stops at its very
// end are not inside it.
func (c *cutter) finish(to int) {
	for n := len(c.stops); n > 0 && c.stops[n-1].Last >= to-1 && !c.stops[n-1].Silent; n-- {
		to = c.stops[n-1].First + 1
		c.stops = c.stops[:n-1]
	}
	t := Trip{From: c.from, To: to, LengthM: lengthM(c.fixes[c.from:to]), Stops: c.stops}
	duration := durationOf(c.fixes[t.From:t.To])
	if t.LengthM < c.opt.MinLengthM || duration < c.opt.MinDuration {
		c.ignored = append(c.ignored, tooShort(t, duration))
	} else {
		c.trips = append(c.trips, t)
	}
	c.under, c.stops = false, nil
}

// tooShort names a drive that is set aside.
func tooShort(t Trip, d time.Duration) Ignored {
	return Ignored{From: t.From, To: t.To, LengthM: t.LengthM, Duration: d, Text: lang.Sayf(
		"这一段只有 %.0f 米、%.0f 秒，太短，没有算作行程。",
		"This stretch is only %.0f m and %.0f s: too short to be a trip.", t.LengthM, d.Seconds())}
}
