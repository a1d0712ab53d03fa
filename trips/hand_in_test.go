package trips_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/queue"
	"licheng/trips"
)

// count returns how many rows a table has.
func count(t *testing.T, db *licheng.Database, table string) int {
	t.Helper()
	var n int
	if err := db.Get(&n, "SELECT count(*) FROM "+table); err != nil {
		t.Fatal(err)
	}
	return n
}

// blobFiles lists the files in the blob folder.
func blobFiles(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestHandInKeepsBytesRowAndJob(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		got, created, err := h.HandIn(t.Context(), wei, trips.HandIn{
			FileName: "../../etc/\x00passwd\n.gpx", Body: strings.NewReader("<gpx/>"), Vehicle: "V1",
			Purpose: " 下村走访\t回访 ", Datum: "gcj02",
		})
		if err != nil || !created {
			t.Fatalf("created %v, %v", created, err)
		}
		want := trips.Upload{
			Kind: trips.KindTrace,
			ID:   got.ID, County: county, Person: "P1", Vehicle: "V1", Purpose: "下村走访 回访",
			FileName: "../../etc/ passwd .gpx", Bytes: 6, Datum: "gcj02", State: trips.TraceReceived, ReceivedAt: noon,
			// printf '<gpx/>' | sha256sum
			SHA256:     "b53b9a7e7640220fe6efaa08ad97e8d5db0deef003a7335b8b44666137b08906",
			KeptSHA256: "b53b9a7e7640220fe6efaa08ad97e8d5db0deef003a7335b8b44666137b08906", // nothing private: stored as it was sent
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		again, err := h.Upload(t.Context(), wei, got.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, again); diff != "" {
			t.Errorf("answered (-) and stored (+) differ: %s", diff)
		}
		if diff := cmp.Diff([]queue.Job{{Kind: trips.JobRead, County: county, ID: string(got.ID)}}, h.queue.jobs); diff != "" {
			t.Error(diff)
		}
		files := blobFiles(t, h.blobDir)
		if len(files) != 1 || strings.Contains(files[0], "passwd") {
			t.Fatalf("files %v", files)
		}
		if data, err := os.ReadFile(files[0]); err != nil || string(data) != "<gpx/>" {
			t.Errorf("stored %q, %v", data, err)
		}
	})
}

func TestSameBytesBySamePersonAreOneUpload(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		first := h.handIn(t, wei, morning())
		h.now = h.now.Add(1)
		again, created, err := h.HandIn(t.Context(), wei, trips.HandIn{
			FileName: "copy.gpx", Body: strings.NewReader(morning()), Purpose: "别的事由",
		})
		if err != nil || created {
			t.Fatalf("created %v, %v", created, err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("the second answer is another upload: %s", diff)
		}
		other := h.handIn(t, lan, morning())
		if other.ID == first.ID || other.SHA256 != first.SHA256 {
			t.Error("the same bytes by somebody else are an upload of their own")
		}
		if n := len(h.queue.jobs); n != 2 {
			t.Errorf("%d jobs, want one an upload", n)
		}
		if files := blobFiles(t, h.blobDir); len(files) != 1 {
			t.Errorf("files %v, want one for the same bytes", files)
		}
	})
}

// A phone that sends again because the answer got lost may do so while the
// first is still under way.
func TestSameBytesAtTheSameMomentAreOneUpload(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		const senders = 8
		ids := make([]trips.TraceID, senders)
		made := make([]bool, senders)
		var wait sync.WaitGroup
		for i := range senders {
			wait.Go(func() {
				upload, created, err := h.HandIn(t.Context(), wei, trips.HandIn{Body: strings.NewReader(morning())})
				if err != nil {
					t.Error(err)
				}
				ids[i], made[i] = upload.ID, created
			})
		}
		wait.Wait()
		creations := 0
		for i := range senders {
			if ids[i] != ids[0] {
				t.Errorf("upload %s beside %s", ids[i], ids[0])
			}
			if made[i] {
				creations++
			}
		}
		if creations != 1 || len(h.queue.jobs) != 1 || count(t, db, "traces") != 1 {
			t.Errorf("%d creations, %d jobs, %d rows; want one each", creations, len(h.queue.jobs), count(t, db, "traces"))
		}
	})
}

// The process dies, or the database fails, between blob and row: the blob is
// left alone and taken over when the bytes come again.
func TestBlobWithoutRowIsTakenOver(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.queue.fail = errors.New("the queue is away")
		_, _, err := h.HandIn(t.Context(), wei, trips.HandIn{Body: strings.NewReader(morning())})
		if !errors.Is(err, h.queue.fail) || licheng.KindOf(err) != licheng.Internal {
			t.Fatalf("got %v, want the queue's own error", err)
		}
		if n := count(t, db, "traces"); n != 0 {
			t.Errorf("%d rows without a job", n)
		}
		orphans := blobFiles(t, h.blobDir)
		h.queue.fail = nil
		h.handIn(t, wei, morning())
		if diff := cmp.Diff(orphans, blobFiles(t, h.blobDir)); diff != "" || len(orphans) != 1 {
			t.Errorf("blobs %v: %s", orphans, diff)
		}
	})
}

func TestHandInRefuses(t *testing.T) {
	ok := func() io.Reader { return strings.NewReader("x") }
	noCounty := wei
	noCounty.County = "../../x"
	tests := []struct {
		name  string
		actor trips.Actor
		in    trips.HandIn
		want  *licheng.Fault
	}{
		{"an empty file", wei, trips.HandIn{Body: strings.NewReader("")}, trips.ErrEmpty},
		{"one byte over the limit", wei, trips.HandIn{Body: bytes.NewReader(make([]byte, 1<<20+1))}, trips.ErrTooLarge},
		{"a line that broke", wei, trips.HandIn{Body: io.MultiReader(ok(), iotest.ErrReader(io.ErrUnexpectedEOF))}, trips.ErrBody},
		{"for somebody else", wei, trips.HandIn{Body: ok(), Person: "P2"}, trips.ErrNotOwn},
		{"by an account that is nobody's", auditor, trips.HandIn{Body: ok()}, trips.ErrNotOwn},
		{"by finance for a cadre", finance, trips.HandIn{Body: ok(), Person: "P1"}, trips.ErrNotOwn},
		{"a county that is no code", noCounty, trips.HandIn{Body: ok()}, trips.ErrCounty},
		{"an unknown datum", wei, trips.HandIn{Body: ok(), Datum: "mars"}, trips.ErrDatum},
		{"a purpose of 501 characters", wei, trips.HandIn{Body: ok(), Purpose: strings.Repeat("访", 501)}, trips.ErrPurpose},
		{"somebody else's vehicle", wei, trips.HandIn{Body: ok(), Vehicle: "V2"}, trips.ErrVehicle},
	}
	db := migrated.SQLite(t)
	h := newHouse(t, db)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, created, err := h.HandIn(t.Context(), tt.actor, tt.in)
			wantFault(t, err, tt.want)
			if created || count(t, db, "traces") != 0 || len(h.queue.jobs) != 0 {
				t.Error("something was kept")
			}
		})
	}
	t.Run("but not what is just within", func(t *testing.T) {
		in := trips.HandIn{Body: bytes.NewReader(make([]byte, 1<<20)), Purpose: strings.Repeat("访", 500), Vehicle: "V1"}
		if _, created, err := h.HandIn(t.Context(), wei, in); err != nil || !created {
			t.Errorf("created %v, %v", created, err)
		}
	})
}
