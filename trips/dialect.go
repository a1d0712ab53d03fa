package trips

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng"
)

// takeTurn holds a key until tx ends: the key of a blob, for who stores a trace
// on it and who removes it must not meet; the drives of a county, for of two
// alike the one that is stored second has to see the first. PostgreSQL lets them
// work side by side, so they take a lock of its own; on SQLite one transaction
// writes at a time anyhow.
func takeTurn(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx, key string) error {
	if dialect != licheng.Postgres {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, key); err != nil {
		return fmt.Errorf("take the turn of %s: %w", key, err)
	}
	return nil
}

// watchClosures holds the closures of a county as they are until tx ends, and
// changeClosures lets nobody hold them meanwhile: of a trace that is stored and a
// closure that is imported at the same moment, one must see the other. On SQLite
// one transaction writes at a time anyhow.
func watchClosures(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx, county County) error {
	return lockClosures(ctx, dialect, tx, `SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))`, county)
}

func changeClosures(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx, county County) error {
	return lockClosures(ctx, dialect, tx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, county)
}

func lockClosures(ctx context.Context, dialect licheng.Dialect, tx *sqlx.Tx, lock string, county County) error {
	if dialect != licheng.Postgres {
		return nil
	}
	if _, err := tx.ExecContext(ctx, lock, "closures "+string(county)); err != nil {
		return fmt.Errorf("hold the closures of %s: %w", county, err)
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

// emptyLog has SQLite take over what stands in its write-ahead log and cut the log
// to nothing: pages stay there as they were written, long after they were
// overwritten in the file. While somebody reads it does less; the next call does
// the rest.
func emptyLog(ctx context.Context, db *licheng.Database) error {
	if db.Dialect != licheng.SQLite {
		return nil
	}
	var done struct {
		Busy         int `db:"busy"`
		Log          int `db:"log"`
		Checkpointed int `db:"checkpointed"`
	}
	if err := db.GetContext(ctx, &done, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	return nil
}
