package voucher

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
)

// measure returns how wide a text is at the present size, in millimetres. A
// character the font lacks takes one em.
func (w *pdfWriter) measure(text string) float64 {
	width := 0.0
	for _, part := range w.parts(text) {
		if part.rare {
			width += w.size * pointMM
			continue
		}
		width += w.pdf.GetStringWidth(part.text)
	}
	return width
}

// part is a run of characters the font has, or one it has not.
type part struct {
	text string
	rare bool
}

// parts cuts a text at the characters the font lacks. Control characters are
// printed as blanks.
func (w *pdfWriter) parts(text string) []part {
	var parts []part
	for _, r := range text {
		if r < ' ' || r == 0x7F {
			r = ' '
		}
		if !w.face.prints(r, &w.buffer) {
			parts = append(parts, part{string(r), true})
			continue
		}
		if n := len(parts); n > 0 && !parts[n-1].rare {
			parts[n-1].text += string(r)
			continue
		}
		parts = append(parts, part{text: string(r)})
	}
	return parts
}

// line draws one line of text with its baseline at y.
func (w *pdfWriter) line(x, y float64, text string) {
	for _, part := range w.parts(text) {
		if part.rare {
			w.rare(x, y, []rune(part.text)[0])
			x += w.size * pointMM
			continue
		}
		w.pdf.Text(x, y, part.text)
		x += w.pdf.GetStringWidth(part.text)
	}
}

// rare draws a character the font lacks: a box of one em with its code point in
// it, so that a reader can find out which it is, and the character itself as
// the actual text, so that searching and copying finds it.
func (w *pdfWriter) rare(x, y float64, r rune) {
	w.boxed[r] = true
	size, em := w.size, w.size*pointMM
	hex := fmt.Sprintf("%06X", r)
	w.pdf.Rect(x+0.06*em, y-0.86*em, 0.88*em, 1.0*em, "D")
	w.pdf.RawWriteStr("/Span <</ActualText <" + actualText(r) + ">>> BDC\n")
	w.setSize(size * 0.44)
	for row, digits := range []string{hex[:3], hex[3:]} {
		w.pdf.Text(x+(em-w.pdf.GetStringWidth(digits))/2, y-(0.42-0.45*float64(row))*em, digits)
	}
	w.pdf.RawWriteStr("EMC\n")
	w.setSize(size)
}

// legend tells what the boxes of the paper mean; nothing when there are none.
func (w *pdfWriter) legend() []string {
	if len(w.boxed) == 0 {
		return nil
	}
	var points []string
	for _, r := range slices.Sorted(maps.Keys(w.boxed)) {
		points = append(points, fmt.Sprintf("U+%04X", r))
	}
	return []string{"方框内是字库所缺汉字的统一码（Unicode）：" + strings.Join(points, "、") + "。"}
}

// actualText writes a character as PDF text strings are: UTF-16 with its mark.
func actualText(r rune) string {
	text := "FEFF"
	for _, unit := range utf16.Encode([]rune{r}) {
		text += fmt.Sprintf("%04X", unit)
	}
	return text
}
