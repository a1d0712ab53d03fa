package auth

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

// hashing is what OWASP's password storage sheet asks of argon2id at least:
// 19 MiB, two passes, one lane.
var hashing = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashersMax is how many hashes are computed at once; each takes 19 MiB.
const hashersMax = 4

// The length of a password in characters, and how many of them differ at least.
// Digits alone are days of birth and telephone numbers.
const (
	passwordMin    = 10
	passwordMax    = 200
	passwordDiffer = 5
)

// tooEasy reports whether a password is not to be had: too short, too long for the
// field it is typed in, or guessed in a moment.
func tooEasy(login, password string) bool {
	different := map[rune]bool{}
	digits := true
	for _, r := range password {
		different[r] = true
		digits = digits && unicode.IsDigit(r)
	}
	n := utf8.RuneCountInString(password)
	return n < passwordMin || n > passwordMax || len(different) < passwordDiffer || digits || strings.EqualFold(password, login)
}

// passwords hashes and compares, a few at a time.
type passwords struct {
	slots chan struct{}
	dummy string // compared against when there is no account, so that it takes as long
}

func newPasswords() (*passwords, error) {
	dummy, err := argon2id.CreateHash("nobody's", &hashing)
	if err != nil {
		return nil, fmt.Errorf("hash a password: %w", err)
	}
	return &passwords{slots: make(chan struct{}, hashersMax), dummy: dummy}, nil
}

func (p *passwords) hash(ctx context.Context, login, password string) (string, error) {
	if tooEasy(login, password) {
		return "", ErrPassword
	}
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	hash, err := argon2id.CreateHash(password, &hashing)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// matches compares a password with a hash; an empty hash never matches, but
// takes as long.
func (p *passwords) matches(ctx context.Context, password, hash string) (bool, error) {
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	known := hash != ""
	if !known {
		hash = p.dummy
	}
	same, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return same && known, nil
}

func (p *passwords) enter(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *passwords) leave() { <-p.slots }
