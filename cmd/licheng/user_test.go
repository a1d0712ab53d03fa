package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
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
			return exitCode(err), oneLine(err)
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
		{"too easy", "short\n", []string{"user", "passwd", "wang"}, exitWrongUse, "ten characters"},
		{"passwd", "a second password", []string{"user", "passwd", "wang"}, exitDone, "new password"},
		{"passwd of nobody", "a second password\n", []string{"user", "passwd", "li"}, exitWrongUse, "no such account"},
		{"token", "", []string{"user", "token", "--days", "7", "wang"}, exitDone, "licheng_"},
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
