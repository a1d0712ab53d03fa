package ingest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng"
	"licheng/trips"
	"licheng/trips/segment"
)

// office takes whole files in and knows each again, as trips does.
type office struct {
	fail  error
	files []string // as handed in, one after another
	in    []trips.HandIn
}

func (o *office) HandIn(_ context.Context, _ trips.Actor, in trips.HandIn) (trips.Upload, bool, error) {
	body, err := io.ReadAll(in.Body)
	if err = errors.Join(err, o.fail); err != nil {
		return trips.Upload{}, false, err
	}
	in.Body = nil
	o.in = append(o.in, in)
	at := slices.Index(o.files, string(body))
	if at < 0 {
		o.files, at = append(o.files, string(body)), len(o.files)
	}
	return trips.Upload{ID: trips.TraceID(fmt.Sprintf("trace-%d", at))}, true, nil
}

// desk is the door for uploads, in front of an office.
type desk struct {
	*office
	dir    string
	now    time.Time
	server *httptest.Server
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{office: &office{}, dir: filepath.Join(t.TempDir(), "uploads"), now: time.Now()}
	u, err := NewUploads(UploadsConfig{
		Dir: d.dir, Base: "/up", BytesMax: 1 << 20, Intake: d.office, Now: func() time.Time { return d.now },
		ActorOf: func(ctx context.Context) trips.Actor { a, _ := ctx.Value(actorKey{}).(trips.Actor); return a },
		Fail: func(w http.ResponseWriter, _ *http.Request, err error) {
			fault, known := licheng.FaultOf(err)
			if !known {
				http.Error(w, "internal", http.StatusInternalServerError)
				return
			}
			http.Error(w, fault.Slug, map[licheng.Kind]int{licheng.NotFound: 404, licheng.Unprocessable: 422, licheng.Invalid: 400, licheng.Unavailable: 503, licheng.TooLarge: 413}[fault.Kind])
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("OPTIONS /up", u.Options)
	mux.HandleFunc("POST /up", u.Create)
	mux.HandleFunc("HEAD /up/{id}", u.Resume)
	mux.HandleFunc("PATCH /up/{id}", u.Resume)
	mux.HandleFunc("DELETE /up/{id}", u.Remove)
	d.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := trips.Actor{County: "520399", Login: r.Header.Get("As")}
		mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), actorKey{}, who)))
	}))
	t.Cleanup(d.server.Close)
	return d
}

type actorKey struct{}

// ask makes one request; wei asks unless as is given.
func (d *desk) ask(t testing.TB, method, path string, body io.Reader, header ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.server.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("As", "wei")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := d.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return reply{response.StatusCode, response.Status, response.Header, string(text)}
}

// reply is an answer with its body read.
type reply struct {
	StatusCode int
	Status     string
	Header     http.Header
	text       string
}

// begin creates an upload and returns its path.
func (d *desk) begin(t testing.TB, length int, metadata ...string) string {
	t.Helper()
	var pairs []string
	for i := 0; i < len(metadata); i += 2 {
		pairs = append(pairs, metadata[i]+" "+base64.StdEncoding.EncodeToString([]byte(metadata[i+1])))
	}
	r := d.ask(t, http.MethodPost, "/up", nil, "Upload-Length", strconv.Itoa(length), "Upload-Metadata", strings.Join(pairs, ","))
	if r.StatusCode != http.StatusCreated || !strings.HasPrefix(r.Header.Get("Location"), "/up/") {
		t.Fatalf("%s, Location %q", r.Status, r.Header.Get("Location"))
	}
	return r.Header.Get("Location")
}

