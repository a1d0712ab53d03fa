package trips_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
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
		{"a colleague the same way, two hours later", lan, another(morningAt.Add(2*time.Hour), startLat+0.0003, 60, 1), []string{"path-broken"}},
		{"re-timed by a colleague", lan, drive(morningAt.Add(-26*time.Hour), startLat, 60), []string{"path-broken", "copied-trace"}},
		{"re-timed by oneself, a month later", wei, drive(morningAt.AddDate(0, -1, 0), startLat, 60), []string{"path-broken", "copied-trace"}},
		{"trimmed and re-timed", lan, drive(morningAt.Add(-26*time.Hour), startLat+0.015, 40), []string{"path-broken", "copied-trace"}},
		{"exported once more by oneself", wei, morning() + "\n", []string{"path-broken", "same-trip-twice"}},
		{"another road at the same time", lan, drive(morningAt, startLat+0.5, 60), []string{"path-broken"}},
		{"the same road on another day, as another drive", lan, another(morningAt.Add(-26*time.Hour), startLat+0.0004, 60, 2), []string{"path-broken"}},
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
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

// Some apps write a track twice into one file, once without its times: that is
// one trip, and no copy anybody has to answer for.
func TestTheSameDriveTwiceInOneFile(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		track := strings.TrimSuffix(strings.SplitN(morning(), "<trk>", 2)[1], "</gpx>")
		body := strings.Replace(morning(), "<trk>", "<trk>"+withoutTimes(track)+"<trk>", 1)
		upload, found := h.read(t, wei, body)
		if len(found) != 1 || found[0].StartedAt.IsZero() || len(serious(found[0])) != 0 {
			t.Errorf("%d trips, want the one with times and nothing serious: %+v", len(found), found)
		}
		if said := fmt.Sprint(upload.Report.Notes); !strings.Contains(said, "60 points were not used") {
			t.Errorf("said %s", said)
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

// serious returns the rules of the serious findings of a trip.
func serious(t trips.Trip) []string {
	var out []string
	for _, f := range t.Findings {
		if f.Severity == "serious" {
			out = append(out, f.Rule)
		}
	}
	return out
}

// Phone and watch recorded one drive: both trips stay, and whichever was
// received second says so, so that nobody pays for both without being told.
func TestPhoneAndWatch(t *testing.T) {
	start := noon.Add(-3 * time.Hour)
	watch := drive(start.Add(4*time.Second), startLat+0.0002, 59)
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		t.Run("in two files", func(t *testing.T) {
			h := newHouse(t, db)
			_, first := h.read(t, wei, morning())
			_, second := h.read(t, wei, watch)
			if got := serious(first[0]); got != nil {
				t.Errorf("the first, alone: %v", got)
			}
			if diff := cmp.Diff([]string{"same-trip-twice"}, serious(second[0])); diff != "" {
				t.Errorf("the second: %s", diff)
			}
			if id := string(first[0].ID); !strings.Contains(second[0].Findings[1].Text.ZH, "2026-10-01 …"+id[len(id)-6:]) {
				t.Errorf("it does not name the first: %s", second[0].Findings[1].Text.ZH)
			}
			stay, err := h.MonthTrips(t.Context(), county, "P1", "2026-10")
			if err != nil || len(stay) != 2 {
				t.Errorf("%d trips in the month, %v", len(stay), err)
			}
			// Read again, the first has nothing to say still: the second says it.
			h.again(t, first[0].Trace)
			if got := serious(h.onlyTrip(t, wei, first[0].Trace)); got != nil {
				t.Errorf("the first, read again: %v", got)
			}
			if diff := cmp.Diff([]string{"same-trip-twice"}, serious(h.onlyTrip(t, wei, second[0].Trace))); diff != "" {
				t.Errorf("the second, then: %s", diff)
			}
		})
		t.Run("in one file", func(t *testing.T) {
			h := newHouse(t, db)
			far := h.elsewhere(t, 90)
			her := lan
			her.County = far
			_, track, _ := strings.Cut(watch, "<trk>")
			upload := h.handIn(t, her, strings.TrimSuffix(morning(), "</gpx>")+"<trk>"+track)
			if err := h.Read(t.Context(), far, upload.ID); err != nil {
				t.Fatal(err)
			}
			found, err := h.Trips(t.Context(), her, trips.TripFilter{Trace: upload.ID})
			if err != nil || len(found) != 2 {
				t.Fatalf("%d trips, %v; want both", len(found), err)
			}
			if diff := cmp.Diff([]string{"same-trip-twice"}, slices.Concat(serious(found[0]), serious(found[1]))); diff != "" {
				t.Error(diff)
			}
		})
	})
}

// A car full of colleagues does not hide that a trip was handed in twice, and
// the colleagues are not listed without end.
func TestColleaguesDoNotHideOnesOwnTripTwice(t *testing.T) {
	start := noon.Add(-3 * time.Hour)
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for i := range 25 {
			colleague := trips.Actor{County: county, Person: trips.PersonID([]byte{'C', byte('A' + i)}), Roles: []trips.Role{trips.Cadre}}
			h.read(t, colleague, drive(start.Add(time.Second), startLat+0.0001, 60))
		}
		h.read(t, wei, drive(start.Add(2*time.Second), startLat+0.0005, 50)) // the least like what follows
		_, found := h.read(t, wei, drive(start.Add(time.Second), startLat+0.0001, 60))
		want := []string{"path-broken", "same-trip-twice", "shared-ride", "shared-ride", "shared-ride"}
		got := rules(found[0])
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// Of more than twenty copies by others, one's own is still looked at.
func TestCopiesByOthersDoNotHideOnesOwn(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		for i := range 22 { // each on a day of its own, one after the other
			colleague := trips.Actor{County: county, Person: trips.PersonID([]byte{'C', byte('A' + i)}), Roles: []trips.Role{trips.Cadre}}
			h.read(t, colleague, drive(noon.AddDate(0, 0, -30+i), startLat, 60))
		}
		_, own := h.read(t, wei, drive(noon.AddDate(0, 0, -40), startLat, 60))
		_, found := h.read(t, wei, morning())
		id := string(own[0].ID)
		named := slices.ContainsFunc(found[0].Findings, func(f trips.Finding) bool {
			return f.Rule == "copied-trace" && strings.Contains(f.Text.ZH, "…"+id[len(id)-6:])
		})
		if got := serious(found[0]); len(got) != 3 || !named {
			t.Errorf("%v, one's own named: %v", got, named)
		}
	})
}
