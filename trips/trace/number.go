package trace

import (
	"math"
	"strconv"
)

// pow10 are the powers of ten a float64 holds exactly.
var pow10 = [...]float64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// parseNumber reads a decimal number with spaces around it. It reports false
// for everything else, NaN and infinities included. Short plain decimals take
// a fast way that is exact: both the digits and the power of ten fit a float64,
// so the one division rounds correctly (Clinger 1990).
func parseNumber(b []byte) (float64, bool) {
	b = trimSpace(b)
	if f, ok := parsePlain(b); ok {
		return f, true
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || !decimalOnly(b) {
		return math.NaN(), false
	}
	return f, true
}

// parsePlain reads [+-]digits[.digits] of at most 15 digits.
func parsePlain(b []byte) (float64, bool) {
	neg := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg = b[0] == '-'
		b = b[1:]
	}
	if len(b) == 0 || len(b) > 16 {
		return 0, false
	}
	var mantissa uint64
	digits, point := 0, -1
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			mantissa = mantissa*10 + uint64(c-'0')
			digits++
		case c == '.' && point < 0:
			point = i
		default:
			return 0, false
		}
	}
	if digits == 0 || digits > 15 {
		return 0, false
	}
	f := float64(mantissa)
	if point >= 0 {
		f /= pow10[len(b)-1-point]
	}
	if neg {
		f = -f
	}
	return f, true
}

// decimalOnly reports whether b holds only what a decimal number is made of;
// it keeps out hexadecimal floats, underscores, "NaN" and "inf".
func decimalOnly(b []byte) bool {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return false
		}
	}
	return true
}

// trimSpace cuts ASCII white space from both ends without allocating.
func trimSpace(b []byte) []byte {
	for len(b) > 0 && b[0] <= ' ' {
		b = b[1:]
	}
	for len(b) > 0 && b[len(b)-1] <= ' ' {
		b = b[:len(b)-1]
	}
	return b
}
