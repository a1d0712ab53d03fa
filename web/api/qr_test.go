package api

import (
	"strings"
	"testing"
)

// The three corners that readers look for are there, inside a quiet zone of
// four modules (ISO/IEC 18004, 6.3.8), and the fourth corner has none.
func TestQRSVG(t *testing.T) {
	svg, err := qrSVG("https://licheng.example.cn/ingest/osmand?token=licheng_recorder_0123456789")
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if _, box, found := strings.Cut(svg, `viewBox="0 0 `); found {
		for _, digit := range box[:strings.IndexByte(box, ' ')] {
			n = n*10 + int(digit-'0')
		}
	}
	if n < 21+8 || (n-8-17)%4 != 0 {
		t.Fatalf("%d modules a side: no QR code has that many", n)
	}
	far := n - 4 - 7
	for corner, there := range map[[2]int]bool{{4, 4}: true, {far, 4}: true, {4, far}: true, {far, far}: false} {
		top := strings.Contains(svg, move(corner[0], corner[1], 7))
		bottom := strings.Contains(svg, move(corner[0], corner[1]+6, 7))
		if (top && bottom) != there {
			t.Errorf("finder at %v: %v and %v, want %v", corner, top, bottom, there)
		}
	}
	for _, quiet := range []string{"M0 ", "M1 ", "M2 ", "M3 "} {
		if strings.Contains(strings.Replace(svg, "M0 0h", "", 1), quiet) {
			t.Errorf("a module in the quiet zone: %s", quiet)
		}
	}
	if _, err := qrSVG(strings.Repeat("x", 5000)); err == nil {
		t.Error("more than a QR code holds was drawn")
	}
}

// move is the start of a row of so many black modules.
func move(x, y, wide int) string {
	digits := func(v int) string {
		if v < 10 {
			return string(rune('0' + v))
		}
		return string(rune('0'+v/10)) + string(rune('0'+v%10))
	}
	return "M" + digits(x) + " " + digits(y) + "h" + digits(wide) + "v1"
}
