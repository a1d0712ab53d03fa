package trips_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"licheng"
	"licheng/trips"
)

// slide is a closure on the way of the morning drive.
func slide(from, to, line string) string {
	return fmt.Sprintf("编号,路段,原因,开始,结束,线\nF1,青石坡,塌方,%s,%s,%s\n", from, to, line)
}

// weigh runs the jobs that hold trips against closures, and returns their trips.
func (h *house) weigh(t *testing.T) (ids []string) {
	t.Helper()
	h.queue.mu.Lock()
	jobs := h.queue.jobs
	h.queue.jobs = nil
	h.queue.mu.Unlock()
	for _, job := range jobs {
		if job.Kind != trips.JobClosures {
			continue
		}
		ids = append(ids, job.ID)
		if err := h.HandleClosures(t.Context(), job); err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

// seen is the trip as finance sees it.
func (h *house) seen(t *testing.T, id trips.TripID) trips.Trip {
	t.Helper()
	trip, err := h.Trip(t.Context(), finance, id)
	if err != nil {
		t.Fatal(err)
	}
	return trip
}

// lately writes what was learnt late of a trip: its rules, with a dash before
// those that hold no more.
func lately(t trips.Trip) (said []string) {
	for _, l := range t.Late {
		if l.Gone {
			said = append(said, "-"+l.Rule)
		} else {
			said = append(said, l.Rule)
		}
	}
	return said
}

// A road is known to have been closed only after the drive was read. The table
// is corrected twice: the trip follows, and so does whoever prices it. What was
// imported before word for word is looked at by nobody.
func TestClosuresAreHeldAgainstTripsReadBefore(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.ways.lead = true
		_, found := h.read(t, wei, morning())
		_, far := h.read(t, lan, drive(noon.Add(-3*time.Hour), startLat+1, 60))
		_, before := h.read(t, lan, drive(noon.Add(-51*time.Hour), startLat, 60))
		id := found[0].ID
		for _, step := range []struct {
			name, table string
			again       int
			want        []string
			closed      string
		}{
			{"driven along", slide(day, day, onTheWay), 1, []string{"road-closed"}, "青石坡（塌方）"},
			{"once more", slide(day, day, onTheWay), 0, []string{"road-closed"}, "青石坡（塌方）"},
			{"it was the road beside it", slide(day, day, besideIt), 1, []string{"closure-explains"}, ""},
			{"and another year", slide("2020-01-01", "2020-01-02", besideIt), 1, nil, ""},
		} {
			told := len(h.listener.told["P1"])
			report := h.importClosures(t, "closures.csv", step.table)
			ids := h.weigh(t)
			trip := h.seen(t, id)
			if report.Again != step.again || len(ids) != step.again || slices.Contains(ids, string(far[0].ID)) || slices.Contains(ids, string(before[0].ID)) {
				t.Errorf("%s: %d trips, jobs %v; want %d", step.name, report.Again, ids, step.again)
			}
			if diff := cmp.Diff(step.want, noted(trip), cmpopts.EquateEmpty()); diff != "" || trip.ByRoad.Closed != step.closed || len(trip.Late) != 0 {
				t.Errorf("%s: closed %q, late %v, %s", step.name, trip.ByRoad.Closed, lately(trip), diff)
			}
			if n := len(h.listener.told["P1"]) - told; n != step.again {
				t.Errorf("%s: the listener was told of %d trips", step.name, n)
			}
			if err := h.HoldAgainstClosures(t.Context(), county, id); err != nil || len(h.listener.told["P1"])-told != step.again {
				t.Errorf("%s: weighing it again changed something: %v", step.name, err)
			}
		}
	})
}

// Reading a trace after a closure and importing the closure after reading it
// come to the same, stop on the way and all.
func TestClosuresBeforeAndAfterReadingAreOne(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		stopped := strings.Replace(drive(noon.Add(-3*time.Hour), startLat, 30), "</trkseg></trk></gpx>", "", 1) +
			strings.SplitN(drive(noon.Add(-3*time.Hour+20*time.Minute), startLat+0.029, 31), "<trkseg>", 2)[1]
		var states []trips.Trip
		for i, first := range []bool{true, false} {
			h := newHouse(t, db)
			h.ways.lead = true
			who := trips.Actor{County: county, Login: "z", Person: trips.PersonID([]byte{'Z', byte('A' + i)}), Roles: wei.Roles}
			if first {
				h.importClosures(t, "closures.csv", slide(day, day, onTheWay))
			}
			_, found := h.read(t, who, stopped)
			if !first {
				h.importClosures(t, "closures.csv", slide(day, day, onTheWay))
				h.weigh(t)
			}
			if len(found) != 1 {
				t.Fatalf("%d trips", len(found))
			}
			trip := h.seen(t, found[0].ID)
			if trip.ByRoad == nil || trip.ByRoad.Stops != 1 {
				t.Fatalf("by road %+v, want one stop", trip.ByRoad)
			}
			states = append(states, trips.Trip{ByRoad: trip.ByRoad, Findings: slices.DeleteFunc(trip.Findings, func(f trips.Finding) bool {
				return f.Rule != "road-closed" && f.Rule != "closure-explains"
			})})
			if err := h.wipe(t, db); err != nil {
				t.Fatal(err)
			}
		}
		if len(states[0].Findings) == 0 || states[0].ByRoad.Closed == "" {
			t.Errorf("nothing was found: %+v", states[0])
		}
		if diff := cmp.Diff(states[0], states[1]); diff != "" {
			t.Error(diff)
		}
	})
}

