package server

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"licheng"
	"licheng/lang"
	"licheng/web/api"
	"licheng/web/auth"
)

// From one address, one login may be tried loginBurst times at once and then
// once every loginEvery; loginsKept such pairs are remembered.
const (
	loginBurst = 10
	loginEvery = 10 * time.Second
	loginsKept = 10_000
)

// ErrTooManyLogins answers an address that tries a login too often.
var ErrTooManyLogins = &licheng.Fault{
	Kind: licheng.TooMany, Slug: "too-many-logins",
	Title: lang.Say("登录尝试太频繁，请稍等片刻。", "Too many attempts to log in. Wait a moment."),
}

// loginLimit slows down guessing, before a password is even looked at.
type loginLimit struct {
	api.Sessions
	now func() time.Time

	mu    sync.Mutex
	pairs map[loginPair]*rate.Limiter
}

type loginPair struct{ ip, login string }

func newLoginLimit(sessions api.Sessions, now func() time.Time) *loginLimit {
	return &loginLimit{Sessions: sessions, now: now, pairs: map[loginPair]*rate.Limiter{}}
}

// LogIn asks the room below unless the address has tried too often.
func (l *loginLimit) LogIn(ctx context.Context, login, password string) (auth.Account, error) {
	if !l.allow(loginPair{ip: requestOf(ctx).ip, login: login}) {
		return auth.Account{}, ErrTooManyLogins
	}
	return l.Sessions.LogIn(ctx, login, password)
}

func (l *loginLimit) allow(pair loginPair) bool {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.pairs) >= loginsKept {
		l.forget(now)
	}
	limiter, known := l.pairs[pair]
	if !known {
		limiter = rate.NewLimiter(rate.Every(loginEvery), loginBurst)
		l.pairs[pair] = limiter
	}
	return limiter.AllowN(now, 1)
}

// forget drops pairs that have all their tries again; when none has, it drops
// all, for memory must not grow with the number of guesses. The account's own
// lock still stands.
func (l *loginLimit) forget(now time.Time) {
	for pair, limiter := range l.pairs {
		if limiter.TokensAt(now) >= loginBurst {
			delete(l.pairs, pair)
		}
	}
	if len(l.pairs) >= loginsKept {
		clear(l.pairs)
	}
}
