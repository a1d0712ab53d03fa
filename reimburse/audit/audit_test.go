package audit_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"licheng/reimburse/audit"
	"licheng/reimburse/money"
)

func TestWearFen(t *testing.T) {
	settings := []audit.Maintenance{
		{From: "2026-07-01", YuanPerKM: decimal.MustParse("0.18")},
		{From: "2026-01-01", YuanPerKM: decimal.MustParse("0.10")},
	}
	tests := []struct {
		name      string
		day       string
		distanceM float64
		want      money.Amount
	}{
		{"before any setting", "2025-12-31", 100_000, 0},
		{"first setting, 37.412 km × 0.10 = 3.7412", "2026-01-01", 37_412, 374},
		{"last day of it", "2026-06-30", 10_000, 100},
		{"second setting, 37.412 km × 0.18 = 6.73416", "2026-07-01", 37_412, 673},
		{"half a fen goes up: 0.025 km × 0.18 = 0.0045; 0.250 km = 0.045", "2026-07-01", 250, 5},
		{"nothing driven", "2026-07-01", 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := audit.WearFen(settings, tt.day, tt.distanceM)
			if err != nil || got != tt.want {
				t.Errorf("WearFen = %d, %v; want %d", got, err, tt.want)
			}
		})
	}
}

func TestMonths(t *testing.T) {
	tests := []struct {
		from, to string
		want     []string
	}{
		{"2026-10-01", "2026-10-31", []string{"2026-10"}},
		{"2026-11-15", "2027-01-02", []string{"2026-11", "2026-12", "2027-01"}},
		{"2026-10-02", "2026-10-01", nil},
		{"2026-02-30", "2026-10-01", nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, audit.Months(tt.from, tt.to)); diff != "" {
			t.Errorf("%s…%s: %s", tt.from, tt.to, diff)
		}
	}
}

// months makes n people of a township who each drove 100 km in October at a
// cost of costFen and received receivedFen.
func months(township string, n int, costFen, receivedFen money.Amount) []audit.PersonMonth {
	var out []audit.PersonMonth
	for i := range n {
		out = append(out, audit.PersonMonth{
			Person: fmt.Sprintf("%s-%d", township, i), Township: township, StaffClass: "institution",
			Month: "2026-10", Trips: 4, DistanceM: 100_000, CostFen: costFen, ReceivedFen: receivedFen,
		})
	}
	return out
}

// TestAdequacy: township A, five people. Four spent 100.00 and received 40.00,
// one spent 100.00 and received 180.00. Together 340.00 of 500.00 = 0.68, and
// the four are 60.00 each out of pocket: 240.00, though the fifth's surplus of
// 80.00 would make it 160.00 if it were netted.
func TestAdequacy(t *testing.T) {
	data := append(months("A", 4, 10_000, 4_000), audit.PersonMonth{
		Person: "A-9", Township: "A", Month: "2026-10", Trips: 2, Unpriced: 1, DistanceM: 50_000, CostFen: 10_000, ReceivedFen: 18_000,
	})
	data[0].WaitingFen, data[1].WaitingFen = 1_500, 600 // not received until somebody decides
	got := audit.Adequacy(data, audit.ByTownship)
	ratio := 0.68
	want := audit.Row{
		Key: "A", Persons: 5, PersonMonths: 5, Trips: 18, Unpriced: 1, DistanceM: 450_000, CostFen: 50_000,
		ReceivedFen: 34_000, WaitingFen: 2_100, Coverage: &ratio, OutOfPocketFen: 24_000, PersonsOutOfPocket: 4,
	}
	if diff := cmp.Diff([]audit.Row{want}, got.Rows); diff != "" {
		t.Errorf("rows: %s", diff)
	}
	want.Key = "total"
	if diff := cmp.Diff(want, got.Total); diff != "" {
		t.Errorf("total: %s", diff)
	}
}

// TestMonthsAreNotNetted: a person who gained in one month and lost in the
// next lost.
func TestMonthsAreNotNetted(t *testing.T) {
	data := months("A", 5, 10_000, 30_000)
	for _, p := range months("A", 5, 10_000, 3_000) {
		p.Month = "2026-11"
		data = append(data, p)
	}
	got := audit.Adequacy(data, audit.ByTownship).Rows[0]
	if got.Persons != 5 || got.PersonMonths != 10 || got.OutOfPocketFen != 35_000 || got.PersonsOutOfPocket != 5 {
		t.Errorf("row = %+v; want 5 persons, 10 months, 350.00 out of pocket by 5", got)
	}
}

