// Package voucher prints what an office must hand on: forms, lists, the bank's
// file and the accounting entries, as pure functions from values to bytes.
//
// Every printed thing is a Paper first, a grid of cells; PDF and XLSX are two
// ways to write the same Paper, so that they cannot say different things.
package voucher

import (
	"time"

	"licheng/reimburse/money"
)

// Paper is one printed thing: a title, a grid, and lines above and below it.
type Paper struct {
	Title  string
	Left   string    // above the grid on the left, such as 单位
	Middle string    // above the grid in the middle, such as the date
	Right  string    // above the grid on the right, such as a number
	Widths []float64 // of the columns, in millimetres; together at most the width of the page's text
	Rows   []Row
	Below  []string  // lines below the grid
	Code   string    // printed as a QR code at the top right; empty: none
	Bare   bool      // the grid alone, in XLSX: no title, no frame
	Wide   bool      // A4 lying on its side
	Made   time.Time // written into the file; the same values make the same bytes
}

// Row is a row of the grid. Its cells' spans add up to the number of columns.
type Row struct {
	Cells []Cell
	Kind  RowKind
	MinMM float64 // least height, in millimetres
	Keep  bool    // stays on the page of the row after it: a place to sign is not left alone
}

// RowKind says what a row does where a page ends.
type RowKind int

// The kinds of rows.
const (
	Body RowKind = iota // below the last heading
	Head                // a heading: repeated on every page its body reaches
	Free                // ends the reach of the headings above it
)

// Cell is one cell of the grid.
type Cell struct {
	Text  string
	Fen   *money.Amount // an amount instead of Text: a number in XLSX
	Count *int64        // a whole number instead of Text: a number in XLSX
	Span  int           // columns it covers; 0 means 1
	Align Align
	Label bool // says what another cell holds
}

// Align is where a cell's text stands.
type Align int

// The alignments.
const (
	Left Align = iota
	Centre
	Right
)

// label, text, sum and count make cells.
func label(text string, span int) Cell {
	return Cell{Text: text, Span: span, Align: Centre, Label: true}
}

func text(t string, span int) Cell { return Cell{Text: t, Span: span} }

func centred(t string, span int) Cell { return Cell{Text: t, Span: span, Align: Centre} }

func sum(a money.Amount, span int) Cell { return Cell{Fen: &a, Span: span, Align: Right} }

func count(n int, span int) Cell {
	whole := int64(n)
	return Cell{Count: &whole, Span: span, Align: Right}
}

// span is how many columns the cell covers.
func (c Cell) span() int { return max(c.Span, 1) }

// shown is the cell as it is printed.
func (c Cell) shown() string {
	switch {
	case c.Fen != nil:
		return c.Fen.String()
	case c.Count != nil:
		return countText(*c.Count)
	default:
		return c.Text
	}
}
