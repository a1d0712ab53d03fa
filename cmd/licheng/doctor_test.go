package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ill returns the names of what the doctor found wrong, with what it says.
func ill(all []diagnosis) map[string]string {
	found := map[string]string{}
	for _, d := range all {
		if d.trouble != nil {
			found[d.name.EN] = oneLine(d.trouble)
		}
	}
	return found
}

// TestDoctorNamesStuckClaims: a claim waits for the finance office, and the last
// of the office has left.
func TestDoctorNamesStuckClaims(t *testing.T) {
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	c := openSmallCounty(t)
	c.issueTokens()
	_, body := c.ask("cadre", "POST", "/api/v1/traces?file_name=a.gpx&vehicle_id=V1", drive(12), map[string]string{"Idempotency-Key": "k1"})
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || made.ID == "" {
		t.Fatalf("%s: %v", body, err)
	}
	c.waitForTrip("cadre", made.ID)
	c.waitForText("cadre", "/api/v1/claims/current?month=2026-10", `"allowed":["submit"]`)
	var claim struct {
		ID      string
		Version int64
	}
	_, body = c.ask("cadre", "GET", "/api/v1/claims/current?month=2026-10", "", nil)
	if err := json.Unmarshal([]byte(body), &claim); err != nil {
		t.Fatal(err)
	}
	if status, said := c.ask("cadre", "POST", "/api/v1/claims/"+claim.ID+"/submit", fmt.Sprintf(`{"version":%d}`, claim.Version), map[string]string{"Content-Type": "application/json"}); status != 200 {
		t.Fatalf("submit: %d %s", status, said)
	}
	if found := ill(examine(t.Context(), c.app.config, now)); len(found) > 0 {
		t.Errorf("while the office is there: %v", found)
	}
	if _, err := c.app.db.ExecContext(t.Context(), `UPDATE accounts SET disabled = TRUE WHERE roles LIKE '%finance%'`); err != nil {
		t.Fatal(err)
	}
	says := ill(examine(t.Context(), c.app.config, now))["claims"]
	for _, want := range []string{claim.ID, "青石", "2026-10", "there are 0", "licheng user add --role finance 账号", "licheng user add --role finance"} {
		if !strings.Contains(says, want) {
			t.Errorf("%q is not in %q", want, says)
		}
	}
}

// TestDoctorNamesAnotherKey: the county was put back by hand without its key, or a
// second process has a folder of its own.
func TestDoctorNamesAnotherKey(t *testing.T) {
	c := openSmallCounty(t)
	config := c.app.config
	if _, err := c.app.money.Anchor(t.Context(), smallCode); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(config.DataDir, anchorKeyName)
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	says := func() string { return ill(examine(t.Context(), config, time.Now()))["ledger key"] }
	if got := says(); got != "" {
		t.Errorf("with its key: %s", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := says(); !strings.Contains(got, "put it back") {
		t.Errorf("without a key: %q", got)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the doctor made a key")
	}
	if _, err := config.anchorKey(); err != nil { // what the next start does
		t.Fatal(err)
	}
	if got := says(); !strings.Contains(got, "another key") {
		t.Errorf("with another key: %q", got)
	}
	if err := os.WriteFile(path, first, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := says(); got != "" {
		t.Errorf("with its key again: %s", got)
	}
}

// TestDoctorNamesAnotherOwner: the administrator made the tables as root, and the
// service runs as another user.
func TestDoctorNamesAnotherOwner(t *testing.T) {
	c := openSmallCounty(t)
	config := c.app.config
	c.close()
	for _, path := range []string{config.Database, filepath.Join(config.DataDir, anchorKeyName), config.blobDir()} {
		stat, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, stat.Mode()&^0o222); err != nil {
			t.Fatal(err)
		}
		says := ill(examine(t.Context(), config, time.Now()))["data folder"]
		if os.Geteuid() != 0 && !strings.Contains(says, "chown -R") { // root writes to everything
			t.Errorf("%s: it says %q", path, says)
		}
		for _, given := range []string{path, config.Database + "-wal", config.Database + "-shm"} { // SQLite makes the last two like the file
			if err := os.Chmod(given, stat.Mode()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
		}
		if says, bad := ill(examine(t.Context(), config, time.Now()))["data folder"]; bad {
			t.Errorf("%s, given back: %q", path, says)
		}
	}
}

func TestDoctor(t *testing.T) {
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	c := openSmallCounty(t)
	config := c.app.config
	t.Run("all well", func(t *testing.T) {
		if found := ill(examine(t.Context(), config, now)); len(found) > 0 {
			t.Errorf("found %v", found)
		}
	})
	for _, row := range []struct {
		name, at, says string
		change         func(c *Config)
		now            time.Time
	}{
		{"nothing there yet", "database", "licheng migrate", func(c *Config) { c.Database = filepath.Join(t.TempDir(), "none.db") }, now},
		{"no data folder", "data folder", "make ", func(c *Config) { c.DataDir = filepath.Join(t.TempDir(), "none") }, now},
		{"no road file named", "roads", "licheng roads build", func(c *Config) { c.Roads = "" }, now},
		{"a road file that is none", "roads", "licheng roads build", func(c *Config) { c.Roads = c.Database }, now},
		{"a clock gone back", "clock", "set the machine's clock", func(*Config) {}, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"another county", "rules", "licheng import rules", func(c *Config) { c.County = "110000" }, now},
		{"a database without tables", "tables", "licheng migrate", func(c *Config) {
			c.Database = filepath.Join(t.TempDir(), "empty.db")
			if err := os.WriteFile(c.Database, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, now},
		{"a PostgreSQL that is away", "database", "check the key database", func(c *Config) { c.Database = "postgres://127.0.0.1:1/none" }, now},
	} {
		t.Run(row.name, func(t *testing.T) {
			changed := config
			row.change(&changed)
			if says := ill(examine(t.Context(), changed, row.now))[row.at]; !strings.Contains(says, row.says) {
				t.Errorf("%s: %q", row.at, says)
			}
		})
	}
}
