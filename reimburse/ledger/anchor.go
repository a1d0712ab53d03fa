package ledger

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// anchorSeal begins what an anchor signs.
const anchorSeal = "licheng-anchor/1"

// Anchor says, signed, where a county's book stood at a moment. Kept outside of
// the database (printed, mailed to the auditor, in last month's bundle) it
// shows a book whose events were all written anew: the head it names is gone.
type Anchor struct {
	County    string    `json:"county"`
	Head      Head      `json:"head"`
	At        time.Time `json:"at"`        // UTC, whole microseconds
	Key       string    `json:"key"`       // hex, the Ed25519 public key
	Signature string    `json:"signature"` // hex, over message()
}

// Why an anchor is not good.
var (
	ErrAnchor    = errors.New("the anchor's signature does not fit")
	ErrAnchorKey = errors.New("the anchor was signed by another key")
)

// Sign makes an anchor of the head of a county's book.
func Sign(key ed25519.PrivateKey, county string, head Head, at time.Time) Anchor {
	a := Anchor{County: county, Head: head, At: at.UTC().Truncate(time.Microsecond), Key: KeyText(key)}
	a.Signature = hex.EncodeToString(ed25519.Sign(key, a.message()))
	return a
}

// KeyText returns the public half of a key as anchors carry it.
func KeyText(key ed25519.PrivateKey) string {
	return hex.EncodeToString(key.Public().(ed25519.PublicKey))
}

// message is what is signed: the fields, each as its length, a colon and its
// bytes, as in an event's seal.
func (a Anchor) message() []byte {
	var b strings.Builder
	for _, field := range []string{
		anchorSeal, a.County, fmt.Sprint(a.Head.Seq), a.Head.Hash, a.At.UTC().Format(time.RFC3339Nano), a.Key,
	} {
		fmt.Fprintf(&b, "%d:%s\n", len(field), field)
	}
	return []byte(b.String())
}

// Check verifies the signature and, where a key (hex) is given, that it is that
// one: a key that came with the anchor proves nothing about who signed. Its
// error is ErrAnchor or ErrAnchorKey.
func (a Anchor) Check(key string) error {
	public, err := hex.DecodeString(a.Key)
	if err != nil || len(public) != ed25519.PublicKeySize {
		return ErrAnchor
	}
	signature, err := hex.DecodeString(a.Signature)
	if err != nil || !ed25519.Verify(public, a.message(), signature) {
		return ErrAnchor
	}
	if key != "" && !strings.EqualFold(key, a.Key) {
		return ErrAnchorKey
	}
	return nil
}

// Anchored holds a book's events against anchors while they are read in order.
type Anchored struct {
	at map[int64][]Anchor
	// Found counts the anchors that fit so far.
	Found int
}

// NewAnchored checks the anchors of a county and returns what holds its events
// against them. key may be empty. Its error is an *Altered naming the anchor.
func NewAnchored(county, key string, anchors []Anchor) (*Anchored, error) {
	held := &Anchored{at: map[int64][]Anchor{}}
	for _, a := range anchors {
		if a.County != county {
			return nil, a.altered("it is of county %q, the book of %q", a.County, county)
		}
		if err := a.Check(key); err != nil {
			return nil, a.altered("%v", err)
		}
		held.at[a.Head.Seq] = append(held.at[a.Head.Seq], a)
	}
	return held, nil
}

// Next holds the next event against the anchors of its number.
func (h *Anchored) Next(e Event) error {
	for _, a := range h.at[e.Seq] {
		if a.Head.Hash != e.Hash {
			return &Altered{Seq: e.Seq, Type: e.Type, Subject: e.Subject, Reason: fmt.Sprintf(
				"the anchor of %s signed the seal %.12s… for it, not %.12s…: the book was written anew", a.At.Format(time.RFC3339), a.Head.Hash, e.Hash)}
		}
		h.Found++
	}
	delete(h.at, e.Seq)
	return nil
}

// Ends reports, as an *Altered, an anchor of an event that never came: the book
// was cut short.
func (h *Anchored) Ends() error {
	for seq, anchors := range h.at {
		if seq > 0 {
			return anchors[0].altered("it signed event %d, which the book does not have", seq)
		}
	}
	return nil
}

func (a Anchor) altered(format string, args ...any) *Altered {
	return &Altered{Seq: a.Head.Seq, Type: "anchor", Subject: a.At.Format(time.RFC3339), Reason: fmt.Sprintf(format, args...)}
}
