package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"licheng/reimburse"
	"licheng/trips"
	"licheng/web/auth"
)

// rights says who is let through the door to each operation of the API: c a cadre,
// t a township, f finance, a an auditor, d an administrator; * everybody, logged in
// or not. A cadre and a township may stand in for somebody of finance, so the door
// lets them to what deputies do; what they may do there is for TestStateChanges.
const rights = `
POST   session *            DELETE session *           GET session ctfad          POST session/password ctfad
GET    places ctfad         GET    roads ctfad         GET complaints ctfad       POST complaints ctfad
POST   complaints/{id}/answer ctfa                     GET ledger/verify fad

GET    claims ctfa          GET    claims/{id} ctfa    GET claims/{id}/facts ctfa GET claims/{id}/form ctfa
GET    claims/{id}/invoices ctfa                       GET claims/{id}/invoices/{invoice}/file ctfa
GET    claims/current c     POST   claims/{id}/submit c POST claims/{id}/appeals c
POST   claims/{id}/invoices c                          DELETE claims/{id}/invoices/{invoice} c
POST   claims/{id}/return ctf POST claims/{id}/approve ctf POST claims/{id}/reject ctf POST claims/{id}/pay ctf
POST   claims/decisions ctf GET    claims/{id}/budget fa

POST   requests c           GET    requests ctfa       GET requests/{id} ctfa     GET requests/{id}/slip ctfa
POST   requests/{id}/decision ctfa                     GET trips/{id}/request ctfa POST trips/{id}/request c
POST   delegations ctf      GET    delegations ctfa    POST delegations/{id}/end ctf
GET    appeals ctfa         POST   appeals/{id}/decision ctf
GET    colleagues c

POST   batches ctf          GET    batches ctfa        GET batches/{id} ctfa      GET batches/{id}/file ctf
POST   batches/{id}/answer-file ctf                    POST batches/{id}/answers ctf
GET    corrections ctfa     POST   corrections ctf
GET    budgets fa           GET    invoices fa         GET audit/adequacy fa      GET lists/{month}/{kind} fa
GET    months/{month}/facts c POST months/{month}/facts c

POST   months/{month}/vouchers/{voucher}/approval c     GET voucher-approvals ctfa
POST   voucher-approvals/{id}/decision ctf             GET voucher-approvals/{id}/invoices/{invoice}/file ctfa

POST   traces c             GET    traces ctfa         GET traces/{id} ctfa       DELETE traces/{id}/edits c
DELETE traces/{id} c
POST   statements c         POST   statements/{id}/withdraw c GET usual-routes c
GET    companion-asks c     POST   companion-asks/{id} c
GET    private-areas c      PUT    private-areas/{id} c DELETE private-areas/{id} c
POST   recordings c         GET    recordings c        POST recordings/{id}/end c POST trackers c
GET    trips ctfa           GET    trips/{id} ctfa     GET trips/{id}/fixes ctfa  GET trips/{id}/reads ctfa
POST   trips/{id}/split c   POST   trips/{id}/crop c   POST trips/{id}/merge c    GET trips/{id}/neighbours c
GET    vehicles ctfa        GET    toll-records ctfa   POST toll-records c
`

// TestDoor knocks as every role at every operation of the API.
func TestDoor(t *testing.T) {
	c := openSmallCounty(t)
	want := map[string]string{}
	words := strings.Fields(rights)
	for i := 0; i+2 < len(words); i += 3 {
		want[words[i]+" /api/v1/"+words[i+1]] = words[i+2]
	}
	address := strings.NewReplacer("{id}", "x", "{invoice}", "x", "{voucher}", "x", "{month}", "2026-10", "{kind}", "month")
	for _, r := range c.operations() {
		who, written := want[r]
		if !written {
			t.Errorf("%s stands in no table of rights", r)
		}
		delete(want, r)
		method, path, _ := strings.Cut(r, " ")
		for letter, login := range map[string]string{"": "", "c": "cadre", "t": "head", "f": "finance", "a": "auditor", "d": "admin"} {
			status, body := c.ask(login, method, address.Replace(path), "{}", map[string]string{"Content-Type": "application/json", "Idempotency-Key": "door-" + letter})
			turned := status == http.StatusForbidden && strings.Contains(body, "/problems/role-missing")
			if login == "" {
				turned = status == http.StatusUnauthorized && strings.Contains(body, "/problems/not-logged-in")
			}
			let := who == "*" || (login != "" && strings.Contains(who, letter))
			if method+path == "POST/api/v1/session" { // whoever it is has no password in {}
				let = !turned
			}
			if let == turned {
				t.Errorf("%s as %q: %d %s; want let through: %v", r, login, status, body, let)
			}
			if status == http.StatusInternalServerError {
				t.Errorf("%s as %q: %d %s", r, login, status, body)
			}
		}
	}
	for r := range want {
		t.Errorf("%s has rights, but is no operation", r)
	}
}

