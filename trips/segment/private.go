package segment

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/trips/trace"
)

// Area is a circle on the map that is nobody else's business: around where
// somebody lives, or any other place they name.
type Area struct {
	Center  orb.Point // lon, lat in WGS-84
	RadiusM float64
}

// Holds reports whether a WGS-84 point lies in the area, its edge included.
func (a Area) Holds(p orb.Point) bool { return orbgeo.DistanceHaversine(a.Center, p) <= a.RadiusM }

// Span is a stretch of time, both ends included. A zero end is open.
type Span struct{ From, To time.Time }

// ErrSpan reports a text that is no span.
var ErrSpan = errors.New("segment: not two times with a slash between them")

// ParseSpan reads an interval of ISO 8601 with both ends: two times of RFC 3339
// with a slash between them.
func ParseSpan(text string) (Span, error) {
	from, to, _ := strings.Cut(text, "/")
	begins, err := time.Parse(time.RFC3339, from)
	if err != nil {
		return Span{}, ErrSpan
	}
	ends, err := time.Parse(time.RFC3339, to)
	if err != nil {
		return Span{}, ErrSpan
	}
	return Span{begins, ends}, nil
}

// covers reports whether all of another span surely lies in this one.
func (s Span) covers(o Span) bool {
	return (s.From.IsZero() || !o.From.IsZero() && !o.From.Before(s.From)) &&
		(s.To.IsZero() || !o.To.IsZero() && !o.To.After(s.To))
}

// meets reports whether the span and another have a moment in common.
func (s Span) meets(o Span) bool {
	return (s.To.IsZero() || o.From.IsZero() || !o.From.After(s.To)) &&
		(o.To.IsZero() || s.From.IsZero() || !s.From.After(o.To))
}

// Private is what a cadre keeps to themselves of a trace: the private ends
// around home, other private areas, stretches of time, and all that lies
// outside of the working trip.
type Private struct {
	Areas   []Area
	Spans   []Span
	Working Span // nothing outside of it is kept; zero: the whole trace is work
	// Places returns where a point of the trace may lie in WGS-84: one place
	// when the datum is known, else one for each datum it could be in, so that
	// a wrong guess uncovers nobody's home. Nil: the trace is in WGS-84.
	Places func(orb.Point) []orb.Point
}

// Nothing reports whether nothing at all is to be cut.
func (p Private) Nothing() bool { return len(p.Areas) == 0 && !p.byTime() }

// byTime reports whether fixes are cut by their times.
func (p Private) byTime() bool { return len(p.Spans) > 0 || p.Working != (Span{}) }

// ErrUntimed reports a trace without a single time, of which stretches of time
// cannot be cut.
var ErrUntimed = errors.New("segment: a trace without times cannot be cut by time")

// Cut takes what is private out of traces. The traces that remain hold none of
// it; a trace that goes on after a stretch that was cut by time does so as one
// that stands Apart, since the kilometres in between are not work. One that
// passes through an area goes on as the same drive after a gap: the road
// between its edges may be paid, though nothing of it was seen. A private
// stretch parts what is around it though there is no fix in it: the phone was
// switched off, or has cut it already. A fix without
// a time is cut when it may lie in a stretch that is. traces are not changed.
// hidden names what was cut by where it stood in the file, one entry a run.
func Cut(traces []trace.Trace, p Private) (kept []trace.Trace, hidden []trace.Drop, err error) {
	c := privateCut{private: p}
	for _, t := range traces {
		if err := c.walk(t); err != nil {
			return nil, nil, err
		}
	}
	return c.kept, c.hidden, nil
}

// privateCut walks along the traces of a file.
type privateCut struct {
	private Private
	kept    []trace.Trace
	hidden  []trace.Drop

	from     trace.Trace // the one under way
	possible []Span      // of each of its fixes, when it may have been; nil when none has a time
	begun    bool        // some of it is kept
	gap      bool        // the next kept fix begins a segment
	apart    bool        // the next kept fix begins a trace that stands apart
	inRun    bool        // the last of hidden goes on
	last     time.Time   // of the last kept fix that has one, of any trace
}

