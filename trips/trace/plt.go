package trace

import (
	"bytes"
	"errors"
	"io"
	"math"
	"time"
)

// plt reads the track file of OziExplorer, which other map programs export too and
// the GeoLife trajectories are in: six lines of head, then a row a fix: latitude,
// longitude, 1 where a segment begins, feet of elevation (-777 for none), days
// since 30 December 1899 in UTC and, beside them, the same as text. The text is
// taken where it has the year first, since few decimals of a day are coarse.
type plt struct {
	*collector
}

// pltHeads is what the first line of a file begins with.
var pltHeads = [][]byte{[]byte("OziExplorer Track Point File"), []byte("Geolife trajectory")}

// pltHeadLines is how many lines stand before the first fix.
const pltHeadLines = 6

// pltNoElevation is what stands for no elevation.
const pltNoElevation = -777

// pltEpoch is when the days are counted from: that of Delphi's TDateTime.
var pltEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// isPLT recognises the first line.
func isPLT(text []byte) bool {
	for _, head := range pltHeads {
		if bytes.HasPrefix(text, head) {
			return true
		}
	}
	return false
}

// decodePLT reads a whole track file.
func decodePLT(src io.Reader, c *collector) ([]Trace, Report, error) {
	p := plt{c}
	lines := newRows(src)
	for {
		line, whole, err := lines.next()
		if errors.Is(err, io.EOF) {
			return c.finish()
		}
		if err == nil && lines.line > pltHeadLines {
			err = p.take(trimSpace(line), whole, lines.line)
		}
		if err != nil {
			return c.stopped(err, max(lines.line, 1))
		}
	}
}

// take reads one row.
func (p plt) take(row []byte, whole bool, line int) error {
	if len(row) == 0 {
		return nil
	}
	cells := split(row, ',', nil)
	if len(cells) < 5 {
		if !whole {
			return errTruncated
		}
		return p.reject(DropNoPosition, line)
	}
	if flag, ok := parseNumber(cells[2]); ok && flag == 1 {
		p.breakSegment()
	}
	f := blank(line)
	f.lat, f.lon = parseCoordinate(cells[0], false), parseCoordinate(cells[1], false)
	if feet, ok := parseNumber(cells[3]); ok && feet != pltNoElevation {
		f.elevationM = feet * 0.3048
	}
	f.timed = len(cells[4]) > 0
	if len(cells) > 6 {
		f.at, f.precision = parseTime(bytes.Join(cells[5:7], []byte{' '}), time.UTC)
	}
	if days, ok := parseNumber(cells[4]); ok && f.precision == noTime && days > 1 && days < 1e5 {
		f.at, f.precision = pltEpoch.Add(time.Duration(math.Round(days*86400))*time.Second), exact
		if f.at.Before(earliest) || !f.at.Before(latest) {
			f.at, f.precision = time.Time{}, noTime
		}
	}
	return p.add(f)
}
