package trips_test

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"licheng"
	"licheng/geo/datum"
	"licheng/trips"
)

// Of a trace that was taken back nothing is left but the log of who looked at its
// points: no row, no file, no point on the disk, no word of it at other trips.
func TestWithdraw(t *testing.T) {
	start := noon.Add(-3 * time.Hour)
	half, whole := drive(start, startLat, 60), drive(start, startLat, 120)
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		cut, first := h.read(t, wei, half)
		_, second := h.read(t, wei, whole)
		if !slices.Contains(rules(second[0]), "same-trip-twice") {
			t.Fatalf("the whole file after half of it: %+v", second[0].Findings)
		}
		if _, err := h.Fixes(t.Context(), finance, first[0].ID, "核对"); err != nil {
			t.Fatal(err)
		}
		h.listener.told = nil

		if err := h.Withdraw(t.Context(), wei, cut.ID); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"traces", "trips", "trip_fixes", "drives"} {
			if n := count(t, db, table); n != 1 {
				t.Errorf("%d rows in %s, want that of the other", n, table)
			}
		}
		if n := count(t, db, "fix_reads"); n != 1 {
			t.Errorf("%d looks are on record, want 1", n)
		}
		if files := blobFiles(t, h.blobDir); len(files) != 1 {
			t.Errorf("files %v, want that of the other", files)
		}
		kept, err := h.Trip(t.Context(), wei, second[0].ID)
		if err != nil || slices.Contains(rules(kept), "same-trip-twice") {
			t.Errorf("the other trip has %+v, %v", kept.Findings, err)
		}
		if told := h.toldOf("P1"); !strings.Contains(strings.Join(told, " "), string(first[0].ID)) {
			t.Errorf("told of %v, not of the trip that is gone", told)
		}
		if _, err := h.Upload(t.Context(), wei, cut.ID); !errors.Is(err, trips.ErrNoTrace) {
			t.Errorf("asked for: %v", err)
		}
		if err := h.Withdraw(t.Context(), wei, cut.ID); !errors.Is(err, trips.ErrNoTrace) {
			t.Errorf("once more: %v", err)
		}
		if err := h.Read(t.Context(), county, cut.ID); err != nil { // a job that was late
			t.Errorf("read: %v", err)
		}

		again, created, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "a.gpx", Body: strings.NewReader(half)})
		if err != nil || !created || again.ID == cut.ID {
			t.Errorf("handed in again: %+v, %v, %v", again, created, err)
		}
	})
}

func TestWithdrawFaults(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload, found := h.read(t, wei, morning())
		for _, c := range []struct {
			name  string
			actor trips.Actor
			want  error
		}{
			{"another cadre", lan, trips.ErrNoTrace},
			{"finance", finance, trips.ErrNotOwn},
			{"another county", abroad, trips.ErrNoTrace},
		} {
			if err := h.Withdraw(t.Context(), c.actor, upload.ID); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
		h.held[found[0].ID] = true
		if err := h.Withdraw(t.Context(), wei, upload.ID); !errors.Is(err, trips.ErrHeld) {
			t.Errorf("in a claim handed in: %v", err)
		}
		waiting := h.handIn(t, wei, drive(noon, 29, 60))
		if err := h.Withdraw(t.Context(), wei, waiting.ID); !errors.Is(err, trips.ErrReading) {
			t.Errorf("waiting to be read: %v", err)
		}
		h.held[found[0].ID] = false
		h.settledOffice()
		h.now = noon.AddDate(1, 0, 0)
		h.purge(t)
		if err := h.Withdraw(t.Context(), wei, upload.ID); !errors.Is(err, trips.ErrPurged) {
			t.Errorf("purged: %v", err) // the county's book speaks of it
		}
	})
}