// TestStateChanges: what moves a claim, its request or its money is never its own
// person's to do, nor that of somebody without the role, whatever door they take;
// and its forms are for those who see it.
func TestStateChanges(t *testing.T) {
	c := openSmallCounty(t)
	saved := map[string]string{}
	for _, s := range stateSteps {
		c.take(s, saved)
		if saved["trace"] != "" && saved["trip"] == "" {
			saved["trip"] = c.waitForTrip("cadre", saved["trace"])
		}
	}
}

// operations lists method and path of all that the API describes.
func (c *smallCounty) operations() (all []string) {
	c.t.Helper()
	document, err := c.app.server.OpenAPI()
	if err != nil {
		c.t.Fatal(err)
	}
	var described struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal(document, &described); err != nil {
		c.t.Fatal(err)
	}
	for path, methods := range described.Paths {
		for method := range methods {
			all = append(all, strings.ToUpper(method)+" "+path)
		}
	}
	return all
}

var stateSteps = []step{
	{name: "the cadre asks leave", as: "cadre", key: "r", do: "POST /api/v1/requests", body: `{"purpose":"走访","places":[{"code":"T1","name":""}],"from":"2036-10-12T00:30:00Z","until":"2036-10-12T09:00:00Z"}`, status: 200, save: map[string]string{"request": "id"}},
	{name: "and does not give it", as: "cadre", do: "POST /api/v1/requests/{request}/decision", body: `{"action":"approve","version":1}`, status: 403, contains: []string{"/problems/action-denied"}},
	{name: "an auditor neither", as: "auditor", do: "POST /api/v1/requests/{request}/decision", body: `{"action":"approve","version":1}`, status: 403},
	{name: "the cadre hands in", as: "cadre", key: "k", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1&purpose=走访", body: drive(12), status: 201, save: map[string]string{"trace": "id"}},
	{name: "the draft", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, save: map[string]string{"claim": "id", "v": "version"}},
	{name: "a voucher is said, not approved", as: "cadre", do: "POST /api/v1/months/2026-10/facts", body: `{"version":0,"facts":{"trips":[],"stays":[],"meals":[],"cars":[],"benefits":[],"vouchers":[{"id":"a","kind":"parking","day":"2026-10-12","amount_fen":500,"approved":true}]}}`, status: 422, contains: []string{"approved", "unexpected property"}},
	{name: "a draft is nobody else's", as: "finance", do: "GET /api/v1/claims/{claim}", status: 404},
	{name: "nor its form", as: "auditor", do: "GET /api/v1/claims/{claim}/form?format=pdf", status: 404},
	{name: "finance does not hand it in", as: "finance", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, status: 403},
	{name: "the cadre submits", as: "cadre", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, status: 200, save: map[string]string{"v": "version"}},
	{name: "does not approve", as: "cadre", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 403},
	{name: "nor reject", as: "cadre", do: "POST /api/v1/claims/{claim}/reject", body: `{"version":{v},"comment":"x"}`, status: 403},
	{name: "nor return", as: "cadre", do: "POST /api/v1/claims/{claim}/return", body: `{"version":{v},"comment":"x"}`, status: 403},
	{name: "nor pay what nobody can yet", as: "cadre", do: "POST /api/v1/claims/{claim}/pay", body: `{"version":{v},"reference":"x"}`, status: 409},
	{name: "nor in bulk", as: "cadre", do: "POST /api/v1/claims/decisions", body: `{"action":"approve","mode":"each","claims":[{"id":"{claim}","version":{v}}]}`, status: 200, contains: []string{`"ok":false`, "/problems/action-denied"}},
	{name: "an auditor does not approve", as: "auditor", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 403},
	{name: "a township that checks nothing does not", as: "head", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 403},
	{name: "nothing moved", as: "auditor", do: "GET /api/v1/claims/{claim}", status: 200, contains: []string{`"state":"submitted"`}},
	{name: "finance approves", as: "finance", do: "POST /api/v1/claims/{claim}/approve", body: `{"version":{v}}`, status: 200, save: map[string]string{"v": "version"}},
	{name: "the cadre does not pay", as: "cadre", do: "POST /api/v1/claims/{claim}/pay", body: `{"version":{v},"reference":"x"}`, status: 403},
	{name: "not in a batch", as: "cadre", key: "b", do: "POST /api/v1/batches", body: `{"claims":[{"id":"{claim}","version":{v}}]}`, status: 403, contains: []string{"/problems/claims-denied"}},
	{name: "nor does a township", as: "head", key: "b", do: "POST /api/v1/batches", body: `{"claims":[{"id":"{claim}","version":{v}}]}`, status: 403, contains: []string{"/problems/claims-denied"}},
	{name: "nor see batches", as: "cadre", do: "GET /api/v1/batches", status: 403},
	{name: "nor corrections", as: "cadre", do: "GET /api/v1/corrections?from=2026-10&to=2026-10", status: 403},
	{name: "nor post them", as: "cadre", key: "x", do: "POST /api/v1/corrections", body: `{"from":"2026-10","to":"2026-10","digest":"0000000000000000000000000000000000000000000000000000000000000000","reason":"x"}`, status: 403},
	{name: "a complaint", as: "cadre", key: "c", do: "POST /api/v1/complaints", body: `{"text":"太慢"}`, status: 200, save: map[string]string{"complaint": "id"}},
	{name: "is not answered by who wrote it", as: "cadre", do: "POST /api/v1/complaints/{complaint}/answer", body: `{"version":1,"answer":"x"}`, status: 403},
	{name: "an appeal", as: "cadre", key: "a", do: "POST /api/v1/claims/{claim}/appeals", body: `{"line":1,"reason":"少算"}`, status: 200, save: map[string]string{"appeal": "id"}},
	{name: "is not answered by who appealed", as: "cadre", do: "POST /api/v1/appeals/{appeal}/decision", body: `{"action":"approve","version":1,"comment":"x","fen":100}`, status: 403},
	{name: "still approved, not paid", as: "cadre", do: "GET /api/v1/claims/{claim}", status: 200, contains: []string{`"state":"approved"`}},
}

// TestFormsOverHTTP: who sees a claim gets its form, nobody else; no cache keeps
// it; a name of rare characters stands in it whole.
func TestFormsOverHTTP(t *testing.T) {
	c := openSmallCounty(t)
	admin := trips.Actor{County: smallCode, Login: "setup", Roles: []trips.Role{trips.Admin}}
	const rare = "龘𬱖𠅤" // beyond what many fonts hold
	people := strings.Replace(smallPeople, "P1,青石,", "P1,"+rare+",", 1) + "P3,远山,institution,T2,白水乡,白水乡人民政府\n"
	if r, err := c.app.money.Import(t.Context(), admin, reimburse.ImportPeople, "people.csv", strings.NewReader(people), false); err != nil || !r.Written {
		t.Fatal(err, r.Problems)
	}
	for _, a := range []auth.Account{
		{County: smallCode, Login: "far", Roles: []trips.Role{trips.Cadre}, Person: "P3"},
		{County: smallCode, Login: "far-head", Roles: []trips.Role{trips.Township}, Person: "P3"},
	} {
		if err := c.app.addAccount(t.Context(), a, smallPassword); err != nil {
			t.Fatal(err)
		}
		token, err := c.app.auth.IssueToken(t.Context(), smallCode, a.Login, "test", time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		c.tokens[a.Login] = token
	}
	saved := map[string]string{}
	for _, s := range stateSteps[:1] {
		c.take(s, saved)
	}
	c.take(stateSteps[3], saved)
	c.waitForTrip("cadre", saved["trace"])
	c.take(stateSteps[4], saved)
	c.take(stateSteps[9], saved)
	for _, form := range []string{"/api/v1/claims/" + saved["claim"] + "/form", "/api/v1/requests/" + saved["request"] + "/slip"} {
		for login, want := range map[string]int{
			"cadre": 200, "finance": 200, "auditor": 200, "head": 200, "far": 404, "far-head": 404, "admin": 403, "": 401,
		} {
			for format, kind := range map[string]string{
				"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
			} {
				status, header, body := c.download(login, form+"?format="+format)
				if strings.Contains(string(body), "/problems/font-missing") {
					t.Fatal("the font is missing: run scripts/fonts")
				}
				if status != want {
					t.Errorf("%s as %q: %d, want %d", form, login, status, want)
				}
				if header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s as %q: a cache may keep it: %v", form, login, header)
				}
				if want == 200 && (header.Get("Content-Type") != kind || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment") && !strings.HasPrefix(header.Get("Content-Disposition"), "inline")) {
					t.Errorf("%s as %q: %v", form, login, header)
				}
				if want == 200 && format == "xlsx" && !strings.Contains(unzipped(t, body), rare) {
					t.Errorf("%s has lost %s", form, rare)
				}
				if want == 200 && format == "pdf" && !bytes.HasPrefix(body, []byte("%PDF-")) {
					t.Errorf("%s is no PDF: %.40q", form, body)
				}
			}
		}
	}
}

// download gets a file as a login.
func (c *smallCounty) download(as, path string) (int, http.Header, []byte) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.server.URL+path, http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	if as != "" {
		request.Header.Set("Authorization", "Bearer "+c.tokens[as])
	}
	response, err := c.server.Client().Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return response.StatusCode, response.Header, body
}

// unzipped is all text of a workbook.
func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(&all, part) //nolint:gosec // a workbook of ours
		if err := errors.Join(err, part.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
