package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"licheng"
	"licheng/dbtest"
)

// step is one request of the story and what must come of it. {name} in path
// and body stands for a value saved by an earlier step.
type step struct {
	name     string
	as       string // login; empty: nobody
	do       string // method and path
	body     string
	key      string // Idempotency-Key
	status   int
	contains []string
	lacks    []string
	save     map[string]string // name → field of the answer
}

// TestStory walks one claim through its whole life, over HTTP, with the real
// services: and tries at every turn what must be refused.
func TestStory(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		t.Helper()
		config := smallConfig(t.TempDir())
		if db.Dialect == licheng.Postgres {
			config.Database = db.Pool.Config().ConnString()
		}
		layRoad(t, config.Roads)
		wholeStory(t, openCounty(t, config, true))
	})
}

func wholeStory(t *testing.T, c *smallCounty) {
	t.Helper()
	saved := map[string]string{}
	run := func(s step) {
		t.Helper()
		c.take(s, saved)
	}
	gpx := drive(12)
	for _, s := range []step{
		{name: "nobody may hand in", do: "POST /api/v1/traces?file_name=a.gpx", body: gpx, key: "k0", status: 401, contains: []string{"/problems/not-logged-in"}},
		{name: "finance may not hand in", as: "finance", do: "POST /api/v1/traces?file_name=a.gpx", body: gpx, key: "k0", status: 403, contains: []string{"/problems/role-missing"}},
		{name: "a retry must be safe", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx", body: gpx, status: 400, contains: []string{"/problems/idempotency-key-missing"}},
		{name: "another's vehicle", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V2", body: gpx, key: "k0", status: 422, contains: []string{"/problems/vehicle-not-own"}},
		{name: "the cadre hands in", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1&purpose=入户走访", body: gpx, key: "k1", status: 201, contains: []string{`"file_name":"a.gpx"`, `"purpose":"入户走访"`}, save: map[string]string{"trace": "id"}},
		{name: "the same request again", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1&purpose=入户走访", body: gpx, key: "k1", status: 201, contains: []string{`"id":"{trace}"`}},
		{name: "another file under the same key", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1&purpose=入户走访", body: drive(5), key: "k1", status: 422, contains: []string{"/problems/idempotency-key-reused"}},
		{name: "the same file under another key", as: "cadre", do: "POST /api/v1/traces?file_name=b.gpx&vehicle_id=V1", body: gpx, key: "k2", status: 200, contains: []string{`"id":"{trace}"`, `"file_name":"a.gpx"`}},
		{name: "another cadre does not see it", as: "admin", do: "GET /api/v1/traces/{trace}", status: 403},
	} {
		run(s)
	}
	saved["trip"] = c.waitForTrip("cadre", saved["trace"])
	for _, s := range evidenceSteps {
		run(s)
	}
	for _, s := range claimSteps {
		run(s)
	}
}

// evidenceSteps look at the trip.
var evidenceSteps = []step{
	{name: "the trip with its road", as: "cadre", do: "GET /api/v1/trips/{trip}", status: 200, contains: []string{`"type":"MultiLineString"`, `"datum":"wgs84"`, `"from":"石桥镇"`}},
	{name: "the month's trips", as: "cadre", do: "GET /api/v1/trips?month=2026-10", status: 200, contains: []string{`"id":"{trip}"`}},
	{name: "an admin sees no track", as: "admin", do: "GET /api/v1/trips/{trip}", status: 403},
	{name: "no such trip", as: "cadre", do: "GET /api/v1/trips/nothing", status: 404, contains: []string{"/problems/trip-not-found"}},
	{name: "finance must say why", as: "finance", do: "GET /api/v1/trips/{trip}/fixes", status: 400, contains: []string{"/problems/purpose-required"}},
	{name: "finance says why", as: "finance", do: "GET /api/v1/trips/{trip}/fixes?purpose=核对里程", status: 200, contains: []string{`"type":"FeatureCollection"`, `"2026-10-12T01:00:00Z"`}},
	{name: "the owner sees who looked", as: "cadre", do: "GET /api/v1/trips/{trip}/reads", status: 200, contains: []string{`"by":{"login":"finance"`, `"purpose":"核对里程"`}},
	{name: "the road file", as: "cadre", do: "GET /api/v1/roads", status: 200, contains: []string{`"version":"`}},
	{name: "the places", as: "cadre", do: "GET /api/v1/places", status: 200, contains: []string{"石桥镇"}},
	{name: "one's own vehicles", as: "cadre", do: "GET /api/v1/vehicles", status: 200, contains: []string{`"plate":"贵A00001"`}},
}

// claimSteps take the claim from draft to payment.
var claimSteps = []step{
	// 12.000 km × 0.80 yuan = 9.60 yuan
	{name: "the draft explains itself", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, contains: []string{`"state":"draft"`, `"code":"MILEAGE"`, `"clause":"第五条"`, `"rate":"0.80"`, `"total_fen":960`, `"allowed":["submit"]`}, save: map[string]string{"claim": "id", "v": "version"}},
	{name: "the rule asks who rode along, and no more", as: "cadre", do: "GET /api/v1/months/2026-10/facts", status: 200, contains: []string{`"version":0`, `"open":true`, `"persons":false,"passenger":true,"stays":false`, `"vouchers":[]`}},
	{name: "who rode along is not paid", as: "cadre", do: "POST /api/v1/months/2026-10/facts", body: `{"version":0,"facts":{"trips":[{"trip":"{trip}","passenger":true}],"stays":[],"meals":[],"cars":[],"vouchers":[],"benefits":[]}}`, status: 200, contains: []string{`"version":1`, `"passenger":true`}},
	{name: "the draft says so at once", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, contains: []string{`"total_fen":0`}},
	{name: "facts somebody saw before", as: "cadre", do: "POST /api/v1/months/2026-10/facts", body: `{"version":0,"facts":{"trips":[],"stays":[],"meals":[],"cars":[],"vouchers":[],"benefits":[]}}`, status: 409, contains: []string{"/problems/claim-changed"}},
	{name: "facts are the cadre's to say", as: "finance", do: "GET /api/v1/months/2026-10/facts", status: 403},
	{name: "drove after all", as: "cadre", do: "POST /api/v1/months/2026-10/facts", body: `{"version":1,"facts":{"trips":[],"stays":[],"meals":[],"cars":[],"vouchers":[],"benefits":[]}}`, status: 200, contains: []string{`"version":2`}},
	{name: "and is paid again", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, contains: []string{`"total_fen":960`}, save: map[string]string{"v": "version"}},
	{name: "a draft is nobody else's business", as: "finance", do: "GET /api/v1/claims/{claim}", status: 404, contains: []string{"/problems/claim-not-found"}},
	{name: "finance may not submit", as: "finance", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, status: 403},
	{name: "a stale version", as: "cadre", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":99}`, status: 409, contains: []string{"/problems/claim-changed"}},
	{name: "the cadre submits", as: "cadre", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, key: "s1", status: 200, contains: []string{`"state":"submitted"`}, save: map[string]string{"v": "version"}},
	{name: "the answer was lost, the same again", as: "cadre", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v0}}`, key: "s1", status: 200, contains: []string{`"state":"submitted"`}},
	{name: "an auditor decides nothing", as: "auditor", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 403, contains: []string{"/problems/role-missing"}},
	{name: "finance sees it in the queue", as: "finance", do: "GET /api/v1/claims?state=submitted&township=T1", status: 200, contains: []string{`"id":"{claim}"`, `"township":"石桥镇"`}},
	{name: "a return needs a reason", as: "finance", do: "POST /api/v1/claims/{claim}/return", body: `{"version":{v},"comment":""}`, status: 422, contains: []string{"body.comment"}},
	{name: "finance returns it with a remark on a line", as: "finance", do: "POST /api/v1/claims/{claim}/return", body: `{"version":{v},"comment":"请补事由","line_comments":[{"no":1,"comment":"走访哪一户？"}]}`, status: 200, contains: []string{`"state":"returned"`, "走访哪一户？"}, save: map[string]string{"v": "version"}},
	{name: "the cadre resubmits", as: "cadre", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, status: 200, contains: []string{`"state":"submitted"`, "走访哪一户？"}, save: map[string]string{"v": "version"}},
	{name: "another of finance approves", as: "both", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 200, contains: []string{`"state":"approved"`}, save: map[string]string{"v": "version"}},
	{name: "what is decided stays", as: "finance", do: "POST /api/v1/claims/{claim}/reject", body: `{"version":{v},"comment":"不"}`, status: 409, contains: []string{"/problems/claim-state"}},
	{name: "finance pays", as: "finance", do: "POST /api/v1/claims/{claim}/pay", body: `{"version":{v},"reference":"批次 2026-10"}`, status: 200, contains: []string{`"state":"paid"`, "批次 2026-10"}},
	{name: "the form, as a workbook", as: "cadre", do: "GET /api/v1/claims/{claim}/form?format=xlsx", status: 200, contains: []string{"PK"}},
	{name: "the entries of the month", as: "finance", do: "GET /api/v1/lists/2026-10/entries?format=csv", status: 200, contains: []string{"30239,其他交通费用,9.60,,", "1011,零余额账户用款额度,,9.60,"}},
	{name: "lists are not for cadres", as: "cadre", do: "GET /api/v1/lists/2026-10/public?format=xlsx", status: 403, contains: []string{"/problems/role-missing"}},
	{name: "the auditor sees coverage", as: "auditor", do: "GET /api/v1/audit/adequacy?from=2026-10-01&to=2026-10-31&by=township", status: 200, contains: []string{`"by":"township"`, `"suppressed":1`}},
	{name: "a cadre does not", as: "cadre", do: "GET /api/v1/audit/adequacy?from=2026-10-01&to=2026-10-31", status: 403},
	{name: "nothing was altered", as: "auditor", do: "GET /api/v1/ledger/verify", status: 200, contains: []string{`"ok":true`}},
}

// TestOwnClaim is about somebody who is both: nobody decides on their own.
func TestOwnClaim(t *testing.T) {
	c := openSmallCounty(t)
	saved := map[string]string{}
	c.take(step{name: "hand in", as: "both", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V2", body: drive(8), key: "k", status: 201, save: map[string]string{"trace": "id"}}, saved)
	c.waitForTrip("both", saved["trace"])
	for _, s := range []step{
		{name: "draft", as: "both", do: "GET /api/v1/claims/current?month=2026-10", status: 200, contains: []string{`"total_fen":640`}, save: map[string]string{"claim": "id", "v": "version"}},
		{name: "another cadre does not see it", as: "cadre", do: "GET /api/v1/claims/{claim}", status: 404},
		{name: "submit", as: "both", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, status: 200, save: map[string]string{"v": "version"}},
		{name: "not one's own", as: "both", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 403, contains: []string{"/problems/own-claim"}},
		{name: "nor in bulk", as: "both", do: "POST /api/v1/claims/decisions", body: `{"action":"approve","mode":"each","claims":[{"id":"{claim}","version":{v}}]}`, status: 200, contains: []string{`"ok":false`, "/problems/own-claim", "不能审批本人的报销单"}},
		{name: "all or none", as: "finance", do: "POST /api/v1/claims/decisions", body: `{"action":"approve","mode":"all","claims":[{"id":"{claim}","version":{v}},{"id":"none","version":1}]}`, status: 200, contains: []string{`"ok":false`, "/problems/claim-not-found"}},
		{name: "left as it was", as: "finance", do: "GET /api/v1/claims/{claim}", status: 200, contains: []string{`"state":"submitted"`}},
		{name: "by another", as: "finance", do: "POST /api/v1/claims/decisions", body: `{"action":"approve","mode":"all","claims":[{"id":"{claim}","version":{v}}]}`, status: 200, contains: []string{`"ok":true`}},
		{name: "an unknown grouping", as: "auditor", do: "GET /api/v1/audit/adequacy?from=2026-10-01&to=2026-10-31&by=name", status: 422},
	} {
		c.take(s, saved)
	}
}

// TestWithoutRoads: a service without a road file takes in, says what is
// missing, and reads what it took in once the road file is there.
func TestWithoutRoads(t *testing.T) {
	config := smallConfig(t.TempDir())
	c := openCounty(t, config, true)
	saved := map[string]string{}
	for _, s := range []step{
		{name: "hand in", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx", body: drive(6), key: "k", status: 201, contains: []string{`"state":"received"`}, save: map[string]string{"trace": "id"}},
		{name: "not ready", do: "GET /readyz", status: 503, contains: []string{"licheng roads build"}},
		{name: "alive", do: "GET /healthz", status: 200},
		{name: "no road file", as: "cadre", do: "GET /api/v1/roads", status: 503, contains: []string{"/problems/roads-missing"}},
		{name: "no map", as: "cadre", do: "GET /tiles/10/1/1.mvt", status: 503},
		{name: "still waiting", as: "cadre", do: "GET /api/v1/traces/{trace}", status: 200, contains: []string{`"state":"received"`, `"trips":[]`}},
	} {
		c.take(s, saved)
	}
	c.close()
	layRoad(t, config.Roads)
	c = openCounty(t, config, false)
	c.waitForTrip("cadre", saved["trace"])
	c.take(step{name: "ready", do: "GET /readyz", status: 200}, saved)
}

// take carries out one step.
func (c *smallCounty) take(s step, saved map[string]string) {
	c.t.Helper()
	fill := func(text string) string {
		for name, value := range saved {
			text = strings.ReplaceAll(text, "{"+name+"}", value)
		}
		return text
	}
	method, path, _ := strings.Cut(fill(s.do), " ")
	header := map[string]string{"Content-Type": "application/json"}
	if s.key != "" {
		header["Idempotency-Key"] = s.key
	}
	status, body := c.ask(s.as, method, path, fill(s.body), header)
	if status != s.status {
		c.t.Fatalf("%s: status %d, want %d: %s", s.name, status, s.status, body)
	}
	for _, want := range s.contains {
		if !strings.Contains(body, fill(want)) {
			c.t.Fatalf("%s: %s is not in %s", s.name, fill(want), body)
		}
	}
	for _, no := range s.lacks {
		if strings.Contains(body, fill(no)) {
			c.t.Fatalf("%s: %s is in %s", s.name, fill(no), body)
		}
	}
	if s.save == nil {
		return
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		c.t.Fatalf("%s: %v", s.name, err)
	}
	for name, field := range s.save {
		if name == "v" {
			saved["v0"] = saved["v"]
		}
		saved[name] = strings.Trim(string(fields[field]), `"`)
	}
}

// waitForTrip waits until the trace is read and returns its one trip.
func (c *smallCounty) waitForTrip(as, trace string) string {
	c.t.Helper()
	for range 600 {
		_, body := c.ask(as, http.MethodGet, "/api/v1/traces/"+trace, "", nil)
		var answer struct {
			State string   `json:"state"`
			Trips []string `json:"trips"`
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			c.t.Fatal(err)
		}
		if answer.State == "read" {
			if len(answer.Trips) != 1 {
				c.t.Fatalf("%d trips: %s", len(answer.Trips), body)
			}
			return answer.Trips[0]
		}
		if answer.State == "refused" {
			c.t.Fatalf("refused: %s", body)
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatal("the trace was not read")
	return ""
}
