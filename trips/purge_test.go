package trips_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"

	"licheng"
	"licheng/trips"
)

// office stands for the room that knows what is settled.
type office struct {
	days      trips.KeptDays
	open      map[trips.TripID]trips.Keeping
	settled   time.Time
	unclaimed map[trips.TripID]time.Time // since when nobody handed the trip in
	fail      error                      // of writing in the book
	book      []trips.Purge              // what was written, also by transactions that were rolled back
	late      []trips.LateFinding
	while     func() // called once, before a settlement is told
}

func (o *office) PointsKept(context.Context, trips.County) (trips.KeptDays, error) {
	return o.days, nil
}

func (o *office) Settled(_ context.Context, _ *sqlx.Tx, _ trips.County, found []trips.Trip) (trips.Settlement, error) {
	if while := o.while; while != nil {
		o.while = nil
		while()
	}
	st := trips.Settlement{At: o.settled}
	for _, t := range found {
		if why := o.open[t.ID]; why != "" {
			return trips.Settlement{Open: why}, nil
		}
		if since, left := o.unclaimed[t.ID]; left {
			st.Unclaimed = since
		}
	}
	return st, nil
}

func (o *office) PointsPurged(_ context.Context, _ *sqlx.Tx, _ trips.County, p trips.Purge, _ []trips.Trip) error {
	o.book = append(o.book, p)
	return o.fail
}

func (o *office) LateFound(_ context.Context, _ *sqlx.Tx, _ trips.Trip, found []trips.LateFinding) error {
	o.late = append(o.late, found...)
	return o.fail
}

// settledOffice has everything settled on the day of the stories, to be kept
// for 180 days, or for 365 where nobody hands it in.
func (h *house) settledOffice() *office {
	o := &office{
		days: trips.KeptDays{Settled: 180, Unclaimed: 365}, settled: noon,
		open: map[trips.TripID]trips.Keeping{}, unclaimed: map[trips.TripID]time.Time{},
	}
	h.WireSettlements(o)
	return o
}

func (h *house) purge(t *testing.T) trips.PurgeReport {
	t.Helper()
	report, err := h.PurgeDue(t.Context(), county, "system", false)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// blobsLeft counts the files below the blob folder.
func (h *house) blobsLeft(t *testing.T) (n int) {
	t.Helper()
	err := filepath.WalkDir(h.blobDir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPurge(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		office := h.settledOffice()
		upload, found := h.read(t, wei, morning())
		trip, before := found[0], found[0]

		office.settled = noon.AddDate(0, 0, 10)
		h.now = noon.AddDate(0, 0, 189)
		if r := h.purge(t); len(r.Purged) != 0 || r.Kept[trips.KeptPeriod] != 1 {
			t.Fatalf("a day before its time: %+v", r)
		}
		h.now = noon.AddDate(0, 0, 190)
		if r, err := h.PurgeDue(t.Context(), county, "system", true); err != nil || len(r.Purged) != 1 || len(office.book) != 0 || h.blobsLeft(t) != 1 {
			t.Fatalf("a dry run: %+v, %v, %d events", r, err, len(office.book))
		}

		sum := sha256.Sum256([]byte(morning()))
		want := trips.Purge{
			Trace: upload.ID, Person: "P1", At: h.now, By: "system", SHA256: hex.EncodeToString(sum[:]), KeptSHA256: hex.EncodeToString(sum[:]),
			Bytes: int64(len(morning())), Fixes: 60,
			KeptDays: trips.KeptDays{Settled: 180, Unclaimed: 365}, Settlement: trips.Settlement{At: office.settled},
		}
		got := h.purge(t)
		if len(got.Purged) != 1 || len(office.book) != 1 {
			t.Fatalf("%+v, %d events", got, len(office.book))
		}
		if !strings.Contains(got.Purged[0].Why.ZH, "2026-10-11") || !strings.Contains(got.Purged[0].Why.EN, "180 days") {
			t.Errorf("why: %v", got.Purged[0].Why)
		}
		got.Purged[0].Why.ZH, got.Purged[0].Why.EN = "", ""
		if diff := cmp.Diff(want, got.Purged[0]); diff != "" {
			t.Error(diff)
		}
		if h.blobsLeft(t) != 0 {
			t.Error("the file is still there")
		}

		// What the decision rests on is as it was; the points are said to be gone.
		trip, err := h.Trip(t.Context(), wei, trip.ID)
		if err != nil || trip.Purged == nil || !trip.Purged.At.Equal(h.now) {
			t.Fatalf("%+v, %v", trip.Purged, err)
		}
		trip.Purged = nil
		if diff := cmp.Diff(before, trip); diff != "" {
			t.Errorf("the trip changed: %s", diff)
		}
		after, err := h.Upload(t.Context(), wei, upload.ID)
		if err != nil || after.SHA256 != upload.SHA256 || after.Purged == nil || after.Report == nil {
			t.Errorf("%+v, %v", after, err)
		}
		_, err = h.Fixes(t.Context(), wei, trip.ID, "")
		wantFault(t, err, trips.ErrPurged)
		_, err = h.Fixes(t.Context(), finance, trip.ID, "复核")
		wantFault(t, err, trips.ErrPurged)
		if reads, err := h.FixReads(t.Context(), wei, trip.ID); err != nil || len(reads) != 0 {
			t.Errorf("a look that saw nothing is no look: %v, %v", reads, err)
		}

		// Once more changes nothing, and the same file is still the same upload.
		if r := h.purge(t); len(r.Purged) != 0 || len(office.book) != 1 {
			t.Errorf("again: %+v", r)
		}
		if again, created, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "track.gpx", Body: strings.NewReader(morning())}); err != nil || created || again.ID != upload.ID || again.Purged == nil {
			t.Errorf("handed in again: %v, created %v, %v", again.ID, created, err)
		}
	})
}

