package ingest

import (
	"context"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
)

// line is the connection a piece of an upload comes over. A phone that lost it
// comes back on another while the server still waits on this one: then this
// one is cut.
type line struct {
	io.ReadCloser // the request's body
	control       *http.ResponseController
	cut           atomic.Bool
	mu            sync.Mutex // of what follows
	over          bool       // the request is answered: its connection is others' again
}

type lineKey struct{}

// onLine puts a request's body on a line that can be cut.
func onLine(w http.ResponseWriter, r *http.Request) (*http.Request, *line) {
	l := &line{ReadCloser: r.Body, control: http.NewResponseController(w)}
	r = r.WithContext(context.WithValue(r.Context(), lineKey{}, l))
	r.Body = l
	return r, l
}

// leave ends the use of the line: it is not cut any more.
func (l *line) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
}

// Read reads on unless the line was cut.
func (l *line) Read(p []byte) (int, error) {
	if l.cut.Load() {
		return 0, io.ErrUnexpectedEOF
	}
	return l.ReadCloser.Read(p)
}

// hangUp cuts the line: whoever waits on it waits no more. A connection without
// deadlines cannot be cut, and ends by its own timeout.
func (l *line) hangUp() {
	l.cut.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return
	}
	_ = l.control.SetReadDeadline(time.Unix(1, 0))
}

// turns lets one request at a time have an upload; the next one hangs up the
// line of the one before. It is a locker of tusd. tusd's own for one process
// stops the one before through tusd, where two goroutines use the body of a
// request without a lock between them (2.9.2).
type turns struct {
	mu    sync.Mutex
	taken map[string]*turn
}

// turn is a request's turn with an upload.
type turn struct {
	of   *turns
	id   string
	line *line
	over chan struct{}
}

// NewLock makes the turn of a request, which it still has to wait for.
func (t *turns) NewLock(id string) (handler.Lock, error) {
	return &turn{of: t, id: id, over: make(chan struct{})}, nil
}

// Lock waits for the turn.
func (t *turn) Lock(ctx context.Context, _ func()) error {
	t.line, _ = ctx.Value(lineKey{}).(*line)
	for {
		before := t.take()
		if before == nil {
			return nil
		}
		if before.line != nil {
			before.line.hangUp()
		}
		select {
		case <-before.over:
		case <-ctx.Done():
			return handler.ErrLockTimeout
		}
	}
}

// take takes the turn, or returns who has it.
func (t *turn) take() *turn {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	if before := t.of.taken[t.id]; before != nil {
		return before
	}
	t.of.taken[t.id] = t
	return nil
}

// Unlock ends the turn.
func (t *turn) Unlock() error {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	delete(t.of.taken, t.id)
	close(t.over)
	return nil
}