// A trip whose claim was handed in stays as it is: what is learnt stands beside
// it, goes into the book, and is taken back when the closure was wrong. When the
// claim comes back the trip itself follows.
func TestClosuresLearntLate(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.ways.lead = true
		office := h.settledOffice()
		_, found := h.read(t, wei, morning())
		id := found[0].ID
		h.held[id] = true
		sealed := h.seen(t, id)
		for _, step := range []struct {
			name, table string
			late        []string // all that was learnt so far
			closed      string   // as known today
		}{
			{"driven along", slide(day, day, onTheWay), []string{"road-closed", "way-closed"}, "青石坡（塌方）"},
			{
				"it was the road beside it", slide(day, day, besideIt),
				[]string{"road-closed", "way-closed", "-road-closed", "-way-closed", "closure-explains"},
				"",
			},
			{
				"no, it was that one", slide(day, "", onTheWay),
				[]string{"road-closed", "way-closed", "-road-closed", "-way-closed", "closure-explains", "-closure-explains", "road-closed", "way-closed"},
				"青石坡（塌方）",
			},
		} {
			h.now = h.now.Add(time.Hour)
			h.importClosures(t, "closures.csv", step.table)
			if got := h.weigh(t); len(got) != 1 {
				t.Errorf("%s: jobs %v", step.name, got)
			}
			trip := h.seen(t, id)
			if diff := cmp.Diff(step.late, lately(trip)); diff != "" || trip.ClosedWay() != step.closed {
				t.Errorf("%s: closed %q, %s", step.name, trip.ClosedWay(), diff)
			}
			if last := trip.Late[len(trip.Late)-1]; !last.FoundAt.Equal(h.now) {
				t.Errorf("%s: found at %s, not %s", step.name, last.FoundAt, h.now)
			}
			if diff := cmp.Diff(trip.Late, office.late, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: the book was told otherwise: %s", step.name, diff)
			}
			trip.Late = nil
			if diff := cmp.Diff(sealed, trip); diff != "" {
				t.Errorf("%s: what was handed in changed: %s", step.name, diff)
			}
		}
		told := len(h.listener.told["P1"])
		h.held[id] = false
		if err := h.HoldAgainstClosures(t.Context(), county, id); err != nil {
			t.Fatal(err)
		}
		trip := h.seen(t, id)
		if diff := cmp.Diff([]string{"road-closed"}, noted(trip)); diff != "" || trip.ByRoad.Closed != "青石坡（塌方）" || len(trip.Late) != 0 || len(h.listener.told["P1"]) != told+1 {
			t.Errorf("it came back: closed %q, late %v, %s", trip.ByRoad.Closed, lately(trip), diff)
		}
	})
}

// What a job cannot weigh it leaves alone: a trip that is gone, one told without
// a trace, one whose points were purged.
func TestClosuresLeaveAlone(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		h.settledOffice()
		_, told := h.tell(t, lan, toBaishui(noon.Add(-30*time.Hour)))
		_, found := h.read(t, wei, morning())
		h.now = noon.AddDate(1, 0, 0)
		if r := h.purge(t); len(r.Purged) != 1 {
			t.Fatalf("%+v", r)
		}
		h.importClosures(t, "closures.csv", slide(day, day, onTheWay))
		h.weigh(t)
		for _, id := range []trips.TripID{"gone", told[0].ID, found[0].ID} {
			if err := h.HoldAgainstClosures(t.Context(), county, id); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
		if trip := h.seen(t, found[0].ID); len(noted(trip)) != 0 || len(trip.Late) != 0 {
			t.Errorf("a purged trip: %v, late %v", rules(trip), lately(trip))
		}
	})
}

// Closures that come while traces are being read are seen by every one of them,
// whichever was first.
func TestClosureDuringReading(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		var uploads []trips.TraceID
		for i := range 12 {
			who := trips.Actor{County: county, Login: "r", Person: trips.PersonID([]byte{'R', byte('A' + i)}), Roles: wei.Roles}
			uploads = append(uploads, h.handIn(t, who, another(noon.Add(-3*time.Hour), startLat, 60, float64(i))).ID)
		}
		var readers sync.WaitGroup
		half := make(chan struct{}, len(uploads))
		for part := range slices.Chunk(uploads, 3) {
			readers.Go(func() {
				for _, id := range part {
					if err := h.Read(t.Context(), county, id); err != nil {
						t.Error(err)
					}
					half <- struct{}{}
				}
			})
		}
		<-half
		h.importClosures(t, "closures.csv", slide(day, day, onTheWay))
		readers.Wait()
		h.weigh(t)
		found, err := h.Trips(t.Context(), finance, trips.TripFilter{Month: "2026-10"})
		if err != nil || len(found) != len(uploads) {
			t.Fatalf("%d trips, %v", len(found), err)
		}
		for _, trip := range found {
			if diff := cmp.Diff([]string{"road-closed"}, noted(trip)); diff != "" {
				t.Errorf("%s: %s", trip.Person, diff)
			}
		}
	})
}
