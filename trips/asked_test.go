package trips_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"licheng"
	"licheng/trips"
)

// requests is what was approved, by trip.
type requests map[trips.TripID]trips.Asked

func (r requests) Asked(_ context.Context, _ trips.County, id trips.TripID) (trips.Asked, bool, error) {
	asked, found := r[id]
	return asked, found, nil
}

// village lies on the road of the stories, so many steps of 111 m from its start.
func village(name string, steps float64) trips.AskedPlace {
	return trips.AskedPlace{Name: name, Point: orb.Point{startLon, startLat + steps*0.001}}
}

// TestRequestsAreHeldAgainstTrips: the drive of the morning goes 59 steps north,
// from 9:00 to 9:10. What it shows beside its request follows the request.
func TestRequestsAreHeldAgainstTrips(t *testing.T) {
	nine := noon.Add(-3 * time.Hour)
	asked := func(from, until time.Duration, places ...trips.AskedPlace) *trips.Asked {
		return &trips.Asked{From: nine.Add(from), Until: nine.Add(until), Places: places}
	}
	open := asked(0, time.Hour, village("下村", 60))
	open.Elsewhere, open.Places = true, nil
	tests := []struct {
		name  string
		asked *trips.Asked
		want  []string
	}{
		{"there and at its time", asked(0, time.Hour, village("下村", 60)), nil},
		{"1.4 km short of the place", asked(0, time.Hour, village("下村", 72)), nil},
		{"5 km short of the place", asked(0, time.Hour, village("远村", 104)), []string{"destination-missed"}},
		{"one of two places", asked(0, time.Hour, village("下村", 40), village("远村", 104)), []string{"destination-missed"}},
		{"an hour after its time", asked(-2*time.Hour, -time.Hour, village("下村", 60)), nil},
		{"three hours after its time", asked(-4*time.Hour, -3*time.Hour, village("下村", 60)), []string{"outside-request"}},
		{"6.5 km beyond a place at its start", asked(0, time.Hour, village("下村", -1)), []string{"outside-request"}},
		{"to a place nobody knows", open, nil},
		{"under no request", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t, migrated.SQLite(t))
			book := requests{}
			h.WireRequests(book, nil)
			_, found := h.read(t, wei, morning())
			id := found[0].ID
			if tt.asked != nil {
				tt.asked.Trips = []trips.TripID{id}
				book[id] = *tt.asked
			}
			if got := h.asked(t, id); !cmp.Equal(tt.want, got) {
				t.Errorf("findings %v, want %v", got, tt.want)
			}
		})
	}
}

// asked holds a trip against its request, and returns the rules that say so.
func (h *house) asked(t *testing.T, id trips.TripID) []string {
	t.Helper()
	if err := h.HoldAgainstRequest(t.Context(), county, id); err != nil {
		t.Fatal(err)
	}
	found, err := h.Trip(t.Context(), auditor, id)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, name := range rules(found) {
		if strings.HasPrefix(name, "outside-request") || strings.HasPrefix(name, "destination-missed") {
			names = append(names, name)
		}
	}
	return names
}

// TestTripsOfARequestReachItTogether: the first leg stops short of the village,
// the second goes on to it. Alone the first misses it, with the second it does
// not; put under another request, the finding goes; a trip that was handed in
// stays as it was; the listener hears of every change and of nothing else.
func TestTripsOfARequestReachItTogether(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		book := requests{}
		h.WireRequests(book, nil)
		nine := noon.Add(-3 * time.Hour)
		_, first := h.read(t, wei, drive(nine, startLat, 60))
		_, second := h.read(t, wei, drive(nine.Add(time.Hour), startLat+0.059, 50))
		a, b := first[0].ID, second[0].ID
		request := trips.Asked{From: nine, Until: nine.Add(3 * time.Hour), Places: []trips.AskedPlace{village("远村", 104)}, Trips: []trips.TripID{a}}
		told := func() int { return len(h.listener.told["P1"]) }
		before := told()
		book[a] = request
		if got := h.asked(t, a); !cmp.Equal([]string{"destination-missed"}, got) || told() != before+1 {
			t.Errorf("alone: %v, told %d times", got, told()-before)
		}
		if got := h.asked(t, a); !cmp.Equal([]string{"destination-missed"}, got) || told() != before+1 {
			t.Errorf("alone, asked twice: %v, told %d times", got, told()-before)
		}
		request.Trips = []trips.TripID{b, a}
		book[a], book[b] = request, request
		if got := append(h.asked(t, a), h.asked(t, b)...); len(got) != 0 {
			t.Errorf("together: %v", got)
		}
		short := request
		short.Places = []trips.AskedPlace{village("更远村", 160)}
		book[a], book[b] = short, short
		if got := append(h.asked(t, a), h.asked(t, b)...); !cmp.Equal([]string{"destination-missed"}, got) {
			t.Errorf("both short of it: %v; the last of them says so, once", got)
		}
		h.held[b] = true
		delete(book, b)
		if got := h.asked(t, b); !cmp.Equal([]string{"destination-missed"}, got) {
			t.Errorf("handed in: %v", got)
		}
		h.held[b] = false
		if got := h.asked(t, b); len(got) != 0 {
			t.Errorf("under no request any more: %v", got)
		}
		if err := h.HoldAgainstRequest(t.Context(), county, "gone"); err != nil {
			t.Errorf("a trip that is gone: %v", err)
		}
	})
}

// overseers is who looks after whose trips.
type overseers map[string]trips.PersonID

func (o overseers) Oversees(_ context.Context, actor trips.Actor, person trips.PersonID) (bool, error) {
	return o[actor.Login] == person, nil
}

// TestWhoLooksAfterATrip sees its road and findings, and not its raw track.
func TestWhoLooksAfterATrip(t *testing.T) {
	h := newHouse(t, migrated.SQLite(t))
	_, found := h.read(t, wei, morning())
	_, err := h.Trip(t.Context(), lan, found[0].ID)
	wantFault(t, err, trips.ErrNoTrip)
	h.WireRequests(nil, overseers{"lan": "P1"})
	if seen, err := h.Trip(t.Context(), lan, found[0].ID); err != nil || seen.ID != found[0].ID || len(seen.Path) == 0 {
		t.Errorf("%+v, %v", seen, err)
	}
	if all, err := h.Trips(t.Context(), lan, trips.TripFilter{Person: "P1"}); err != nil || len(all) != len(found) {
		t.Errorf("the list of whom lan looks after: %d of %d, %v", len(all), len(found), err)
	}
	if none, err := h.Trips(t.Context(), lan, trips.TripFilter{Person: "P2"}); err != nil || len(none) != 0 {
		t.Errorf("the list of anybody else: %d, %v", len(none), err)
	}
	_, err = h.Trip(t.Context(), lan, "nothing")
	wantFault(t, err, trips.ErrNoTrip)
	if _, err := h.Fixes(t.Context(), lan, found[0].ID, "看看"); err == nil {
		t.Error("the raw track was shown")
	}
	h.WireRequests(nil, overseers{"lan": "P7"})
	_, err = h.Trip(t.Context(), lan, found[0].ID)
	wantFault(t, err, trips.ErrNoTrip)
}
