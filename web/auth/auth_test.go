package auth_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/dbtest"
	"licheng/trips"
	"licheng/web/auth"
)

const county = trips.County("520999")

// clock is a time the test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// onBoth runs a story on every database, with an account zhang of a cadre.
func onBoth(t *testing.T, story func(t *testing.T, s *auth.Service, c *clock)) {
	t.Helper()
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		t.Helper()
		if err := auth.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		c := &clock{at: time.Now().UTC()}
		s, err := auth.New(db, auth.Options{County: county, Now: c.now, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		zhang := auth.Account{County: county, Login: "zhang", Roles: []trips.Role{trips.Cadre}, Person: "p1"}
		if err := s.Add(t.Context(), zhang, rightPassword); err != nil {
			t.Fatal(err)
		}
		story(t, s, c)
	})
}

const rightPassword = "青石镇的羊肠小道07"

func TestLogIn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, _ *clock) {
		for _, row := range []struct {
			name, login, password string
			want                  error
		}{
			{"right", "zhang", rightPassword, nil},
			{"right, with the county", "zhang@520999", rightPassword, nil},
			{"wrong password", "zhang", "wrong password", auth.ErrWrong},
			{"no such account", "li", rightPassword, auth.ErrWrong},
			{"no such county", "zhang@110000", rightPassword, auth.ErrWrong},
			{"empty", "", "", auth.ErrWrong},
		} {
			t.Run(row.name, func(t *testing.T) {
				account, err := s.LogIn(t.Context(), row.login, row.password)
				if !errors.Is(err, row.want) {
					t.Fatalf("got error %v, want %v", err, row.want)
				}
				if err == nil && (account.Person != "p1" || !account.Actor().Has(trips.Cadre)) {
					t.Errorf("got %+v", account)
				}
			})
		}
	})
}

func TestLock(t *testing.T) {
	tries := func(t *testing.T, s *auth.Service, password string, n int) (last error) {
		t.Helper()
		for range n {
			_, last = s.LogIn(t.Context(), "zhang", password)
		}
		return last
	}
	wants := func(t *testing.T, got, want error) {
		t.Helper()
		if !errors.Is(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
	onBoth(t, func(t *testing.T, s *auth.Service, c *clock) {
		wants(t, tries(t, s, "not the one", 19), auth.ErrWrong)
		wants(t, tries(t, s, rightPassword, 1), nil) // those are forgiven
		wants(t, tries(t, s, "not the one", 20), auth.ErrWrong)
		wants(t, tries(t, s, rightPassword, 1), auth.ErrLocked)
		c.pass(14 * time.Minute)
		wants(t, tries(t, s, rightPassword, 1), auth.ErrLocked)
		c.pass(2 * time.Minute)
		wants(t, tries(t, s, "not the one", 19), auth.ErrWrong) // the count began again
		wants(t, tries(t, s, rightPassword, 1), nil)
	})
}

// TestGuessingAtALoggedInScreen: the old password is asked for when it is changed,
// and is no easier to guess there.
func TestGuessingAtALoggedInScreen(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, _ *clock) {
		zhang := auth.Account{County: county, Login: "zhang"}
		for range 20 {
			if err := s.ChangePassword(t.Context(), zhang, "a guess of many", "another password"); !errors.Is(err, auth.ErrWrong) {
				t.Fatalf("a guess: %v", err)
			}
		}
		if err := s.ChangePassword(t.Context(), zhang, rightPassword, "another password"); !errors.Is(err, auth.ErrLocked) {
			t.Errorf("after twenty guesses: %v", err)
		}
	})
}

func TestLockHoldsAgainstManyAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, _ *clock) {
		var wait sync.WaitGroup
		wrong := make(chan error, 60)
		for range 60 {
			wait.Go(func() {
				_, err := s.LogIn(context.WithoutCancel(t.Context()), "zhang", "a guess of many")
				wrong <- err
			})
		}
		wait.Wait()
		close(wrong)
		looked := 0
		for err := range wrong {
			if errors.Is(err, auth.ErrWrong) {
				looked++
			}
		}
		if looked != 20 {
			t.Errorf("%d guesses were compared with the password, want 20", looked)
		}
	})
}

