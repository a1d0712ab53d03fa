package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"licheng/reimburse"
	"licheng/sheet"
	"licheng/trips"
)

// The tables that belong to trips; the others are reimburse's.
const (
	importPlaces   = "places"
	importClosures = "closures"
)

// imported is what both rooms report of an import.
type imported struct {
	rows    int
	written bool
	again   int // trips read before that are looked at once more
	unknown []string
	refused []sheet.Problem
}

// importCommand is licheng import: load a table of the county.
func importCommand() *cobra.Command {
	var config string
	var dryRun, template bool
	kinds := []string{importPlaces, importClosures}
	for _, kind := range reimburse.ImportKinds() {
		kinds = append(kinds, string(kind))
	}
	c := &cobra.Command{
		Use:   "import people|vehicles|places|closures|fuel-prices|tolls|toll-records|dispatch-slips|holidays|budgets|rules|bank-layout|accounts|approval FILE [--dry-run|--template]",
		Short: "导入表格：people, vehicles, places, closures, prices, tolls, ETC statements, holidays, budgets (CSV or XLSX) or rules (YAML); all or nothing",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 && (!template || len(args) != 1) {
				return fmt.Errorf("want a kind of table and a file, got %d arguments", len(args))
			}
			for _, kind := range kinds {
				if args[0] == kind {
					return nil
				}
			}
			return fmt.Errorf("%w: there is no table %q; the tables are %s; see licheng import --help", errUsage, args[0], strings.Join(kinds, ", "))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if template {
				return importTemplate(cmd.OutOrStdout(), args)
			}
			if _, err := os.Stat(args[1]); err != nil {
				return fmt.Errorf("%w: %w", errUsage, err)
			}
			return withApp(cmd, config, func(ctx context.Context, a *app) error {
				return a.importFile(ctx, cmd.OutOrStdout(), args[0], args[1], dryRun)
			})
		},
	}
	configFlag(c, &config)
	c.Flags().BoolVar(&template, "template", false, "write an empty workbook to be filled in instead (KIND.xlsx where no file is named)")
	c.Flags().BoolVar(&dryRun, "dry-run", false, "check everything, write nothing")
	c.MarkFlagsMutuallyExclusive("dry-run", "template")
	return c
}

// commandActor is who acts on the command line: whoever may run it on the
// machine that holds the database.
func commandActor(config Config, role trips.Role) trips.Actor {
	return trips.Actor{County: trips.County(config.County), Login: "command line", Roles: []trips.Role{role}}
}

// importFile imports one file and tells what came of it, a line for each
// refused row.
func (a *app) importFile(ctx context.Context, out io.Writer, kind, path string, dryRun bool) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	done, err := a.importFrom(ctx, kind, filepath.Base(path), f, dryRun)
	if err != nil {
		return err // names the file
	}
	if len(done.unknown) > 0 {
		fmt.Fprintf(out, "%s: columns nobody asked for 未用的列: %s\n", path, strings.Join(done.unknown, ", "))
	}
	for _, p := range done.refused {
		where := path // of the whole table
		if p.Line > 0 {
			where += fmt.Sprintf(":%d", p.Line)
		}
		if p.Column != "" {
			where += ": " + p.Column
		}
		fmt.Fprintf(out, "%s: %s\n", where, p.Text)
	}
	switch {
	case len(done.refused) > 0:
		first := ""
		if line := done.refused[0].Line; line > 0 {
			first = fmt.Sprintf(", the first in line %d", line)
		}
		return fmt.Errorf("%w: %s: %d of the cells or rows are refused%s; nothing was imported", errUsage, path, len(done.refused), first)
	case dryRun:
		fmt.Fprintf(out, "%s: %d rows are good; nothing was written 检查通过，未写入\n", path, done.rows)
	case !done.written:
		fmt.Fprintf(out, "%s: imported before, word for word 此前已原样导入\n", path)
	default:
		fmt.Fprintf(out, "%s: %d rows imported 已导入\n", path, done.rows)
		if done.again > 0 {
			fmt.Fprintf(out, "trips read before that are held against them now 此前读过、现在重新对照的行程: %d\n", done.again)
		}
	}
	return nil
}

func (a *app) importFrom(ctx context.Context, kind, name string, r io.Reader, dryRun bool) (imported, error) {
	actor := commandActor(a.config, trips.Admin)
	inTrips := map[string]func(context.Context, trips.Actor, io.Reader, string, bool) (trips.ImportReport, error){
		importPlaces: a.trips.ImportPlaces, importClosures: a.trips.ImportClosures,
	}
	if load, ok := inTrips[kind]; ok {
		report, err := load(ctx, actor, r, name, dryRun)
		return imported{report.Rows, report.Stored > 0, report.Again, report.Unknown, report.Refused}, err
	}
	report, err := a.money.Import(ctx, actor, reimburse.ImportKind(kind), name, r, dryRun)
	return imported{report.Rows, report.Written, 0, report.Unknown, report.Problems}, err
}
