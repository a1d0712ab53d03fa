package trips_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/dbtest"
	"licheng/queue"
	"licheng/trips"
	"licheng/trips/trace"
)

// The variables that name the data folder, the database and the work of the
// process that is to be killed.
const (
	stormVariable   = "LICHENG_TEST_STORM"
	stormDBVariable = "LICHENG_TEST_STORM_DATABASE"
	stormNoVariable = "LICHENG_TEST_STORM_NUMBER" // the drive and the fix to begin with
)

// TestMain lets this test binary be the server that is killed in mid-storm.
func TestMain(m *testing.M) {
	if dir := os.Getenv(stormVariable); dir != "" {
		from, err := strconv.Atoi(os.Getenv(stormNoVariable))
		if err != nil {
			panic(err)
		}
		storm(dir, os.Getenv(stormDBVariable), from)
		return
	}
	os.Exit(migrated.Main(m))
}

// stormHouse opens the service with the real queue on a data folder and a
// database.
func stormHouse(ctx context.Context, dir, database string) (*trips.Service, *queue.Queue, *licheng.Database, error) {
	db, err := licheng.OpenDatabase(ctx, database)
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

// storm hands in drives from several senders without end, from the from-th on,
// and prints the
// number and id of each that was acknowledged; beside them a phone's tracker
// sends fixes, and the number of each acknowledged one is printed. It is killed
// by its parent.
func storm(dir, database string, from int) {
	ctx := context.Background()
	service, jobs, _, err := stormHouse(ctx, dir, database)
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
			for i := from + sender; ; i += 4 {
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
	senders.Go(func() { stormTracker(ctx, service, from, &out) })
	senders.Wait()
}

// stormTracker sends the fixes of one recording one by one, after each kill
// again from some before the last, as an app does that was not answered.
func stormTracker(ctx context.Context, service *trips.Service, from int, out *sync.Mutex) {
	for i := from; i < stormFixes; i++ {
		_, err := service.Record(ctx, lan, "phone", []trace.Fix{stormFix(i)})
		out.Lock()
		if err != nil {
			fmt.Println("error", err)
		} else {
			fmt.Println("fix", i)
		}
		out.Unlock()
	}
}

// stormFixes is how many fixes the tracker has to send.
const stormFixes = 5000

// stormFix is the i-th fix of the tracker, in the recording of the storm.
func stormFix(i int) trace.Fix {
	return trace.Fix{
		At: noon.Add(time.Duration(i) * time.Second), Point: orb.Point{startLon, startLat + float64(i)*0.0001},
		ElevationM: math.NaN(), AccuracyM: math.NaN(),
	}
}

// stormDrive is the i-th drive of the storm, unlike all others.
func stormDrive(i int) string {
	return drive(noon.Add(-time.Duration(i)*2*time.Hour), 20+float64(i)*0.01, 40)
}

// stormKills is how often the server is killed.
const stormKills = 20

// What was acknowledged survives kill -9, at any moment and on either database:
// each upload is there exactly once, is read, and can be handed in again without
// becoming two; each fix of a tracker is there once.
func TestAcknowledgedUploadsSurviveKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes")
	}
	t.Run("sqlite", func(t *testing.T) { surviveKills(t, filepath.Join(t.TempDir(), "storm.db")) })
	t.Run("postgres", func(t *testing.T) { surviveKills(t, dbtest.PostgresDSN(t)) })
}