// A withdrawal that was cut off before the file was gone is brought to its end by
// the next look for points to purge, or when the same file comes again.
func TestWithdrawCutOff(t *testing.T) {
	for _, by := range []string{"purge", "hand-in"} {
		migrated.Run(t, func(t *testing.T, db *licheng.Database) {
			h := newHouse(t, db)
			h.settledOffice()
			upload, _ := h.read(t, wei, morning())
			files := blobFiles(t, h.blobDir)
			folder := files[0][:strings.LastIndexByte(files[0], '/')]
			if os.Geteuid() == 0 { // nothing keeps root from removing a file: put a folder that is not empty in its place
				if err := errors.Join(os.Remove(files[0]), os.MkdirAll(files[0]+"/x", 0o700)); err != nil {
					t.Fatal(err)
				}
			} else if err := os.Chmod(folder, 0o500); err != nil {
				t.Fatal(err)
			}
			if err := h.Withdraw(t.Context(), wei, upload.ID); err == nil {
				t.Fatal("the file could not be removed, and nobody said so")
			}
			if list, err := h.Uploads(t.Context(), wei, trips.UploadFilter{}); err != nil || len(list) != 0 {
				t.Errorf("%d uploads are shown, %v", len(list), err)
			}
			if err := errors.Join(os.Chmod(folder, 0o700), os.RemoveAll(files[0])); err != nil {
				t.Fatal(err)
			}
			if by == "purge" {
				h.purge(t)
				if n := count(t, db, "traces"); n != 0 || h.blobsLeft(t) != 0 {
					t.Errorf("%d rows and %d files are left", n, h.blobsLeft(t))
				}
				return
			}
			if again := h.handIn(t, wei, morning()); again.ID == upload.ID || h.blobsLeft(t) != 1 {
				t.Errorf("handed in again as %s, %d files", again.ID, h.blobsLeft(t))
			}
		})
	}
}

// What a phone sends late for a recording that was taken back is forgotten, as all
// that no recording covers.
func TestWithdrawRecording(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		started, err := h.StartRecording(t.Context(), wei, "V1", "", 2*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		fixes := sent(noon, 0, 60)
		h.record(t, wei, fixes[:40], 40)
		h.now = noon.Add(time.Hour)
		ended, err := h.EndRecording(t.Context(), wei, started.ID)
		if err == nil {
			err = h.Read(t.Context(), county, ended.Trace)
		}
		if err == nil {
			err = h.Withdraw(t.Context(), wei, ended.Trace)
		}
		if err != nil {
			t.Fatal(err)
		}
		h.record(t, wei, fixes[40:], 0)
		for _, table := range []string{"traces", "trips", "recordings", "recorded_fixes"} {
			if n := count(t, db, table); n != 0 {
				t.Errorf("%d rows left in %s", n, table)
			}
		}
	})
}

// The points are gone from SQLite's file as well.
func TestWithdrawOverwrites(t *testing.T) {
	db := migrated.SQLite(t)
	h := newHouse(t, db)
	upload, found := h.read(t, wei, morning())
	var packed []byte
	if err := db.Get(&packed, `SELECT packed FROM trip_fixes WHERE trip_id = ?`, found[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Withdraw(t.Context(), wei, upload.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	var file string
	if err := db.Get(&file, `SELECT file FROM pragma_database_list WHERE name = 'main'`); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil || len(data) == 0 {
		t.Fatal(err)
	}
	if piece := packed[len(packed)/2:][:32]; bytes.Contains(data, piece) {
		t.Error("points are still in the database file")
	}
}

// The report asks to choose the datum and to hand the file in again: that is what
// then counts. Handed in once more without a word of it, all stays.
func TestHandInAgainWithDatum(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload, before := h.read(t, wei, morning())
		again := func(d string) (trips.Upload, error) {
			got, created, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "a.gpx", Body: strings.NewReader(morning()), Datum: d})
			if created {
				t.Error("the same file became another trace")
			}
			return got, err
		}
		if got, err := again("auto"); err != nil || got.State != trips.TraceRead {
			t.Fatalf("without a word: %+v, %v", got, err)
		}
		got, err := again("gcj02")
		if err != nil || got.ID != upload.ID || got.Datum != "gcj02" || got.State != trips.TraceReceived {
			t.Fatalf("as GCJ-02: %+v, %v", got, err)
		}
		h.readNow(t, upload.ID)
		trip := h.onlyTrip(t, wei, upload.ID)
		if trip.ID != before[0].ID || trip.Datum != string(datum.GCJ02) {
			t.Errorf("trip %s in %s, was %s", trip.ID, trip.Datum, before[0].ID)
		}
		if got, err := again("gcj02"); err != nil || got.State != trips.TraceRead {
			t.Errorf("as GCJ-02 again: %+v, %v", got, err)
		}
		h.held[trip.ID] = true
		if _, err := again("bd09"); !errors.Is(err, trips.ErrHeld) {
			t.Errorf("in a claim handed in: %v", err)
		}
	})
}
