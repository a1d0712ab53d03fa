// Package server is the HTTP door: one table of routes with the rights and
// limits of each, the middlewares every request goes through, the app's own
// files and the tiles. Handlers are in web/api.
package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"licheng/web/api"
	"licheng/web/auth"
	"licheng/web/ingest"
)

// Timeouts of the HTTP server. A read may take long: a 30 MB trace over a weak
// signal does. Only who was let in has so long: before it answers, net/http reads up
// to 256 kB of a body that nobody wants, and a stranger must not hold it there.
const (
	headerTimeout   = 10 * time.Second
	bodyTimeout     = 30 * time.Second // of a JSON body, and of a stranger's request
	readTimeout     = 10 * time.Minute // of who was let in
	writeTimeout    = 10 * time.Minute
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 20 * time.Second
	headerBytesMax  = 64 * kB
)

// Options are what a Server stands on.
type Options struct {
	API   *api.API
	Auth  *auth.Service
	Tiles Tiles // nil: there is no road file to draw
	App   fs.FS // the built web app
	Log   *slog.Logger
	Now   func() time.Time

	// UploadDir keeps files that are sent in pieces until they are whole.
	UploadDir string
	// Ready lists what the service needs and whether it is there.
	Ready func(ctx context.Context) []Check
	// Pending tells how many background jobs are not yet finished.
	Pending func(ctx context.Context) (int, error)
	// TrustedProxies are the addresses whose X-Forwarded-For is believed.
	TrustedProxies []string
	// Secure says that browsers come over HTTPS, through a proxy or not.
	Secure bool
}

// Server answers requests.
type Server struct {
	options Options
	api     *api.API
	table   map[string]Route // by method, space, gin pattern
	huma    huma.API
	app     *app
	tiles   *tileCache
	uploads *ingest.Uploads
	metrics *metrics
	handler http.Handler
}

// New returns a Server; it fails when the table or the app's files are unsound.
func New(o Options) (*Server, error) {
	files, err := newApp(o.App)
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, app: files, tiles: newTileCache(tileCacheBytes), metrics: newMetrics(o.Pending)}
	limited := *o.API
	limited.Sessions = newLoginLimit(o.API.Sessions, o.Now, o.Auth.AccountNamed, o.Log)
	s.api = &limited
	s.uploads, err = ingest.NewUploads(ingest.UploadsConfig{
		Dir: o.UploadDir, Base: "/api/v1/uploads", BytesMax: traceMax, Intake: o.API.Traces,
		ActorOf: auth.ActorOf, Fail: api.Fail, Now: o.Now,
	})
	if err != nil {
		return nil, err
	}
	engine, err := s.engine()
	if err != nil {
		return nil, err
	}
	s.handler = s.wrap(engine)
	return s, nil
}

// Handler returns the whole chain: middlewares, table, app.
func (s *Server) Handler() http.Handler { return s.handler }

// OpenAPI returns the document of the API.
func (s *Server) OpenAPI() ([]byte, error) { return api.JSON(s.huma) }

// engine builds gin's router from the table.
func (s *Server) engine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode) // gin prints its routes otherwise; ours are logged nowhere
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	if err := e.SetTrustedProxies(s.options.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	e.Use(s.guard)
	e.NoRoute(s.noRoute)
	e.NoMethod(func(c *gin.Context) { api.FailMethod(c.Writer, c.Request) })
	return e, s.mount(e)
}

// Serve answers requests on the listener until ctx ends, then lets those at
// work finish.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := s.limits()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		return errors.Join(fmt.Errorf("shut down: %w", err), server.Close())
	}
	return nil
}

// limits is the HTTP server with its timeouts.
func (s *Server) limits() *http.Server {
	return &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout, // the guard gives who is let in more
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerBytesMax,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelWarn),
	}
}
