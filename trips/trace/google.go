package trace

import (
	"encoding/json"
	"errors"
	"io"
)

// google reads what Google's location history has been exported as, telling the
// generations apart by their members:
//
//   - Records.json and the older Location History.json: "locations";
//   - Semantic Location History: "timelineObjects", of which the activity
//     segments are travelled and the place visits are not;
//   - the phone's own Timeline.json: "semanticSegments" (Android) or an array
//     of segments (iOS), and "rawSignals".
//
// Locations, raw signals and timeline paths are one recording in the order of
// time. Beginning and end of an activity are used only where the file has
// nothing finer.
type google struct {
	*collector
	j      *jsonReader
	points []position // fine positions
	ends   []position // beginnings and ends of activities
}

// decodeGoogle reads a whole export.
func decodeGoogle(src io.Reader, c *collector) ([]Trace, Report, error) {
	g := &google{collector: c, j: newJSONReader(src, c.limits.Depth)}
	for {
		tok, err := g.j.next()
		if err == nil {
			err = g.root(tok)
		}
		if err == nil {
			continue
		}
		if flushErr := g.flush(); flushErr != nil {
			err = flushErr
		}
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		return c.stopped(err, g.j.line())
	}
}

// root reads the value at the top.
func (g *google) root(first json.Token) error {
	switch first {
	case json.Delim('['):
		return g.j.array(g.segment)
	case json.Delim('{'):
		return g.members(map[string]func(json.Token) error{
			"locations":        g.each(g.location),
			"rawSignals":       g.each(g.signal),
			"semanticSegments": g.each(g.segment),
			"timelineObjects":  g.each(g.timelineObject),
		})
	}
	return nil
}

// members reads an object after its '{', giving the members named to their
// readers.
func (g *google) members(readers map[string]func(json.Token) error) error {
	return g.j.object(func(key string) error {
		tok, err := g.j.next()
		if err != nil {
			return err
		}
		if read, ok := readers[key]; ok {
			return read(tok)
		}
		return g.j.skip(tok)
	})
}

// each makes the reader of an array out of the reader of its elements.
func (g *google) each(element func(json.Token) error) func(json.Token) error {
	return func(tok json.Token) error {
		if tok != json.Delim('[') {
			return g.j.skip(tok)
		}
		return g.j.array(element)
	}
}

// within makes the reader of an object out of the readers of its members.
func (g *google) within(readers map[string]func(json.Token) error) func(json.Token) error {
	return func(tok json.Token) error {
		if tok != json.Delim('{') {
			return g.j.skip(tok)
		}
		return g.members(readers)
	}
}

// location reads an element of "locations".
func (g *google) location(tok json.Token) error {
	p, _, err := g.point(tok)
	if err != nil {
		return err
	}
	return g.keep(&g.points, p)
}

// signal reads an element of "rawSignals", of which only positions are used.
func (g *google) signal(tok json.Token) error {
	return g.within(map[string]func(json.Token) error{"position": g.location})(tok)
}

// keep adds a position to a list, within the limit.
func (g *google) keep(list *[]position, p position) error {
	if len(g.points)+len(g.ends) >= g.limits.Fixes {
		return g.tooManyFixes(p.where)
	}
	*list = append(*list, p)
	return nil
}

// flush hands over what was gathered, in the order of time.
func (g *google) flush() error {
	points := g.points
	if len(points) == 0 && g.report.Fixes == 0 {
		points = g.ends
		if len(points) > 0 {
			g.note("文件里只有每段行程的起点和终点，没有途中的点：里程会偏小，请尽量另外导出轨迹。",
				"The file gives only where each journey began and ended and nothing between: the distance comes out too short; export a track if you can.")
		}
	}
	g.points, g.ends = nil, nil
	if sortByTime(points) {
		g.note("各点已按时间先后排序。", "The points were put in the order of time.")
	}
	for _, p := range points {
		if err := g.add(p); err != nil {
			return err
		}
	}
	return nil
}
