package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/structs"
	"github.com/knadh/koanf/v2"

	"licheng/lang"
	"licheng/trips"
)

// Config is everything that can be set: in one YAML file, or by LICHENG_ and
// the key in capitals (LICHENG_DATA_DIR, LICHENG_COUNTY_NAME_ZH). The
// environment wins over the file. The defaults need nothing but a folder to
// write to.
type Config struct {
	County         string     `koanf:"county"`          // GB/T 2260, six digits
	CountyName     CountyName `koanf:"county_name"`     // as people read it
	DataDir        string     `koanf:"data_dir"`        // database and raw files
	Database       string     `koanf:"database"`        // postgres://… or a SQLite file; default licheng.db in data_dir
	Listen         string     `koanf:"listen"`          // address of the service
	Roads          string     `koanf:"roads"`           // road file made by licheng roads build
	Workers        int        `koanf:"workers"`         // jobs at once in this process; 0: leave them to others
	HTTPS          bool       `koanf:"https"`           // browsers come over HTTPS, through a proxy
	TrustedProxies []string   `koanf:"trusted_proxies"` // whose X-Forwarded-For is believed
	FuelZone       string     `koanf:"fuel_zone"`       // price zone of the auditor's cost model where the rule names none
	Address        string     `koanf:"address"`         // where browsers reach the service, https://…; printed in the code of each form
	Log            string     `koanf:"log"`             // text or json
}

// CountyName is the county's name in both languages.
type CountyName struct {
	ZH string `koanf:"zh"`
	EN string `koanf:"en"`
}

// configFile is read when it is there and no other is named.
const configFile = "licheng.yaml"

// envPrefix begins the environment variables of the configuration; those of
// tests begin with envTests and are left alone.
const (
	envPrefix = "LICHENG_"
	envTests  = "LICHENG_TEST_"
)

func defaultConfig() Config {
	return Config{
		County:     "000000",
		CountyName: CountyName{ZH: "未命名的县", EN: "An unnamed county"},
		DataDir:    "data",
		Listen:     "127.0.0.1:8080",
		Workers:    runtime.NumCPU(),
		Log:        "text",
	}
}

// loadConfig reads the file at path (configFile, if there is one, when path is
// empty) and the environment. Paths in it are relative to the file's folder.
func loadConfig(path string, environ []string) (Config, error) {
	k := koanf.New(".")
	if err := k.Load(structs.Provider(defaultConfig(), "koanf"), nil); err != nil {
		return Config{}, fmt.Errorf("defaults: %w", err)
	}
	known := k.Keys()
	folder, err := loadFile(k, path)
	if err != nil {
		return Config{}, err
	}
	if err := loadEnvironment(k, known, environ); err != nil {
		return Config{}, err
	}
	if err := onlyKnown(k.Keys(), known); err != nil {
		return Config{}, fmt.Errorf("%w: %w", errUsage, placed(err, configPath(path)))
	}
	var c Config
	if err := k.Unmarshal("", &c); err != nil {
		_, what, _ := strings.Cut(err.Error(), "error(s):")
		return Config{}, fmt.Errorf("%w: configuration %s: %s", errUsage, configPath(path), strings.TrimSpace(what))
	}
	return c.settled(folder)
}

// unknownKey is a key of the file that stands for nothing.
type unknownKey struct {
	key   string
	known []string
}

func (u *unknownKey) Error() string {
	return fmt.Sprintf("there is no key %q; the keys are %s", u.key, strings.Join(u.known, ", "))
}

// placed puts file and line before what is said of an unknown key. The line is
// that of the first that begins with the last part of the key.
func placed(err error, path string) error {
	var unknown *unknownKey
	text, readErr := os.ReadFile(path)
	if !errors.As(err, &unknown) || readErr != nil {
		return err
	}
	word := unknown.key[strings.LastIndex(unknown.key, ".")+1:]
	for n, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " \"'{"), word) {
			return fmt.Errorf("%s:%d: %w", path, n+1, err)
		}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// loadFile reads the YAML file and returns its folder.
func loadFile(k *koanf.Koanf, path string) (folder string, err error) {
	if path == "" {
		if _, err := os.Stat(configFile); errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
		path = configFile
	}
	if err := k.Load(file.Provider(path), yaml.Parser()); err != nil {
		return "", fmt.Errorf("%w: configuration %s: %w", errUsage, path, err)
	}
	return filepath.Dir(path), nil
}

