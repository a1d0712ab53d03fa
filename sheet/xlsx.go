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

// readXLSX gives the rows of the first visible sheet that holds any. Cells are
// the stored values, so that dates come as serial numbers (see Row.Date) and
// numbers without the rounding of their display.
func readXLSX(data []byte) ([]line, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue:      true,
		UnzipSizeLimit:    unpackedBytes,
		UnzipXMLSizeLimit: unpackedSheetBytes,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, ErrFormat)
	}
	defer book.Close() //nolint:errcheck // read only; its temporary files are the system's to clean
	for _, name := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		lines, err := sheetLines(book, name)
		if err != nil || len(lines) > 0 {
			return lines, err
		}
	}
	return nil, nil
}

// sheetLines reads one sheet; blank rows are left out, numbers kept.
func sheetLines(book *excelize.File, name string) ([]line, error) {
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