func TestNothingSpentHasNoRatio(t *testing.T) {
	got := audit.Adequacy(months("A", 5, 0, 4_000), audit.ByTownship).Rows[0]
	if got.Coverage != nil || got.ReceivedFen != 20_000 {
		t.Errorf("coverage = %v, received %d; want none, 20000", got.Coverage, got.ReceivedFen)
	}
}

// TestBanyuetan is the acceptance scenario of a worker of 2019: 1,360 km a
// month cost 2,328.64 to 2,464.64 yuan; the allowance of 500 to 750 covers
// 500/2,464.64 = 20.3 % to 750/2,328.64 = 32.2 %.
func TestBanyuetan(t *testing.T) {
	tests := []struct {
		cost, received money.Amount
		want           string
	}{
		{246_464, 50_000, "20.3"}, {232_864, 75_000, "32.2"}, {246_464, 0, "0.0"},
	}
	for _, tt := range tests {
		got := audit.Adequacy(months("A", 5, tt.cost, tt.received), audit.ByTownship).Total
		if text := fmt.Sprintf("%.1f", 100**got.Coverage); text != tt.want {
			t.Errorf("%d of %d = %s %%, want %s %%", tt.received, tt.cost, text, tt.want)
		}
	}
}

func TestSuppression(t *testing.T) {
	tests := []struct {
		name   string
		sizes  map[string]int
		hidden []string
		total  bool // shown
	}{
		{"all large", map[string]int{"A": 5, "B": 9}, nil, true},
		{"two small, together five: they hide each other", map[string]int{"A": 2, "B": 3, "C": 9}, []string{"A", "B"}, true},
		{"one small: the smallest of the others goes with it", map[string]int{"A": 4, "B": 9, "C": 7}, []string{"A", "C"}, true},
		{"two small, together four: their sum would single out", map[string]int{"A": 1, "B": 3, "C": 8, "D": 6}, []string{"A", "B", "D"}, true},
		{"one cell and small: nothing can be shown", map[string]int{"A": 4}, []string{"A"}, false},
		{"all small but together enough: only the total", map[string]int{"A": 4, "B": 2}, []string{"A", "B"}, true},
		{"all small and together too few", map[string]int{"A": 1, "B": 2}, []string{"A", "B"}, false},
		{"equal sizes: the first key goes", map[string]int{"A": 1, "B": 5, "C": 5}, []string{"A", "B"}, true},
		{"nobody", nil, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var data []audit.PersonMonth
			for township, n := range tt.sizes {
				data = append(data, months(township, n, 10_000, 4_000)...)
			}
			got := audit.Adequacy(data, audit.ByTownship)
			var hidden []string
			for _, row := range got.Rows {
				if row.Suppressed {
					hidden = append(hidden, row.Key)
					if diff := cmp.Diff(audit.Row{Key: row.Key, Suppressed: true}, row); diff != "" {
						t.Errorf("a suppressed row has figures: %s", diff)
					}
				}
			}
			if diff := cmp.Diff(tt.hidden, hidden); diff != "" || got.Suppressed != len(tt.hidden) {
				t.Errorf("suppressed %d: %s", got.Suppressed, diff)
			}
			if got.Total.Suppressed == tt.total {
				t.Errorf("total suppressed = %v", got.Total.Suppressed)
			}
		})
	}
}

// TestDifferencing plays the attacker: whatever the cells, what the total
// gives away beyond the cells shown is never about fewer than K people.
func TestDifferencing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var data []audit.PersonMonth
		for i, n := range rapid.SliceOfN(rapid.IntRange(0, 9), 1, 8).Draw(t, "sizes") {
			data = append(data, months(fmt.Sprintf("T%d", i), n, 10_000, 4_000)...)
		}
		got := audit.Adequacy(data, audit.ByTownship)
		shown := 0
		for _, row := range got.Rows {
			if !row.Suppressed && row.Persons < audit.K {
				t.Fatalf("cell %s shows %d people", row.Key, row.Persons)
			}
			shown += row.Persons
		}
		if rest := got.Total.Persons - shown; !got.Total.Suppressed && rest > 0 && rest < audit.K {
			t.Fatalf("total minus cells gives away %d people", rest)
		}
	})
}
