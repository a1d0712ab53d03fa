package server

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/google/uuid"

	"licheng/web/api"
)

// requestIDHeader tells the caller the id under which the log knows a request.
const requestIDHeader = "X-Request-Id"

// request is what the middlewares learn about a request on its way.
type request struct {
	pattern string // of the route, e.g. /api/v1/trips/{id}; empty for files and unknown addresses
	ip      string // of the client, as far as trusted proxies tell
}

type requestKey struct{}

// requestOf returns what is known of the request; never nil.
func requestOf(ctx context.Context) *request {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r
	}
	return &request{}
}

// identified gives every request an id and a language.
func (s *Server) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, err := uuid.NewV7()
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set(requestIDHeader, id.String())
		ctx := context.WithValue(r.Context(), requestKey{}, &request{})
		next.ServeHTTP(w, r.WithContext(api.WithRequest(ctx, id.String(), r.Header, s.options.Log)))
	})
}

// logged writes one line a request and counts it. The line names the route,
// not the address, and nobody: an address can hold a purpose or a file name.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.options.Now()
		watched := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(watched, r)
		took := s.options.Now().Sub(began)
		pattern := requestOf(r.Context()).pattern
		s.metrics.observe(r.Method, pattern, watched.code(), took)
		level := slog.LevelInfo
		if pattern == "/healthz" || pattern == "/readyz" || pattern == "/metrics" {
			level = slog.LevelDebug
		}
		s.options.Log.Log(r.Context(), level, "request",
			"request_id", api.RequestID(r.Context()), "method", r.Method, "route", pattern,
			"status", watched.code(), "bytes", watched.bytes, "took_ms", took.Milliseconds())
	})
}

// recovered answers a request whose handler panicked: the stack goes to the
// log, the caller gets a Problem.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := &statusWriter{ResponseWriter: w}
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
				panic(cause)
			}
			s.options.Log.ErrorContext(r.Context(), "handler panicked",
				"request_id", api.RequestID(r.Context()), "cause", cause, "stack", string(debug.Stack()))
			if watched.status == 0 {
				api.Fail(watched, r, api.ErrInternal)
			}
		}()
		next.ServeHTTP(watched, r)
	})
}

// statusWriter remembers the status and counts the bytes of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader remembers the status.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *statusWriter) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
