package reimburse

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"licheng/reimburse/ledger"
	"licheng/trips"
)

// eventRow is a row of ledger_events.
type eventRow struct {
	County   string    `db:"county"`
	Seq      int64     `db:"seq"`
	At       time.Time `db:"at"`
	Actor    string    `db:"actor"`
	Type     string    `db:"type"`
	Subject  string    `db:"subject"`
	Payload  string    `db:"payload"`
	PrevHash string    `db:"prev_hash"`
	Hash     string    `db:"hash"`
}

const eventColumns = `county, seq, at, actor, type, subject, payload, prev_hash, hash`

func (r eventRow) event() ledger.Event {
	return ledger.Event{
		County: r.County, Seq: r.Seq, At: r.At.UTC(), Actor: r.Actor, Type: r.Type,
		Subject: r.Subject, Payload: json.RawMessage(r.Payload), PrevHash: r.PrevHash, Hash: r.Hash,
	}
}

// appendEvent adds the next event to the county's book. The head's row is
// locked first, so that events appended at once follow each other and their
// numbers have no holes.
func (s *store) appendEvent(ctx context.Context, tx *sqlx.Tx, entry ledger.Entry) (ledger.Event, error) {
	head, err := s.lockHead(ctx, tx, entry.County)
	if err != nil {
		return ledger.Event{}, err
	}
	e, err := ledger.Append(head, entry)
	if err != nil {
		return e, err
	}
	if _, err := exec(ctx, tx, `INSERT INTO ledger_events (`+eventColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.County, e.Seq, e.At, e.Actor, e.Type, e.Subject, string(e.Payload), e.PrevHash, e.Hash); err != nil {
		return e, fmt.Errorf("append event %d: %w", e.Seq, err)
	}
	_, err = exec(ctx, tx, `UPDATE ledger_heads SET seq = ?, hash = ? WHERE county = ?`, e.Seq, e.Hash, e.County)
	return e, err
}

// lockHead returns the county's head and holds its row until the transaction
// ends. The update that changes nothing is the lock both databases have.
func (s *store) lockHead(ctx context.Context, tx *sqlx.Tx, county string) (ledger.Head, error) {
	var head ledger.Head
	if _, err := exec(ctx, tx, `INSERT INTO ledger_heads (county, seq, hash) VALUES (?, ?, ?)
		ON CONFLICT (county) DO UPDATE SET seq = ledger_heads.seq`, county, ledger.Start.Seq, ledger.Start.Hash); err != nil {
		return head, fmt.Errorf("lock the ledger: %w", err)
	}
	return s.head(ctx, tx, trips.County(county))
}

// head returns the county's head; that of an empty book when it has none.
func (s *store) head(ctx context.Context, q querier, county trips.County) (ledger.Head, error) {
	head := ledger.Start
	_, err := get(ctx, q, &head, `SELECT seq, hash FROM ledger_heads WHERE county = ?`, county)
	if err != nil {
		return head, fmt.Errorf("head of the ledger: %w", err)
	}
	return head, nil
}

// ledgerCounties lists the counties that have a book.
func (s *store) ledgerCounties(ctx context.Context, q querier) ([]trips.County, error) {
	counties := []trips.County{}
	err := list(ctx, q, &counties, `SELECT county FROM ledger_heads UNION SELECT county FROM ledger_events ORDER BY county`)
	return counties, err
}

// eventsPage is how many events are read at once.
const eventsPage = 500

// eachEvent calls fn with every event of the county in order.
func (s *store) eachEvent(ctx context.Context, q querier, county trips.County, fn func(ledger.Event) error) error {
	for after := int64(-1 << 62); ; {
		rows := []eventRow{}
		if err := list(ctx, q, &rows, `SELECT `+eventColumns+` FROM ledger_events
			WHERE county = ? AND seq > ? ORDER BY seq LIMIT ?`, county, after, eventsPage); err != nil {
			return fmt.Errorf("read the ledger: %w", err)
		}
		for _, r := range rows {
			if err := fn(r.event()); err != nil {
				return err
			}
			after = r.Seq
		}
		if len(rows) < eventsPage {
			return nil
		}
	}
}

// claimEvents returns the events about one claim, oldest first.
func (s *store) claimEvents(ctx context.Context, q querier, county trips.County, id ClaimID) ([]ledger.Event, error) {
	rows := []eventRow{}
	if err := list(ctx, q, &rows, `SELECT `+eventColumns+` FROM ledger_events
		WHERE county = ? AND subject = ? ORDER BY seq`, county, id); err != nil {
		return nil, fmt.Errorf("events of claim %s: %w", id, err)
	}
	events := make([]ledger.Event, len(rows))
	for i, r := range rows {
		events[i] = r.event()
	}
	return events, nil
}
