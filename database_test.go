package licheng_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/dbtest"
)

// counterRoom is a room with one table, for the tests of this file.
var counterRoom = fstest.MapFS{
	"sqlite/00001_counter.sql":   {Data: []byte("-- +goose Up\nCREATE TABLE counter (n BIGINT NOT NULL);\nINSERT INTO counter VALUES (0);\n")},
	"postgres/00001_counter.sql": {Data: []byte("-- +goose Up\nCREATE TABLE counter (n BIGINT NOT NULL);\nINSERT INTO counter VALUES (0);\n")},
}

// TestMigratedChangesNothing: looking at an empty database leaves it empty, so that
// a backup can still be restored into it.
func TestMigratedChangesNothing(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if done, err := db.Migrated(t.Context(), "counter", counterRoom); err != nil || done {
			t.Fatalf("migrated: %v, %v", done, err)
		}
		tables := `SELECT count(*) FROM sqlite_master`
		if db.Dialect == licheng.Postgres {
			tables = `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`
		}
		var n int
		if err := db.GetContext(t.Context(), &n, tables); err != nil || n != 0 {
			t.Errorf("%d tables, %v", n, err)
		}
	})
}

// TestOlderProgramIsRefused: tables that a newer program brought further are neither
// taken for up to date nor written to.
func TestOlderProgramIsRefused(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if err := db.Migrate(t.Context(), "counter", counterRoom); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), `INSERT INTO counter_migrations (version_id, is_applied) VALUES (99, TRUE)`); err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(t.Context(), "counter", counterRoom); !errors.Is(err, licheng.ErrNewer) {
			t.Errorf("migrate: %v", err)
		}
		if _, err := db.Migrated(t.Context(), "counter", counterRoom); !errors.Is(err, licheng.ErrNewer) {
			t.Errorf("migrated: %v", err)
		}
	})
}

func TestMigrateTwiceIsOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if done, err := db.Migrated(t.Context(), "counter", counterRoom); err != nil || done {
			t.Fatalf("before: migrated = %v, %v; want false", done, err)
		}
		for range 2 {
			if err := db.Migrate(t.Context(), "counter", counterRoom); err != nil {
				t.Fatal(err)
			}
		}
		if done, err := db.Migrated(t.Context(), "counter", counterRoom); err != nil || !done {
			t.Errorf("after: migrated = %v, %v; want true", done, err)
		}
		if got := count(t, db); got != 0 {
			t.Errorf("counter = %d, want the 0 of one migration", got)
		}
	})
}

func TestInTx(t *testing.T) {
	errNo := errors.New("no")
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if err := db.Migrate(t.Context(), "counter", counterRoom); err != nil {
			t.Fatal(err)
		}
		err := db.InTx(t.Context(), func(tx *sqlx.Tx) error {
			if _, err := tx.Exec("UPDATE counter SET n = 5"); err != nil {
				return err
			}
			return errNo
		})
		if !errors.Is(err, errNo) {
			t.Errorf("error = %v, want the one fn returned", err)
		}
		if got := count(t, db); got != 0 {
			t.Errorf("after a refusal counter = %d, want 0", got)
		}
	})
}

// A panic in fn must not leave the write lock behind.
func TestInTxAfterPanic(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if err := db.Migrate(t.Context(), "counter", counterRoom); err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = db.InTx(t.Context(), func(tx *sqlx.Tx) error {
				tx.MustExec("UPDATE counter SET n = 5")
				panic("broken invariant")
			})
		}()
		increment(t, db)
		if got := count(t, db); got != 1 {
			t.Errorf("counter = %d, want 1: the panicked change is undone, the next one is in", got)
		}
	})
}

// Many writers at once wait for each other; none is refused or lost.
func TestWritersQueue(t *testing.T) {
	const writers, each = 8, 10
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if err := db.Migrate(t.Context(), "counter", counterRoom); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					increment(t, db)
				}
			})
		}
		wg.Wait()
		if got := count(t, db); got != writers*each {
			t.Errorf("counter = %d, want %d", got, writers*each)
		}
	})
}

func TestOpenDatabaseNamesWhatFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a-file")
	if db, err := licheng.OpenDatabase(t.Context(), filepath.Join(file, "x", "\x00")); err == nil {
		_ = db.Close()
		t.Error("an impossible path was opened")
	}
	if db, err := licheng.OpenDatabase(t.Context(), "postgres://nobody@127.0.0.1:1/none"); err == nil {
		_ = db.Close()
		t.Error("a server that is not there was reached")
	}
}

