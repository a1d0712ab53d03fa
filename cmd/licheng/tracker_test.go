package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"licheng/geo/geotest"
	"licheng/trips"
	"licheng/web/api"
)

// A cadre sets a tracker app up, switches recording on, drives while four apps
// send in their own ways, ends, and finds one trip. The app's token opens
// nothing else, and what it sends at other times is answered and forgotten.
func TestTrackersOfPhones(t *testing.T) {
	c := openSmallCounty(t)
	status, body := c.ask("cadre", http.MethodPost, "/api/v1/trackers", `{"origin":"https://licheng.example.cn"}`, map[string]string{"Content-Type": "application/json", "Idempotency-Key": "k"})
	var tracker api.Tracker
	if err := json.Unmarshal([]byte(body), &tracker); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	var kept int // answers that are given again
	const secret = `SELECT count(*) FROM answered_requests WHERE CAST(body AS TEXT) LIKE ?`
	if err := c.app.db.Get(&kept, secret, "%"+tracker.Token+"%"); err != nil || kept != 0 {
		t.Errorf("%d kept answers hold the token, %v", kept, err)
	}
	if app := tracker.Apps[0]; app.URL != "https://licheng.example.cn/ingest/osmand?token="+tracker.Token || !strings.HasPrefix(app.QR, "<svg ") {
		t.Errorf("%+v", app)
	}
	// An hour ago, so that the drive lies in the past.
	r, err := c.app.trips.StartRecording(t.Context(), trips.Actor{County: smallCode, Login: "cadre", Person: "P1", Roles: []trips.Role{trips.Cadre}}, "V1", "下村", 2*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	const backdate = `UPDATE recordings SET started_at = ? WHERE id = ?`
	began := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	if _, err := c.app.db.Exec(backdate, began, r.ID); err != nil {
		t.Fatal(err)
	}
	send := func(header map[string]string, path, body string, want string) {
		t.Helper()
		if status, answer := c.ask("", http.MethodPost, path, body, header); status != http.StatusOK || answer != want {
			t.Fatalf("%s: %d %s", path, status, answer)
		}
	}
	for i := range 80 { // 8 km along the road, a fix every 8 s
		p, at := geotest.At(float64(i)*100, 0), began.Add(time.Duration(i)*8*time.Second)
		lat, lon := p.Lat(), p.Lon()
		switch i / 20 { // the app is changed on the way, three times
		case 0:
			send(nil, fmt.Sprintf("/ingest/osmand?id=%s&lat=%.7f&lon=%.7f&timestamp=%d", tracker.Token, lat, lon, at.Unix()), "", "")
		case 1:
			basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("wang:"+tracker.Token))
			send(map[string]string{"Authorization": basic}, "/ingest/owntracks", fmt.Sprintf(`{"_type":"location","lat":%.7f,"lon":%.7f,"tst":%d}`, lat, lon, at.Unix()), "[]")
		case 2:
			one := fmt.Sprintf(`{"type":"Feature","geometry":{"type":"Point","coordinates":[%.7f,%.7f]},"properties":{"timestamp":%q}}`, lon, lat, at.Format(time.RFC3339))
			bearer := map[string]string{"Authorization": "Bearer " + tracker.Token}
			send(bearer, "/ingest/overland", `{"locations":[`+one+`,`+one+`]}`, `{"result":"ok"}`)
			send(bearer, "/ingest/overland", `{"locations":[`+one+`]}`, `{"result":"ok"}`) // the answer was lost
		default:
			send(nil, fmt.Sprintf("/ingest/gpslogger?token=%s&lat=%.7f&lon=%.7f&time=%s", tracker.Token, lat, lon, at.Format(time.RFC3339)), "", "")
		}
	}
	before := began.Add(-time.Minute)
	send(nil, fmt.Sprintf("/ingest/osmand?token=%s&lat=26&lon=106&timestamp=%d", tracker.Token, before.Unix()), "", "")
	status, body = c.ask("cadre", http.MethodPost, "/api/v1/recordings/"+string(r.ID)+"/end", "", nil)
	var ended api.Recording
	if err := json.Unmarshal([]byte(body), &ended); err != nil || status != http.StatusOK || ended.Fixes != 80 || ended.TraceID == "" {
		t.Fatalf("%d %s", status, body)
	}
	c.waitLines(1)
	cadre := trips.Actor{County: smallCode, Login: "cadre", Person: "P1", Roles: []trips.Role{trips.Cadre}}
	found, err := c.app.trips.Trips(t.Context(), cadre, trips.TripFilter{})
	if err != nil || len(found) != 1 || math.Abs(found[0].DistanceM-7900) > 40 {
		t.Errorf("%d trips, %+v, %v; want one of 7.9 km", len(found), found, err)
	}
}

// A tracker's token is for sending only, and only such a token sends.
func TestTrackerTokensOpenNothingElse(t *testing.T) {
	c := openSmallCounty(t)
	token, _, err := c.app.auth.IssueTrackerToken(t.Context(), trips.Actor{County: smallCode, Login: "cadre"})
	if err != nil {
		t.Fatal(err)
	}
	financeToken, _, err := c.app.auth.IssueTrackerToken(t.Context(), trips.Actor{County: smallCode, Login: "finance"})
	if err != nil {
		t.Fatal(err)
	}
	const fix = "/ingest/osmand?lat=26&lon=106&timestamp=1791072000"
	for _, row := range []struct {
		name, method, path, bearer string
		status                     int
	}{
		{"good for sending", http.MethodGet, fix, token, 200},
		{"as a parameter", http.MethodGet, fix + "&token=" + token, "", 200},
		{"no token", http.MethodGet, fix, "", 401},
		{"a program's token", http.MethodGet, fix, c.tokens["cadre"], 401},
		{"somebody without trips", http.MethodGet, fix, financeToken, 403},
		{"no good for the API", http.MethodGet, "/api/v1/trips", token, 401},
		{"no good for starting", http.MethodPost, "/api/v1/recordings", token, 401},
		{"not a message", http.MethodPost, "/ingest/owntracks", token, 400},
		{"no such protocol", http.MethodGet, "/ingest/telepathy", token, 404},
	} {
		header := map[string]string{}
		if row.bearer != "" {
			header["Authorization"] = "Bearer " + row.bearer
		}
		if status, body := c.ask("", row.method, row.path, "", header); status != row.status {
			t.Errorf("%s: %d %s, want %d", row.name, status, body, row.status)
		}
	}
}
