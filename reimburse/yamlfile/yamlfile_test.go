package yamlfile_test

import (
	"errors"
	"strings"
	"testing"

	"licheng/reimburse/yamlfile"
)

// TestUnmarshalRefuses: what the library would choke on, panic over or read
// past comes back as an error that names the line.
func TestUnmarshalRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"an unknown key":                {"days: 3\ndaze: 4\n", "[2:1] unknown field"},
		"a list where a number is due":  {"days: [1]\n", "[1:"},
		"a tag without a value":         {"names: ! ", "line 1: not readable as YAML"},
		"brackets deeper than 32":       {"\nnames: " + strings.Repeat("[", 33), "line 2: nested deeper than 32 levels"},
		"list marks deeper than 32":     {"\n\n" + strings.Repeat("- ", 33), "line 3: nested deeper than 32 levels"},
		"more bytes than a file may be": {strings.Repeat("#", yamlfile.MaxBytes+1), "line 1: 1048577 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			var into struct {
				Days  int      `yaml:"days"`
				Names []string `yaml:"names"`
			}
			err := yamlfile.Unmarshal([]byte(c.text), &into)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// TestUnmarshal reads what is written, and Guard hands on the reader's error.
func TestUnmarshal(t *testing.T) {
	var into struct {
		Days  int      `yaml:"days"`
		Names []string `yaml:"names"`
	}
	if err := yamlfile.Unmarshal([]byte("days: 3\nnames: [a, b]\n"), &into); err != nil || into.Days != 3 || len(into.Names) != 2 {
		t.Errorf("%+v, %v", into, err)
	}
	mine := errors.New("mine")
	if err := yamlfile.Guard(nil, func() error { return mine }); !errors.Is(err, mine) {
		t.Errorf("%v, want the reader's", err)
	}
}
