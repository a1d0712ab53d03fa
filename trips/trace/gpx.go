package trace

import (
	"errors"
	"io"
	"math"
	"time"
)

// metresPerHDOP turns a horizontal dilution of precision into metres: the
// range error of a single-frequency phone receiver is about 5 m (GPS SPS
// Performance Standard, 2020, user range error with atmosphere). It is used
// only where a file gives no accuracy in metres.
const metresPerHDOP = 5

// hdopUnknown is what receivers write when they do not know: 50 and above.
const hdopUnknown = 50

// gpxField is a piece of a track or track point that is read.
type gpxField int

const (
	gpxNothing gpxField = iota
	gpxName
	gpxTime
	gpxElevation
	gpxHDOP
	gpxSpeed
	gpxCourse
	gpxAccuracy
	gpxMocked
)

// gpx reads GPX 1.0 and 1.1. Only <trk> is a track: <wpt> and <rte> are places
// and plans, counted and named in the report. Speed, course and accuracy are
// taken from the point itself (1.0) or from any extension that gives them.
type gpx struct {
	*collector
	m        *markup
	point    position
	inTrack  int // depth of <trk>, 0 outside
	inPoint  int // depth of <trkpt>, 0 outside
	field    gpxField
	fieldAt  int // depth of the element being gathered
	text     []byte
	textRaw  bool // the text came from CDATA
	nameSeen bool
}

// decodeGPX reads a whole GPX file.
func decodeGPX(src io.Reader, c *collector) ([]Trace, Report, error) {
	g := &gpx{collector: c, m: newMarkup(src, c.limits.Depth)}
	for {
		tok, err := g.m.next()
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		if err == nil {
			err = g.take(tok)
		}
		if err != nil {
			return c.stopped(err, g.m.line)
		}
	}
}

// take handles one token.
func (g *gpx) take(tok token) error {
	switch tok {
	case startTag:
		g.open()
	case textPart:
		if g.field != gpxNothing && len(g.text) < 4096 {
			g.text = append(g.text, g.m.text...)
			g.textRaw = g.m.cdata
		}
	case endTag:
		return g.shut()
	}
	return nil
}

// open handles a start tag.
func (g *gpx) open() {
	depth := g.m.depth()
	switch string(g.m.name) {
	case "gpx":
		creator, _ := g.m.attr("creator")
		g.written(readable(creator, false))
		g.ours = string(creator) == gpxCreator
	case "trk":
		g.inTrack, g.nameSeen = depth, false
		g.startTrace("")
	case "trkseg":
		g.breakSegment()
	case "trkpt":
		g.inPoint = depth
		g.point = blank(g.m.line)
		g.point.lat = g.coordinate("lat")
		g.point.lon = g.coordinate("lon")
	case "wpt":
		g.others.places++
	case "rtept":
		g.others.routePoints++
	case partElement:
		if g.inTrack != 0 && g.inPoint == 0 && depth == g.inTrack+2 {
			g.part()
		}
	default:
		if f := g.fieldOf(depth); f != gpxNothing {
			g.field, g.fieldAt, g.text = f, depth, g.text[:0]
		}
	}
}

// coordinate reads an attribute of the start tag as a number, NaN when it is
// missing or none.
func (g *gpx) coordinate(name string) float64 {
	raw, _ := g.m.attr(name)
	v, _ := parseNumber(raw)
	return v
}

// fieldOf says which field the element just opened holds. Time and elevation
// count only directly below the point, since extensions nest their own.
func (g *gpx) fieldOf(depth int) gpxField {
	if g.inPoint == 0 {
		if g.inTrack != 0 && depth == g.inTrack+1 && !g.nameSeen && string(g.m.name) == "name" {
			return gpxName
		}
		return gpxNothing
	}
	direct := depth == g.inPoint+1
	switch string(g.m.name) {
	case "time":
		if direct {
			return gpxTime
		}
	case "ele":
		if direct {
			return gpxElevation
		}
	case "hdop":
		return gpxHDOP
	case "speed":
		return gpxSpeed
	case "course", "bearing", "heading":
		return gpxCourse
	case "accuracy", "hacc":
		return gpxAccuracy
	case "mock", "isMock":
		return gpxMocked
	}
	return gpxNothing
}

// shut handles an end tag.
func (g *gpx) shut() error {
	depth := g.m.depth() + 1
	if g.field != gpxNothing && depth == g.fieldAt {
		g.store()
		g.field = gpxNothing
	}
	switch depth {
	case g.inPoint:
		g.inPoint = 0
		return g.add(g.point)
	case g.inTrack:
		g.inTrack = 0
	}
	return nil
}

// store puts the gathered text where it belongs.
func (g *gpx) store() {
	switch g.field {
	case gpxName:
		g.cur.Name, g.nameSeen = readable(g.text, g.textRaw), true
	case gpxTime:
		g.point.setTime(g.text, time.UTC)
	case gpxElevation:
		g.point.elevationM, _ = parseNumber(g.text)
	case gpxSpeed:
		g.point.speedMPS, _ = parseNumber(g.text)
	case gpxCourse:
		g.point.headingDeg, _ = parseNumber(g.text)
	case gpxAccuracy:
		g.point.accuracyM, _ = parseNumber(g.text)
	case gpxMocked:
		g.point.mocked = saysYes(g.text)
	case gpxHDOP:
		if hdop, ok := parseNumber(g.text); ok && hdop > 0 && hdop < hdopUnknown && math.IsNaN(g.point.accuracyM) {
			g.point.accuracyM = hdop * metresPerHDOP
		}
	}
}
