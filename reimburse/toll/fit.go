package toll

import (
	"cmp"
	"fmt"
	"time"

	"licheng/reimburse/money"
)

// Record is one pass of a vehicle as an ETC statement 通行记录 tells it.
type Record struct {
	Plate   string    `json:"plate"` // as PlateKey writes it
	Entry   string    `json:"entry"` // station, as the statement writes it; empty where it does not
	Exit    string    `json:"exit"`
	EntryAt time.Time `json:"entry_at"` // zero where the statement does not tell it
	ExitAt  time.Time `json:"exit_at"`
	Fee     Fee       `json:"fee"`
	SHA256  string    `json:"sha256"` // of the statement's file
	Row     int       `json:"row"`    // in it, from 1
}

// Check returns ErrRecord, saying why, for a record whose figures contradict
// themselves.
func (r Record) Check() error {
	switch {
	case r.Plate == "" || r.Exit == "" || r.ExitAt.IsZero():
		return fmt.Errorf("%w: plate, exit station and time of exit are needed", ErrRecord)
	case !r.EntryAt.IsZero() && !r.EntryAt.Before(r.ExitAt):
		return fmt.Errorf("%w: the entry is not before the exit", ErrRecord)
	case r.Fee.Discount < 0 || r.Fee.Discount > r.Fee.Pay || r.Fee.Real != r.Fee.Pay-r.Fee.Discount:
		return fmt.Errorf("%w: %s − %s is not %s", ErrRecord, r.Fee.Pay, r.Fee.Discount, r.Fee.Real)
	case r.Fee.Pay > MostFen:
		return fmt.Errorf("%w: %s yuan are more than any pass costs", ErrRecord, r.Fee.Pay)
	}
	return nil
}

// MostFen bounds what one pass may cost: 100,000 yuan, so that no sum of them
// overflows.
const MostFen = money.Amount(10_000_000)

// Span is the time of the pass.
func (r Record) Span() Span {
	if r.EntryAt.IsZero() {
		return Span{From: r.ExitAt, Until: r.ExitAt, Slack: exitSlack}
	}
	return Span{From: r.EntryAt, Until: r.ExitAt, Slack: spanSlack}
}

// Timed is a drive with its times, for finding what it paid.
type Timed struct {
	Drive
	Start, End time.Time
}

// Fit returns which drive the record is of, or −1 when it is of none of them.
// The record's exit lies in the drive's time, give or take ten minutes, and the
// drive passes one of the stations at the printed time at least: a phone may be
// switched on after the entry, a trip may be cut in two on the way. Of several
// the one wins that Match doubts least, then the one whose time lies nearest,
// then the first.
func Fit(r Record, drives []Timed) int {
	best, bestDoubts, bestAway := -1, 0, time.Duration(0)
	for i, d := range drives {
		away := max(d.Start.Sub(r.ExitAt), r.ExitAt.Sub(d.End), 0)
		if d.Start.IsZero() || away > NearTime {
			continue
		}
		doubts, passed := r.doubts(d.Drive)
		if !passed {
			continue
		}
		if best < 0 || cmp.Or(cmp.Compare(doubts, bestDoubts), cmp.Compare(away, bestAway)) < 0 {
			best, bestDoubts, bestAway = i, doubts, away
		}
	}
	return best
}

// doubts counts what Match doubts of the record and the drive; passed says
// whether the drive has the record's plate and passes one of its stations.
func (r Record) doubts(d Drive) (n int, passed bool) {
	stations := 2
	for _, doubt := range Match(Invoice{
		Kind: TripInvoice, Plate: r.Plate, Entry: Station(r.Entry), Exit: Station(r.Exit), EntryAt: r.EntryAt, ExitAt: r.ExitAt, Amount: r.Fee.Real,
	}, Drive{Plate: d.Plate, Approaches: d.Approaches}, nil) {
		switch n++; doubt.Code {
		case "invoice-plate", "invoice-order":
			return n, false
		case "invoice-entry", "invoice-exit":
			stations--
		}
	}
	return n, stations > 0
}
