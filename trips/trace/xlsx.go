package trace

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"licheng/lang"
)

// maxSheetBytes bounds what a workbook may unpack to: its sheets are held in
// memory by the library that reads them.
const maxSheetBytes = 256 << 20

// sheetSample is how many rows the columns are found from.
const sheetSample = 200

// cellsPerFix bounds the cells of a workbook by the limit on fixes, empty ones
// in front of others and rows left out included: a few bytes can claim the
// last cell of the last row.
const cellsPerFix = 16

// unitSeparator stands between the cells of the sample: no cell holds it.
const unitSeparator = 0x1f

// workbook reads every visible sheet of an XLSX file that has columns of
// longitude and latitude as a table; each is a trace, or one a vehicle.
func (a *archive) workbook(packed []byte, files []*zip.File) (traces []Trace, report Report, err error) {
	c := newCollector("xlsx", "", a.limits)
	if refusal := a.tooLarge(files); refusal != nil {
		return nil, c.report, refusal
	}
	broken := func(cause error) *Refusal {
		return &Refusal{Reason: RefusedBroken, Format: "xlsx", Err: cause, Text: lang.Say(
			"工作簿损坏，无法打开；请在 Excel 或 WPS 里重新保存，或另存为 CSV 再上传。",
			"the workbook is damaged and cannot be opened; save it anew in Excel or WPS, or as CSV, and send that.")}
	}
	defer func() { // the library trusts the inside of a workbook more than a stranger's file deserves
		if p := recover(); p != nil {
			traces, report, err = nil, noReport("xlsx"), broken(fmt.Errorf("excelize: %v", p))
		}
	}()
	limit := min(a.limits.UnpackedBytes, maxSheetBytes)
	book, err := excelize.OpenReader(bytes.NewReader(packed), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limit, UnzipXMLSizeLimit: limit,
	})
	if err != nil {
		return nil, c.report, broken(err)
	}
	defer book.Close() //nolint:errcheck // read only
	if err := readSheets(c, book); err != nil {
		return c.stopped(err, 1)
	}
	if c.report.Fixes == 0 {
		return nil, c.report, noColumns("xlsx")
	}
	return c.finish()
}

// tooLarge judges a workbook by the sizes it declares, before it is unpacked.
func (a *archive) tooLarge(files []*zip.File) *Refusal {
	var total uint64
	for _, f := range files {
		total += min(f.UncompressedSize64, 1<<40)
	}
	switch {
	case total > uint64(min(a.limits.UnpackedBytes, maxSheetBytes)):
		return limitRefusal(errTooManyUnpacked, Limits{UnpackedBytes: min(a.limits.UnpackedBytes, maxSheetBytes)})
	case total > ratioFrom && total > uint64(a.limits.Ratio)*uint64(a.packed):
		return limitRefusal(errRatio, a.limits)
	}
	return nil
}

// readSheets reads the visible sheets one after another.
func readSheets(c *collector, book *excelize.File) error {
	serials := excelSerials{}
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		serials.from1904 = *props.Date1904
	}
	left := cellsPerFix * c.limits.Fixes
	var passed []string
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		read, err := readSheet(c, book, name, serials, &left)
		if err != nil {
			return err
		}
		if !read {
			passed = append(passed, name)
		}
	}
	if len(passed) > 0 && c.report.Fixes > 0 {
		names := strings.Join(passed[:min(len(passed), 5)], "、")
		c.note("工作表 %[1]s 里没有经纬度两列，未采用。", "Without columns of longitude and latitude and not used: sheet %[1]s.", names)
	}
	return nil
}

// spend takes the cells of a row, and the row itself, from what is left.
func (c *collector) spend(left *int, cells int) error {
	if *left -= cells + 1; *left >= 0 {
		return nil
	}
	return refuse(RefusedTooLarge, "xlsx", lang.Sayf(
		"工作簿的单元格超过上限 %d 个；请只保留轨迹的行和列，或另存为 CSV。",
		"the workbook has more than the limit of %d cells; keep only the rows and columns of the track, or save it as CSV.", cellsPerFix*c.limits.Fixes))
}

// readSheet reads one sheet; false when it has no columns of coordinates.
func readSheet(c *collector, book *excelize.File, name string, serials excelSerials, left *int) (bool, error) {
	head, err := sheetHead(c, book, name, left)
	if err != nil {
		return false, err
	}
	plan, ok := planFor(head, []byte{unitSeparator})
	if !ok {
		return false, nil
	}
	rows, err := book.Rows(name)
	if err != nil {
		return false, err
	}
	defer rows.Close() //nolint:errcheck // read only
	c.startTrace(readable([]byte(name), true))
	t := newTable(c, plan)
	t.serials = &serials
	for number := 1; rows.Next(); number++ {
		columns, err := rows.Columns()
		if err != nil {
			return false, err
		}
		if err := c.spend(left, len(columns)); err != nil {
			return false, err
		}
		if number <= plan.skip || len(strings.Join(columns, "")) == 0 {
			continue
		}
		t.cells = t.cells[:0]
		for _, cell := range columns {
			t.cells = append(t.cells, trimSpace([]byte(cell)))
		}
		t.where = number
		if err := t.row(); err != nil {
			return false, err
		}
	}
	t.settle()
	return true, rows.Error()
}

// sheetHead writes the first rows as text, to find the columns.
func sheetHead(c *collector, book *excelize.File, name string, left *int) ([]byte, error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read only
	var head []byte
	for n := 0; n < sheetSample && len(head) < sniffBytes && rows.Next(); n++ {
		columns, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if err := c.spend(left, len(columns)); err != nil {
			return nil, err
		}
		for i, cell := range columns {
			if i > 0 {
				head = append(head, unitSeparator)
			}
			head = append(head, strings.ReplaceAll(cell, "\n", " ")...)
		}
		head = append(head, '\n')
	}
	return head, rows.Error()
}

// excelSerials turns the day numbers a workbook stores into dates.
type excelSerials struct {
	from1904 bool // the old calendar of the Macintosh
}

// text writes a stored day number as the text of a date, a time of day, or
// both; other cells stay as they are. Day 1 is 1 January 1900 with a 29
// February of 1900 that never was, or day 0 is 1 January 1904.
func (e excelSerials) text(cell []byte) []byte {
	v, ok := parseNumber(cell)
	if !ok || v < 0 {
		return cell
	}
	day := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if e.from1904 {
		day = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	at := day.Add(time.Duration(v*86_400_000+0.5) * time.Millisecond)
	switch {
	case v < 1:
		return []byte(at.Format("15:04:05.000"))
	case v < 30_000 || v > 75_000: // 1982 and 2105: no date of a trip, perhaps an epoch
		return cell
	case v == float64(int64(v)):
		return []byte(at.Format("2006-01-02"))
	}
	return []byte(at.Format("2006-01-02 15:04:05.000"))
}