func TestAdd(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, _ *clock) {
		for _, row := range []struct {
			name     string
			login    string
			roles    []trips.Role
			password string
			want     error
		}{
			{"a second one", "wang", []trips.Role{trips.Finance, trips.Auditor}, "twelve chars", nil},
			{"taken", "zhang", []trips.Role{trips.Cadre}, "twelve chars", auth.ErrAccountExists},
			{"nine characters", "liu", []trips.Role{trips.Cadre}, "123456789", auth.ErrPassword},
			{"digits alone", "liu", []trips.Role{trips.Cadre}, "13800138000", auth.ErrPassword},
			{"four characters again and again", "liu", []trips.Role{trips.Cadre}, "abcdabcdabcd", auth.ErrPassword},
			{"five of them", "five", []trips.Role{trips.Cadre}, "abcdeabcde", nil},
			{"longer than the field for it", "liu", []trips.Role{trips.Cadre}, strings.Repeat("青石镇的路", 41), auth.ErrPassword},
			{"as long as the field for it", "long", []trips.Role{trips.Cadre}, strings.Repeat("青石镇的路", 40), nil},
			{"no login", "", []trips.Role{trips.Cadre}, "twelve chars", auth.ErrLogin},
			{"a county in the login", "liu@520123", []trips.Role{trips.Cadre}, "twelve chars", auth.ErrLogin},
			{"a space in the login", "liu wei", []trips.Role{trips.Cadre}, "twelve chars", auth.ErrLogin},
			{"a wide space behind it", "liu\u3000", []trips.Role{trips.Cadre}, "twelve chars", auth.ErrLogin},
			{"a zero byte in it", "liu\x00", []trips.Role{trips.Cadre}, "twelve chars", auth.ErrLogin},
			{"no UTF-8", "\xc1\xf5", []trips.Role{trips.Cadre}, "twelve chars", auth.ErrLogin},
			{"a login too long to be typed", strings.Repeat("刘", 101), []trips.Role{trips.Cadre}, "twelve chars", auth.ErrLogin},
			{"a Chinese one", "刘伟", []trips.Role{trips.Cadre}, "twelve chars", nil},
			{"the login itself", "liuliuliuliu", []trips.Role{trips.Cadre}, "LIUliuliuliu", auth.ErrPassword},
			{"no role", "liu", nil, "twelve chars", auth.ErrRoles},
			{"unknown role", "liu", []trips.Role{"king"}, "twelve chars", auth.ErrRoles},
		} {
			t.Run(row.name, func(t *testing.T) {
				err := s.Add(t.Context(), auth.Account{County: county, Login: row.login, Roles: row.roles}, row.password)
				if !errors.Is(err, row.want) {
					t.Fatalf("got %v, want %v", err, row.want)
				}
			})
		}
		wang, err := s.Account(t.Context(), county, "wang")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]trips.Role{trips.Finance, trips.Auditor}, wang.Roles); diff != "" {
			t.Error(diff)
		}
	})
}

func TestToken(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, c *clock) {
		token, err := s.IssueToken(t.Context(), county, "zhang", "phone", c.now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		good := func(token string) bool {
			account, good, err := s.FromToken(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			return good && account.Login == "zhang"
		}
		if !good(token) {
			t.Error("the token is not good")
		}
		for _, bad := range []string{"", "licheng_", token + "x", strings.ToUpper(token)} {
			if good(bad) {
				t.Errorf("%q is good", bad)
			}
		}
		c.pass(time.Hour)
		if good(token) {
			t.Error("the token is good after its time")
		}
		if _, err := s.IssueToken(t.Context(), county, "li", "x", c.now()); !errors.Is(err, auth.ErrNoAccount) {
			t.Errorf("a token of nobody: %v", err)
		}
	})
}

