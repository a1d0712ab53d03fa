package reimburse

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"licheng/reimburse/claim"
	"licheng/reimburse/ledger"
	"licheng/reimburse/money"
	"licheng/reimburse/rules"
	"licheng/reimburse/voucher"
	"licheng/trips"
)

// MakeBatch pays approved claims in one go: a transfer for each person, whose
// claims are added up and clawbacks taken off, and the bank's file. The claims
// are paid from then on; the bank's answer may send transfers back. It is done
// for all of the claims or for none.
//
// Who acts in the place of somebody of finance may pay as they may: never their
// own claim, nor that of anybody their power came through.
//
// Faults: ErrClaimsDenied, ErrDecision, ErrUnpayable, and those of Pay.
func (s *Service) MakeBatch(ctx context.Context, actor trips.Actor, claims []ClaimVersion) (BatchView, error) {
	w, err := s.financeWardrobe(ctx, actor)
	if err != nil {
		return BatchView{}, err
	}
	if err := (BulkDecision{Action: claim.Pay, Mode: BulkAll, Claims: claims}).check(); err != nil {
		return BatchView{}, err
	}
	var view BatchView
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		var err error
		view, err = s.makeBatch(ctx, tx, w, claims)
		return err
	})
	return view.masked(), err
}

func (s *Service) makeBatch(ctx context.Context, tx *sqlx.Tx, w wardrobe, claims []ClaimVersion) (BatchView, error) {
	actor := w.actor
	if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
		return BatchView{}, err
	}
	as, err := s.financeHat(ctx, tx, w)
	if err != nil {
		return BatchView{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return BatchView{}, fmt.Errorf("make a batch id: %w", err)
	}
	view := BatchView{Batch: Batch{ID: BatchID(id.String()), Version: 1, MadeAt: s.now(), MadeBy: actor.Login}}
	prefix := "B" + s.now().In(rules.Shanghai()).Format("20060102") + "-"
	made, err := s.store.countBatches(ctx, tx, actor.County, prefix)
	if err != nil {
		return view, err
	}
	view.Number = fmt.Sprintf("%s%02d", prefix, made+1)
	var rows []claimRow
	for _, c := range claims {
		row, err := s.decideIn(ctx, tx, w, c.ID, Decision{Action: claim.Pay, Version: c.Version, Reference: view.Number}, nil)
		if err != nil {
			return view, fmt.Errorf("pay claim %s: %w", c.ID, err)
		}
		rows = append(rows, row)
	}
	amounts, err := s.fillTransfers(ctx, tx, &view, rows)
	if err != nil {
		return view, err
	}
	file, err := s.bankFile(ctx, tx, actor.County, &view, rows)
	if err != nil {
		return view, err
	}
	return view, s.saveBatch(ctx, tx, actor, as, view, file, amounts)
}

// fillTransfers makes one transfer a person, in the order of their ids.
func (s *Service) fillTransfers(ctx context.Context, tx *sqlx.Tx, view *BatchView, rows []claimRow) (map[ClaimID]money.Amount, error) {
	amounts := map[ClaimID]money.Amount{}
	slices.SortStableFunc(rows, func(a, b claimRow) int { return strings.Compare(string(a.Person), string(b.Person)) })
	for _, row := range rows {
		amounts[row.ID] = row.TotalFen
		if n := len(view.Items); n > 0 && view.Items[n-1].Person == row.Person {
			view.Items[n-1].Claims = append(view.Items[n-1].Claims, row.ID)
			view.Items[n-1].AmountFen += row.TotalFen
			continue
		}
		p, err := s.store.person(ctx, tx, row.County, row.Person)
		if err != nil {
			return nil, err
		}
		view.Items = append(view.Items, Transfer{
			No: len(view.Items) + 1, Person: p.ID, Name: p.Name, Bank: p.BankName, Account: p.BankAccount,
			AmountFen: row.TotalFen, State: TransferSent, Claims: []ClaimID{row.ID},
		})
	}
	for _, t := range view.Items {
		var err error
		if view.TotalFen, err = view.TotalFen.Add(t.AmountFen); err != nil {
			return nil, err
		}
	}
	view.Transfers, view.Sent = len(view.Items), len(view.Items)
	return amounts, nil
}

