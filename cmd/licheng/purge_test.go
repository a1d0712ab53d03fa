package main

import (
	"bytes"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"licheng/trips"
)

// The points of a paid trip are purged half a year later: nobody reads them any
// more and everybody is told why, while the road, the sums and the book stand.
func TestPurgeAfterPayment(t *testing.T) {
	c := openSmallCounty(t)
	wholeStory(t, c) // ends with the claim paid
	_, body := c.ask("cadre", http.MethodGet, "/api/v1/trips?month=2026-10", "", nil)
	saved := map[string]string{}
	c.take(step{name: "the claim is paid", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, contains: []string{`"state":"paid"`}}, saved)
	trip := body[strings.Index(body, `"id":"`)+6:]
	saved["trip"], _, _ = strings.Cut(trip, `"`)

	report, err := c.app.trips.PurgeDue(t.Context(), smallCode, purgeLogin, false)
	if err != nil || len(report.Purged) != 0 {
		t.Fatalf("purged on the day of payment: %+v, %v", report, err)
	}
	for _, query := range []string{ // half a year and more passes
		`UPDATE traces SET received_at = datetime(received_at, '-200 days')`,
		`UPDATE claims SET paid_at = datetime(paid_at, '-200 days'), decided_at = datetime(decided_at, '-200 days')`,
	} {
		if _, err := c.app.db.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	report, err = c.app.trips.PurgeDue(t.Context(), smallCode, purgeLogin, true)
	printPurge(&out, report)
	if err != nil || !strings.Contains(out.String(), "to purge 待删除: 1 traces; points are kept for 180 days after settlement, for 365 after") {
		t.Fatalf("%s%v", out.String(), err)
	}
	var leapt *leap // nobody looked at the clock for half a year
	if err := c.app.purgeDue(t.Context()); !errors.As(err, &leapt) {
		t.Fatalf("purged by a clock that leapt: %v", err)
	}
	if err := noteClock(filepath.Join(c.app.config.DataDir, clockName), time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := c.app.purgeDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, s := range []step{
		{name: "the trip says so", as: "cadre", do: "GET /api/v1/trips/{trip}", status: 200, contains: []string{`"points_purged":{"at":`, "保存 180 天后删除", `"type":"MultiLineString"`}},
		{name: "its trace too", as: "cadre", do: "GET /api/v1/traces", status: 200, contains: []string{`"points_purged":{"at":`}},
		{name: "no fixes for the owner", as: "cadre", do: "GET /api/v1/trips/{trip}/fixes", status: 410, contains: []string{"/problems/points-purged"}},
		{name: "nor for finance", as: "finance", do: "GET /api/v1/trips/{trip}/fixes?purpose=复核", status: 410, contains: []string{"/problems/points-purged"}},
		{name: "the claim is what it was", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, contains: []string{`"state":"paid"`}},
	} {
		c.take(s, saved)
	}
	book, err := c.app.money.VerifyLedger(t.Context(), trips.County(smallCode))
	if err != nil || !book.OK {
		t.Errorf("ledger verify: %+v, %v", book, err)
	}
	if _, err := c.app.db.Exec(`UPDATE trips SET distance_m = distance_m + 1`); err != nil {
		t.Fatal(err)
	}
	if book, err := c.app.money.VerifyLedger(t.Context(), trips.County(smallCode)); err != nil || book.OK || book.Altered.Type != "trace.purge" {
		t.Errorf("a trip altered behind the purge: %+v, %v", book, err)
	}
}
