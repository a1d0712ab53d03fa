package trips_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"licheng"
	"licheng/queue"
	"licheng/trips"
)

// stormVariable names the data folder of the process that is to be killed.
const stormVariable = "LICHENG_TEST_STORM"

// TestMain lets this test binary be the server that is killed in mid-storm.
func TestMain(m *testing.M) {
	if dir := os.Getenv(stormVariable); dir != "" {
		storm(dir)
		return
	}
	os.Exit(m.Run())
}

// stormHouse opens the service with the real queue on a data folder.
func stormHouse(ctx context.Context, dir string) (*trips.Service, *queue.Queue, *licheng.Database, error) {
	db, err := licheng.OpenDatabase(ctx, filepath.Join(dir, "storm.db"))
	if err != nil {
		return nil, nil, nil, err
	}
	if err := trips.Migrate(ctx, db); err != nil {
		return nil, nil, nil, err
	}
	var service *trips.Service
	handlers := map[string]queue.Handler{
		trips.JobRead: func(ctx context.Context, job queue.Job) error { return service.Handle(ctx, job) },
	}
	jobs, err := queue.New(db, handlers, 2, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return nil, nil, nil, err
	}
	if err := jobs.Migrate(ctx); err != nil {
		return nil, nil, nil, err
	}
	service, err = trips.NewService(trips.Config{
		DB: db, BlobDir: filepath.Join(dir, "blobs"), Queue: jobs, Matcher: &straight{}, Roads: lane{startLon},
		MatchVersion: "m", Now: time.Now,
	})
	return service, jobs, db, err
}

// storm hands in drives from several senders without end, and prints the
// number and id of each that was acknowledged. It is killed by its parent.
func storm(dir string) {
	ctx := context.Background()
	service, jobs, _, err := stormHouse(ctx, dir)
	if err != nil {
		fmt.Println("error", err)
		return
	}
	if err := jobs.Start(ctx); err != nil {
		fmt.Println("error", err)
		return
	}
	var out sync.Mutex
	var senders sync.WaitGroup
	for sender := range 4 {
		senders.Go(func() {
			for i := sender; ; i += 4 {
				upload, _, err := service.HandIn(ctx, wei, trips.HandIn{Body: strings.NewReader(stormDrive(i))})
				out.Lock()
				if err != nil {
					fmt.Println("error", err)
				} else {
					fmt.Println("ok", i, upload.ID)
				}
				out.Unlock()
			}
		})
	}
	senders.Wait()
}

// stormDrive is the i-th drive of the storm, unlike all others.
func stormDrive(i int) string {
	return drive(noon.Add(-time.Duration(i)*2*time.Hour), 20+float64(i)*0.01, 40)
}

// What was acknowledged survives kill -9: each upload is there exactly once,
// is read, and can be handed in again without becoming two.
func TestAcknowledgedUploadsSurviveKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes")
	}
	dir := t.TempDir()
	acknowledged := map[int]trips.TraceID{}
	for _, enough := range []int{7, 12, 20} { // three crashes at different moments
		stormUntil(t, dir, enough, acknowledged)
	}
	service, jobs, db, err := stormHouse(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i, id := range acknowledged {
		upload, created, err := service.HandIn(t.Context(), wei, trips.HandIn{Body: strings.NewReader(stormDrive(i))})
		if err != nil || created || upload.ID != id {
			t.Errorf("drive %d: again as %s, created %v, %v; was acknowledged as %s", i, upload.ID, created, err, id)
		}
	}
	if err := jobs.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for {
		left, err := jobs.Pending(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err := jobs.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	for i, id := range acknowledged {
		upload, err := service.Upload(t.Context(), wei, id)
		if err != nil || upload.State != trips.TraceRead {
			t.Errorf("drive %d: %s, %v, %v", i, upload.State, upload.Problem, err)
		}
		found, err := service.Trips(t.Context(), wei, trips.TripFilter{Trace: id})
		if err != nil || len(found) != 1 {
			t.Errorf("drive %d: %d trips, %v", i, len(found), err)
		}
	}
	if rows := count(t, db, "traces"); rows < len(acknowledged) {
		t.Errorf("%d rows for %d acknowledged", rows, len(acknowledged))
	}
}

// stormUntil runs the storm in another process, kills it after it has
// acknowledged so many, and adds all it had said to acknowledged.
func stormUntil(t *testing.T, dir string, enough int, acknowledged map[int]trips.TraceID) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), stormVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	said := 0
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if words[0] != "ok" || len(words) != 3 {
			continue // cut off, or the error of a sender that was killed
		}
		i, err := strconv.Atoi(words[1])
		if err != nil {
			t.Fatal(err)
		}
		if before, known := acknowledged[i]; known && before != trips.TraceID(words[2]) {
			t.Errorf("drive %d was %s, is %s", i, before, words[2])
		}
		acknowledged[i] = trips.TraceID(words[2])
		if said++; said == enough {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the storm ended by itself")
	}
	if said < enough {
		t.Fatalf("only %d acknowledged", said)
	}
}
