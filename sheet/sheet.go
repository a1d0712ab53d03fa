// Package sheet reads the tables people keep: the rows of a CSV file (UTF-8,
// UTF-16 or GB18030; comma, semicolon or tab) or of an XLSX workbook, by the
// words of their header, each row with its line number so that a refusal can
// say where. It knows nothing of what the rows mean.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"licheng/lang"
)

// The limits of one table. A county's people, places and prices are far below.
const (
	MaxBytes   = 32 << 20
	MaxRows    = 200_000
	MaxColumns = 256
	// headerRows is how far down a header is looked for: offices like a title
	// and a date above their tables.
	headerRows = 10
)

// Errors of a table that cannot be read at all.
var (
	// ErrTooLarge reports a table over MaxBytes, MaxRows or MaxColumns.
	ErrTooLarge = errors.New("table too large")
	// ErrFormat reports a file that is neither a CSV file nor an XLSX workbook.
	ErrFormat = errors.New("not a CSV file or XLSX workbook")
	// ErrHeader reports a table without a required column.
	ErrHeader = errors.New("column missing from the header")
)

// Column is one column the reader of a table asks for.
type Column struct {
	Key      string   // the name Row.Get takes; is itself accepted as a header word
	Aliases  []string // other header words, Chinese and English; case, spaces, "_" and "-" are ignored
	Required bool     // the header must have it (a cell may still be empty)

	Holds   Content  // what its cells are; see Template
	Example string   // a cell as it should be written
	Choices []string // the words a cell may be; empty: any
}

// Content is what the cells of a column hold.
type Content string

// The contents. Codes are digits that are no number, such as an identity or a
// bank account: a workbook that took them for one has lost digits, so a cell in
// scientific notation is refused.
const (
	Words  Content = ""
	Code   Content = "code"
	Day    Content = "day"
	Time   Content = "time"
	Number Content = "number"
	Whole  Content = "whole"
)

// Table is a table read whole.
type Table struct {
	Name     string    // of the file, for messages
	Format   string    // csv or xlsx
	Charset  string    // utf-8, utf-16 or gb18030; empty for xlsx
	Rows     []Row     // those below the header that are not blank, in order
	Unknown  []string  // header words no Column answers to
	Problems []Problem // rows that could not be told apart into cells
}

// Row is one row of a Table.
type Row struct {
	Line  int // in the file or sheet, from 1
	cells []string
	index map[string]int // key of Column → cell
	heads []string       // the header's cells
	excel bool           // dates may be serial numbers
}

// Problem is one row, or one cell of it, that cannot be used, and why.
type Problem struct {
	Line   int       `json:"line"`             // from 1; 0 for the table as a whole
	Column string    `json:"column,omitempty"` // key of the column, when one cell is to blame
	Text   lang.Text `json:"text"`
}

// Read reads the table in r, which is called name in messages. It finds the
// header among the first rows (the first row that has every required column)
// and gives the rows below it. Errors wrap ErrTooLarge, ErrFormat or ErrHeader
// or are the reader's own; rows that are broken alone are in Table.Problems.
func Read(r io.Reader, name string, columns []Column) (*Table, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%s: over %d MiB: %w", name, MaxBytes>>20, ErrTooLarge)
	}
	table := &Table{Name: name}
	var pages []page
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		table.Format = "xlsx"
		pages, err = readXLSX(data)
	} else {
		table.Format = "csv"
		pages = make([]page, 1)
		pages[0].lines, table.Charset, table.Problems, err = readCSV(data)
	}
	if err == nil {
		err = table.choose(pages, columns)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return table, nil
}

// page is one sheet of a workbook, or a CSV file.
type page struct {
	name  string
	lines []line
}

// choose takes the first page that has the header; that of a page before it may
// be a note on how to fill the table in. A second page with the header is a
// Problem: its rows would be lost without a word.
func (t *Table) choose(pages []page, columns []Column) error {
	if len(pages) == 0 {
		pages = make([]page, 1) // nothing in it: told as an empty table
	}
	chosen := -1
	for i, p := range pages {
		_, _, err := findHeader(p.lines, columns)
		switch {
		case err != nil:
		case chosen < 0:
			chosen = i
		default:
			t.Problems = append(t.Problems, Problem{Text: lang.Sayf(
				"工作表“%[1]s”和“%[2]s”都有这张表的表头：只能导入一个，请把另一个删掉或另存",
				"The sheets %[1]q and %[2]q both have the header of this table: only one is imported; delete the other, or save it as a file of its own.",
				pages[chosen].name, p.name)})
		}
	}
	return t.fill(pages[max(chosen, 0)].lines, columns)
}

