package trace

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"
)

// geojson reads GeoJSON (RFC 7946) feature by feature: LineString and
// MultiLineString are traces, with the times of a "times" or "coordTimes"
// member of the properties when there is one; Points whose properties carry a
// time are the fixes of one trace, put in the order of time; everything else
// is no track and counted for the report.
type geojson struct {
	*collector
	j      *jsonReader
	points []position // timed Point features
}

// shape is a geometry as read: positions with the places where lines begin.
type shape struct {
	kind   string
	points []position
	starts []int // indexes where a line of a MultiLineString begins
	parts  []shape
}

// feature is a geometry with what its properties say.
type feature struct {
	shape shape
	props properties
}

// decodeGeoJSON reads a whole GeoJSON file.
func decodeGeoJSON(src io.Reader, c *collector) ([]Trace, Report, error) {
	g := &geojson{collector: c, j: newJSONReader(src, c.limits.Depth)}
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

// root reads a value at the top: a geometry, a feature or a collection, or an
// array of them.
func (g *geojson) root(first json.Token) error {
	switch first {
	case json.Delim('['):
		return g.j.array(g.root)
	case json.Delim('{'):
		return g.readFeature(g.root)
	}
	return nil
}

// readFeature reads an object after its '{'. It serves collections too: their
// features are handed to nested as they come, so that memory holds one at a
// time.
func (g *geojson) readFeature(nested func(json.Token) error) error {
	var f feature
	err := g.j.object(func(key string) error { return g.member(&f, key, nested) })
	if addErr := g.take(f); addErr != nil {
		return addErr
	}
	return err
}

// member reads one member of a feature or geometry.
func (g *geojson) member(f *feature, key string, nested func(json.Token) error) error {
	tok, err := g.j.next()
	if err != nil {
		return err
	}
	switch key {
	case "features", "locations": // Overland calls its features locations
		if tok == json.Delim('[') {
			return g.j.array(nested)
		}
	case "geometry":
		if tok == json.Delim('{') {
			return g.geometry(&f.shape)
		}
	case "properties":
		if tok == json.Delim('{') {
			return f.props.read(g.j, g.limits.Fixes)
		}
	default:
		return g.geometryMember(&f.shape, key, tok)
	}
	return g.j.skip(tok)
}

// geometry reads a geometry after its '{'.
func (g *geojson) geometry(s *shape) error {
	return g.j.object(func(key string) error {
		tok, err := g.j.next()
		if err != nil {
			return err
		}
		return g.geometryMember(s, key, tok)
	})
}

// geometryMember reads one member of a geometry.
func (g *geojson) geometryMember(s *shape, key string, tok json.Token) error {
	switch key {
	case "type":
		if kind, ok := tok.(string); ok && !strings.HasPrefix(kind, "Feature") {
			s.kind = kind
		}
	case "coordinates":
		if tok == json.Delim('[') {
			_, err := g.coordinates(s)
			return err
		}
	case "geometries":
		if tok == json.Delim('[') {
			return g.j.array(func(first json.Token) error {
				if first != json.Delim('{') {
					return g.j.skip(first)
				}
				s.parts = append(s.parts, shape{})
				return g.geometry(&s.parts[len(s.parts)-1])
			})
		}
	}
	return g.j.skip(tok)
}

// coordinates reads an array after its '[' and reports whether it was a
// position: an array of numbers. An array of positions is a line, and begins
// one.
func (g *geojson) coordinates(s *shape) (isPosition bool, err error) {
	var numbers []float64
	before, isLine := len(s.points), false
	err = g.j.array(func(first json.Token) error {
		if first == json.Delim('[') {
			position, err := g.coordinates(s)
			isLine = isLine || position
			return err
		}
		if len(numbers) < 4 {
			numbers = append(numbers, numberOf(first))
		}
		return g.j.skip(first)
	})
	if isLine {
		s.starts = append(s.starts, before)
	}
	if numbers == nil || err != nil {
		return false, err
	}
	if len(s.points) >= g.limits.Fixes {
		return false, g.tooManyFixes(g.j.line())
	}
	s.points = append(s.points, positionOf(numbers, g.j.line()))
	return true, nil
}

// positionOf reads [lon, lat, elevation].
func positionOf(numbers []float64, line int) position {
	p := blank(line)
	if len(numbers) >= 2 {
		p.lon, p.lat = numbers[0], numbers[1]
	}
	if len(numbers) >= 3 {
		p.elevationM = numbers[2]
	}
	return p
}

// take files a finished feature.
func (g *geojson) take(f feature) error {
	for _, part := range f.shape.parts {
		if err := g.take(feature{shape: part, props: f.props}); err != nil {
			return err
		}
	}
	switch kind := f.shape.kind; {
	case kind == "LineString", kind == "MultiLineString", kind == "MultiPoint" && len(f.props.times) == len(f.shape.points) && len(f.shape.points) > 1:
		return g.line(f)
	case kind == "Point" && len(f.shape.points) == 1 && f.props.at.timed:
		if len(g.points) >= g.limits.Fixes {
			return g.tooManyFixes(g.j.line())
		}
		g.points = append(g.points, f.props.apply(f.shape.points[0]))
	case kind == "Point", kind == "MultiPoint":
		g.others.places += max(1, len(f.shape.points))
	case strings.HasSuffix(kind, "Polygon"):
		g.others.areas++
	}
	return nil
}

// line adds a LineString or MultiLineString as a trace.
func (g *geojson) line(f feature) error {
	g.startTrace(f.props.name)
	times := f.props.times
	if len(times) > 0 && len(times) != len(f.shape.points) {
		g.note("一条线有 %d 个时间、%d 个点，数目不同，时间未采用。",
			"A line gives %d times for %d points; the times were not used.", len(times), len(f.shape.points))
		times = nil
	}
	starts := f.shape.starts
	for i, p := range f.shape.points {
		if len(starts) > 0 && starts[0] == i {
			g.breakSegment()
			starts = starts[1:]
		}
		if times != nil {
			p.at, p.precision, p.timed = times[i].at, times[i].precision, times[i].timed
		}
		if err := g.add(p); err != nil {
			return err
		}
	}
	return nil
}

// flush adds the timed points as one trace in the order of time.
func (g *geojson) flush() error {
	points := g.points
	g.points = nil
	if len(points) == 0 {
		return nil
	}
	g.startTrace("")
	if sortByTime(points) {
		g.note("各点已按时间先后排序：GeoJSON 的点没有次序。", "The points were put in the order of time: points in GeoJSON have no order of their own.")
	}
	for _, p := range points {
		if err := g.add(p); err != nil {
			return err
		}
	}
	return nil
}

// numberOf reads a JSON number, or a number written as a string.
func numberOf(tok json.Token) float64 {
	var v float64
	switch t := tok.(type) {
	case json.Number:
		v, _ = parseNumber([]byte(t))
	case string:
		v, _ = parseNumber([]byte(t))
	default:
		v, _ = parseNumber(nil)
	}
	return v
}

// timeOf reads a time from a JSON value: text, or seconds or milliseconds
// since 1970.
func timeOf(tok json.Token, line int) position {
	p := blank(line)
	switch t := tok.(type) {
	case string:
		p.setTime([]byte(t), time.UTC)
		if p.timed && p.precision == noTime {
			p.setEpoch([]byte(t))
		}
	case json.Number:
		p.setEpoch([]byte(t))
	}
	return p
}
