package trips

import (
	"flag"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng/dbtest"
	"licheng/geo/datum"
)

var update = flag.Bool("update", false, "write schema.sql anew")

// schema.sql is the present state of the tables, so that nobody has to replay
// the migrations in his head.
func TestSchemaDumpIsPresent(t *testing.T) {
	db := dbtest.SQLite(t)
	if err := Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	var statements []string
	const query = `
		SELECT sql FROM sqlite_schema
		WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite_%' AND tbl_name NOT LIKE '%_migrations'
		ORDER BY tbl_name, type DESC, name`
	if err := db.Select(&statements, query); err != nil {
		t.Fatal(err)
	}
	present := "-- The tables of trips as the migrations leave them (SQLite). Written by\n" +
		"-- go test ./trips -run TestSchemaDumpIsPresent -update\n\n" + strings.Join(statements, ";\n\n") + ";\n"
	if *update {
		if err := os.WriteFile("schema.sql", []byte(present), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dumped, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(present, string(dumped)); diff != "" {
		t.Errorf("schema.sql is not what the migrations make (-migrations +schema.sql):\n%s", diff)
	}
}

// Both databases hold the same tables: the files differ in the names of two
// types, in where SQLite keeps a row, and in nothing else.
func TestMigrationsOfBothDatabasesAgree(t *testing.T) {
	names := func(folder string) []string {
		files, err := fs.Glob(Migrations, folder+"/*.sql")
		if err != nil || len(files) == 0 {
			t.Fatalf("no migrations in %s: %v", folder, err)
		}
		for i := range files {
			files[i] = strings.TrimPrefix(files[i], folder+"/")
		}
		return files
	}
	if diff := cmp.Diff(names("sqlite"), names("postgres")); diff != "" {
		t.Fatal(diff)
	}
	types := strings.NewReplacer("TIMESTAMPTZ", "TIMESTAMP", "BYTEA", "BLOB", ") WITHOUT ROWID;", ");")
	plain := func(path string) string {
		data, err := fs.ReadFile(Migrations, path)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(types.Replace(string(data))), " ")
	}
	for _, name := range names("sqlite") {
		if diff := cmp.Diff(plain("sqlite/"+name), plain("postgres/"+name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestChecksRepeatTheConstants(t *testing.T) {
	schema, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, k := range placeKinds {
		kinds = append(kinds, string(k))
	}
	for _, tt := range []struct {
		table, column string
		want          []string
	}{
		{"traces", "state", []string{string(TraceReceived), string(TraceRead), string(TraceRefused)}},
		{"traces", "datum", []string{string(datum.Auto), string(datum.WGS84), string(datum.GCJ02), string(datum.BD09)}},
		{"trips", "datum", []string{string(datum.WGS84), string(datum.GCJ02), string(datum.BD09)}},
		{"places", "kind", kinds},
	} {
		_, table, found := strings.Cut(string(schema), "CREATE TABLE "+tt.table+" (")
		list := regexp.MustCompile(`CHECK \(` + tt.column + ` IN \(([^)]*)\)\)`).FindStringSubmatch(table)
		if !found || list == nil {
			t.Errorf("%s.%s has no CHECK", tt.table, tt.column)
			continue
		}
		var got []string
		for _, word := range strings.Split(list[1], ",") {
			got = append(got, strings.Trim(strings.TrimSpace(word), "'"))
		}
		slices.Sort(got)
		slices.Sort(tt.want)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s.%s: %s", tt.table, tt.column, diff)
		}
	}
}
