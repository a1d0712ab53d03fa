package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"licheng/web/api"
	"licheng/web/auth"
)

// TestLoginLimitTellsNoAccounts: five wrong passwords from one address close it to
// the login, in the same words whether there is such an account or not.
func TestLoginLimitTellsNoAccounts(t *testing.T) {
	d := newDesk(t, &api.API{})
	said := map[string]string{}
	for _, login := range []string{"zhang", "nobody-there"} {
		for range 7 {
			response, body := d.logIn(login, "a bad password")
			_, slug, _ := strings.Cut(body, "/problems/")
			slug, _, _ = strings.Cut(slug, `"`)
			said[login] += fmt.Sprint(response.StatusCode, " ", slug, "\n")
		}
	}
	want := strings.Repeat("401 wrong-login\n", 5) + strings.Repeat("429 account-locked\n", 2)
	for login, got := range said {
		if got != want {
			t.Errorf("%s:\n%swant\n%s", login, got, want)
		}
	}
	if response, body := d.logIn("boss", "a good password"); response.StatusCode != 200 {
		t.Errorf("another login from the same address: %d %s", response.StatusCode, body)
	}
}

// oneAccount is a room where every account has the password "right".
type oneAccount struct{ api.Sessions }

func (oneAccount) LogIn(_ context.Context, _, password string) (auth.Account, error) {
	if password != "right" {
		return auth.Account{}, auth.ErrWrong
	}
	return auth.Account{}, nil
}

func (oneAccount) ChangePassword(_ context.Context, _ auth.Account, old, _ string) error {
	if old != "right" {
		return auth.ErrWrong
	}
	return nil
}

// knock is one who tries at the door at a time.
type knock struct {
	ip, login, password string
	after               time.Duration // since the one before
	times               int
	want                error // of the last
}

func TestLoginLimit(t *testing.T) {
	const minute = time.Minute
	for _, story := range []struct {
		name   string
		knocks []knock
	}{
		{"whoever locks somebody out from elsewhere does not", []knock{
			{"10.0.0.9", "finance", "guess", 0, 6, auth.ErrLocked},
			{"10.0.0.1", "finance", "right", 0, 1, nil},
			{"10.0.0.9", "finance", "right", 0, 1, auth.ErrLocked},
		}},
		{"a right password forgives the wrong ones", []knock{
			{"10.0.0.1", "finance", "guess", 0, 4, auth.ErrWrong},
			{"10.0.0.1", "finance", "right", 0, 1, nil},
			{"10.0.0.1", "finance", "guess", 0, 5, auth.ErrWrong},
			{"10.0.0.1", "finance", "right", 0, 1, auth.ErrLocked},
		}},
		{"it opens again after a quarter of an hour", []knock{
			{"10.0.0.1", "finance", "guess", 0, 5, auth.ErrWrong},
			{"10.0.0.1", "finance", "right", 14 * minute, 1, auth.ErrLocked},
			{"10.0.0.1", "finance", "right", minute, 1, nil},
		}},
		{"a login is the same however it is written", []knock{
			{"10.0.0.1", "finance", "guess", 0, 2, auth.ErrWrong},
			{"10.0.0.1", " finance", "guess", 0, 2, auth.ErrWrong},
			{"10.0.0.1", "finance@520999 ", "guess", 0, 1, auth.ErrWrong},
			{"10.0.0.1", "finance", "right", 0, 1, auth.ErrLocked},
		}},
		{"a network of IPv6 is one address", []knock{
			{"2001:db8:1:2::1", "finance", "guess", 0, 3, auth.ErrWrong},
			{"2001:db8:1:2:ffff::9", "finance", "guess", 0, 2, auth.ErrWrong},
			{"2001:db8:1:2::77", "finance", "right", 0, 1, auth.ErrLocked},
			{"2001:db8:1:3::1", "finance", "right", 0, 1, nil},
		}},
		{"one password for many logins: # stands for a number that grows", []knock{
			{"10.0.0.9", "cadre#", "guess", 0, 50, auth.ErrWrong},
			{"10.0.0.9", "cadre#", "right", 0, 1, ErrTooManyLogins},
			{"10.0.0.1", "cadre1", "right", 0, 1, nil},
			{"10.0.0.9", "cadre#", "right", 5 * time.Second, 1, nil},
		}},
		{"a township behind one address logs in in the morning", []knock{
			{"10.0.0.9", "cadre#", "right", 0, 500, nil},
		}},
	} {
		t.Run(story.name, func(t *testing.T) {
			now := time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)
			l := newTestLimit(func() time.Time { return now })
			n := 0
			for i, k := range story.knocks {
				now = now.Add(k.after)
				var last error
				for range k.times {
					n++
					ctx := context.WithValue(t.Context(), requestKey{}, &request{ip: k.ip})
					_, last = l.LogIn(ctx, strings.ReplaceAll(k.login, "#", fmt.Sprint(n)), k.password)
				}
				if !errors.Is(last, k.want) && (last != nil || k.want != nil) {
					t.Errorf("line %d: %v, want %v", i+1, last, k.want)
				}
			}
		})
	}
}

// TestLoginLimitAtALoggedInScreen: the old password is guessed under the same limit.
func TestLoginLimitAtALoggedInScreen(t *testing.T) {
	l := newTestLimit(time.Now)
	var last error
	for range 6 {
		last = l.ChangePassword(t.Context(), auth.Account{County: "520999", Login: "finance"}, "guess", "another password")
	}
	if !errors.Is(last, auth.ErrLocked) {
		t.Errorf("the sixth guess: %v", last)
	}
}

// TestLoginLimitHoldsAgainstManyAtOnce and forgets when there are too many.
func TestLoginLimitHoldsAgainstManyAtOnce(t *testing.T) {
	l := newTestLimit(time.Now)
	ctx := context.WithValue(t.Context(), requestKey{}, &request{ip: "10.0.0.9"})
	var all sync.WaitGroup
	compared := make(chan struct{}, 100)
	for range 100 {
		all.Go(func() {
			if _, err := l.LogIn(ctx, "finance", "guess"); errors.Is(err, auth.ErrWrong) {
				compared <- struct{}{}
			}
		})
	}
	all.Wait()
	if len(compared) != wrongFromOne {
		t.Errorf("%d guesses were compared, want %d", len(compared), wrongFromOne)
	}
	for n := range 3 * triesKept {
		ctx := context.WithValue(t.Context(), requestKey{}, &request{ip: fmt.Sprint("10.", n>>16, ".", n>>8&255, ".", n&255)})
		_, _ = l.LogIn(ctx, "finance", "guess")
	}
	if len(l.pairs) > triesKept || len(l.addresses) > triesKept {
		t.Errorf("%d pairs and %d addresses are kept", len(l.pairs), len(l.addresses))
	}
}

func newTestLimit(now func() time.Time) *loginLimit {
	accounts, err := auth.New(nil, auth.Options{County: "520999"})
	if err != nil {
		panic(err)
	}
	return newLoginLimit(oneAccount{}, now, accounts.AccountNamed, slog.New(slog.DiscardHandler))
}
