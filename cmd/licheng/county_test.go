package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"licheng/geo/geotest"
	"licheng/geo/roads"
	"licheng/reimburse"
	"licheng/trips"
	"licheng/web/auth"
)

// smallCounty is a county with one straight road of 20 km, two people, and a
// rule of 0.80 yuan a kilometre, served by the whole service on SQLite.
type smallCounty struct {
	t      testing.TB
	app    *app
	server *httptest.Server
	tokens map[string]string // by login
}

const (
	smallCode     = "529901"
	smallPassword = "a password of the test"
	smallRule     = `
id: county-transport
version: 2026-1
title: {zh: 公务出行交通费办法, en: transport costs}
in_force: {from: 2026-01-01}
county: "529901"
currency: CNY
items:
  - id: km
    clause: 第五条
    title: {zh: 里程, en: mileage}
    per_km: {rates: [{yuan_per_km: 0.80}]}
`
	smallPeople = `id,name,staff_class,township,township_name,unit
P1,青石,institution,T1,石桥镇,石桥镇人民政府
P2,白沙,institution,T1,石桥镇,石桥镇人民政府
`
	smallVehicles = `id,person_id,plate,class,energy,grade,declared_consumption,seats
V1,P1,贵A00001,car,petrol,92,7.0,5
V2,P2,贵A00002,car,petrol,92,7.0,5
`
	smallPlaces = `code,name,kind,lon,lat
T1,石桥镇,township,%f,%f
`
)

// openSmallCounty lays the county out and opens it; jobs run until the test ends.
func openSmallCounty(t testing.TB) *smallCounty {
	t.Helper()
	config := smallConfig(t.TempDir())
	layRoad(t, config.Roads)
	return openCounty(t, config, true)
}

// smallConfig is the configuration of the county kept in a folder, on SQLite.
func smallConfig(dir string) Config {
	config := defaultConfig()
	config.County, config.DataDir = smallCode, filepath.Join(dir, "data")
	config.Database = filepath.Join(config.DataDir, "licheng.db")
	config.Roads, config.Workers = filepath.Join(dir, "county.roads"), 2
	return config
}

// openCounty opens the county, and fills it when it is empty.
func openCounty(t testing.TB, config Config, empty bool) *smallCounty {
	t.Helper()
	return openLoggedCounty(t, config, empty, slog.DiscardHandler)
}

// openLoggedCounty is openCounty with a log.
func openLoggedCounty(t testing.TB, config Config, empty bool, log slog.Handler) *smallCounty {
	t.Helper()
	a, err := openApp(t.Context(), config, slog.New(log))
	if err != nil {
		t.Fatal(err)
	}
	c := &smallCounty{t: t, app: a, server: httptest.NewServer(a.server.Handler()), tokens: map[string]string{}}
	t.Cleanup(c.close)
	if empty {
		c.importTables()
	}
	c.issueTokens()
	if a.workers() > 0 {
		if err := a.queue.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// close ends the service; a second call does nothing.
func (c *smallCounty) close() {
	if c.app == nil {
		return
	}
	c.server.Close()
	if err := c.app.close(context.Background()); err != nil {
		c.t.Error(err)
	}
	c.app = nil
}

// issueTokens gives every account a token.
func (c *smallCounty) issueTokens() {
	c.t.Helper()
	for _, login := range []string{"cadre", "both", "head", "finance", "auditor", "admin"} {
		token, err := c.app.auth.IssueToken(c.t.Context(), smallCode, login, "test", time.Now().Add(time.Hour))
		if err != nil {
			c.t.Fatal(err)
		}
		c.tokens[login] = token
	}
}

// layRoad writes a road file with one straight road of 20 km to the east.
func layRoad(t testing.TB, path string) {
	t.Helper()
	in := roads.Input{Sources: []string{"small.osm"}}
	way := roads.Way{ID: 1, Class: roads.Secondary, Name: "县道"}
	for km := range 21 {
		id := int64(km + 1)
		in.Nodes = append(in.Nodes, roads.Node{ID: id, Point: geotest.At(float64(km)*1000, 0)})
		way.Nodes = append(way.Nodes, id)
	}
	in.Ways = append(in.Ways, way)
	network, err := roads.Build(in)
	if err == nil {
		err = network.WriteFile(path)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (c *smallCounty) importTables() {
	c.t.Helper()
	admin := trips.Actor{County: smallCode, Login: "setup", Roles: []trips.Role{trips.Admin}}
	town := geotest.At(0, 0)
	places, err := c.app.trips.ImportPlaces(c.t.Context(), admin,
		strings.NewReader(fmt.Sprintf(smallPlaces, town.Lon(), town.Lat())), "places.csv", false)
	if err != nil || len(places.Refused) > 0 {
		c.t.Fatalf("places: %v %v", err, places.Refused)
	}
	for _, table := range []struct {
		kind reimburse.ImportKind
		name string
		text string
	}{
		{reimburse.ImportPeople, "people.csv", smallPeople},
		{reimburse.ImportVehicles, "vehicles.csv", smallVehicles},
		{reimburse.ImportRules, "rules.yaml", smallRule},
	} {
		report, err := c.app.money.Import(c.t.Context(), admin, table.kind, table.name, strings.NewReader(table.text), false)
		if err != nil || len(report.Problems) > 0 {
			c.t.Fatalf("%s: %v %v", table.name, err, report.Problems)
		}
	}
	for _, account := range []auth.Account{
		{Login: "cadre", Roles: []trips.Role{trips.Cadre}, Person: "P1"},
		{Login: "both", Roles: []trips.Role{trips.Cadre, trips.Finance}, Person: "P2"},
		{Login: "finance", Roles: []trips.Role{trips.Finance}},
		{Login: "finance2", Roles: []trips.Role{trips.Finance}},
		{Login: "head", Roles: []trips.Role{trips.Township}, Person: "P2"},
		{Login: "auditor", Roles: []trips.Role{trips.Auditor}},
		{Login: "admin", Roles: []trips.Role{trips.Admin}},
	} {
		account.County = smallCode
		if err := c.app.addAccount(c.t.Context(), account, smallPassword); err != nil {
			c.t.Fatal(err)
		}
	}
}

// drive is a GPX of a drive of so many kilometres along the road at 15 m/s,
// a fix every 5 s, on 12 October 2026 from 09:00 in Shanghai, with a stay of
// five minutes at its end.
func drive(km float64) string {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	at := time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)
	point := func(eastM float64) {
		p := geotest.At(eastM, 0)
		fmt.Fprintf(&b, `<trkpt lat="%.7f" lon="%.7f"><time>%s</time></trkpt>`, p.Lat(), p.Lon(), at.Format(time.RFC3339))
		at = at.Add(5 * time.Second)
	}
	for eastM := 0.0; eastM < km*1000; eastM += 75 {
		point(eastM)
	}
	for range 60 {
		point(km * 1000)
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return b.String()
}

// ask sends a request as a login and returns the answer's status and body.
func (c *smallCounty) ask(as, method, path, body string, header map[string]string) (int, string) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.server.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if as != "" {
		request.Header.Set("Authorization", "Bearer "+c.tokens[as])
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := c.server.Client().Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		c.t.Fatal(err)
	}
	return response.StatusCode, text.String()
}
