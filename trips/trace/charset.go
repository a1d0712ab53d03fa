package trace

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// charset is how the bytes of a text file are to be read.
type charset struct {
	name    string            // utf-8, gb18030, utf-16le, utf-16be
	decoder *encoding.Decoder // nil for UTF-8
	bom     int               // bytes to pass over first
}

// charsetOf looks at the beginning of a file: a byte order mark decides, then
// UTF-16 without one (every second byte of ASCII is zero), then whether it is
// valid UTF-8; what is not, is GB18030, the superset of GBK and GB2312 that
// Chinese spreadsheets write. Detectors by frequency are not used: they guess
// wrong on short texts.
func charsetOf(head []byte) charset {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return charset{name: "utf-8", bom: 3}
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return charset{name: "utf-16le", decoder: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()}
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return charset{name: "utf-16be", decoder: unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()}
	case len(head) >= 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
		return charset{name: "utf-16le", decoder: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()}
	case len(head) >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		return charset{name: "utf-16be", decoder: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()}
	case validUTF8(head):
		return charset{name: "utf-8"}
	}
	return charset{name: "gb18030", decoder: simplifiedchinese.GB18030.NewDecoder()}
}

// validUTF8 reports whether b is UTF-8, not minding a character that the end
// of the sample cuts through.
func validUTF8(b []byte) bool {
	if utf8.Valid(b) {
		return true
	}
	for cut := 1; cut < utf8.UTFMax && cut < len(b); cut++ {
		if utf8.RuneStart(b[len(b)-cut]) {
			return !utf8.FullRune(b[len(b)-cut:]) && utf8.Valid(b[:len(b)-cut])
		}
	}
	return false
}

// looksBinary reports whether the sample holds bytes no text has.
func looksBinary(head []byte) bool {
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a && c != 0x1b {
			return true
		}
	}
	return false
}
