package reimburse_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/dbtest"
	"licheng/reimburse"
	"licheng/reimburse/claim"
	"licheng/reimburse/matter"
	"licheng/reimburse/rules"
)

var update = flag.Bool("update", false, "write schema.sql anew")

// TestSchemaDump keeps schema.sql the present state of the tables,
// so that nobody replays the migrations in their head.
func TestSchemaDump(t *testing.T) {
	db := dbtest.SQLite(t)
	if err := reimburse.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	var statements []string
	if err := db.Select(&statements, `SELECT sql FROM sqlite_master
		WHERE sql IS NOT NULL AND tbl_name NOT LIKE '%_migrations' AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name`); err != nil {
		t.Fatal(err)
	}
	got := "-- The tables of this room as the migrations leave them (SQLite). Written by\n-- go test ./reimburse -run TestSchemaDump -update\n\n" +
		strings.Join(statements, ";\n\n") + ";\n"
	if *update {
		if err := os.WriteFile("schema.sql", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(mustRead(t, "schema.sql"), got); diff != "" {
		t.Errorf("schema.sql is stale; run with -update: %s", diff)
	}
}

// TestDialectsHaveTheSameMigrations: the same files in both folders, and after
// them the same tables with the same columns.
func TestDialectsHaveTheSameMigrations(t *testing.T) {
	var names [2][]string
	for i, folder := range []string{"sqlite", "postgres"} {
		files, err := fs.ReadDir(reimburse.Migrations, folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			names[i] = append(names[i], f.Name())
		}
	}
	if diff := cmp.Diff(names[0], names[1]); diff != "" || len(names[0]) == 0 {
		t.Error(diff)
	}
}

func TestDialectsHaveTheSameColumns(t *testing.T) {
	queries := map[licheng.Dialect]string{
		licheng.SQLite: `SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name NOT LIKE '%_migrations' AND m.name NOT LIKE 'sqlite_%'`,
		licheng.Postgres: `SELECT table_name || '.' || column_name FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name NOT LIKE '%_migrations'`,
	}
	columns := map[licheng.Dialect][]string{}
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if err := reimburse.Migrate(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		var found []string
		if err := db.Select(&found, queries[db.Dialect]); err != nil {
			t.Fatal(err)
		}
		slices.Sort(found)
		columns[db.Dialect] = found
		if len(found) < 50 {
			t.Errorf("only %d columns", len(found))
		}
	})
	if len(columns) == 2 {
		if diff := cmp.Diff(columns[licheng.SQLite], columns[licheng.Postgres]); diff != "" {
			t.Error(diff)
		}
	}
}

// TestChecksRepeatTheConstants: what the database allows in a column is what
// the code can say.
func TestChecksRepeatTheConstants(t *testing.T) {
	tests := []struct {
		file, column string
		want         []string
	}{
		{"00001_people.sql", "staff_class", words(rules.StaffClasses())},
		{"00018_marks.sql", "class", words(rules.VehicleClasses())},
		{"00018_marks.sql", "energy", words(rules.EnergyKinds())},
		{"00015_township.sql", "state", words(claim.States())},
		{"00021_vouchers.sql", "kind", words(matter.Kinds())},
		{"00013_matters.sql", "state", words(matter.States())},
	}
	for _, folder := range []string{"sqlite", "postgres"} {
		for _, tt := range tests {
			t.Run(folder+"/"+tt.column, func(t *testing.T) {
				text := mustRead(t, "migrations/"+folder+"/"+tt.file)
				check := regexp.MustCompile(`CHECK \(` + tt.column + ` IN \(([^)]*)\)`).FindStringSubmatch(text)
				if check == nil {
					t.Fatalf("%s has no CHECK on %s", tt.file, tt.column)
				}
				got := strings.Split(strings.ReplaceAll(check[1], "'", ""), ", ")
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func words[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return texts
}

// TestStaffClassNames: every staff class has a name in both languages.
func TestStaffClassNames(t *testing.T) {
	for _, class := range rules.StaffClasses() {
		name := reimburse.StaffClassName(class)
		if name.ZH == string(class) || name.EN == string(class) || name.ZH == "" {
			t.Errorf("%s has no name: %v", class, name)
		}
	}
	if got := fmt.Sprint(reimburse.StaffClassName("unknown").EN); got != "unknown" {
		t.Errorf("an unknown class is called %q", got)
	}
}

// TestMigrateTwice: a second start finds nothing to do.
func TestMigrateTwice(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		for range 2 {
			if err := reimburse.Migrate(t.Context(), db); err != nil {
				t.Fatal(err)
			}
		}
		if done, err := db.Migrated(t.Context(), reimburse.Room, reimburse.Migrations); err != nil || !done {
			t.Error(done, err)
		}
	})
}
