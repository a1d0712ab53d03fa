package trace

import "licheng/lang"

// Unit is what the numbers in the report on a file count.
type Unit string

// What files are counted in.
const (
	UnitLine    Unit = "line"    // of a text
	UnitRow     Unit = "row"     // of a sheet
	UnitMessage Unit = "message" // of a binary log
)

// countedIn returns what places in a format are counted in.
func countedIn(format string) Unit {
	switch format {
	case "fit", "jt808":
		return UnitMessage
	case "xlsx":
		return UnitRow
	}
	return UnitLine
}

// unitWords are the words of a unit around a number.
var unitWords = map[Unit][2]string{UnitLine: {"行", "line"}, UnitRow: {"行", "row"}, UnitMessage: {"条报文", "message"}}

// At says a place: "第 812 行", "line 812".
func (u Unit) At(n int) lang.Text {
	w := unitWords[u]
	return lang.Sayf("第 %[1]d %[2]s", "%[3]s %[1]d", n, w[0], w[1])
}

// Between says a stretch: "第 3–7 行", "lines 3 to 7".
func (u Unit) Between(first, last int) lang.Text {
	if first == last {
		return u.At(first)
	}
	w := unitWords[u]
	return lang.Sayf("第 %[1]d–%[2]d %[3]s", "%[4]ss %[1]d to %[2]d", first, last, w[0], w[1])
}
