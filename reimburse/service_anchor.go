package reimburse

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/ledger"
	"licheng/trips"
)

// Anchor signs where the county's book stands now, and keeps the anchor beside
// the book. A head that is anchored already gets its anchor again; an empty
// book has none: ErrEmptyBook. ErrNoKey when the service has no key.
func (s *Service) Anchor(ctx context.Context, county trips.County) (ledger.Anchor, error) {
	if s.anchorKey == nil {
		return ledger.Anchor{}, ErrNoKey
	}
	var made ledger.Anchor
	err := s.store.db.InTx(ctx, func(tx *sqlx.Tx) error {
		head, err := s.store.head(ctx, tx, county)
		if err != nil {
			return err
		}
		if head.Seq == 0 {
			return fmt.Errorf("county %s: %w", county, ErrEmptyBook)
		}
		made = ledger.Sign(s.anchorKey, string(county), head, s.now())
		return s.store.keepAnchor(ctx, tx, &made)
	})
	return made, err
}

// AnchorAll anchors every county's book whose head moved since its last
// anchor. It returns the new anchors, so that they can be kept elsewhere.
func (s *Service) AnchorAll(ctx context.Context) ([]ledger.Anchor, error) {
	counties, err := s.store.ledgerCounties(ctx, s.store.db)
	if err != nil {
		return nil, err
	}
	var made []ledger.Anchor
	for _, county := range counties {
		before, err := s.store.anchors(ctx, s.store.db, county)
		if err != nil {
			return made, err
		}
		a, err := s.Anchor(ctx, county)
		if err != nil {
			return made, fmt.Errorf("anchor county %s: %w", county, err)
		}
		if n := len(before); n == 0 || before[n-1].Head != a.Head {
			made = append(made, a)
		}
	}
	return made, nil
}

// Anchors lists the anchors of a county's book, by event.
func (s *Service) Anchors(ctx context.Context, county trips.County) ([]ledger.Anchor, error) {
	return s.store.anchors(ctx, s.store.db, county)
}

// key returns the public half of the service's key; empty when it has none.
func (s *Service) key() string {
	if s.anchorKey == nil {
		return ""
	}
	return ledger.KeyText(s.anchorKey)
}

// anchorRow is a row of ledger_anchors.
type anchorRow struct {
	County    string    `db:"county"`
	Seq       int64     `db:"seq"`
	Hash      string    `db:"hash"`
	At        time.Time `db:"at"`
	Key       string    `db:"key"`
	Signature string    `db:"signature"`
}

func (r anchorRow) anchor() ledger.Anchor {
	return ledger.Anchor{
		County: r.County, Head: ledger.Head{Seq: r.Seq, Hash: r.Hash}, At: r.At.UTC(), Key: r.Key, Signature: r.Signature,
	}
}

func (s *store) anchors(ctx context.Context, q querier, county trips.County) ([]ledger.Anchor, error) {
	rows := []anchorRow{}
	if err := list(ctx, q, &rows, `SELECT county, seq, hash, at, key, signature FROM ledger_anchors
		WHERE county = ? ORDER BY seq, at`, county); err != nil {
		return nil, fmt.Errorf("anchors of %s: %w", county, err)
	}
	anchors := make([]ledger.Anchor, len(rows))
	for i, r := range rows {
		anchors[i] = r.anchor()
	}
	return anchors, nil
}

// keepAnchor writes the anchor, or reads the one this key made of the same
// event before.
func (s *store) keepAnchor(ctx context.Context, tx *sqlx.Tx, a *ledger.Anchor) error {
	n, err := exec(ctx, tx, `INSERT INTO ledger_anchors (county, seq, hash, at, key, signature) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (county, seq, key) DO NOTHING`, a.County, a.Head.Seq, a.Head.Hash, a.At, a.Key, a.Signature)
	if err != nil || n == 1 {
		return err
	}
	var row anchorRow
	if _, err = get(ctx, tx, &row, `SELECT county, seq, hash, at, key, signature FROM ledger_anchors
		WHERE county = ? AND seq = ? AND key = ?`, a.County, a.Head.Seq, a.Key); err != nil {
		return fmt.Errorf("anchor of event %d: %w", a.Head.Seq, err)
	}
	*a = row.anchor()
	return nil
}
