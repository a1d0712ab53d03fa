package server

import (
	"context"
	"log/slog"
	"net/http"
	"sort"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng/dbtest"
	"licheng/web/api"
	"licheng/web/auth"
)

// newServer returns a server over a new SQLite file with the given rooms.
func newServer(t *testing.T, rooms *api.API) *Server {
	t.Helper()
	db := dbtest.SQLite(t)
	if err := auth.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	accounts, err := auth.New(db, auth.Options{County: "520999", Now: time.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	rooms.Sessions = accounts
	s, err := New(Options{
		API: rooms, Auth: accounts, Tiles: writtenTiles{}, Log: log, Now: time.Now,
		App: fstest.MapFS{
			"index.html":           {Data: []byte("<title>cadre</title>")},
			"office.html":          {Data: []byte("<title>office</title>")},
			"assets/main-1f2e.js":  {Data: []byte("1")},
			"manifest.webmanifest": {Data: []byte("{}")},
		},
		Ready: func(context.Context) []Check { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTable(t *testing.T) {
	s := newServer(t, &api.API{})
	engine, err := s.engine()
	if err != nil {
		t.Fatal(err)
	}
	var inTable, inAPI []string
	for _, r := range s.routes() {
		inTable = append(inTable, r.Method+" "+ginPattern(r.Path))
		if r.raw == nil {
			inAPI = append(inAPI, r.Method+" "+r.Path)
		}
	}

	t.Run("the engine answers what the table says", func(t *testing.T) {
		var answered []string
		for _, r := range engine.Routes() {
			answered = append(answered, r.Method+" "+r.Path)
		}
		same(t, inTable, answered)
	})
	t.Run("the document describes what the table says", func(t *testing.T) {
		var described []string
		for path, item := range s.huma.OpenAPI().Paths {
			for method, there := range map[string]bool{
				http.MethodGet: item.Get != nil, http.MethodPost: item.Post != nil, http.MethodPut: item.Put != nil,
				http.MethodPatch: item.Patch != nil, http.MethodDelete: item.Delete != nil,
			} {
				if there {
					described = append(described, method+" "+path)
				}
			}
		}
		same(t, inAPI, described)
	})
	t.Run("every line is whole", func(t *testing.T) {
		for _, r := range s.routes() {
			if r.raw == nil && (r.ID == "" || r.Summary == "" || len(r.Answers) == 0) {
				t.Errorf("%s %s: id, summary or answers missing", r.Method, r.Path)
			}
			if r.Method == http.MethodPost && r.BodyMax == 0 {
				t.Errorf("%s %s: a POST needs a body limit", r.Method, r.Path)
			}
		}
	})
	t.Run("only these are open to everybody", func(t *testing.T) {
		var open []string
		for _, r := range s.routes() {
			if r.Who == nil {
				open = append(open, r.Method+" "+r.Path)
			}
		}
		same(t, []string{
			"POST /api/v1/session", "DELETE /api/v1/session", "GET /api/v1/openapi.json",
			"GET /healthz", "GET /readyz", "GET /metrics", "OPTIONS /api/v1/uploads",
		}, open)
	})
}

func same(t *testing.T, want, got []string) {
	t.Helper()
	sort.Strings(want)
	sort.Strings(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
