package ledger

import (
	"encoding/json"

	"licheng/reimburse/matter"
	"licheng/reimburse/money"
)

// The types of the events of a payment batch: it was sent to the bank, and the
// bank said something of it.
const (
	BatchType  = "payment.batch"
	AnswerType = "payment.answer"
)

// Batch is the payload of a BatchType event, whose subject is the number.
type Batch struct {
	Batch     string       `json:"batch"`
	Number    string       `json:"number"`
	TotalFen  money.Amount `json:"total_fen"`
	SHA256    string       `json:"file_sha256"` // of the bank's file
	Layout    string       `json:"layout"`
	Transfers []Transfer   `json:"transfers"`
	// OnBehalfOf is in whose place the batch was made, whose power it is first.
	OnBehalfOf []matter.Who `json:"on_behalf_of,omitempty"`
}

// Transfer is one payment of a batch, to one person.
type Transfer struct {
	No        int          `json:"no"`
	Person    string       `json:"person"`
	AmountFen money.Amount `json:"amount_fen"`
	Claims    []string     `json:"claims"`
}

// BankAnswer is the payload of an AnswerType event, whose subject is the number.
type BankAnswer struct {
	Batch   string  `json:"batch"`
	Number  string  `json:"number"`
	Answers []Reply `json:"answers"`
	// OnBehalfOf is in whose place the answer was entered, whose power it is first.
	OnBehalfOf []matter.Who `json:"on_behalf_of,omitempty"`
}

// Reply is what the bank said of one transfer.
type Reply struct {
	No      int    `json:"no"`
	Arrived bool   `json:"arrived"`
	Reason  string `json:"reason,omitempty"`
}

// BatchStanding is where a batch stands: what was sent, and what the bank said
// last of each transfer it answered for.
type BatchStanding struct {
	Batch
	Seq     int64
	Replies map[int]Reply
}

// applyBatch takes in a batch that was sent.
func (b *Book) applyBatch(e Event) error {
	var sent Batch
	if err := json.Unmarshal(e.Payload, &sent); err != nil || sent.Number != e.Subject {
		return altered(e, "its payload is not the batch %s", e.Subject)
	}
	if before, known := b.Batches[sent.Number]; known {
		return altered(e, "event %d made the batch already", before.Seq)
	}
	var total money.Amount
	for _, t := range sent.Transfers {
		total += t.AmountFen
	}
	if total != sent.TotalFen {
		return altered(e, "its transfers make %s, its total says %s", total, sent.TotalFen)
	}
	b.Batches[sent.Number] = BatchStanding{Batch: sent, Seq: e.Seq, Replies: map[int]Reply{}}
	return nil
}

// applyAnswer takes in what the bank said. A transfer that arrived may come back
// later; what came back stays so, because a later batch may have paid it.
func (b *Book) applyAnswer(e Event) error {
	var said BankAnswer
	if err := json.Unmarshal(e.Payload, &said); err != nil || said.Number != e.Subject {
		return altered(e, "its payload is not an answer about the batch %s", e.Subject)
	}
	batch, known := b.Batches[said.Number]
	if !known {
		return altered(e, "no event made the batch %s", said.Number)
	}
	for _, r := range said.Answers {
		before, answered := batch.Replies[r.No]
		switch {
		case r.No < 1 || r.No > len(batch.Transfers):
			return altered(e, "the batch has no transfer %d", r.No)
		case answered && (r.Arrived || !before.Arrived):
			return altered(e, "transfer %d was answered before", r.No)
		}
		batch.Replies[r.No] = r
	}
	return nil
}
