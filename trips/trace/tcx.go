package trace

import (
	"errors"
	"io"
	"time"
)

// tcx reads Garmin's Training Center XML. An <Activity> is a recorded track;
// a second <Track> within one <Lap> begins a segment, since the watch was
// paused there, while a new lap alone does not. A <Course> is a plan to
// follow: its points are counted as planned route and not read.
type tcx struct {
	*collector
	m        *markup
	point    position
	inCourse int // depth of <Course>, 0 outside
	inPoint  int // depth of <Trackpoint>, 0 outside
	tracks   int // <Track> elements seen in this lap
	field    string
	fieldAt  int
	text     []byte
}

// tcxFields are the elements of a track point that are read.
var tcxFields = map[string]bool{
	"Time": true, "LatitudeDegrees": true, "LongitudeDegrees": true, "AltitudeMeters": true, "Speed": true,
}

// decodeTCX reads a whole TCX file.
func decodeTCX(src io.Reader, c *collector) ([]Trace, Report, error) {
	t := &tcx{collector: c, m: newMarkup(src, c.limits.Depth)}
	for {
		tok, err := t.m.next()
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		if err == nil {
			err = t.take(tok)
		}
		if err != nil {
			return c.stopped(err, t.m.line)
		}
	}
}

// take handles one token.
func (t *tcx) take(tok token) error {
	switch tok {
	case startTag:
		t.open()
	case textPart:
		if t.field != "" && len(t.text) < 4096 {
			t.text = append(t.text, t.m.text...)
		}
	case endTag:
		return t.shut()
	}
	return nil
}

// open handles a start tag.
func (t *tcx) open() {
	depth := t.m.depth()
	switch name := string(t.m.name); name {
	case "Activity":
		t.startTrace("")
		t.tracks = 0
	case "Course":
		t.inCourse = depth
	case "Lap":
		t.tracks = 0
	case "Track":
		if t.tracks++; t.tracks > 1 {
			t.breakSegment()
		}
	case "Trackpoint":
		t.inPoint, t.point = depth, blank(t.m.line)
	default:
		if t.inPoint != 0 && tcxFields[name] {
			t.field, t.fieldAt, t.text = name, depth, t.text[:0]
		}
	}
}

// shut handles an end tag.
func (t *tcx) shut() error {
	depth := t.m.depth() + 1
	if t.field != "" && depth == t.fieldAt {
		t.store()
		t.field = ""
	}
	switch depth {
	case t.inPoint:
		t.inPoint = 0
		if t.inCourse != 0 {
			t.others.routePoints++
			return nil
		}
		return t.add(t.point)
	case t.inCourse:
		t.inCourse = 0
	}
	return nil
}

// store puts the gathered text where it belongs.
func (t *tcx) store() {
	switch t.field {
	case "Time":
		t.point.setTime(t.text, time.UTC)
	case "LatitudeDegrees":
		t.point.lat, _ = parseNumber(t.text)
	case "LongitudeDegrees":
		t.point.lon, _ = parseNumber(t.text)
	case "AltitudeMeters":
		t.point.elevationM, _ = parseNumber(t.text)
	case "Speed": // metres a second, ActivityExtension v2
		t.point.speedMPS, _ = parseNumber(t.text)
	}
}
