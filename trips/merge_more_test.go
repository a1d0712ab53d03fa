package trips_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/trips"
	"licheng/trips/segment"
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

// north moves a GPX text so many degrees to the north.
func north(body string, deg float64) string {
	return regexp.MustCompile(`lat="[0-9.]+"`).ReplaceAllStringFunc(body, func(s string) string {
		lat, _ := strconv.ParseFloat(s[5:len(s)-1], 64)
		return fmt.Sprintf(`lat="%.6f"`, lat+deg)
	})
}

func TestMergesThatAreRefused(t *testing.T) {
	far := func(lat float64) float64 { return startLat + lat }
	h := newHouse(t, migrated.SQLite(t))
	_, found := h.read(t, wei, piece(0, 60))
	first := found[0].ID
	describe := func(id trips.TripID, v trips.VehicleID) {
		t.Helper()
		if _, err := h.Describe(t.Context(), wei, id, "", v); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name string
		with func(t *testing.T) trips.TripID
		want *licheng.Fault
	}{
		{"itself", func(*testing.T) trips.TripID { return first }, trips.ErrNotNeighbours},
		{"none", func(*testing.T) trips.TripID { return "none" }, trips.ErrNoTrip},
		{"a colleague's", func(t *testing.T) trips.TripID {
			_, other := h.read(t, lan, drive(step(70), far(1), 60))
			return other[0].ID
		}, trips.ErrNoTrip},
		{"at the same time", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(30), far(2), 60))
			return other[0].ID
		}, trips.ErrNotNeighbours},
		{"without times", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, withoutTimes(drive(step(70), far(3), 60)))
			return other[0].ID
		}, trips.ErrNotNeighbours},
		{"over a day later", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(0).Add(24*time.Hour-9*time.Minute), far(4), 60))
			return other[0].ID
		}, trips.ErrMergeSpan},
		{"one between", func(t *testing.T) trips.TripID {
			h.read(t, wei, drive(step(200), far(5), 60))
			_, other := h.read(t, wei, drive(step(300), far(5.2), 60))
			return other[0].ID
		}, trips.ErrNotNeighbours},
		{"another vehicle", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(100), far(6), 60))
			describe(first, "V1")
			if _, err := h.db.Exec(`UPDATE trips SET vehicle = 'V7' WHERE id = ?`, other[0].ID); err != nil {
				t.Fatal(err)
			}
			return other[0].ID
		}, trips.ErrMergeVehicles},
		{"unsure of another datum", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(95), far(7), 40))
			if _, err := h.db.Exec(`UPDATE trips SET datum = 'gcj02', datum_sureness = 0.7 WHERE id = ?`, other[0].ID); err != nil {
				t.Fatal(err)
			}
			return other[0].ID
		}, trips.ErrMergeDatum},
		{"too far away", func(t *testing.T) trips.TripID { // 0.295° of latitude are 32.8 km
			_, other := h.read(t, wei, drive(step(-40), startLat-0.325, 31))
			return other[0].ID
		}, trips.ErrMergeFar},
		{"in a claim handed in", func(t *testing.T) trips.TripID {
			_, other := h.read(t, wei, drive(step(-40), far(8), 31))
			h.held[other[0].ID] = true
			return other[0].ID
		}, trips.ErrHeld},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := h.Merge(t.Context(), wei, first, tt.with(t))
			wantFault(t, err, tt.want)
		})
	}
}

// Files of which one goes on after the other began cannot be put one behind the
// other, whatever trips are named.
func TestTracesThatOverlapAreNotMerged(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	_, outer := h.read(t, wei, twoDrives(step(0), step(2160)))
	_, inner := h.read(t, wei, drive(step(700), startLat+1, 60))
	for _, o := range outer {
		_, err := h.Merge(t.Context(), wei, o.ID, inner[0].ID)
		wantFault(t, err, trips.ErrMergeFiles)
	}
	if near, err := h.Neighbours(t.Context(), wei, inner[0].ID); err != nil || len(near) != 0 {
		t.Errorf("%+v, %v", near, err)
	}
}

// A private stretch between two files is no work, so nothing leads over it.
func TestNothingIsMergedOverAPrivateStretch(t *testing.T) {
	for _, files := range []int{1, 2} {
		t.Run(fmt.Sprintf("%d files", files), func(t *testing.T) {
			h := newHouse(t, migrated.SQLite(t))
			lunch := []segment.Span{{From: step(58), To: step(102)}}
			hand := func(body string) {
				upload, _, err := h.HandIn(t.Context(), wei, trips.HandIn{FileName: "a.gpx", Body: strings.NewReader(body), Datum: "wgs84", Private: lunch})
				if err != nil {
					t.Fatal(err)
				}
				h.readAll(t, upload.ID)
			}
			if files == 1 {
				hand(piece(0, 160))
			} else {
				hand(piece(0, 70))
				hand(piece(90, 160))
			}
			found := h.weisTrips(t)
			if len(found) != 2 {
				t.Fatalf("%d trips", len(found))
			}
			_, err := h.Merge(t.Context(), wei, found[0].ID, found[1].ID)
			wantFault(t, err, trips.ErrMergePrivate)
		})
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
