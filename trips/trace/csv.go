package trace

import (
	"bytes"
	"errors"
	"io"

	"licheng/lang"
)

// delimiters are tried in this order.
var delimiters = []byte{',', '\t', ';', '|'}

// headingRows is how many lines may stand before the headings: fleet systems
// print a title and the period above their tables.
const headingRows = 30

// table reads delimited text, and the sheets of a workbook: columns are found by their headings in Chinese
// or English in any order, or, without headings, by their contents when these
// are unambiguous. Times without a zone are China time.
type table struct {
	*collector
	delimiter byte
	columns   headings
	cells     [][]byte
	heading   []byte // the heading line, to pass over repetitions
	dayFirst  bool
	unsure    bool // the order of day and month could not be told
	fleet     fleet
	speeds    speedWatch
	serials   *excelSerials // how a workbook writes dates; nil in text
	where     int           // line or row of the cells

	width, tail int // cells of the row before, and bytes of its last cell
}

// decodeCSV reads a whole table; head is its beginning, to find the columns.
func decodeCSV(src io.Reader, head []byte, c *collector) ([]Trace, Report, error) {
	plan, ok := planOf(head)
	if !ok {
		if !bytes.ContainsAny(head, ",;\t|") {
			return nil, c.report, recognised{}.refusal()
		}
		return nil, c.report, noColumns("csv")
	}
	t, lines := newTable(c, plan), newRows(src)
	for {
		line, whole, err := lines.next()
		if errors.Is(err, io.EOF) {
			t.settle()
			return c.finish()
		}
		t.where = lines.line
		if err == nil && lines.line > plan.skip {
			err = t.take(line, whole)
		}
		if err != nil {
			return c.stopped(err, max(lines.line, 1))
		}
	}
}

// newTable makes the reader of a table whose columns are known.
func newTable(c *collector, plan tablePlan) *table {
	t := &table{collector: c, delimiter: plan.delimiter, columns: plan.columns, heading: plan.heading, dayFirst: plan.dayFirst, unsure: plan.unsure}
	t.speeds.unit = plan.columns.unit
	return t
}

// settle says and decides what can only be told from the whole table.
func (t *table) settle() {
	if t.unsure {
		t.note("日期的日和月分不清（如 03/04/2026），已按“月/日/年”读取；如果不是，请改用“年-月-日”。",
			"Day and month cannot be told apart (03/04/2026) and were read as month/day; if that is wrong, write year-month-day.")
	}
	t.speeds.settle(t.collector)
}

// take reads one line.
func (t *table) take(line []byte, whole bool) error {
	trimmed := trimSpace(line)
	if len(trimmed) == 0 || trimmed[0] == '#' || t.heading != nil && bytes.Equal(trimmed, t.heading) {
		return nil
	}
	t.cells = split(line, t.delimiter, t.cells)
	if !whole && t.cutOff() {
		return errTruncated
	}
	t.width, t.tail = len(t.cells), len(t.cells[len(t.cells)-1])
	return t.row()
}

// row adds the position in the cells.
func (t *table) row() error {
	p := t.position()
	if t.columns.at[colVehicle] >= 0 {
		if err := t.fleet.turnTo(t.collector, string(t.cell(colVehicle)), t.where); err != nil {
			return err
		}
	}
	return t.add(p)
}

// cutOff reports whether a last line without an end looks cut: it has fewer
// cells than the row before, or its last cell is shorter by two or more, so
// that 26.5 may have been 26.5783.
func (t *table) cutOff() bool {
	return len(t.cells) < t.width || t.where > 2 && len(t.cells[len(t.cells)-1])+2 <= t.tail
}

// cell returns the cell of a column, empty when the row is too short.
func (t *table) cell(c column) []byte {
	if i := t.columns.at[c]; i >= 0 && i < len(t.cells) {
		return t.cells[i]
	}
	return nil
}

// position reads the cells of a row.
func (t *table) position() position {
	p := blank(t.where)
	if t.columns.at[colLon] >= 0 && t.columns.at[colLat] >= 0 {
		p.lon = parseCoordinate(t.cell(colLon), t.columns.e7)
		p.lat = parseCoordinate(t.cell(colLat), t.columns.e7)
	} else {
		p.lon, p.lat = t.pair()
	}
	if h := t.cell(colNorthSouth); len(h) > 0 && h[0]|0x20 == 's' {
		p.lat = -p.lat
	}
	if h := t.cell(colEastWest); len(h) > 0 && h[0]|0x20 == 'w' {
		p.lon = -p.lon
	}
	clock, date := t.cell(colTime), t.cell(colDate)
	if t.serials != nil {
		clock, date = t.serials.text(clock), t.serials.text(date)
	}
	cellTime(&p, date, clock, t.dayFirst)
	if p.precision != noTime && !namesZone(clock) {
		t.times.zoneAssumed = true
	}
	p.elevationM, _ = parseMeasure(t.cell(colElevation))
	p.headingDeg, _ = parseMeasure(t.cell(colHeading))
	p.accuracyM, _ = parseMeasure(t.cell(colAccuracy))
	p.speedMPS = t.speeds.read(t.cell(colSpeed))
	p.noFix = saysNoFix(t.cell(colValid))
	p.mocked = saysYes(t.cell(colMocked))
	return p
}

// pair reads a cell with both coordinates. Longitude first, unless its heading
// says otherwise or only the other order is on the globe.
func (t *table) pair() (lon, lat float64) {
	fields := bytes.FieldsFunc(t.cell(colLonLat), func(r rune) bool { return r == ',' || r == ' ' || r == '，' || r == ';' || r == '/' })
	if len(fields) < 2 {
		p := blank(0)
		return p.lon, p.lat
	}
	lon, lat = parseCoordinate(fields[0], false), parseCoordinate(fields[1], false)
	if t.columns.latFirst || lat > 90 && lon <= 90 {
		lon, lat = lat, lon
	}
	return lon, lat
}

// noColumns makes the refusal of a table without recognisable columns.
func noColumns(format string) *Refusal {
	return &Refusal{Reason: RefusedNoTrack, Format: format, Line: 1, Unit: countedIn(format), Text: lang.Say(
		"表格里找不到经度和纬度两列；请在第一行写上列名，例如“经度,纬度,时间”。",
		`no columns of longitude and latitude were found; name them in the first row, for example "longitude,latitude,time".`)}
}
