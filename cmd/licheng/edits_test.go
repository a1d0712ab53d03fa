package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// settled waits until a trace is read and the month's draft has an amount, and
// returns the ids of the trips in it by their start.
func (c *smallCounty) settled(trace string, fen int) []string {
	c.t.Helper()
	var found struct {
		State string   `json:"state"`
		Trips []string `json:"trips"`
	}
	want, draft := fmt.Sprintf(`"total_fen":%d,`, fen), ""
	for range 600 {
		_, body := c.ask("cadre", http.MethodGet, "/api/v1/traces/"+trace, "", nil)
		if err := json.Unmarshal([]byte(body), &found); err != nil {
			c.t.Fatal(err)
		}
		_, draft = c.ask("cadre", http.MethodGet, "/api/v1/claims/current?month=2026-10", "", nil)
		if found.State == "read" && strings.Contains(draft, want) {
			return found.Trips
		}
		time.Sleep(20 * time.Millisecond)
	}
	c.t.Fatalf("the trace is %s, the draft not %s: %s", found.State, want, draft)
	return nil
}

// A cadre splits a trip of 12 km in the middle, leaves the last 3 km out, and is
// paid 9 km by two lines; takes the edits back and is paid all; and after the
// claim is handed in nothing can be changed.
func TestEditsArePriced(t *testing.T) {
	c := openSmallCounty(t)
	saved := map[string]string{}
	c.take(step{name: "hand in", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1", body: drive(12), key: "k", status: 201, save: map[string]string{"trace": "id"}}, saved)
	saved["trip"] = c.settled(saved["trace"], 960)[0]
	for _, s := range []step{
		{name: "not another's", as: "both", do: "POST /api/v1/trips/{trip}/split", body: `{"at":"2026-10-12T01:06:40Z"}`, status: 403, contains: []string{"/problems/trace-not-own"}},
		{name: "outside of the trip", as: "cadre", do: "POST /api/v1/trips/{trip}/split", body: `{"at":"2026-10-12T03:00:00Z"}`, status: 422, contains: []string{"/problems/trip-edit"}},
		// 6 km after 400 s at 15 m/s
		{name: "split", as: "cadre", do: "POST /api/v1/trips/{trip}/split", body: `{"at":"2026-10-12T01:06:40Z"}`, key: "s", status: 202, contains: []string{`"edited":true`}},
	} {
		c.take(s, saved)
	}
	trips := c.settled(saved["trace"], 960)
	if len(trips) != 2 {
		t.Fatalf("%d trips", len(trips))
	}
	saved["first"], saved["second"] = trips[0], trips[1]
	c.take(step{name: "the last 3 km are left out", as: "cadre", do: "POST /api/v1/trips/{second}/crop", body: `{"to":"2026-10-12T01:10:00Z"}`, status: 202}, saved)
	c.settled(saved["trace"], 720)
	c.take(step{name: "one trip again", as: "cadre", do: "POST /api/v1/trips/{first}/merge", body: `{"with":"{second}"}`, status: 202}, saved)
	if trips := c.settled(saved["trace"], 720); len(trips) != 1 {
		t.Errorf("%d trips after merging", len(trips))
	}
	c.take(step{name: "all taken back", as: "cadre", do: "DELETE /api/v1/traces/{trace}/edits", status: 202, contains: []string{`"edited":false`}}, saved)
	saved["trip"] = c.settled(saved["trace"], 960)[0]
	for _, s := range []step{
		{name: "the draft", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, save: map[string]string{"claim": "id", "v": "version"}},
		{name: "submit", as: "cadre", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, status: 200},
		{name: "too late", as: "cadre", do: "POST /api/v1/trips/{trip}/split", body: `{"at":"2026-10-12T01:06:40Z"}`, status: 409, contains: []string{"/problems/trip-claimed"}},
		{name: "too late as well", as: "cadre", do: "DELETE /api/v1/traces/{trace}/edits", status: 409, contains: []string{"/problems/trip-claimed"}},
	} {
		c.take(s, saved)
	}
}
