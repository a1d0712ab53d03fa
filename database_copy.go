package licheng

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// ErrNotEmpty reports a place to restore into that holds something already.
var ErrNotEmpty = errors.New("there is something there already")

// CopyTo writes all of the database as it is at one moment to a file that is not
// there yet, while others go on reading and writing: a SQLite file as such, a
// PostgreSQL database as an archive of pg_dump, which must be on the PATH and no
// older than the server. The file is not yet forced to the disk.
func (d *Database) CopyTo(ctx context.Context, path, dsn string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", path, ErrNotEmpty)
	}
	if d.Dialect == Postgres {
		return postgresTool(ctx, dsn, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file="+path)
	}
	// Beside the line of writers: it reads, and a long read must not stop them.
	if _, err := d.DB.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}

// RestorePostgres fills an empty PostgreSQL database from what CopyTo wrote:
// all of it or nothing. ErrNotEmpty when it holds tables.
func RestorePostgres(ctx context.Context, dsn, path string) (err error) {
	db, err := OpenDatabase(ctx, dsn)
	if err != nil {
		return err
	}
	var tables int
	err = db.GetContext(ctx, &tables, `SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`)
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("look into the database: %w", err)
	}
	if tables > 0 {
		return fmt.Errorf("the database holds %d tables: %w", tables, ErrNotEmpty)
	}
	return postgresTool(ctx, dsn, "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", path)
}

// postgresTool runs a program of PostgreSQL's own on the database of a DSN. The
// password goes by the environment: every user of the machine can read the words
// of a command line.
func postgresTool(ctx context.Context, dsn, tool string, args ...string) error {
	program, err := exec.LookPath(tool)
	if err != nil {
		return fmt.Errorf("%s is not on this machine: install the client programs of PostgreSQL (postgresql-client)", tool)
	}
	address, password, err := toolAddress(dsn)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, program, append([]string{"--dbname=" + address}, args...)...)
	if password != "" {
		cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
	}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", tool, err, strings.TrimSpace(said.String()))
	}
	return nil
}

// toolAddress is a DSN as PostgreSQL's own programs take it: without the password,
// and without the parameters that only pgx knows.
func toolAddress(dsn string) (address, password string, err error) {
	parts, err := url.Parse(dsn)
	if err != nil {
		return "", "", errors.New("the key database is no address of a PostgreSQL") // the error would show the password
	}
	if parts.User != nil {
		password, _ = parts.User.Password()
		parts.User = url.User(parts.User.Username())
	}
	query := parts.Query()
	if query.Has("password") {
		password = query.Get("password")
		query.Del("password")
	}
	for name := range query {
		if strings.HasPrefix(name, "pool_") || strings.HasSuffix(name, "_cache_capacity") || name == "default_query_exec_mode" {
			query.Del(name)
		}
	}
	parts.RawQuery = query.Encode()
	return parts.String(), password, nil
}
