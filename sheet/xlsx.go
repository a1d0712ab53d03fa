package sheet

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Unpacked limits of a workbook: a table of MaxBytes packs well.
const (
	unpackedBytes      = 256 << 20
	unpackedSheetBytes = 128 << 20
)

// readXLSX gives the rows of every visible sheet that holds any. Cells are
// the stored values, so that dates come as serial numbers (see Row.Date) and
// numbers without the rounding of their display.
func readXLSX(data []byte) ([]page, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue:      true,
		UnzipSizeLimit:    unpackedBytes,
		UnzipXMLSizeLimit: unpackedSheetBytes,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, ErrFormat)
	}
	defer book.Close() //nolint:errcheck // read only; its temporary files are the system's to clean
	var pages []page
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		lines, err := sheetLines(book, name)
		if err != nil {
			return nil, err
		}
		if len(lines) > 0 {
			pages = append(pages, page{name, lines})
		}
	}
	return pages, nil
}

// sheetLines reads one sheet; blank rows are left out, numbers kept. Cells
// merged down several rows hold in each of them.
func sheetLines(book *excelize.File, name string) ([]line, error) {
	merged, err := mergedDown(book, name)
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows(name)
	if err != nil {
		return nil, fmt.Errorf("sheet %q: %w: %w", name, err, ErrFormat)
	}
	defer rows.Close() //nolint:errcheck // read only
	var lines []line
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("sheet %q, row %d: %w: %w", name, number, err, ErrFormat)
		}
		if blank(cells) {
			continue
		}
		cells = merged.into(number, cells)
		for i, cell := range cells {
			cells[i] = plainNumber(cell)
		}
		if lines, err = add(lines, line{number: number, cells: trim(cells)}); err != nil {
			return nil, fmt.Errorf("sheet %q: %w", name, err)
		}
	}
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("sheet %q: %w: %w", name, err, ErrFormat)
	}
	return lines, nil
}

// plainNumber undoes the binary dust of stored numbers: Excel itself shows at
// most 15 digits, so 0.80000000000000004 was typed as 0.8.
func plainNumber(cell string) string {
	if len(cell) < 16 || !strings.ContainsAny(cell, ".") {
		return cell
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return cell
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		return cell
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// mergedCells are the cells of a sheet that a merge hides, by row and column
// from 1, with what stands in its first.
type mergedCells map[int]map[int]string

// mergedMost bounds the cells that merges may fill: a workbook can name ranges
// far beyond its rows.
const mergedMost = MaxRows

// mergedDown finds what is merged over several rows of one column, as offices
// do with a township and its villages. Merges over several columns, such as a
// title, hold in their first cell only.
func mergedDown(book *excelize.File, name string) (mergedCells, error) {
	found, err := book.GetMergeCells(name)
	if err != nil {
		return nil, fmt.Errorf("sheet %q: %w: %w", name, err, ErrFormat)
	}
	merged, filled := mergedCells{}, 0
	for _, m := range found {
		column, top, errTop := excelize.CellNameToCoordinates(m.GetStartAxis())
		last, bottom, errBottom := excelize.CellNameToCoordinates(m.GetEndAxis())
		if errTop != nil || errBottom != nil || column != last || column > MaxColumns {
			continue
		}
		if filled += bottom - top; filled > mergedMost {
			return nil, fmt.Errorf("sheet %q: over %d merged cells: %w", name, mergedMost, ErrTooLarge)
		}
		for row := top + 1; row <= bottom; row++ {
			if merged[row] == nil {
				merged[row] = map[int]string{}
			}
			merged[row][column] = m.GetCellValue()
		}
	}
	return merged, nil
}

// into fills the merged cells of a row in.
func (m mergedCells) into(row int, cells []string) []string {
	for column, value := range m[row] {
		for len(cells) < column {
			cells = append(cells, "")
		}
		cells[column-1] = value
	}
	return cells
}
