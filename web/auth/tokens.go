package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"licheng/trips"
)

// The prefixes let people and secret scanners recognise a token. One of a
// tracker is good for sending fixes and for nothing else.
const (
	tokenPrefix   = "licheng_"
	trackerPrefix = "licheng-tracker_"
)

// trackerLasts is how long a tracker's token is good.
const trackerLasts = 400 * 24 * time.Hour

// IssueToken makes a token for programs that act as the account, until
// expires. The token is returned once; only its hash is kept. ErrNoAccount.
func (s *Service) IssueToken(ctx context.Context, county trips.County, login, label string, expires time.Time) (string, error) {
	return s.issue(ctx, county, login, tokenPrefix, label, expires)
}

// IssueTrackerToken makes a token for the tracker app of the actor's phone. It
// is returned once; only its hash is kept. ErrNoAccount.
func (s *Service) IssueTrackerToken(ctx context.Context, actor trips.Actor) (token string, expires time.Time, err error) {
	expires = s.now().Add(trackerLasts)
	token, err = s.issue(ctx, actor.County, actor.Login, trackerPrefix, "tracker", expires)
	return token, expires, err
}

// issue draws a token with a prefix and keeps its hash.
func (s *Service) issue(ctx context.Context, county trips.County, login, prefix, label string, expires time.Time) (string, error) {
	if _, err := s.Account(ctx, county, login); err != nil {
		return "", err
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("draw a token: %w", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("draw a token id: %w", err)
	}
	token := prefix + base64.RawURLEncoding.EncodeToString(secret)
	_, err = s.db.ExecContext(ctx, s.db.Rebind(`
		INSERT INTO api_tokens (county, login, id, hash, label, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`),
		county, login, id.String(), hashToken(token), label, s.now(), expires.UTC())
	if err != nil {
		return "", fmt.Errorf("keep a token: %w", err)
	}
	return token, nil
}

// RevokeTokens ends all tokens of the account, of programs and of trackers, and tells
// how many there were. ErrNoAccount.
func (s *Service) RevokeTokens(ctx context.Context, county trips.County, login string) (n int64, err error) {
	if _, err := s.Account(ctx, county, login); err != nil {
		return 0, err
	}
	result, err := s.db.ExecContext(ctx, s.db.Rebind(`DELETE FROM api_tokens WHERE county = ? AND login = ?`), county, login)
	if err != nil {
		return 0, fmt.Errorf("revoke the tokens of %s: %w", login, err)
	}
	return result.RowsAffected()
}

// FromToken returns the account a token acts as; false when the token is
// unknown or has ended, or the account is disabled.
func (s *Service) FromToken(ctx context.Context, token string) (Account, bool, error) {
	if !strings.HasPrefix(token, tokenPrefix) {
		return Account{}, false, nil
	}
	return s.ownerOf(ctx, token)
}

// FromTrackerToken returns the account whose tracker sends with the token; false
// as in FromToken, and for tokens of programs.
func (s *Service) FromTrackerToken(ctx context.Context, token string) (Account, bool, error) {
	if !strings.HasPrefix(token, trackerPrefix) {
		return Account{}, false, nil
	}
	return s.ownerOf(ctx, token)
}

// ownerOf looks a token up.
func (s *Service) ownerOf(ctx context.Context, token string) (Account, bool, error) {
	var owner struct {
		County string `db:"county"`
		Login  string `db:"login"`
	}
	err := s.db.GetContext(ctx, &owner, s.db.Rebind(`
		SELECT county, login FROM api_tokens WHERE hash = ? AND expires_at > ?`), hashToken(token), s.now())
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, false, nil
	}
	if err != nil {
		return Account{}, false, fmt.Errorf("look up a token: %w", err)
	}
	account, err := s.Account(ctx, trips.County(owner.County), owner.Login)
	return account, err == nil && !account.Disabled, err
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
