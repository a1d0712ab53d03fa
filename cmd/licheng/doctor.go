package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"licheng"
	"licheng/geo/roads"
	"licheng/reimburse"
	"licheng/trips"
	"licheng/web/auth"
)

// builtAfter is before any build of this program: a clock that shows an
// earlier time is wrong.
const builtAfter = "2026-11-01"

// clockSkewMax is how far this machine's clock and the database's may differ.
const clockSkewMax = time.Minute

// diagnosis is one thing the doctor looked at; trouble says what is wrong and
// what to do, and is nil when all is well.
type diagnosis struct {
	name, found string
	trouble     error
}

// doctorCommand is licheng doctor: looks at all the service needs, and changes nothing.
func doctorCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "doctor [--config F]",
		Short: "体检：look at all the service needs and say what to do; changes nothing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := loadConfig(config, os.Environ())
			if err != nil {
				return err
			}
			ill := 0
			for _, d := range examine(cmd.Context(), settings, time.Now()) {
				if d.trouble != nil {
					ill++
					fmt.Fprintf(cmd.OutOrStdout(), "BAD  %s: %s\n", d.name, oneLine(d.trouble))
					continue
				}
				fmt.Fprintf(cmd.OutOrStdout(), "ok   %s: %s\n", d.name, d.found)
			}
			if ill > 0 {
				return fmt.Errorf("%d of the checks failed", ill)
			}
			return nil
		},
	}
	configFlag(c, &config)
	return c
}

// examine looks at everything, also after the first trouble.
func examine(ctx context.Context, config Config, now time.Time) []diagnosis {
	all := []diagnosis{examineFolder(config), examineRoads(config), examineClock(now)}
	if !databaseThere(config) {
		return append(all, diagnosis{name: "database", trouble: fmt.Errorf("%s is not there yet: run licheng migrate", config.Database)})
	}
	db, err := licheng.OpenDatabase(ctx, config.Database)
	if err != nil {
		return append(all, diagnosis{name: "database", trouble: fmt.Errorf("%w: check the key database and that the server runs", err)})
	}
	tables := examineTables(ctx, db)
	all = append(all, diagnosis{name: "database", found: string(db.Dialect) + " answers"}, tables)
	if tables.trouble == nil {
		all = append(all, examineFiles(ctx, db, config), examineRules(ctx, db, config, now), examineDatabaseClock(ctx, db, now))
		all = append(all, examineClaims(ctx, db, config)...)
	}
	if err := db.Close(); err != nil {
		all = append(all, diagnosis{name: "database", trouble: fmt.Errorf("close: %w", err)})
	}
	return all
}

// databaseThere reports whether looking would not make an empty file.
func databaseThere(config Config) bool {
	if _, err := os.Stat(config.Database); err == nil {
		return true
	}
	return isPostgres(config.Database)
}

func examineFolder(config Config) diagnosis {
	d := diagnosis{name: "data folder", found: config.DataDir + " can be written to"}
	if _, err := os.Stat(filepath.Join(config.DataDir, restoreMark)); err == nil {
		d.trouble = errHalfRestored
		return d
	}
	probe, err := os.CreateTemp(config.DataDir, ".doctor-*")
	if err != nil {
		d.trouble = fmt.Errorf("%w: make %s and let the service's user write to it", err, filepath.Clean(config.DataDir))
		return d
	}
	_, err = probe.WriteString("probe")
	if err := errors.Join(err, probe.Sync(), probe.Close(), os.Remove(probe.Name())); err != nil {
		d.trouble = fmt.Errorf("%w: is the disk full?", err)
	} else if disk := diskCheck(config.DataDir); !disk.OK {
		d.trouble = errors.New(disk.Says)
	}
	return d
}

// examineFiles looks whether every raw file that a row speaks of is there.
func examineFiles(ctx context.Context, db *licheng.Database, config Config) diagnosis {
	d := diagnosis{name: "raw files", found: "each that the database speaks of is there"}
	missing, err := trips.MissingFiles(ctx, db, config.blobDir())
	switch {
	case err != nil:
		d.trouble = err
	case len(missing) > 0:
		d.trouble = fmt.Errorf("%d are not there, the first is %s: put them back from a backup made when they were",
			len(missing), filepath.Join(config.blobDir(), filepath.FromSlash(missing[0])))
	}
	return d
}

