package trace

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"time"

	"licheng/geo/datum"
)

// jt808 reads location messages of JT/T 808, the protocol of Chinese vehicle
// terminals, in its editions of 2011, 2013 and 2019: single reports (0x0200),
// answers to a query (0x0201) and batches sent after a gap (0x0704). Every
// terminal is a vehicle of its own. Times are China time, positions come in
// millionths of a degree with the hemisphere in the status bits.
type jt808 struct {
	*collector
	fleet  fleet
	frames int               // or lines, in a log
	parts  map[string][]byte // bodies that come in several packets, by terminal and kind

	faulty, shifted, odd int // reports with an antenna alarm; shifted coordinates; packets that are broken
	firstOdd             int
}

// The frame of JT/T 808: marks at both ends, inside of which the mark and the
// escape byte are escaped (4.4.1).
const (
	jtMark   = 0x7e
	jtEscape = 0x7d
	// maxJTFrame bounds a frame: a body has at most 1,023 bytes, doubled when
	// all are escaped, besides header and checksum.
	maxJTFrame = 4096
	// maxJTParts bounds what is kept of bodies not yet complete.
	maxJTParts = 1 << 20
)

// decodeJT808 reads frames one after another; bytes between them are passed
// over.
func decodeJT808(src *bufio.Reader, c *collector) ([]Trace, Report, error) {
	j := &jt808{collector: c, parts: map[string][]byte{}}
	var frame []byte
	for {
		b, err := src.ReadByte()
		if err != nil {
			return j.done(err, len(frame) > 0)
		}
		switch {
		case b != jtMark:
			if len(frame) <= maxJTFrame {
				frame = append(frame, b)
			}
		case len(frame) > 0:
			j.frames++
			err = j.frame(frame, j.frames)
			frame = frame[:0]
		}
		if err != nil {
			return c.stopped(err, max(j.frames, 1))
		}
	}
}

// done ends the reading. A last frame without its closing mark was cut off.
func (j *jt808) done(err error, cut bool) ([]Trace, Report, error) {
	j.tell()
	if !errors.Is(err, io.EOF) {
		return j.stopped(err, max(j.frames, 1))
	}
	if cut && j.report.Kept > 0 {
		return j.stopped(errTruncated, j.frames+1)
	}
	return j.finish()
}

// tell says what was odd.
func (j *jt808) tell() {
	if j.shifted > 0 {
		j.note("终端标明有 %[1]d 个点的坐标经过保密插件加偏，即 GCJ-02 坐标。", "The terminal says that %[2]s went through the shifting plug-in: GCJ-02 coordinates.", j.shifted, count(j.shifted, "position"))
		if j.shifted == j.report.Kept {
			for i := range j.traces {
				j.traces[i].Datum = datum.GCJ02
			}
		}
	}
	if j.faulty > 0 {
		j.note("有 %[1]d 个点带有定位模块或天线故障报警，已照常读取；如果轨迹不对，请检修终端。",
			"%[2]s with an alarm of the receiver or its antenna, read as usual; if the track looks wrong, have the terminal checked.", j.faulty, count(j.faulty, "report"))
	}
	if j.odd > 0 {
		j.note("有 %[1]d 条报文残缺或无法解读（第一条是第 %[2]d 条），未采用。",
			"%[3]s that are broken or cannot be read (the first is number %[2]d) were not used.", j.odd, j.firstOdd, count(j.odd, "message"))
	}
}

// strange counts a message that cannot be read.
func (j *jt808) strange(where int) error {
	if j.odd++; j.odd == 1 {
		j.firstOdd = where
	}
	return nil
}

// frame reads what stands between two marks.
func (j *jt808) frame(escaped []byte, where int) error {
	raw, ok := unescaped(escaped)
	if !ok || len(raw) < 13 {
		return j.strange(where)
	}
	kind := uint16(raw[0])<<8 | uint16(raw[1])
	if exclusiveOr(raw) != 0 {
		if jtLocations[kind] {
			return j.reject(DropChecksum, where)
		}
		return j.strange(where)
	}
	m, ok := jtMessageOf(raw[:len(raw)-1])
	if !ok {
		return j.strange(where)
	}
	if !jtLocations[kind] {
		return nil
	}
	if m.encrypted {
		return j.reject(DropEncrypted, where)
	}
	if m.parts > 1 {
		if m.body = j.join(m); m.body == nil {
			return nil
		}
	}
	if err := j.fleet.turnTo(j.collector, m.terminal, where); err != nil {
		return err
	}
	return j.locations(m, where)
}

// join keeps the packets of a long body until the last has come, in order; a
// packet out of order ends the attempt.
func (j *jt808) join(m jtMessage) []byte {
	key := m.terminal + string(rune(m.kind))
	if m.part == 1 {
		j.parts[key] = slices.Clone(m.body)
		return nil
	}
	before, begun := j.parts[key]
	if !begun || len(before)+len(m.body) > maxJTParts || len(j.parts) > maxVehicles {
		delete(j.parts, key)
		return nil
	}
	j.parts[key] = append(before, m.body...)
	if m.part < m.parts {
		return nil
	}
	whole := j.parts[key]
	delete(j.parts, key)
	return whole
}

// locations reads the body of a message by its kind.
func (j *jt808) locations(m jtMessage, where int) error {
	switch m.kind {
	case 0x0201: // the serial number of the query stands before the report
		if len(m.body) < 2 {
			return j.strange(where)
		}
		return j.location(m.body[2:], where)
	case 0x0704:
		return j.batch(m.body, where)
	}
	return j.location(m.body, where)
}

// batch reads 0x0704: how many, of which kind, then each report with its
// length before it.
func (j *jt808) batch(body []byte, where int) error {
	if len(body) < 3 {
		return j.strange(where)
	}
	for rest := body[3:]; len(rest) > 0; {
		if len(rest) < 2 {
			return j.strange(where)
		}
		n := int(rest[0])<<8 | int(rest[1])
		if len(rest) < 2+n {
			return j.strange(where)
		}
		if err := j.location(rest[2:2+n], where); err != nil {
			return err
		}
		rest = rest[2+n:]
	}
	return nil
}

// jtTime reads six bytes YY MM DD hh mm ss of BCD in China time.
func jtTime(p *position, b []byte) {
	var v [6]int
	p.timed = true
	for i := range v {
		high, low := int(b[i]>>4), int(b[i]&15)
		if high > 9 || low > 9 {
			return
		}
		v[i] = high*10 + low
	}
	if v[1] < 1 || v[1] > 12 || v[2] < 1 || v[2] > daysIn(2000+v[0], v[1]) || v[3] > 23 || v[4] > 59 || v[5] > 60 {
		return
	}
	p.at = time.Date(2000+v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], 0, chinaTime).UTC()
	p.precision = exact
}