// bankFile writes the batch in the county's layout.
func (s *Service) bankFile(ctx context.Context, tx *sqlx.Tx, county trips.County, view *BatchView, rows []claimRow) ([]byte, error) {
	layout, err := s.bankLayout(ctx, tx, county)
	if err != nil {
		return nil, err
	}
	var payments []voucher.Payment
	for _, t := range view.Items {
		person, err := s.store.person(ctx, tx, county, t.Person)
		if err != nil {
			return nil, err
		}
		p := voucher.Payment{
			Claim: string(t.Claims[0]), Person: string(t.Person), Name: t.Name, Bank: t.Bank, Account: t.Account,
			Unit: person.Unit, Month: monthOfClaim(rows, t.Claims[0]), Amount: t.AmountFen, On: view.MadeAt,
		}
		if reason := voucher.Unpayable(p); reason != "" {
			return nil, fmt.Errorf("%s (%s): %s: %w", t.Name, t.Person, reason, ErrUnpayable)
		}
		payments = append(payments, p)
	}
	bytes, ending, err := voucher.BankFile(layout, view.Number, payments)
	if err != nil {
		return nil, err
	}
	made := file("付款-"+view.Number, Format(ending), bytes)
	view.FileName, view.SHA256, view.Layout = made.Name, made.SHA256, layout.Name
	return bytes, nil
}

func monthOfClaim(rows []claimRow, id ClaimID) string {
	for _, r := range rows {
		if r.ID == id {
			return r.Month
		}
	}
	return ""
}

func (s *Service) bankLayout(ctx context.Context, q querier, county trips.County) (voucher.Layout, error) {
	body, found, err := s.store.officeDocument(ctx, q, county, ImportBankLayout)
	if err != nil || !found {
		return voucher.DefaultLayout(), err
	}
	return voucher.ParseLayout([]byte(body))
}

// saveBatch writes the batch and seals it in the county's book.
func (s *Service) saveBatch(ctx context.Context, tx *sqlx.Tx, actor trips.Actor, as hat, view BatchView, file []byte, amounts map[ClaimID]money.Amount) error {
	if err := s.store.addBatch(ctx, tx, actor.County, view.Batch, file); err != nil {
		return fmt.Errorf("save batch %s: %w", view.Number, err)
	}
	sealed := ledger.Batch{Batch: string(view.ID), Number: view.Number, TotalFen: view.TotalFen, SHA256: view.SHA256, Layout: view.Layout, OnBehalfOf: as.chain}
	for _, t := range view.Items {
		if err := s.store.addTransfer(ctx, tx, actor.County, view.ID, t, amounts); err != nil {
			return fmt.Errorf("save batch %s: %w", view.Number, err)
		}
		sealed.Transfers = append(sealed.Transfers, t.sealed())
	}
	_, err := s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(actor.County), At: s.now(), Actor: actor.Login, Type: ledger.BatchType, Subject: view.Number, Payload: sealed,
	})
	return err
}

// AnswerBatch takes in what the bank said of a batch's transfers: who arrived,
// and who came back and why. The claims of a transfer that came back are
// approved again, so that a later batch pays them. A transfer that arrived may
// come back days later, when the payee's bank sends it back; one that came back
// never arrives any more, because it may have been paid again.
// Transfers it does not name wait on. It is done for all answers or for none.
//
// Faults: ErrClaimsDenied, ErrNoBatch, ErrMoved when somebody else answered in
// between, ErrAnswer, ErrAnswered, ErrComment when a failure has no reason.
func (s *Service) AnswerBatch(ctx context.Context, actor trips.Actor, id BatchID, version int64, answers []Answer) (BatchView, error) {
	w, err := s.financeWardrobe(ctx, actor)
	if err != nil {
		return BatchView{}, err
	}
	var view BatchView
	err = s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := s.answerBatch(ctx, tx, w, id, version, answers); err != nil {
			return fmt.Errorf("answer batch %s: %w", id, err)
		}
		var err error
		view, err = s.batchView(ctx, tx, actor.County, id)
		return err
	})
	return view.masked(), err
}