// TestRevokeTokens: a phone was lost. All tokens of its owner end, those of nobody
// else, and the account goes on.
func TestRevokeTokens(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, c *clock) {
		if err := s.Add(t.Context(), auth.Account{County: county, Login: "wang", Roles: []trips.Role{trips.Cadre}}, rightPassword); err != nil {
			t.Fatal(err)
		}
		tokens := map[string]string{}
		for _, login := range []string{"zhang", "wang"} {
			token, err := s.IssueToken(t.Context(), county, login, "a program", c.now().Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			tokens[login] = token
		}
		phone, _, err := s.IssueTrackerToken(t.Context(), trips.Actor{County: county, Login: "zhang"})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.RevokeTokens(t.Context(), county, "zhang"); err != nil || n != 2 {
			t.Errorf("revoked %d, %v", n, err)
		}
		if _, good, err := s.FromToken(t.Context(), tokens["zhang"]); good || err != nil {
			t.Errorf("the program's: %v, %v", good, err)
		}
		if _, good, err := s.FromTrackerToken(t.Context(), phone); good || err != nil {
			t.Errorf("the phone's: %v, %v", good, err)
		}
		if _, good, err := s.FromToken(t.Context(), tokens["wang"]); !good || err != nil {
			t.Errorf("another's: %v, %v", good, err)
		}
		if _, err := s.LogIn(t.Context(), "zhang", rightPassword); err != nil {
			t.Errorf("the account: %v", err)
		}
		if _, err := s.RevokeTokens(t.Context(), county, "nobody"); !errors.Is(err, auth.ErrNoAccount) {
			t.Errorf("of nobody: %v", err)
		}
	})
}

func TestAnswers(t *testing.T) {
	zhang := trips.Actor{County: county, Login: "zhang"}
	onBoth(t, func(t *testing.T, s *auth.Service, c *clock) {
		begin := func(actor trips.Actor, key string) (*auth.Answer, error) { return s.Begin(t.Context(), actor, key) }
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		prior, err := begin(zhang, "k1")
		if prior != nil || err != nil {
			t.Fatalf("a new key: %v %v", prior, err)
		}
		if _, err := begin(zhang, "k1"); !errors.Is(err, auth.ErrKeyAtWork) {
			t.Fatalf("a key at work: %v", err)
		}
		if prior, err := begin(trips.Actor{County: county, Login: "li"}, "k1"); prior != nil || err != nil {
			t.Fatalf("somebody else's key of the same name: %v %v", prior, err)
		}
		want := auth.Answer{RequestHash: "abc", Status: 201, ContentType: "application/json", Body: []byte(`{"id":1}`)}
		must(s.Finish(t.Context(), zhang, "k1", want))
		prior, err = begin(zhang, "k1")
		must(err)
		if diff := cmp.Diff(&want, prior); diff != "" {
			t.Error(diff)
		}

		if _, err := begin(zhang, "k2"); err != nil {
			t.Fatal(err)
		}
		must(s.Abandon(t.Context(), zhang, "k2"))
		if prior, err := begin(zhang, "k2"); prior != nil || err != nil {
			t.Fatalf("a key given back: %v %v", prior, err)
		}
		c.pass(3 * time.Minute)
		if prior, err := begin(zhang, "k2"); prior != nil || err != nil {
			t.Fatalf("a key whose server died: %v %v", prior, err)
		}

		c.pass(8 * 24 * time.Hour)
		must(s.Sweep(t.Context()))
		if prior, err := begin(zhang, "k1"); prior != nil || err != nil {
			t.Fatalf("a key after its time: %v %v", prior, err)
		}
	})
}

// browser is a client that keeps cookies, at a server with four addresses:
// /in logs zhang in, /out out, /who says who is logged in, /pass changes the
// password.
func browser(t *testing.T, s *auth.Service) func(path string) string {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, r *http.Request, err error) {
		account, ok, lookup := s.FromSession(r.Context())
		if err = errors.Join(err, lookup); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		text := "nobody"
		if ok {
			text = account.Login
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) { answer(w, r, nil) })
	mux.HandleFunc("/out", func(w http.ResponseWriter, r *http.Request) { answer(w, r, s.Forget(r.Context())) })
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		account, err := s.Account(r.Context(), county, "zhang")
		if err == nil {
			err = s.Remember(r.Context(), account)
		}
		answer(w, r, err)
	})
	mux.HandleFunc("/pass", func(w http.ResponseWriter, r *http.Request) {
		account, _, err := s.FromSession(r.Context())
		if err == nil {
			err = s.ChangePassword(r.Context(), account, rightPassword, "another password")
		}
		answer(w, r, err)
	})
	fail := func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
	server := httptest.NewServer(s.Load(mux, fail))
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	return func(path string) string {
		response, err := client.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text := make([]byte, 200)
		n, _ := response.Body.Read(text)
		return string(text[:n])
	}
}

