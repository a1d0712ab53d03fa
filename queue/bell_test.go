package queue

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/riverqueue/river/riverdriver"
)

// A ring is the news of an insert; rings before anybody waits are one.
func TestBell(t *testing.T) {
	b := newBell()
	l := bellDriver{bell: b}.GetListener(nil)
	for _, topic := range []string{"river_insert", "river_control"} {
		if err := l.Listen(t.Context(), topic); err != nil {
			t.Fatal(err)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 {
		b.ring()
	}
	want := &riverdriver.Notification{Topic: "river_insert", Payload: `{"queue":"default"}`}
	got, err := l.WaitForNotification(t.Context())
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if got, err := l.WaitForNotification(over); !errors.Is(err, context.Canceled) {
		t.Errorf("three rings woke twice: %v, %v", got, err)
	}
}

// Nothing is announced to who listens to other topics only.
func TestBellTellsNobodyElse(t *testing.T) {
	b := newBell()
	l := bellDriver{bell: b}.GetListener(nil)
	for _, err := range []error{
		l.Listen(t.Context(), "river_control"), l.Listen(t.Context(), "river_insert"), l.Unlisten(t.Context(), "river_insert"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		b.ring()
		b.rings <- struct{}{} // taken once the first was
		cancel()
	}()
	if got, err := l.WaitForNotification(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", got, err)
	}
}
