package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
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

// pieceOf is the part of a drive between two of its fixes, as a file of its own.
func pieceOf(whole string, from, to int) string {
	fixes := regexp.MustCompile(`<trkpt.*?</trkpt>`).FindAllString(whole, -1)
	return `<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>` +
		strings.Join(fixes[from:min(to, len(fixes))], "") + `</trkseg></trk></gpx>`
}

// A phone goes out after 4.8 km of 15 and is on again at 9 km: 10.8 km are paid by
// two lines until the cadre merges the two files, then 15 km by one. Taken back,
// there are two again; merged once more, the points of both go together, and the
// book knows both files by their sums.
func TestMergedTracesArePriced(t *testing.T) {
	c := openSmallCounty(t)
	saved := map[string]string{}
	whole := drive(15) // a fix every 75 m
	c.take(step{name: "the first file", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1", body: pieceOf(whole, 0, 65), key: "a", status: 201, save: map[string]string{"a": "id"}}, saved)
	saved["first"] = c.settled(saved["a"], 384)[0]
	c.take(step{name: "the second", as: "cadre", do: "POST /api/v1/traces?file_name=b.gpx&vehicle_id=V1", body: pieceOf(whole, 120, 9999), key: "b", status: 201, save: map[string]string{"b": "id"}}, saved)
	saved["second"] = c.settled(saved["b"], 864)[0]
	merge := step{name: "merge", as: "cadre", do: "POST /api/v1/trips/{first}/merge", body: `{"with":"{second}"}`, status: 202, contains: []string{`"file_name":"b.gpx"`, `"edited":true`}}
	for _, s := range []step{
		{name: "what can be merged", as: "cadre", do: "GET /api/v1/trips/{second}/neighbours", status: 200, contains: []string{`"id":"` + saved["first"], `"after":false,"other_trace":true,"gap_s":280,"gap_m":4`}},
		{name: "not a colleague's", as: "both", do: "POST /api/v1/trips/{first}/merge", body: `{"with":"{second}"}`, status: 403, contains: []string{"/problems/trace-not-own"}},
		merge,
	} {
		c.take(s, saved)
	}
	found := c.settled(saved["b"], 1200)
	if len(found) != 1 {
		t.Fatalf("%d trips after merging", len(found))
	}
	saved["trip"] = found[0]
	for _, s := range []step{
		{name: "where the first file is", as: "cadre", do: "GET /api/v1/traces/{a}", status: 200, contains: []string{`"merged_into":"` + saved["b"], `"trips":[]`}},
		{name: "what finance sees", as: "finance", do: "GET /api/v1/trips/{trip}", status: 200, contains: []string{`"rule":"merged-traces"`, "2 份轨迹合并", "4.2 公里"}},
		{name: "all taken back", as: "cadre", do: "DELETE /api/v1/traces/{a}/edits", status: 202, contains: []string{`"edited":false`}},
	} {
		c.take(s, saved)
	}
	first, second := c.settled(saved["a"], 864), c.settled(saved["b"], 864)
	if len(first) != 1 || len(second) != 1 {
		t.Fatalf("%v and %v", first, second)
	}
	saved["first"], saved["second"] = first[0], second[0]
	c.take(merge, saved)
	c.settled(saved["b"], 1200)
	c.purgeMerged(saved)
}

// purgeMerged lets more than a year pass, purges, and holds the book against it.
func (c *smallCounty) purgeMerged(saved map[string]string) {
	c.t.Helper()
	for _, query := range []string{
		`UPDATE traces SET received_at = datetime(received_at, '-500 days')`,
		`UPDATE trips SET started_at = datetime(started_at, '-500 days'), ended_at = datetime(ended_at, '-500 days'), month = '2025-05'`,
	} {
		if _, err := c.app.db.Exec(query); err != nil {
			c.t.Fatal(err)
		}
	}
	report, err := c.app.trips.PurgeDue(c.t.Context(), smallCode, purgeLogin, false)
	var out bytes.Buffer
	printPurge(&out, report)
	if err != nil || len(report.Purged) != 2 || !strings.Contains(out.String(), "trace "+saved["a"]+" of P1, merged into trace "+saved["b"]) {
		c.t.Fatalf("%s%v", out.String(), err)
	}
	if book, err := c.app.money.VerifyLedger(c.t.Context(), smallCode); err != nil || !book.OK {
		c.t.Errorf("ledger verify: %+v, %v", book, err)
	}
	if _, err := c.app.db.Exec(`UPDATE traces SET merged_into = ''`); err != nil {
		c.t.Fatal(err)
	}
	if book, err := c.app.money.VerifyLedger(c.t.Context(), smallCode); err != nil || book.OK || book.Altered.Subject != saved["a"] {
		c.t.Errorf("parted behind the purge: %+v, %v", book, err)
	}
}
