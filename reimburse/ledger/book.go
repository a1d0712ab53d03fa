package ledger

import (
	"licheng/reimburse/money"
)

// Standing is where a claim stands after its moves.
type Standing struct {
	Last Move  // its latest move
	Seq  int64 // of the event of that move
	Type string
}

// Book is the state that follows from a county's events alone.
type Book struct {
	Claims map[string]Standing
	// Paid holds, for every trip that was paid, the claim that paid it.
	Paid map[string]string
	// PaidFen is the sum of all payments.
	PaidFen money.Amount
}

// NewBook returns the book before the first event.
func NewBook() *Book {
	return &Book{Claims: map[string]Standing{}, Paid: map[string]string{}}
}

// beginning is the state a claim's first move must start from, and paid and
// rejected the states nothing leads out of. The words are those of the table
// of moves in reimburse/claim (tested equal); they are repeated here because a
// book must stay readable when that table changes.
const (
	beginning = "draft"
	paid      = "paid"
	rejected  = "rejected"
)

// Apply takes in the next event. It refuses, with an *Altered, a move that
// does not start where the claim stands, that edits a decided claim, whose
// digest of lines or total does not fit its lines, or that pays a trip a
// second time.
func (b *Book) Apply(e Event) error {
	if !e.IsMove() {
		return nil
	}
	move, err := e.Move()
	if err != nil {
		return altered(e, "its payload is not a claim move")
	}
	if err := b.checkMove(e, move); err != nil {
		return err
	}
	if err := checkLines(e, move); err != nil {
		return err
	}
	if move.To == paid {
		if err := b.pay(e, move); err != nil {
			return err
		}
	}
	b.Claims[move.Claim] = Standing{Last: move, Seq: e.Seq, Type: e.Type}
	return nil
}

func (b *Book) checkMove(e Event, move Move) error {
	before, known := b.Claims[move.Claim]
	switch {
	case e.Subject != move.Claim:
		return altered(e, "its payload is about claim %s", move.Claim)
	case !known && move.From != beginning:
		return altered(e, "the claim's first move starts from %q, not from %q", move.From, beginning)
	case !known:
		return nil
	case before.Last.To == paid || before.Last.To == rejected:
		return altered(e, "moves a claim that event %d already left %s", before.Seq, before.Last.To)
	case move.From != before.Last.To && !redrafted(before.Last.To, move.From):
		return altered(e, "starts from %q, but event %d left the claim %q", move.From, before.Seq, before.Last.To)
	case move.Version <= before.Last.Version:
		return altered(e, "its version %d does not follow %d", move.Version, before.Last.Version)
	case move.From == "approved" && move.LinesDigest != before.Last.LinesDigest:
		return altered(e, "pays other lines than event %d approved", before.Seq)
	case move.From == "submitted" && move.LinesDigest != before.Last.LinesDigest:
		return altered(e, "decides on other lines than event %d handed in", before.Seq)
	}
	return nil
}

// redrafted reports whether a claim left in one state may stand in another
// without an event: a returned claim that was priced again is a draft.
func redrafted(left, now string) bool { return left == "returned" && now == beginning }

// checkLines holds the move's digest and total against its own lines.
func checkLines(e Event, move Move) error {
	digest, err := Digest(move.Lines)
	if err != nil {
		return altered(e, "its lines cannot be digested")
	}
	if digest != move.LinesDigest {
		return altered(e, "its digest of lines does not fit its lines")
	}
	return nil
}

func (b *Book) pay(e Event, move Move) error {
	for _, trip := range move.Trips {
		if by, ok := b.Paid[trip.ID]; ok {
			return altered(e, "pays trip %s a second time, after claim %s", trip.ID, by)
		}
		b.Paid[trip.ID] = move.Claim
	}
	b.PaidFen += move.TotalFen
	return nil
}

// Replay applies whole events in order and returns the state they lead to.
func Replay(events []Event) (*Book, error) {
	book := NewBook()
	for _, e := range events {
		if err := book.Apply(e); err != nil {
			return nil, err
		}
	}
	return book, nil
}
