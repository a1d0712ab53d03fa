package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	"licheng/lang"
	"licheng/trips"
	"licheng/web/api"
	"licheng/web/auth"
)

// desk is a browser at a server over fakes, with cookies and no redirects.
type desk struct {
	t      *testing.T
	server *httptest.Server
	client *http.Client
}

// newDesk serves rooms with the accounts boss (finance, admin) and zhang (cadre).
func newDesk(t *testing.T, rooms *api.API) desk {
	t.Helper()
	rooms.County, rooms.Deputies = countyNames{}, noDeputies{}
	s := newServer(t, rooms)
	for login, roles := range map[string][]trips.Role{
		"boss": {trips.Finance, trips.Admin}, "zhang": {trips.Cadre}, "new": {trips.Cadre},
	} {
		account := auth.Account{County: "520999", Login: login, Roles: roles, MustChange: login == "new"}
		if err := s.options.Auth.Add(t.Context(), account, "a good password"); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return desk{t: t, server: server, client: &http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true}}}
}

// reply is the head of an answer.
type reply struct {
	StatusCode int
	Header     http.Header
}

// ask sends a request; header is name, value, name, value ….
func (d desk) ask(method, path, body string, header ...string) (reply, string) {
	d.t.Helper()
	request, err := http.NewRequestWithContext(d.t.Context(), method, d.server.URL+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := d.client.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return reply{StatusCode: response.StatusCode, Header: response.Header}, string(text)
}

func (d desk) logIn(login, password string) (reply, string) {
	d.t.Helper()
	body, err := json.Marshal(map[string]string{"login": login, "password": password})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.ask(http.MethodPost, "/api/v1/session", string(body))
}

// noDeputies lets nobody act for others.
type noDeputies struct{}

func (noDeputies) ActingRoles(context.Context, trips.Actor) ([]trips.Role, error) { return nil, nil }

// countyNames knows one county.
type countyNames struct{}

func (countyNames) CountyName(trips.County) lang.Text { return lang.Say("云岭县", "Yunling County") }

func TestSession(t *testing.T) {
	d := newDesk(t, &api.API{})
	wants := func(name, path string, method string, status int, contains string) {
		t.Helper()
		response, body := d.ask(method, path, "")
		if response.StatusCode != status || !strings.Contains(body, contains) {
			t.Fatalf("%s: %d %s", name, response.StatusCode, body)
		}
	}
	wants("before", "/api/v1/session", "GET", 401, "/problems/not-logged-in")
	if response, body := d.logIn("zhang", "a bad password"); response.StatusCode != 401 || !strings.Contains(body, "wrong-login") {
		t.Fatalf("wrong password: %d %s", response.StatusCode, body)
	}
	response, body := d.logIn("zhang", "a good password")
	if response.StatusCode != 200 || !strings.Contains(body, `"roles":["cadre"]`) || !strings.Contains(body, "云岭县") {
		t.Fatalf("login: %d %s", response.StatusCode, body)
	}
	cookie := response.Header.Get("Set-Cookie")
	for _, part := range []string{"licheng_session=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q has no %s", cookie, part)
		}
	}
	wants("after", "/api/v1/session", "GET", 200, `"login":"zhang"`)
	wants("no role for it", "/api/v1/ledger/verify", "GET", 403, "/problems/role-missing")
	wants("logout", "/api/v1/session", "DELETE", 204, "")
	wants("after the logout", "/api/v1/session", "GET", 401, "")

	d.logIn("new", "a good password")
	wants("who must change the password", "/api/v1/vehicles", "GET", 403, "/problems/password-must-change")
	if response, body := d.ask("POST", "/api/v1/session/password", `{"old":"a good password","new":"a better password"}`); response.StatusCode != 204 {
		t.Fatalf("change: %d %s", response.StatusCode, body)
	}
	wants("who changed it", "/api/v1/session", "GET", 200, `"must_change":false`)
}

