package voucher

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// cells measures as a terminal does: Chinese two, everything else one.
func cells(text string) float64 {
	width := 0.0
	for _, r := range text {
		width++
		if r > 0x2E7F {
			width++
		}
	}
	return width
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"empty is one empty line", "", 10, []string{""}},
		{"fits", "青石镇", 6, []string{"青石镇"}},
		{"breaks between characters", "青石镇政府", 6, []string{"青石镇", "政府"}},
		{"no closing mark begins a line", "青石镇，政府", 6, []string{"青石", "镇，政", "府"}},
		{"numbers stay together", "里程 68.05 km", 10, []string{"里程", "68.05 km"}},
		{"a word wider than the cell is cut", "6222020000001234", 6, []string{"622202", "000000", "1234"}},
		{"line feeds break", "云A\n12", 10, []string{"云A", "12"}},
		{"ids break at hyphens", "0199-a7c2-5d10", 10, []string{"0199-a7c2-", "5d10"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, wrap(tt.text, tt.width, cells)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestWrapLosesNothing: for any text and width every character but blanks is
// there, in order, and no line is wider than the cell unless a single piece is.
func TestWrapLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("青石镇，。）ab1-/ 𠮷\n")), 0, 60, -1).Draw(t, "text")
		width := float64(rapid.IntRange(1, 20).Draw(t, "width"))
		lines := wrap(text, width, cells)
		dense := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) {
					return -1
				}
				return r
			}, s)
		}
		if got := dense(strings.Join(lines, "")); got != dense(text) {
			t.Fatalf("%q became %q", text, lines)
		}
		for _, line := range lines {
			// A closing mark may hang over with what it closes.
			if cells(line) > width+8 && len(pieces(line)) > 1 {
				t.Fatalf("%q is wider than %v", line, width)
			}
		}
	})
}
