package trips_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/trips"
)

// The points of traces that were merged go together, and the book says of each
// file that it went.
func TestPurgeOfMergedTraces(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		office := h.settledOffice()
		_, first := h.read(t, wei, piece(0, 40))
		h.now = h.now.Add(time.Minute)
		_, second := h.read(t, wei, piece(60, 100))
		head := h.merged(t, first[0].ID, second[0].ID)
		trip := h.onlyTrip(t, wei, head.ID)
		office.open[trip.ID] = trips.KeptClaim
		h.now = noon.AddDate(3, 0, 0)
		if r := h.purge(t); len(r.Purged) != 0 || r.Kept[trips.KeptClaim] != 1 || h.blobsLeft(t) != 2 {
			t.Fatalf("while the claim is open: %+v", r)
		}
		delete(office.open, trip.ID)
		if r, err := h.PurgeDue(t.Context(), county, "system", true); err != nil || len(r.Purged) != 2 || len(office.book) != 0 {
			t.Fatalf("a dry run: %+v, %v", r, err)
		}
		r := h.purge(t)
		var got []string
		for _, p := range r.Purged {
			got = append(got, fmt.Sprintf("%s into %q: %d fixes, %s", p.Trace, p.MergedInto, p.Fixes, p.SHA256[:8]))
		}
		sum := func(id trips.TraceID) string {
			u, err := h.Upload(t.Context(), wei, id)
			if err != nil || u.Purged == nil {
				t.Fatalf("%+v, %v", u, err)
			}
			return u.SHA256[:8]
		}
		want := []string{
			fmt.Sprintf("%s into %q: %d fixes, %s", head.ID, "", 82, sum(head.ID)),
			fmt.Sprintf("%s into %q: %d fixes, %s", first[0].Trace, head.ID, 0, sum(first[0].Trace)),
		}
		if diff := cmp.Diff(want, got); diff != "" || len(office.book) != 2 || h.blobsLeft(t) != 0 {
			t.Errorf("%s, %d events, %d files", diff, len(office.book), h.blobsLeft(t))
		}
		if p, gone, stay, err := h.PurgedTrace(t.Context(), county, first[0].Trace); err != nil || !gone || len(stay) != 0 || p.MergedInto != head.ID {
			t.Errorf("%+v, %v, %v", p, stay, err)
		}
		_, err := h.Unedit(t.Context(), wei, first[0].Trace)
		wantFault(t, err, trips.ErrPurged)
		wantFault(t, h.ReadAgain(t.Context(), admin, first[0].Trace), trips.ErrPurged)
	})
}

// A trip handed in between the merging and its reading stays as it was, and so do
// the points: both files are kept for it.
func TestMergeThatIsOutrunByAClaim(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		office := h.settledOffice()
		_, first := h.read(t, wei, piece(0, 40))
		_, second := h.read(t, wei, piece(60, 100))
		upload, err := h.Merge(t.Context(), wei, first[0].ID, second[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		h.held[first[0].ID] = true
		h.readAll(t, upload.ID)
		wantTrips(t, h.spansOf(t), "0-40", "60-100")
		office.open[first[0].ID] = trips.KeptClaim
		h.now = noon.AddDate(3, 0, 0)
		if r := h.purge(t); len(r.Purged) != 0 || h.blobsLeft(t) != 2 {
			t.Errorf("%+v", r)
		}
		h.held[first[0].ID] = false // the claim came back
		h.merged(t, first[0].ID, second[0].ID)
		wantTrips(t, h.spansOf(t), "0-100")
	})
}

