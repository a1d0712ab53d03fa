package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"licheng/reimburse"
	"licheng/trips"
)

// TestMatters asks, answers, delegates, appeals and complains over HTTP, with
// the real services, around one trip of 12 October.
func TestMatters(t *testing.T) {
	c := openSmallCounty(t)
	admin := trips.Actor{County: smallCode, Login: "setup", Roles: []trips.Role{trips.Admin}}
	if _, err := c.app.money.Import(t.Context(), admin, reimburse.ImportApproval, "approval.yaml",
		strings.NewReader("levels:\n- {from: 2026-01-01, township_above: 0}\nemergency_days: 366\n"), false); err != nil {
		t.Fatal(err)
	}
	saved := map[string]string{"today": time.Now().In(trips.Shanghai).Format(time.DateOnly)}
	run := func(steps []step) {
		t.Helper()
		for _, s := range steps {
			c.take(s, saved)
		}
	}
	run(requestSteps)
	saved["trip"] = c.waitForTrip("cadre", saved["trace"])
	c.waitForText("cadre", "/api/v1/trips/"+saved["trip"]+"/request", saved["request"]) // its time and place found it
	run(linkSteps)
	c.waitForText("cadre", "/api/v1/trips/"+saved["trip"], `"rule":"outside-request"`)
	run(deputySteps)
	run(appealSteps)
}

