package voucher

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// columnMM is how many millimetres one unit of a worksheet's column width is,
// about one digit.
const columnMM = 1.9

// XLSX writes the papers as one workbook, a sheet each. Amounts are numbers;
// every other cell is a string, so that a text beginning with = + - or @ stays
// a text and is never run as a formula.
func XLSX(papers ...Paper) ([]byte, error) {
	book := excelize.NewFile()
	names := map[string]bool{}
	for i, p := range papers {
		name := sheetName(p.Title, names)
		if i == 0 {
			if err := book.SetSheetName("Sheet1", name); err != nil {
				return nil, fmt.Errorf("%s: %w", p.Title, err)
			}
		} else if _, err := book.NewSheet(name); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Title, err)
		}
		w := &sheetWriter{book: book, name: name, paper: p, row: 1}
		if err := w.write(); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Title, err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		return nil, fmt.Errorf("write the workbook: %w", err)
	}
	return out.Bytes(), book.Close()
}

// sheetName makes a worksheet's name of a title: at most 31 characters, none
// that a worksheet may not have, and no name twice.
func sheetName(title string, taken map[string]bool) string {
	clean := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, title))
	clean = clean[:min(len(clean), 25)]
	name := string(clean)
	for n := 2; taken[name] || name == ""; n++ {
		name = fmt.Sprintf("%s (%d)", string(clean), n)
	}
	taken[name] = true
	return name
}

// sheetWriter writes one paper to its worksheet.
type sheetWriter struct {
	book   *excelize.File
	name   string
	paper  Paper
	row    int
	styles map[string]int
}

func (w *sheetWriter) write() error {
	w.styles = map[string]int{}
	for i, mm := range w.paper.Widths {
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := w.book.SetColWidth(w.name, column, column, mm/columnMM); err != nil {
			return err
		}
	}
	if err := w.page(); err != nil {
		return err
	}
	all := len(w.paper.Widths)
	top := []Row{{Cells: []Cell{centred(w.paper.Title, all)}}}
	if above := strings.TrimSpace(strings.Join([]string{w.paper.Left, w.paper.Middle, w.paper.Right}, "    ")); above != "" {
		top = append(top, Row{Cells: []Cell{text(above, all)}})
	}
	if w.paper.Bare {
		top = nil
	}
	for _, r := range top {
		if err := w.add(r, false); err != nil {
			return err
		}
	}
	for _, r := range w.paper.Rows {
		if err := w.add(r, !w.paper.Bare); err != nil {
			return err
		}
	}
	for _, line := range w.paper.Below {
		if err := w.add(Row{Cells: []Cell{text(line, all)}}, false); err != nil {
			return err
		}
	}
	return nil
}

// page has the sheet print as the PDF does: A4, one page wide.
func (w *sheetWriter) page() error {
	orientation, size, fit, tall := "portrait", 9, 1, 0
	if w.paper.Wide {
		orientation = "landscape"
	}
	if err := w.book.SetPageLayout(w.name, &excelize.PageLayoutOptions{
		Size: &size, Orientation: &orientation, FitToWidth: &fit, FitToHeight: &tall,
	}); err != nil {
		return err
	}
	yes := true
	return w.book.SetSheetProps(w.name, &excelize.SheetPropsOptions{FitToPage: &yes})
}

// add writes one row of cells, merged where they span.
func (w *sheetWriter) add(r Row, framed bool) error {
	at := 1
	for _, c := range r.Cells {
		first, err := excelize.CoordinatesToCellName(at, w.row)
		if err != nil {
			return err
		}
		last, err := excelize.CoordinatesToCellName(at+c.span()-1, w.row)
		if err != nil {
			return err
		}
		if c.span() > 1 {
			if err := w.book.MergeCell(w.name, first, last); err != nil {
				return err
			}
		}
		style, err := w.style(c, framed)
		if err != nil {
			return err
		}
		if err := w.book.SetCellStyle(w.name, first, last, style); err != nil {
			return err
		}
		if err := w.set(first, c); err != nil {
			return err
		}
		at += c.span()
	}
	w.row++
	return nil
}

// set writes the value. An amount goes in as its decimal digits, which a
// spreadsheet reads as a number: no float stands between.
func (w *sheetWriter) set(cell string, c Cell) error {
	switch {
	case c.Fen != nil || c.Count != nil:
		return w.book.SetCellDefault(w.name, cell, c.shown())
	case c.Text == "":
		return nil
	default:
		return w.book.SetCellStr(w.name, cell, printable(c.Text))
	}
}

// printable replaces the control characters a workbook cannot hold.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, text)
}

func (w *sheetWriter) style(c Cell, framed bool) (int, error) {
	key := fmt.Sprint(c.Align, c.Label, c.Fen != nil, framed)
	if id, ok := w.styles[key]; ok {
		return id, nil
	}
	style := &excelize.Style{
		Alignment: &excelize.Alignment{Horizontal: [...]string{"left", "center", "right"}[c.Align], Vertical: "center", WrapText: framed},
	}
	if framed {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Color: "3C3C3C", Style: 1})
		}
	}
	if c.Label {
		style.Fill = excelize.Fill{Type: "pattern", Color: []string{"EEF0EC"}, Pattern: 1}
	}
	if c.Fen != nil {
		twoDecimals := "0.00"
		style.CustomNumFmt = &twoDecimals
	}
	id, err := w.book.NewStyle(style)
	w.styles[key] = id
	return id, err
}
