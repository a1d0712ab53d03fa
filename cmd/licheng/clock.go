package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"licheng/lang"
	"licheng/trips"
)

// clockName is the file in the data folder that holds when this service last looked
// at the clock and believed it.
const clockName = "clock.seen"

// leapMax is how far the clock may have gone since: a machine whose battery is empty
// wakes up in another year, and raw points that are purged by such a clock are gone
// for good.
const leapMax = 45 * 24 * time.Hour

// leap is a clock that went further than can be believed.
type leap struct{ seen, now time.Time }

func (l *leap) Error() string {
	day := func(t time.Time) string { return t.In(trips.Shanghai).Format(time.DateOnly) }
	return lang.Sayf("上次见到的日期是 %s，现在显示 %s：不自动删除轨迹点。请校准时钟；如日期无误，请运行一次 licheng purge",
		"it was %s when the service last looked and is %s now: raw points are not purged by themselves. Set the clock; if the day is right, run licheng purge once",
		day(l.seen), day(l.now)).String()
}

// believeClock returns a leap when the clock went too far since it was last
// believed, and notes the time else. Without a note the newest trace tells when that
// was; an installation without any believes its clock.
func (a *app) believeClock(ctx context.Context, now time.Time) error {
	path := filepath.Join(a.config.DataDir, clockName)
	seen, err := clockSeen(path)
	if errors.Is(err, fs.ErrNotExist) {
		seen, err = a.trips.NewestReceived(ctx, trips.County(a.config.County))
	}
	switch {
	case err != nil:
		return err
	case !seen.IsZero() && now.Sub(seen) > leapMax:
		return &leap{seen, now}
	}
	return noteClock(path, now)
}

// clockSeen reads when the clock was last believed.
func clockSeen(path string) (time.Time, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return time.Time{}, err
	}
	seen, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	if err != nil {
		return seen, fmt.Errorf("%s: %w", path, err)
	}
	return seen, nil
}

// noteClock writes down that the clock is believed.
func noteClock(path string, now time.Time) error {
	part := path + backupPart
	if err := os.WriteFile(part, []byte(now.UTC().Format(time.RFC3339)+"\n"), 0o600); err != nil {
		return fmt.Errorf("note the clock: %w", err)
	}
	return os.Rename(part, path)
}
