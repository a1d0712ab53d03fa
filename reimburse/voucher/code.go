package voucher

import (
	"strings"

	"github.com/skip2/go-qrcode"
)

// code draws text as a QR code of codeMM a side. Rows of dark modules are drawn
// as one rectangle each, so that printers leave no hair lines between them.
func (w *pdfWriter) code(text string, x, y float64) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		w.pdf.SetErrorf("QR code of %d bytes: %v", len(text), err)
		return
	}
	bits := code.Bitmap()
	side := codeMM / float64(len(bits))
	w.pdf.SetFillColor(0, 0, 0)
	for row, line := range bits {
		for from := 0; from < len(line); from++ {
			if !line[from] {
				continue
			}
			to := from
			for to < len(line) && line[to] {
				to++
			}
			w.pdf.Rect(x+float64(from)*side, y+float64(row)*side, float64(to-from)*side, side, "F")
			from = to
		}
	}
}

// Proof is what the code on a claim's form says: which claim, which event of
// the county's ledger decided it, and the digests that a checker recomputes.
type Proof struct {
	Address string // of the service, such as https://…; empty: the code is text for a checker of one's own
	County  string
	Claim   string
	Seq     int64  // of the last event about the claim; 0 before it was handed in
	Hash    string // of that event
	Digest  string // of the claim's lines
}

// Text returns the proof as one line: the address of the claim's page in the
// office, which holds the digests against the ledger, or the same words
// without an address.
func (p Proof) Text() string {
	words := strings.Join([]string{p.County, countText(p.Seq), p.Hash, p.Digest}, ".")
	if p.Address == "" {
		return "licheng-claim:" + p.Claim + "#" + words
	}
	return strings.TrimSuffix(p.Address, "/") + "/office/claims/" + p.Claim + "#" + words
}