func TestRefusals(t *testing.T) {
	d := newDesk(t, &api.API{})
	for _, row := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		contains                 string
	}{
		{"unknown address", "GET", "/api/v1/nothing", "", nil, 404, "/problems/no-such-address"},
		{"unknown method", "PUT", "/api/v1/session", "", nil, 405, "/problems/method-not-allowed"},
		{"not JSON", "POST", "/api/v1/session", "{", nil, 400, "/problems/invalid-request"},
		{"field missing", "POST", "/api/v1/session", `{"login":"x"}`, nil, 422, "password"},
		{"field too many", "POST", "/api/v1/session", `{"login":"x","password":"y","z":1}`, nil, 422, "body.z"},
		{"body too large", "POST", "/api/v1/session", `{"login":"` + strings.Repeat("x", 5000) + `"}`, nil, 413, "/problems/body-too-large"},
		{"sent by another site", "POST", "/api/v1/session", `{}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, "/problems/cross-origin"},
		{"in English", "GET", "/api/v1/session", "", []string{"Accept-Language", "en-GB,en;q=0.9"}, 401, "Please log in first."},
		{"in Chinese", "GET", "/api/v1/session", "", []string{"Accept-Language", "zh-CN"}, 401, "请先登录。"},
		{"in neither", "GET", "/api/v1/session", "", []string{"Accept-Language", "fr"}, 401, "请先登录。"},
		{"a token of nobody", "GET", "/api/v1/session", "", []string{"Authorization", "Bearer licheng_x"}, 401, "not-logged-in"},
		{"a bad token on an open route", "DELETE", "/api/v1/session", "", []string{"Authorization", "Bearer licheng_x"}, 401, "not-logged-in"},
		{"a file that is not there", "GET", "/assets/main-0000.js", "", nil, 404, "no-such-address"},
		{"a post to a page", "POST", "/office", "", nil, 405, "method-not-allowed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			response, body := d.ask(row.method, row.path, row.body, row.header...)
			if response.StatusCode != row.status || !strings.Contains(body, row.contains) {
				t.Fatalf("%d %s", response.StatusCode, body)
			}
			if kind := response.Header.Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("content type %s", kind)
			}
			var problem api.Problem
			if err := json.Unmarshal([]byte(body), &problem); err != nil || problem.Status != row.status {
				t.Errorf("%v: %+v", err, problem)
			}
			if id := response.Header.Get("X-Request-Id"); id == "" || id != problem.RequestID {
				t.Errorf("request ids %q and %q", id, problem.RequestID)
			}
		})
	}
}

func TestApp(t *testing.T) {
	d := newDesk(t, &api.API{})
	for path, want := range map[string]string{
		"/": "text/html; charset=utf-8", "/assets/main-1f2e.js": "text/javascript; charset=utf-8",
		"/manifest.webmanifest": "application/manifest+json",
	} {
		if response, _ := d.ask("GET", path, ""); response.Header.Get("Content-Type") != want {
			t.Errorf("%s: content type %q, want %q", path, response.Header.Get("Content-Type"), want)
		}
	}
	for _, row := range []struct{ path, contains, cache string }{
		{"/", "cadre", "no-cache"},
		{"/trips/01", "cadre", "no-cache"},
		{"/office", "office", "no-cache"},
		{"/office/claims/7", "office", "no-cache"},
		{"/office.html", "office", "no-cache"},
		{"/assets/main-1f2e.js", "1", "public, max-age=31536000, immutable"},
	} {
		t.Run(row.path, func(t *testing.T) {
			response, body := d.ask("GET", row.path, "")
			if response.StatusCode != 200 || !strings.Contains(body, row.contains) {
				t.Fatalf("%d %s", response.StatusCode, body)
			}
			if got := response.Header.Get("Cache-Control"); got != row.cache {
				t.Errorf("cache control %q", got)
			}
			if csp := response.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self';") {
				t.Errorf("content security policy %q", csp)
			}
			again, _ := d.ask("GET", row.path, "", "If-None-Match", response.Header.Get("ETag"))
			if again.StatusCode != http.StatusNotModified {
				t.Errorf("asked again: %d", again.StatusCode)
			}
		})
	}
}

// failing is a room whose every answer is a failure that nobody foresaw.
type failing struct{ api.Traces }

func (failing) Upload(context.Context, trips.Actor, trips.TraceID) (trips.Upload, error) {
	return trips.Upload{}, errors.New("table traces: no such column: secret")
}

func (failing) Uploads(context.Context, trips.Actor, trips.UploadFilter) ([]trips.Upload, error) {
	panic("a bug")
}

func TestFailuresTellNothing(t *testing.T) {
	d := newDesk(t, &api.API{Traces: failing{}})
	d.logIn("zhang", "a good password")
	for _, path := range []string{"/api/v1/traces/1", "/api/v1/traces"} {
		response, body := d.ask("GET", path, "")
		if response.StatusCode != 500 || !strings.Contains(body, "/problems/internal") {
			t.Errorf("%s: %d %s", path, response.StatusCode, body)
		}
		for _, secret := range []string{"secret", "bug", "goroutine", ".go:"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells %q: %s", path, secret, body)
			}
		}
	}
}

func TestCompression(t *testing.T) {
	d := newDesk(t, &api.API{})
	plain, text := d.ask("GET", "/api/v1/openapi.json", "")
	packed, bytes := d.ask("GET", "/api/v1/openapi.json", "", "Accept-Encoding", "gzip")
	if plain.Header.Get("Content-Encoding") != "" || packed.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("encodings %q and %q", plain.Header.Get("Content-Encoding"), packed.Header.Get("Content-Encoding"))
	}
	if len(bytes)*4 > len(text) {
		t.Errorf("%d bytes became %d", len(text), len(bytes))
	}
}

func TestMetricsNameRoutes(t *testing.T) {
	d := newDesk(t, &api.API{})
	d.ask("GET", "/api/v1/trips/01998", "")
	_, body := d.ask("GET", "/metrics", "")
	if !strings.Contains(body, `licheng_http_requests_total{method="GET",route="/api/v1/trips/{id}",status="401"} 1`) {
		t.Error("the request is not counted under its route")
	}
	if strings.Contains(body, "01998") {
		t.Error("the metrics hold an id")
	}
}
