package trace

import (
	"encoding/binary"
	"encoding/hex"
)

// jtLocations are the messages that carry positions.
var jtLocations = map[uint16]bool{0x0200: true, 0x0201: true, 0x0704: true}

// jtMessage is a message with its header taken apart (JT/T 808, 4.4.3).
type jtMessage struct {
	raw         []byte // all of it but the checksum
	kind        uint16
	serial      uint16
	terminal    string // the terminal's number, without leading zeros
	encrypted   bool
	parts, part int // packets of the body, and which this is, from 1; 0 when it is whole
	body        []byte
	cut         bool // the body is only the beginning of one
}

// jtMessageOf takes a header apart. Bit 14 of the attributes tells the edition
// of 2019, whose number has ten bytes and a version before it.
func jtMessageOf(raw []byte) (jtMessage, bool) {
	attributes := binary.BigEndian.Uint16(raw[2:4])
	m := jtMessage{raw: raw, kind: binary.BigEndian.Uint16(raw), encrypted: attributes>>10&7 != 0}
	at, digits := 4, 6
	if attributes&(1<<14) != 0 {
		at, digits = 5, 10
	}
	if len(raw) < at+digits+2 {
		return m, false
	}
	m.terminal = trimZeros(hex.EncodeToString(raw[at : at+digits]))
	m.serial = binary.BigEndian.Uint16(raw[at+digits:])
	at += digits + 2
	if attributes&(1<<13) != 0 {
		if len(raw) < at+4 {
			return m, false
		}
		m.parts, m.part = int(binary.BigEndian.Uint16(raw[at:])), int(binary.BigEndian.Uint16(raw[at+2:]))
		at += 4
	}
	m.body = raw[at:]
	return m, len(m.body) == int(attributes&0x3ff)
}

// wholeFrame reports whether what stands between two marks is a message whose
// checksum fits.
func wholeFrame(escaped []byte) bool {
	raw, ok := unescaped(escaped)
	return ok && len(raw) >= 13 && exclusiveOr(raw) == 0
}

// exclusiveOr is 0 over a message with its checksum at the end, which is the
// exclusive or of all bytes before it (4.4.4).
func exclusiveOr(raw []byte) byte {
	sum := byte(0)
	for _, b := range raw {
		sum ^= b
	}
	return sum
}

// trimZeros cuts the zeros in front of a terminal's number.
func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

// unescaped undoes the escapes of a frame; false when one is broken.
func unescaped(frame []byte) ([]byte, bool) {
	out := make([]byte, 0, len(frame))
	for i := 0; i < len(frame); i++ {
		if frame[i] != jtEscape {
			out = append(out, frame[i])
			continue
		}
		i++
		switch {
		case i < len(frame) && frame[i] == 1:
			out = append(out, jtEscape)
		case i < len(frame) && frame[i] == 2:
			out = append(out, jtMark)
		default:
			return nil, false
		}
	}
	return out, true
}

// Bits of the alarm and status words of a report (tables 24 and 25 of the
// edition of 2019).
const (
	jtAlarmReceiver = 1<<4 | 1<<5 | 1<<6 // receiver failed, antenna cut, antenna shorted
	jtFixed         = 1 << 1
	jtSouth         = 1 << 2
	jtWest          = 1 << 3
	jtShifted       = 1 << 5 // the coordinates went through the secrecy plug-in
)

// jtReport is the length of the fixed part of a report.
const jtReport = 28

// location reads the fixed part of a report, jtReport bytes; what follows is
// not used.
func (j *jt808) location(b []byte, where int) error {
	alarm, status := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	p := blank(where)
	p.lat = float64(binary.BigEndian.Uint32(b[8:])) / 1e6
	p.lon = float64(binary.BigEndian.Uint32(b[12:])) / 1e6
	if status&jtSouth != 0 {
		p.lat = -p.lat
	}
	if status&jtWest != 0 {
		p.lon = -p.lon
	}
	p.noFix = status&jtFixed == 0
	p.elevationM = float64(int16(binary.BigEndian.Uint16(b[16:])))
	p.speedMPS = float64(binary.BigEndian.Uint16(b[18:])) / 36
	p.headingDeg = float64(binary.BigEndian.Uint16(b[20:]))
	jtTime(&p, b[22:28])
	if p.fault() == "" {
		if alarm&jtAlarmReceiver != 0 {
			j.faulty++
		}
		if status&jtShifted != 0 {
			j.shifted++
		}
	}
	return j.add(p)
}
