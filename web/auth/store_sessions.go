package auth

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"licheng"
)

// touchEvery is how far a session's end may lag behind its last request: it
// saves a write on all but one request a minute.
const touchEvery = time.Minute

// sessionStore keeps sessions in the table web_sessions, for scs.
type sessionStore struct {
	db  *licheng.Database
	now func() time.Time
}

type sessionRow struct {
	Data      []byte    `db:"data"`
	ExpiresAt time.Time `db:"expires_at"`
}

// FindCtx returns the session of a token; false when there is none or it has ended.
func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var row sessionRow
	err := s.db.GetContext(ctx, &row, s.db.Rebind(`
		SELECT data, expires_at FROM web_sessions WHERE token = ? AND expires_at > ?`), token, s.now())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read a session: %w", err)
	}
	return row.Data, true, nil
}

// CommitCtx writes a session, unless all that changed is less than touchEvery
// of its end.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	var row sessionRow
	err := s.db.GetContext(ctx, &row, s.db.Rebind(`
		SELECT data, expires_at FROM web_sessions WHERE token = ?`), token)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read a session: %w", err)
	}
	if err == nil && bytes.Equal(row.Data, data) && expiry.Sub(row.ExpiresAt) < touchEvery {
		return nil
	}
	_, err = s.db.ExecContext(ctx, s.db.Rebind(`
		INSERT INTO web_sessions (token, data, expires_at) VALUES (?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`),
		token, data, expiry.UTC())
	if err != nil {
		return fmt.Errorf("write a session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	if _, err := s.db.ExecContext(ctx, s.db.Rebind(`DELETE FROM web_sessions WHERE token = ?`), token); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// Find, Commit and Delete are FindCtx, CommitCtx and DeleteCtx for callers
// without a context; scs itself always has one.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit writes a session.
func (s *sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete ends a session.
func (s *sessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}
