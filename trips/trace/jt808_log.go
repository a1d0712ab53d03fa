package trace

import (
	"encoding/hex"
	"errors"
	"io"
)

// decodeJT808Log reads a log with frames in hexadecimal; a line without one is
// passed over. Positions in the report are lines.
func decodeJT808Log(src io.Reader, c *collector) ([]Trace, Report, error) {
	j := &jt808{collector: c, packets: newJTPackets()}
	c.unit = UnitLine
	lines := newRows(src)
	for {
		line, whole, err := lines.next()
		if errors.Is(err, io.EOF) {
			return j.done(err, false)
		}
		if err == nil {
			err = j.line(line, whole, lines.line)
		}
		if err != nil {
			return j.stopped(err, max(lines.line, 1))
		}
	}
}

// line reads the frames of one line.
func (j *jt808) line(line []byte, whole bool, where int) error {
	frames, open := hexFrames(line)
	for _, raw := range frames {
		if err := j.frame(raw, where); err != nil {
			return err
		}
	}
	if open && !whole {
		return errTruncated
	}
	return nil
}

// hexFrames finds the frames written in hexadecimal in a line, with or without
// spaces between their bytes, and returns what stands between their marks.
// open tells that a last one has no closing mark.
func hexFrames(line []byte) (frames [][]byte, open bool) {
	for i := 0; i+1 < len(line); i++ {
		if b, ok := hexByte(line[i:]); !ok || b != jtMark {
			continue
		}
		frame, end, closed := hexFrame(line, i+2)
		if closed && len(frame) >= 13 {
			frames = append(frames, frame)
			i, open = end-1, false
		} else if !closed && end == len(line) && len(frame) >= 13 {
			open = true
		}
	}
	return frames, open
}

// hexFrame reads bytes from line[at:] up to the mark, and returns the index
// behind what it read.
func hexFrame(line []byte, at int) (frame []byte, end int, closed bool) {
	for len(frame) <= maxJTFrame {
		if at < len(line) && line[at] == ' ' {
			at++
		}
		b, ok := hexByte(line[min(at, len(line)):])
		if !ok {
			return frame, at, false
		}
		at += 2
		if b == jtMark {
			return frame, at, true
		}
		frame = append(frame, b)
	}
	return frame, at, false
}

// hexByte reads two hexadecimal digits.
func hexByte(s []byte) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	var b [1]byte
	if _, err := hex.Decode(b[:], s[:2]); err != nil {
		return 0, false
	}
	return b[0], true
}