// Fixes that a phone sends late belong to a trip that was merged already, too.
func TestLateFixesOfAMergedRecording(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		r, err := h.StartRecording(t.Context(), wei, "V1", "下村走访", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		all := sent(noon, 0, 60)
		h.record(t, wei, all[:40], 40)
		h.now = noon.Add(10 * time.Minute)
		ended, err := h.EndRecording(t.Context(), wei, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		h.readAll(t, ended.Trace)
		h.now = noon.Add(time.Hour)
		_, second := h.read(t, wei, drive(noon.Add(15*time.Minute), startLat+0.09, 60))
		first := h.onlyTrip(t, wei, ended.Trace)
		head := h.merged(t, first.ID, second[0].ID)
		if head.ID != second[0].Trace {
			t.Fatalf("%+v", head)
		}
		h.record(t, wei, all[40:], 20)
		h.readAll(t, ended.Trace, head.ID)
		if trip := h.onlyTrip(t, wei, head.ID); trip.Fixes != 120 || len(h.weisTrips(t)) != 1 {
			t.Errorf("%d fixes", trip.Fixes)
		}
		if part, err := h.Upload(t.Context(), wei, ended.Trace); err != nil || part.Report.Fixes != 60 || part.State != trips.TraceRead {
			t.Errorf("%+v, %v", part, err)
		}
	})
}

// Who looked at the points of a trip that is no more is seen with the merged one.
func TestLooksStayVisibleAfterMerging(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		_, first := h.read(t, wei, piece(0, 40))
		_, second := h.read(t, wei, piece(60, 120))
		for _, trip := range []trips.Trip{first[0], second[0]} {
			if _, err := h.Fixes(t.Context(), finance, trip.ID, "复核"); err != nil {
				t.Fatal(err)
			}
		}
		head := h.merged(t, first[0].ID, second[0].ID)
		reads, err := h.FixReads(t.Context(), wei, h.onlyTrip(t, wei, head.ID).ID)
		if err != nil || len(reads) != 2 {
			t.Errorf("%+v, %v; want both looks", reads, err)
		}
	})
}

// Who copies a colleague's file does not become its first owner by merging it with
// an older one of their own.
func TestACopyIsNoOlderForBeingMerged(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		_, old := h.read(t, wei, drive(noon.AddDate(0, 0, -1).Add(-2*time.Hour), startLat+0.1, 40))
		h.now = h.now.Add(time.Hour)
		_, honest := h.read(t, lan, morning())
		h.now = h.now.Add(time.Hour)
		_, copied := h.read(t, wei, drive(noon.AddDate(0, 0, -1), startLat, 60))
		h.merged(t, old[0].ID, copied[0].ID)
		if got := rules(h.onlyTrip(t, wei, copied[0].Trace)); !slices.Contains(got, "copied-trace") {
			t.Errorf("the copy: %v", got)
		}
		if got := rules(h.onlyTrip(t, lan, honest[0].Trace)); slices.Contains(got, "copied-trace") {
			t.Errorf("the honest one: %v", got)
		}
	})
}

// Whoever taps twice, or on two phones, ends with traces that are put together once
// and with every one of them read.
func TestMergesAtTheSameMoment(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for round := range 4 {
			who := wei
			who.County = h.elsewhere(t, round)
			var found []trips.Trip
			for _, p := range [][2]int{{0, 40}, {60, 100}, {110, 150}} {
				found = append(found, h.readIn(t, who.County, who, piece(p[0], p[1])))
				h.now = h.now.Add(time.Minute)
			}
			var all sync.WaitGroup
			for i := range 6 {
				all.Go(func() {
					a, b := found[i%2], found[i%2+1]
					_, err := h.Merge(t.Context(), who, a.ID, b.ID)
					if err != nil && !errors.Is(err, trips.ErrReading) {
						t.Errorf("merge: %v", err)
					}
				})
			}
			all.Wait()
			for _, trip := range found {
				if err := h.Read(t.Context(), who.County, trip.Trace); err != nil {
					t.Error(err)
				}
			}
			now, err := h.Trips(t.Context(), who, trips.TripFilter{})
			if err != nil || len(now) != 2 {
				t.Errorf("%d trips, %v; want that one merge came first", len(now), err)
			}
			merged := 0
			for _, trip := range found {
				u, err := h.Upload(t.Context(), who, trip.Trace)
				if err != nil || u.State != trips.TraceRead {
					t.Errorf("%+v, %v", u, err)
				}
				if u.MergedInto != "" {
					merged++
				}
			}
			if merged != 1 {
				t.Errorf("%d traces are merged into others, want 1", merged)
			}
		}
	})
}
