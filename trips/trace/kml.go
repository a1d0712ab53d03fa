package trace

import (
	"bytes"
	"errors"
	"io"
	"time"
)

// kml reads the recorded tracks of KML 2.x: gx:Track with its times,
// gx:MultiTrack as one trace with gaps, and LineString as a trace without
// times. A placemark is a trace; its several lines are segments. Points,
// rings, polygons and overlays are no tracks and are counted for the report.
type kml struct {
	*collector
	m      *markup
	inMark int // depth of <Placemark>
	inLine int // depth of <LineString>
	inTrk  int // depth of <gx:Track>
	name   string
	opened bool // the placemark's trace has been started
	reads  kmlText
	readAt int // depth of the element whose text is read
	text   []byte
	raw    bool
	words  tuples
	track  kmlTrack
}

// kmlText is a kind of text that is read.
type kmlText int

const (
	kmlNothing kmlText = iota
	kmlName
	kmlWhen
	kmlCoord
	kmlCoordinates
)

// kmlTrack gathers a gx:Track: the times come apart from the positions.
type kmlTrack struct {
	points []position
	whens  []position // only the time of each is used
}

// decodeKML reads a whole KML file.
func decodeKML(src io.Reader, c *collector) ([]Trace, Report, error) {
	k := &kml{collector: c, m: newMarkup(src, c.limits.Depth)}
	for {
		tok, err := k.m.next()
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		if err == nil {
			err = k.take(tok)
		}
		if err != nil {
			if flushErr := k.flush(); flushErr != nil {
				err = flushErr
			}
			return c.stopped(err, k.m.line)
		}
	}
}

// flush hands over what a broken-off file had gathered.
func (k *kml) flush() error {
	if k.inTrk != 0 {
		return k.endTrack()
	}
	return nil
}

// take handles one token.
func (k *kml) take(tok token) error {
	switch tok {
	case startTag:
		k.open()
	case textPart:
		return k.gather()
	case endTag:
		return k.shut()
	}
	return nil
}

// gather takes in a part of text: coordinates are read as they come.
func (k *kml) gather() error {
	switch {
	case k.reads == kmlCoordinates:
		return k.words.feed(k.m.text, k.m.line, k.vertex)
	case k.reads != kmlNothing && len(k.text) < 4096:
		k.text = append(k.text, k.m.text...)
		k.raw = k.m.cdata
	}
	return nil
}

// open handles a start tag.
func (k *kml) open() {
	depth := k.m.depth()
	read := func(what kmlText) { k.reads, k.readAt, k.text = what, depth, k.text[:0] }
	switch string(k.m.name) {
	case "Placemark":
		k.inMark, k.name, k.opened = depth, "", false
	case "name":
		if k.inMark != 0 && depth == k.inMark+1 {
			read(kmlName)
		}
	case "Point":
		k.others.places++
	case "LinearRing", "GroundOverlay", "NetworkLink":
		k.others.areas++
	case "LineString":
		k.inLine = depth
		k.begin()
	case "Track":
		k.inTrk = depth
		k.track = kmlTrack{points: k.track.points[:0], whens: k.track.whens[:0]}
		k.begin()
	case "coordinates":
		if k.inLine != 0 {
			read(kmlCoordinates)
			k.words = tuples{}
		}
	case "when":
		if k.inTrk != 0 {
			read(kmlWhen)
		}
	case "coord":
		if k.inTrk != 0 {
			read(kmlCoord)
		}
	}
}

// begin starts the trace of the placemark, or a new segment of it.
func (k *kml) begin() {
	if !k.opened || k.inMark == 0 {
		k.startTrace(k.name)
		k.opened = true
	}
	k.breakSegment()
}

// shut handles an end tag.
func (k *kml) shut() error {
	depth := k.m.depth() + 1
	if k.reads != kmlNothing && depth == k.readAt {
		if err := k.store(); err != nil {
			return err
		}
		k.reads = kmlNothing
	}
	switch depth {
	case k.inLine:
		k.inLine = 0
	case k.inTrk:
		err := k.endTrack()
		k.inTrk = 0
		return err
	case k.inMark:
		k.inMark = 0
	}
	return nil
}

