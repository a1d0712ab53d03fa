package trace

import (
	"bufio"
	"errors"
	"io"
	"time"

	"licheng/geo/datum"
)

// jt808 reads location messages of JT/T 808, the protocol of Chinese vehicle
// terminals, in its editions of 2011, 2013 and 2019: single reports (0x0200),
// answers to a query (0x0201) and batches sent after a gap (0x0704). Every
// terminal is a vehicle of its own. Times are China time, positions come in
// millionths of a degree with the hemisphere in the status bits. The fixes are
// handed out in the order of their times, each once, whatever the order and
// number of the messages they came in.
type jt808 struct {
	*collector
	fleet   fleet
	frames  int // or lines, in a log
	packets jtPackets

	faulty, shifted, odd int // reports with an antenna alarm; shifted coordinates; packets that are broken
	firstOdd             int
	holes                int // bodies of which packets never came
}

// The frame of JT/T 808: marks at both ends, inside of which the mark and the
// escape byte are escaped (4.4.1).
const (
	jtMark   = 0x7e
	jtEscape = 0x7d
	// maxJTFrame bounds a frame: a body has at most 1,023 bytes, doubled when
	// all are escaped, besides header and checksum.
	maxJTFrame = 4096
)

// decodeJT808 reads frames one after another; bytes between them are passed
// over.
func decodeJT808(src *bufio.Reader, c *collector) ([]Trace, Report, error) {
	j := &jt808{collector: c, packets: newJTPackets()}
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
			return j.stopped(err, max(j.frames, 1))
		}
	}
}

// done ends the reading. A last frame without its closing mark was cut off.
func (j *jt808) done(err error, cut bool) ([]Trace, Report, error) {
	if !errors.Is(err, io.EOF) {
		return j.stopped(err, max(j.frames, 1))
	}
	if cut && j.report.Kept > 0 {
		return j.stopped(errTruncated, j.frames+1)
	}
	if err := j.settle(); err != nil {
		return j.collector.stopped(err, max(j.frames, 1))
	}
	return j.finish()
}

// stopped ends a reading that err broke off.
func (j *jt808) stopped(err error, where int) ([]Trace, Report, error) {
	if over := j.settle(); over != nil {
		err = over
	}
	return j.collector.stopped(err, where)
}

// settle reads what is whole of bodies that never were, says what was odd and
// puts the fixes in order.
func (j *jt808) settle() error {
	for len(j.packets.open) > 0 {
		if err := j.giveUp(j.packets.oldest()); err != nil {
			return err
		}
	}
	j.tell()
	j.inOrder()
	return nil
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
	if j.holes > 0 {
		j.note("有 %[1]d 条分包报文缺包，已使用缺口之前完整的点；请让终端补传，或从平台重新导出。",
			"%[2]s in several packets of which some are missing: the points whole before the gap are used; have the terminal send them again, or export anew from the platform.", j.holes, count(j.holes, "message"))
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
		return j.join(m, where)
	}
	return j.locations(m, where)
}

// locations reads the body of a message by its kind.
func (j *jt808) locations(m jtMessage, where int) error {
	if err := j.fleet.turnTo(j.collector, m.terminal, where); err != nil {
		return err
	}
	whole, err := j.reports(m, where)
	if err != nil || whole || m.cut {
		return err
	}
	return j.strange(where)
}

// reports reads the reports of a body; whole is false when it ends in one.
func (j *jt808) reports(m jtMessage, where int) (whole bool, err error) {
	body := m.body
	switch m.kind {
	case 0x0201: // the serial number of the query stands before the report
		body = body[min(2, len(body)):]
	case 0x0704:
		return j.batch(body, where)
	}
	if len(body) < jtReport {
		return false, nil
	}
	return true, j.location(body, where)
}

// batch reads 0x0704: how many, of which kind, then each report with its
// length before it. whole is false when the body ends in one.
func (j *jt808) batch(body []byte, where int) (whole bool, err error) {
	if len(body) < 3 {
		return false, nil
	}
	for rest := body[3:]; len(rest) > 0; {
		if len(rest) < 2 {
			return false, nil
		}
		n := int(rest[0])<<8 | int(rest[1])
		if n < jtReport || len(rest) < 2+n {
			return false, nil
		}
		if err := j.location(rest[2:2+n], where); err != nil {
			return false, err
		}
		rest = rest[2+n:]
	}
	return true, nil
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
