package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"licheng/trips"
)

// TestUser adds an account, sets its password and issues a token, by the
// command line.
func TestUser(t *testing.T) {
	t.Setenv("LICHENG_DATA_DIR", filepath.Join(t.TempDir(), "data"))
	t.Setenv("LICHENG_COUNTY", smallCode)
	run := func(input string, args ...string) (int, string) {
		t.Helper()
		root := rootCommand()
		var out bytes.Buffer
		root.SetArgs(args)
		root.SetIn(strings.NewReader(input))
		root.SetOut(&out)
		root.SetErr(&out)
		if err := root.ExecuteContext(t.Context()); err != nil {
			return exitCode(err), sentence(err)
		}
		return exitDone, out.String()
	}
	for _, row := range []struct {
		name, input string
		args        []string
		code        int
		says        string
	}{
		{"add", "a first password\n", []string{"user", "add", "--role", "finance,auditor", "wang"}, exitDone, "wang"},
		{"add again", "a first password\n", []string{"user", "add", "--role", "finance", "wang"}, exitCouldNot, "such an account already"},
		{"unknown role", "", []string{"user", "add", "--role", "king", "li"}, exitWrongUse, "king"},
		{"no role", "", []string{"user", "add", "li"}, exitWrongUse, "--role"},
		{"a person nobody imported", "a first password\n", []string{"user", "add", "--role", "cadre", "--person", "P9", "li"}, exitWrongUse, "not on the county's list"},
		{"a login with a county", "a first password\n", []string{"user", "add", "--role", "cadre", "li@" + smallCode}, exitWrongUse, "@"},
		{"a role twice", "a first password\n", []string{"user", "add", "--role", "cadre,cadre", "twice"}, exitDone, "twice: cadre 账号"},
		{"too easy", "short\n", []string{"user", "passwd", "wang"}, exitWrongUse, "ten to two hundred"},
		{"passwd", "a second password", []string{"user", "passwd", "wang"}, exitDone, "new password"},
		{"passwd of nobody", "a second password\n", []string{"user", "passwd", "li"}, exitWrongUse, "account li: There is no such account. 没有这个账号。"},
		{"token", "", []string{"user", "token", "--days", "7", "wang"}, exitDone, "licheng_"},
		{"revoke", "", []string{"user", "revoke", "wang"}, exitDone, "account wang: 1 tokens revoked"},
		{"revoke once more", "", []string{"user", "revoke", "wang"}, exitDone, "account wang: 0 tokens revoked"},
		{"revoke of nobody", "", []string{"user", "revoke", "li"}, exitWrongUse, "no such account"},
		{"list", "", []string{"user", "list"}, exitDone, "finance,auditor"},
		{"list as JSON", "", []string{"user", "list", "--json"}, exitDone, `"login": "wang"`},
		{"token for too long", "", []string{"user", "token", "--days", "9999", "wang"}, exitWrongUse, "--days"},
	} {
		t.Run(row.name, func(t *testing.T) {
			code, says := run(row.input, row.args...)
			if code != row.code || !strings.Contains(says, row.says) {
				t.Errorf("exit %d: %s", code, says)
			}
		})
	}
}

// TestAccountTable: what a line says of an account, by hand.
func TestAccountTable(t *testing.T) {
	until := time.Date(2026, 11, 2, 1, 15, 0, 0, time.UTC)
	added := time.Date(2026, 10, 31, 18, 0, 0, 0, time.UTC) // the first of November in China
	var out bytes.Buffer
	err := accountTable(&out, []listedAccount{
		{Login: "gone", Roles: []trips.Role{trips.Finance}, Disabled: true, LockedUntil: until, CreatedAt: added},
		{Login: "wang", Roles: []trips.Role{trips.Cadre, trips.Township}, Person: "p2", Name: "王", MustChange: true, CreatedAt: added},
		{Login: "zhang", Roles: []trips.Role{trips.Cadre}, Person: "p1", CreatedAt: added},
	})
	want := "" +
		"login  roles           added       state                         person  name\n" +
		"gone   finance         2026-11-01  disabled, locked until 09:15          \n" +
		"wang   cadre,township  2026-11-01  must change password          p2      王\n" +
		"zhang  cadre           2026-11-01  active                        p1      \n"
	if out.String() != want || err != nil {
		t.Errorf("got\n%s\nwant\n%s\n%v", out.String(), want, err)
	}
}
