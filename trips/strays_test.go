package trips_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"licheng"
)

// TestPurgeStrays: files that no trace rests on, as of an upload whose row could not
// be written or of a write that was killed. They go after as long as points that
// nobody hands in, within a day; the file of a trace stays however old it is.
func TestPurgeStrays(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		office := h.settledOffice()
		_, found := h.read(t, wei, morning())
		office.open[found[0].ID] = "open"
		of, err := filepath.Glob(filepath.Join(h.blobDir, "traces", string(county), "*", "*"))
		if err != nil || len(of) != 1 {
			t.Fatalf("the trace has %v, %v", of, err)
		}
		age := func(path string, days int) {
			t.Helper()
			at := noon.AddDate(0, 0, -days)
			if err := os.Chtimes(path, at, at); err != nil {
				t.Fatal(err)
			}
		}
		stray := func(name string, days int) string {
			t.Helper()
			path := filepath.Join(h.blobDir, "traces", string(county), name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("points of somebody"), 0o600); err != nil {
				t.Fatal(err)
			}
			age(path, days)
			return path
		}
		age(of[0], 3650)
		kept := []string{of[0], stray("ff/of-yesterday", 1), stray("07/of-last-year", 364), stray("00/half.18ff.tmp", 364)}
		gone := []string{stray("ff/older", 366), stray("07/older", 366), stray("00/older.18ff.tmp", 366)}
		for range 24 {
			h.purge(t)
			h.now = h.now.Add(time.Hour)
		}
		for _, path := range kept {
			if _, err := os.Stat(path); err != nil {
				t.Errorf("it should be there: %v", err)
			}
		}
		for _, path := range gone {
			if _, err := os.Stat(path); err == nil {
				t.Errorf("%s is still there", path)
			}
		}
	})
}