func (s *Service) answerBatch(ctx context.Context, tx *sqlx.Tx, w wardrobe, id BatchID, version int64, answers []Answer) error {
	actor := w.actor
	if _, err := s.store.lockHead(ctx, tx, string(actor.County)); err != nil {
		return err
	}
	as, err := s.financeHat(ctx, tx, w)
	if err != nil {
		return err
	}
	view, err := s.batchView(ctx, tx, actor.County, id)
	if err != nil {
		return err
	}
	counted, err := s.store.countAnswer(ctx, tx, actor.County, id, version)
	if err == nil && !counted {
		err = ErrMoved
	}
	if err != nil {
		return err
	}
	sealed := ledger.BankAnswer{Batch: string(view.ID), Number: view.Number, OnBehalfOf: as.chain}
	seen := map[int]bool{}
	for _, a := range answers {
		if a.No < 1 || a.No > len(view.Items) || seen[a.No] {
			return fmt.Errorf("transfer %d: %w", a.No, ErrAnswer)
		}
		seen[a.No] = true
		if err := s.answer(ctx, tx, w, view, a); err != nil {
			return fmt.Errorf("transfer %d to %s: %w", a.No, view.Items[a.No-1].Name, err)
		}
		sealed.Answers = append(sealed.Answers, ledger.Reply{No: a.No, Arrived: a.Arrived, Reason: strings.TrimSpace(a.Reason)})
	}
	if len(answers) == 0 {
		return ErrAnswer
	}
	_, err = s.store.appendEvent(ctx, tx, ledger.Entry{
		County: string(actor.County), At: s.now(), Actor: actor.Login, Type: ledger.AnswerType, Subject: view.Number, Payload: sealed,
	})
	return err
}

// answer writes one answer, and sends the claims of a failed transfer back.
func (s *Service) answer(ctx context.Context, tx *sqlx.Tx, w wardrobe, view BatchView, a Answer) error {
	actor := w.actor
	now := s.now()
	t := view.Items[a.No-1]
	t.State, t.Reason, t.AnsweredAt, t.AnsweredBy = TransferArrived, "", &now, actor.Login
	if !a.Arrived {
		if t.State, t.Reason = TransferFailed, strings.TrimSpace(a.Reason); t.Reason == "" {
			return ErrComment
		}
	}
	written, err := s.store.answerTransfer(ctx, tx, actor.County, view.ID, t)
	if err == nil && !written {
		err = ErrAnswered
	}
	if err != nil || a.Arrived {
		return err
	}
	for _, id := range t.Claims {
		row, err := s.store.claim(ctx, tx, actor.County, id)
		if err != nil {
			return err
		}
		if _, err := s.decideIn(ctx, tx, w, id, Decision{
			Action: claim.Bounce, Version: row.Version, Comment: view.Number + "：" + t.Reason, as: claim.Bank, office: true,
		}, nil); err != nil {
			return fmt.Errorf("claim %s: %w", id, err)
		}
	}
	return nil
}

// Batches lists the latest batches, for finance and auditors.
func (s *Service) Batches(ctx context.Context, actor trips.Actor) ([]Batch, error) {
	if err := s.maySeeCounty(ctx, actor); err != nil {
		return nil, err
	}
	return s.store.batches(ctx, s.store.db, actor.County, claimsMax)
}

// Batch returns a batch with its transfers; accounts are masked.
func (s *Service) Batch(ctx context.Context, actor trips.Actor, id BatchID) (BatchView, error) {
	if err := s.maySeeCounty(ctx, actor); err != nil {
		return BatchView{}, err
	}
	view, err := s.batchView(ctx, s.store.db, actor.County, id)
	return view.masked(), err
}

// BatchFile returns the bank's file of a batch, the bytes as they were made.
// Only finance and its deputies get it: it holds whole accounts.
func (s *Service) BatchFile(ctx context.Context, actor trips.Actor, id BatchID) (Printed, error) {
	if _, err := s.financeWardrobe(ctx, actor); err != nil {
		return Printed{}, err
	}
	b, err := s.store.batch(ctx, s.store.db, actor.County, id)
	if err != nil {
		return Printed{}, err
	}
	bytes, err := s.store.batchFile(ctx, s.store.db, actor.County, id)
	if err != nil {
		return Printed{}, fmt.Errorf("file of batch %s: %w", id, err)
	}
	name, ending, _ := strings.Cut(b.FileName, ".")
	return file(name, Format(ending), bytes), nil
}

func (s *Service) batchView(ctx context.Context, q querier, county trips.County, id BatchID) (BatchView, error) {
	b, err := s.store.batch(ctx, q, county, id)
	if err != nil {
		return BatchView{}, err
	}
	items, err := s.store.transfers(ctx, q, county, id)
	return BatchView{Batch: b, Items: items}, err
}

func (v BatchView) masked() BatchView {
	for i := range v.Items {
		v.Items[i].Account = MaskAccount(v.Items[i].Account)
	}
	return v
}
