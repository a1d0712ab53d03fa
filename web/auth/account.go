package auth

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"licheng"
	"licheng/lang"
	"licheng/trips"
)

// Account is a login with its roles.
type Account struct {
	County      trips.County
	Login       string
	Roles       []trips.Role
	Person      trips.PersonID // empty for accounts that are nobody's
	LockedUntil time.Time      // zero unless too many wrong passwords were tried
	MustChange  bool           // the password was set by somebody else
	Disabled    bool
	Epoch       int // counts password changes; a session of an older one is void
	CreatedAt   time.Time

	passwordHash string
}

// Actor returns the account as the services below know it.
func (a Account) Actor() trips.Actor {
	return trips.Actor{County: a.County, Login: a.Login, Person: a.Person, Roles: a.Roles}
}

// The faults of logging in.
var (
	// ErrWrong answers a login or password that is not right; it does not say which.
	ErrWrong = &licheng.Fault{
		Kind: licheng.Unauthenticated, Slug: "wrong-login",
		Title: lang.Say("账号或密码不对。", "The login or the password is not right."),
	}
	// ErrLocked answers every attempt while an account is locked, or while it is
	// closed to the address of who tries.
	ErrLocked = &licheng.Fault{
		Kind: licheng.TooMany, Slug: "account-locked",
		Title: lang.Say("密码错误次数过多，十五分钟内不能再登录。忘了密码，请管理员重设。",
			"Too many wrong passwords: no log-in for fifteen minutes. Who forgot theirs asks the administrator for a new one."),
	}
	// ErrAccountExists answers a login that is taken.
	ErrAccountExists = &licheng.Fault{
		Kind: licheng.Conflict, Slug: "account-exists",
		Title: lang.Say("这个账号已经有了。", "There is such an account already."),
	}
	// ErrNoAccount reports an account that does not exist.
	ErrNoAccount = &licheng.Fault{
		Kind: licheng.NotFound, Slug: "account-not-found",
		Title: lang.Say("没有这个账号。", "There is no such account."),
	}
	// ErrRoles answers roles that do not exist.
	ErrRoles = &licheng.Fault{
		Kind: licheng.Unprocessable, Slug: "unknown-role",
		Title: lang.Say("角色只能是 cadre、township、finance、auditor、admin。",
			"Roles are cadre, township, finance, auditor and admin."),
	}
	// ErrLogin answers a login that nobody could log in with.
	ErrLogin = &licheng.Fault{
		Kind: licheng.Unprocessable, Slug: "login-unusable",
		Title: lang.Say("账号须为一至一百个字符，不含空格和 @（@ 后面是县代码）。",
			"A login has one to a hundred characters, without spaces and @, behind which the county stands."),
	}
	// ErrPassword answers a password that is too easy, or too long to be typed in.
	ErrPassword = &licheng.Fault{
		Kind: licheng.Unprocessable, Slug: "password-too-easy",
		Title: lang.Say("密码须为十至二百个字符，不能全是数字，至少有五个不同的字符，不能与账号相同。",
			"A password has ten to two hundred characters, five different ones among them, not digits alone, and is not the login."),
	}
	// ErrMustChange answers everything else until the password is changed.
	ErrMustChange = &licheng.Fault{
		Kind: licheng.Denied, Slug: "password-must-change",
		Title: lang.Say("请先修改初始密码。", "Please change the first password before anything else."),
	}
)

// loginMax is the longest login, in characters: no more can be typed in.
const loginMax = 100

// usableLogin reports whether somebody could log in with it.
func usableLogin(login string) bool {
	n := utf8.RuneCountInString(login)
	return utf8.ValidString(login) && n >= 1 && n <= loginMax &&
		!strings.ContainsFunc(login, func(r rune) bool { return r == '@' || unicode.IsSpace(r) || !unicode.IsPrint(r) })
}

// ParseRoles reads roles separated by commas; at least one, each known. One that is
// named twice is one.
func ParseRoles(list string) ([]trips.Role, error) {
	var roles []trips.Role
	for _, name := range strings.Split(list, ",") {
		role := trips.Role(strings.TrimSpace(name))
		switch role {
		case trips.Cadre, trips.Township, trips.Finance, trips.Auditor, trips.Admin:
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		default:
			return nil, ErrRoles
		}
	}
	return roles, nil
}

// JoinRoles is what ParseRoles reads.
func JoinRoles(roles []trips.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, ",")
}

type accountKey struct{}

// WithAccount returns a context that carries who is asking.
func WithAccount(ctx context.Context, account Account) context.Context {
	return context.WithValue(ctx, accountKey{}, account)
}

// AccountOf returns who is asking; false when nobody is logged in.
func AccountOf(ctx context.Context) (Account, bool) {
	account, ok := ctx.Value(accountKey{}).(Account)
	return account, ok
}

// ActorOf returns who is asking as the services know it; an actor without
// roles when nobody is logged in.
func ActorOf(ctx context.Context) trips.Actor {
	account, _ := AccountOf(ctx)
	return account.Actor()
}
