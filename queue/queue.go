// Package queue is the background work that survives a crash: River on either
// database, fed from the same transaction as the rows the work is about.
//
// A job can run more than once (a worker died, two were enqueued): handlers
// are idempotent. A failed job is tried again with growing pauses.
package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jmoiron/sqlx"
	_ "github.com/mattn/go-sqlite3" // the sqlite3 driver
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"licheng"
)

// Limits of one job and of the queue.
const (
	jobTimeout   = 2 * time.Minute        // then the attempt is cancelled
	rescueAfter  = 5 * time.Minute        // a job whose worker vanished is tried again
	pauseMax     = 6 * time.Hour          // between two attempts; River's pauses grow to it within a day
	attemptsMax  = 1000                   // more than half a year: what was acknowledged is not given up
	pollSQLite   = 500 * time.Millisecond // for jobs of other processes on the file, beside the bell
	pollPostgres = time.Second            // beside LISTEN/NOTIFY
	cooldown     = 2 * time.Millisecond   // between two fetches
	// ahead is how many jobs are fetched for each that runs: a fetch waits for
	// SQLite's one writer, and the processors must not wait for it.
	ahead = 4
)

// Job names one piece of work: what kind, for which county, about which row.
type Job struct {
	Kind   string `json:"kind"`   // such as trips.read
	County string `json:"county"` // GB/T 2260 code
	ID     string `json:"id"`
}

// Handler does the work of one kind of job. It may be called twice for the
// same job; an error means: try again later.
type Handler func(ctx context.Context, job Job) error

// Queue keeps jobs in the database and runs their handlers.
type Queue struct {
	db     *licheng.Database
	client client
	files  *sql.DB // River's own connection to the SQLite file; nil on PostgreSQL
	bell   *bell   // wakes the fetcher on SQLite; nil on PostgreSQL
}

// client is what the queue needs of a River client, whatever its driver.
type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	insert(ctx context.Context, tx *sqlx.Tx, args arguments) error
	migrate(ctx context.Context) error
}

// New makes a queue on db with a handler for each kind. workers is how many
// jobs run at once in this process; 0 makes a queue that only enqueues.
func New(db *licheng.Database, handlers map[string]Handler, workers int, log *slog.Logger) (*Queue, error) {
	q := &Queue{db: db}
	config := configure(handlers, workers, log)
	if db.Dialect == licheng.Postgres {
		inner, err := river.NewClient(riverpgxv5.New(db.Pool), config)
		if err != nil {
			return nil, fmt.Errorf("queue: %w", err)
		}
		q.client = postgresClient{Client: inner, db: db}
		return q, nil
	}
	files, err := sql.Open("sqlite3", licheng.SQLiteDSN(db.Path))
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	files.SetMaxOpenConns(1) // as River's SQLite driver asks
	config.FetchPollInterval = pollSQLite
	q.bell = newBell()
	inner, err := river.NewClient(newBellDriver(files, q.bell), config)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("queue: %w", err), files.Close())
	}
	q.files, q.client = files, sqliteClient{Client: inner, files: files}
	return q, nil
}

func configure(handlers map[string]Handler, workers int, log *slog.Logger) *river.Config {
	config := &river.Config{
		FetchCooldown:        cooldown,
		FetchPollInterval:    pollPostgres,
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		MaxAttempts:          attemptsMax,
		RetryPolicy:          pauses{},
		Logger:               log,
	}
	if workers > 0 {
		config.Workers = river.NewWorkers()
		river.AddWorker(config.Workers, &worker{handlers: handlers, turns: make(chan struct{}, workers)})
		config.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers * ahead}}
	}
	return config
}

// pauses are River's, which grow with the fourth power of the attempt, up to
// pauseMax.
type pauses struct{ river.DefaultClientRetryPolicy }

// NextRetry tells when a job that failed is tried again.
func (p pauses) NextRetry(job *rivertype.JobRow) time.Time {
	next := p.DefaultClientRetryPolicy.NextRetry(job)
	if job.AttemptedAt == nil {
		return next
	}
	if last := job.AttemptedAt.Add(pauseMax); next.After(last) {
		return last
	}
	return next
}

// Migrate brings the queue's own tables up to date.
func (q *Queue) Migrate(ctx context.Context) error { return q.client.migrate(ctx) }

