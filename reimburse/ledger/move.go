package ledger

import (
	"encoding/json"
	"fmt"
	"strings"

	"licheng/reimburse/matter"
	"licheng/reimburse/money"
)

// MovePrefix begins the type of every event that moves a claim: claim.submit,
// claim.return, claim.approve, claim.reject, claim.pay.
const MovePrefix = "claim."

// Move is the payload of an event that moves a claim from one state to the
// next. It seals everything the decision rests on, so that a row changed
// afterwards no longer fits.
type Move struct {
	Claim       string        `json:"claim"`
	Person      string        `json:"person"`
	Month       string        `json:"month"`           // 2006-01
	Unit        string        `json:"unit,omitempty"`  // whose budget it draws on, from hand-in on
	Facts       string        `json:"facts,omitempty"` // Digest of what was said of the month, from hand-in on
	Sequence    int           `json:"sequence"`        // 1 is the month's claim, 2 its first supplement, …
	Action      string        `json:"action"`
	From        string        `json:"from"`
	To          string        `json:"to"`
	Version     int64         `json:"version"` // of the claim after the move
	TotalFen    money.Amount  `json:"total_fen"`
	CutFen      money.Amount  `json:"cut_fen"`
	LinesDigest string        `json:"lines_digest"` // Digest of Lines
	Lines       []LineMark    `json:"lines"`
	Trips       []TripMark    `json:"trips"`
	Pins        Pins          `json:"pins"`
	Comment     string        `json:"comment,omitempty"`
	Comments    []LineComment `json:"comments,omitempty"`
	Reference   string        `json:"reference,omitempty"` // of the payment
	// OnBehalfOf is in whose place the actor acted, whose power it is first;
	// empty in one's own right.
	OnBehalfOf []matter.Who `json:"on_behalf_of,omitempty"`
	// ActorPerson is whose account acted in another's place: who was deputised may
	// do it with any of their accounts.
	ActorPerson string `json:"actor_person,omitempty"`
	// Skipped is why the township did not look at it before the office; empty when
	// it did or did not have to.
	Skipped string `json:"skipped,omitempty"`
}

// LineMark seals one line of the claim.
type LineMark struct {
	No        int          `json:"no"`
	Code      string       `json:"code"`
	Trip      string       `json:"trip,omitempty"`
	AmountFen money.Amount `json:"amount_fen"`
	Digest    string       `json:"digest"` // Digest of the whole line
}

// TripMark seals one trip of the claim as it was when it was priced.
type TripMark struct {
	ID     string `json:"id"`
	Digest string `json:"digest"`
}

// Pins names the versions a claim was computed with.
type Pins struct {
	RuleDocument  string   `json:"rule_document"`
	RuleVersion   string   `json:"rule_version"`
	RuleHash      string   `json:"rule_hash"` // SHA-256 of the document's bytes
	RoadsVersions []string `json:"roads_versions"`
	MatchVersions []string `json:"match_versions"`
}

// LineComment is a remark on one line.
type LineComment struct {
	No      int    `json:"no"`
	Comment string `json:"comment"`
}

// IsMove reports whether the event moves a claim.
func (e Event) IsMove() bool { return strings.HasPrefix(e.Type, MovePrefix) }

// Move returns the payload of an event that IsMove.
func (e Event) Move() (Move, error) {
	var m Move
	if err := json.Unmarshal(e.Payload, &m); err != nil {
		return m, fmt.Errorf("event %d (%s %s): payload: %w", e.Seq, e.Type, e.Subject, err)
	}
	return m, nil
}
