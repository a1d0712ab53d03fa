package reimburse

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/money"
	"licheng/trips"
)

const batchColumns = `b.id, b.number, b.version, b.made_at, b.made_by, b.total_fen, b.transfers, b.layout, b.file_name, b.sha256`

const batchCounts = `(SELECT COUNT(*) FROM payment_transfers t WHERE t.county = b.county AND t.batch_id = b.id AND t.state = 'sent') AS sent,
	(SELECT COUNT(*) FROM payment_transfers t WHERE t.county = b.county AND t.batch_id = b.id AND t.state = 'failed') AS failed`

// batches lists the county's batches, the latest first.
func (s *store) batches(ctx context.Context, q querier, county trips.County, limit int) ([]Batch, error) {
	found := []Batch{}
	err := list(ctx, q, &found, `SELECT `+batchColumns+`, `+batchCounts+` FROM payment_batches b
		WHERE b.county = ? ORDER BY b.made_at DESC, b.id DESC LIMIT ?`, county, limit)
	return found, err
}

func (s *store) batch(ctx context.Context, q querier, county trips.County, id BatchID) (Batch, error) {
	var b Batch
	found, err := get(ctx, q, &b, `SELECT `+batchColumns+`, `+batchCounts+` FROM payment_batches b
		WHERE b.county = ? AND b.id = ?`, county, id)
	if err == nil && !found {
		err = ErrNoBatch
	}
	if err != nil {
		return b, fmt.Errorf("batch %s: %w", id, err)
	}
	return b, nil
}

func (s *store) batchFile(ctx context.Context, q querier, county trips.County, id BatchID) ([]byte, error) {
	var file []byte
	_, err := get(ctx, q, &file, `SELECT file FROM payment_batches WHERE county = ? AND id = ?`, county, id)
	return file, err
}

// countBatches returns how many batches were numbered with the prefix.
func (s *store) countBatches(ctx context.Context, q querier, county trips.County, prefix string) (int, error) {
	var n int
	_, err := get(ctx, q, &n, `SELECT COUNT(*) FROM payment_batches WHERE county = ? AND number LIKE ?`, county, prefix+"%")
	return n, err
}

func (s *store) addBatch(ctx context.Context, tx *sqlx.Tx, county trips.County, b Batch, file []byte) error {
	_, err := exec(ctx, tx, `INSERT INTO payment_batches (county, id, number, version, made_at, made_by, total_fen, transfers, layout, file_name, file, sha256)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		county, b.ID, b.Number, b.Version, b.MadeAt, b.MadeBy, b.TotalFen, b.Transfers, b.Layout, b.FileName, file, b.SHA256)
	return err
}

// addTransfer writes a transfer and the claims it pays. A claim that another
// transfer pays is refused by the table's key.
func (s *store) addTransfer(ctx context.Context, tx *sqlx.Tx, county trips.County, batch BatchID, t Transfer, amounts map[ClaimID]money.Amount) error {
	if _, err := exec(ctx, tx, `INSERT INTO payment_transfers (county, batch_id, no, person_id, name, bank, account, amount_fen, state, reason, answered_at, answered_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', NULL, '')`,
		county, batch, t.No, t.Person, t.Name, t.Bank, t.Account, t.AmountFen, TransferSent); err != nil {
		return fmt.Errorf("transfer %d: %w", t.No, err)
	}
	for _, id := range t.Claims {
		if _, err := exec(ctx, tx, `INSERT INTO payment_claims (county, batch_id, no, claim_id, amount_fen, failed) VALUES (?, ?, ?, ?, ?, ?)`,
			county, batch, t.No, id, amounts[id], false); err != nil {
			return fmt.Errorf("claim %s of transfer %d: %w", id, t.No, err)
		}
	}
	return nil
}

// transfers returns the transfers of a batch with their claims, by number.
func (s *store) transfers(ctx context.Context, q querier, county trips.County, batch BatchID) ([]Transfer, error) {
	found := []Transfer{}
	if err := list(ctx, q, &found, `SELECT no, person_id, name, bank, account, amount_fen, state, reason, answered_at, answered_by
		FROM payment_transfers WHERE county = ? AND batch_id = ? ORDER BY no`, county, batch); err != nil {
		return nil, fmt.Errorf("transfers of batch %s: %w", batch, err)
	}
	var claims []struct {
		No    int     `db:"no"`
		Claim ClaimID `db:"claim_id"`
	}
	if err := list(ctx, q, &claims, `SELECT no, claim_id FROM payment_claims WHERE county = ? AND batch_id = ? ORDER BY no, claim_id`, county, batch); err != nil {
		return nil, fmt.Errorf("claims of batch %s: %w", batch, err)
	}
	for _, c := range claims {
		if at := slices.IndexFunc(found, func(t Transfer) bool { return t.No == c.No }); at >= 0 {
			found[at].Claims = append(found[at].Claims, c.Claim)
		}
	}
	return found, nil
}

// countAnswer raises the batch's version. It reports false when somebody else
// answered for it in between.
func (s *store) countAnswer(ctx context.Context, tx *sqlx.Tx, county trips.County, id BatchID, version int64) (bool, error) {
	n, err := exec(ctx, tx, `UPDATE payment_batches SET version = version + 1 WHERE county = ? AND id = ? AND version = ?`, county, id, version)
	return n == 1, err
}

// answerTransfer writes what the bank said. It reports false when the transfer
// has its answer already: one that arrived may only come back after.
func (s *store) answerTransfer(ctx context.Context, tx *sqlx.Tx, county trips.County, batch BatchID, t Transfer) (bool, error) {
	n, err := exec(ctx, tx, `UPDATE payment_transfers SET state = ?, reason = ?, answered_at = ?, answered_by = ?
		WHERE county = ? AND batch_id = ? AND no = ? AND (state = 'sent' OR (state = 'arrived' AND ?))`,
		t.State, t.Reason, t.AnsweredAt, t.AnsweredBy, county, batch, t.No, t.State == TransferFailed)
	if err != nil || n != 1 || t.State != TransferFailed {
		return n == 1, err
	}
	_, err = exec(ctx, tx, `UPDATE payment_claims SET failed = ? WHERE county = ? AND batch_id = ? AND no = ?`, true, county, batch, t.No)
	return true, err
}

// officeDocument returns the text in force of a kind; it reports false when
// the county has none.
func (s *store) officeDocument(ctx context.Context, q querier, county trips.County, kind ImportKind) (string, bool, error) {
	var body string
	found, err := get(ctx, q, &body, `SELECT body FROM office_documents WHERE county = ? AND kind = ? ORDER BY no DESC LIMIT 1`, county, kind)
	return body, found, err
}

func (s *store) addOfficeDocument(ctx context.Context, tx *sqlx.Tx, county trips.County, kind ImportKind, d RuleDocument) error {
	_, err := exec(ctx, tx, `INSERT INTO office_documents (county, kind, no, body, sha256, imported_at, imported_by)
		SELECT ?, ?, COALESCE(MAX(no), 0) + 1, ?, ?, ?, ? FROM office_documents WHERE county = ? AND kind = ?`,
		county, kind, d.Body, d.SHA256, d.ImportedAt, d.ImportedBy, county, kind)
	if err != nil {
		return fmt.Errorf("add %s: %w", kind, err)
	}
	return nil
}
