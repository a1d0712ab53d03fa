package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"licheng"
	"licheng/lang"
	"licheng/web/api"
	"licheng/web/auth"
)

// ErrNoKey answers a creating POST without an Idempotency-Key.
var ErrNoKey = &licheng.Fault{
	Kind: licheng.Invalid, Slug: "idempotency-key-missing",
	Title: lang.Say("请求缺少 Idempotency-Key，重发时无法保证只记一次。",
		"The request has no Idempotency-Key, without which a retry could count twice."),
}

const keyHeader = "Idempotency-Key"

// replayedHeader marks an answer that was given before.
const replayedHeader = "Idempotency-Replayed"

// once lets a request with an Idempotency-Key happen once: the same request
// again gets the answer of the first, another under the same key is refused. A
// request that failed leaves no trace and may be made again.
func (s *Server) once(c *gin.Context, route Route) {
	key := c.GetHeader(keyHeader)
	if key == "" {
		if route.Key == keyRequired {
			api.Fail(c.Writer, c.Request, ErrNoKey)
			c.Abort()
			return
		}
		c.Next()
		return
	}
	digest := hashBody(c.Request)
	prior, err := s.options.Auth.Begin(c.Request.Context(), auth.ActorOf(c.Request.Context()), key)
	switch {
	case err != nil:
		api.Fail(c.Writer, c.Request, err)
		c.Abort()
	case prior != nil:
		s.replay(c, digest, *prior)
		c.Abort()
	default:
		s.first(c, key, digest)
	}
}

// replay gives the answer of the first request again.
func (s *Server) replay(c *gin.Context, digest hash.Hash, prior auth.Answer) {
	if err := drain(c.Request.Body); err != nil {
		api.Fail(c.Writer, c.Request, err)
		return
	}
	if prior.RequestHash != hex.EncodeToString(digest.Sum(nil)) {
		api.Fail(c.Writer, c.Request, auth.ErrKeyReused)
		return
	}
	c.Header(replayedHeader, "true")
	c.Data(prior.Status, prior.ContentType, prior.Body)
}

// first does the work, keeps the answer, then sends it: whoever has the answer
// can have it again.
func (s *Server) first(c *gin.Context, key string, digest hash.Hash) {
	// The caller may be gone when the work is done; the key is settled anyway.
	ctx := context.WithoutCancel(c.Request.Context())
	actor := auth.ActorOf(ctx)
	settled := false
	defer func() {
		if !settled {
			if err := s.options.Auth.Abandon(ctx, actor, key); err != nil {
				s.options.Log.ErrorContext(ctx, "idempotency key not given back", "request_id", api.RequestID(ctx), "error", err)
			}
		}
	}()
	held := &heldWriter{ResponseWriter: c.Writer, status: http.StatusOK}
	outer := c.Writer
	c.Writer = held
	c.Next()
	c.Writer = outer
	if held.status < http.StatusMultipleChoices {
		err := drain(c.Request.Body)
		if err == nil {
			err = s.options.Auth.Finish(ctx, actor, key, auth.Answer{
				RequestHash: hex.EncodeToString(digest.Sum(nil)),
				Status:      held.status,
				ContentType: held.Header().Get("Content-Type"),
				Body:        held.body.Bytes(),
			})
		}
		if err != nil {
			api.Fail(c.Writer, c.Request, err)
			return
		}
		settled = true
	}
	if err := held.release(); err != nil {
		s.options.Log.DebugContext(ctx, "answer not delivered", "request_id", api.RequestID(ctx), "error", err)
	}
}

// hashBody makes the request's body feed a digest of method, address and body
// as it is read.
func hashBody(r *http.Request) hash.Hash {
	digest := sha256.New()
	fmt.Fprintf(digest, "%s %s\n", r.Method, r.URL.RequestURI())
	body := r.Body
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.TeeReader(body, digest), body}
	return digest
}

// drain reads what is left of a body, so that its digest is whole.
func drain(body io.Reader) error {
	_, err := io.Copy(io.Discard, body)
	if errors.Is(err, http.ErrBodyReadAfterClose) {
		return nil // huma read it to its end and closed it
	}
	return err
}

// heldWriter holds an answer back.
type heldWriter struct {
	gin.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader remembers the status.
func (w *heldWriter) WriteHeader(status int) { w.status = status }

// WriteHeaderNow does nothing: the answer is still held.
func (w *heldWriter) WriteHeaderNow() {}

// Status returns the status so far.
func (w *heldWriter) Status() int { return w.status }

// Write holds the bytes.
func (w *heldWriter) Write(b []byte) (int, error) { return w.body.Write(b) }

// WriteString holds the text.
func (w *heldWriter) WriteString(text string) (int, error) { return w.body.WriteString(text) }

// Written reports whether anything was written.
func (w *heldWriter) Written() bool { return w.body.Len() > 0 }

// release sends what was held.
func (w *heldWriter) release() error {
	w.ResponseWriter.WriteHeader(w.status)
	if w.body.Len() == 0 {
		w.ResponseWriter.WriteHeaderNow()
		return nil
	}
	_, err := w.ResponseWriter.Write(w.body.Bytes())
	return err
}
