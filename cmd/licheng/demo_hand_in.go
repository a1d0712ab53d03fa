package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"
	"golang.org/x/term"

	"licheng/cmd/licheng/demo"
	"licheng/web/api"
)

// demoAtOnce is how many cadres hand in at the same time.
const demoAtOnce = 6

// handInAll logs every cadre in and hands in their files, several cadres at
// once, each in the order of their month. The false files come last, as copies
// do: of two files alike the one that is received later carries the finding.
func (d *demoRun) handInAll(ctx context.Context) error {
	d.cadres, d.traces = map[string]*demoClient{}, map[string]string{}
	honest, others := map[string][]*demo.Trip{}, map[string][]*demo.Trip{}
	for i := range d.county.Trips {
		t := &d.county.Trips[i]
		if t.Truth.False == demo.Honest {
			honest[t.Person] = append(honest[t.Person], t)
		} else {
			others[t.Person] = append(others[t.Person], t)
		}
	}
	bar := d.bar(len(d.county.Trips), "上报 handing in")
	defer bar.Finish() //nolint:errcheck // a bar that cannot be drawn stops nothing
	if err := d.handInWave(ctx, honest, bar); err != nil {
		return err
	}
	return d.handInWave(ctx, others, bar)
}

// handInWave hands in files by person.
func (d *demoRun) handInWave(ctx context.Context, files map[string][]*demo.Trip, bar *progressbar.ProgressBar) error {
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(demoAtOnce)
	for _, p := range d.county.People {
		group.Go(func() error {
			mu.Lock()
			client := d.cadres[p.ID]
			mu.Unlock()
			if client == nil {
				var err error
				if client, err = demoLogIn(ctx, d.base, p.Login, demoPassword); err != nil {
					return err
				}
			}
			mu.Lock()
			d.cadres[p.ID] = client
			mu.Unlock()
			for _, t := range files[p.ID] {
				id, err := handInOne(ctx, client, t)
				if err != nil {
					return err
				}
				mu.Lock()
				d.traces[t.FileName] = id
				_ = bar.Add(1) // as in handInAll
				mu.Unlock()
			}
			return nil
		})
	}
	return group.Wait()
}

// handInOne hands in one file, its datum undeclared, and returns the trace id.
func handInOne(ctx context.Context, client *demoClient, t *demo.Trip) (string, error) {
	query := url.Values{"file_name": {t.FileName}, "vehicle_id": {t.Vehicle}, "purpose": {t.Purpose}, "datum": {"auto"}}
	sum := sha256.Sum256(t.Bytes)
	var trace api.Trace
	if err := client.upload(ctx, "/traces?"+query.Encode(), hex.EncodeToString(sum[:]), t.Bytes, &trace); err != nil {
		return "", fmt.Errorf("%s: %w", t.FileName, err)
	}
	return trace.ID, nil
}

// waitForJobs waits until nothing is left to be read or priced.
func (d *demoRun) waitForJobs(ctx context.Context) error {
	most, err := d.app.queue.Pending(ctx)
	if err != nil {
		return err
	}
	bar := d.bar(max(most, 1), "读取 reading")
	defer bar.Finish() //nolint:errcheck // a bar that cannot be drawn stops nothing
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		left, err := d.app.queue.Pending(ctx)
		if err != nil {
			return err
		}
		if left == 0 {
			return nil
		}
		_ = bar.Set(max(most-left, 0)) // as above
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// bar draws progress on a terminal and nothing elsewhere.
func (d *demoRun) bar(total int, says string) *progressbar.ProgressBar {
	screen := io.Discard
	if f, is := d.progress.(*os.File); is && term.IsTerminal(int(f.Fd())) {
		screen = f
	}
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(screen),
		progressbar.OptionSetDescription(says), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
}