// waitForText asks until the answer holds the text.
func (c *smallCounty) waitForText(as, path, text string) {
	c.t.Helper()
	var body string
	for range 600 {
		if _, body = c.ask(as, http.MethodGet, path, "", nil); strings.Contains(body, text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatalf("%s: %s never came, but %s", path, text, body)
}

// requestSteps ask leave for the trip, afterwards, and for another day.
var requestSteps = []step{
	{name: "a trip that has begun", as: "cadre", key: "q1", do: "POST /api/v1/requests", body: `{"purpose":"走访","places":[{"code":"T1","name":""}],"from":"2026-10-12T00:30:00Z","until":"2026-10-12T09:00:00Z"}`, status: 422, contains: []string{"/problems/request-late"}},
	{name: "an emergency", as: "cadre", key: "q2", do: "POST /api/v1/requests", body: `{"purpose":"抢险","places":[{"code":"T1","name":""}],"from":"2026-10-12T00:30:00Z","until":"2026-10-12T09:00:00Z","emergency":true,"reason":"山洪","vehicle":"V1","companions":["P2"]}`, status: 200, contains: []string{`"state":"asked"`, `"name":"石桥镇"`, `"plate":"贵A00001"`, `"allowed":["withdraw"]`}, save: map[string]string{"twin": "id"}},
	{name: "who rides along does not answer", as: "head", do: "POST /api/v1/requests/{twin}/decision", body: `{"action":"approve","version":1}`, status: 403, contains: []string{"/problems/own-matter"}},
	{name: "it is taken back", as: "cadre", do: "POST /api/v1/requests/{twin}/decision", body: `{"action":"withdraw","version":1}`, status: 200, contains: []string{`"state":"withdrawn"`}},
	{name: "the same without companions", as: "cadre", key: "q3", do: "POST /api/v1/requests", body: `{"purpose":"抢险","places":[{"code":"T1","name":""}],"from":"2026-10-12T00:30:00Z","until":"2026-10-12T09:00:00Z","emergency":true,"reason":"山洪"}`, status: 200, save: map[string]string{"request": "id"}},
	{name: "a cadre does not answer", as: "cadre", do: "POST /api/v1/requests/{request}/decision", body: `{"action":"approve","version":1}`, status: 403, contains: []string{"/problems/action-denied"}},
	{name: "the head of the township sees it", as: "head", do: "GET /api/v1/requests?state=asked", status: 200, contains: []string{`"id":"{request}"`, `"allowed":["approve","reject"]`}},
	{name: "and approves", as: "head", do: "POST /api/v1/requests/{request}/decision", body: `{"action":"approve","version":1,"comment":"同意"}`, status: 200, contains: []string{`"state":"approved"`}},
	{name: "the slip", as: "cadre", do: "GET /api/v1/requests/{request}/slip?format=xlsx", status: 200},
	{name: "another of another day", as: "cadre", key: "q4", do: "POST /api/v1/requests", body: `{"purpose":"开会","places":[{"name":"县城"}],"from":"2026-10-11T00:00:00Z","until":"2026-10-11T09:00:00Z","emergency":true,"reason":"忘记了"}`, status: 200, save: map[string]string{"other": "id"}},
	{name: "approved by finance", as: "finance", do: "POST /api/v1/requests/{other}/decision", body: `{"action":"approve","version":1}`, status: 200},
	{name: "colleagues", as: "cadre", do: "GET /api/v1/colleagues", status: 200, contains: []string{`"id":"P2"`}},
	{name: "the cadre hands in the trace", as: "cadre", key: "k1", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1&purpose=抢险", body: drive(12), status: 201, save: map[string]string{"trace": "id"}},
}

// linkSteps put the trip under the request of another day, by hand.
var linkSteps = []step{
	{name: "the head looks at the trip of their township", as: "head", do: "GET /api/v1/trips/{trip}", status: 200, contains: []string{`"type":"MultiLineString"`}},
	{name: "not at its raw track", as: "head", do: "GET /api/v1/trips/{trip}/fixes?purpose=看", status: 404},
	{name: "under another request", as: "cadre", do: "POST /api/v1/trips/{trip}/request", body: `{"request":"{other}"}`, status: 200, contains: []string{`"by_hand":true`, `"id":"{other}"`}},
	{name: "another's trip is not theirs to link", as: "both", do: "POST /api/v1/trips/{trip}/request", body: `{"request":""}`, status: 403},
	{name: "leave that was used stays", as: "cadre", do: "POST /api/v1/requests/{other}/decision", body: `{"action":"withdraw","version":2}`, status: 409, contains: []string{"/problems/request-driven"}},
}

// deputySteps take the claim through the township, by a deputy, to finance.
var deputySteps = []step{
	{name: "the draft", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, save: map[string]string{"claim": "id", "v": "version"}},
	{name: "the cadre submits", as: "cadre", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, status: 200, save: map[string]string{"v": "version"}},
	{name: "finance waits for the township", as: "finance", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 409, contains: []string{"/problems/claim-unchecked"}},
	{name: "a deputy must be another's", as: "head", key: "d0", do: "POST /api/v1/delegations", body: `{"to":"ghost","from":"{today}","until":"{today}"}`, status: 400, contains: []string{"/problems/delegation-unusable"}},
	{name: "the head is away", as: "head", key: "d1", do: "POST /api/v1/delegations", body: `{"to":"finance","from":"{today}","until":"{today}","reason":"外出"}`, status: 200, contains: []string{`"state":"given"`}, save: map[string]string{"delegation": "id"}},
	{name: "finance acts for the township", as: "finance", do: "GET /api/v1/session", status: 200, contains: []string{`"acting_roles":["township"]`}},
	{name: "and checks in the head's place", as: "finance", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 200, contains: []string{`"state":"checked"`, `"on_behalf_of":[{"login":"head","name":"白沙"`}, save: map[string]string{"v": "version"}},
	{name: "not twice", as: "finance", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 403, contains: []string{"/problems/four-eyes"}},
	{name: "the delegation is ended", as: "head", do: "POST /api/v1/delegations/{delegation}/end", body: `{"version":1}`, status: 200, contains: []string{`"state":"ended"`}},
	{name: "both see it", as: "finance", do: "GET /api/v1/delegations", status: 200, contains: []string{`"id":"{delegation}"`}},
}

// appealSteps reject the claim, appeal, and use the complaint box.
var appealSteps = []step{
	{name: "finance rejects", as: "finance", do: "POST /api/v1/claims/{claim}/reject", body: `{"version":{v},"comment":"不属公务"}`, status: 200, contains: []string{`"state":"rejected"`}},
	{name: "the cadre may appeal", as: "cadre", do: "GET /api/v1/claims/{claim}", status: 200, contains: []string{`"appeal_until":`}},
	{name: "an appeal", as: "cadre", key: "a1", do: "POST /api/v1/claims/{claim}/appeals", body: `{"reason":"有通知"}`, status: 200, contains: []string{`"state":"asked"`, `"overdue":false`}, save: map[string]string{"appeal": "id"}},
	{name: "not by who rejected", as: "finance", do: "POST /api/v1/appeals/{appeal}/decision", body: `{"action":"approve","version":1,"comment":"查实"}`, status: 403, contains: []string{"/problems/four-eyes"}},
	{name: "nor by whom was acted for", as: "both", do: "POST /api/v1/appeals/{appeal}/decision", body: `{"action":"approve","version":1,"comment":"查实"}`, status: 403, contains: []string{"/problems/four-eyes"}},
	{name: "the county sees it", as: "auditor", do: "GET /api/v1/appeals?state=asked", status: 200, contains: []string{`"id":"{appeal}"`}},
	{name: "it is taken back", as: "cadre", do: "POST /api/v1/appeals/{appeal}/decision", body: `{"action":"withdraw","version":1}`, status: 200, contains: []string{`"state":"withdrawn"`}},
	{name: "a complaint without a name", as: "cadre", key: "c1", do: "POST /api/v1/complaints", body: `{"text":"太慢","unnamed":true}`, status: 200, contains: []string{`"state":"asked"`, `"due_at":`}, save: map[string]string{"complaint": "id"}},
	{name: "the county is not told who", as: "auditor", do: "GET /api/v1/complaints", status: 200, contains: []string{`"asked_at":`, `"text":"太慢"`}, lacks: []string{`"asked_by"`}},
	{name: "the county answers", as: "auditor", do: "POST /api/v1/complaints/{complaint}/answer", body: `{"version":1,"answer":"已改"}`, status: 200, contains: []string{`"state":"answered"`}},
	{name: "the cadre reads it", as: "cadre", do: "GET /api/v1/complaints", status: 200, contains: []string{`"comment":"已改"`}},
	{name: "the ledger holds all of it", as: "auditor", do: "GET /api/v1/ledger/verify", status: 200, contains: []string{`"ok":true`}},
}
