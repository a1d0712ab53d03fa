package trips_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/trips"
)

// inOrder hands two files in, the second so much later, and reads them in the
// order of reading: the first one first or last. It returns their trips as they
// are in the end.
func (h *house) inOrder(t *testing.T, first, second trips.Actor, bodies [2]string, apart time.Duration, firstLast bool) [2]trips.Trip {
	t.Helper()
	actors := [2]trips.Actor{first, second}
	var ids [2]trips.TraceID
	for i := range ids {
		ids[i] = h.handIn(t, actors[i], bodies[i]).ID
		h.now = h.now.Add(apart)
	}
	reading := slices.Clone(ids[:])
	if firstLast {
		slices.Reverse(reading)
	}
	for _, id := range reading {
		if err := h.Read(t.Context(), first.County, id); err != nil {
			t.Fatal(err)
		}
	}
	return [2]trips.Trip{h.onlyTrip(t, actors[0], ids[0]), h.onlyTrip(t, actors[1], ids[1])}
}

// onlyTrip returns the one trip of a trace.
func (h *house) onlyTrip(t *testing.T, actor trips.Actor, id trips.TraceID) trips.Trip {
	t.Helper()
	found, err := h.Trips(t.Context(), actor, trips.TripFilter{Trace: id})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d trips, %v", len(found), err)
	}
	return found[0]
}

// Of two files alike the one that was received later carries what is found,
// whichever is read first, and it names the other.
func TestTheLaterReceivedCarriesTheFinding(t *testing.T) {
	start := noon.Add(-3 * time.Hour)
	tests := []struct {
		name   string
		second trips.Actor
		body   string
		apart  time.Duration
		want   string
	}{
		{"a copy by a colleague", lan, drive(start.Add(-26*time.Hour), startLat, 60), time.Second, "copied-trace"},
		{"a copy received in the same moment", lan, drive(start.Add(-26*time.Hour), startLat, 60), 0, "copied-trace"},
		{"one's own, exported again", wei, morning() + "\n", time.Minute, "same-trip-twice"},
		{"a shared ride", lan, drive(start.Add(time.Second), startLat+0.0002, 60), time.Second, "shared-ride"},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		for i, tt := range tests {
			for k, how := range []string{"read in order", "the first read last"} {
				t.Run(tt.name+", "+how, func(t *testing.T) {
					h := newHouse(t, db)
					first, second := wei, tt.second
					first.County = h.elsewhere(t, 2*i+k)
					second.County = first.County
					got := h.inOrder(t, first, second, [2]string{morning(), tt.body}, tt.apart, k == 1)
					if diff := cmp.Diff([]string{"path-broken"}, rules(got[0])); diff != "" {
						t.Errorf("received first: %s", diff)
					}
					if diff := cmp.Diff([]string{"path-broken", tt.want}, rules(got[1])); diff != "" {
						t.Fatalf("received later: %s", diff)
					}
					id := string(got[0].ID)
					if f := got[1].Findings[1]; !strings.Contains(f.Text.ZH, "…"+id[len(id)-6:]) || !f.At.Equal(got[1].StartedAt) {
						t.Errorf("%+v does not name %s", f, id)
					}
				})
			}
		}
	})
}

// Read again, each in turn, the finding stays where it was, once; it goes when
// the first is read as another drive.
func TestReadingAgainMovesNoFinding(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		copied := drive(noon.Add(-29*time.Hour), startLat, 60)
		got := h.inOrder(t, wei, lan, [2]string{morning(), copied}, time.Second, true)
		want := []string{"path-broken", "copied-trace"}
		again := func(id trips.TraceID) {
			t.Helper()
			if err := h.ReadAgain(t.Context(), admin, id); err != nil {
				t.Fatal(err)
			}
			if err := h.Read(t.Context(), county, id); err != nil {
				t.Fatal(err)
			}
		}
		for _, i := range []int{0, 1, 0, 0} {
			again(got[i].Trace)
			if first := rules(h.onlyTrip(t, wei, got[0].Trace)); len(first) != 1 {
				t.Errorf("the first: %v", first)
			}
			if diff := cmp.Diff(want, rules(h.onlyTrip(t, lan, got[1].Trace))); diff != "" {
				t.Errorf("the second: %s", diff)
			}
		}
		h.toldOf("P2")
		h.rewrite(t, got[0].Trace, drive(noon.Add(-3*time.Hour), startLat+0.5, 60))
		again(got[0].Trace)
		if left := rules(h.onlyTrip(t, lan, got[1].Trace)); len(left) != 1 {
			t.Errorf("though the first is another drive now: %v", left)
		}
		if told := h.toldOf("P2"); len(told) != 1 || !strings.HasPrefix(told[0], string(got[1].ID)) {
			t.Errorf("the owner's claim was told of %v", told)
		}
	})
}

// A copy that is in a claim handed in when its original is read is told of as
// learnt late, once: what lay before whoever decides stays as it was.
func TestACopyInAClaimIsToldLate(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		original := h.handIn(t, wei, morning())
		h.now = h.now.Add(time.Second)
		second := h.readIn(t, county, lan, drive(noon.Add(-29*time.Hour), startLat, 60))
		h.held[second.ID] = true
		h.toldOf("P2")
		for i := range 2 {
			if err := h.Read(t.Context(), county, original.ID); err != nil {
				t.Fatal(err)
			}
			after := h.onlyTrip(t, lan, second.Trace)
			if diff := cmp.Diff(second.Findings, after.Findings); diff != "" {
				t.Error(diff)
			}
			if len(after.Late) != 1 || after.Late[0].Rule != "copied-trace" || !after.Late[0].FoundAt.Equal(h.now) || after.Late[0].Gone {
				t.Errorf("learnt late: %+v", after.Late)
			}
			if told := h.toldOf("P2"); len(told) != 1-i {
				t.Errorf("reading %d: told of %v", i+1, told)
			}
			if err := h.ReadAgain(t.Context(), admin, original.ID); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Two workers that read at the same moment: one of the two always sees the
// other, and the finding is on the one received later.
func TestReadAtTheSameMoment(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for i := range 8 {
			first, second := wei, lan
			first.County = h.elsewhere(t, 50+i)
			second.County = first.County
			ids := []trips.TraceID{h.handIn(t, first, morning()).ID}
			h.now = h.now.Add(time.Second)
			ids = append(ids, h.handIn(t, second, drive(noon.Add(-29*time.Hour), startLat, 60)).ID)
			var both sync.WaitGroup
			for _, id := range ids {
				both.Go(func() {
					if err := h.Read(t.Context(), first.County, id); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			got := [][]string{rules(h.onlyTrip(t, first, ids[0])), rules(h.onlyTrip(t, second, ids[1]))}
			if diff := cmp.Diff([][]string{{"path-broken"}, {"path-broken", "copied-trace"}}, got); diff != "" {
				t.Errorf("round %d: %s", i, diff)
			}
		}
	})
}