func examineRoads(config Config) diagnosis {
	d := diagnosis{name: "roads"}
	if config.Roads == "" {
		d.trouble = errors.New("no road file is configured: make one with licheng roads build and name it under roads")
		return d
	}
	network, err := roads.Open(config.Roads)
	if err != nil {
		d.trouble = fmt.Errorf("%w: make it again with licheng roads build", err)
		return d
	}
	d.found = fmt.Sprintf("%s, version %s", config.Roads, network.Version())
	if err := network.Close(); err != nil {
		d.trouble = err
	}
	return d
}

func examineClock(now time.Time) diagnosis {
	d := diagnosis{name: "clock", found: now.UTC().Format(time.RFC3339)}
	if now.UTC().Format(time.DateOnly) < builtAfter {
		d.trouble = fmt.Errorf("it shows %s, before this program was made: set the machine's clock", now.UTC().Format(time.RFC3339))
	}
	return d
}

func examineTables(ctx context.Context, db *licheng.Database) diagnosis {
	d := diagnosis{name: "tables", found: "every table is up to date"}
	for _, r := range rooms() {
		migrated, err := db.Migrated(ctx, r.name, r.migrations)
		if err != nil {
			d.trouble = err
			return d
		}
		if !migrated {
			d.trouble = fmt.Errorf("those of %s are not up to date: run licheng migrate", r.name)
			return d
		}
	}
	return d
}

func examineRules(ctx context.Context, db *licheng.Database, config Config, now time.Time) diagnosis {
	d := diagnosis{name: "rules"}
	service := reimburse.NewService(reimburse.Config{DB: db, Now: time.Now})
	documents, err := service.RuleDocuments(ctx, trips.County(config.County))
	if err != nil {
		d.trouble = err
		return d
	}
	today := now.In(trips.Shanghai).Format(time.DateOnly)
	for _, document := range documents {
		if string(document.From) <= today && (document.To == "" || today <= string(document.To)) {
			d.found = fmt.Sprintf("%s %s is in force", document.ID, document.Version)
			return d
		}
	}
	d.trouble = fmt.Errorf("no rule document is in force in county %s on %s: import one with licheng import rules", config.County, today)
	return d
}

// examineClaims names each claim handed in that nobody can decide on.
func examineClaims(ctx context.Context, db *licheng.Database, config Config) []diagnosis {
	const name = "claims"
	accounts, err := auth.New(db, auth.Options{Now: time.Now})
	if err != nil {
		return []diagnosis{{name: name, trouble: err}}
	}
	service := reimburse.NewService(reimburse.Config{DB: db, Now: time.Now})
	service.WireAccounts(accounts)
	stuck, err := service.Stuck(ctx, trips.County(config.County))
	if err != nil {
		return []diagnosis{{name: name, trouble: err}}
	}
	if len(stuck) == 0 {
		return []diagnosis{{name: name, found: "somebody can decide on each that was handed in"}}
	}
	all := make([]diagnosis, len(stuck))
	for i, c := range stuck {
		all[i] = diagnosis{name: name, trouble: fmt.Errorf("%s of %s, %s, %s yuan, handed in: %s: licheng user add --role finance LOGIN adds one",
			c.ID, c.Person.Name, c.Month, c.TotalFen, strings.TrimSuffix(c.Waiting.Missing.EN, "."))}
	}
	return all
}

func examineDatabaseClock(ctx context.Context, db *licheng.Database, now time.Time) diagnosis {
	d := diagnosis{name: "database clock", found: "agrees with this machine's"}
	if db.Dialect == licheng.SQLite {
		d.found = "is this machine's"
		return d
	}
	var theirs time.Time
	if err := db.GetContext(ctx, &theirs, `SELECT CURRENT_TIMESTAMP`); err != nil {
		d.trouble = err
		return d
	}
	if skew := theirs.Sub(now).Abs(); skew > clockSkewMax {
		d.trouble = fmt.Errorf("it differs from this machine's by %s: set both by NTP", skew.Round(time.Second))
	}
	return d
}
