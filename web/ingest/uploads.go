package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
	"golang.org/x/exp/slog"

	"licheng"
	"licheng/lang"
	"licheng/trips"
	"licheng/trips/segment"
)

// TraceHeader names the trace an upload became, in the answer to its last
// request and to every one after.
const TraceHeader = "Licheng-Trace"

// Intake takes whole files in.
type Intake interface {
	HandIn(ctx context.Context, actor trips.Actor, in trips.HandIn) (upload trips.Upload, created bool, err error)
}

// ErrNoUpload reports an upload that is not there, or not the actor's.
var ErrNoUpload = &licheng.Fault{
	Kind: licheng.NotFound, Slug: "upload-not-found",
	Title: lang.Say("没有这个上传，请从头再传。", "There is no such upload: begin it anew."),
}

// Uploads takes files in over lines that break: tus 1.0, the protocol's core
// with creation, creation-with-upload and termination. When the last byte is
// there the file is handed in, and only then the last request is answered; a
// sender that does not hear that answer asks with HEAD how far it came, and is
// told the trace. The same file sent twice is one trace, as ever.
//
// Upload-Metadata: filename (required), vehicle_id, purpose, datum,
// working_from, working_to, private (intervals with commas between them),
// sent_sha256; as the parameters of POST /api/v1/traces.
type Uploads struct {
	store   *partials
	bytes   int64 // of one file, at most
	tus     *handler.UnroutedHandler
	intake  Intake
	actorOf func(context.Context) trips.Actor
	fail    func(http.ResponseWriter, *http.Request, error)
}

// UploadsConfig is what Uploads is made of.
type UploadsConfig struct {
	Dir      string // for uploads that are not whole
	Base     string // the path they are made at, such as /api/v1/uploads
	BytesMax int64  // of one file
	Intake   Intake
	ActorOf  func(context.Context) trips.Actor
	Fail     func(http.ResponseWriter, *http.Request, error)
	Now      func() time.Time
}

// NewUploads makes Uploads.
func NewUploads(c UploadsConfig) (*Uploads, error) {
	store := &partials{dir: c.Dir, now: c.Now}
	composer := handler.NewStoreComposer()
	composer.UseCore(store)
	composer.UseLocker(&turns{taken: map[string]*turn{}})
	tus, err := handler.NewUnroutedHandler(handler.Config{
		StoreComposer: composer, BasePath: c.Base, MaxSize: c.BytesMax, DisableDownload: true, DisableConcatenation: true,
		Cors:   &handler.CorsConfig{Disable: true},
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), // it would write addresses down, and with them keys
	})
	return &Uploads{store: store, bytes: c.BytesMax, tus: tus, intake: c.Intake, actorOf: c.ActorOf, fail: c.Fail}, err
}

// Create serves POST: it begins an upload. One that is too large is told so here,
// in words its sender can act on; tusd would say so in its own.
func (u *Uploads) Create(w http.ResponseWriter, r *http.Request) {
	if length, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64); err == nil && length > u.bytes {
		u.fail(w, r, fmt.Errorf("%d bytes, at most %d: %w", length, u.bytes, trips.ErrTooLarge))
		return
	}
	who := u.actorOf(r.Context())
	ctx := context.WithValue(r.Context(), ownerKey{}, owner{string(who.County), who.Login})
	u.serve(w, r.WithContext(ctx), u.tus.PostFile)
}

// Resume serves HEAD and PATCH of an upload: how far it came, and more of it.
func (u *Uploads) Resume(w http.ResponseWriter, r *http.Request) {
	if _, err := u.own(r, path.Base(r.URL.Path)); err != nil {
		u.fail(w, r, err)
		return
	}
	next := u.tus.HeadFile
	if r.Method == http.MethodPatch {
		next = u.tus.PatchFile
	}
	below := r.Clone(r.Context())
	below.URL.Path = path.Base(r.URL.Path) // tusd takes all of a path for the name
	u.serve(w, below, next)
}

