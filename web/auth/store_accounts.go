package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"licheng/trips"
)

// wrongMax wrong passwords in a row lock an account for lockedFor. One address
// comes to five of them (web/server): who wants to lock somebody else out needs
// more than one, and guessing from many still ends here.
const (
	wrongMax  = 20
	lockedFor = 15 * time.Minute
)

type accountRow struct {
	County       string       `db:"county"`
	Login        string       `db:"login"`
	PasswordHash string       `db:"password_hash"`
	Roles        string       `db:"roles"`
	Person       string       `db:"person_id"`
	Wrong        int          `db:"wrong"`
	LockedUntil  sql.NullTime `db:"locked_until"`
	MustChange   bool         `db:"must_change"`
	Disabled     bool         `db:"disabled"`
	Epoch        int          `db:"epoch"`
	CreatedAt    time.Time    `db:"created_at"`
}

func (r accountRow) account() (Account, error) {
	roles, err := ParseRoles(r.Roles)
	if err != nil {
		return Account{}, fmt.Errorf("account %s: roles %q: %w", r.Login, r.Roles, err)
	}
	a := Account{
		County: trips.County(r.County), Login: r.Login, Roles: roles, Person: trips.PersonID(r.Person),
		MustChange: r.MustChange, Disabled: r.Disabled, Epoch: r.Epoch,
		CreatedAt: r.CreatedAt.UTC(), passwordHash: r.PasswordHash,
	}
	if r.LockedUntil.Valid {
		a.LockedUntil = r.LockedUntil.Time.UTC()
	}
	return a, nil
}

func (s *Service) insertAccount(ctx context.Context, a Account) error {
	result, err := s.db.ExecContext(ctx, s.db.Rebind(`
		INSERT INTO accounts (county, login, password_hash, roles, person_id, wrong,
			must_change, disabled, epoch, created_at)
		VALUES (?, ?, ?, ?, ?, 0, ?, ?, 1, ?)
		ON CONFLICT (county, login) DO NOTHING`),
		a.County, a.Login, a.passwordHash, JoinRoles(a.Roles), a.Person, a.MustChange, a.Disabled, a.CreatedAt)
	if err != nil {
		return fmt.Errorf("add account %s: %w", a.Login, err)
	}
	return oneRow(result, fmt.Errorf("account %s: %w", a.Login, ErrAccountExists))
}

// Account returns the account of a login, or ErrNoAccount.
func (s *Service) Account(ctx context.Context, county trips.County, login string) (Account, error) {
	var row accountRow
	err := s.db.GetContext(ctx, &row, s.db.Rebind(`
		SELECT county, login, password_hash, roles, person_id, wrong, locked_until,
			must_change, disabled, epoch, created_at
		FROM accounts WHERE county = ? AND login = ?`), county, login)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, fmt.Errorf("account %s: %w", login, ErrNoAccount)
	}
	if err != nil {
		return Account{}, fmt.Errorf("read account %s: %w", login, err)
	}
	return row.account()
}

// Accounts returns the accounts of the county, disabled ones too, by login.
func (s *Service) Accounts(ctx context.Context, county trips.County) ([]Account, error) {
	return s.accounts(ctx, county, "")
}

