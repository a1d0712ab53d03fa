package trace

import "bytes"

// cellTime reads the time of a row into p. date may be empty. Numbers are
// seconds, milliseconds … since 1970; dates with the day or month first are
// read in the order dayFirst says.
func cellTime(p *position, date, clock []byte, dayFirst bool) {
	raw := clock
	if len(date) > 0 && !hasDate(clock) {
		raw = make([]byte, 0, len(date)+1+len(clock))
		raw = append(append(append(raw, date...), ' '), clock...)
	}
	if len(raw) == 0 {
		return
	}
	p.setTime(yearFirst(raw, dayFirst), chinaTime)
	if p.precision == noTime {
		p.setEpoch(clock)
	}
}

// namesZone reports whether the text of a time gives its zone.
func namesZone(raw []byte) bool {
	raw = trimSpace(raw)
	if len(raw) < 10 {
		return false
	}
	tail := raw[10:]
	return bytes.ContainsAny(tail, "Zz+") || bytes.Contains(tail, []byte("UTC")) || bytes.Contains(tail, []byte("GMT")) ||
		len(tail) > 6 && tail[len(tail)-6] == '-' || isEpoch(raw)
}

// isEpoch reports whether the text is a plain number.
func isEpoch(raw []byte) bool {
	_, ok := parseNumber(raw)
	return ok && len(raw) != 8 && len(raw) != 14 // 20261003, 20261003080500
}

// hasDate reports whether a cell that should be a time of day begins with a
// date: it has date marks before any colon.
func hasDate(cell []byte) bool {
	mark := bytes.IndexAny(cell, "-/年")
	colon := bytes.IndexByte(cell, ':')
	return mark > 0 && (colon < 0 || mark < colon) || len(cell) >= 9 && isEpoch(cell)
}

// yearFirst turns 03/10/2026 and 3.10.2026 into 2026-10-03; other texts are
// returned as they are.
func yearFirst(raw []byte, dayFirst bool) []byte {
	day, month, year, rest, ok := dayMonthYear(raw)
	if !ok {
		return raw
	}
	if !dayFirst && raw[bytes.IndexAny(raw, "/.-")] == '/' {
		day, month = month, day
	}
	out := make([]byte, 0, len(raw)+2)
	out = append(append(out, year...), '-')
	out = append(append(out, month...), '-')
	return append(append(out, day...), rest...)
}

// dayMonthYear takes apart a date whose year comes last.
func dayMonthYear(raw []byte) (first, second, year, rest []byte, ok bool) {
	digits := func() (d []byte) {
		n := 0
		for n < len(raw) && isDigit(raw[n]) {
			n++
		}
		d, raw = raw[:n], raw[n:]
		return d
	}
	mark := func() bool {
		if len(raw) == 0 || raw[0] != '/' && raw[0] != '.' && raw[0] != '-' {
			return false
		}
		raw = raw[1:]
		return true
	}
	first = digits()
	if len(first) == 0 || len(first) > 2 || !mark() {
		return nil, nil, nil, nil, false
	}
	second = digits()
	if len(second) == 0 || len(second) > 2 || !mark() {
		return nil, nil, nil, nil, false
	}
	year = digits()
	return first, second, year, raw, len(year) == 4
}

// dayComesFirst looks at dates with slashes and the year last: false, the
// order of American exports, unless a first number over 12 shows otherwise.
// known tells whether any of them decided.
func dayComesFirst(times [][]byte) (dayFirst, known bool) {
	for _, raw := range times {
		first, second, _, _, ok := dayMonthYear(raw)
		if !ok {
			continue
		}
		a, _ := parseNumber(first)
		b, _ := parseNumber(second)
		if a > 12 {
			return true, true
		}
		if b > 12 {
			return false, true
		}
	}
	return false, false
}
