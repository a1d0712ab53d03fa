package queue_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/dbtest"
	"licheng/queue"
)

// ledger counts how often each job ran.
type ledger struct {
	mu   sync.Mutex
	runs map[string]int
}

func (l *ledger) note(id string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.runs[id]++
	return l.runs[id]
}

func (l *ledger) copy() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make(map[string]int, len(l.runs))
	for id, n := range l.runs {
		out[id] = n
	}
	return out
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func open(t *testing.T, db *licheng.Database, handlers map[string]queue.Handler) *queue.Queue {
	t.Helper()
	q, err := queue.New(db, handlers, 4, quiet())
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return q
}

func waitIdle(t *testing.T, q *queue.Queue) {
	t.Helper()
	for {
		n, err := q.Pending(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func stop(t *testing.T, q *queue.Queue) {
	t.Helper()
	if err := q.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestCommittedJobsRunAndRolledBackOnesDoNot(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		seen := &ledger{runs: map[string]int{}}
		q := open(t, db, map[string]queue.Handler{
			"count": func(_ context.Context, job queue.Job) error { seen.note(job.County + "/" + job.ID); return nil },
		})
		errNo := errors.New("no")
		for i := range 20 {
			err := db.InTx(t.Context(), func(tx *sqlx.Tx) error {
				job := queue.Job{Kind: "count", County: "999999", ID: fmt.Sprint(i)}
				if err := q.Enqueue(t.Context(), tx, job); err != nil {
					return err
				}
				if i%5 == 0 {
					return errNo
				}
				return nil
			})
			if i%5 == 0 != errors.Is(err, errNo) {
				t.Fatalf("transaction %d: %v", i, err)
			}
		}
		if n, err := q.Pending(t.Context()); err != nil || n != 16 {
			t.Fatalf("pending = %d, %v; want the 16 committed", n, err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		waitIdle(t, q)
		stop(t, q)
		want := map[string]int{}
		for i := range 20 {
			if i%5 != 0 {
				want[fmt.Sprintf("999999/%d", i)] = 1
			}
		}
		if diff := cmp.Diff(want, seen.copy()); diff != "" {
			t.Errorf("jobs run (-want +got):\n%s", diff)
		}
	})
}

func TestFailedJobIsTriedAgain(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		seen := &ledger{runs: map[string]int{}}
		q := open(t, db, map[string]queue.Handler{
			"stumble": func(_ context.Context, job queue.Job) error {
				if seen.note(job.ID) == 1 {
					return errors.New("the first try fails")
				}
				return nil
			},
		})
		enqueue(t, db, q, queue.Job{Kind: "stumble", County: "999999", ID: "a"})
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		waitIdle(t, q)
		stop(t, q)
		if got := seen.copy()["a"]; got != 2 {
			t.Errorf("the job ran %d times, want 2", got)
		}
	})
}

func TestJobsOfAKilledProcessAreTakenUp(t *testing.T) {
	db := dbtest.SQLite(t)
	seen := &ledger{runs: map[string]int{}}
	q := open(t, db, map[string]queue.Handler{
		"count": func(_ context.Context, job queue.Job) error { seen.note(job.ID); return nil },
	})
	enqueue(t, db, q, queue.Job{Kind: "count", County: "999999", ID: "left"})
	// What a process killed in mid-job leaves behind: a running job without a runner.
	if _, err := db.Exec(`UPDATE river_job SET state = 'running', attempt = 1`); err != nil {
		t.Fatal(err)
	}
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	waitIdle(t, q)
	stop(t, q)
	if got := seen.copy()["left"]; got != 1 {
		t.Errorf("the job left behind ran %d times, want 1", got)
	}
}

// TestStartTriesFailedJobsAtOnce: a job has failed so often that its next attempt is
// hours away, and one was given up by an older program. Whoever mended the cause
// starts the service anew.
func TestStartTriesFailedJobsAtOnce(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		seen := &ledger{runs: map[string]int{}}
		q := open(t, db, map[string]queue.Handler{
			"count": func(_ context.Context, job queue.Job) error { seen.note(job.ID); return nil },
		})
		for i, state := range []string{
			`state = 'retryable', attempt = 9, scheduled_at = '2036-01-02 03:04:05'`,
			`state = 'discarded', attempt = 12, max_attempts = 12, finalized_at = CURRENT_TIMESTAMP`,
		} {
			enqueue(t, db, q, queue.Job{Kind: "count", County: "999999", ID: fmt.Sprint(i)})
			if _, err := db.Exec(`UPDATE river_job SET ` + state + ` WHERE state = 'available'`); err != nil {
				t.Fatal(err)
			}
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		waitIdle(t, q)
		stop(t, q)
		if diff := cmp.Diff(map[string]int{"0": 1, "1": 1}, seen.copy()); diff != "" {
			t.Errorf("jobs run (-want +got):\n%s", diff)
		}
	})
}

func enqueue(t *testing.T, db *licheng.Database, q *queue.Queue, job queue.Job) {
	t.Helper()
	err := db.InTx(t.Context(), func(tx *sqlx.Tx) error { return q.Enqueue(t.Context(), tx, job) })
	if err != nil {
		t.Fatal(err)
	}
}
