package reimburse

import (
	"context"
	"errors"
	"fmt"

	"licheng"
)

// beginSnapshot begins a transaction that sees the database as it is now,
// however long it reads, and keeps no writer waiting. Only the words differ:
// SQLite's WAL gives every deferred reader its snapshot, PostgreSQL gives one
// only from REPEATABLE READ on.
var beginSnapshot = map[licheng.Dialect]string{
	licheng.SQLite:   `BEGIN DEFERRED`,
	licheng.Postgres: `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`,
}

// snapshot runs fn on one unchanging view of the database.
func (s *store) snapshot(ctx context.Context, fn func(q querier) error) (err error) {
	conn, err := s.db.Connx(ctx)
	if err != nil {
		return fmt.Errorf("get a connection: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, beginSnapshot[s.db.Dialect]); err != nil {
		return fmt.Errorf("begin a snapshot: %w", err)
	}
	defer func() {
		// The caller may have gone; the connection must still be given back clean.
		if _, rollback := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`); rollback != nil {
			err = errors.Join(err, fmt.Errorf("end the snapshot: %w", rollback))
		}
	}()
	return fn(conn)
}
