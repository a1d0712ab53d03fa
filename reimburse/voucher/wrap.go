package voucher

import (
	"strconv"
	"strings"
	"unicode"
)

// wrap breaks text into lines of at most the given width, measured by measure.
// Chinese may break between any two characters but not before a closing mark;
// Latin words and numbers stay together unless they alone are too wide. A line
// feed breaks always. Every character of the text that is not a blank stands
// in exactly one line.
func wrap(text string, width float64, measure func(string) float64) []string {
	var lines []string
	for part := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapOne(part, width, measure)...)
	}
	return lines
}

func wrapOne(text string, width float64, measure func(string) float64) []string {
	var lines []string
	line, wide := "", 0.0
	flush := func() {
		lines = append(lines, strings.TrimRight(line, " "))
		line, wide = "", 0
	}
	for _, piece := range pieces(text) {
		w := measure(piece)
		if wide+w > width && line != "" {
			flush()
			piece = strings.TrimLeft(piece, " ")
			w = measure(piece)
		}
		for w > width && len([]rune(piece)) > 1 { // a word wider than the cell
			fits := fitting(piece, width, measure)
			line = piece[:fits]
			flush()
			piece = piece[fits:]
			w = measure(piece)
		}
		line, wide = line+piece, wide+w
	}
	if line != "" || len(lines) == 0 {
		flush()
	}
	return lines
}

// fitting returns how many bytes of the word fit, at least one character.
func fitting(word string, width float64, measure func(string) float64) int {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if end > 0 && measure(word[:next]) > width {
			break
		}
		end = next
	}
	return end
}

// pieces cuts text where a line may break: around every Chinese character, with
// closing marks kept to what stands before them, and after blanks.
func pieces(text string) []string {
	var out []string
	word := ""
	end := func() {
		if word != "" {
			out, word = append(out, word), ""
		}
	}
	for _, r := range text {
		switch {
		case strings.ContainsRune("，。、；：！？）》”’】%", r) && word == "" && len(out) > 0:
			out[len(out)-1] += string(r)
		case strings.ContainsRune("，。、；：！？）》”’】", r):
			word += string(r)
			end()
		case unicode.Is(unicode.Han, r), r > 0x2E7F:
			end()
			out = append(out, string(r))
		case r == ' ', r == '-', r == '/':
			word += string(r)
			end()
		default:
			word += string(r)
		}
	}
	end()
	return out
}

func countText(n int64) string { return strconv.FormatInt(n, 10) }