func TestSession(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, c *clock) {
		phone, desk := browser(t, s), browser(t, s)
		for _, step := range []struct {
			name string
			get  func(string) string
			path string
			want string
		}{
			{"before the login", phone, "/who", "nobody"},
			{"the login", phone, "/in", "zhang"},
			{"after the login", phone, "/who", "zhang"},
			{"another browser is not logged in", desk, "/who", "nobody"},
			{"until it is", desk, "/in", "zhang"},
			{"a changed password keeps one's own session", desk, "/pass", "zhang"},
			{"also at the next request", desk, "/who", "zhang"},
			{"but ends the others", phone, "/who", "nobody"},
			{"the logout", desk, "/out", "nobody"},
			{"after the logout", desk, "/who", "nobody"},
		} {
			if got := step.get(step.path); got != step.want {
				t.Fatalf("%s: got %s, want %s", step.name, got, step.want)
			}
		}
		phone("/in")
		c.pass(29 * time.Minute)
		if got := phone("/who"); got != "zhang" {
			t.Errorf("after 29 minutes: %s", got)
		}
		c.pass(31 * time.Minute)
		if got := phone("/who"); got != "nobody" {
			t.Errorf("after 31 idle minutes: %s", got)
		}
	})
}

// TestSetDisabled: whoever left is let in by nothing; back again, the password and
// the token hold, the sessions of before do not.
func TestSetDisabled(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, c *clock) {
		token, err := s.IssueToken(t.Context(), county, "zhang", "phone", c.now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		phone := browser(t, s)
		phone("/in")
		lets := func(when string, want bool) {
			t.Helper()
			if _, good, err := s.FromToken(t.Context(), token); err != nil || good != want {
				t.Errorf("%s the token is good: %v, %v", when, good, err)
			}
			if _, err := s.LogIn(t.Context(), "zhang", rightPassword); want != (err == nil) || !want && !errors.Is(err, auth.ErrWrong) {
				t.Errorf("%s a login: %v", when, err)
			}
		}
		set := func(disabled bool) {
			t.Helper()
			if err := s.SetDisabled(t.Context(), county, "zhang", disabled); err != nil {
				t.Fatal(err)
			}
		}
		lets("at first", true)
		set(true)
		lets("disabled", false)
		if got := phone("/who"); got != "nobody" {
			t.Errorf("disabled, a browser shows %s", got)
		}
		set(false)
		lets("enabled", true)
		if got := phone("/who"); got != "nobody" {
			t.Errorf("enabled, an old session shows %s", got)
		}
		if err := s.SetDisabled(t.Context(), county, "li", true); !errors.Is(err, auth.ErrNoAccount) {
			t.Errorf("nobody's account: %v", err)
		}
	})
}

// TestHolders: who holds a role now, whatever else they hold; who was disabled
// holds none, and another county's accounts are not asked.
func TestHolders(t *testing.T) {
	onBoth(t, func(t *testing.T, s *auth.Service, _ *clock) {
		for _, a := range []auth.Account{
			{County: county, Login: "wang", Roles: []trips.Role{trips.Cadre, trips.Township}, Person: "p2"},
			{County: county, Login: "liu", Roles: []trips.Role{trips.Finance, trips.Auditor}},
			{County: county, Login: "gone", Roles: []trips.Role{trips.Finance}, Disabled: true},
			{County: county, Login: "chen", Roles: []trips.Role{trips.Auditor}},
			{County: "520998", Login: "wang", Roles: []trips.Role{trips.Finance}},
		} {
			if err := s.Add(t.Context(), a, rightPassword); err != nil {
				t.Fatal(err)
			}
		}
		found, err := s.Holders(t.Context(), county, trips.Township, trips.Finance)
		want := []trips.Actor{
			{County: county, Login: "liu", Roles: []trips.Role{trips.Finance, trips.Auditor}},
			{County: county, Login: "wang", Roles: []trips.Role{trips.Cadre, trips.Township}, Person: "p2"},
		}
		if diff := cmp.Diff(want, found); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if found, err := s.Holders(t.Context(), "520997", trips.Finance); err != nil || len(found) != 0 {
			t.Error(found, err)
		}

		all, err := s.Accounts(t.Context(), county)
		var listed []string
		for _, a := range all {
			listed = append(listed, fmt.Sprintf("%s %s %v", a.Login, auth.JoinRoles(a.Roles), a.Disabled))
		}
		// zhang is there from the start.
		wantAll := []string{"chen auditor false", "gone finance true", "liu finance,auditor false", "wang cadre,township false", "zhang cadre false"}
		if diff := cmp.Diff(wantAll, listed); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}
