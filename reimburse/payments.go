package reimburse

import (
	"time"

	"licheng/reimburse/money"
	"licheng/trips"
)

// BatchID names a payment batch; a UUIDv7.
type BatchID string

// TransferState is where a transfer stands.
type TransferState string

// The states of a transfer.
const (
	TransferSent    TransferState = "sent"    // in the bank's file; no answer yet
	TransferArrived TransferState = "arrived" // the bank paid it; it may still come back
	TransferFailed  TransferState = "failed"  // the bank sent it back; its claims may be paid again
)

// Batch is what was sent to the bank at once.
type Batch struct {
	ID        BatchID      `db:"id"`
	Number    string       `db:"number"`
	Version   int64        `db:"version"` // to be sent back with the bank's answer
	MadeAt    time.Time    `db:"made_at"`
	MadeBy    string       `db:"made_by"`
	TotalFen  money.Amount `db:"total_fen"`
	Transfers int          `db:"transfers"`
	Layout    string       `db:"layout"`
	FileName  string       `db:"file_name"`
	SHA256    string       `db:"sha256"` // of the bank's file
	Sent      int          `db:"sent"`   // transfers without an answer
	Failed    int          `db:"failed"`
}

// Transfer is one payment of a batch, to one person.
type Transfer struct {
	No         int            `db:"no"`
	Person     trips.PersonID `db:"person_id"`
	Name       string         `db:"name"`
	Bank       string         `db:"bank"`
	Account    string         `db:"account"` // masked in views
	AmountFen  money.Amount   `db:"amount_fen"`
	State      TransferState  `db:"state"`
	Reason     string         `db:"reason"`
	AnsweredAt *time.Time     `db:"answered_at"`
	AnsweredBy string         `db:"answered_by"`
	Claims     []ClaimID      `db:"-"`
}

// BatchView is a batch with its transfers.
type BatchView struct {
	Batch
	Items []Transfer
}

// Answer is what the bank said of one transfer.
type Answer struct {
	No      int
	Arrived bool
	Reason  string // required when it did not arrive
}
