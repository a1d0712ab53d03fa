package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"licheng/geo/geotest"
	"licheng/trips"
)

// shared is a buffer several goroutines write to.
type shared struct {
	mu sync.Mutex
	bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Buffer.Write(p)
}

// homeEnds are the places of a drive's first 600 m as they could be written,
// with seven digits or without the last.
func homeEnds() (digits []string) {
	for eastM := 0.0; eastM < 600; eastM += 75 {
		lon := fmt.Sprintf("%.7f", geotest.At(eastM, 0).Lon())
		digits = append(digits, lon, lon[:len(lon)-1])
	}
	return digits
}

// standsIn names the files below a folder in which one of the texts stands.
func standsIn(t *testing.T, folder string, texts []string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if slices.ContainsFunc(texts, func(s string) bool { return bytes.Contains(content, []byte(s)) }) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A cadre sets a home through the door, hands a drive in that begins there, and
// is paid for the rest. The private end is in no file of the data folder, in no
// temporary file and in no line of the log; nobody else can ask where the home
// is, and the answers others get do not say.
func TestPrivateEndThroughTheDoor(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", filepath.Join(dir, "tmp"))
	if err := os.Mkdir(os.TempDir(), 0o700); err != nil {
		t.Fatal(err)
	}
	var log shared
	config := smallConfig(dir)
	layRoad(t, config.Roads)
	c := openLoggedCounty(t, config, true, slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))

	// The circle of 700 m around a place 40 m beside the first fix.
	centre := geotest.At(-100, 40)
	saved := map[string]string{}
	area := fmt.Sprintf(`{"kind":"home","name":"家","lon":%.7f,"lat":%.7f,"radius_m":700}`, centre.Lon(), centre.Lat())
	put := map[string]string{"Content-Type": "application/json"}
	if status, body := c.ask("cadre", http.MethodPut, "/api/v1/private-areas/home", area, put); status != http.StatusNoContent {
		t.Fatalf("%d %s", status, body)
	}
	if status, body := c.ask("cadre", http.MethodPut, "/api/v1/private-areas/home", strings.Replace(area, "700", "9", 1), put); status != http.StatusUnprocessableEntity {
		t.Errorf("a radius of 9 m: %d %s", status, body)
	}
	for _, s := range []step{
		{name: "one's own", as: "cadre", do: "GET /api/v1/private-areas", status: 200, contains: []string{`"name":"家"`, `"radius_m":700`}},
		{name: "another cadre's are others", as: "both", do: "GET /api/v1/private-areas", status: 200, contains: []string{"[]"}},
		{name: "not for finance", as: "finance", do: "GET /api/v1/private-areas", status: 403},
		{name: "not for administrators", as: "admin", do: "GET /api/v1/private-areas", status: 403},
		{name: "an odd stretch", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&private=yesterday", body: drive(12), key: "k0", status: 400, contains: []string{"/problems/private-span"}},
		{name: "hand in", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1", body: drive(12), key: "k1", status: 201, save: map[string]string{"trace": "id"}},
		{name: "the same file, another time", as: "cadre", do: "POST /api/v1/traces?file_name=a.gpx&vehicle_id=V1", body: drive(12), key: "k2", status: 200, contains: []string{`"id":"{trace}"`}},
	} {
		c.take(s, saved)
	}
	saved["trip"] = c.waitForTrip("cadre", saved["trace"])
	c.waitLines(1)
	cadre := trips.Actor{County: smallCode, Login: "cadre", Person: "P1", Roles: []trips.Role{trips.Cadre}}
	found, err := c.app.trips.Trips(t.Context(), cadre, trips.TripFilter{})
	if err != nil || len(found) != 1 || math.Abs(found[0].DistanceM-11_400) > 40 {
		t.Fatalf("%d trips, %+v, %v; want one of 11.4 km", len(found), found, err)
	}
	for _, s := range []step{
		{name: "the report speaks of the file", as: "cadre", do: "GET /api/v1/traces/{trace}", status: 200, contains: []string{`"reason":"private"`, `"fixes":220`, `"kept":212`}},
		{name: "submit", as: "cadre", do: "GET /api/v1/claims/current?month=2026-10", status: 200, save: map[string]string{"claim": "id", "v": "version"}},
		{name: "submit", as: "cadre", do: "POST /api/v1/claims/{claim}/submit", body: `{"version":{v}}`, status: 200},
	} {
		c.take(s, saved)
	}
	_, seen := c.ask("finance", http.MethodGet, "/api/v1/trips/"+saved["trip"]+"/fixes?purpose="+url.QueryEscape("核对"), "", nil)
	if !strings.Contains(seen, "FeatureCollection") || slices.ContainsFunc(homeEnds(), func(s string) bool { return strings.Contains(seen, s) }) {
		t.Error("finance sees the private end, or nothing")
	}
	c.close()
	if files := standsIn(t, dir, homeEnds()); len(files) > 0 {
		t.Errorf("the private end stands in %v", files)
	}
	if slices.ContainsFunc(append(homeEnds(), fmt.Sprintf("%.5f", centre.Lon())), func(s string) bool { return strings.Contains(log.String(), s) }) || log.Len() == 0 {
		t.Error("the log tells the home, or nothing")
	}
	if files := standsIn(t, dir, []string{fmt.Sprintf("%.7f", geotest.At(900, 0).Lon())}); len(files) == 0 {
		t.Error("the rest of the drive stands nowhere: the search finds nothing")
	}
}
