package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"

	"licheng"
	"licheng/trips"
)

// A session ends idleFor after its last request, and lifetime after its first.
const (
	idleFor  = 30 * time.Minute
	lifetime = 12 * time.Hour
)

// CookieName is the name of the session cookie.
const CookieName = "licheng_session"

func (s *Service) newSessions() *scs.SessionManager {
	m := scs.New()
	m.IdleTimeout, m.Lifetime = idleFor, lifetime
	m.HashTokenInStore = true
	m.Codec = jsonCodec{}
	m.Store = &sessionStore{db: s.db, now: s.now}
	m.Cookie.Name = CookieName
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure = true, http.SameSiteLaxMode, s.options.Secure
	return m
}

// Load wraps a handler so that Remember, Forget and FromSession work in it.
// fail answers a request whose session could not be read.
func (s *Service) Load(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	s.sessions.ErrorFunc = fail
	return s.sessions.LoadAndSave(next)
}

// Remember begins a session of the account, under a new token.
func (s *Service) Remember(ctx context.Context, account Account) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("begin a session: %w", err)
	}
	s.sessions.Put(ctx, "county", string(account.County))
	s.sessions.Put(ctx, "login", account.Login)
	s.sessions.Put(ctx, "epoch", strconv.Itoa(account.Epoch))
	return nil
}

// Forget ends the session.
func (s *Service) Forget(ctx context.Context) error {
	if err := s.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return nil
}

// FromSession returns the account of the session as it is now; false when
// nobody is logged in, the account was disabled or its password changed.
func (s *Service) FromSession(ctx context.Context) (Account, bool, error) {
	login := s.sessions.GetString(ctx, "login")
	if login == "" {
		return Account{}, false, nil
	}
	account, err := s.Account(ctx, trips.County(s.sessions.GetString(ctx, "county")), login)
	if licheng.KindOf(err) == licheng.NotFound {
		return Account{}, false, nil
	}
	if err != nil {
		return Account{}, false, err
	}
	current := s.sessions.GetString(ctx, "epoch") == strconv.Itoa(account.Epoch)
	return account, current && !account.Disabled, nil
}

// jsonCodec writes a session so that the same content gives the same bytes,
// which lets the store see that nothing but the idle time changed.
type jsonCodec struct{}

type sessionData struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// Encode writes the deadline and the values, all of which are strings.
func (jsonCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	data := sessionData{Deadline: deadline.UTC(), Values: make(map[string]string, len(values))}
	for name, value := range values {
		text, ok := value.(string)
		if !ok {
			return nil, errors.New("auth: a session holds strings only")
		}
		data.Values[name] = text
	}
	return json.Marshal(data)
}

// Decode reads what Encode wrote.
func (jsonCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var data sessionData
	if err := json.Unmarshal(b, &data); err != nil {
		return time.Time{}, nil, fmt.Errorf("read a session: %w", err)
	}
	values := make(map[string]any, len(data.Values))
	for name, text := range data.Values {
		values[name] = text
	}
	return data.Deadline, values, nil
}
