package trace

import (
	"encoding/json"
	"math"
	"time"
)

// googleSpan is a stretch of time as Google writes it, with where it began and
// ended.
type googleSpan struct {
	from, to   position // only the time is used
	start, end position
	moved      bool // start or end are given
}

// segment reads an element of "semanticSegments", or of the array that iOS
// writes.
func (g *google) segment(tok json.Token) error {
	var s googleSpan
	var path []position
	var offsets []float64
	err := g.within(map[string]func(json.Token) error{
		"startTime": g.timeInto(&s.from),
		"endTime":   g.timeInto(&s.to),
		"visit":     g.place,
		"activity": g.within(map[string]func(json.Token) error{
			"start": g.pointInto(&s.start, &s.moved),
			"end":   g.pointInto(&s.end, &s.moved),
		}),
		"timelinePath": g.each(func(tok json.Token) error {
			p, offsetMin, err := g.point(tok)
			if err != nil {
				return err
			}
			if len(path) >= g.limits.Fixes {
				return g.tooManyFixes(p.where)
			}
			path, offsets = append(path, p), append(offsets, offsetMin)
			return nil
		}),
	})(tok)
	for i, p := range path {
		if !p.timed && !math.IsNaN(offsets[i]) {
			p.at, p.precision, p.timed = later(s.from, offsets[i]), s.from.precision, s.from.timed
		}
		if keepErr := g.keep(&g.points, p); keepErr != nil {
			return keepErr
		}
	}
	if keepErr := g.keepEnds(s); keepErr != nil {
		return keepErr
	}
	return err
}

// later is a moment so many minutes after another one; zero stays zero.
func later(from position, minutes float64) time.Time {
	if from.at.IsZero() || math.Abs(minutes) > 60*24*366 {
		return time.Time{}
	}
	return from.at.Add(time.Duration(minutes * float64(time.Minute)))
}

// keepEnds keeps beginning and end of a movement.
func (g *google) keepEnds(s googleSpan) error {
	if !s.moved {
		return nil
	}
	first, last := s.ends()
	if err := g.keep(&g.ends, first); err != nil {
		return err
	}
	return g.keep(&g.ends, last)
}

// ends returns beginning and end with their times.
func (s googleSpan) ends() (first, last position) {
	first, last = s.start, s.end
	first.at, first.precision, first.timed = s.from.at, s.from.precision, s.from.timed
	last.at, last.precision, last.timed = s.to.at, s.to.precision, s.to.timed
	return first, last
}

// timelineObject reads an element of "timelineObjects": beginning, recorded
// path and end of an activity are a segment of the track. The way points of
// older exports have no times.
func (g *google) timelineObject(tok json.Token) error {
	var s googleSpan
	var path, ways []position
	into := func(list *[]position) func(json.Token) error {
		return g.each(func(tok json.Token) error {
			p, _, err := g.point(tok)
			if err != nil {
				return err
			}
			if len(*list) >= g.limits.Fixes {
				return g.tooManyFixes(p.where)
			}
			*list = append(*list, p)
			return nil
		})
	}
	err := g.within(map[string]func(json.Token) error{
		"placeVisit": g.place,
		"activitySegment": g.within(map[string]func(json.Token) error{
			"startLocation": g.pointInto(&s.start, &s.moved),
			"endLocation":   g.pointInto(&s.end, &s.moved),
			"duration": g.within(map[string]func(json.Token) error{
				"startTimestamp": g.timeInto(&s.from), "startTimestampMs": g.timeInto(&s.from),
				"endTimestamp": g.timeInto(&s.to), "endTimestampMs": g.timeInto(&s.to),
			}),
			"simplifiedRawPath": g.within(map[string]func(json.Token) error{"points": into(&path)}),
			"waypointPath":      g.within(map[string]func(json.Token) error{"waypoints": into(&ways)}),
		}),
	})(tok)
	if len(path) == 0 {
		path = ways
	}
	if s.moved {
		first, last := s.ends()
		path = append(append([]position{first}, path...), last)
	}
	g.breakSegment()
	for _, p := range path {
		if addErr := g.add(p); addErr != nil {
			return addErr
		}
	}
	return err
}

// place counts a visit and passes over it.
func (g *google) place(tok json.Token) error {
	g.others.places++
	return g.j.skip(tok)
}

// timeInto makes the reader of a time.
func (g *google) timeInto(p *position) func(json.Token) error {
	return func(tok json.Token) error {
		*p = timeOf(tok, g.j.line())
		return g.j.skip(tok)
	}
}

// pointInto makes the reader of a position; it sets given when there is one.
func (g *google) pointInto(p *position, given *bool) func(json.Token) error {
	return func(tok json.Token) error {
		read, _, err := g.point(tok)
		*p, *given = read, true
		return err
	}
}
