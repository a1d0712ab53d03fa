package trace

import (
	"bytes"
	"math"
)

// tablePlan is what the beginning of a table tells about reading it.
type tablePlan struct {
	delimiter byte
	columns   headings
	heading   []byte // the heading line; nil without one
	skip      int    // lines to pass over
	dayFirst  bool
	unsure    bool
}

// planOf finds delimiter and columns in the beginning of a table. The right
// delimiter is the one that makes a row read as headings; without headings,
// the one under which two columns can only be longitude and latitude.
func planOf(head []byte) (tablePlan, bool) { return planFor(head, delimiters) }

// planFor is planOf with the delimiters to try.
func planFor(head, delimiters []byte) (tablePlan, bool) {
	lines := bytes.Split(head, []byte{'\n'})
	if len(lines) > 200 {
		lines = lines[:200]
	}
	for i, line := range lines[:min(len(lines), headingRows)] {
		for _, d := range delimiters {
			if h, ok := headingsOf(split(trimSpace(line), d, nil)); ok {
				p := tablePlan{delimiter: d, columns: h, heading: bytes.Clone(trimSpace(line)), skip: i + 1}
				p.readDates(lines[i+1:])
				return p, true
			}
		}
	}
	for _, d := range delimiters {
		if h, ok := guessColumns(lines, d); ok {
			p := tablePlan{delimiter: d, columns: h}
			p.readDates(lines)
			return p, true
		}
	}
	return tablePlan{}, false
}

// readDates finds the order of day and month in the sample.
func (p *tablePlan) readDates(lines [][]byte) {
	col := p.columns.at[colDate]
	if col < 0 {
		col = p.columns.at[colTime]
	}
	if col < 0 {
		return
	}
	var times [][]byte
	var cells [][]byte
	slashes := false
	for _, line := range lines {
		if cells = split(line, p.delimiter, cells); col < len(cells) {
			times = append(times, cells[col])
			if _, _, _, _, ok := dayMonthYear(cells[col]); ok && bytes.IndexByte(cells[col], '/') > 0 {
				slashes = true
			}
		}
	}
	var known bool
	p.dayFirst, known = dayComesFirst(times)
	p.unsure = slashes && !known
}

// guess is what all sampled cells of a column have in common.
type guess struct {
	coordinate bool // a decimal number with at least three decimals, on the globe
	over90     bool // some are beyond 90: it must be a longitude
	inChinaLon bool // all lie in 73 to 136
	inChinaLat bool // all lie in 3 to 54
	clock      bool // every cell reads as a time
}

// guessColumns finds the columns of a table without headings. It reports false
// when they are not certain: two columns of decimals, of which one can only be
// a longitude, or which lie apart as longitudes and latitudes of China do.
func guessColumns(lines [][]byte, delimiter byte) (headings, bool) {
	var h headings
	for c := range h.at {
		h.at[c] = -1
	}
	guesses := sampleColumns(lines, delimiter)
	var coords []int
	for i, g := range guesses {
		switch {
		case g.clock && h.at[colTime] < 0:
			h.at[colTime] = i
		case g.coordinate:
			coords = append(coords, i)
		}
	}
	if len(coords) != 2 {
		return h, false
	}
	a, b := guesses[coords[0]], guesses[coords[1]]
	switch {
	case a.over90 && !b.over90, a.inChinaLon && b.inChinaLat && !a.inChinaLat:
		h.at[colLon], h.at[colLat] = coords[0], coords[1]
	case b.over90 && !a.over90, b.inChinaLon && a.inChinaLat && !b.inChinaLat:
		h.at[colLon], h.at[colLat] = coords[1], coords[0]
	default:
		return h, false
	}
	return h, true
}

// sampleColumns looks at the first whole rows; the last line of the sample may
// be cut.
func sampleColumns(lines [][]byte, delimiter byte) []guess {
	var out []guess
	seen := 0
	for _, line := range lines[:max(1, len(lines)-1)] {
		if line = trimSpace(line); len(line) == 0 {
			continue
		}
		cells := split(line, delimiter, nil)
		if seen == 0 {
			out = make([]guess, len(cells))
			for i := range out {
				out[i] = guess{coordinate: true, inChinaLon: true, inChinaLat: true, clock: true}
			}
		}
		for i := range out {
			if i >= len(cells) {
				out[i] = guess{}
				continue
			}
			out[i].see(cells[i])
		}
		seen++
	}
	return out
}

// see narrows the guess by one cell.
func (g *guess) see(cell []byte) {
	p := blank(0)
	cellTime(&p, nil, cell, false)
	g.clock = g.clock && p.precision >= minuteTop
	v, ok := parseNumber(cell)
	point := bytes.IndexByte(cell, '.')
	if !ok || point < 0 || len(cell)-point <= 3 || math.Abs(v) > 180 {
		*g = guess{clock: g.clock}
		return
	}
	g.over90 = g.over90 || math.Abs(v) > 90
	g.inChinaLon = g.inChinaLon && v >= 73 && v <= 136
	g.inChinaLat = g.inChinaLat && v >= 3 && v <= 54
}
