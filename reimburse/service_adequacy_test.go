package reimburse_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"licheng"
	"licheng/reimburse"
	"licheng/reimburse/audit"
	"licheng/trips"
)

// TestAdequacy: five people of 白水乡 (p3 to p7) each drive one trip of 50 km.
//
// Marginal cost of p3, p4, p5 and p6, petrol 92 at 7.80, declared 8.0 L/100 km,
// real world 1.15, flat: 50/100 × 8.0 × 1.15 = 4.600 L = 35.88; wear 50 × 0.15
// = 7.50; together 43.38. p7 has no vehicle: that trip has no price.
//
// Received: p3, a civil servant, 650.00 allowance; p4's claim of 40.00 (50 ×
// 0.80) is paid; p5's of 40.00 is handed in only and waits; p6 hands nothing in.
func TestAdequacy(t *testing.T) {
	migrated.Run(t, func(t *testing.T, db *licheng.Database) {
		f := newFixture(t, db)
		for _, person := range []string{"p3", "p4", "p5", "p6", "p7"} {
			f.drove(person, "t-"+person, 12, 50)
			if err := f.Draft(t.Context(), county, trips.PersonID(person), "2026-10"); err != nil {
				t.Fatal(err)
			}
		}
		f.paid("p4")
		f.submitted("p5")
		got, err := f.Adequacy(t.Context(), auditor, "2026-10-10", "2026-10-12", audit.ByTownship)
		if err != nil {
			t.Fatal(err)
		}
		coverage := 69000.0 / 17352.0
		want := audit.Row{
			Key: "529901102", Name: "白水乡", Persons: 5, PersonMonths: 5, Trips: 5, Unpriced: 1, DistanceM: 250_000,
			CostFen:     4 * 4338,
			ReceivedFen: 65_000 + 4_000, WaitingFen: 4_000, Coverage: &coverage,
			OutOfPocketFen:     338 + 2*4338, // p4 short of 3.38, p5 and p6 of all; p3's surplus helps nobody
			PersonsOutOfPocket: 3,
		}
		if diff := cmp.Diff([]audit.Row{want}, got.Rows); diff != "" {
			t.Error(diff)
		}
		if got.From != "2026-10-01" || got.To != "2026-10-31" || got.Cost != "marginal" || got.Total.OutOfPocketFen != 338+2*4338 {
			t.Errorf("report = %+v", got)
		}
		t.Run("by staff class everybody is in too small a cell", func(t *testing.T) {
			got, err := f.Adequacy(t.Context(), clerk, "2026-10-01", "2026-10-31", audit.ByStaffClass)
			if err != nil || got.Suppressed != 4 || got.Total.Suppressed || got.Total.Persons != 5 {
				t.Errorf("report = %+v, %v", got, err)
			}
		})
		t.Run("a month nobody drove in", func(t *testing.T) {
			got, err := f.Adequacy(t.Context(), auditor, "2026-09-01", "2026-09-30", audit.ByMonth)
			if err != nil || len(got.Rows) != 0 || got.Total.Coverage != nil {
				t.Errorf("report = %+v, %v", got, err)
			}
		})
	})
}

func TestAdequacyRefusals(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	tests := []struct {
		name     string
		actor    trips.Actor
		from, to string
		by       audit.By
		want     *licheng.Fault
	}{
		{"cadre", cadre("p1"), "2026-10-01", "2026-10-31", audit.ByMonth, reimburse.ErrAuditDenied},
		{"administrator", admin, "2026-10-01", "2026-10-31", audit.ByMonth, reimburse.ErrAuditDenied},
		{"backwards", auditor, "2026-10-31", "2026-10-01", audit.ByMonth, reimburse.ErrPeriod},
		{"no day", auditor, "2026-10-01", "2026-10-32", audit.ByMonth, reimburse.ErrPeriod},
		{"by person", auditor, "2026-10-01", "2026-10-31", "person", reimburse.ErrBy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := f.Adequacy(t.Context(), tt.actor, tt.from, tt.to, tt.by)
			wantFault(t, err, tt.want)
		})
	}
}

// TestUnitVehicleCostsThePersonNothing: a trip in the unit's car is nobody's
// out of pocket.
func TestUnitVehicleCostsThePersonNothing(t *testing.T) {
	f := newFixture(t, migrated.SQLite(t))
	f.mustImport(reimburse.ImportVehicles, "id,person_id,plate,class,energy,declared_consumption,seats,unit\n"+
		"v1,p1,云A00001,car,petrol92,8.0,5,是\n")
	f.drove("p1", "t1", 12, 50)
	if view := f.current("p1"); view.TotalFen != 0 || view.Lines[0].Code != "UNIT_VEHICLE" {
		t.Errorf("lines = %v", lineTexts(view))
	}
	got, err := f.Adequacy(t.Context(), auditor, "2026-10-01", "2026-10-31", audit.ByMonth)
	if err != nil || len(got.Rows) != 0 {
		t.Errorf("rows = %+v, %v", got.Rows, err)
	}
}