// patch sends a piece.
func (d *desk) patch(t testing.TB, at string, offset int, piece string) reply {
	t.Helper()
	return d.ask(t, http.MethodPatch, at, strings.NewReader(piece), "Upload-Offset", strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")
}

// onDisk returns all that lies in the folder.
func (d *desk) onDisk(t testing.TB) (content string, files int) {
	t.Helper()
	err := filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		content, files = content+string(text), files+1
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return content, files
}

func TestUploadInPieces(t *testing.T) {
	d := newDesk(t)
	if r := d.ask(t, http.MethodOptions, "/up", nil); r.Header.Get("Tus-Version") != "1.0.0" || !strings.Contains(r.Header.Get("Tus-Extension"), "creation") {
		t.Errorf("OPTIONS: %v", r.Header)
	}
	const file = "a track that begins at 26.437, 106.7 and goes on"
	at := d.begin(t, len(file), "filename", "下村.gpx", "vehicle_id", "V1", "purpose", "走访", "datum", "gcj02",
		"working_from", "2026-10-03T08:00:00+08:00", "private", "2026-10-03T10:00:00+08:00/2026-10-03T11:00:00+08:00", "sent_sha256", "ab")
	if r := d.patch(t, at, 0, file[:20]); r.StatusCode != http.StatusNoContent || r.Header.Get("Upload-Offset") != "20" || r.Header.Get(TraceHeader) != "" {
		t.Errorf("first piece: %s %v", r.Status, r.Header)
	}
	if r := d.patch(t, at, 10, file[10:20]); r.StatusCode != http.StatusConflict {
		t.Errorf("a piece that is there: %s", r.Status)
	}
	if r := d.ask(t, http.MethodHead, at, nil); r.StatusCode != http.StatusOK || r.Header.Get("Upload-Offset") != "20" || r.Header.Get("Upload-Length") != strconv.Itoa(len(file)) {
		t.Errorf("how far: %s %v", r.Status, r.Header)
	}
	if content, files := d.onDisk(t); files != 1 || strings.Contains(content, "26.437") || strings.Contains(content, "下村") {
		t.Error("what was sent can be read on the disk")
	}
	for range 3 { // the answer was lost
		r := d.ask(t, http.MethodHead, at, nil)
		if offset := r.Header.Get("Upload-Offset"); offset == "20" {
			r = d.patch(t, at, 20, file[20:])
		}
		if r.StatusCode >= 300 || r.Header.Get("Upload-Offset") != strconv.Itoa(len(file)) || r.Header.Get(TraceHeader) != "trace-0" {
			t.Errorf("the end: %s %v", r.Status, r.Header)
		}
	}
	if diff := cmp.Diff([]string{file}, d.files); diff != "" || len(d.in) != 1 {
		t.Errorf("handed in %d times (-want +got):\n%s", len(d.in), diff)
	}
	eight := time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)
	want := trips.HandIn{
		FileName: "下村.gpx", Vehicle: "V1", Purpose: "走访", Datum: "gcj02", SentSHA256: "ab", Working: segment.Span{From: eight},
		Private: []segment.Span{{From: eight.Add(2 * time.Hour), To: eight.Add(3 * time.Hour)}},
	}
	if diff := cmp.Diff(want, d.in[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if content, files := d.onDisk(t); files != 1 || len(content) > 200 || strings.Contains(content, "26.437") {
		t.Errorf("left on the disk: %q", content)
	}
}

// However a file is cut into pieces and however often the line breaks in one,
// it arrives whole, once.
func TestUploadOverALineThatBreaks(t *testing.T) {
	d := newDesk(t)
	rapid.Check(t, func(rt *rapid.T) {
		file := strings.Repeat("0123456789abcde\n", rapid.IntRange(1, 20_000).Draw(rt, "lines"))
		handed := len(d.in)
		at, offset, sent := d.begin(t, len(file), "filename", "a"), 0, 0
		for breaks := rapid.IntRange(0, 4).Draw(rt, "breaks"); offset < len(file); breaks-- {
			end := len(file)
			if breaks > 0 {
				end = rapid.IntRange(offset, len(file)).Draw(rt, "end")
			}
			d.breakOff(t, at, offset, file, end)
			sent = max(sent, end) // an earlier piece may come late
			now, err := strconv.Atoi(d.ask(t, http.MethodHead, at, nil).Header.Get("Upload-Offset"))
			if err != nil || now < offset || now > sent {
				rt.Fatalf("at %d after %d, sent to %d: %v", now, offset, sent, err)
			}
			offset = now
		}
		if len(d.in) != handed+1 || d.files[len(d.files)-1] != file && !slices.Contains(d.files, file) {
			rt.Fatalf("handed in %d times", len(d.in)-handed)
		}
	})
}

// breakOff sends file[offset:], but the line breaks at end.
func (d *desk) breakOff(t testing.TB, at string, offset int, file string, end int) {
	t.Helper()
	body := io.Reader(strings.NewReader(file[offset:]))
	if end < len(file) {
		body = io.MultiReader(strings.NewReader(file[offset:end]), brokenLine{})
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, d.server.URL+at, body)
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = int64(len(file) - offset)
	for name, value := range map[string]string{"Tus-Resumable": "1.0.0", "As": "wei", "Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream"} {
		r.Header.Set(name, value)
	}
	if response, err := d.server.Client().Do(r); err == nil {
		_ = response.Body.Close()
	} // else the line broke; how far it came is asked next
}

type brokenLine struct{}

func (brokenLine) Read([]byte) (int, error) { return 0, errors.New("the line broke") }

// The line is dead but the server does not know yet: whoever comes back on
// another does not wait for it.
func TestUploadGoesOnWhileTheOldLineHangs(t *testing.T) {
	d := newDesk(t)
	const file = "0123456789"
	at := d.begin(t, len(file), "filename", "a")
	old, stuck := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, d.server.URL+at, old)
		if err != nil {
			t.Error(err)
			return
		}
		r.ContentLength = int64(len(file))
		for name, value := range map[string]string{"Tus-Resumable": "1.0.0", "As": "wei", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"} {
			r.Header.Set(name, value)
		}
		if response, err := d.server.Client().Do(r); err == nil {
			_ = response.Body.Close()
		}
	}()
	if _, err := io.WriteString(stuck, file[:4]); err != nil {
		t.Fatal(err)
	}
	for { // until the old line's bytes are there
		if content, _ := d.onDisk(t); len(content) == partialHead+4 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if r := d.ask(t, http.MethodHead, at, nil); r.Header.Get("Upload-Offset") != "4" {
		t.Errorf("%s %v", r.Status, r.Header)
	}
	if r := d.patch(t, at, 4, file[4:]); r.Header.Get(TraceHeader) != "trace-0" || d.files[0] != file {
		t.Errorf("%s %v: %q", r.Status, r.Header, d.files)
	}
	_ = stuck.CloseWithError(io.ErrUnexpectedEOF)
	<-ended
}

func TestUploadIsItsSendersAlone(t *testing.T) {
	d := newDesk(t)
	at := d.begin(t, 10, "filename", "a")
	otherKey := at[:len(at)-1] + map[bool]string{true: "A", false: "E"}[strings.HasSuffix(at, "E")]
	for name, try := range map[string]reply{
		"somebody else asks":          d.ask(t, http.MethodHead, at, nil, "As", "lan"),
		"somebody else sends":         d.ask(t, http.MethodPatch, at, strings.NewReader("x"), "As", "lan", "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream"),
		"somebody else removes":       d.ask(t, http.MethodDelete, at, nil, "As", "lan"),
		"the name without the key":    d.ask(t, http.MethodHead, strings.Split(at, ".")[0], nil),
		"the name with another key":   d.ask(t, http.MethodHead, otherKey, nil),
		"a name that leads elsewhere": d.ask(t, http.MethodHead, "/up/..%2fx", nil),
	} {
		if try.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s, want 404", name, try.Status)
		}
	}
	if r := d.ask(t, http.MethodDelete, at, nil); r.StatusCode != http.StatusNoContent {
		t.Errorf("the sender removes it: %s", r.Status)
	}
	if r := d.ask(t, http.MethodHead, at, nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("after that: %s", r.Status)
	}
	if _, files := d.onDisk(t); files != 0 {
		t.Errorf("%d files left", files)
	}
}

