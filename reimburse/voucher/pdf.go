package voucher

import (
	"bytes"
	"fmt"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
)

// Measures of a printed page, in millimetres and points.
const (
	pageShortMM = 210.0 // A4
	pageLongMM  = 297.0
	marginMM    = 12.0 // above and below
	bindMM      = 20.0 // on the left, where vouchers are bound
	edgeMM      = 10.0 // on the right
	titlePT     = 16.0
	textPT      = 9.0
	padMM       = 1.2
	lineMM      = 4.4
	codeMM      = 22.0 // side of the QR code
	pointMM     = 25.4 / 72
	family      = "sc"
)

// TextWidthMM is how wide a Paper's columns may be together.
func TextWidthMM(wide bool) float64 {
	if wide {
		return pageLongMM - bindMM - edgeMM
	}
	return pageShortMM - bindMM - edgeMM
}

// PDF writes the papers as one PDF, each beginning on a new page. A character
// that the font lacks is drawn as a box with its code point and can still be
// searched and copied; none is dropped. It returns ErrNoFont when the build
// holds no font.
func PDF(papers ...Paper) ([]byte, error) {
	f, err := face()
	if err != nil {
		return nil, err
	}
	w := &pdfWriter{pdf: fpdf.New("P", "mm", "A4", ""), face: f}
	w.pdf.SetAutoPageBreak(false, 0)
	w.pdf.SetMargins(bindMM, marginMM, edgeMM)
	w.pdf.SetCatalogSort(true)
	w.pdf.SetProducer("Licheng", true)
	w.pdf.SetLang("zh-CN")
	w.pdf.AddUTF8FontFromBytes(family, "", f.bytes)
	for i, p := range papers {
		if i == 0 {
			w.pdf.SetCreationDate(p.Made.UTC())
			w.pdf.SetModificationDate(p.Made.UTC())
			w.pdf.SetTitle(p.Title, true)
		}
		if err := w.paper(p); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Title, err)
		}
	}
	var out bytes.Buffer
	if err := w.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("write the PDF: %w", err)
	}
	return out.Bytes(), nil
}

// pdfWriter writes papers page by page.
type pdfWriter struct {
	pdf     *fpdf.Fpdf
	face    typeface
	buffer  sfnt.Buffer
	size    float64 // points
	y       float64 // where the next row begins, in millimetres
	page    int     // of the paper, from 1
	papers  int     // begun so far
	scale   float64 // of the columns, where they are together wider than the page
	heads   []Row   // headings to repeat on the next page
	inHeads bool    // the row before was a heading
	now     Paper
	boxed   map[rune]bool // characters of the paper that were drawn as boxes
}

func (w *pdfWriter) setSize(pt float64) {
	w.size = pt
	w.pdf.SetFont(family, "", pt)
}

func (w *pdfWriter) paper(p Paper) error {
	w.now, w.page, w.heads, w.boxed, w.scale = p, 0, nil, map[rune]bool{}, 1
	w.papers++
	together := 0.0
	for _, mm := range p.Widths {
		together += mm
	}
	if text := TextWidthMM(p.Wide); together > text {
		w.scale = text / together
	}
	w.newPage()
	for i, r := range p.Rows {
		spans := 0
		for _, c := range r.Cells {
			spans += c.span()
		}
		if spans != len(p.Widths) {
			return fmt.Errorf("row %d covers %d of %d columns", i+1, spans, len(p.Widths))
		}
		if i == 0 || !p.Rows[i-1].Keep {
			w.keep(p.Rows[i:])
		}
		w.row(r)
	}
	w.setSize(textPT)
	w.y++
	for _, line := range append(p.Below[:len(p.Below):len(p.Below)], w.legend()...) {
		for _, part := range wrap(line, TextWidthMM(p.Wide), w.measure) {
			if w.y+lineMM > w.bottom() {
				w.newPage()
			}
			w.line(bindMM, w.y+lineMM*0.8, part)
			w.y += lineMM
		}
	}
	w.pdf.RegisterAlias(w.pages(), strconv.Itoa(w.page))
	return w.pdf.Error()
}

// pages stands for the number of pages of the paper, which is known at its end.
func (w *pdfWriter) pages() string { return fmt.Sprintf("{pages of %d}", w.papers) }

// keep begins a new page where the rows that are to stay together do not fit
// this one and fit a page; the last of the paper with the lines below them.
func (w *pdfWriter) keep(rows []Row) {
	w.setSize(textPT)
	together := 0.0
	for i, r := range rows {
		together += w.height(r, w.cut(r))
		if i == len(rows)-1 { // and what stands below them, a line on rare characters included
			together += 1 + lineMM
			for _, line := range w.now.Below {
				together += float64(len(wrap(line, TextWidthMM(w.now.Wide), w.measure))) * lineMM
			}
		}
		if !r.Keep {
			break
		}
	}
	if !rows[0].Keep || w.y+together <= w.bottom() || marginMM+together > w.bottom() {
		return
	}
	if rows[0].Kind == Free {
		w.heads = nil
	}
	w.newPage()
}

// bottom is where the text of a page ends; the page number stands below.
func (w *pdfWriter) bottom() float64 {
	_, height := w.pdf.GetPageSize()
	return height - marginMM - lineMM
}

