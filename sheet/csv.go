package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"licheng/lang"
)

// readCSV splits the text into rows. A row that breaks the rules of quoting is
// a Problem; text in no known charset is ErrFormat.
func readCSV(data []byte) (lines []line, charset string, problems []Problem, err error) {
	text, charset, err := decodeText(data)
	if err != nil {
		return nil, "", nil, err
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, "", nil, fmt.Errorf("it holds binary data: %w", ErrFormat)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = delimiter(text)
	r.FieldsPerRecord = -1
	r.ReuseRecord = false
	for {
		cells, err := r.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return lines, charset, problems, nil
		case errors.As(err, &broken):
			problems = append(problems, Problem{Line: broken.Line, Text: lang.Sayf(
				"引号不成对（第 %d 列）：请检查此行的双引号",
				"The quotes do not pair (column %d): look at the double quotes of this row.", broken.Column)})
			continue
		case err != nil:
			return nil, "", nil, err
		}
		number, _ := r.FieldPos(0)
		if lines, err = add(lines, line{number: number, cells: trim(cells)}); err != nil {
			return nil, "", nil, err
		}
	}
}

// add appends one row within the limits.
func add(lines []line, l line) ([]line, error) {
	if len(lines) >= MaxRows {
		return nil, fmt.Errorf("over %d rows: %w", MaxRows, ErrTooLarge)
	}
	if len(l.cells) > MaxColumns {
		return nil, fmt.Errorf("line %d: over %d columns: %w", l.number, MaxColumns, ErrTooLarge)
	}
	return append(lines, l), nil
}

// decodeText turns the bytes into UTF-8: by byte order mark, else UTF-8 when
// it is valid, else GB18030, the superset of GBK and GB 2312.
func decodeText(data []byte) (text []byte, charset string, err error) {
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		data = rest
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return decodeWith(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16")
	}
	if utf8.Valid(data) {
		return data, "utf-8", nil
	}
	return decodeWith(data, simplifiedchinese.GB18030, "gb18030")
}

// decodeWith decodes and refuses text that has bytes outside the charset.
func decodeWith(data []byte, enc encoding.Encoding, charset string) ([]byte, string, error) {
	text, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", err, ErrFormat)
	}
	if i := bytes.IndexRune(text, utf8.RuneError); i >= 0 {
		return nil, "", fmt.Errorf("line %d: the text is in none of UTF-8, UTF-16, GB18030: %w",
			1+bytes.Count(text[:i], []byte("\n")), ErrFormat)
	}
	return text, charset, nil
}

// delimiter guesses the separator: whichever of comma, tab and semicolon is
// most frequent outside quotes in the first lines.
func delimiter(text []byte) rune {
	head := text[:min(len(text), 4096)]
	counts := map[byte]int{}
	quoted := false
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		}
		if !quoted {
			counts[b]++
		}
	}
	best := byte(',')
	for _, b := range []byte{'\t', ';'} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return rune(best)
}

// trim cuts the white space around each cell, full-width spaces too.
func trim(cells []string) []string {
	for i, cell := range cells {
		cells[i] = strings.Trim(cell, " \t\r\n\u3000\u00a0\ufeff")
	}
	return cells
}
