// Package dbtest runs one suite of tests on every database Licheng serves: a
// new SQLite file always, and a new PostgreSQL database when
// LICHENG_TEST_POSTGRES names a throw-away server (make test starts one).
package dbtest

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"licheng"
)

// Variable is the environment variable that names the PostgreSQL server.
const Variable = "LICHENG_TEST_POSTGRES"

// Run calls suite once for each database, as subtests sqlite and postgres. The
// database is empty; the suite migrates what it needs.
func Run(t *testing.T, suite func(t *testing.T, db *licheng.Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { suite(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { suite(t, Postgres(t)) })
}

// SQLite returns a new, empty SQLite database that ends with the test.
func SQLite(t testing.TB) *licheng.Database {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "test.db"))
}

// Postgres returns a new, empty PostgreSQL database that ends with the test,
// or skips the test when no server is named.
func Postgres(t testing.TB) *licheng.Database {
	t.Helper()
	return open(t, PostgresDSN(t))
}

// PostgresDSN is Postgres for a test that opens the database itself, or in
// another process.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		t.Skipf("%s is not set: `make test` starts a PostgreSQL and sets it", Variable)
	}
	name := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	admin, err := licheng.OpenDatabase(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
		if err := admin.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	dsn, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	dsn.Path = "/" + name
	return dsn.String()
}

func open(t testing.TB, dsn string) *licheng.Database {
	t.Helper()
	db, err := licheng.OpenDatabase(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}
