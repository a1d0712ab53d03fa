package trace

import (
	"bytes"
	"math"
	"strings"
)

// parseCoordinate reads a latitude or longitude as people and programs write
// it: decimal degrees with point or comma, a leading or trailing hemisphere
// (N S E W, 北纬 南纬 东经 西经), degrees-minutes-seconds with their signs, or
// an integer of millionths or ten-millionths of a degree. NaN when it is none
// of these.
func parseCoordinate(cell []byte, e7 bool) float64 {
	if v, ok := parseNumber(cell); ok {
		return scaled(v, cell, e7)
	}
	s := strings.ToUpper(string(trimSpace(cell)))
	sign := 1.0
	for _, mark := range []struct {
		word string
		sign float64
	}{{"北纬", 1}, {"南纬", -1}, {"东经", 1}, {"西经", -1}, {"N", 1}, {"S", -1}, {"E", 1}, {"W", -1}} {
		bare, found := strings.CutSuffix(s, mark.word)
		if !found {
			bare, found = strings.CutPrefix(s, mark.word)
		}
		if found {
			s, sign = strings.TrimSpace(bare), mark.sign
			break
		}
	}
	if strings.HasPrefix(s, "-") && sign > 0 {
		s, sign = s[1:], -1
	}
	return sign * degrees(s)
}

// scaled turns an integer of 1e-6 or 1e-7 degrees into degrees. Terminals of
// JT/T 808 count millionths; a number too large for those counts 1e-7, as E7
// columns do.
func scaled(v float64, cell []byte, e7 bool) float64 {
	switch {
	case e7:
		return v / 1e7
	case math.Abs(v) < 1e5 || bytes.IndexByte(cell, '.') >= 0:
		return v
	case math.Abs(v) <= 180e6:
		return v / 1e6
	case math.Abs(v) <= 1800e6:
		return v / 1e7
	}
	return v
}

// degreeSigns are what stands between degrees, minutes and seconds.
var degreeSigns = strings.NewReplacer("°", " ", "º", " ", "度", " ", "′", " ", "'", " ", "’", " ", "分", " ", "″", " ", `"`, " ", "”", " ", "秒", " ")

// degrees reads "1", "1 14.04" or "1 14 2.4" after the signs are blanked;
// NaN when it is something else.
func degrees(s string) float64 {
	total, scale := 0.0, 1.0
	fields := strings.Fields(strings.ReplaceAll(degreeSigns.Replace(s), ",", "."))
	if len(fields) == 0 || len(fields) > 3 {
		return math.NaN()
	}
	for i, f := range fields {
		v, ok := parseNumber([]byte(f))
		if !ok || v < 0 || i > 0 && v >= 60 {
			return math.NaN()
		}
		total += v / scale
		scale *= 60
	}
	return total
}

// parseMeasure reads a number with a unit behind it, "98.470 m" or
// "42,5 km/h", and returns the unit in small letters; NaN when there is no
// number.
func parseMeasure(cell []byte) (float64, string) {
	if v, ok := parseNumber(cell); ok {
		return v, ""
	}
	cell = trimSpace(cell)
	end := 0
	for end < len(cell) && (isDigit(cell[end]) || bytes.IndexByte([]byte("+-.,"), cell[end]) >= 0) {
		end++
	}
	v, _ := parseNumber(bytes.ReplaceAll(cell[:end], []byte{','}, []byte{'.'}))
	return v, strings.ToLower(string(trimSpace(cell[end:])))
}

// saysNoFix reports whether a cell of a validity column says that the receiver
// had no position.
func saysNoFix(cell []byte) bool {
	switch strings.ToLower(string(cell)) {
	case "no fix", "nofix", "no-fix", "none", "invalid", "v", "void", "false", "无效", "未定位", "无", "否":
		return true
	}
	return false
}

// saysYes reports whether a cell or an element says yes.
func saysYes(cell []byte) bool {
	switch strings.ToLower(string(trimSpace(cell))) {
	case "true", "1", "yes", "y", "是":
		return true
	}
	return false
}
