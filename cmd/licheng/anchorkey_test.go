package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestAnchorKey: made once, by whoever is first, and the same ever after; only
// its owner can read it.
func TestAnchorKey(t *testing.T) {
	c := Config{DataDir: t.TempDir()}
	keys := make([]string, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			key, err := c.anchorKey()
			if err != nil {
				t.Error(err)
			}
			keys[i] = string(key)
		})
	}
	all.Wait()
	for _, key := range keys {
		if key != keys[0] {
			t.Fatal("two keys")
		}
	}
	path := filepath.Join(c.DataDir, anchorKeyName)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, mode %v", err, info.Mode())
	}
	if files, err := os.ReadDir(c.DataDir); err != nil || len(files) != 1 {
		t.Errorf("%v: %d files left", err, len(files))
	}
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.anchorKey(); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("%v, want the file named", err)
	}
}