// Nothing is purged while somebody may still need it, and what stands beside it is.
func TestPurgeKeeps(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		office := h.settledOffice()
		open := []trips.Keeping{trips.KeptUnclaimed, trips.KeptClaim, trips.KeptAppeal, trips.KeptAltered}
		var altered trips.TraceID
		for i, why := range open {
			upload, found := h.read(t, wei, drive(noon.Add(-time.Duration(i+4)*24*time.Hour), startLat+float64(i), 60))
			office.open[found[0].ID] = why
			altered = upload.ID
		}
		waiting := h.handIn(t, wei, drive(noon.AddDate(0, 0, -20), startLat, 60)) // not read yet
		_, settled := h.read(t, lan, morning())
		h.now = noon.AddDate(1, 0, 0)
		r := h.purge(t)
		if len(r.Purged) != 1 || r.Purged[0].Trace != settled[0].Trace {
			t.Errorf("purged %+v", r.Purged)
		}
		for _, why := range open {
			if r.Kept[why] != 1 {
				t.Errorf("%s: %d kept", why, r.Kept[why])
			}
		}
		if !slices.Equal(r.Altered, []trips.TraceID{altered}) {
			t.Errorf("altered %v, want %v", r.Altered, altered)
		}
		if err := h.Read(t.Context(), county, waiting.ID); err != nil {
			t.Errorf("what waits to be read has lost its file: %v", err)
		}
	})
}

// A trip that nobody hands in keeps its points for a year after the drive, or after
// it was received where that came later; then they go, and its owner is told that
// it can still be claimed. It cannot be split any more.
func TestPurgeUnclaimed(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		office := h.settledOffice()
		office.settled = time.Time{}
		upload, found := h.read(t, wei, morning())
		office.unclaimed[found[0].ID] = noon.AddDate(0, 0, -30) // driven a month before it was handed in
		received := upload.ReceivedAt

		h.now = received.AddDate(0, 0, 364)
		if r := h.purge(t); len(r.Purged) != 0 || r.Kept[trips.KeptUnclaimed] != 1 {
			t.Fatalf("a day before its time: %+v", r)
		}
		h.now = received.AddDate(0, 0, 365)
		r := h.purge(t)
		if len(r.Purged) != 1 || len(office.book) != 1 || !office.book[0].Settlement.Unclaimed.Equal(received) || h.blobsLeft(t) != 0 {
			t.Fatalf("%+v, %+v", r, office.book)
		}
		trip, err := h.Trip(t.Context(), wei, found[0].ID)
		if err != nil || trip.Purged == nil || !strings.Contains(trip.Purged.Why.ZH, "仍可以报销") || trip.DistanceM != found[0].DistanceM {
			t.Errorf("%+v, %v", trip, err)
		}
		_, err = h.Split(t.Context(), wei, trip.ID, trip.StartedAt.Add(5*time.Minute))
		wantFault(t, err, trips.ErrPurged)
		_, err = h.Unedit(t.Context(), wei, upload.ID)
		wantFault(t, err, trips.ErrPurged)
	})
}

