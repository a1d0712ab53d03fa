// Package dbtest runs one suite of tests on every database Licheng serves: a
// new SQLite file always, and a new PostgreSQL database when
// LICHENG_TEST_POSTGRES names a throw-away server (make test starts one).
package dbtest

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

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
	return newPostgres(t, "template1")
}

// serverOf names the PostgreSQL server, or skips the test.
func serverOf(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		t.Skipf("%s is not set: `make test` starts a PostgreSQL and sets it", Variable)
	}
	return server
}

// newPostgres copies a database of the server and returns the DSN of the copy,
// which ends with the test.
func newPostgres(t testing.TB, template string) string {
	t.Helper()
	server, name := serverOf(t), newName("test")
	if err := execOn(server, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() {
		if err := execOn(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	dsn, err := named(server, name)
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// newName is a name no database of the server has.
func newName(kind string) string {
	return kind + "_" + strings.ReplaceAll(uuid.NewString(), "-", "")
}

// named is the DSN of another database of a server.
func named(server, name string) (string, error) {
	dsn, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	dsn.Path = "/" + name
	return dsn.String(), nil
}

// execOn runs one statement on the server's own database.
func execOn(server, statement string) error {
	conn, err := pgx.Connect(context.Background(), server)
	if err != nil {
		return err
	}
	_, err = conn.Exec(context.Background(), statement)
	return errors.Join(err, conn.Close(context.Background()))
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
