package queue

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// errBorrowed reports that the queue tried to end a transaction it does not own.
var errBorrowed = errors.New("queue: the transaction belongs to its InTx")

// borrowedTx lets River's pgx driver write within a database/sql transaction
// that runs on conn. Only statements pass; InTx alone ends the transaction.
type borrowedTx struct{ conn *pgx.Conn }

var _ pgx.Tx = borrowedTx{}

// Begin opens a savepoint on the borrowed transaction.
func (t borrowedTx) Begin(ctx context.Context) (pgx.Tx, error) {
	if _, err := t.conn.Exec(ctx, "SAVEPOINT queue"); err != nil {
		return nil, fmt.Errorf("savepoint: %w", err)
	}
	return savepoint{t}, nil
}

// Commit is refused.
func (t borrowedTx) Commit(context.Context) error { return errBorrowed }

// Rollback is refused.
func (t borrowedTx) Rollback(context.Context) error { return errBorrowed }

// CopyFrom is pgx's, on the borrowed connection.
func (t borrowedTx) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	return t.conn.CopyFrom(ctx, table, columns, rows)
}

// SendBatch is pgx's, on the borrowed connection.
func (t borrowedTx) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return t.conn.SendBatch(ctx, b)
}

// LargeObjects is not lent: the queue has none.
func (t borrowedTx) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

// Prepare is pgx's, on the borrowed connection.
func (t borrowedTx) Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error) {
	return t.conn.Prepare(ctx, name, sql)
}

// Exec is pgx's, on the borrowed connection.
func (t borrowedTx) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return t.conn.Exec(ctx, sql, args...)
}

// Query is pgx's, on the borrowed connection.
func (t borrowedTx) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return t.conn.Query(ctx, sql, args...)
}

// QueryRow is pgx's, on the borrowed connection.
func (t borrowedTx) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return t.conn.QueryRow(ctx, sql, args...)
}

// Conn returns the borrowed connection.
func (t borrowedTx) Conn() *pgx.Conn { return t.conn }

// savepoint is a nested transaction: it may end itself, not the one around it.
type savepoint struct{ borrowedTx }

// Commit keeps what was done since Begin.
func (s savepoint) Commit(ctx context.Context) error {
	_, err := s.conn.Exec(ctx, "RELEASE SAVEPOINT queue")
	return err
}

// Rollback undoes what was done since Begin.
func (s savepoint) Rollback(ctx context.Context) error {
	_, err := s.conn.Exec(ctx, "ROLLBACK TO SAVEPOINT queue")
	return err
}