func surviveKills(t *testing.T, database string) {
	dir := t.TempDir()
	service, jobs, db, err := stormHouse(t.Context(), dir, database)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(db.Rebind(`INSERT INTO recordings (county, id, person, vehicle, purpose, started_at, until)
		VALUES (?, 'storm', ?, '', '', ?, ?)`), county, lan.Person, noon, noon.Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	said := acknowledged{uploads: map[int]trips.TraceID{}, fixes: map[int]bool{}}
	const seed = 20261127
	chance := rand.New(rand.NewPCG(seed, 1))
	for kill := range stormKills {
		stormUntil(t, stormPlan{
			dir: dir, database: database, from: 3 * kill,
			enough: 1 + chance.IntN(9), longer: time.Duration(chance.IntN(40)) * time.Millisecond,
		}, said)
	}
	t.Logf("seed %d: %d uploads and %d fixes acknowledged in %d storms", seed, len(said.uploads), len(said.fixes), stormKills)
	for i, id := range said.uploads {
		upload, created, err := service.HandIn(t.Context(), wei, trips.HandIn{Body: strings.NewReader(stormDrive(i))})
		if err != nil || created || upload.ID != id {
			t.Errorf("drive %d: again as %s, created %v, %v; was acknowledged as %s", i, upload.ID, created, err, id)
		}
	}
	// On PostgreSQL the jobs of a killed process are rescued after minutes,
	// since it might still live; these do not, and the test does not wait.
	if _, err := db.Exec(`UPDATE river_job SET state = 'available' WHERE state = 'running'`); err != nil {
		t.Fatal(err)
	}
	readAll(t, jobs)
	said.check(t, service, db)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// readAll runs the jobs that wait until none is left.
func readAll(t *testing.T, jobs *queue.Queue) {
	t.Helper()
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
}

// acknowledged is what the killed processes had answered for.
type acknowledged struct {
	uploads map[int]trips.TraceID // by the number of the drive
	fixes   map[int]bool
}

// check finds all of it in the store, once.
func (a acknowledged) check(t *testing.T, service *trips.Service, db *licheng.Database) {
	t.Helper()
	for i, id := range a.uploads {
		upload, err := service.Upload(t.Context(), wei, id)
		if err != nil || upload.State != trips.TraceRead {
			t.Errorf("drive %d: %s, %v, %v", i, upload.State, upload.Problem, err)
		}
		found, err := service.Trips(t.Context(), wei, trips.TripFilter{Trace: id})
		if err != nil || len(found) != 1 {
			t.Errorf("drive %d: %d trips, %v", i, len(found), err)
		}
	}
	if rows := count(t, db, "traces"); rows < len(a.uploads) {
		t.Errorf("%d rows for %d acknowledged", rows, len(a.uploads))
	}
	var moments []int64
	if err := db.Select(&moments, `SELECT at_ms FROM recorded_fixes WHERE recording = 'storm'`); err != nil {
		t.Fatal(err)
	}
	kept := map[int64]int{}
	for _, at := range moments {
		kept[at]++
	}
	for i := range a.fixes {
		if n := kept[stormFix(i).At.UnixMilli()]; n != 1 {
			t.Errorf("fix %d is there %d times", i, n)
		}
	}
}

// stormPlan says where a storm plays and when it is killed: so long after it has
// acknowledged enough uploads.
type stormPlan struct {
	dir, database string
	from, enough  int
	longer        time.Duration
}

// stormUntil runs a storm in another process, kills it, and notes all it had
// said.
func stormUntil(t *testing.T, plan stormPlan, said acknowledged) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), stormVariable+"="+plan.dir, stormDBVariable+"="+plan.database,
		stormNoVariable+"="+strconv.Itoa(plan.from))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	uploads := 0
	for lines.Scan() {
		if said.note(t, strings.Fields(lines.Text())) {
			uploads++
		}
		if uploads == plan.enough {
			time.Sleep(plan.longer)
			if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the storm ended by itself")
	}
	if uploads < plan.enough {
		t.Fatalf("only %d acknowledged", uploads)
	}
}

// note takes one line of a storm; it reports whether it was an upload.
func (a acknowledged) note(t *testing.T, words []string) (upload bool) {
	t.Helper()
	if len(words) < 2 {
		return false // cut off
	}
	i, err := strconv.Atoi(words[1])
	switch {
	case words[0] == "fix" && len(words) == 2 && err == nil:
		a.fixes[i] = true
		return false
	case words[0] != "ok" || len(words) != 3 || len(words[2]) != len(uuid.Nil.String()):
		return false // cut off, or the error of a sender that was killed
	case err != nil:
		t.Fatal(err)
	}
	if before, known := a.uploads[i]; known && before != trips.TraceID(words[2]) {
		t.Errorf("drive %d was %s, is %s", i, before, words[2])
	}
	a.uploads[i] = trips.TraceID(words[2])
	return true
}
