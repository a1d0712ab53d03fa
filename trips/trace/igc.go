package trace

import (
	"errors"
	"io"
	"math"
	"time"
)

// igc reads the flight recorder format of the FAI (Technical Specification for
// GNSS Flight Recorders, appendix A), which many mountain loggers write too:
// B records are fixes in UTC, their date comes from HFDTE, a step back of the
// clock by more than half a day is midnight. C records are a planned task.
type igc struct {
	*collector
	day      time.Time // of the fixes that follow; zero before HFDTE
	last     time.Duration
	accuracy [2]int // first and last byte of the FXA field, from 1; 0 without one
}

// decodeIGC reads a whole IGC file.
func decodeIGC(src io.Reader, c *collector) ([]Trace, Report, error) {
	g := &igc{collector: c}
	lines := newRows(src)
	for {
		line, whole, err := lines.next()
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		if err == nil {
			err = g.take(trimSpace(line), whole, lines.line)
		}
		if err != nil {
			return c.stopped(err, max(lines.line, 1))
		}
	}
}

// take reads one record.
func (g *igc) take(record []byte, whole bool, line int) error {
	if len(record) == 0 {
		return nil
	}
	switch record[0] {
	case 'B':
		if len(record) < 35 && !whole {
			return errTruncated
		}
		return g.add(g.fix(record, line))
	case 'C':
		if len(record) >= 18 && (record[8] == 'N' || record[8] == 'S') {
			g.others.routePoints++
		}
	case 'H':
		g.heading(record)
	case 'I':
		g.extensions(record)
	}
	return nil
}

// heading reads the date out of HFDTE160701 or HFDTEDATE:160701,01.
func (g *igc) heading(record []byte) {
	if len(record) < 11 || string(record[2:5]) != "DTE" {
		return
	}
	digits := record[5:]
	for len(digits) > 0 && !isDigit(digits[0]) {
		digits = digits[1:]
	}
	if day, ok := dayMonthYear6(digits); ok {
		g.day, g.last = day, 0
	}
}

// extensions finds where B records carry the fix accuracy: I, the number of
// fields, then for each its first and last byte and a code of three letters.
func (g *igc) extensions(record []byte) {
	for at := 3; at+7 <= len(record); at += 7 {
		if string(record[at+4:at+7]) == "FXA" {
			first, _ := number(record[at : at+2])
			last, _ := number(record[at+2 : at+4])
			g.accuracy = [2]int{first, last}
		}
	}
}

// fix reads a B record: BHHMMSS DDMMmmmN DDDMMmmmE A PPPPP GGGGG, the pressure
// and the satellite altitude in metres. V means that the altitude is not the
// satellites'; with a position of zeros it means that there was none.
func (g *igc) fix(b []byte, line int) position {
	p := blank(line)
	if len(b) < 24 {
		return p
	}
	g.clock(&p, b[1:7])
	p.lat = igcDegrees(b[7:9], b[9:14], b[14], 'N', 'S')
	p.lon = igcDegrees(b[15:18], b[18:23], b[23], 'E', 'W')
	if len(b) >= 35 {
		pressure, satellites := b[25:30], b[30:35]
		p.elevationM, _ = parseNumber(satellites)
		if b[24] == 'V' {
			p.noFix = p.lat == 0 && p.lon == 0
			p.elevationM, _ = parseNumber(pressure)
		}
	}
	if first, last := g.accuracy[0], g.accuracy[1]; first > 24 && last >= first && last <= len(b) {
		p.accuracyM, _ = parseNumber(b[first-1 : last])
	}
	return p
}

// clock reads HHMMSS on the day of the file.
func (g *igc) clock(p *position, hhmmss []byte) {
	p.timed = true
	at, ok := timeOfDay6(hhmmss)
	if !ok || g.day.IsZero() {
		return
	}
	if g.last-at > 12*time.Hour {
		g.day = g.day.AddDate(0, 0, 1)
	}
	g.last = at
	p.at, p.precision = g.day.Add(at), exact
}

// igcDegrees reads whole degrees and thousandths of minutes; NaN when they are
// none.
func igcDegrees(degrees, milliminutes []byte, side, plus, minus byte) float64 {
	d, ok1 := number(degrees)
	m, ok2 := number(milliminutes)
	if !ok1 || !ok2 || m >= 60_000 || side != plus && side != minus {
		return math.NaN()
	}
	v := float64(d) + float64(m)/60_000
	if side == minus {
		v = -v
	}
	return v
}

// number reads a text that is digits and nothing else.
func number(digits []byte) (int, bool) {
	v := 0
	for _, c := range digits {
		if !isDigit(c) || v > math.MaxInt32 {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, len(digits) > 0
}

// dayMonthYear6 reads DDMMYY; years from 80 on are of the last century, as
// receivers count them.
func dayMonthYear6(b []byte) (time.Time, bool) {
	if len(b) < 6 {
		return time.Time{}, false
	}
	day, ok1 := number(b[:2])
	month, ok2 := number(b[2:4])
	year, ok3 := number(b[4:6])
	if !ok1 || !ok2 || !ok3 {
		return time.Time{}, false
	}
	if year += 2000; year >= 2080 {
		year -= 100
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), true
}

// timeOfDay6 reads HHMMSS; a leap second is read as the one after it.
func timeOfDay6(b []byte) (time.Duration, bool) {
	if len(b) != 6 {
		return 0, false
	}
	h, ok1 := number(b[:2])
	m, ok2 := number(b[2:4])
	s, ok3 := number(b[4:6])
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || s > 60 {
		return 0, false
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second, true
}
