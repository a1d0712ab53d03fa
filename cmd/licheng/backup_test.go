package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"licheng/dbtest"
)

// backedUp is a county on one of the databases, with a trip handed in, read and
// claimed, and the configuration of an empty place to restore it to.
type backedUp struct {
	*smallCounty
	elsewhere Config
	claim     string // id
}

func openBackedUp(t *testing.T, database func(testing.TB) string) backedUp {
	t.Helper()
	config, elsewhere := smallConfig(t.TempDir()), smallConfig(t.TempDir())
	if database != nil {
		config.Database, elsewhere.Database = database(t), database(t)
	}
	layRoad(t, config.Roads)
	b := backedUp{smallCounty: openCounty(t, config, true), elsewhere: elsewhere}
	b.waitForTrip("cadre", b.handIn(0))
	b.waitForText("cadre", "/api/v1/claims/current?month=2026-10", `"allowed":["submit"]`)
	var claim struct {
		ID      string
		Version int64
	}
	_, body := b.ask("cadre", "GET", "/api/v1/claims/current?month=2026-10", "", nil)
	if err := json.Unmarshal([]byte(body), &claim); err != nil {
		t.Fatal(err)
	}
	b.claim = claim.ID
	status, said := b.ask("cadre", "POST", "/api/v1/claims/"+claim.ID+"/submit", fmt.Sprintf(`{"version":%d}`, claim.Version), map[string]string{"Content-Type": "application/json"})
	if status != 200 {
		t.Fatalf("submit: %d %s", status, said)
	}
	return b
}

// handIn hands the n-th file in and returns the id it was acknowledged with.
func (b backedUp) handIn(n int) string {
	b.t.Helper()
	status, body := b.ask("cadre", "POST", "/api/v1/traces?file_name=a.gpx&vehicle_id=V1", drive(5+float64(n)/100), map[string]string{"Idempotency-Key": fmt.Sprint("n", n)})
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || made.ID == "" {
		b.t.Fatalf("hand in: %d %s", status, body)
	}
	return made.ID
}

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, b backedUp)) {
	t.Run("sqlite", func(t *testing.T) { test(t, openBackedUp(t, nil)) })
	t.Run("postgres", func(t *testing.T) { test(t, openBackedUp(t, dbtest.PostgresDSN)) })
}

// TestBackupWhileWriting: files are handed in all the while. What was acknowledged
// before the backup began is in it with its bytes, whatever came later; the book
// verifies, and is signed by the same key.
func TestBackupWhileWriting(t *testing.T) {
	onBoth(t, func(t *testing.T, b backedUp) {
		_, claim := b.ask("cadre", "GET", "/api/v1/claims/"+b.claim, "", nil)
		before := []string{b.handIn(1), b.handIn(2)}
		var stop atomic.Bool
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for n := 3; !stop.Load(); n++ {
				b.handIn(n)
			}
		}()
		dir := filepath.Join(t.TempDir(), "copy")
		var out bytes.Buffer
		err := backup(t.Context(), b.app.config, "", dir, &out, time.Now())
		stop.Store(true)
		<-ended
		if err != nil {
			t.Fatal(err)
		}
		key, err := b.app.config.anchorKey()
		if err != nil {
			t.Fatal(err)
		}
		b.close() // the machine is gone

		if err := restore(t.Context(), b.elsewhere, dir, &out, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		if said := out.String(); strings.Contains(said, "not in the backup") || !strings.Contains(said, "as they were written") {
			t.Errorf("it said %s", said)
		}
		if restored, err := b.elsewhere.anchorKey(); err != nil || !restored.Equal(key) {
			t.Errorf("the ledger's key is another: %v", err)
		}
		c := openCounty(t, b.elsewhere, false)
		for _, id := range before {
			c.waitForTrip("cadre", id) // read from the file that was put back
		}
		if _, again := c.ask("cadre", "GET", "/api/v1/claims/"+b.claim, "", nil); again != claim {
			t.Errorf("the claim is\n%s\nand was\n%s", again, claim)
		}
	})
}

