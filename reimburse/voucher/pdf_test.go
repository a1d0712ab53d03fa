package voucher_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	_ "image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"licheng/reimburse/voucher"
)

var update = flag.Bool("update", false, "write the golden pictures anew; look at them before keeping them")

// pdf writes the papers, or says what the machine lacks.
func pdf(t testing.TB, papers ...voucher.Paper) []byte {
	t.Helper()
	out, err := voucher.PDF(papers...)
	if errors.Is(err, voucher.ErrNoFont) {
		t.Fatal("the font is missing: run scripts/fonts")
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// poppler runs one of poppler's programs on a PDF and returns the folder it
// worked in.
func poppler(t testing.TB, file []byte, program string, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.pdf"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s (of poppler-utils; scripts/setup test puts it in): %v\n%s", program, err, out)
	}
	return dir
}

// words returns the text of a PDF as a reader copies it, without blanks.
func words(t testing.TB, file []byte) string {
	t.Helper()
	dir := poppler(t, file, "pdftotext", "-layout", "in.pdf", "out.txt")
	text, err := os.ReadFile(filepath.Join(dir, "out.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text)), "")
}

// TestForms compares every form, drawn, with its golden picture. The pictures
// were looked at; after a change: go test ./reimburse/voucher -run TestForms
// -update, and look again.
func TestForms(t *testing.T) {
	forms, err := voucher.ClaimForm(story())
	if err != nil {
		t.Fatal(err)
	}
	public, err := voucher.PublicList(list())
	if err != nil {
		t.Fatal(err)
	}
	month, err := voucher.MonthList(list())
	if err != nil {
		t.Fatal(err)
	}
	for name, papers := range map[string][]voucher.Paper{
		"claim": forms[:1], "reasons": forms[1:], "slip": {voucher.RequestSlip(request())}, "public": {public}, "month": {month},
	} {
		t.Run(name, func(t *testing.T) {
			dir := poppler(t, pdf(t, papers...), "pdftoppm", "-r", "60", "-gray", "-png", "-singlefile", "in.pdf", "out")
			drawn := filepath.Join(dir, "out.png")
			golden := filepath.Join("testdata", name+".png")
			if *update {
				bytes, err := os.ReadFile(drawn)
				if err == nil {
					err = os.WriteFile(golden, bytes, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if off := differing(t, picture(t, golden), picture(t, drawn)); off > 0.002 {
				t.Errorf("%.2f %% of the page differs from %s", off*100, golden)
			}
		})
	}
}

// TestPicturesDiffer: the comparison is worth something. One digit of one
// amount is another page.
func TestPicturesDiffer(t *testing.T) {
	changed := story()
	changed.Lines[2].Rate = "0.88"
	changed.Person.Account = "6222020000007654321"
	forms, err := voucher.ClaimForm(changed)
	if err != nil {
		t.Fatal(err)
	}
	dir := poppler(t, pdf(t, forms[0]), "pdftoppm", "-r", "60", "-gray", "-png", "-singlefile", "in.pdf", "out")
	if off := differing(t, picture(t, filepath.Join("testdata", "claim.png")), picture(t, filepath.Join(dir, "out.png"))); off == 0 {
		t.Error("another account draws the same page")
	}
}

func picture(t testing.TB, path string) image.Image {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, _, err := image.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// differing returns the share of pixels whose grey differs by more than a
// quarter: renderers smooth edges differently, but draw the same strokes.
func differing(t testing.TB, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds() != b.Bounds() {
		t.Fatalf("%v against %v", a.Bounds(), b.Bounds())
	}
	off, size := 0, a.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			ra, _, _, _ := a.At(x, y).RGBA()
			rb, _, _, _ := b.At(x, y).RGBA()
			if math.Abs(float64(ra)-float64(rb)) > 0x4000 {
				off++
			}
		}
	}
	return float64(off) / float64(size.Dx()*size.Dy())
}

// TestNoCharacterIsLost: whatever stands in a name or a village can be read or
// found in the PDF: letters the font has, ones it lacks, ones beyond the first
// 65,536, and scripts the font knows nothing of.
func TestNoCharacterIsLost(t *testing.T) {
	names := []string{"𠮷田丽", "㑇㵲阳村", "䶮𫖯𬍛", "王·阿不都", "ཀ་ཁ", "ߊߋ", "𝒜b"}
	p := voucher.Paper{Title: "名册", Made: printedAt, Widths: []float64{90, 90}}
	for _, name := range names {
		p.Rows = append(p.Rows, voucher.Row{Cells: []voucher.Cell{{Text: name}, {Text: "住" + name + "旁"}}})
	}
	text := words(t, pdf(t, p))
	for _, name := range names {
		for _, r := range name {
			if !strings.ContainsRune(text, r) {
				t.Errorf("%c (%U) is not in the PDF's text", r, r)
			}
		}
	}
	if !strings.Contains(text, "U+20BB7") {
		t.Error("the page does not tell what its boxes mean")
	}
}

// TestSameValuesSameBytes: a form printed twice is the same file, so that its
// digest means something.
func TestSameValuesSameBytes(t *testing.T) {
	forms, err := voucher.ClaimForm(story())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pdf(t, forms...), pdf(t, forms...)) {
		t.Error("printed twice, two files")
	}
	later := forms[0]
	later.Made = later.Made.Add(time.Hour)
	if bytes.Equal(pdf(t, forms[0]), pdf(t, later)) {
		t.Error("the day it was made is not in the file")
	}
}

// TestLongListsKeepTheirHeading: a list of 200 claims takes several pages;
// each begins with the heading, every claim is there once, the sum at the end.
func TestLongListsKeepTheirHeading(t *testing.T) {
	l := list()
	l.Entries = nil
	for i := range 200 {
		e := entries()[1]
		e.Person = fmt.Sprintf("第%03d人", i)
		l.Entries = append(l.Entries, e)
	}
	p, err := voucher.PublicList(l)
	if err != nil {
		t.Fatal(err)
	}
	file := pdf(t, p)
	text := words(t, file)
	pages := strings.Count(text, "公示表第")
	if heads := strings.Count(text, "按规定未补"); heads != pages || pages < 3 {
		t.Errorf("%d headings on %d pages", heads, pages)
	}
	for i := range 200 {
		if n := strings.Count(text, fmt.Sprintf("第%03d人", i)); n != 1 {
			t.Errorf("claim %d stands there %d times", i, n)
		}
	}
	if !strings.Contains(text, "16000.00") || !strings.Contains(text, "壹万陆仟元整") {
		t.Error("200 × 80.00 is not summed up as 16,000.00")
	}
}

// TestARowTallerThanAPage is cut, not lost.
func TestARowTallerThanAPage(t *testing.T) {
	var long strings.Builder
	for i := range 900 {
		fmt.Fprintf(&long, "〔%d〕村道塌方绕行；", i)
	}
	r := request()
	r.Purpose = long.String()
	text := words(t, pdf(t, voucher.RequestSlip(r)))
	for i := range 900 {
		if !strings.Contains(text, fmt.Sprintf("〔%d〕", i)) {
			t.Fatalf("part %d is lost", i)
		}
	}
}

func TestARowOfTheWrongWidthIsRefused(t *testing.T) {
	p := voucher.Paper{Title: "x", Widths: []float64{10, 10}, Rows: []voucher.Row{{Cells: []voucher.Cell{{Text: "a"}}}}}
	if _, err := voucher.PDF(p); err == nil || errors.Is(err, voucher.ErrNoFont) {
		t.Errorf("%v, want the row named", err)
	}
}

func BenchmarkClaimForm(b *testing.B) {
	for b.Loop() {
		forms, err := voucher.ClaimForm(story())
		if err != nil {
			b.Fatal(err)
		}
		pdf(b, forms...)
	}
}