// accounts reads the accounts of the county of which a condition, "AND …", holds.
func (s *Service) accounts(ctx context.Context, county trips.County, also string, args ...any) ([]Account, error) {
	var rows []accountRow
	err := s.db.SelectContext(ctx, &rows, s.db.Rebind(`
		SELECT county, login, password_hash, roles, person_id, wrong, locked_until,
			must_change, disabled, epoch, created_at
		FROM accounts WHERE county = ? `+also+` ORDER BY login`), append([]any{county}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read the accounts of %s: %w", county, err)
	}
	accounts := make([]Account, len(rows))
	for i, row := range rows {
		if accounts[i], err = row.account(); err != nil {
			return nil, err
		}
	}
	return accounts, nil
}

// countAttempt counts one try at a password and locks the account at the
// wrongMax-th; the count begins again after a lock has run out. It returns the
// account with the count, or an Account without a hash when there is none.
func (s *Service) countAttempt(ctx context.Context, county trips.County, login string) (Account, int, error) {
	now := s.now()
	var row accountRow
	err := s.db.GetContext(ctx, &row, s.db.Rebind(`
		UPDATE accounts SET
			wrong = CASE WHEN locked_until <= ? THEN 1 ELSE wrong + 1 END,
			locked_until = CASE
				WHEN locked_until <= ? THEN NULL
				WHEN locked_until IS NULL AND wrong + 1 >= ? THEN ?
				ELSE locked_until END
		WHERE county = ? AND login = ?
		RETURNING county, login, password_hash, roles, person_id, wrong, locked_until,
			must_change, disabled, epoch, created_at`),
		now, now, wrongMax, now.Add(lockedFor), county, login)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, 0, nil
	}
	if err != nil {
		return Account{}, 0, fmt.Errorf("count a login of %s: %w", login, err)
	}
	account, err := row.account()
	return account, row.Wrong, err
}

func (s *Service) clearAttempts(ctx context.Context, county trips.County, login string) error {
	_, err := s.db.ExecContext(ctx, s.db.Rebind(`
		UPDATE accounts SET wrong = 0, locked_until = NULL WHERE county = ? AND login = ?`), county, login)
	if err != nil {
		return fmt.Errorf("clear the attempts of %s: %w", login, err)
	}
	return nil
}

func (s *Service) updatePassword(ctx context.Context, county trips.County, login, hash string, mustChange bool) error {
	result, err := s.db.ExecContext(ctx, s.db.Rebind(`
		UPDATE accounts SET password_hash = ?, must_change = ?, epoch = epoch + 1, wrong = 0, locked_until = NULL
		WHERE county = ? AND login = ?`), hash, mustChange, county, login)
	if err != nil {
		return fmt.Errorf("set the password of %s: %w", login, err)
	}
	return oneRow(result, fmt.Errorf("account %s: %w", login, ErrNoAccount))
}

// SetDisabled shuts an account, or opens it again: whoever left neither logs in nor
// acts by a token, the sessions end, and the account counts for no level of
// approval. What was done with it stays under its name. ErrNoAccount.
func (s *Service) SetDisabled(ctx context.Context, county trips.County, login string, disabled bool) error {
	result, err := s.db.ExecContext(ctx, s.db.Rebind(`
		UPDATE accounts SET disabled = ?, epoch = epoch + 1 WHERE county = ? AND login = ?`), disabled, county, login)
	if err != nil {
		return fmt.Errorf("disable %s: %w", login, err)
	}
	return oneRow(result, fmt.Errorf("account %s: %w", login, ErrNoAccount))
}

// oneRow returns none when a statement touched no row.
func oneRow(result sql.Result, none error) error {
	n, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("rows affected: %w", err)
	}
	if n == 0 {
		return none
	}
	return nil
}

// Holders returns the accounts of the county that are not disabled and hold one of
// the roles, by login.
func (s *Service) Holders(ctx context.Context, county trips.County, roles ...trips.Role) ([]trips.Actor, error) {
	accounts, err := s.accounts(ctx, county, "AND disabled = ? AND roles <> ?", false, trips.Cadre)
	if err != nil {
		return nil, err
	}
	found := []trips.Actor{}
	for _, account := range accounts {
		if slices.ContainsFunc(roles, account.Actor().Has) {
			found = append(found, account.Actor())
		}
	}
	return found, nil
}

// Holder returns what a login may do now, as the services below know it: no roles
// when the account is disabled or not there.
func (s *Service) Holder(ctx context.Context, county trips.County, login string) (trips.Actor, error) {
	account, err := s.Account(ctx, county, login)
	switch {
	case errors.Is(err, ErrNoAccount):
		return trips.Actor{County: county, Login: login}, nil
	case err != nil:
		return trips.Actor{}, err
	case account.Disabled:
		return trips.Actor{County: county, Login: login, Person: account.Person}, nil
	default:
		return account.Actor(), nil
	}
}