// TestRestoreRefuses: each row spoils the backup, or fills the place it is to go
// to. Nothing is written then.
func TestRestoreRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, b backedUp) {
		for _, row := range []struct {
			name, says string
			spoil      func(dir string, into *Config) error
		}{
			{"a raw file was altered", "not as it was made", func(dir string, _ *Config) error {
				files, err := filepath.Glob(filepath.Join(dir, "blobs/traces/*/*/*"))
				if err != nil || len(files) != 1 {
					return fmt.Errorf("%v %w", files, err)
				}
				return os.WriteFile(files[0], []byte("another"), 0o600)
			}},
			{"the key is gone", "not whole", func(dir string, _ *Config) error { return os.Remove(filepath.Join(dir, anchorKeyName)) }},
			{"the list is gone", "no backup", func(dir string, _ *Config) error { return os.Remove(filepath.Join(dir, backupListName)) }},
			{"the list leads out of it", "outside", func(dir string, _ *Config) error {
				path := filepath.Join(dir, backupListName)
				text, err := os.ReadFile(path)
				return errors.Join(err, os.WriteFile(path, bytes.Replace(text, []byte(`"blobs/`), []byte(`"../blobs/`), 1), 0o600))
			}},
			{"another county", "of county " + smallCode, func(_ string, into *Config) error { into.County = "110000"; return nil }},
			{"another kind of database", "database names a", func(_ string, into *Config) error {
				if isPostgres(into.Database) {
					into.Database = filepath.Join(into.DataDir, "licheng.db")
				} else {
					into.Database = "postgres://127.0.0.1:1/none"
				}
				return nil
			}},
			{"a place that is not empty", "is there already", func(_ string, into *Config) error {
				return os.MkdirAll(into.blobDir(), 0o700)
			}},
		} {
			t.Run(row.name, func(t *testing.T) {
				dir, into := filepath.Join(t.TempDir(), "copy"), b.elsewhere
				into.DataDir = filepath.Join(t.TempDir(), "data")
				if !isPostgres(into.Database) {
					into.Database = filepath.Join(into.DataDir, "licheng.db")
				}
				if err := backup(t.Context(), b.app.config, "", dir, &bytes.Buffer{}, time.Now()); err != nil {
					t.Fatal(err)
				}
				if err := row.spoil(dir, &into); err != nil {
					t.Fatal(err)
				}
				err := restore(t.Context(), into, dir, &bytes.Buffer{}, slog.New(slog.DiscardHandler))
				if err == nil || !strings.Contains(err.Error(), row.says) || exitCode(err) != exitWrongUse {
					t.Errorf("it said %v", err)
				}
				if _, err := os.Stat(filepath.Join(into.DataDir, anchorKeyName)); err == nil {
					t.Error("the key was put back all the same")
				}
			})
		}
	})
}

// TestRestoreGoesOn: a restore breaks off before the database is there. No service
// starts over it, and the same command again ends it.
func TestRestoreGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, b backedUp) {
		dir, quiet := filepath.Join(t.TempDir(), "copy"), slog.New(slog.DiscardHandler)
		if err := backup(t.Context(), b.app.config, "", dir, &bytes.Buffer{}, time.Now()); err != nil {
			t.Fatal(err)
		}
		list, err := readBackup(t.Context(), dir)
		if err == nil {
			err = beginRestore(b.elsewhere, filepath.Join(b.elsewhere.DataDir, restoreMark))
		}
		if err == nil {
			err = putFilesBack(t.Context(), b.elsewhere, list, dir)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := openApp(t.Context(), b.elsewhere, quiet); !errors.Is(err, errHalfRestored) {
			t.Errorf("a service over half of a county: %v", err)
		}
		if says := ill(examine(t.Context(), b.elsewhere, time.Now()))["data folder"]; !strings.Contains(says, "broke off") {
			t.Errorf("the doctor says %q", says)
		}
		if err := restore(t.Context(), b.elsewhere, dir, &bytes.Buffer{}, quiet); err != nil {
			t.Errorf("again: %v", err)
		}
	})
}

// TestDoctorMissesFiles: a raw file is gone, as after a restore by hand that left
// some out.
func TestDoctorMissesFiles(t *testing.T) {
	b := openBackedUp(t, nil)
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	if found := ill(examine(t.Context(), b.app.config, now)); len(found) > 0 {
		t.Errorf("while it is there: %v", found)
	}
	if err := os.RemoveAll(b.app.config.blobDir()); err != nil {
		t.Fatal(err)
	}
	if says := ill(examine(t.Context(), b.app.config, now))["raw files"]; !strings.Contains(says, "1 are not there") {
		t.Errorf("it says %q", says)
	}
}

// TestBackupIsWholeOrNone: a backup that cannot be made leaves no folder that looks
// like one, and none that is there is written to.
func TestBackupIsWholeOrNone(t *testing.T) {
	b := openBackedUp(t, nil)
	config, dir := b.app.config, filepath.Join(t.TempDir(), "copy")
	broken := config
	broken.Roads = filepath.Dir(config.Roads) // a folder cannot be read as a file
	if err := backup(t.Context(), broken, "", dir, &bytes.Buffer{}, time.Now()); err == nil {
		t.Error("a folder was copied as a file")
	}
	for _, path := range []string{dir, dir + backupPart} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s was left behind", path)
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := backup(t.Context(), config, "", dir, &bytes.Buffer{}, time.Now()); exitCode(err) != exitWrongUse {
		t.Errorf("into a folder that is there: %v", err)
	}
	config.Database = filepath.Join(t.TempDir(), "none.db")
	if err := backup(t.Context(), config, "", dir+"2", &bytes.Buffer{}, time.Now()); exitCode(err) != exitWrongUse {
		t.Errorf("without a database: %v", err)
	}
}