// newPage begins a page: title and what stands above the grid on the first,
// headings on the others, the page's number on all.
func (w *pdfWriter) newPage() {
	orientation := "P"
	if w.now.Wide {
		orientation = "L"
	}
	w.pdf.AddPageFormat(orientation, fpdf.SizeType{Wd: pageShortMM, Ht: pageLongMM})
	w.pdf.SetDrawColor(60, 60, 60)
	w.pdf.SetLineWidth(0.2)
	w.page++
	width := TextWidthMM(w.now.Wide)
	w.setSize(textPT)
	number := fmt.Sprintf("%s  第 %d 页 共 ", w.now.Title, w.page)
	w.line(bindMM+width-w.measure(number+"00 页"), w.bottom()+lineMM, number+w.pages()+" 页")
	w.y = marginMM
	if w.page > 1 {
		for _, r := range w.heads {
			w.draw(r, w.cut(r))
		}
		return
	}
	w.above(width)
}

// above draws the title, the code and the line above the grid.
func (w *pdfWriter) above(width float64) {
	if w.now.Code != "" {
		w.code(w.now.Code, bindMM+width-codeMM, marginMM)
	}
	w.setSize(titlePT)
	w.line(bindMM+(width-w.measure(w.now.Title))/2, w.y+titlePT*pointMM+2, w.now.Title)
	w.setSize(textPT)
	w.y += titlePT*pointMM + 6
	if w.now.Code != "" {
		w.y = marginMM + codeMM - lineMM
		width -= codeMM + 2
	}
	left, middle, right := w.measure(w.now.Left), w.measure(w.now.Middle), w.measure(w.now.Right)
	if (width-middle)/2 < left+padMM || (width+middle)/2 > width-right-padMM { // a long unit has lines of its own
		for _, part := range wrap(w.now.Left, width, w.measure) {
			w.line(bindMM, w.y+lineMM*0.8, part)
			w.y += lineMM
		}
		w.line(bindMM, w.y+lineMM*0.8, w.now.Middle)
	} else {
		w.line(bindMM, w.y+lineMM*0.8, w.now.Left)
		w.line(bindMM+(width-middle)/2, w.y+lineMM*0.8, w.now.Middle)
	}
	w.line(bindMM+width-right, w.y+lineMM*0.8, w.now.Right)
	w.y += lineMM + 1.5
}

// row draws a row, on the next page when it does not fit this one, and over
// several when it fits none.
func (w *pdfWriter) row(r Row) {
	w.setSize(textPT)
	if r.Kind == Free || (r.Kind == Head && len(w.heads) > 0 && !w.inHeads) {
		w.heads = nil
	}
	lines := w.cut(r)
	if w.y+w.height(r, lines) > w.bottom() {
		w.newPage()
	}
	for w.y+w.height(r, lines) > w.bottom() {
		fits := max(1, int((w.bottom()-w.y-2*padMM)/lineMM))
		first, rest := splitLines(lines, fits)
		w.draw(Row{Cells: r.Cells}, first)
		lines = rest
		w.newPage()
	}
	w.draw(r, lines)
	if r.Kind == Head {
		w.heads = append(w.heads, r)
	}
	w.inHeads = r.Kind == Head
}

// cut breaks the texts of a row's cells into lines.
func (w *pdfWriter) cut(r Row) [][]string {
	lines := make([][]string, len(r.Cells))
	at := 0
	for i, c := range r.Cells {
		lines[i] = []string{c.shown()} // a number is never broken: it is drawn smaller
		if c.Fen == nil && c.Count == nil {
			lines[i] = wrap(c.shown(), w.widthOf(at, c)-2*padMM, w.measure)
		}
		at += c.span()
	}
	return lines
}

// splitLines cuts every cell after so many lines.
func splitLines(lines [][]string, fits int) (first, rest [][]string) {
	for _, cell := range lines {
		n := min(fits, len(cell))
		first, rest = append(first, cell[:n]), append(rest, cell[n:])
	}
	return first, rest
}

func (w *pdfWriter) height(r Row, lines [][]string) float64 {
	most := 1
	for _, l := range lines {
		most = max(most, len(l))
	}
	return max(r.MinMM, float64(most)*lineMM+2*padMM)
}

func (w *pdfWriter) widthOf(at int, c Cell) float64 {
	width := 0.0
	for _, mm := range w.now.Widths[at : at+c.span()] {
		width += mm
	}
	return width * w.scale
}

// draw draws the cells of a row with their texts already cut into lines.
func (w *pdfWriter) draw(r Row, lines [][]string) {
	height := w.height(r, lines)
	x, at := bindMM, 0
	for i, c := range r.Cells {
		width := w.widthOf(at, c)
		style := "D"
		if c.Label {
			w.pdf.SetFillColor(238, 240, 236)
			style = "FD"
		}
		w.pdf.Rect(x, w.y, width, height, style)
		top := w.y + (height-float64(len(lines[i]))*lineMM)/2
		for n, line := range lines[i] {
			w.setSize(textPT)
			if wide, fits := w.measure(line), width-2*padMM; wide > fits {
				w.setSize(textPT * fits / wide)
			}
			w.line(w.startOf(x, width, c, line), top+float64(n)*lineMM+lineMM*0.78, line)
		}
		x += width
		at += c.span()
	}
	w.setSize(textPT)
	w.y += height
}

func (w *pdfWriter) startOf(x, width float64, c Cell, line string) float64 {
	switch c.Align {
	case Centre:
		return x + (width-w.measure(line))/2
	case Right:
		return x + width - padMM - w.measure(line)
	default:
		return x + padMM
	}
}
