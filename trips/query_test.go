package trips_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/trips"
)

// Who sees a trip of Wei's, and what the others hear.
func TestWhoSeesWhat(t *testing.T) {
	accountOnly := trips.Actor{County: county, Login: "nobody", Roles: []trips.Role{trips.Cadre}}
	tests := []struct {
		name     string
		actor    trips.Actor
		trip     *licheng.Fault // nil: sees it
		trace    *licheng.Fault
		listed   int
		listable *licheng.Fault
	}{
		{"the owner", wei, nil, nil, 1, nil},
		{"a colleague", lan, trips.ErrNoTrip, trips.ErrNoTrace, 0, nil},
		{"finance", finance, nil, nil, 1, nil},
		{"an auditor", auditor, nil, nil, 1, nil},
		{"an administrator", admin, trips.ErrNoTraceAccess, trips.ErrNoTraceAccess, 0, trips.ErrNoTraceAccess},
		{"everything, but in another county", abroad, trips.ErrNoTrip, trips.ErrNoTrace, 0, nil},
		{"a cadre's account that is nobody's", accountOnly, trips.ErrNoTraceAccess, trips.ErrNoTraceAccess, 0, trips.ErrNoTraceAccess},
	}
	same := func(t *testing.T, err error, want *licheng.Fault) {
		t.Helper()
		if want == nil && err != nil || want != nil && !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		upload, found := h.read(t, wei, morning())
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				_, err := h.Trip(t.Context(), tt.actor, found[0].ID)
				same(t, err, tt.trip)
				_, err = h.Fixes(t.Context(), tt.actor, found[0].ID, "核对里程")
				same(t, err, tt.trip)
				_, err = h.FixReads(t.Context(), tt.actor, found[0].ID)
				same(t, err, tt.trip)
				_, err = h.Upload(t.Context(), tt.actor, upload.ID)
				same(t, err, tt.trace)
				listed, err := h.Trips(t.Context(), tt.actor, trips.TripFilter{})
				same(t, err, tt.listable)
				uploads, err := h.Uploads(t.Context(), tt.actor, trips.UploadFilter{})
				same(t, err, tt.listable)
				if len(listed) != tt.listed || len(uploads) != tt.listed {
					t.Errorf("lists %d trips, %d uploads; want %d", len(listed), len(uploads), tt.listed)
				}
			})
		}
	})
}

func TestListsAreFiltered(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		h.read(t, wei, drive(time.Date(2026, 9, 30, 1, 0, 0, 0, time.UTC), 26.1, 60))
		h.now = noon.Add(time.Minute)
		october, weis := h.read(t, wei, drive(time.Date(2026, 10, 1, 1, 0, 0, 0, time.UTC), 26.3, 60))
		h.now = noon.Add(2 * time.Minute)
		h.read(t, lan, drive(time.Date(2026, 10, 1, 1, 0, 0, 0, time.UTC), 26.7, 60))
		h.now = noon.Add(3 * time.Minute)
		h.read(t, lan, "no track at all, only a letter\n")
		tests := []struct {
			name   string
			actor  trips.Actor
			filter trips.TripFilter
			want   int
		}{
			{"all", finance, trips.TripFilter{}, 3},
			{"a month", finance, trips.TripFilter{Month: "2026-10"}, 2},
			{"a person", finance, trips.TripFilter{Person: "P1"}, 2},
			{"a person's month", finance, trips.TripFilter{Person: "P1", Month: "2026-09"}, 1},
			{"a trace", finance, trips.TripFilter{Trace: october.ID}, 1},
			{"at most two", finance, trips.TripFilter{Limit: 2}, 2},
			{"a cadre asking for a colleague", lan, trips.TripFilter{Person: "P1"}, 0},
			{"a cadre asking for a colleague's trace", lan, trips.TripFilter{Trace: october.ID}, 0},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				got, err := h.Trips(t.Context(), tt.actor, tt.filter)
				if err != nil || len(got) != tt.want {
					t.Errorf("%d trips, %v; want %d", len(got), err, tt.want)
				}
			})
		}
		_, err := h.Trips(t.Context(), finance, trips.TripFilter{Month: "October"})
		wantFault(t, err, trips.ErrMonth)

		brief, err := h.Trips(t.Context(), wei, trips.TripFilter{Month: "2026-10", Summary: true})
		if err != nil || len(brief) != 1 {
			t.Fatalf("%d trips, %v", len(brief), err)
		}
		want := weis[0]
		want.Path, want.OffRoad, want.Passages, want.Breaks, want.Dropped = nil, nil, nil, nil, nil
		if diff := cmp.Diff(want, brief[0]); diff != "" {
			t.Errorf("summary: %s", diff)
		}

		uploads, err := h.Uploads(t.Context(), finance, trips.UploadFilter{Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, u := range uploads {
			states = append(states, string(u.Person)+" "+string(u.State))
		}
		if diff := cmp.Diff([]string{"P2 refused", "P2 read", "P1 read"}, states); diff != "" {
			t.Errorf("newest first, at most three: %s", diff)
		}
		refused, err := h.Uploads(t.Context(), finance, trips.UploadFilter{State: trips.TraceRefused})
		if err != nil || len(refused) != 1 {
			t.Errorf("%d refused, %v", len(refused), err)
		}
	})
}

