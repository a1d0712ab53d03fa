package auth

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"licheng"
	"licheng/trips"
)

//go:embed migrations
var embedded embed.FS

// Room is the name this room's migrations are kept under.
const Room = "auth"

// Migrations holds the folders sqlite and postgres with files of the same names.
var Migrations = func() fs.FS {
	sub, err := fs.Sub(embedded, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}()

// Migrate brings the tables of this room up to date.
func Migrate(ctx context.Context, db *licheng.Database) error {
	return db.Migrate(ctx, Room, Migrations)
}

// Options are what a Service needs to know beside its database.
type Options struct {
	County trips.County     // the county of a login written without one
	Secure bool             // the cookie is sent over HTTPS only
	Now    func() time.Time // the clock
	Log    *slog.Logger
}

// Service keeps accounts, sessions and tokens.
type Service struct {
	db        *licheng.Database
	options   Options
	passwords *passwords
	sessions  *scs.SessionManager
}

// New returns a Service on a migrated database.
func New(db *licheng.Database, options Options) (*Service, error) {
	p, err := newPasswords()
	if err != nil {
		return nil, err
	}
	s := &Service{db: db, options: options, passwords: p}
	s.sessions = s.newSessions()
	return s, nil
}

func (s *Service) now() time.Time { return s.options.Now().UTC() }

// Add makes an account with a password that its owner changes at the first
// login when account.MustChange is set. ErrAccountExists, ErrLogin, ErrPassword, ErrRoles.
func (s *Service) Add(ctx context.Context, account Account, password string) error {
	if _, err := ParseRoles(JoinRoles(account.Roles)); err != nil {
		return err
	}
	if !usableLogin(account.Login) {
		return ErrLogin
	}
	hash, err := s.passwords.hash(ctx, account.Login, password)
	if err != nil {
		return err
	}
	account.passwordHash, account.CreatedAt = hash, s.now()
	return s.insertAccount(ctx, account)
}

// LogIn returns the account of a login and a password, or ErrWrong, or
// ErrLocked. A login may name its county: zhang@520123.
func (s *Service) LogIn(ctx context.Context, login, password string) (Account, error) {
	county, name := s.AccountNamed(login)
	return s.proven(ctx, county, name, password)
}

// proven returns the account when the password is its own, or ErrWrong, or
// ErrLocked. The attempt is counted before the password is compared, so that many
// at once do not slip through.
func (s *Service) proven(ctx context.Context, county trips.County, name, password string) (Account, error) {
	account, wrong, err := s.countAttempt(ctx, county, name)
	if err != nil {
		return Account{}, err
	}
	if account.LockedUntil.After(s.now()) && wrong > wrongMax {
		s.options.Log.WarnContext(ctx, "login refused: account locked", "county", county, "login", name,
			"until", account.LockedUntil)
		return Account{}, ErrLocked
	}
	right, err := s.passwords.matches(ctx, password, account.passwordHash)
	if err != nil {
		return Account{}, err
	}
	if !right || account.Disabled {
		if wrong == wrongMax {
			s.options.Log.WarnContext(ctx, "account locked after wrong passwords", "county", county, "login", name,
				"wrong", wrong, "until", account.LockedUntil)
		}
		return Account{}, ErrWrong
	}
	account.LockedUntil = time.Time{}
	return account, s.clearAttempts(ctx, county, name)
}

// ChangePassword replaces one's own password; other sessions end. ErrWrong
// when old is not right, ErrLocked after too many of those.
func (s *Service) ChangePassword(ctx context.Context, account Account, old, replacement string) error {
	if _, err := s.proven(ctx, account.County, account.Login, old); err != nil {
		return err
	}
	if err := s.SetPassword(ctx, account.County, account.Login, replacement, false); err != nil {
		return err
	}
	changed, err := s.Account(ctx, account.County, account.Login)
	if err != nil {
		return err
	}
	return s.Remember(ctx, changed)
}

// SetPassword replaces a password and unlocks the account; all its sessions
// end. ErrNoAccount, ErrPassword.
func (s *Service) SetPassword(ctx context.Context, county trips.County, login, password string, mustChange bool) error {
	hash, err := s.passwords.hash(ctx, login, password)
	if err != nil {
		return err
	}
	return s.updatePassword(ctx, county, login, hash, mustChange)
}

// AccountNamed is the account a login means, there or not: as it was typed,
// without spaces about it, in the county of the service unless it names one.
func (s *Service) AccountNamed(login string) (trips.County, string) {
	name, county, found := strings.Cut(strings.TrimSpace(login), "@")
	if !found {
		return s.options.County, name
	}
	return trips.County(county), name
}
