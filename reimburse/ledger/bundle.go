package ledger

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// MaxLineBytes bounds one line of a bundle: an event with the digests of some
// tens of thousands of claim lines.
const MaxLineBytes = 16 << 20

// bundleHeader is the first line of a bundle.
type bundleHeader struct {
	Format string `json:"format"`
	County string `json:"county"`
	Head   Head   `json:"head"`
	// Anchors are those made so far, by number; a checker that knows nothing of
	// them reads the bundle all the same.
	Anchors []Anchor `json:"anchors,omitempty"`
}

// BundleWriter writes a county's book as JSON lines: a header with the head,
// then one event a line, which ReadBundle checks without a database.
type BundleWriter struct{ encoder *json.Encoder }

// NewBundleWriter writes the header of a bundle that will end at head, with the
// anchors made of the book so far.
func NewBundleWriter(w io.Writer, county string, head Head, anchors ...Anchor) (*BundleWriter, error) {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // the payload's bytes are sealed: leave them as they are
	if err := encoder.Encode(bundleHeader{Format: seal, County: county, Head: head, Anchors: anchors}); err != nil {
		return nil, fmt.Errorf("bundle header: %w", err)
	}
	return &BundleWriter{encoder: encoder}, nil
}

// Write adds one event.
func (b *BundleWriter) Write(e Event) error {
	if err := b.encoder.Encode(e); err != nil {
		return fmt.Errorf("bundle event %d: %w", e.Seq, err)
	}
	return nil
}

// Summary is what ReadBundle found.
type Summary struct {
	County string `json:"county"`
	Events int64  `json:"events"`
	Head   Head   `json:"head"`
	Book   *Book  `json:"-"`
	// Anchors is how many signed anchors fit the events.
	Anchors int `json:"anchors"`
	// Keys are the keys that signed them, hex, in the order they first did.
	Keys []string `json:"keys"`
}

// ReadBundle is CheckBundle for whoever knows no key.
func ReadBundle(r io.Reader) (Summary, error) { return CheckBundle(r, "") }

// CheckBundle reads and checks a bundle: every seal, the head, the anchors, and
// that the claim moves follow the table of moves and pay no trip twice. With a
// key (hex) every anchor must be signed by it, and there must be one. The error
// names the line; it wraps an *Altered when an event was altered.
func CheckBundle(r io.Reader, key string) (Summary, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), MaxLineBytes)
	header, err := readHeader(lines)
	if err != nil {
		return Summary{}, err
	}
	anchored, err := NewAnchored(header.County, key, header.Anchors)
	if err != nil {
		return Summary{}, err
	}
	if key != "" && len(header.Anchors) == 0 {
		return Summary{}, &Altered{Subject: header.County, Reason: "none of the anchors of this key is in the bundle"}
	}
	verifier, book := NewVerifier(header.County), NewBook()
	for number := 2; lines.Scan(); number++ {
		var e Event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return Summary{}, fmt.Errorf("line %d: not an event: %w", number, err)
		}
		for _, check := range []func(Event) error{verifier.Next, anchored.Next, book.Apply} {
			if err := check(e); err != nil {
				return Summary{}, fmt.Errorf("line %d: %w", number, err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return Summary{}, fmt.Errorf("read bundle: %w", err)
	}
	if err := verifier.Ends(header.Head); err != nil {
		return Summary{}, err
	}
	return Summary{
		County: header.County, Events: header.Head.Seq, Head: header.Head, Book: book, Anchors: anchored.Found, Keys: keysOf(header.Anchors),
	}, anchored.Ends()
}

func keysOf(anchors []Anchor) []string {
	keys := []string{}
	for _, a := range anchors {
		if !slices.Contains(keys, a.Key) {
			keys = append(keys, a.Key)
		}
	}
	return keys
}

func readHeader(lines *bufio.Scanner) (bundleHeader, error) {
	var header bundleHeader
	if !lines.Scan() {
		if err := lines.Err(); err != nil {
			return header, fmt.Errorf("read bundle: %w", err)
		}
		return header, fmt.Errorf("line 1: empty: a ledger bundle begins with its header")
	}
	if err := json.Unmarshal(lines.Bytes(), &header); err != nil || header.Format != seal {
		return header, fmt.Errorf("line 1: not a ledger bundle of the format %q", seal)
	}
	return header, nil
}