// Start begins to run jobs until Stop. Jobs that a killed process left behind
// are taken up again: at once on SQLite, which one process owns, and after
// some minutes on PostgreSQL, where the other process may still be alive. What
// failed before is tried at once: whoever mended the cause starts the service anew.
func (q *Queue) Start(ctx context.Context) error {
	const again = `UPDATE river_job SET state = 'available', scheduled_at = CURRENT_TIMESTAMP, finalized_at = NULL, max_attempts = ?
		WHERE kind = ? AND state IN ('retryable', 'discarded')`
	if _, err := q.db.ExecContext(ctx, q.db.Rebind(again), attemptsMax, arguments{}.Kind()); err != nil {
		return fmt.Errorf("queue: try again what failed: %w", err)
	}
	if q.db.Dialect == licheng.SQLite {
		if err := q.Free(ctx); err != nil {
			return err
		}
	}
	return q.client.Start(ctx)
}

// Free makes jobs that were at work wait again. It is for who knows that no
// process runs any: after a restore, all that were at work in the copy.
func (q *Queue) Free(ctx context.Context) error {
	const free = `UPDATE river_job SET state = 'available' WHERE state = 'running'`
	if _, err := q.db.ExecContext(ctx, free); err != nil {
		return fmt.Errorf("queue: take up jobs left behind: %w", err)
	}
	return nil
}

// Stop lets running jobs end, then stops. Jobs that wait stay for later.
func (q *Queue) Stop(ctx context.Context) error {
	err := q.client.Stop(ctx)
	if q.files != nil {
		err = errors.Join(err, q.files.Close())
	}
	return err
}

// Enqueue adds a job within tx, a transaction of licheng.Database.InTx: the
// job is there if and only if the transaction commits.
func (q *Queue) Enqueue(ctx context.Context, tx *sqlx.Tx, job Job) error {
	if err := q.client.insert(ctx, tx, arguments{Job: job}); err != nil {
		return fmt.Errorf("enqueue %s %s: %w", job.Kind, job.ID, err)
	}
	if q.bell != nil {
		q.db.AfterCommit(tx, q.bell.ring)
	}
	return nil
}

// Pending counts the jobs that have not ended: waiting, running or to be tried
// again.
func (q *Queue) Pending(ctx context.Context) (int, error) {
	const pending = `SELECT count(*) FROM river_job
		WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')`
	var n int
	if err := q.db.GetContext(ctx, &n, pending); err != nil {
		return 0, fmt.Errorf("count jobs: %w", err)
	}
	return n, nil
}

// arguments is a Job as River stores it. One River kind carries all jobs.
type arguments struct{ Job }

// Kind names the job to River.
func (arguments) Kind() string { return "licheng" }

type worker struct {
	river.WorkerDefaults[arguments]
	handlers map[string]Handler
	turns    chan struct{} // as many as run at once
}

// Work runs the handler of the job's kind when it is its turn.
func (w *worker) Work(ctx context.Context, job *river.Job[arguments]) error {
	handler, ok := w.handlers[job.Args.Job.Kind]
	if !ok {
		return river.JobCancel(fmt.Errorf("no handler for jobs of kind %q", job.Args.Job.Kind))
	}
	select {
	case w.turns <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-w.turns }()
	return handler(ctx, job.Args.Job)
}

type sqliteClient struct {
	*river.Client[*sql.Tx]
	files *sql.DB
}

func (c sqliteClient) insert(ctx context.Context, tx *sqlx.Tx, args arguments) error {
	_, err := c.InsertTx(ctx, tx.Tx, args, nil)
	return err
}

func (c sqliteClient) migrate(ctx context.Context) error {
	return migrate(ctx, riversqlite.New(c.files))
}

type postgresClient struct {
	*river.Client[pgx.Tx]
	db *licheng.Database
}

func (c postgresClient) insert(ctx context.Context, tx *sqlx.Tx, args arguments) error {
	return c.db.PgxConn(tx, func(conn *pgx.Conn) error {
		_, err := c.InsertTx(ctx, borrowedTx{conn}, args, nil)
		return err
	})
}

func (c postgresClient) migrate(ctx context.Context) error {
	return migrate(ctx, riverpgxv5.New(c.db.Pool))
}

func migrate[T any](ctx context.Context, driver riverdriver.Driver[T]) error {
	migrator, err := rivermigrate.New(driver, nil)
	if err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the queue: %w", err)
	}
	return nil
}
