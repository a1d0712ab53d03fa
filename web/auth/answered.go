package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"licheng"
	"licheng/lang"
	"licheng/trips"
)

// An answer is kept answersFor; a request that began longer than atWorkMax ago
// and left no answer died with its server and may be made again.
const (
	answersFor = 7 * 24 * time.Hour
	atWorkMax  = 2 * time.Minute
)

// The faults of repeating a request.
var (
	// ErrKeyAtWork answers a repeat while the first request is still at work.
	ErrKeyAtWork = &licheng.Fault{
		Kind: licheng.Conflict, Slug: "request-at-work",
		Title: lang.Say("同一个请求还在处理，请稍后再看。", "The same request is still at work. Look again in a moment."),
	}
	// ErrKeyReused answers another request under a key already used.
	ErrKeyReused = &licheng.Fault{
		Kind: licheng.Unprocessable, Slug: "idempotency-key-reused",
		Title: lang.Say("这个 Idempotency-Key 已经用于内容不同的请求。",
			"This Idempotency-Key was used for a different request."),
	}
)

// Answer is what was answered to a request.
type Answer struct {
	RequestHash string // SHA-256 of method, address and body
	Status      int    // 0: the request is only begun
	ContentType string
	Body        []byte
}

// Begin claims a key for a request of the actor. It returns the answer when
// one was given under the key, and nil when the caller is to do the work and
// then call Finish or Abandon. ErrKeyAtWork.
func (s *Service) Begin(ctx context.Context, actor trips.Actor, key string) (*Answer, error) {
	now := s.now()
	result, err := s.db.ExecContext(ctx, s.db.Rebind(`
		INSERT INTO answered_requests (county, login, key, request_hash, status, content_type, body, started_at)
		VALUES (?, ?, ?, '', 0, '', ?, ?)
		ON CONFLICT (county, login, key) DO UPDATE SET started_at = excluded.started_at
		WHERE answered_requests.status = 0 AND answered_requests.started_at < ?`),
		actor.County, actor.Login, key, []byte{}, now, now.Add(-atWorkMax))
	if err != nil {
		return nil, fmt.Errorf("claim an idempotency key: %w", err)
	}
	if err := oneRow(result, errNotOurs); err == nil {
		return nil, nil //nolint:nilnil // no answer yet and no error: the caller works
	} else if !errors.Is(err, errNotOurs) {
		return nil, err
	}
	return s.answer(ctx, actor, key)
}

var errNotOurs = errors.New("auth: the key is somebody else's")

func (s *Service) answer(ctx context.Context, actor trips.Actor, key string) (*Answer, error) {
	var row struct {
		RequestHash string `db:"request_hash"`
		Status      int    `db:"status"`
		ContentType string `db:"content_type"`
		Body        []byte `db:"body"`
	}
	err := s.db.GetContext(ctx, &row, s.db.Rebind(`
		SELECT request_hash, status, content_type, body FROM answered_requests
		WHERE county = ? AND login = ? AND key = ?`), actor.County, actor.Login, key)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && row.Status == 0) {
		return nil, ErrKeyAtWork
	}
	if err != nil {
		return nil, fmt.Errorf("look up an idempotency key: %w", err)
	}
	answer := Answer(row)
	return &answer, nil
}

// Finish keeps the answer given under a key that Begin claimed.
func (s *Service) Finish(ctx context.Context, actor trips.Actor, key string, answer Answer) error {
	_, err := s.db.ExecContext(ctx, s.db.Rebind(`
		UPDATE answered_requests SET request_hash = ?, status = ?, content_type = ?, body = ?
		WHERE county = ? AND login = ? AND key = ?`),
		answer.RequestHash, answer.Status, answer.ContentType, answer.Body, actor.County, actor.Login, key)
	if err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	return nil
}

// Abandon gives a key back whose request failed, so that it may be made again.
func (s *Service) Abandon(ctx context.Context, actor trips.Actor, key string) error {
	_, err := s.db.ExecContext(ctx, s.db.Rebind(`
		DELETE FROM answered_requests WHERE county = ? AND login = ? AND key = ? AND status = 0`),
		actor.County, actor.Login, key)
	if err != nil {
		return fmt.Errorf("give an idempotency key back: %w", err)
	}
	return nil
}

// Sweep removes sessions, tokens and answers whose time is over.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.now()
	for _, each := range []struct {
		statement string
		before    time.Time
	}{
		{`DELETE FROM web_sessions WHERE expires_at <= ?`, now},
		{`DELETE FROM api_tokens WHERE expires_at <= ?`, now},
		{`DELETE FROM answered_requests WHERE started_at <= ?`, now.Add(-answersFor)},
	} {
		if _, err := s.db.ExecContext(ctx, s.db.Rebind(each.statement), each.before); err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
	}
	return nil
}