// When the book cannot be written nothing is gone.
func TestPurgeAllOrNothing(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		office := h.settledOffice()
		_, found := h.read(t, wei, morning())
		h.now = noon.AddDate(1, 0, 0)
		office.fail = os.ErrClosed
		if _, err := h.PurgeDue(t.Context(), county, "system", false); err == nil {
			t.Fatal("no error")
		}
		if fixes, err := h.Fixes(t.Context(), wei, found[0].ID, ""); err != nil || len(fixes) != 60 || h.blobsLeft(t) != 1 {
			t.Errorf("%d fixes, %v", len(fixes), err)
		}
		office.fail = nil
		if r := h.purge(t); len(r.Purged) != 1 || h.blobsLeft(t) != 0 {
			t.Errorf("%+v", r)
		}
	})
}

// Two people in one car handed the very same file in: it goes with the last.
func TestPurgeSharedFile(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		office := h.settledOffice()
		_, weis := h.read(t, wei, morning())
		lans, found := h.read(t, lan, morning())
		office.open[found[0].ID] = trips.KeptAppeal
		h.now = noon.AddDate(1, 0, 0)
		if r := h.purge(t); len(r.Purged) != 1 || r.Purged[0].Trace != weis[0].Trace || h.blobsLeft(t) != 1 {
			t.Fatalf("%+v, %d files", r.Purged, h.blobsLeft(t))
		}
		if err := h.ReadAgain(t.Context(), admin, lans.ID); err != nil {
			t.Fatal(err)
		}
		if err := h.Read(t.Context(), county, lans.ID); err != nil {
			t.Errorf("the colleague's file: %v", err)
		}
		delete(office.open, found[0].ID)
		if h.purge(t); h.blobsLeft(t) != 0 {
			t.Error("the file outlived both")
		}
	})
}

// A file that nothing could be read from is kept no longer than the others, and
// cannot be read again after that.
func TestPurgeRefused(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.settledOffice()
		upload, _ := h.read(t, wei, drive(noon.Add(-time.Hour), startLat, 1))
		if upload.State != trips.TraceRefused {
			t.Fatalf("state %s", upload.State)
		}
		h.now = noon.AddDate(1, 0, 0)
		if r := h.purge(t); len(r.Purged) != 1 || h.blobsLeft(t) != 0 {
			t.Fatalf("%+v", r)
		}
		wantFault(t, h.ReadAgain(t.Context(), admin, upload.ID), trips.ErrPurged)
	})
}

// What a phone recorded goes too, and what it sends afterwards is not kept.
func TestPurgeRecording(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.settledOffice()
		started, err := h.StartRecording(t.Context(), wei, "V1", "走访", 2*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		fixes := sent(noon, 0, 60)
		if kept, err := h.Record(t.Context(), wei, "phone", fixes[:50]); err != nil || kept != 50 {
			t.Fatalf("%d, %v", kept, err)
		}
		h.now = noon.Add(time.Hour)
		ended, err := h.EndRecording(t.Context(), wei, started.ID)
		if err != nil {
			t.Fatal(err)
		}
		// Ten more come late: other bytes, and the first file is no more.
		if kept, err := h.Record(t.Context(), wei, "phone", fixes[50:]); err != nil || kept != 10 {
			t.Fatalf("%d, %v", kept, err)
		}
		if n := h.blobsLeft(t); n != 1 {
			t.Errorf("%d files, want the one with all fixes", n)
		}
		if err := h.Read(t.Context(), county, ended.Trace); err != nil {
			t.Fatal(err)
		}
		h.now = noon.AddDate(1, 0, 0)
		if r := h.purge(t); len(r.Purged) != 1 || r.Purged[0].Fixes != 60 {
			t.Fatalf("%+v", r)
		}
		late := sent(noon.Add(20*time.Minute), 200, 5)
		if kept, err := h.Record(t.Context(), wei, "phone", late); err != nil || kept != 0 {
			t.Errorf("%d fixes kept of a recording that was purged, %v", kept, err)
		}
		for _, table := range []string{"recorded_fixes", "trip_fixes"} {
			var n int
			if err := db.Get(&n, `SELECT count(*) FROM `+table); err != nil || n != 0 {
				t.Errorf("%d rows in %s, %v", n, table, err)
			}
		}
	})
}

// The same bytes are handed in by a colleague while they are purged.
func TestPurgeMeetsHandIn(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.settledOffice()
		h.read(t, wei, morning())
		h.now = noon.AddDate(1, 0, 0)
		ready := make(chan error, 1)
		go func() {
			for {
				_, created, err := h.HandIn(context.WithoutCancel(t.Context()), lan, trips.HandIn{FileName: "t.gpx", Body: strings.NewReader(morning())})
				if created || err != nil {
					ready <- err
					return
				}
			}
		}()
		h.purge(t)
		if err := <-ready; err != nil {
			t.Fatal(err)
		}
		h.purge(t)
		all, err := h.Uploads(t.Context(), lan, trips.UploadFilter{})
		if err != nil || len(all) != 1 {
			t.Fatalf("%d uploads, %v", len(all), err)
		}
		if err := h.Read(t.Context(), county, all[0].ID); err != nil {
			t.Errorf("an acknowledged trace has lost its file: %v", err)
		}
	})
}

