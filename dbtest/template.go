package dbtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"licheng"
)

// Template is a database that holds its tables already: made once a process and
// copied for each test, which is quicker than migrating anew.
type Template struct {
	migrate  func(context.Context, *licheng.Database) error
	sqlite   func() ([]byte, error) // the file
	postgres func() (string, error) // the name of the database
	name     string                 // of that on PostgreSQL, once made
}

// Migrated returns a template of what migrate leaves of an empty database.
func Migrated(migrate func(context.Context, *licheng.Database) error) *Template {
	m := &Template{migrate: migrate}
	m.sqlite = sync.OnceValues(m.makeFile)
	m.postgres = sync.OnceValues(m.makeDatabase)
	return m
}

// Run calls suite once for each database, as Run does, its tables made.
func (m *Template) Run(t *testing.T, suite func(t *testing.T, db *licheng.Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { suite(t, m.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { suite(t, m.Postgres(t)) })
}

// SQLite returns a new SQLite database with the tables, that ends with the test.
func (m *Template) SQLite(t testing.TB) *licheng.Database {
	t.Helper()
	data, err := m.sqlite()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, path)
}

// Postgres returns a new PostgreSQL database with the tables, that ends with the
// test, or skips the test when no server is named.
func (m *Template) Postgres(t testing.TB) *licheng.Database {
	t.Helper()
	serverOf(t)
	name, err := m.postgres()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, newPostgres(t, name))
}

// makeFile migrates a SQLite file and returns its bytes.
func (m *Template) makeFile() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "licheng-template-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "template.db")
	if err := m.fill(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) //nolint:gosec // a path made here
}

// makeDatabase migrates a PostgreSQL database and returns its name.
func (m *Template) makeDatabase() (string, error) {
	server := os.Getenv(Variable)
	m.name = newName("template")
	if err := execOn(server, "CREATE DATABASE "+m.name); err != nil {
		return "", fmt.Errorf("make a template database: %w", err)
	}
	dsn, err := named(server, m.name)
	if err != nil {
		return "", err
	}
	return m.name, m.fill(dsn)
}

// Main runs the tests of a package and drops what was made for the template.
func (m *Template) Main(tests *testing.M) int {
	code := tests.Run()
	if m.name == "" {
		return code
	}
	if err := execOn(os.Getenv(Variable), "DROP DATABASE "+m.name+" WITH (FORCE)"); err != nil {
		fmt.Fprintln(os.Stderr, "drop the template database:", err)
		return max(code, 1)
	}
	return code
}

// fill migrates an empty database and leaves it to nobody.
func (m *Template) fill(dsn string) error {
	db, err := licheng.OpenDatabase(context.Background(), dsn)
	if err != nil {
		return err
	}
	return errors.Join(m.migrate(context.Background(), db), db.Close())
}
