package trace

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
)

// ownTracks reads the messages of the OwnTracks apps: those of type "location"
// are fixes (vel in km/h, tst seconds since 1970); regions that were entered
// or left and marked waypoints are no fixes, though they carry coordinates.
type ownTracks struct {
	*collector
	fleet fleet
}

// ownMessage is one message as read.
type ownMessage struct {
	position
	kind, device string
}

// decodeOwnTracks reads messages as JSON: one, an array, or one after another.
func decodeOwnTracks(src io.Reader, c *collector) ([]Trace, Report, error) {
	o := &ownTracks{collector: c}
	j := newJSONReader(src, c.limits.Depth)
	for {
		tok, err := j.next()
		if err == nil {
			err = o.value(j, tok)
		}
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		if err != nil {
			return c.stopped(err, j.line())
		}
	}
}

// value reads a message, or an array of them.
func (o *ownTracks) value(j *jsonReader, first json.Token) error {
	switch first {
	case json.Delim('['):
		return j.array(func(tok json.Token) error { return o.value(j, tok) })
	case json.Delim('{'):
		m, err := readOwnMessage(j, j.line())
		if err != nil {
			return err
		}
		return o.take(m)
	}
	return nil
}

// take files a message by its type.
func (o *ownTracks) take(m ownMessage) error {
	switch m.kind {
	case "location":
		if m.device != "" {
			if err := o.fleet.turnTo(o.collector, m.device, m.where); err != nil {
				return err
			}
		}
		return o.add(m.position)
	case "waypoint", "transition":
		o.others.places++
	case "encrypted":
		return o.reject(DropEncrypted, m.where)
	}
	return nil
}

// readOwnMessage reads a message after its '{'.
func readOwnMessage(j *jsonReader, line int) (ownMessage, error) {
	m := ownMessage{position: blank(line)}
	err := j.object(func(key string) error {
		tok, err := j.next()
		if err != nil {
			return err
		}
		m.member(key, tok)
		return j.skip(tok)
	})
	return m, err
}

// member takes one member of a message.
func (m *ownMessage) member(key string, tok json.Token) {
	text, _ := tok.(string)
	switch key {
	case "_type":
		m.kind = text
	case "topic":
		m.device = readable([]byte(text), true)
	case "lat":
		m.lat = numberOf(tok)
	case "lon":
		m.lon = numberOf(tok)
	case "tst":
		if n, ok := tok.(json.Number); ok {
			m.setEpoch([]byte(n))
		}
	case "acc":
		m.accuracyM = numberOf(tok)
	case "alt":
		m.elevationM = numberOf(tok)
	case "vel":
		m.speedMPS = numberOf(tok) / 3.6
	case "cog":
		m.headingDeg = numberOf(tok)
	case "mock", "isMock":
		m.mocked = isTrue(tok)
	}
}

// decodeOwnTracksRec reads the store of the OwnTracks Recorder: a time, a
// marker and a JSON message in each line, with tabs between.
func decodeOwnTracksRec(src io.Reader, c *collector) ([]Trace, Report, error) {
	o := &ownTracks{collector: c}
	lines := newRows(src)
	for {
		line, whole, err := lines.next()
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		if err == nil {
			err = o.record(line, whole, lines.line)
		}
		if err != nil {
			return c.stopped(err, max(lines.line, 1))
		}
	}
}

// record reads one line. A message that breaks off in the last line is a
// truncated file; one that does so before is dropped.
func (o *ownTracks) record(line []byte, whole bool, where int) error {
	fields := bytes.SplitN(line, []byte{'\t'}, 3)
	if len(fields) < 3 {
		if !whole {
			return errTruncated
		}
		return nil
	}
	text := trimSpace(fields[2])
	if len(text) == 0 || text[0] != '{' {
		if bytes.HasPrefix(fields[1], []byte("encrypted")) {
			return o.reject(DropEncrypted, where)
		}
		return nil
	}
	j := newJSONReader(bytes.NewReader(text), o.limits.Depth)
	if _, err := j.next(); err != nil {
		return err
	}
	m, err := readOwnMessage(j, where)
	if err != nil {
		if !whole {
			return errTruncated
		}
		return o.reject(DropNoPosition, where)
	}
	if m.kind == "location" && !m.timed {
		m.setTime(fields[0], chinaTime)
	}
	if m.kind == "" && !math.IsNaN(m.lat+m.lon) {
		m.kind = "location"
	}
	return o.take(m)
}