func increment(t *testing.T, db *licheng.Database) {
	err := db.InTx(t.Context(), func(tx *sqlx.Tx) error {
		_, err := tx.Exec("UPDATE counter SET n = n + 1")
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func count(t *testing.T, db *licheng.Database) int {
	t.Helper()
	var n int
	if err := db.Get(&n, "SELECT n FROM counter"); err != nil {
		t.Fatal(err)
	}
	return n
}

// What was asked to happen after a commit happens then, and never without one.
func TestAfterCommit(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if _, err := db.Exec("CREATE TABLE counter (n BIGINT NOT NULL)"); err != nil {
			t.Fatal(err)
		}
		var told []string
		failed := errors.New("rolled back")
		for _, outcome := range []error{nil, failed} {
			err := db.InTx(t.Context(), func(tx *sqlx.Tx) error {
				db.AfterCommit(tx, func() {
					var n int // seen from outside: it is committed
					if err := db.Get(&n, "SELECT count(*) FROM counter"); err != nil {
						t.Error(err)
					}
					told = append(told, fmt.Sprintf("first, %d row", n))
				})
				db.AfterCommit(tx, func() { told = append(told, "second") })
				if len(told) != 0 && outcome == nil {
					t.Errorf("told before the commit: %v", told)
				}
				if _, err := tx.Exec("INSERT INTO counter VALUES (1)"); err != nil {
					return err
				}
				return outcome
			})
			if !errors.Is(err, outcome) {
				t.Error(err)
			}
		}
		if want := []string{"first, 1 row", "second"}; !slices.Equal(told, want) {
			t.Errorf("told %v, want %v", told, want)
		}
	})
}

// TestFaultsFromBelow: what a database cannot keep or do now is told from a mistake of
// the program, on the real ones. PostgreSQL keeps no zero byte in a text; SQLite does.
func TestFaultsFromBelow(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		if err := db.Migrate(t.Context(), "counter", counterRoom); err != nil {
			t.Fatal(err)
		}
		var n int
		for _, text := range []string{"a\x00b", "a\xff"} {
			err := db.GetContext(t.Context(), &n, db.Rebind(`SELECT count(*) FROM counter WHERE CAST(n AS TEXT) = ?`), text)
			if f, _ := licheng.FaultOf(err); err != nil && f != licheng.ErrText {
				t.Errorf("%q: %v", text, err)
			}
		}
		if _, err := db.ExecContext(t.Context(), `SELECT nothing FROM nowhere`); licheng.KindOf(err) != licheng.Internal {
			t.Errorf("a mistake of ours: %v", err)
		}
	})
	t.Run("a PostgreSQL that is away", func(t *testing.T) {
		_, err := licheng.OpenDatabase(t.Context(), "postgres://127.0.0.1:1/none")
		if f, _ := licheng.FaultOf(err); f != licheng.ErrDatabaseAway {
			t.Errorf("%v", err)
		}
	})
	t.Run("a SQLite that cannot be written to", func(t *testing.T) {
		db := dbtest.SQLite(t)
		db.SetMaxOpenConns(1) // the pragma is of one connection
		if _, err := db.ExecContext(t.Context(), `PRAGMA query_only = ON`); err != nil {
			t.Fatal(err)
		}
		_, err := db.ExecContext(t.Context(), `CREATE TABLE much (text TEXT NOT NULL)`)
		if f, _ := licheng.FaultOf(err); f != licheng.ErrReadOnly {
			t.Errorf("%v", err)
		}
	})
	t.Run("a full SQLite", func(t *testing.T) {
		db := dbtest.SQLite(t)
		db.SetMaxOpenConns(1) // the limit is of one connection
		var pages int
		if err := db.GetContext(t.Context(), &pages, `PRAGMA max_page_count = 3`); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), `CREATE TABLE much (text TEXT NOT NULL)`); err != nil {
			t.Fatal(err)
		}
		_, err := db.ExecContext(t.Context(), `INSERT INTO much VALUES (hex(zeroblob(100000)))`)
		if f, _ := licheng.FaultOf(err); f != licheng.ErrDiskFull {
			t.Errorf("%v", err)
		}
	})
}
