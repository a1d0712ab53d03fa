package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"licheng/web/api"
	"licheng/web/auth"
	"licheng/web/ingest"
)

// ingestPath is where the tracker apps of phones send to.
const ingestPath = "/ingest/"

// ingestRoutes are the lines of the table for tracker apps: some send with GET.
func (s *Server) ingestRoutes() []Route {
	var routes []Route
	for _, p := range ingest.Protocols() {
		handler := gin.WrapF(ingest.Handler(p, s.api.Recordings, s.metrics.ingested, auth.ActorOf, api.Fail))
		routes = append(routes,
			Route{Method: post, Path: ingestPath + p.Name, Who: cadre, BodyMax: ingestMax, raw: handler},
			Route{Method: get, Path: ingestPath + p.Name, Who: cadre, raw: handler})
	}
	return routes
}

// uploadRoutes are the lines of the table for files that are sent in pieces.
func (s *Server) uploadRoutes() []Route {
	const base = "/api/v1/uploads"
	of := base + "/{id}"
	return []Route{
		{Method: http.MethodOptions, Path: base, Who: anyone, raw: gin.WrapF(s.uploads.Options)},
		{Method: post, Path: base, Who: cadre, BodyMax: traceMax, raw: gin.WrapF(s.uploads.Create)},
		{Method: http.MethodHead, Path: of, Who: cadre, raw: gin.WrapF(s.uploads.Resume)},
		{Method: http.MethodPatch, Path: of, Who: cadre, BodyMax: traceMax, raw: gin.WrapF(s.uploads.Resume)},
		{Method: del, Path: of, Who: cadre, raw: gin.WrapF(s.uploads.Remove)},
	}
}

// tracker returns the account a phone's tracker sends for. Apps differ in what
// they can be told to send: a bearer token (Overland), a password (OwnTracks),
// a parameter of the address, or only a device id (older OsmAnd clients).
func (s *Server) tracker(r *http.Request) (auth.Account, bool, error) {
	_, password, _ := r.BasicAuth()
	query := r.URL.Query()
	for _, token := range []string{bearer(r), password, query.Get("token"), query.Get("id")} {
		if token == "" {
			continue
		}
		account, good, err := s.options.Auth.FromTrackerToken(r.Context(), token)
		if err != nil || good {
			return account, good, err
		}
	}
	return auth.Account{}, false, nil
}
