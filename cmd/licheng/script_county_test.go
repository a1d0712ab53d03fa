package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptTB lets a script command use what tests use: it fails the script, and
// cleans up when the script ends.
type scriptTB struct {
	testing.TB
	ts *testscript.TestScript
}

func (s scriptTB) Helper()                           {}
func (s scriptTB) Context() context.Context          { return context.Background() }
func (s scriptTB) Cleanup(f func())                  { s.ts.Defer(f) }
func (s scriptTB) Error(args ...any)                 { s.ts.Fatalf("%s", fmt.Sprintln(args...)) }
func (s scriptTB) Errorf(format string, args ...any) { s.ts.Fatalf(format, args...) }
func (s scriptTB) Fatal(args ...any)                 { s.ts.Fatalf("%s", fmt.Sprintln(args...)) }
func (s scriptTB) Fatalf(format string, args ...any) { s.ts.Fatalf(format, args...) }

// claimed is the script command claimed [submit]: it lays out the small county
// in the script's folder, has its cadre hand in a drive of 12 km over
// HTTP, and with submit hand in the claim that came of it. Afterwards the
// service is ended; $CLAIM is the claim, the LICHENG_ variables name the county.
func claimed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 || (len(args) == 1 && args[0] != "submit") {
		ts.Fatalf("usage: claimed [submit]")
	}
	tb := scriptTB{ts: ts}
	config := smallConfig(ts.Getenv("WORK"))
	layRoad(tb, config.Roads)
	c := openCounty(tb, config, true)
	c.handIn(drive(12))
	c.waitLines(1)
	var found struct {
		ID      string `json:"id"`
		Version int64  `json:"version"`
	}
	status, answer := c.ask("cadre", http.MethodGet, "/api/v1/claims/current?month=2026-10", "", nil)
	if err := json.Unmarshal([]byte(answer), &found); err != nil || status != http.StatusOK {
		ts.Fatalf("current claim: %d %s", status, answer)
	}
	if len(args) == 1 {
		status, answer = c.ask("cadre", http.MethodPost, "/api/v1/claims/"+found.ID+"/submit", fmt.Sprintf(`{"version":%d}`, found.Version), nil)
		if status != http.StatusOK {
			ts.Fatalf("submit: %d %s", status, answer)
		}
	}
	c.close()
	ts.Setenv("CLAIM", found.ID)
	ts.Setenv("LICHENG_COUNTY", config.County)
	ts.Setenv("LICHENG_DATA_DIR", config.DataDir)
	ts.Setenv("LICHENG_ROADS", config.Roads)
}
