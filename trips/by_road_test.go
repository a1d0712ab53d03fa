package trips_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"licheng"
	"licheng/trips"
)

// The morning goes straight for 0.059°, 6,561 m of 111,195 m a degree, and 500 m
// of it lie off the map; the fastest road of the stories is a tenth longer.
func TestWayByRoadOfATrace(t *testing.T) {
	const straightM = 0.059 * 111_195
	metre := cmpopts.EquateApprox(0, 2)
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		t.Run("as the map leads", func(t *testing.T) {
			h := newHouse(t, db)
			h.ways.lead = true
			_, found := h.read(t, wei, morning())
			want := &trips.ByRoad{ShortestM: straightM + 500, UsualM: 1.1*straightM + 500}
			if diff := cmp.Diff(want, found[0].ByRoad, metre); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("where no road leads", func(t *testing.T) {
			h := newHouse(t, db)
			if _, found := h.read(t, trips.Actor{County: wei.County, Login: "li", Person: "P9", Roles: wei.Roles}, morning()); found[0].ByRoad != nil {
				t.Errorf("%+v, want nothing known", found[0].ByRoad)
			}
		})
		t.Run("a closure on it", func(t *testing.T) {
			for on, want := range map[string]string{day: "青石坡（塌方）", "2020-01-01": ""} {
				h := newHouse(t, db)
				h.ways.lead = true
				h.importClosures(t, "closures.csv", fmt.Sprintf("编号,路段,原因,开始,结束,线\nF1,青石坡,塌方,%s,%s,%s\n", on, on, onTheWay))
				_, found := h.read(t, trips.Actor{County: wei.County, Login: "x" + on, Person: trips.PersonID("X" + on), Roles: wei.Roles}, morning())
				if got := found[0].ByRoad.Closed; got != want {
					t.Errorf("closed on %s: %q, want %q", on, got, want)
				}
			}
		})
	})
}

// Up the valley to 白水村, 0.06° of latitude.
func TestWayByRoadOfAStatement(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		h := valley(t, db)
		_, found := h.tell(t, wei, toBaishui(noon.Add(-3*time.Hour)))
		want := &trips.ByRoad{ShortestM: 0.06 * 111_195, UsualM: 1.1 * 0.06 * 111_195}
		if diff := cmp.Diff(want, found[0].ByRoad, cmpopts.EquateApprox(0, 2)); diff != "" {
			t.Error(diff)
		}
	})
}
