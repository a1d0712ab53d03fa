package trips_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/dbtest"
	"licheng/trips"
)

// What is found on one trip beside an earlier one; path-broken is in each, from the
// matcher of these tests.
func TestTheSameDriveTwice(t *testing.T) {
	morningAt := noon.Add(-3 * time.Hour)
	tests := []struct {
		name   string
		second trips.Actor
		body   string
		want   []string
	}{
		{"a colleague in the same car", lan, morning(), []string{"path-broken", "shared-ride"}},
		{"a colleague's own phone in the same car", lan, drive(morningAt.Add(3*time.Second), startLat+0.0003, 60), []string{"path-broken", "shared-ride"}},
		{"a colleague the same way, two hours later", lan, drive(morningAt.Add(2*time.Hour), startLat+0.0003, 60), []string{"path-broken"}},
		{"re-timed by a colleague", lan, drive(morningAt.Add(-26*time.Hour), startLat, 60), []string{"path-broken", "copied-trace"}},
		{"re-timed by oneself, a month later", wei, drive(morningAt.AddDate(0, -1, 0), startLat, 60), []string{"path-broken", "copied-trace"}},
		{"trimmed and re-timed", lan, drive(morningAt.Add(-26*time.Hour), startLat+0.015, 40), []string{"path-broken", "copied-trace"}},
		{"exported once more by oneself", wei, morning() + "\n", []string{"path-broken", "same-trip-twice"}},
		{"another road at the same time", lan, drive(morningAt, startLat+0.5, 60), []string{"path-broken"}},
		{"the same road on another day, as another drive", lan, drive(morningAt.Add(-26*time.Hour), startLat+0.0004, 60), []string{"path-broken"}},
	}
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		for i, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				h := newHouse(t, db)
				far := h.elsewhere(t, i)
				first := tt.second
				first.County, first.Person = far, "P1"
				h.readIn(t, far, first, morning())
				second := tt.second
				second.County = far
				got := h.readIn(t, far, second, tt.body)
				if diff := cmp.Diff(tt.want, rules(got)); diff != "" {
					t.Errorf("%s\n%v", diff, got.Findings)
				}
			})
		}
	})
}

// Some apps write a track twice into one file, once without its times.
func TestTheSameDriveTwiceInOneFile(t *testing.T) {
	dbtest.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		track := strings.TrimSuffix(strings.SplitN(morning(), "<trk>", 2)[1], "</gpx>")
		body := strings.Replace(morning(), "<trk>", "<trk>"+withoutTimes(track)+"<trk>", 1)
		_, found := h.read(t, wei, body)
		if len(found) != 2 {
			t.Fatalf("%d trips, want both, to be looked at", len(found))
		}
		if got := slices.Concat(rules(found[0]), rules(found[1])); !slices.Contains(got, "copied-trace") {
			t.Errorf("findings %v", got)
		}
	})
}

// withoutTimes cuts the times out of a GPX text.
func withoutTimes(body string) string {
	return regexp.MustCompile(`<time>[^<]*</time>`).ReplaceAllString(body, "")
}

// elsewhere names a county of its own for the i-th story.
func (h *house) elsewhere(t *testing.T, i int) trips.County {
	t.Helper()
	return trips.County([]byte{'5', '2', '0', '4', byte('0' + i/10), byte('0' + i%10)})
}

// readIn hands a file in and reads it in a county, and returns its one trip.
func (h *house) readIn(t *testing.T, where trips.County, actor trips.Actor, body string) trips.Trip {
	t.Helper()
	upload := h.handIn(t, actor, body)
	if err := h.Read(t.Context(), where, upload.ID); err != nil {
		t.Fatal(err)
	}
	found, err := h.Trips(t.Context(), actor, trips.TripFilter{Trace: upload.ID})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d trips, %v", len(found), err)
	}
	return found[0]
}
