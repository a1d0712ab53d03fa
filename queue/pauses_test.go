package queue

import (
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
)

// TestPauses: a job that fails is never further from its next attempt than six
// hours, and is not given up within half a year.
func TestPauses(t *testing.T) {
	at := time.Now()
	var all time.Duration
	for attempt := 1; attempt < attemptsMax; attempt++ {
		job := &rivertype.JobRow{Attempt: attempt, AttemptedAt: &at, Errors: make([]rivertype.AttemptError, attempt-1)}
		pause := pauses{}.NextRetry(job).Sub(at)
		if pause > pauseMax {
			t.Fatalf("after attempt %d: %s", attempt, pause)
		}
		if attempt == 1 && pause > 5*time.Second {
			t.Errorf("after the first: %s", pause)
		}
		all += pause
	}
	if all < 180*24*time.Hour {
		t.Errorf("given up after %s", all)
	}
}