func TestRawFixesAreReadWithAReasonTheOwnerSees(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		_, found := h.read(t, wei, morning())
		id := found[0].ID
		own, err := h.Fixes(t.Context(), wei, id, "")
		if err != nil || len(own) != 60 {
			t.Fatalf("the owner gets %d fixes, %v", len(own), err)
		}
		if f := own[59]; f.Point[1] != 26.559 || f.ElevationM != 900 || !f.At.Equal(found[0].EndedAt) {
			t.Errorf("last fix %+v", f)
		}
		_, err = h.Fixes(t.Context(), finance, id, " \n ")
		wantFault(t, err, trips.ErrNoReason)
		if reads, err := h.FixReads(t.Context(), wei, id); err != nil || len(reads) != 0 {
			t.Errorf("reads %v, %v, though nobody else saw a fix", reads, err)
		}
		if seen, err := h.Fixes(t.Context(), finance, id, "核对绕行"); err != nil || len(seen) != 60 {
			t.Errorf("finance gets %d fixes, %v", len(seen), err)
		}
		h.now = noon.Add(time.Hour)
		if _, err := h.Fixes(t.Context(), auditor, id, "抽查"); err != nil {
			t.Error(err)
		}
		reads, err := h.FixReads(t.Context(), wei, id)
		if err != nil {
			t.Fatal(err)
		}
		want := []trips.FixRead{
			{By: "finance", Person: "P9", At: noon, Purpose: "核对绕行"},
			{By: "auditor", At: noon.Add(time.Hour), Purpose: "抽查"},
		}
		if diff := cmp.Diff(want, reads); diff != "" {
			t.Error(diff)
		}
	})
}

// Cleaning marks, it does not delete.
func TestASecondLookSeesDroppedFixesWithTheirReason(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		// The 31st fix stands 1.0° of longitude (99 km) aside for ten seconds.
		body := strings.Replace(morning(), `lat="26.530000" lon="106.700000"`, `lat="26.530000" lon="107.700000"`, 1)
		_, found := h.read(t, wei, body)
		if found[0].Fixes != 60 || found[0].Kept != 59 || len(found[0].Dropped) != 1 ||
			found[0].Dropped[0].Reason != "teleport" || found[0].Dropped[0].Fixes != 1 || found[0].Dropped[0].Text.ZH == "" {
			t.Errorf("%d fixes, %d kept, dropped %v", found[0].Fixes, found[0].Kept, found[0].Dropped)
		}
		if n := len(h.matcher.seen[0]); n != 59 {
			t.Errorf("the matcher saw %d fixes", n)
		}
		marked, err := h.MarkedFixes(t.Context(), wei, found[0].ID, "")
		if err != nil || len(marked) != 60 {
			t.Fatalf("%d fixes, %v", len(marked), err)
		}
		for i, m := range marked {
			want := ""
			if i == 30 {
				want = "teleport"
			}
			if m.Dropped != want {
				t.Errorf("fix %d dropped for %q, want %q", i, m.Dropped, want)
			}
		}
		if p := marked[30].Point; p[0] != 107.7 {
			t.Errorf("the dropped fix is at %v, not where it was recorded", p)
		}
	})
}

