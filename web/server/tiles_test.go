package server

import (
	"strings"
	"testing"

	"licheng/web/api"
)

func TestTileAddress(t *testing.T) {
	for _, row := range []struct {
		z, x, y string
		ok      bool
	}{
		{"0", "0", "0.mvt", true},
		{"3", "7", "7.mvt", true},
		{"3", "8", "0.mvt", false},
		{"16", "0", "65535.mvt", true},
		{"17", "0", "0.mvt", false},
		{"3", "1", "1", false},
		{"3", "-1", "1.mvt", false},
		{"x", "1", "1.mvt", false},
	} {
		if _, _, _, ok := tileAddress(row.z, row.x, row.y); ok != row.ok {
			t.Errorf("%s/%s/%s: %v", row.z, row.x, row.y, ok)
		}
	}
}

func TestTileCache(t *testing.T) {
	c := newTileCache(3*tileOverhead + 30)
	key := func(x uint32) tileKey { return tileKey{x: x} }
	for x := range uint32(3) {
		c.put(key(x), make([]byte, 10))
	}
	if _, found := c.get(key(0)); !found {
		t.Fatal("tile 0 is gone")
	}
	c.put(key(3), make([]byte, 10)) // 1 was asked for longest ago
	for x, want := range map[uint32]bool{0: true, 1: false, 2: true, 3: true} {
		if _, found := c.get(key(x)); found != want {
			t.Errorf("tile %d: %v, want %v", x, found, want)
		}
	}
}

func TestTiles(t *testing.T) {
	d := newDesk(t, &api.API{})
	if response, _ := d.ask("GET", "/tiles/3/1/1.mvt", ""); response.StatusCode != 401 {
		t.Errorf("not logged in: %d", response.StatusCode)
	}
	d.logIn("zhang", "a good password")
	first, body := d.ask("GET", "/tiles/3/1/1.mvt", "")
	if first.StatusCode != 200 || body != "3/1/1" || first.Header.Get("Content-Type") != tileType {
		t.Errorf("%d %q %s", first.StatusCode, body, first.Header.Get("Content-Type"))
	}
	if again, _ := d.ask("GET", "/tiles/3/1/1.mvt", "", "If-None-Match", first.Header.Get("ETag")); again.StatusCode != 304 {
		t.Errorf("asked again: %d", again.StatusCode)
	}
	if empty, _ := d.ask("GET", "/tiles/3/0/0.mvt", ""); empty.StatusCode != 204 {
		t.Errorf("an empty tile: %d", empty.StatusCode)
	}
	if none, _ := d.ask("GET", "/tiles/3/9/0.mvt", ""); none.StatusCode != 404 {
		t.Errorf("no tile: %d", none.StatusCode)
	}
}

func TestTripTiles(t *testing.T) {
	d := newDesk(t, &api.API{})
	if response, _ := d.ask("GET", "/tiles/trips/t1/3/1/1.mvt", ""); response.StatusCode != 401 {
		t.Errorf("not logged in: %d", response.StatusCode)
	}
	d.logIn("zhang", "a good password")
	first, body := d.ask("GET", "/tiles/trips/t1/3/1/1.mvt", "")
	if first.StatusCode != 200 || !strings.HasPrefix(body, "t1 of ") || first.Header.Get("Content-Type") != tileType {
		t.Errorf("%d %q %s", first.StatusCode, body, first.Header.Get("Content-Type"))
	}
	etag := first.Header.Get("ETag")
	if again, _ := d.ask("GET", "/tiles/trips/t1/3/1/1.mvt", "", "If-None-Match", etag); again.StatusCode != 304 {
		t.Errorf("asked again: %d", again.StatusCode)
	}
	if other, _ := d.ask("GET", "/tiles/trips/t1/3/1/2.mvt", "", "If-None-Match", etag); other.StatusCode != 200 || other.Header.Get("ETag") == etag {
		t.Errorf("another tile: %d, %s", other.StatusCode, other.Header.Get("ETag"))
	}
	for path, want := range map[string]int{"/tiles/trips/t1/3/0/0.mvt": 204, "/tiles/trips/t1/3/9/0.mvt": 404, "/tiles/trips/t2/3/1/1.mvt": 404} {
		if response, _ := d.ask("GET", path, ""); response.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, response.StatusCode, want)
		}
	}
}
