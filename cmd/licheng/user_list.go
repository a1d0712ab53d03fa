package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"licheng/trips"
	"licheng/web/auth"
)

// listedAccount is an account as licheng user list shows it.
type listedAccount struct {
	Login       string         `json:"login"`
	Roles       []trips.Role   `json:"roles"`
	Person      trips.PersonID `json:"person,omitempty"`
	Name        string         `json:"name,omitempty"` // of the person, while they are on the county's list
	Disabled    bool           `json:"disabled"`
	LockedUntil time.Time      `json:"locked_until,omitzero"` // after wrong passwords, while it lasts
	MustChange  bool           `json:"must_change"`           // the password, at the next login
	CreatedAt   time.Time      `json:"created_at"`
}

func userListCommand() *cobra.Command {
	var config string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list [--json]",
		Short: "账号清单：every account with its roles, its person and whether it is locked or disabled",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withBooks(cmd, config, func(ctx context.Context, a *app) error {
				accounts, err := a.accounts(ctx, time.Now())
				if err != nil {
					return err
				}
				if asJSON {
					encoder := json.NewEncoder(cmd.OutOrStdout())
					encoder.SetIndent("", "  ")
					return encoder.Encode(accounts)
				}
				return accountTable(cmd.OutOrStdout(), accounts)
			})
		},
	}
	configFlag(c, &config)
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON array")
	return c
}

// accounts returns the accounts of the county, by login, as they are at a time.
func (a *app) accounts(ctx context.Context, now time.Time) ([]listedAccount, error) {
	all, err := a.auth.Accounts(ctx, trips.County(a.config.County))
	if err != nil {
		return nil, err
	}
	people, err := a.money.People(ctx, commandActor(a.config, trips.Admin))
	if err != nil {
		return nil, err
	}
	names := make(map[trips.PersonID]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	listed := make([]listedAccount, len(all))
	for i, account := range all {
		listed[i] = listedAccount{
			Login: account.Login, Roles: account.Roles, Person: account.Person, Name: names[account.Person],
			Disabled: account.Disabled, MustChange: account.MustChange, CreatedAt: account.CreatedAt,
		}
		if account.LockedUntil.After(now) {
			listed[i].LockedUntil = account.LockedUntil
		}
	}
	return listed, nil
}

// accountTable prints a line an account, the name last so that the columns align
// whatever the width of its characters.
func accountTable(out io.Writer, accounts []listedAccount) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "login\troles\tadded\tstate\tperson\tname")
	for _, a := range accounts {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", a.Login, auth.JoinRoles(a.Roles),
			a.CreatedAt.In(trips.Shanghai).Format(time.DateOnly), a.state(), a.Person, a.Name)
	}
	return w.Flush()
}

// state says why the account does not log in as usual, or that it does.
func (l *listedAccount) state() string {
	var why []string
	if l.Disabled {
		why = append(why, "disabled")
	}
	if !l.LockedUntil.IsZero() {
		why = append(why, "locked until "+l.LockedUntil.In(trips.Shanghai).Format("15:04"))
	}
	if l.MustChange {
		why = append(why, "must change password")
	}
	if why == nil {
		return "active"
	}
	return strings.Join(why, ", ")
}
