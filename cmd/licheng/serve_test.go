package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
)

// TestServe starts the service on a free port, as licheng serve does, asks it
// and ends it as a signal would.
func TestServe(t *testing.T) {
	config := smallConfig(t.TempDir())
	config.Listen = "127.0.0.1:0"
	layRoad(t, config.Roads)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := serve(ctx, config, in, slog.New(slog.DiscardHandler))
		in.CloseWithError(err)
		ended <- err
	}()
	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, address, found := strings.Cut(strings.TrimSpace(said), "http://")
	if !found {
		t.Fatalf("it said %q", said)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if err := serve(ctx, config, io.Discard, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "another licheng serve") {
		t.Errorf("a second one on the same SQLite file: %v", err)
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/api/v1/session": 401} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, response.StatusCode, want)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	release, err := ownSQLite(config)
	if err != nil {
		t.Fatalf("after it ended: %v", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

// TestServeRefusesABrokenRoadFile: a file that is there but is none is not
// the same as one that is not there yet.
func TestServeRefusesABrokenRoadFile(t *testing.T) {
	config := smallConfig(t.TempDir())
	config.Roads = "serve_test.go"
	err := serve(t.Context(), config, io.Discard, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "serve_test.go") {
		t.Errorf("got %v", err)
	}
}

// TestBooksNeedNoRoads: after an upgrade that reads another format of road files,
// tables are migrated, accounts kept and the ledger proved all the same.
func TestBooksNeedNoRoads(t *testing.T) {
	config := smallConfig(t.TempDir())
	if err := os.WriteFile(config.Roads, []byte("a road file of another time"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LICHENG_DATA_DIR", config.DataDir)
	t.Setenv("LICHENG_ROADS", config.Roads)
	t.Setenv("LICHENG_COUNTY", config.County)
	for _, words := range []string{"migrate", "user list", "ledger verify"} {
		var said bytes.Buffer
		if code := run(t.Context(), strings.Fields(words), io.Discard, &said); code != exitDone {
			t.Errorf("%s: %s", words, said.String())
		}
	}
	if code := run(t.Context(), []string{"serve"}, io.Discard, io.Discard); code == exitDone {
		t.Error("it serves without the roads it was told of")
	}
}
