package ledger

import (
	"encoding/json"
	"fmt"
)

// Altered reports the first event of a book that is not what was written, or
// the first row that is not what its event sealed.
type Altered struct {
	Seq     int64  // of the event; 0 when no event stands for it
	Type    string // of the event
	Subject string // of the event: the claim
	Line    int    // the claim line, from 1; 0 when it is not about one line
	Reason  string
}

// Error names event, claim and line in one sentence.
func (a *Altered) Error() string {
	text := fmt.Sprintf("event %d (%s %s)", a.Seq, a.Type, a.Subject)
	if a.Seq == 0 {
		text = a.Subject
	}
	if a.Line > 0 {
		text += fmt.Sprintf(", line %d", a.Line)
	}
	return text + ": " + a.Reason
}

func altered(e Event, format string, args ...any) *Altered {
	return &Altered{Seq: e.Seq, Type: e.Type, Subject: e.Subject, Reason: fmt.Sprintf(format, args...)}
}

// Verifier checks a book event by event, so that a long one need not be in
// memory. The zero Verifier is not ready; use NewVerifier.
type Verifier struct {
	county string
	head   Head
}

// NewVerifier returns a Verifier for the book of one county.
func NewVerifier(county string) *Verifier { return &Verifier{county: county, head: Start} }

// Next checks the event that must follow those already seen. Its error is an
// *Altered.
func (v *Verifier) Next(e Event) error {
	switch {
	case e.Seq != v.head.Seq+1:
		return altered(e, "follows event %d: events between them are missing or twice", v.head.Seq)
	case e.County != v.county:
		return altered(e, "belongs to county %q, not to %q", e.County, v.county)
	case e.PrevHash != v.head.Hash:
		return altered(e, "does not fit on the seal of the event before it")
	case e.Hash != e.digest():
		return altered(e, "its content was changed: the seal does not fit")
	case !json.Valid(e.Payload):
		return altered(e, "its payload is not JSON")
	}
	v.head = e.Head()
	return nil
}

// Head returns the head after the events seen.
func (v *Verifier) Head() Head { return v.head }

// Ends checks that the book ends where it should: a book that was cut short
// still has an unbroken chain. Its error is an *Altered.
func (v *Verifier) Ends(want Head) error {
	if v.head == want {
		return nil
	}
	return &Altered{Seq: v.head.Seq + 1, Type: "missing", Subject: v.county, Reason: fmt.Sprintf(
		"the book ends at event %d (seal %.12s…), but should end at event %d (seal %.12s…)",
		v.head.Seq, v.head.Hash, want.Seq, want.Hash)}
}

// Verify checks a whole book, in order from event 1. Its error is an *Altered
// naming the first event that was altered, removed or put in.
func Verify(events []Event) error {
	if len(events) == 0 {
		return nil
	}
	v := NewVerifier(events[0].County)
	for _, e := range events {
		if err := v.Next(e); err != nil {
			return err
		}
	}
	return nil
}
