package trace

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
)

// point reads a position in any of the forms Google has used: an object with
// E7 integers or a text of both coordinates, or that text alone. offsetMin is
// the minutes after the beginning of its segment where the object gives those
// instead of a time, NaN elsewhere.
func (g *google) point(tok json.Token) (p position, offsetMin float64, err error) {
	p, offsetMin = blank(g.j.line()), math.NaN()
	if text, ok := tok.(string); ok {
		p.lat, p.lon = latLngText(text)
		return p, offsetMin, nil
	}
	if tok != json.Delim('{') {
		return p, offsetMin, g.j.skip(tok)
	}
	err = g.j.object(func(key string) error {
		tok, err := g.j.next()
		if err != nil {
			return err
		}
		if key == "durationMinutesOffsetFromStartTime" {
			offsetMin = numberOf(tok)
		}
		g.pointMember(&p, key, tok)
		return g.j.skip(tok)
	})
	return p, offsetMin, err
}

// pointMember takes one member of a position.
func (g *google) pointMember(p *position, key string, tok json.Token) {
	switch key {
	case "latitudeE7", "latE7":
		p.lat = degreesE7(tok)
	case "longitudeE7", "lngE7":
		p.lon = degreesE7(tok)
	case "point", "LatLng", "latLng":
		if text, ok := tok.(string); ok {
			p.lat, p.lon = latLngText(text)
		}
	case "timestamp", "timestampMs", "time":
		t := timeOf(tok, p.where)
		p.at, p.precision, p.timed = t.at, t.precision, t.timed
	case "accuracy", "accuracyMeters":
		p.accuracyM = numberOf(tok)
	case "altitude", "altitudeMeters":
		p.elevationM = numberOf(tok)
	case "velocity", "speedMetersPerSecond":
		p.speedMPS = numberOf(tok)
	case "heading":
		p.headingDeg = numberOf(tok)
	}
}

// degreesE7 reads an integer of 1e-7 degrees. Exports of 2014 to 2016 wrote
// some negative ones without their sign bit, 2³² too large.
func degreesE7(tok json.Token) float64 {
	v := numberOf(tok)
	if v > 1_800_000_000 {
		v -= 1 << 32
	}
	return v / 1e7
}

// latLngText reads "48.8566°, 2.3522°", "48.8566, 2.3522" or
// "geo:48.8566,2.3522"; NaN when it is none of these.
func latLngText(text string) (lat, lon float64) {
	a, b, found := strings.Cut(strings.TrimPrefix(text, "geo:"), ",")
	if !found {
		return math.NaN(), math.NaN()
	}
	lat, _ = parseNumber(withoutDegreeSign(a))
	lon, _ = parseNumber(withoutDegreeSign(b))
	return lat, lon
}

func withoutDegreeSign(s string) []byte {
	return bytes.TrimSuffix(trimSpace([]byte(s)), []byte("°"))
}