// loadEnvironment reads LICHENG_ variables; one that stands for no key is refused.
func loadEnvironment(k *koanf.Koanf, known, environ []string) error {
	keyOf := map[string]string{}
	for _, key := range known {
		keyOf[envPrefix+strings.ToUpper(strings.ReplaceAll(key, ".", "_"))] = key
	}
	var unknown []string
	provider := env.Provider(".", env.Opt{
		Prefix:      envPrefix,
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			key, found := keyOf[name]
			switch {
			case !found && !strings.HasPrefix(name, envTests):
				unknown = append(unknown, name)
			case key == "trusted_proxies":
				return key, strings.Fields(strings.ReplaceAll(value, ",", " "))
			}
			return key, value
		},
	})
	if err := k.Load(provider, nil); err != nil {
		return fmt.Errorf("environment: %w", err)
	}
	if len(unknown) > 0 {
		sort.Strings(unknown)
		return fmt.Errorf("%w: environment variable %s: there is no such key", errUsage, unknown[0])
	}
	return nil
}

// onlyKnown refuses the first key that is not known.
func onlyKnown(keys, known []string) error {
	is := map[string]bool{}
	for _, key := range known {
		is[key] = true
	}
	for _, key := range keys {
		if !is[key] {
			return &unknownKey{key, known}
		}
	}
	return nil
}

var countyCode = regexp.MustCompile(`^[0-9]{6}$`)

// settled checks the values and makes the paths whole.
func (c Config) settled(folder string) (Config, error) {
	if err := c.sound(); err != nil {
		return c, fmt.Errorf("%w: %w", errUsage, err)
	}
	c.DataDir = under(folder, c.DataDir)
	if c.Roads != "" {
		c.Roads = under(folder, c.Roads)
	}
	switch {
	case c.Database == "":
		c.Database = filepath.Join(c.DataDir, "licheng.db")
	case !strings.Contains(c.Database, "://"):
		c.Database = under(folder, c.Database)
	}
	return c, nil
}

// sound says which value cannot be meant.
func (c Config) sound() error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("listen: %q is no address and port, such as 127.0.0.1:8080", c.Listen)
	}
	for _, proxy := range c.TrustedProxies {
		if _, err := netip.ParsePrefix(proxy); err == nil {
			continue
		}
		if _, err := netip.ParseAddr(proxy); err != nil {
			return fmt.Errorf("trusted_proxies: %q is no IP address or network, such as 10.0.0.0/8", proxy)
		}
	}
	if c.Address != "" {
		if u, err := url.Parse(c.Address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return fmt.Errorf("address: %q does not begin with https:// or http:// and a host", c.Address)
		}
	}
	scheme, _, isURL := strings.Cut(c.Database, "://")
	switch {
	case !countyCode.MatchString(c.County):
		return fmt.Errorf("county: %q is no six-digit GB/T 2260 code", c.County)
	case c.DataDir == "":
		return errors.New("data_dir: a folder is needed")
	case isURL && !isPostgres(c.Database):
		return fmt.Errorf("database: %s:// is not known: name a SQLite file or postgres://…", scheme)
	case c.Workers < 0 || c.Workers > 1000:
		return fmt.Errorf("workers: %d is not between 0 and 1000", c.Workers)
	case c.Log != "text" && c.Log != "json":
		return fmt.Errorf("log: %q is neither text nor json", c.Log)
	}
	return nil
}

func under(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

// withoutRoads is the configuration for work that needs no road.
func (c Config) withoutRoads() Config {
	c.Roads = ""
	return c
}

// blobDir is where raw files are kept.
func (c Config) blobDir() string { return filepath.Join(c.DataDir, "blobs") }

// uploadDir is where files that are sent in pieces wait to be whole.
func (c Config) uploadDir() string { return filepath.Join(c.DataDir, "uploads") }

// counties names the one county of this installation.
type counties struct {
	code trips.County
	name lang.Text
}

// CountyName returns the county's name; another county is named by its code.
func (c counties) CountyName(code trips.County) lang.Text {
	if code == c.code {
		return c.name
	}
	return lang.Say(string(code), string(code))
}
