package api

import (
	"context"

	"licheng/lang"
	"licheng/trips"
	"licheng/web/auth"
)

// Sessions is what this file needs of web/auth.
type Sessions interface {
	LogIn(ctx context.Context, login, password string) (auth.Account, error)
	Remember(ctx context.Context, account auth.Account) error
	Forget(ctx context.Context) error
	ChangePassword(ctx context.Context, account auth.Account, old, replacement string) error
}

// CountyName tells the name of a county by its code.
type CountyName interface {
	CountyName(code trips.County) lang.Text
}

// Deputies tells which roles an account may act with today in the place of others.
type Deputies interface {
	ActingRoles(ctx context.Context, actor trips.Actor) ([]trips.Role, error)
}

// Me is the account that is logged in.
type Me struct {
	Login      string    `json:"login"`
	Roles      []string  `json:"roles" enum:"cadre,township,finance,auditor,admin"`
	County     string    `json:"county" doc:"Six digits, GB/T 2260"`
	CountyName lang.Text `json:"county_name"`
	Person     *Person   `json:"person,omitempty" doc:"Absent for accounts that are nobody's"`
	Acting     []string  `json:"acting_roles" enum:"township,finance" doc:"Roles one may act with today in the place of others"`
	MustChange bool      `json:"must_change" doc:"The password must be changed before anything else"`
}

// LogInInput is a login and a password.
type LogInInput struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"100"`
		Password string `json:"password" minLength:"1" maxLength:"200"`
	}
}

// MeOutput answers with the account.
type MeOutput struct{ Body Me }

// LogIn begins a session.
func (a *API) LogIn(ctx context.Context, in *LogInInput) (*MeOutput, error) {
	account, err := a.Sessions.LogIn(ctx, in.Body.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	if err := a.Sessions.Remember(ctx, account); err != nil {
		return nil, err
	}
	return a.me(ctx, account)
}

// WhoAmI answers who is logged in.
func (a *API) WhoAmI(ctx context.Context, _ *struct{}) (*MeOutput, error) {
	account, ok := auth.AccountOf(ctx)
	if !ok {
		return nil, ErrNotLoggedIn
	}
	return a.me(ctx, account)
}

// LogOut ends the session.
func (a *API) LogOut(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, a.Sessions.Forget(ctx)
}

// PasswordInput changes one's own password.
type PasswordInput struct {
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"200"`
		New string `json:"new" minLength:"10" maxLength:"200"`
	}
}

// ChangePassword changes one's own password.
func (a *API) ChangePassword(ctx context.Context, in *PasswordInput) (*struct{}, error) {
	account, ok := auth.AccountOf(ctx)
	if !ok {
		return nil, ErrNotLoggedIn
	}
	return nil, a.Sessions.ChangePassword(ctx, account, in.Body.Old, in.Body.New)
}

func (a *API) me(ctx context.Context, account auth.Account) (*MeOutput, error) {
	me := Me{
		Login:      account.Login,
		Roles:      listOf(account.Roles, func(r trips.Role) string { return string(r) }),
		County:     string(account.County),
		CountyName: a.County.CountyName(account.County),
		MustChange: account.MustChange,
	}
	acting, err := a.Deputies.ActingRoles(ctx, account.Actor())
	if err != nil {
		return nil, err
	}
	me.Acting = listOf(acting, func(r trips.Role) string { return string(r) })
	if account.Person != "" {
		person, err := a.People.Person(ctx, account.County, account.Person)
		if err != nil {
			return nil, err
		}
		shown := personOf(person)
		me.Person = &shown
	}
	return &MeOutput{Body: me}, nil
}