// A file that is refused is gone; one that met a failure of ours is tried again
// when its sender asks.
func TestUploadThatIsNotTaken(t *testing.T) {
	d := newDesk(t)
	d.fail = fmt.Errorf("x: %w", trips.ErrAllPrivate)
	at := d.begin(t, 3, "filename", "a")
	r := d.patch(t, at, 0, "abc")
	if r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.text, "trace-all-private") {
		t.Errorf("%s %s", r.Status, r.text)
	}
	if _, files := d.onDisk(t); files != 0 {
		t.Error("the refused file is still there")
	}
	for _, row := range []struct {
		fail   error
		status int
	}{
		{errors.New("a mistake of ours"), http.StatusInternalServerError},
		{fmt.Errorf("x: %w", licheng.ErrDatabaseAway), http.StatusServiceUnavailable},
		{&fs.PathError{Op: "write", Path: "blobs", Err: syscall.ENOSPC}, http.StatusServiceUnavailable},
	} {
		d.fail = row.fail
		at = d.begin(t, 3, "filename", "a")
		if r := d.patch(t, at, 0, "abc"); r.StatusCode != row.status {
			t.Errorf("%v: %s", row.fail, r.Status)
		}
		d.fail = nil
		if r := d.ask(t, http.MethodHead, at, nil); r.StatusCode != http.StatusOK || r.Header.Get(TraceHeader) != "trace-0" {
			t.Errorf("%v, asked again: %s %v", row.fail, r.Status, r.Header)
		}
	}
	for _, metadata := range [][]string{{"private", "noon"}, {"working_to", "noon"}} {
		at = d.begin(t, 3, metadata...)
		if r := d.patch(t, at, 0, "abc"); r.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: %s", metadata, r.Status)
		}
	}
}

