package reimburse

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/ledger"
	"licheng/trips"
)

// factsRow is the facts of a month as they were last said; No 0: nothing was.
type factsRow struct {
	No     int64     `db:"no"`
	Body   string    `db:"body"`
	Digest string    `db:"digest"`
	At     time.Time `db:"said_at"`
	Login  string    `db:"said_by"`

	facts Facts
}

// facts returns what the person said last of the month.
func (s *store) facts(ctx context.Context, q querier, county trips.County, person trips.PersonID, month string) (factsRow, error) {
	var row factsRow
	found, err := get(ctx, q, &row, `SELECT no, body, digest, said_at, said_by FROM month_facts
		WHERE county = ? AND person_id = ? AND month = ? ORDER BY no DESC LIMIT 1`, county, person, month)
	if err != nil {
		return row, fmt.Errorf("facts of %s in %s: %w", person, month, err)
	}
	if found {
		err = fromJSON(row.Body, &row.facts)
	}
	return row, err
}

// sayFacts adds what the person says now, as number no; it reports false when
// somebody was faster.
func (s *store) sayFacts(ctx context.Context, tx *sqlx.Tx, county trips.County, person trips.PersonID, month string, no int64, facts Facts, at time.Time, by string) (bool, error) {
	body, err := toJSON(facts)
	if err != nil {
		return false, err
	}
	digest, err := ledger.Digest(facts)
	if err != nil {
		return false, err
	}
	n, err := exec(ctx, tx, `INSERT INTO month_facts (county, person_id, month, no, body, digest, said_at, said_by)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, county, person, month, no, body, digest, at, by)
	if err != nil {
		return false, fmt.Errorf("facts of %s in %s: %w", person, month, err)
	}
	return n == 1, nil
}

// saidFacts returns the digest of everything that was ever said, by person and
// month, as its body makes it.
func (s *store) saidFacts(ctx context.Context, q querier, county trips.County) (map[string]bool, error) {
	var rows []struct {
		Person string `db:"person_id"`
		Month  string `db:"month"`
		Body   string `db:"body"`
	}
	if err := list(ctx, q, &rows, `SELECT person_id, month, body FROM month_facts WHERE county = ? ORDER BY person_id, month, no`, county); err != nil {
		return nil, fmt.Errorf("facts of %s: %w", county, err)
	}
	said := make(map[string]bool, len(rows))
	for _, row := range rows {
		var facts Facts
		if err := fromJSON(row.Body, &facts); err != nil {
			continue // altered: nothing fits it
		}
		digest, err := ledger.Digest(facts)
		if err != nil {
			return nil, err
		}
		said[row.Person+"\x00"+row.Month+"\x00"+digest] = true
	}
	return said, nil
}
