package trace

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"time"

	"licheng/geo/datum"
)

// partElement carries, below a track's <extensions>, what GPX has no word for.
const partElement = "part"

// gpxCreator is the author the files name.
const gpxCreator = "Licheng"

// gpxHead opens a file. The namespace is ours and names no address to fetch.
const gpxHead = `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="` + gpxCreator + `" xmlns="http://www.topografix.com/GPX/1/1" xmlns:licheng="urn:licheng:track">
`

// WriteGPX writes traces as GPX 1.1 that decodes to the very same traces, but
// for the lines their fixes stand in. It holds what the traces hold and not a
// byte of the file they were decoded from, so that what was taken out of the
// traces is nowhere in it: not in a bounding box, a waypoint or a comment.
// Figures are written with as many digits as they have; a part that stands
// Apart, its vehicle and datum stand in the track's extensions.
func WriteGPX(w io.Writer, traces []Trace) error {
	g := gpxWriter{Writer: bufio.NewWriter(w)}
	g.text(gpxHead)
	for _, t := range traces {
		g.track(t)
	}
	g.text("</gpx>\n")
	return g.Flush() // and with it any error before
}

// gpxWriter writes into a buffer that keeps its first error.
type gpxWriter struct {
	*bufio.Writer
	number []byte
}

func (g *gpxWriter) text(s string) { _, _ = g.WriteString(s) } // Flush tells

// escaped writes a text so that it stands for itself in elements and attributes.
func (g *gpxWriter) escaped(s string) {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
	g.text(b.String())
}

// track writes one trace with its segments.
func (g *gpxWriter) track(t Trace) {
	g.text("<trk><name>")
	g.escaped(t.Name)
	g.text("</name>")
	if t.Vehicle != "" || t.Datum != "" || t.Apart {
		g.text(`<extensions><licheng:` + partElement + ` vehicle="`)
		g.escaped(t.Vehicle)
		g.text(`" datum="` + string(t.Datum) + `" apart="` + strconv.FormatBool(t.Apart) + `"/></extensions>`)
	}
	g.text("\n<trkseg>\n")
	gaps := t.Gaps
	for i, f := range t.Fixes {
		if len(gaps) > 0 && gaps[0] == i {
			g.text("</trkseg><trkseg>\n")
			gaps = gaps[1:]
		}
		g.point(f)
	}
	g.text("</trkseg></trk>\n")
}

// point writes one fix on a line of its own.
func (g *gpxWriter) point(f Fix) {
	g.text(`<trkpt lat="`)
	g.figure(f.Point[1])
	g.text(`" lon="`)
	g.figure(f.Point[0])
	g.text(`">`)
	g.element("ele", f.ElevationM)
	if !f.At.IsZero() {
		g.text("<time>" + f.At.UTC().Format(time.RFC3339Nano) + "</time>")
	}
	if !math.IsNaN(f.AccuracyM) || !math.IsNaN(f.SpeedMPS) || !math.IsNaN(f.HeadingDeg) || f.Mocked {
		g.text("<extensions>")
		g.element("licheng:accuracy", f.AccuracyM)
		g.element("licheng:speed", f.SpeedMPS)
		g.element("licheng:course", f.HeadingDeg)
		if f.Mocked {
			g.text("<licheng:mock>true</licheng:mock>")
		}
		g.text("</extensions>")
	}
	g.text("</trkpt>\n")
}

// element writes a figure in an element, or nothing when it is not known.
func (g *gpxWriter) element(name string, v float64) {
	if math.IsNaN(v) {
		return
	}
	g.text("<" + name + ">")
	g.figure(v)
	g.text("</" + name + ">")
}

// figure writes the shortest digits that read back as v.
func (g *gpxWriter) figure(v float64) {
	g.number = strconv.AppendFloat(g.number[:0], v, 'f', -1, 64)
	_, _ = g.Write(g.number)
}

// part takes what WriteGPX said of the track just opened. A datum that is none
// is passed over: anybody may write such a file.
func (g *gpx) part() {
	vehicle, _ := g.m.attr("vehicle")
	g.cur.Vehicle = readable(vehicle, false)
	raw, _ := g.m.attr("datum")
	if d, err := datum.Parse(string(raw)); err == nil && d != datum.Auto {
		g.cur.Datum = d
	}
	apart, _ := g.m.attr("apart")
	g.cur.Apart = string(apart) == "true"
}
