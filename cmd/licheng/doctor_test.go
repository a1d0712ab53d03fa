package main

import (
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
			found[d.name] = oneLine(d.trouble)
		}
	}
	return found
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
