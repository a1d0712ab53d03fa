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
}

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
	var lines []line
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		table.Format = "xlsx"
		lines, err = readXLSX(data)
	} else {
		table.Format = "csv"
		lines, table.Charset, table.Problems, err = readCSV(data)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := table.fill(lines, columns); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return table, nil
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
		if len(missing) == 0 && len(index) > 0 {
			return i, index, nil
		}
		if best == nil || len(missing) < len(best) {
			best = missing
		}
	}
	if len(lines) == 0 {
		return 0, nil, fmt.Errorf("the table is empty: %w", ErrHeader)
	}
	return 0, nil, fmt.Errorf("%w: %s", ErrHeader, strings.Join(best, ", "))
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
