package trace

import (
	"encoding/json"
	"math"
	"strings"
)

// properties is what the properties of a feature say about its track.
type properties struct {
	name  string
	times []position // of each point of a line; only the time is used
	at    position   // of a point: its time, speed, heading, accuracy, elevation
	seen  bool
}

// read reads a properties object after its '{'.
func (p *properties) read(j *jsonReader, maxTimes int) error {
	if !p.seen {
		p.at, p.seen = blank(0), true
	}
	return j.object(func(key string) error {
		tok, err := j.next()
		if err != nil {
			return err
		}
		if tok == json.Delim('[') && (key == "times" || key == "coordTimes") {
			return p.readTimes(j, maxTimes)
		}
		if tok == json.Delim('{') && key == "coordinateProperties" {
			return p.read(j, maxTimes)
		}
		p.member(strings.ToLower(key), tok, j.line())
		return j.skip(tok)
	})
}

// readTimes reads the times of a line; those of a MultiLineString come as an
// array of arrays.
func (p *properties) readTimes(j *jsonReader, most int) error {
	return j.array(func(first json.Token) error {
		if first == json.Delim('[') {
			return p.readTimes(j, most)
		}
		if len(p.times) < most {
			p.times = append(p.times, timeOf(first, j.line()))
		}
		return j.skip(first)
	})
}

// member takes one plain property. The names are those of OwnTracks, Overland,
// GPSLogger, dawarich and togeojson; OwnTracks' vel is in km/h, a bare speed in
// m/s.
func (p *properties) member(key string, tok json.Token, line int) {
	switch key {
	case "name", "title":
		if s, ok := tok.(string); ok {
			p.name = readable([]byte(s), true)
		}
	case "time", "timestamp", "datetime", "date_time", "when", "recorded_at", "tst", "created_at", "gps_time", "时间", "定位时间":
		if t := timeOf(tok, line); t.timed && (!p.at.timed || p.at.precision == noTime) {
			p.at.at, p.at.precision, p.at.timed = t.at, t.precision, true
		}
	case "speed", "speed_ms":
		p.at.speedMPS = numberOf(tok)
	case "speed_kmh", "vel", "velocity_kmh":
		p.at.speedMPS = numberOf(tok) / 3.6
	case "acc", "accuracy", "precision", "horizontal_accuracy":
		p.at.accuracyM = numberOf(tok)
	case "cog", "course", "bearing", "heading":
		p.at.headingDeg = numberOf(tok)
	case "alt", "altitude", "ele", "elevation", "height":
		p.at.elevationM = numberOf(tok)
	case "mock", "ismock", "is_mock", "mocked":
		p.at.mocked = isTrue(tok)
	}
}

// isTrue reports whether a value is true, as a word or as a number.
func isTrue(tok json.Token) bool {
	switch v := tok.(type) {
	case bool:
		return v
	case string:
		return saysYes([]byte(v))
	}
	return numberOf(tok) == 1
}

// apply puts the properties of a point onto its position.
func (p *properties) apply(to position) position {
	at := p.at
	at.lon, at.lat, at.where = to.lon, to.lat, to.where
	if !math.IsNaN(to.elevationM) {
		at.elevationM = to.elevationM
	}
	return at
}
