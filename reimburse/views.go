package reimburse

import (
	"time"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/trips"
)

// ClaimID names a claim; a UUIDv7, so that ids sort by time.
type ClaimID string

// PersonView is what a claim shows of its person.
type PersonView struct {
	ID           trips.PersonID   `json:"id"`
	Name         string           `json:"name"`
	StaffClass   rules.StaffClass `json:"staff_class"`
	Township     string           `json:"township"` // code
	TownshipName string           `json:"township_name"`
	Unit         string           `json:"unit"`
}

// ClaimSummary is a row of a list of claims.
type ClaimSummary struct {
	ID              ClaimID      `json:"id"`
	Person          PersonView   `json:"person"`
	Month           string       `json:"month"`    // 2006-01
	Sequence        int          `json:"sequence"` // 2 and up: supplements
	Kind            string       `json:"kind"`     // KindMonth or KindCorrection
	State           claim.State  `json:"state"`
	Version         int64        `json:"version"` // to be sent back with every action
	Trips           int          `json:"trips"`
	DistanceM       float64      `json:"distance_m"`
	TotalFen        money.Amount `json:"total_fen"`
	CutFen          money.Amount `json:"cut_fen"`
	FindingsSerious int          `json:"findings_serious"`
	FindingsNote    int          `json:"findings_note"`
	SubmittedAt     *time.Time   `json:"submitted_at,omitempty"`
	DecidedAt       *time.Time   `json:"decided_at,omitempty"`
	PaidAt          *time.Time   `json:"paid_at,omitempty"`
	Waiting         *Waiting     `json:"waiting,omitempty"` // nil: it is nobody's turn
}

// ClaimView is a claim whole: its lines, what happened to it, and what the one
// who looks may do now.
type ClaimView struct {
	ClaimSummary
	RuleDocument     string         `json:"rule_document"`
	RuleTitle        lang.Text      `json:"rule_title"` // of the document; its id when it is not there
	RuleVersion      string         `json:"rule_version"`
	RuleHash         string         `json:"rule_hash"`
	RoadsVersions    []string       `json:"roads_versions"`
	MatchVersions    []string       `json:"match_versions"`
	PaymentReference string         `json:"payment_reference,omitempty"`
	EndorsedBy       string         `json:"endorsed_by,omitempty"` // who gave the first of two approvals
	TripIDs          []trips.TripID `json:"trip_ids"`
	Lines            []LineView     `json:"lines"`
	Events           []EventView    `json:"events"`
	AppealUntil      *time.Time     `json:"appeal_until,omitempty"` // for the actor's own; nil: they may not
	Allowed          []claim.Action `json:"allowed"`
	// Skipped is why the claim does not wait, or did not, for the township.
	Skipped claim.Skip `json:"skipped,omitempty"`
	// Missing says who is missing while nobody can bring the claim to a decision.
	Missing lang.Text `json:"missing"`
}

// LineView is a line with its number and the remarks on it.
type LineView struct {
	No int `json:"no"`
	claim.Line
	Comments []CommentView `json:"comments"`
}

// CommentView is a remark on a line.
type CommentView struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// EventView is one move of a claim, as the ledger has it.
type EventView struct {
	Seq       int64        `json:"seq"`
	At        time.Time    `json:"at"`
	By        string       `json:"by"`
	Action    claim.Action `json:"action"`
	Comment   string       `json:"comment,omitempty"`
	Reference string       `json:"reference,omitempty"`
	Hash      string       `json:"hash"`
	// OnBehalfOf is in whose place it was done, whose power it is first.
	OnBehalfOf []matter.Who `json:"on_behalf_of,omitempty"`
	Skipped    claim.Skip   `json:"skipped,omitempty"` // why the township did not look before
}
