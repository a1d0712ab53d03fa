package trips_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"licheng"
	"licheng/trips"
)

// merged merges two trips of Wei's and reads what is to be read.
func (h *house) merged(t *testing.T, one, two trips.TripID) trips.Upload {
	t.Helper()
	upload, err := h.Merge(t.Context(), wei, one, two)
	if err != nil {
		t.Fatal(err)
	}
	h.readAll(t, upload.ID)
	return upload
}

// spanOf writes the trips of Wei's as the steps of the morning they go from and to.
func (h *house) spansOf(t *testing.T) (out []string) {
	t.Helper()
	for _, trip := range h.weisTrips(t) {
		out = append(out, fmt.Sprintf("%d-%d", trip.StartedAt.Sub(step(0))/(10*time.Second), trip.EndedAt.Sub(step(0))/(10*time.Second)))
	}
	return out
}

// piece is the morning's drive from one step to another, as a file of its own.
func piece(from, to int) string { return drive(step(from), startLat+float64(from)*0.001, to-from+1) }

// Three files of a drive become one trip, in any order of handing in and of
// merging; what was said of each before still holds, and a split holds after.
func TestMergeOfThreeTraces(t *testing.T) {
	pieces := [][2]int{{0, 40}, {60, 100}, {110, 150}}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
		for _, backwards := range []bool{false, true} {
			t.Run(fmt.Sprint(order, backwards), func(t *testing.T) {
				migrated.Run(t, func(t *testing.T, db *licheng.Database) {
					h := newHouse(t, db)
					var found [3]trips.Trip
					for _, i := range order {
						_, parts := h.read(t, wei, piece(pieces[i][0], pieces[i][1]))
						found[i] = parts[0]
						h.now = h.now.Add(time.Minute)
					}
					if _, err := h.Crop(t.Context(), wei, found[2].ID, time.Time{}, step(145)); err != nil {
						t.Fatal(err)
					}
					h.readAll(t, found[2].Trace)
					pairs := [][2]int{{0, 1}, {1, 2}}
					if backwards {
						slices.Reverse(pairs)
					}
					for _, p := range pairs {
						all := h.weisTrips(t)
						i := p[0]
						if len(all) == 2 {
							i = 0
						}
						h.merged(t, all[i].ID, all[i+1].ID)
					}
					wantTrips(t, h.spansOf(t), "0-145")
					trip := h.weisTrips(t)[0]
					if last := found[order[2]].Trace; trip.Trace != last {
						t.Errorf("of %s, want that of the trace received last, %s", trip.Trace, last)
					}
					if _, err := h.Split(t.Context(), wei, trip.ID, step(80)); err != nil {
						t.Fatal(err)
					}
					h.readAll(t, trip.Trace)
					wantTrips(t, h.spansOf(t), "0-80", "80-145")
					all := h.weisTrips(t)
					h.merged(t, all[1].ID, all[0].ID)
					wantTrips(t, h.spansOf(t), "0-145")
					if _, err := h.Unedit(t.Context(), wei, found[1].Trace); err != nil {
						t.Fatal(err)
					}
					h.readAll(t, found[0].Trace, found[1].Trace, found[2].Trace)
					wantTrips(t, h.spansOf(t), "0-40", "60-100", "110-150")
				})
			})
		}
	}
}

// What was left out at the ends that meet is in the merged trip again.
func TestMergeBringsBackWhatWasLeftOut(t *testing.T) {
	ends := map[string]func(h *house, first, second trips.Trip) error{
		"the end of the first": func(h *house, first, _ trips.Trip) error {
			_, err := h.Crop(t.Context(), wei, first.ID, time.Time{}, step(31).Add(time.Second))
			return err
		},
		"the beginning of the second": func(h *house, _, second trips.Trip) error {
			_, err := h.Crop(t.Context(), wei, second.ID, step(2175).Add(time.Second), time.Time{})
			return err
		},
	}
	for name, crop := range ends {
		for _, files := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s, %d files", name, files), func(t *testing.T) {
				h := newHouse(t, migrated.SQLite(t))
				var found []trips.Trip
				if files == 1 {
					_, found = h.read(t, wei, twoDrives(step(0), step(2160)))
				} else {
					_, first := h.read(t, wei, drive(step(0), startLat, 60))
					_, second := h.read(t, wei, drive(step(2160), startLat+0.2, 60))
					found = slices.Concat(first, second)
				}
				if err := crop(h, found[0], found[1]); err != nil {
					t.Fatal(err)
				}
				h.readAll(t, found[0].Trace, found[1].Trace)
				h.merged(t, found[0].ID, found[1].ID)
				wantTrips(t, h.spansOf(t), "0-2219")
			})
		}
	}
}

// A phone that stood where another app had begun already gives up its standing.
func TestMergeWhereBothAppsRanAtOnce(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	start := noon.Add(-3 * time.Hour)
	_, first := h.read(t, wei, journey(start, hop{to: 60, stands: 20 * time.Minute}))
	_, second := h.read(t, wei, north(journey(start.Add(20*time.Minute), hop{stands: 20 * time.Minute}, hop{to: 60}), 0.06))
	if len(first) != 1 || len(second) != 1 {
		t.Fatalf("%d and %d trips", len(first), len(second))
	}
	h.merged(t, first[0].ID, second[0].ID)
	all := h.weisTrips(t)
	if len(all) != 1 || !all[0].StartedAt.Equal(first[0].StartedAt) || !all[0].EndedAt.Equal(second[0].EndedAt) || len(serious(all[0])) != 0 {
		t.Fatalf("%d trips, %+v", len(all), all)
	}
}

// The neighbours of a trip are those it can be merged with, with what lies between.
func TestNeighbours(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.onTheCorner(t)
		first, second := h.handInAlong(t, 0, 5000, ""), h.handInAlong(t, 9000, 12000, "")
		h.read(t, lan, drive(step(70), startLat, 60))
		got, err := h.Neighbours(t.Context(), wei, first.ID)
		if err != nil || len(got) != 1 {
			t.Fatalf("%+v, %v", got, err)
		}
		n := got[0]
		if n.Trip.ID != second.ID || !n.After || !n.OtherTrace || n.Gap != 400*time.Second {
			t.Errorf("%+v", n)
		}
		wantM(t, "over the corner, straight", n.GapM, 3162) // √(1² + 3²) km
		if got, err := h.Neighbours(t.Context(), wei, second.ID); err != nil || len(got) != 1 || got[0].Trip.ID != first.ID || got[0].After {
			t.Errorf("%+v, %v", got, err)
		}
		h.held[second.ID] = true
		if got, err := h.Neighbours(t.Context(), wei, first.ID); err != nil || len(got) != 0 {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = h.Neighbours(t.Context(), finance, first.ID)
		wantFault(t, err, trips.ErrNotOwn)
		_, err = h.Neighbours(t.Context(), lan, first.ID)
		wantFault(t, err, trips.ErrNoTrip)
	})
}
