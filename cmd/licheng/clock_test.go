package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestBelieveClock: the clock leaps as at a start with an empty battery, and the
// service runs on. Nothing is purged until somebody looked at it, not even after
// files came in by the wrong clock.
func TestBelieveClock(t *testing.T) {
	c := openSmallCounty(t)
	path := filepath.Join(c.app.config.DataDir, clockName)
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	believed := func(now time.Time) bool {
		t.Helper()
		err := c.app.believeClock(t.Context(), now)
		var leapt *leap
		if err != nil && !errors.As(err, &leapt) {
			t.Fatal(err)
		}
		return err == nil
	}
	for _, step := range []struct {
		name string
		now  time.Time
		want bool
	}{
		{"an installation without traces", day(1), true},
		{"an hour later", day(1).Add(time.Hour), true},
		{"after a closure of 45 days", day(1 + 45).Add(time.Hour), true},
		{"in another year", day(1 + 45 + 45).Add(2 * time.Hour), false},
		{"an hour later, by the same clock", day(1 + 45 + 45).Add(3 * time.Hour), false},
		{"set right", day(47), true},
		{"set back", day(3), true},
	} {
		if believed(step.now) != step.want {
			t.Errorf("%s: believed %v, want %v", step.name, !step.want, step.want)
		}
	}
	if says := ill(examine(t.Context(), c.app.config, day(3).AddDate(3, 0, 0)))["clock"]; says == "" {
		t.Error("the doctor says nothing of a leap")
	}

	// Without a note, as after a restore, the newest trace tells.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if status, said := c.ask("cadre", "POST", "/api/v1/traces?file_name=a.gpx&vehicle_id=V1", drive(5), map[string]string{"Idempotency-Key": "k"}); status != 201 {
		t.Fatalf("%d %s", status, said)
	}
	if _, err := c.app.db.ExecContext(t.Context(), `UPDATE traces SET received_at = ?`, day(1)); err != nil {
		t.Fatal(err)
	}
	if believed(day(1).AddDate(4, 0, 0)) {
		t.Error("a leap right after a restore is believed")
	}
	if err := noteClock(path, day(1).AddDate(4, 0, 0)); err != nil { // licheng purge was typed
		t.Fatal(err)
	}
	if !believed(day(1).AddDate(4, 0, 1)) {
		t.Error("not believed after somebody looked at it")
	}
	if _, err := os.Stat(path + backupPart); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a part of the note is left")
	}
}
