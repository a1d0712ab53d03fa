package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadConfig(t *testing.T) {
	folder := t.TempDir()
	for _, row := range []struct {
		name, yaml string
		environ    []string
		want       func(c *Config) // changes to the defaults
		refused    string          // part of the refusal; empty: none
	}{
		{name: "nothing set", want: func(*Config) {}},
		{
			name: "a whole file",
			yaml: "county: \"520624\"\ncounty_name: {zh: 思源县, en: Siyuan County}\ndata_dir: /srv/licheng\n" +
				"roads: county.roads\nlisten: 0.0.0.0:80\nworkers: 3\nhttps: true\ntrusted_proxies: [10.0.0.1]\nlog: json\n",
			want: func(c *Config) {
				c.County, c.CountyName = "520624", CountyName{ZH: "思源县", EN: "Siyuan County"}
				c.DataDir, c.Database = "/srv/licheng", "/srv/licheng/licheng.db"
				c.Roads, c.Listen, c.Workers = filepath.Join(folder, "county.roads"), "0.0.0.0:80", 3
				c.HTTPS, c.TrustedProxies, c.Log = true, []string{"10.0.0.1"}, "json"
			},
		},
		{
			name: "PostgreSQL", yaml: "database: postgres://u@h/d\n",
			want: func(c *Config) { c.Database = "postgres://u@h/d" },
		},
		{
			name: "the environment wins", yaml: "workers: 3\n",
			environ: []string{"LICHENG_WORKERS=5", "LICHENG_COUNTY_NAME_ZH=思源县", "LICHENG_TRUSTED_PROXIES=10.0.0.1, 10.0.0.2", "LICHENG_TEST_POSTGRES=x", "HOME=/"},
			want: func(c *Config) {
				c.Workers, c.CountyName.ZH, c.TrustedProxies = 5, "思源县", []string{"10.0.0.1", "10.0.0.2"}
			},
		},
		{name: "unknown key", yaml: "# roads\nlog: json\nroad: x\n", refused: `licheng.yaml:3: there is no key "road"`},
		{name: "unknown key below", yaml: "county_name:\n  zh: x\n  fr: x\n", refused: `licheng.yaml:3: there is no key "county_name.fr"`},
		{name: "a name without its language", yaml: "county_name: x\n", refused: `licheng.yaml:1: there is no key "county_name"; the keys are`},
		{name: "a database of another kind", yaml: "database: mysql://u:secret@h/d\n", refused: "database: mysql:// is not known"},
		{name: "a port alone", yaml: "listen: 8080\n", refused: `listen: "8080"`},
		{name: "a proxy by its name", yaml: "trusted_proxies: [10.0.0.0/8, proxy]\n", refused: `trusted_proxies: "proxy"`},
		{name: "an address without a scheme", yaml: "address: licheng.example.cn\n", refused: `address: "licheng.example.cn"`},
		{name: "unknown variable", environ: []string{"LICHENG_DATADIR=x"}, refused: "LICHENG_DATADIR"},
		{name: "no YAML", yaml: "{", refused: "licheng.yaml"},
		{name: "a county that is no code", yaml: "county: Siyuan\n", refused: `county: "Siyuan"`},
		{name: "workers no number", yaml: "workers: many\n", refused: "licheng.yaml: 'workers'"},
		{name: "fewer than no workers", yaml: "workers: -1\n", refused: "workers: -1"},
		{name: "a log of another kind", yaml: "log: xml\n", refused: `log: "xml"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			path := filepath.Join(folder, configFile)
			if err := os.WriteFile(path, []byte(row.yaml), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := loadConfig(path, row.environ)
			if row.refused != "" {
				if err == nil || !strings.Contains(err.Error(), row.refused) || !errors.Is(err, errUsage) {
					t.Fatalf("got %v, want a refusal naming %s", err, row.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := defaultConfig()
			want.DataDir, want.Database = filepath.Join(folder, "data"), filepath.Join(folder, "data", "licheng.db")
			row.want(&want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	t.Run("a file that is not there", func(t *testing.T) {
		if _, err := loadConfig(filepath.Join(folder, "none.yaml"), nil); !errors.Is(err, errUsage) {
			t.Errorf("got %v", err)
		}
	})
}
