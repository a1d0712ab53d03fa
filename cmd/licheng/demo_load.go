package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"licheng/cmd/licheng/demo"
	"licheng/reimburse"
	"licheng/sheet"
	"licheng/trips"
	"licheng/web/auth"
)

// demoPassword is the password of every account of the demo. It is printed:
// the county is invented, and the demo listens to this machine only unless
// told otherwise.
const demoPassword = "licheng-demo-2026"

// importTables loads the county's tables the way licheng import does.
func (d *demoRun) importTables(ctx context.Context) error {
	err := withFile(filepath.Join(d.files, demo.PlacesFile), func(f *os.File) error {
		report, err := d.app.trips.ImportPlaces(ctx, d.admin(), f, demo.PlacesFile, false)
		return refusedRow(demo.PlacesFile, report.Refused, err)
	})
	if err != nil {
		return err
	}
	for _, t := range []struct {
		kind reimburse.ImportKind
		name string
	}{
		{reimburse.ImportPeople, demo.PeopleFile},
		{reimburse.ImportVehicles, demo.VehiclesFile},
		{reimburse.ImportTolls, demo.TollsFile},
		{reimburse.ImportRecords, demo.RecordsFile},
		{reimburse.ImportFuelPrices, demo.FuelPricesFile},
		{reimburse.ImportBudgets, demo.BudgetsFile},
		{reimburse.ImportRules, demo.RulesFile},
	} {
		err := withFile(filepath.Join(d.files, t.name), func(f *os.File) error {
			report, err := d.app.money.Import(ctx, d.admin(), t.kind, t.name, f, false)
			return refusedRow(t.name, report.Problems, err)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func withFile(name string, fn func(f *os.File) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return fn(f)
}

// refusedRow turns the first refused row of an import into an error: the
// demo's own tables must be taken whole.
func refusedRow(name string, problems []sheet.Problem, err error) error {
	if err == nil && len(problems) > 0 {
		p := problems[0]
		err = fmt.Errorf("%s: line %d: %s: %s", name, p.Line, p.Column, p.Text.EN)
	}
	return err
}

// addAccounts makes an account for every person and one for each office.
func (d *demoRun) addAccounts(ctx context.Context) error {
	accounts := []auth.Account{
		{Login: "admin", Roles: []trips.Role{trips.Admin}},
	}
	for _, k := range demo.Clerks() {
		role := trips.Finance
		if k.Login == "auditor" {
			role = trips.Auditor
		}
		accounts = append(accounts, auth.Account{Login: k.Login, Roles: []trips.Role{role}, Person: trips.PersonID(k.ID)})
	}
	for _, p := range d.county.People {
		// The first of each township has a second account, which answers for it.
		if login := d.headOf(p.Township); !slices.ContainsFunc(accounts, func(a auth.Account) bool { return a.Login == login }) {
			accounts = append(accounts, auth.Account{Login: login, Roles: []trips.Role{trips.Township}, Person: trips.PersonID(p.ID)})
		}
		accounts = append(accounts, auth.Account{Login: p.Login, Roles: []trips.Role{trips.Cadre}, Person: trips.PersonID(p.ID)})
	}
	for _, account := range accounts {
		account.County = demo.Code
		if err := d.app.addAccount(ctx, account, demoPassword); err != nil {
			return fmt.Errorf("account %s: %w", account.Login, err)
		}
	}
	return withFile(filepath.Join(d.files, demo.ApprovalFile), func(f *os.File) error { // it needs the people who keep it
		_, err := d.app.money.Import(ctx, d.admin(), reimburse.ImportApproval, demo.ApprovalFile, f, false)
		return err
	})
}

// headOf is the login of who answers for a township: township, township2, …
func (d *demoRun) headOf(township string) string {
	seen := []string{}
	for _, p := range d.county.People {
		if !slices.Contains(seen, p.Township) {
			seen = append(seen, p.Township)
		}
	}
	if at := slices.Index(seen, township); at > 0 {
		return fmt.Sprintf("township%d", at+1)
	}
	return "township"
}

// as is an office's browser; it logs in once.
func (d *demoRun) as(ctx context.Context, login string) (*demoClient, error) {
	if c := d.offices[login]; c != nil {
		return c, nil
	}
	c, err := demoLogIn(ctx, d.base, login, demoPassword)
	if err != nil {
		return nil, err
	}
	if d.offices == nil {
		d.offices = map[string]*demoClient{}
	}
	d.offices[login] = c
	return c, nil
}
