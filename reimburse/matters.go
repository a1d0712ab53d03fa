package reimburse

import (
	"time"

	"licheng/lang"
	"licheng/reimburse/matter"
	"licheng/reimburse/money"
	"licheng/trips"
)

// MatterID names a matter; a UUIDv7, so that ids sort by time.
type MatterID string

// Matter is what every kind of matter shows alike.
type Matter struct {
	ID         MatterID
	Kind       matter.Kind
	State      matter.State
	Version    int64      // to be sent back with every action
	Person     PersonView // who asked; zero for accounts that are nobody's and for the unnamed
	AskedAt    time.Time
	AskedBy    string
	DueAt      *time.Time // by when an answer is owed
	DecidedAt  *time.Time
	DecidedBy  string
	OnBehalfOf []matter.Who // in whose place it was decided, whose power it is first
	Comment    string       // of who decided
	Allowed    []matter.Action
}

// MatterDecision is what somebody does to a matter. Version is that of the
// matter they looked at.
type MatterDecision struct {
	Action  matter.Action
	Version int64
	Comment string // required to reject and to answer

	outcome string // JSON of what it brings, see matterRow
}

// RequestTerms is what somebody asks leave for.
type RequestTerms struct {
	Purpose    string           `json:"purpose"`
	Places     []matter.Place   `json:"places"` // where to, in order
	From       time.Time        `json:"-"`
	Until      time.Time        `json:"-"`
	Vehicle    trips.VehicleID  `json:"vehicle"` // empty: none of those registered, e.g. by bus
	Companions []trips.PersonID `json:"companions"`
	Emergency  bool             `json:"emergency"` // asked after the trip
	Reason     string           `json:"reason"`    // of the emergency
}

// Request is a request with what came of it.
type Request struct {
	Matter
	RequestTerms
	Plate string         // of the vehicle
	With  []PersonView   // the companions
	Trips []trips.TripID // driven under it, oldest first
}

// DelegationTerms is who decides in the giver's place.
type DelegationTerms struct {
	To     matter.Who `json:"to"`
	Reason string     `json:"reason"`
}

// VoucherTerms is the voucher that somebody asks the office to approve: the rule
// pays it only then.
type VoucherTerms struct {
	Month    string       `json:"month"`
	Voucher  VoucherFacts `json:"voucher"`
	Reason   string       `json:"reason"`
	Why      lang.Text    `json:"why"`      // the claim's line about it as it stood
	Invoices []SealedFile `json:"invoices"` // attached to the claim, of its kind
}

// SealedFile is an invoice an approval rests on.
type SealedFile struct {
	Invoice InvoiceID `json:"invoice"`
	SHA256  string    `json:"sha256"`
}

// VoucherApproval is the office's approval of a voucher, asked or given.
type VoucherApproval struct {
	Matter
	VoucherTerms
	Claim    ClaimID // the month's
	Invoices []Invoice
	// EndorsedBy gave the first of two approvals; empty: nobody yet, or one is enough.
	EndorsedBy string
}

// ComplaintTerms is what somebody puts into the complaint box.
type ComplaintTerms struct {
	About   string `json:"about"`
	Text    string `json:"text"`
	Unnamed bool   `json:"unnamed"` // the office is not told who wrote it
}

// AppealTerms is what somebody appeals against.
type AppealTerms struct {
	Reason string `json:"reason"`
	Line   string `json:"line"` // the line's sentence as it stood, in Chinese; empty for the whole claim
}

// AppealOutcome is what an appeal found right brought.
type AppealOutcome struct {
	Fen   money.Amount `json:"fen"`   // paid more; 0 where a rejection was overturned
	Claim ClaimID      `json:"claim"` // that pays it: a supplement, or the claim itself
}

// Appeal is an appeal with the claim it is about.
type Appeal struct {
	Matter
	AppealTerms
	Claim   ClaimID
	Month   string // of the claim
	LineNo  int    // 0: the whole claim
	Overdue bool
	Outcome *AppealOutcome // nil until found right
}

// Complaint is an entry of the complaint box.
type Complaint struct {
	Matter
	ComplaintTerms
	Overdue bool
}
