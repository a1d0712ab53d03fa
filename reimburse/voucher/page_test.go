package voucher_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"licheng/reimburse/money"
	"licheng/reimburse/voucher"
)

// pagesOf returns the text of each page, laid out as it is drawn.
func pagesOf(t *testing.T, papers ...voucher.Paper) []string {
	t.Helper()
	dir := poppler(t, pdf(t, papers...), "pdftotext", "-layout", "in.pdf", "out.txt")
	text, err := os.ReadFile(filepath.Join(dir, "out.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
}

// claimOf is the story's claim with so many trips.
func claimOf(t *testing.T, trips int) voucher.Paper {
	t.Helper()
	c := story()
	of := c.Trips
	c.Trips = nil
	for i := range trips {
		c.Trips = append(c.Trips, of[i%len(of)])
	}
	forms, err := voucher.ClaimForm(c)
	if err != nil {
		t.Fatal(err)
	}
	return forms[0]
}

// Wherever the page ends, the places to sign stand with the sum they are for.
func TestAPlaceToSignIsNotLeftAlone(t *testing.T) {
	for trips := 1; trips <= 24; trips++ {
		pages := pagesOf(t, claimOf(t, trips))
		last := pages[len(pages)-1]
		for _, word := range []string{"合计（大写）", "收款人", "单位负责人", "wangl"} {
			if !strings.Contains(last, word) {
				t.Errorf("%d trips, %d pages: %s is not on the last", trips, len(pages), word)
			}
		}
	}
}

func TestEveryPageSaysOfHowMany(t *testing.T) {
	first, second := claimOf(t, 40), claimOf(t, 1)
	pages := pagesOf(t, first, second)
	n := len(pages) - 1
	if n < 3 {
		t.Fatalf("%d pages for 40 trips", n)
	}
	for i, page := range pages {
		want := fmt.Sprintf("第 %d 页 共 %d 页", i+1, n)
		if i == n {
			want = "第 1 页 共 1 页"
		}
		if !strings.Contains(page, want) {
			t.Errorf("page %d does not say %s", i+1, want)
		}
	}
}

// A unit whose name reaches into the date has lines of its own.
func TestALongUnitHasLinesOfItsOwn(t *testing.T) {
	c := story()
	for _, name := range []string{"青石镇政府", "某某省某某市某某县某某乡镇人民政府乡村振兴与农业农村综合服务中心（退役军人服务站、社会治安综合治理中心）"} {
		c.Unit = name
		forms, err := voucher.ClaimForm(c)
		if err != nil {
			t.Fatal(err)
		}
		own := true
		for line := range strings.Lines(pagesOf(t, forms[0])[0]) {
			if strings.Contains(line, "单位：") && strings.Contains(line, "填报日期") {
				own = false
			}
		}
		if long := len([]rune(name)) > 20; own != long {
			t.Errorf("%s: on a line of its own %v, want %v", name, own, long)
		}
	}
}

// A sum is drawn smaller rather than broken: 99999999 and 9999.99 are another.
func TestASumIsNeverBroken(t *testing.T) {
	c := story()
	c.Total = money.Amount(99_999_999_999_999)
	forms, err := voucher.ClaimForm(c)
	if err != nil {
		t.Fatal(err)
	}
	page := pagesOf(t, forms[0])[0]
	if strings.Count(page, "999999999999.99") < 2 {
		t.Error("the sum of the trips and what is due are broken")
	}
	if !strings.Contains(strings.Join(strings.Fields(page), ""), "人民币玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分") {
		t.Error("the sum in capitals is not the greatest a form holds")
	}
}

// TestRoomForBinding: nothing stands in the 20 mm on the left, where vouchers
// are bound; the page's other edges have their 10 and 12.
func TestRoomForBinding(t *testing.T) {
	public, err := voucher.PublicList(list())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []voucher.Paper{claimOf(t, 3), public, voucher.RequestSlip(request())} {
		dir := poppler(t, pdf(t, p), "pdftotext", "-bbox", "in.pdf", "out.html")
		text, err := os.ReadFile(filepath.Join(dir, "out.html"))
		if err != nil {
			t.Fatal(err)
		}
		width := 210.0
		if p.Wide {
			width = 297
		}
		found := regexp.MustCompile(`xMin="([0-9.]+)".*xMax="([0-9.]+)"`).FindAllStringSubmatch(string(text), -1)
		for _, m := range found {
			left, _ := strconv.ParseFloat(m[1], 64)
			right, _ := strconv.ParseFloat(m[2], 64)
			if mm := left / 72 * 25.4; mm < 19.9 {
				t.Fatalf("%s: a word begins at %.1f mm", p.Title, mm)
			}
			if mm := right / 72 * 25.4; mm > width-9.9 {
				t.Fatalf("%s: a word ends %.1f mm from the edge", p.Title, width-mm)
			}
		}
		if len(found) < 20 {
			t.Errorf("%s: %d words", p.Title, len(found))
		}
	}
}