func TestUploadLimits(t *testing.T) {
	d := newDesk(t)
	if r := d.ask(t, http.MethodPost, "/up", nil, "Upload-Length", strconv.Itoa(1<<20+1)); r.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %s", r.Status)
	} else if said := strings.TrimSpace(r.text); said != trips.ErrTooLarge.Slug {
		t.Errorf("too large: said %q, want what to do", said)
	}
	if r := d.ask(t, http.MethodPost, "/up", nil, "Upload-Length", "3", "Upload-Metadata", "purpose "+strings.Repeat("QUFB", 3000)); r.StatusCode != http.StatusBadRequest {
		t.Errorf("too much said: %s", r.Status)
	}
	if r := d.ask(t, http.MethodPost, "/up", nil, "Upload-Length", "3", "Tus-Resumable", "0.2.0"); r.StatusCode != http.StatusPreconditionFailed {
		t.Errorf("another protocol: %s", r.Status)
	}
	r := d.ask(t, http.MethodPost, "/up", strings.NewReader("abc"), "Upload-Length", "3", "Content-Type", "application/offset+octet-stream")
	if r.StatusCode != http.StatusCreated || r.Header.Get(TraceHeader) != "trace-0" || d.files[0] != "abc" {
		t.Errorf("all at once: %s %v", r.Status, r.Header)
	}
}

// What nobody goes on with for a week is removed when the next upload begins.
func TestOldUploadsAreRemoved(t *testing.T) {
	d := newDesk(t)
	old := d.begin(t, 3, "filename", "a")
	d.now = d.now.Add(partialsMaxAge - time.Hour)
	d.begin(t, 3, "filename", "b")
	if _, files := d.onDisk(t); files != 2 {
		t.Errorf("%d files, want both", files)
	}
	d.now = d.now.Add(2 * time.Hour)
	young := d.begin(t, 3, "filename", "c")
	if r := d.ask(t, http.MethodHead, old, nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("the old one: %s", r.Status)
	}
	if r := d.ask(t, http.MethodHead, young, nil); r.StatusCode != http.StatusOK {
		t.Errorf("the young one: %s", r.Status)
	}
}