// Remove serves DELETE: the sender gives the upload up.
func (u *Uploads) Remove(w http.ResponseWriter, r *http.Request) {
	up, err := u.own(r, path.Base(r.URL.Path))
	if err == nil {
		err = up.remove()
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	w.Header().Set("Tus-Resumable", "1.0.0")
	w.WriteHeader(http.StatusNoContent)
}

// Options serves OPTIONS: what of the protocol is spoken here.
func (u *Uploads) Options(w http.ResponseWriter, r *http.Request) {
	u.tus.Middleware(http.NotFoundHandler()).ServeHTTP(w, r)
}

// own returns an upload of the actor's.
func (u *Uploads) own(r *http.Request, id string) (partial, error) {
	up, err := u.store.at(id)
	var info partialInfo
	if err == nil {
		info, err = up.info()
	}
	switch who := u.actorOf(r.Context()); {
	case errors.Is(err, handler.ErrNotFound):
		return up, ErrNoUpload
	case err != nil:
		return up, err
	case info.Login != who.Login || info.County != string(who.County):
		return up, ErrNoUpload
	}
	return up, nil
}

// serve lets tusd answer, but holds its answer back until an upload that is
// whole now is handed in.
func (u *Uploads) serve(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
	held := &heldAnswer{ResponseWriter: w, header: w.Header().Clone()}
	r, own := onLine(w, r)
	defer own.leave()
	u.tus.Middleware(next).ServeHTTP(held, r)
	held.WriteHeader(http.StatusOK) // unless it said something else
	if held.status < 300 {
		id := path.Base(r.URL.Path)
		if r.Method == http.MethodPost {
			id = path.Base(held.header.Get("Location"))
		}
		trace, err := u.handIn(r, id)
		if err != nil {
			u.fail(w, r, err)
			return
		}
		if trace != "" {
			held.header.Set(TraceHeader, trace)
		}
	}
	held.send()
}

// handIn hands an upload in that is whole, once; it returns its trace, or
// nothing when it is not whole yet. Of one that is refused nothing is kept; one that
// could not be taken in now, as on a full disk, waits for the sender to ask again.
func (u *Uploads) handIn(r *http.Request, id string) (trace string, err error) {
	up, err := u.own(r, id)
	if err != nil {
		return "", err
	}
	done, err := up.finished()
	if err != nil || done.Trace != "" {
		return done.Trace, errors.Join(err, up.remove())
	}
	info, err := up.info()
	if err != nil {
		return "", err
	}
	if there, err := up.there(); err != nil || there < info.Bytes {
		return "", err
	}
	in, err := handInOf(info.Metadata)
	if err != nil {
		return "", errors.Join(err, up.remove())
	}
	body, err := up.open()
	if errors.Is(err, fs.ErrNotExist) { // another request has just handed it in
		done, err = up.finished()
		return done.Trace, err
	}
	if err != nil {
		return "", err
	}
	in.Body = body
	upload, _, err := u.intake.HandIn(context.WithoutCancel(r.Context()), u.actorOf(r.Context()), in)
	if err = errors.Join(err, body.Close()); err != nil {
		if kind := licheng.KindOf(err); kind != licheng.Internal && kind != licheng.Unavailable {
			err = errors.Join(err, up.remove())
		}
		return "", err
	}
	return string(upload.ID), up.finish(finishedInfo{Bytes: info.Bytes, County: info.County, Login: info.Login, Trace: string(upload.ID)})
}

// handInOf reads the metadata of an upload.
func handInOf(m map[string]string) (in trips.HandIn, err error) {
	in = trips.HandIn{
		FileName: m["filename"], Vehicle: trips.VehicleID(m["vehicle_id"]), Purpose: m["purpose"],
		Datum: m["datum"], SentSHA256: m["sent_sha256"],
	}
	for key, end := range map[string]*time.Time{"working_from": &in.Working.From, "working_to": &in.Working.To} {
		if m[key] == "" {
			continue
		}
		if *end, err = time.Parse(time.RFC3339, m[key]); err != nil {
			return in, errors.Join(trips.ErrPrivateSpan, err)
		}
	}
	for interval := range strings.SplitSeq(m["private"], ",") {
		if interval == "" {
			continue
		}
		span, err := segment.ParseSpan(interval)
		if err != nil {
			return in, errors.Join(trips.ErrPrivateSpan, err)
		}
		in.Private = append(in.Private, span)
	}
	return in, nil
}

// heldAnswer keeps an answer of tusd's, whose bodies are short texts at most.
type heldAnswer struct {
	http.ResponseWriter
	header http.Header
	status int
	body   []byte
}

// Header returns the header being made.
func (h *heldAnswer) Header() http.Header { return h.header }

// WriteHeader notes the status.
func (h *heldAnswer) WriteHeader(status int) {
	if h.status == 0 && status >= 200 {
		h.status = status
	}
}

// Write keeps the body.
func (h *heldAnswer) Write(b []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	h.body = append(h.body, b...)
	return len(b), nil
}

// Unwrap lets tusd move the deadlines of the connection.
func (h *heldAnswer) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// send sends what was kept. The address of a new upload is sent without host
// and scheme: behind a proxy the server does not know them.
func (h *heldAnswer) send() {
	if at := h.header.Get("Location"); at != "" {
		if _, rest, absolute := strings.Cut(at, "://"); absolute {
			_, rest, _ = strings.Cut(rest, "/")
			h.header.Set("Location", "/"+rest)
		}
	}
	out := h.ResponseWriter.Header()
	clear(out)
	for name, values := range h.header {
		out[name] = values
	}
	if h.status >= 300 {
		out.Set("Content-Length", strconv.Itoa(len(h.body)))
	}
	h.ResponseWriter.WriteHeader(h.status)
	_, _ = h.ResponseWriter.Write(h.body) // whoever asked may be gone
}
