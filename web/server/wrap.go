package server

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"

	"licheng/web/api"
)

// contentSecurityPolicy lets the app run its own scripts and workers and
// nothing else. Inline style attributes are allowed because charts set them;
// images may be data: and blob: because the map draws them.
const contentSecurityPolicy = "default-src 'self'; script-src 'self'; worker-src 'self'; " +
	"style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
	"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// wrap puts the middlewares around the engine; the first in the list is the
// outermost.
func (s *Server) wrap(engine http.Handler) http.Handler {
	handler := engine
	for _, middleware := range []func(http.Handler) http.Handler{
		s.withSession, sameOrigin, compressed, s.recovered, s.secured, s.logged, s.identified,
	} {
		handler = middleware(handler)
	}
	return handler
}

// secured sets the headers that keep a browser from doing more than the app asks.
func (s *Server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "geolocation=(self), camera=(), microphone=(), payment=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.options.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// compressed gzips texts and tiles for callers that take it.
func compressed(next http.Handler) http.Handler {
	return gzhttp.GzipHandler(next)
}

// sameOrigin refuses what another site makes a browser send here.
func sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.Fail(w, r, api.ErrCrossOrigin)
	}))
	return protection.Handler(next)
}

// withSession loads the session of requests that may need one: the API and
// the tiles, unless they bring a token. Logging in and out is about a session
// whatever else comes along.
func (s *Server) withSession(next http.Handler) http.Handler {
	loaded := s.options.Auth.Load(next, api.Fail)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if needsSession(r) {
			loaded.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func needsSession(r *http.Request) bool {
	if strings.HasPrefix(r.URL.Path, v1+"/session") {
		return true
	}
	return bearer(r) == "" && (strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/tiles/"))
}

// bearer returns the token of an Authorization header, empty without one.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