// A copy of a trip whose points are gone is still known by its marks, and the
// same person on the road twice at once by the times.
func TestAfterPurge(t *testing.T) {
	winding := func(start time.Time) string { return another(start, startLat, 240, 1) }
	tests := []struct {
		name  string
		actor trips.Actor
		body  string
		want  []string
	}{
		{"the file of a colleague, re-timed", lan, winding(noon.AddDate(1, 0, 0)), []string{"remembered-trace"}},
		{"another drive on the same road", lan, another(noon.AddDate(1, 0, 0), startLat+0.0004, 240, 2), nil},
		{"the watch's record of the same drive", wei, another(noon.Add(-3*time.Hour), startLat+0.0002, 240, 2), []string{"person-at-once"}},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		for i, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				h := newHouse(t, db)
				h.settledOffice()
				where := h.elsewhere(t, 40+i)
				first, second := wei, tt.actor
				first.County, second.County = where, where
				h.readIn(t, where, first, winding(noon.Add(-3*time.Hour)))
				h.now = noon.AddDate(1, 0, 1)
				if r, err := h.PurgeDue(t.Context(), where, "system", false); err != nil || len(r.Purged) != 1 {
					t.Fatalf("%+v, %v", r, err)
				}
				got := h.readIn(t, where, second, tt.body)
				found := slices.DeleteFunc(rules(got), func(rule string) bool {
					return !slices.Contains([]string{"remembered-trace", "person-at-once", "copied-trace", "shared-ride"}, rule)
				})
				if !slices.Equal(found, tt.want) {
					t.Errorf("%v, want %v: %v", found, tt.want, got.Findings)
				}
			})
		}
	})
}

// On SQLite what was purged stands nowhere in the file any more.
func TestPurgeLeavesNoBytes(t *testing.T) {
	db := migrated.SQLite(t)
	h := newHouse(t, db)
	h.settledOffice()
	_, found := h.read(t, wei, another(noon.Add(-3*time.Hour), startLat, 2000, 1))
	var packed []byte
	if err := db.Get(&packed, `SELECT packed FROM trip_fixes WHERE trip_id = ?`, found[0].ID); err != nil || len(packed) < 2000 {
		t.Fatalf("%d bytes packed, %v", len(packed), err)
	}
	within := func() (n int) {
		if _, err := db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			t.Fatal(err)
		}
		whole, err := os.ReadFile(db.Path)
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at+64 <= len(packed); at += 64 {
			if bytes.Contains(whole, packed[at:at+64]) {
				n++
			}
		}
		return n
	}
	if within() == 0 {
		t.Fatal("the test does not see the fixes where they are")
	}
	h.now = noon.AddDate(1, 0, 0)
	if h.purge(t); within() != 0 {
		t.Errorf("%d pieces of the fixes are still in the file", within())
	}
}

// Nor does what an earlier reading of the trace left, in the file or in the log
// that SQLite writes ahead of it: nobody but the service comes to empty that.
func TestPurgeLeavesNoBytesOfEarlierReadings(t *testing.T) {
	db := migrated.SQLite(t)
	h := newHouse(t, db)
	h.settledOffice()
	upload, found := h.read(t, wei, another(noon.Add(-3*time.Hour), startLat, 2000, 1))
	var first []byte
	if err := db.Get(&first, `SELECT packed FROM trip_fixes WHERE trip_id = ?`, found[0].ID); err != nil {
		t.Fatal(err)
	}
	half := found[0].StartedAt.Add(found[0].EndedAt.Sub(found[0].StartedAt) / 2)
	if _, err := h.Crop(t.Context(), wei, found[0].ID, half, time.Time{}); err != nil {
		t.Fatal(err)
	}
	h.readNow(t, upload.ID)
	within := func() (n int) {
		for _, path := range []string{db.Path, db.Path + "-wal"} {
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for at := 0; at+64 <= len(first); at += 64 {
				if bytes.Contains(whole, first[at:at+64]) {
					n++
				}
			}
		}
		return n
	}
	if within() == 0 {
		t.Fatal("the test does not see the fixes where they were")
	}
	h.now = noon.AddDate(1, 0, 0)
	if h.purge(t); within() != 0 {
		t.Errorf("%d pieces of the fixes are still on the disk", within())
	}
}
