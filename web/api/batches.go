package api

import (
	"context"
	"time"

	"licheng/reimburse"
	"licheng/trips"
)

// Payments is what this file needs of reimburse.
type Payments interface {
	MakeBatch(ctx context.Context, actor trips.Actor, claims []reimburse.ClaimVersion) (reimburse.BatchView, error)
	AnswerBatch(ctx context.Context, actor trips.Actor, id reimburse.BatchID, version int64, answers []reimburse.Answer) (reimburse.BatchView, error)
	Batches(ctx context.Context, actor trips.Actor) ([]reimburse.Batch, error)
	Batch(ctx context.Context, actor trips.Actor, id reimburse.BatchID) (reimburse.BatchView, error)
	BatchFile(ctx context.Context, actor trips.Actor, id reimburse.BatchID) (reimburse.Printed, error)
}

// BatchSummary is a payment batch in a list.
type BatchSummary struct {
	ID        string    `json:"id"`
	Number    string    `json:"number" doc:"Stands as the payment reference of its claims"`
	MadeAt    time.Time `json:"made_at"`
	MadeBy    Signer    `json:"made_by"`
	TotalFen  int64     `json:"total_fen"`
	Transfers int       `json:"transfers"`
	Sent      int       `json:"sent" doc:"Transfers without the bank's answer"`
	Failed    int       `json:"failed" doc:"Transfers the bank sent back"`
	Layout    string    `json:"layout" doc:"Of the bank's file"`
	SHA256    string    `json:"sha256" doc:"Of the bank's file"`
	Version   int64     `json:"version" doc:"Send it back with an answer"`
}

// PaymentBatch is a batch with its transfers.
type PaymentBatch struct {
	BatchSummary
	Items []PaymentTransfer `json:"items"`
}

// PaymentTransfer is one payment to one person.
type PaymentTransfer struct {
	No         int        `json:"no"`
	PersonID   string     `json:"person_id"`
	Name       string     `json:"name"`
	Bank       string     `json:"bank"`
	Account    string     `json:"account" doc:"All but the last four are hidden"`
	AmountFen  int64      `json:"amount_fen"`
	State      string     `json:"state" enum:"sent,arrived,failed"`
	Reason     string     `json:"reason" doc:"Why it failed, as the bank said"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	Claims     []string   `json:"claims"`
}

// BatchesOutput answers with batches.
type BatchesOutput struct{ Body []BatchSummary }

// BatchOutput answers with a batch.
type BatchOutput struct{ Body PaymentBatch }

// MakeBatchInput names the claims to pay.
type MakeBatchInput struct {
	Key
	Body struct {
		Claims []DecisionItem `json:"claims" minItems:"1" maxItems:"500"`
	}
}

// MakeBatch pays approved claims in one go: all of them or none.
func (a *API) MakeBatch(ctx context.Context, in *MakeBatchInput) (*BatchOutput, error) {
	return a.signers(ctx).batchOutput(a.Payments.MakeBatch(ctx, actor(ctx), listOf(in.Body.Claims, func(c DecisionItem) reimburse.ClaimVersion {
		return reimburse.ClaimVersion{ID: reimburse.ClaimID(c.ID), Version: c.Version}
	})))
}

// AnswerBatchInput holds what the bank said.
type AnswerBatchInput struct {
	Key
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64        `json:"version"`
		Answers []BankAnswer `json:"answers" minItems:"1" maxItems:"500"`
	}
}

// BankAnswer is what the bank said of one transfer.
type BankAnswer struct {
	No      int    `json:"no" minimum:"1"`
	Arrived bool   `json:"arrived"`
	Reason  string `json:"reason,omitempty" maxLength:"500" doc:"Required when it did not arrive"`
}

// AnswerBatch takes in the bank's answer.
func (a *API) AnswerBatch(ctx context.Context, in *AnswerBatchInput) (*BatchOutput, error) {
	return a.signers(ctx).batchOutput(a.Payments.AnswerBatch(ctx, actor(ctx), reimburse.BatchID(in.ID), in.Body.Version,
		listOf(in.Body.Answers, func(b BankAnswer) reimburse.Answer { return reimburse.Answer(b) })))
}

// ListBatches answers the latest batches.
func (a *API) ListBatches(ctx context.Context, _ *struct{}) (*BatchesOutput, error) {
	found, err := a.Payments.Batches(ctx, actor(ctx))
	if err != nil {
		return nil, err
	}
	s := a.signers(ctx)
	return &BatchesOutput{Body: listOf(found, s.batchSummaryOf)}, s.err
}

// ReadBatch answers one batch.
func (a *API) ReadBatch(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*BatchOutput, error) {
	return a.signers(ctx).batchOutput(a.Payments.Batch(ctx, actor(ctx), reimburse.BatchID(in.ID)))
}

// ReadBatchFile answers the bank's file of a batch.
func (a *API) ReadBatchFile(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"64"`
},
) (*FileOutput, error) {
	return fileOf(a.Payments.BatchFile(ctx, actor(ctx), reimburse.BatchID(in.ID)))
}

func (s *signers) batchOutput(v reimburse.BatchView, err error) (*BatchOutput, error) {
	if err != nil {
		return nil, err
	}
	return &BatchOutput{Body: PaymentBatch{BatchSummary: s.batchSummaryOf(v.Batch), Items: listOf(v.Items, transferOf)}}, s.err
}

func (s *signers) batchSummaryOf(b reimburse.Batch) BatchSummary {
	return BatchSummary{
		ID: string(b.ID), Number: b.Number, MadeAt: b.MadeAt.UTC(), MadeBy: s.of(b.MadeBy), TotalFen: int64(b.TotalFen), Transfers: b.Transfers,
		Sent: b.Sent, Failed: b.Failed, Layout: b.Layout, SHA256: b.SHA256, Version: b.Version,
	}
}

func transferOf(t reimburse.Transfer) PaymentTransfer {
	made := PaymentTransfer{
		No: t.No, PersonID: string(t.Person), Name: t.Name, Bank: t.Bank, Account: t.Account, AmountFen: int64(t.AmountFen),
		State: string(t.State), Reason: t.Reason, Claims: listOf(t.Claims, func(id reimburse.ClaimID) string { return string(id) }),
	}
	if t.AnsweredAt != nil {
		made.AnsweredAt = optionalTime(*t.AnsweredAt)
	}
	return made
}