func TestDescribe(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		_, found := h.read(t, wei, morning())
		id := found[0].ID
		h.listener.told = nil
		got, err := h.Describe(t.Context(), wei, id, " 送 医 下乡\n", "V1")
		if err != nil {
			t.Fatal(err)
		}
		if got.Purpose != "送 医 下乡" || got.Vehicle != "V1" {
			t.Errorf("described as %q, %q", got.Purpose, got.Vehicle)
		}
		stored, err := h.Trip(t.Context(), wei, id)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(stored, got); diff != "" {
			t.Errorf("stored (-), answered (+): %s", diff)
		}
		if told := h.listener.told["P1"]; len(told) != 1 || told[0].Vehicle != "V1" {
			t.Errorf("the listener was told of %v", told)
		}
	})
}

func TestDescribeRefuses(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		_, found := h.read(t, wei, morning())
		id := found[0].ID
		tests := []struct {
			name    string
			actor   trips.Actor
			id      trips.TripID
			purpose string
			vehicle trips.VehicleID
			held    bool
			want    *licheng.Fault
		}{
			{"a colleague", lan, id, "", "", false, trips.ErrNoTrip},
			{"finance", finance, id, "", "", false, trips.ErrNotOwn},
			{"no such trip", wei, "none", "", "", false, trips.ErrNoTrip},
			{"no id", wei, "", "", "", false, trips.ErrNoTrip},
			{"a purpose too long", wei, id, strings.Repeat("访", 501), "", false, trips.ErrPurpose},
			{"somebody else's vehicle", wei, id, "", "V2", false, trips.ErrVehicle},
			{"a trip in a claim handed in", wei, id, "", "V1", true, trips.ErrHeld},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				h.held[id] = tt.held
				_, err := h.Describe(t.Context(), tt.actor, tt.id, tt.purpose, tt.vehicle)
				wantFault(t, err, tt.want)
				after, err := h.Trip(t.Context(), wei, id)
				if err != nil || after.Purpose != found[0].Purpose || after.Vehicle != found[0].Vehicle {
					t.Errorf("changed to %q, %q, %v", after.Purpose, after.Vehicle, err)
				}
			})
		}
		t.Run("and nothing when the listener fails", func(t *testing.T) {
			h.held[id], h.listener.fail = false, errors.New("no")
			if _, err := h.Describe(t.Context(), wei, id, "新", "V1"); !errors.Is(err, h.listener.fail) {
				t.Errorf("got %v", err)
			}
			if after, err := h.Trip(t.Context(), wei, id); err != nil || after.Purpose != "下村走访" {
				t.Errorf("changed to %q, %v", after.Purpose, err)
			}
		})
	})
}

func TestEveryFaultSpeaksBothLanguages(t *testing.T) {
	slugs := map[string]bool{}
	for _, f := range []*licheng.Fault{
		trips.ErrTooLarge, trips.ErrEmpty, trips.ErrBody, trips.ErrDatum, trips.ErrPurpose, trips.ErrCounty,
		trips.ErrNotOwn, trips.ErrVehicle, trips.ErrNoTraceAccess, trips.ErrNoTrace, trips.ErrNoTrip,
		trips.ErrNoReason, trips.ErrHeld, trips.ErrMonth, trips.ErrImportDenied, trips.ErrTable,
	} {
		if f.Title.ZH == "" || f.Title.EN == "" || f.Slug == "" || f.Kind == licheng.Internal || slugs[f.Slug] {
			t.Errorf("%+v", f)
		}
		slugs[f.Slug] = true
	}
}
