package trips

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng"
)

// takeTurn holds the blob of a key until tx ends: who stores a trace on it and
// who removes it must not meet. PostgreSQL lets them work side by side, so they
// take a lock of its own; on SQLite one transaction writes at a time anyhow.
func takeTurn(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx, key string) error {
	if dialect != licheng.Postgres {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, key); err != nil {
		return fmt.Errorf("take the turn of blob %s: %w", key, err)
	}
	return nil
}

// overwriting has what tx deletes overwritten on the disk, and returns what
// ends that. SQLite leaves deleted rows in free pages unless it is told; on
// PostgreSQL they go with the next vacuum.
func overwriting(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx) (end func() error, err error) {
	if dialect != licheng.SQLite {
		return func() error { return nil }, nil
	}
	set := func(to string) error {
		var now int
		if err := tx.GetContext(ctx, &now, `PRAGMA secure_delete = `+to); err != nil {
			return fmt.Errorf("turn overwriting %s: %w", to, err)
		}
		return nil
	}
	return func() error { return set("OFF") }, set("ON")
}
