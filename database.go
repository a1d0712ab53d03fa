package licheng

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the sqlite3 driver
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// Dialect is the kind of database behind a Database.
type Dialect string

// The dialects. Statements are written in the subset both understand.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Database is an open SQLite file or PostgreSQL database. Statements use ? and
// are rebound at the call.
type Database struct {
	*sqlx.DB
	Dialect Dialect
	// Pool is the pgx pool under DB; nil on SQLite.
	Pool *pgxpool.Pool
	// Path is the file; empty on PostgreSQL.
	Path string

	conns  sync.Map   // *sqlx.Tx → *sqlx.Conn, while InTx runs
	after  sync.Map   // *sqlx.Tx → []func(), likewise
	writer sync.Mutex // SQLite has one writer: waiting here is fairer and faster than polling its lock
}

// sqliteOptions make a file safe for money: WAL with a full sync at each
// commit, so that what was acknowledged survives a power cut; foreign keys on;
// writers queue at BEGIN instead of failing half-way.
const sqliteOptions = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=15000&_foreign_keys=on&_txlock=immediate&_cache_size=-20000"

// sqliteConns is how many connections read and wait to write at once.
const sqliteConns = 8

// OpenDatabase opens a PostgreSQL database named by a postgres:// DSN, or else
// the SQLite file at that path, whose folder it makes. It does not migrate.
func OpenDatabase(ctx context.Context, dsn string) (*Database, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return openPostgres(ctx, dsn)
	}
	return openSQLite(ctx, dsn)
}

func openPostgres(ctx context.Context, dsn string) (*Database, error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach PostgreSQL: %w", err)
	}
	db := sqlx.NewDb(stdlib.OpenDBFromPool(pool), "pgx")
	return &Database{DB: db, Dialect: Postgres, Pool: pool}, nil
}

func openSQLite(ctx context.Context, path string) (*Database, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the database folder: %w", err)
	}
	db, err := sqlx.Open("sqlite3", SQLiteDSN(path))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(sqliteConns)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return &Database{DB: db, Dialect: SQLite, Path: path}, nil
}

// SQLiteDSN returns the data source name under which every part of the house
// opens the SQLite file at path.
func SQLiteDSN(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + sqliteOptions
}

// Close closes the database and the pool under it.
func (d *Database) Close() error {
	err := d.DB.Close()
	if d.Pool != nil {
		d.Pool.Close()
	}
	return err
}

// ExecContext runs one statement by itself. On SQLite it waits in the same line
// as InTx: who only polls for the file's lock goes hungry beside writers that
// hand it to each other.
func (d *Database) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if d.Dialect == SQLite {
		d.writer.Lock()
		defer d.writer.Unlock()
	}
	return d.DB.ExecContext(ctx, query, args...)
}

// InTx runs fn in one transaction: committed when fn returns nil, else rolled
// back. On SQLite the write lock is taken at once, so that a read within fn is
// still true when fn writes.
func (d *Database) InTx(ctx context.Context, fn func(tx *sqlx.Tx) error) (err error) {
	if d.Dialect == SQLite {
		d.writer.Lock()
		defer d.writer.Unlock()
	}
	conn, err := d.Connx(ctx)
	if err != nil {
		return fmt.Errorf("get a connection: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tx, err := conn.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	d.conns.Store(tx, conn)
	defer d.conns.Delete(tx)
	defer d.after.Delete(tx)
	committed := false
	defer func() {
		if !committed {
			if rb := tx.Rollback(); rb != nil && !errors.Is(rb, sql.ErrTxDone) {
				err = errors.Join(err, fmt.Errorf("roll back: %w", rb))
			}
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	committed = true
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if after, some := d.after.LoadAndDelete(tx); some {
		for _, fn := range after.([]func()) {
			fn()
		}
	}
	return nil
}

// AfterCommit has fn called once a transaction of InTx is committed, and not at
// all when it is rolled back. fn must be quick: the caller of InTx waits.
func (d *Database) AfterCommit(tx *sqlx.Tx, fn func()) {
	before, _ := d.after.Load(tx)
	fns, _ := before.([]func())
	d.after.Store(tx, append(fns, fn))
}

// PgxConn lends fn the pgx connection a PostgreSQL transaction of InTx runs
// on, for libraries that speak pgx. fn must not end the transaction.
func (d *Database) PgxConn(tx *sqlx.Tx, fn func(conn *pgx.Conn) error) error {
	conn, ok := d.conns.Load(tx)
	if !ok {
		return errors.New("licheng: the transaction was not begun by InTx")
	}
	return conn.(*sqlx.Conn).Raw(func(driverConn any) error {
		pgxConn, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("licheng: the connection is a %T, not pgx", driverConn)
		}
		return fn(pgxConn.Conn())
	})
}

// Migrate brings one room's tables up to date. migrations holds a folder
// sqlite and a folder postgres with files of the same names; what has run is
// kept in the table <room>_migrations. Several instances may call it at once.
// ErrNewer when a newer program brought them further.
func (d *Database) Migrate(ctx context.Context, room string, migrations fs.FS) error {
	folder, err := fs.Sub(migrations, string(d.Dialect))
	if err != nil {
		return fmt.Errorf("migrate %s: %w", room, err)
	}
	provider, err := d.provider(room, folder)
	if err != nil {
		return fmt.Errorf("migrate %s: %w", room, err)
	}
	if _, err := d.pending(ctx, room, provider); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", room, err)
	}
	return nil
}

// Migrated reports whether nothing is left to migrate for the room. It changes
// nothing. ErrNewer as for Migrate.
func (d *Database) Migrated(ctx context.Context, room string, migrations fs.FS) (bool, error) {
	folder, err := fs.Sub(migrations, string(d.Dialect))
	if err != nil {
		return false, fmt.Errorf("migrations of %s: %w", room, err)
	}
	provider, err := d.provider(room, folder)
	if err != nil {
		return false, fmt.Errorf("migrations of %s: %w", room, err)
	}
	pending, err := d.pending(ctx, room, provider)
	return !pending, err
}

// ErrNewer reports tables that a newer program has brought further than this one
// knows: it would write rows that are not as the newer one needs them.
var ErrNewer = errors.New("a newer Licheng brought the tables further: run that one, or restore the backup made before it")

// pending reports whether the room has migrations to run, or ErrNewer. Goose's own
// look would make the table it keeps them in.
func (d *Database) pending(ctx context.Context, room string, provider *goose.Provider) (bool, error) {
	sources := provider.ListSources()
	known := sources[len(sources)-1].Version
	exists := `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?`
	if d.Dialect == Postgres {
		exists = `SELECT count(to_regclass(?))`
	}
	table := room + "_migrations"
	var there int
	if err := d.GetContext(ctx, &there, d.Rebind(exists), table); err != nil {
		return false, fmt.Errorf("look at the tables of %s: %w", room, err)
	}
	if there == 0 {
		return true, nil
	}
	var reached int64
	if err := d.GetContext(ctx, &reached, `SELECT COALESCE(max(version_id), 0) FROM `+table); err != nil {
		return false, fmt.Errorf("look at the tables of %s: %w", room, err)
	}
	if reached > known {
		return false, fmt.Errorf("tables of %s: migration %d, and this program knows %d: %w", room, reached, known, ErrNewer)
	}
	return reached < known, nil
}

func (d *Database) provider(room string, folder fs.FS) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.Dialect == Postgres {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	store, err := database.NewStore(dialect, room+"_migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectCustom, d.DB.DB, folder, append(options, goose.WithStore(store))...)
}