// walk decides on fix after fix of a trace.
func (c *privateCut) walk(t trace.Trace) error {
	c.from, c.possible = t, possibleTimes(t.Fixes)
	c.begun, c.gap, c.inRun = false, false, false
	if c.private.byTime() && c.possible == nil && len(t.Fixes) > 0 {
		return ErrUntimed
	}
	gaps := t.Gaps
	for i, f := range t.Fixes {
		if len(gaps) > 0 && gaps[0] == i {
			c.gap, gaps = true, gaps[1:]
		}
		place, moment := c.private.hidesPlace(f.Point), c.hidesMoment(i)
		if !place && !moment {
			c.keep(f)
			continue
		}
		c.gap, c.apart = true, c.apart || moment
		c.hide(f.Where)
	}
	return nil
}

// keep adds a fix to what remains.
func (c *privateCut) keep(f trace.Fix) {
	c.inRun = false
	c.apart = c.passed(f.At) || c.apart
	if !c.begun || c.apart {
		t := c.from
		t.Fixes, t.Gaps, t.Apart = nil, nil, c.apart || !c.begun && t.Apart
		c.kept = append(c.kept, t)
		c.begun, c.apart = true, false
	}
	t := &c.kept[len(c.kept)-1]
	if c.gap && len(t.Fixes) > 0 {
		t.Gaps = append(t.Gaps, len(t.Fixes))
	}
	c.gap = false
	t.Fixes = append(t.Fixes, f)
}

// passed reports whether a private stretch lies between the fix kept last and
// one that is kept now, and goes on to that.
func (c *privateCut) passed(at time.Time) bool {
	if at.IsZero() {
		return false
	}
	between := Span{c.last, at}
	if at.Before(c.last) {
		between = Span{at, c.last}
	}
	first := c.last.IsZero()
	c.last = at
	return !first && slices.ContainsFunc(c.private.Spans, between.meets)
}

// hide counts a fix that is cut.
func (c *privateCut) hide(where int) {
	if !c.inRun {
		c.hidden, c.inRun = append(c.hidden, trace.Drop{Reason: trace.DropPrivate, First: where}), true
	}
	h := &c.hidden[len(c.hidden)-1]
	h.Last = where
	h.Fixes++
}

// hidesPlace reports whether a point may lie in a private area.
func (p Private) hidesPlace(point orb.Point) bool {
	if len(p.Areas) == 0 {
		return false
	}
	places := []orb.Point{point}
	if p.Places != nil {
		places = p.Places(point)
	}
	return slices.ContainsFunc(p.Areas, func(a Area) bool { return slices.ContainsFunc(places, a.Holds) })
}

// hidesMoment reports whether fix i may have been recorded in private time.
func (c *privateCut) hidesMoment(i int) bool {
	if !c.private.byTime() {
		return false
	}
	when := c.possible[i]
	if slices.ContainsFunc(c.private.Spans, when.meets) {
		return true
	}
	return !c.private.Working.covers(when)
}

// possibleTimes says of each fix when it may have been recorded: at its own
// time, or else between the fixes around it that have one. It returns nil when
// none has.
func possibleTimes(fixes []trace.Fix) []Span {
	spans := make([]Span, len(fixes))
	var last time.Time
	timed := false
	for i, f := range fixes {
		if !f.At.IsZero() {
			last, timed = f.At, true
		}
		spans[i].From = last
	}
	if !timed {
		return nil
	}
	last = time.Time{}
	for i := len(fixes) - 1; i >= 0; i-- {
		if !fixes[i].At.IsZero() {
			last = fixes[i].At
		}
		spans[i].To = last
		if s := &spans[i]; !s.From.IsZero() && s.To.Before(s.From) && !s.To.IsZero() {
			s.From, s.To = s.To, s.From // the clock was set back in between
		}
	}
	return spans
}
