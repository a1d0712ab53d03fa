package trace

import (
	"fmt"
	"strings"
	"testing"
)

// bookOf writes a workbook by hand: its sheets are the insides of <sheetData>,
// given as name, rows, name, rows, ….
func bookOf(t testing.TB, properties string, sheets ...string) string {
	t.Helper()
	types := `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var list, rels strings.Builder
	files := []string{}
	for i := 0; i < len(sheets); i += 2 {
		n := i/2 + 1
		types += fmt.Sprintf(`<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, n)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, sheets[i], n, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, rel, n)
		files = append(files, fmt.Sprintf("xl/worksheets/sheet%d.xml", n),
			`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+sheets[i+1]+`</sheetData></worksheet>`)
	}
	const pkg = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	return zipOf(t, append([]string{
		"[Content_Types].xml", types + "</Types>",
		"_rels/.rels", pkg + `<Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + rel + `">` + properties + `<sheets>` + list.String() + `</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", pkg + rels.String() + "</Relationships>",
	}, files...)...)
}

// row writes a row of a sheet: numbers as numbers, the rest as text.
func row(n int, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, n)
	for i, c := range cells {
		if _, number := parseNumber([]byte(c)); number {
			fmt.Fprintf(&b, `<c r="%c%d"><v>%s</v></c>`, 'A'+i, n, c)
		} else if c != "" {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, c)
		}
	}
	return b.String() + "</row>"
}

func TestXLSX(t *testing.T) {
	// Day 46298 of Excel is 3 October 2026: 46023 is 1 January 2026, and 273
	// days of January to September follow. A third of a day is 08:00 in China.
	const at0, at10 = "46298.333333333336", "46298.33344907407"
	cases := []struct{ name, in string }{
		{"text cells, a title above", bookOf(t, "", "轨迹", row(1, "车辆轨迹报表")+row(2, "经度", "纬度", "时间")+
			row(4, "106.7135", "26.5783", "2026-10-03 08:00:00")+row(6, "106.7145", "26.5793", "2026-10-03 08:00:10"))},
		{"dates as Excel stores them", bookOf(t, "", "轨迹", row(1, "时间", "lat", "lon")+
			row(4, at0, "26.5783", "106.7135")+row(6, at10, "26.5793", "106.7145"))},
		{"date and time of day apart", bookOf(t, "", "轨迹", row(1, "日期", "时间", "经度", "纬度")+
			row(4, "46298", "0.333333333333333", "106.7135", "26.5783")+row(6, "46298", "0.333449074074074", "106.7145", "26.5793"))},
		{"the calendar of 1904", bookOf(t, `<workbookPr date1904="1"/>`, "轨迹", row(1, "时间", "lat", "lon")+
			row(4, "44836.333333333336", "26.5783", "106.7135")+row(6, "44836.33344907407", "26.5793", "106.7145"))},
		{"seconds since 1970", bookOf(t, "", "轨迹", row(1, "timestamp", "lat", "lon")+
			row(4, "1790985600", "26.5783", "106.7135")+row(6, "1790985610", "26.5793", "106.7145"))},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			traces, report := mustDecode(t, c.in)
			sameTraces(t, traces, []Trace{{Name: "轨迹", Fixes: []Fix{fixAt(utc(0, 0, 0), 106.7135, 26.5783, 4), fixAt(utc(0, 0, 10), 106.7145, 26.5793, 6)}}})
			if report.Format != "xlsx" {
				t.Errorf("format %s", report.Format)
			}
		})
	}
}

func TestXLSX_sheetsAndRefusals(t *testing.T) {
	head := row(1, "经度", "纬度", "时间")
	one := func(lat string) string { return head + row(2, "106.7135", lat, "2026-10-03 08:00:00") }
	traces, report := mustDecode(t, bookOf(t, "", "周一", one("26.5"), "说明", row(1, "x"), "周二", one("26.6")+row(3, "abc", "26.7")))
	if len(traces) != 2 || traces[1].Name != "周二" || !strings.Contains(fmt.Sprint(report.Notes), "sheet 说明") {
		t.Errorf("%d traces, notes %v", len(traces), report.Notes)
	}
	if d := report.Dropped; len(d) != 1 || !strings.HasPrefix(d[0].Text.EN, "row 3: ") {
		t.Errorf("dropped %v", d)
	}
	last := `<row r="%d"><c r="XFD%[1]d"><v>1</v></c></row>`
	var wide strings.Builder
	for n := 2; n < 20; n++ {
		fmt.Fprintf(&wide, last, n)
	}
	if traces, _ := mustDecode(t, gzipOf(t, bookOf(t, "", "a", one("26.5")))); len(traces) != 1 {
		t.Error("a workbook in gzip is not read")
	}
	for name, c := range map[string][2]string{
		"no coordinates": {bookOf(t, "", "a", row(1, "name", "age")), "xlsx: row 1: no columns of longitude"},
		"broken inside":  {zipOf(t, "xl/workbook.xml", "<workbook>", "[Content_Types].xml", "<"), "xlsx: "},
		"wide rows":      {bookOf(t, "", "a", head+wide.String()), "more than the limit of 160000 cells"},
		"a tall sheet":   {bookOf(t, "", "a", head+fmt.Sprintf(last, 1_048_576)), "more than the limit of 160000 cells"},
		"a bomb":         {bookOf(t, "", "a", one("26.5")+strings.Repeat(" ", 8<<20)), "more than 200 times"},
	} {
		_, _, err := Decode(strings.NewReader(c[0]), name, Limits{Fixes: 10_000})
		if r, ok := refusalOf(err); !ok || !strings.Contains(r.Error(), c[1]) {
			t.Errorf("%s: %v, want a refusal saying %q", name, err, c[1])
		}
	}
}
