package trace

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// entities are the five names every XML file may use.
var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")

// readable turns the raw text of a name into a string: entities resolved,
// GB18030 bytes decoded when it is not UTF-8, at most 200 characters.
func readable(raw []byte, cdata bool) string {
	raw = trimSpace(raw)
	s := string(raw)
	if !utf8.Valid(raw) {
		if dec, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err == nil {
			s = string(dec)
		}
	}
	if !cdata && bytes.IndexByte(raw, '&') >= 0 {
		s = entities.Replace(characterNumbers(s))
	}
	s = writable(s)
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return s
}

// writable puts a replacement character in place of all that an XML file cannot
// hold (XML 1.0, 2.2), so that a name can be written again as it is.
func writable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
			return r
		}
		return utf8.RuneError
	}, s)
}

// characterNumbers replaces &#24247; and &#x5eb7; by their character.
func characterNumbers(s string) string {
	if !strings.Contains(s, "&#") {
		return s
	}
	var out strings.Builder
	for {
		head, tail, found := strings.Cut(s, "&#")
		out.WriteString(head)
		if !found {
			return out.String()
		}
		number, rest, closed := strings.Cut(tail, ";")
		base := 10
		if strings.HasPrefix(number, "x") || strings.HasPrefix(number, "X") {
			number, base = number[1:], 16
		}
		v, err := strconv.ParseUint(number, base, 21)
		if !closed || err != nil {
			out.WriteString("&#")
			s = tail
			continue
		}
		out.WriteRune(rune(v))
		s = rest
	}
}