// line is one row before its header is known.
type line struct {
	number int
	cells  []string
}

// fill finds the header in lines and keeps the rows below it.
func (t *Table) fill(lines []line, columns []Column) error {
	at, index, err := findHeader(lines, columns)
	if err != nil {
		return err
	}
	header := lines[at].cells
	t.Unknown = unknown(header, index)
	for _, l := range lines[at+1:] {
		if blank(l.cells) {
			continue
		}
		if len(l.cells) > len(header) && !blank(l.cells[len(header):]) {
			t.Problems = append(t.Problems, Problem{Line: l.number, Text: lang.Sayf(
				"此行有 %d 格，表头只有 %d 格：请检查多余的分隔符或漏掉的引号",
				"This row has %d cells, the header %d: look for a stray separator or a missing quote.",
				len(l.cells), len(header))})
			continue
		}
		if sameCells(l.cells, header) {
			continue // the header again, as on each printed page
		}
		if wrong := spoilt(l, columns, index); len(wrong) > 0 {
			t.Problems = append(t.Problems, wrong...)
			continue
		}
		t.Rows = append(t.Rows, Row{Line: l.number, cells: l.cells, index: index, heads: header, excel: t.Format == "xlsx"})
	}
	return nil
}

// findHeader returns the place of the header row in lines and, by the Key of
// its Column, the place of each cell.
func findHeader(lines []line, columns []Column) (at int, index map[string]int, err error) {
	var best []string // missing columns of the row that lacks the fewest
	for i, l := range lines[:min(len(lines), headerRows)] {
		index, missing := matchHeader(l.cells, columns)
		if len(missing) == 0 && len(index) >= min(2, len(columns)) { // one word alone may be a title
			at, index = lowest(lines, i, index, columns)
			return at, index, nil
		}
		if best == nil || len(missing) < len(best) {
			best = missing
		}
	}
	if len(lines) == 0 {
		return 0, nil, fmt.Errorf("the table is empty: %w", ErrHeader)
	}
	if len(best) == 0 { // none must be there, and none is
		for _, c := range columns {
			best = append(best, describe(c))
		}
	}
	return 0, nil, fmt.Errorf("%w: %s", ErrHeader, strings.Join(best, ", "))
}

// lowest follows headings over several rows, in which the words of the first are
// merged down: the lowest row that has the required columns and no fewer of the
// others is the header.
func lowest(lines []line, at int, index map[string]int, columns []Column) (int, map[string]int) {
	for at+1 < len(lines) {
		below, missing := matchHeader(lines[at+1].cells, columns)
		if len(missing) > 0 || len(below) < len(index) {
			break
		}
		at, index = at+1, below
	}
	return at, index
}

// matchHeader finds each column among the cells and names the required ones
// that are not there.
func matchHeader(cells []string, columns []Column) (index map[string]int, missing []string) {
	places := make(map[string]int, len(cells))
	for i, cell := range cells {
		if word := fold(cell); word != "" {
			if _, twice := places[word]; !twice {
				places[word] = i
			}
		}
	}
	index = make(map[string]int, len(columns))
	for _, c := range columns {
		found := false
		for _, word := range append([]string{c.Key}, c.Aliases...) {
			if i, ok := places[fold(word)]; ok {
				index[c.Key], found = i, true
				break
			}
		}
		if !found && c.Required {
			missing = append(missing, describe(c))
		}
	}
	return index, missing
}

// describe names a column as a person would look for it: 名称 (name).
func describe(c Column) string {
	if len(c.Aliases) == 0 || c.Aliases[0] == c.Key {
		return c.Key
	}
	return fmt.Sprintf("%s (%s)", c.Aliases[0], c.Key)
}

// unknown lists the header words that no column took.
func unknown(header []string, index map[string]int) []string {
	taken := make(map[int]bool, len(index))
	for _, i := range index {
		taken[i] = true
	}
	var words []string
	for i, cell := range header {
		if !taken[i] && cell != "" {
			words = append(words, cell)
		}
	}
	return words
}

// fold makes header words comparable: lower case, without spaces, "_", "-",
// and without a unit or remark in brackets: "经度(°)" is "经度".
func fold(word string) string {
	if i := strings.IndexAny(word, "(（["); i > 0 {
		word = word[:i]
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '_', '-', '\t', '\n', '\r', '\u3000', '\ufeff', '*':
			return -1
		}
		return r
	}, strings.ToLower(word))
}

// blank reports whether no cell holds anything.
func blank(cells []string) bool {
	for _, cell := range cells {
		if cell != "" {
			return false
		}
	}
	return true
}
