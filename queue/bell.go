package queue

import (
	"context"
	"database/sql"
	"encoding/json"
	"sync"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// bell wakes the fetcher of a queue on a SQLite file. SQLite cannot notify, and
// River's driver makes up for it with a table that is written at each insert
// and polled. One process owns the file, so a channel does it at once and
// without a write: Enqueue has it rung when the transaction is committed.
type bell struct{ rings chan struct{} }

// newBell makes a bell that remembers one ring.
func newBell() *bell { return &bell{rings: make(chan struct{}, 1)} }

// ring wakes the fetcher; it never waits.
func (b *bell) ring() {
	select {
	case b.rings <- struct{}{}:
	default: // it will look anyway
	}
}

// bellDriver is River's SQLite driver with the bell in place of its polling.
type bellDriver struct {
	*riversqlite.Driver
	bell *bell
}

func newBellDriver(files *sql.DB, b *bell) bellDriver {
	return bellDriver{Driver: riversqlite.New(files), bell: b}
}

// SupportsListenNotify keeps River from writing notifications nobody reads.
func (bellDriver) SupportsListenNotify() bool { return false }

// GetListener returns the bell as River listens to it.
func (d bellDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return &bellListener{bell: d.bell, topics: map[string]bool{}}
}

// insertTopic is the topic on which River announces jobs.
const insertTopic = "river_insert"

// bellListener is River's view of the bell: each ring is the news that a job
// was inserted.
type bellListener struct {
	bell   *bell
	mu     sync.Mutex
	topics map[string]bool
}

// Connect implements riverdriver.Listener.
func (l *bellListener) Connect(context.Context) error { return nil }

// Close implements riverdriver.Listener.
func (l *bellListener) Close(context.Context) error { return nil }

// Ping implements riverdriver.Listener.
func (l *bellListener) Ping(context.Context) error { return nil }

// Schema implements riverdriver.Listener; SQLite has none.
func (l *bellListener) Schema() string { return "" }

// SetAfterConnectExec implements riverdriver.Listener, for River's own tests.
func (l *bellListener) SetAfterConnectExec(string) {}

// Listen implements riverdriver.Listener.
func (l *bellListener) Listen(_ context.Context, topic string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.topics[topic] = true
	return nil
}

// Unlisten implements riverdriver.Listener.
func (l *bellListener) Unlisten(_ context.Context, topic string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.topics, topic)
	return nil
}

// WaitForNotification implements riverdriver.Listener.
func (l *bellListener) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-l.bell.rings:
		}
		l.mu.Lock()
		heard := l.topics[insertTopic]
		l.mu.Unlock()
		if heard {
			payload, err := json.Marshal(struct {
				Queue string `json:"queue"`
			}{river.QueueDefault})
			return &riverdriver.Notification{Topic: insertTopic, Payload: string(payload)}, err
		}
	}
}
