// Package ledger is the county's book: append-only events, each sealed by a
// SHA-256 over itself and the seal of the one before. Whoever changes an old
// event breaks every seal after it, and Verify names the first.
//
// The package is pure: it makes, checks and replays events. Keeping them is
// the store's work, and nothing but the store appends.
package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"time"
)

// Genesis is the PrevHash of a county's first event.
const Genesis = "0000000000000000000000000000000000000000000000000000000000000000"

// seal is the first field that is hashed: it says which layout follows.
const seal = "licheng-ledger/1"

// Event is one entry of a county's book. Its Hash covers every other field.
type Event struct {
	County   string          `json:"county"`    // six digits, GB/T 2260
	Seq      int64           `json:"seq"`       // 1, 2, 3 … without holes
	At       time.Time       `json:"at"`        // UTC, whole microseconds
	Actor    string          `json:"actor"`     // account name
	Type     string          `json:"type"`      // claim.submit, claim.pay, rules.import, …
	Subject  string          `json:"subject"`   // what it happened to: a claim id, a document
	Payload  json.RawMessage `json:"payload"`   // canonical JSON, see Canonical
	PrevHash string          `json:"prev_hash"` // hex; Genesis for the first
	Hash     string          `json:"hash"`      // hex
}

// Entry is what an event is made of before it has a place in the book.
type Entry struct {
	County  string
	At      time.Time
	Actor   string
	Type    string
	Subject string
	Payload any // marshalled by Canonical
}

// Head is the end of a county's book: how many events, and the last seal.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// Start is the head of an empty book.
var Start = Head{Seq: 0, Hash: Genesis}

// Append returns the event that follows head. The time is cut to whole
// microseconds, because that is what every database keeps. It fails only for
// a payload that cannot be marshalled.
func Append(head Head, entry Entry) (Event, error) {
	payload, err := Canonical(entry.Payload)
	if err != nil {
		return Event{}, fmt.Errorf("ledger: payload of %s %s: %w", entry.Type, entry.Subject, err)
	}
	e := Event{
		County: entry.County, Seq: head.Seq + 1, At: entry.At.UTC().Truncate(time.Microsecond),
		Actor: entry.Actor, Type: entry.Type, Subject: entry.Subject,
		Payload: payload, PrevHash: head.Hash,
	}
	e.Hash = e.digest()
	return e, nil
}

// Head returns the head of a book that ends with e.
func (e Event) Head() Head { return Head{Seq: e.Seq, Hash: e.Hash} }

// digest is the hex SHA-256 over all fields but Hash. Each field is written
// as its length, a colon and its bytes, so that no two different events have
// the same bytes.
func (e Event) digest() string {
	h := sha256.New()
	for _, field := range []string{
		seal, e.County, fmt.Sprint(e.Seq), e.At.UTC().Format(time.RFC3339Nano),
		e.Actor, e.Type, e.Subject, string(e.Payload), e.PrevHash,
	} {
		writeField(h, field)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func writeField(h hash.Hash, field string) {
	// Writing to a hash never fails.
	_, _ = fmt.Fprintf(h, "%d:%s\n", len(field), field)
}
