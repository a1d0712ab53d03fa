package server

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"licheng"
	"licheng/lang"
	"licheng/trips"
	"licheng/web/api"
	"licheng/web/auth"
)

// From one address, a login may be tried with wrongFromOne wrong passwords; then
// it is refused from there for closedFor, whether there is such an account or
// not. Elsewhere its owner logs in as ever: the account itself is locked only by
// many more, from several addresses (web/auth).
const (
	wrongFromOne = 5
	closedFor    = 15 * time.Minute
)

// From one address, wrongBurst wrong passwords may be tried at once, whatever the
// login, and then one every wrongEvery: a township behind one address mistypes
// less, and a list of logins is not tried with one password.
const (
	wrongBurst = 50
	wrongEvery = 5 * time.Second
)

// triesKept is how many pairs of address and login are remembered, and how many
// addresses.
const triesKept = 10_000

// ErrTooManyLogins answers an address that tried too many wrong passwords.
var ErrTooManyLogins = &licheng.Fault{
	Kind: licheng.TooMany, Slug: "too-many-logins",
	Title: lang.Say("登录尝试太频繁，请稍等片刻。", "Too many attempts to log in. Wait a moment."),
}

// loginLimit slows down guessing, before a password is even looked at.
type loginLimit struct {
	api.Sessions
	now  func() time.Time
	name func(login string) (trips.County, string) // the account a login means
	log  *slog.Logger

	mu        sync.Mutex
	pairs     map[loginPair]*tries
	addresses map[string]*tries
}

// loginPair is an address and an account, however its login was written.
type loginPair struct {
	address string
	county  trips.County
	login   string
}

// tries counts wrong passwords, and those that are being compared.
type tries struct {
	wrong float64
	at    time.Time // of the last
}

func newLoginLimit(sessions api.Sessions, now func() time.Time, name func(string) (trips.County, string), log *slog.Logger) *loginLimit {
	return &loginLimit{Sessions: sessions, now: now, name: name, log: log, pairs: map[loginPair]*tries{}, addresses: map[string]*tries{}}
}

// LogIn asks the room below unless the address has tried too often.
func (l *loginLimit) LogIn(ctx context.Context, login, password string) (account auth.Account, err error) {
	county, name := l.name(login)
	err = l.limited(ctx, loginPair{addressOf(requestOf(ctx).ip), county, name}, func() error {
		account, err = l.Sessions.LogIn(ctx, login, password)
		return err
	})
	return account, err
}

// ChangePassword asks the room below under the same limits: whoever found a screen
// left open is not to guess the password there.
func (l *loginLimit) ChangePassword(ctx context.Context, account auth.Account, old, replacement string) error {
	return l.limited(ctx, loginPair{addressOf(requestOf(ctx).ip), account.County, account.Login}, func() error {
		return l.Sessions.ChangePassword(ctx, account, old, replacement)
	})
}

// limited compares a password. The try is counted before, so that many at once do
// not slip through, and taken back when it was not wrong.
func (l *loginLimit) limited(ctx context.Context, pair loginPair, compare func() error) error {
	if err := l.take(pair); err != nil {
		return err
	}
	err := compare()
	if !errors.Is(err, auth.ErrWrong) {
		l.giveBack(pair, err == nil)
	} else if l.closed(pair) {
		l.log.WarnContext(ctx, "log-in closed to an address after wrong passwords",
			"county", pair.county, "login", pair.login, "address", pair.address, "minutes", closedFor.Minutes())
	}
	return err
}

// take counts a try, or says why there may be none.
func (l *loginLimit) take(pair loginPair) error {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	of, from := l.triesOf(now, pair)
	switch {
	case of.wrong >= wrongFromOne:
		return auth.ErrLocked
	case from.wrong >= wrongBurst:
		return ErrTooManyLogins
	}
	of.wrong, of.at = of.wrong+1, now
	from.wrong, from.at = from.wrong+1, now
	return nil
}

// closed reports whether the pair has had all of its tries.
func (l *loginLimit) closed(pair loginPair) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.pairs[pair]
	return of != nil && of.wrong >= wrongFromOne
}

// giveBack takes a try back; after a right password all of the pair's.
func (l *loginLimit) giveBack(pair loginPair, right bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of, from := l.triesOf(l.now(), pair)
	of.wrong, from.wrong = max(0, of.wrong-1), max(0, from.wrong-1)
	if right {
		delete(l.pairs, pair)
	}
}

// triesOf returns what the pair and its address tried lately.
func (l *loginLimit) triesOf(now time.Time, pair loginPair) (of, from *tries) {
	of, from = l.pairs[pair], l.addresses[pair.address]
	if of == nil || now.Sub(of.at) >= closedFor {
		makeRoom(l.pairs, func(t *tries) bool { return now.Sub(t.at) >= closedFor })
		of = &tries{at: now}
		l.pairs[pair] = of
	}
	if from == nil {
		makeRoom(l.addresses, func(t *tries) bool { return t.wrong-regained(now.Sub(t.at)) <= 0 })
		from = &tries{at: now}
		l.addresses[pair.address] = from
	}
	from.wrong, from.at = max(0, from.wrong-regained(now.Sub(from.at))), now
	return of, from
}

// regained is how many tries an address is given back in a time.
func regained(d time.Duration) float64 { return d.Seconds() / wrongEvery.Seconds() }

// makeRoom drops what is over; when nothing is, it drops all, for memory must not
// grow with the number of guesses. The account's own lock still stands.
func makeRoom[K comparable](kept map[K]*tries, over func(*tries) bool) {
	if len(kept) < triesKept {
		return
	}
	for key, t := range kept {
		if over(t) {
			delete(kept, key)
		}
	}
	if len(kept) >= triesKept {
		clear(kept)
	}
}

// addressOf is the address that limits go by: of IPv6 the network of one house,
// which has more addresses than can be counted.
func addressOf(ip string) string {
	address, err := netip.ParseAddr(ip)
	if err != nil || address.Unmap().Is4() {
		return ip
	}
	network, err := address.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return network.String()
}
