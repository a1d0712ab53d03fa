package reimburse

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"licheng"
)

// store keeps this room's tables. Methods that take a querier read within or
// without a transaction; those that take a *sqlx.Tx write.
type store struct{ db *licheng.Database }

// querier is what a *sqlx.Tx and a Database both are: something to read from.
type querier interface {
	GetContext(ctx context.Context, dest any, query string, args ...any) error
	SelectContext(ctx context.Context, dest any, query string, args ...any) error
	Rebind(query string) string
}

// exec runs a statement written with ? within tx and returns how many rows it
// changed.
func exec(ctx context.Context, tx *sqlx.Tx, query string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, tx.Rebind(query), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// get reads one row; it reports false when there is none.
func get(ctx context.Context, q querier, dest any, query string, args ...any) (bool, error) {
	err := q.GetContext(ctx, dest, q.Rebind(query), args...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// list reads rows into the slice dest points to.
func list(ctx context.Context, q querier, dest any, query string, args ...any) error {
	return q.SelectContext(ctx, dest, q.Rebind(query), args...)
}

// toJSON returns v as text for a column. It fails only for values JSON has not.
func toJSON(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write a JSON column: %w", err)
	}
	return string(raw), nil
}

// fromJSON reads a column written by toJSON.
func fromJSON(text string, v any) error {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		return fmt.Errorf("read a JSON column: %w", err)
	}
	return nil
}
