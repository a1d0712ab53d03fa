package trips_test

import (
	"testing"
	"time"

	"licheng"
	"licheng/trips"
)

// Who may have sat in the same car: by the vehicle named, or by the finding of a
// shared ride on either trip, at the same time and of somebody else.
func TestDrivenWith(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := newHouse(t, db)
		start := noon.Add(-3 * time.Hour)
		_, weis := h.read(t, wei, another(start, startLat, 60, 0))
		_, lans := h.read(t, lan, another(start, startLat, 60, 2))
		_, later := h.read(t, lan, another(start.Add(2*time.Hour), startLat, 40, 1))
		_, alone := h.read(t, wei, another(start.Add(5*time.Hour), startLat+1, 60, 1))
		for _, c := range []struct {
			name string
			of   trips.Trip
			want trips.TripID
		}{
			{"the one with the finding", lans[0], weis[0].ID},
			{"the one without", weis[0], lans[0].ID},
			{"another time of the day", later[0], ""},
			{"nobody beside", alone[0], ""},
		} {
			found, err := h.DrivenWith(t.Context(), county, c.of, "")
			switch {
			case err != nil:
				t.Fatal(err)
			case c.want == "" && len(found) > 0:
				t.Errorf("%s: %v", c.name, found[0].ID)
			case c.want != "" && (len(found) != 1 || found[0].ID != c.want || len(found[0].Path) != 0):
				t.Errorf("%s: %d trips", c.name, len(found))
			}
		}
		if found, err := h.DrivenWith(t.Context(), county, trips.Trip{ID: "x"}, "V1"); err != nil || len(found) != 0 {
			t.Errorf("a trip without times: %v, %v", found, err)
		}
		if _, err := db.Exec(db.Rebind(`UPDATE trips SET vehicle = 'V1' WHERE id IN (?, ?)`), later[0].ID, alone[0].ID); err != nil {
			t.Fatal(err)
		}
		beside := alone[0]
		beside.StartedAt, beside.EndedAt = later[0].StartedAt, later[0].EndedAt
		if found, err := h.DrivenWith(t.Context(), county, beside, "V1"); err != nil || len(found) != 1 || found[0].ID != later[0].ID {
			t.Errorf("one vehicle: %v, %v", found, err)
		}
		if found, err := h.DrivenWith(t.Context(), county, beside, "V2"); err != nil || len(found) != 0 {
			t.Errorf("another vehicle: %v, %v", found, err)
		}
	})
}