// store puts gathered text where it belongs.
func (k *kml) store() error {
	switch k.reads {
	case kmlName:
		k.name = readable(k.text, k.raw)
		if k.opened && k.cur != nil {
			k.cur.Name = k.name
		}
	case kmlCoordinates:
		return k.words.end(k.vertex)
	case kmlWhen:
		if len(k.track.whens) > k.limits.Fixes {
			return k.tooManyFixes(k.m.line)
		}
		when := blank(k.m.line)
		when.setTime(k.text, time.UTC)
		k.track.whens = append(k.track.whens, when)
	case kmlCoord:
		if len(k.track.points) > k.limits.Fixes {
			return k.tooManyFixes(k.m.line)
		}
		k.track.points = append(k.track.points, coordOf(bytes.Fields(k.text), k.m.line))
	}
	return nil
}

// vertex takes a "lon,lat,elevation" tuple of a LineString.
func (k *kml) vertex(tuple []byte, line int) error {
	return k.add(coordOf(bytes.Split(tuple, []byte{','}), line))
}

// coordOf reads longitude, latitude and perhaps elevation.
func coordOf(numbers [][]byte, line int) position {
	p := blank(line)
	if len(numbers) >= 2 {
		p.lon, _ = parseNumber(numbers[0])
		p.lat, _ = parseNumber(numbers[1])
	}
	if len(numbers) >= 3 {
		p.elevationM, _ = parseNumber(numbers[2])
	}
	return p
}

// endTrack pairs the times of a gx:Track with its positions, in order.
func (k *kml) endTrack() error {
	points, whens := k.track.points, k.track.whens
	if len(points) != len(whens) && len(whens) > 0 && len(points) > 0 {
		k.note("一段 gx:Track 有 %d 个时间、%d 个位置，数目不同，多出的部分没有配对。",
			"A gx:Track gives %d times for %d positions; the surplus was left unpaired.", len(whens), len(points))
	}
	for i, p := range points {
		if i < len(whens) {
			p.at, p.precision, p.timed = whens[i].at, whens[i].precision, whens[i].timed
		}
		if err := k.add(p); err != nil {
			return err
		}
	}
	k.track = kmlTrack{points: points[:0], whens: whens[:0]}
	return nil
}

// tuples cuts the text of <coordinates> into tuples. They stand apart by white
// space; some programs also write a space after each comma.
type tuples struct {
	pending []byte
	line    int
}

// feed takes in a part of text that ends at line.
func (t *tuples) feed(text []byte, line int, emit func([]byte, int) error) error {
	line -= bytes.Count(text, []byte{'\n'})
	for len(text) > 0 {
		n := 0
		for n < len(text) && text[n] <= ' ' {
			if text[n] == '\n' {
				line++
			}
			n++
		}
		text = text[n:]
		n = 0
		for n < len(text) && text[n] > ' ' {
			n++
		}
		if n == 0 {
			return nil
		}
		if err := t.word(text[:n], line, emit); err != nil {
			return err
		}
		text = text[n:]
	}
	return nil
}

// word joins a word to the tuple begun before it, or begins a new one.
func (t *tuples) word(w []byte, line int, emit func([]byte, int) error) error {
	joins := len(t.pending) > 0 && (t.pending[len(t.pending)-1] == ',' || w[0] == ',')
	if !joins {
		if err := t.end(emit); err != nil {
			return err
		}
		t.line = line
	}
	if len(t.pending) < 1024 {
		t.pending = append(t.pending, w...)
	}
	return nil
}

// end gives out the last tuple.
func (t *tuples) end(emit func([]byte, int) error) error {
	if len(t.pending) == 0 {
		return nil
	}
	err := emit(t.pending, t.line)
	t.pending = t.pending[:0]
	return err
}
