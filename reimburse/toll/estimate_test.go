package toll_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"licheng/reimburse/money"
	"licheng/reimburse/toll"
)

var levels = toll.Levels{
	decimal.MustParse("0.50"), decimal.MustParse("0.75"), decimal.MustParse("1.00"), decimal.MustParse("1.50"),
}

// ofClass writes levels of class 1 to 4.
func ofClass(yuan ...string) (l toll.Levels) {
	for i, y := range yuan {
		l[i] = decimal.MustParse(y)
	}
	return l
}

// By hand: 68.5 km × 0.50 = 34.25; × 0.95 = 32.54; class 2 × 0.75 = 51.38, to
// the yuan 51.
func TestEstimate(t *testing.T) {
	working, holiday := at("2026-11-02 09:00:00"), at("2026-10-03 09:00:00")
	minibus := toll.Vehicle{Class: 2, Seats: 12}
	tests := []struct {
		name    string
		vehicle toll.Vehicle
		want    toll.Fee
	}{
		{"a car with ETC", car, toll.Fee{Pay: 3425, Discount: 171, Real: 3254}},
		{"a minibus without", minibus, toll.Fee{Pay: 5138, Discount: 38, Real: 5100}},
	}
	for _, test := range tests {
		got, err := toll.Estimate(68_500, test.vehicle, working, levels, freeDays, plain)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got.Fee); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
	for _, level := range []struct {
		what   string
		levels toll.Levels
		class  toll.Class
		want   money.Amount // 100 km without ETC, to the yuan
	}{
		{"Guangdong, four lanes", ofClass("0.45", "0.45", "0.45", "0.45"), 1, 4500},
		{"Guangdong, six lanes and more", ofClass("0.60", "0.60", "0.60", "0.60"), 1, 6000},
		{"class 1 as often told", ofClass("0.40", "0.50", "0.60", "0.75"), 1, 4000},
		{"class 2 as often told", ofClass("0.40", "0.50", "0.60", "0.75"), 2, 5000},
		{"class 3 as often told", ofClass("0.40", "0.50", "0.60", "0.75"), 3, 6000},
		{"class 4 as often told", ofClass("0.40", "0.50", "0.60", "0.75"), 4, 7500},
	} {
		got, err := toll.Estimate(100_000, toll.Vehicle{Class: level.class, Seats: 5}, working, level.levels, freeDays, plain)
		if err != nil || got.Fee.Real != level.want {
			t.Errorf("%s: %s, %v; want %s", level.what, got.Fee.Real, err, level.want)
		}
	}
	free, err := toll.Estimate(68_500, car, holiday, levels, freeDays, plain)
	if err != nil || free.Fee.Real != 0 || free.Free == nil || free.Fee.Pay != 3425 {
		t.Errorf("on a free day: %+v, %v", free, err)
	}
	none, err := toll.Estimate(-1, car, working, levels, freeDays, plain)
	if err != nil || none.Fee != (toll.Fee{}) {
		t.Errorf("no metres: %+v, %v", none, err)
	}
	for _, class := range []toll.Class{0, 5} {
		if _, err := toll.Estimate(1000, toll.Vehicle{Class: class}, working, levels, nil, plain); !errors.Is(err, toll.ErrClass) {
			t.Errorf("class %d: %v, want ErrClass", class, err)
		}
	}
}

// Where a province prices a tunnel by itself it comes on top of its interval,
// from its own day on, with the same discount.
func TestSurchargesOfStructures(t *testing.T) {
	tunnel := row("T1", 600)
	tunnel.Over, tunnel.Name, tunnel.ValidFrom = "A", "雷公山隧道", at("2026-07-01 00:00:00")
	bridge := row("B1", 300)
	bridge.Over = "A"
	tolls := table(t, row("A", 1000), row("C", 500), tunnel, bridge)
	for moment, want := range map[string]struct {
		pay, real money.Amount
		names     []string
	}{
		"2026-06-30 23:59:59": {1800, 1710, []string{"A", "B1", "C"}},
		"2026-07-01 00:00:00": {2400, 2280, []string{"A", "B1", "T1", "C"}},
	} {
		c := toll.Passage{Kind: toll.Gantry, Ref: "C", At: at(moment).Add(1)}
		got, err := toll.Charges([]toll.Passage{gantry("A", moment), c}, car, tolls, nil, plain)
		if err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		var names []string
		for _, i := range got[0].Intervals {
			names = append(names, i.Ref)
		}
		if got[0].Fee.Pay != want.pay || got[0].Fee.Real != want.real || !cmp.Equal(names, want.names) {
			t.Errorf("%s: %v %+v, want %+v", moment, names, got[0].Fee, want)
		}
	}
	alone := table(t, bridge) // over an interval without a row of its own
	if over := alone.Surcharges("A", at("2026-07-01 00:00:00")); len(over) != 1 || over[0].Interval != "B1" {
		t.Errorf("on top of an interval without a row: %+v", over)
	}
	for name, rows := range map[string][]toll.Row{
		"on top of itself":      {func() toll.Row { r := row("A", 1); r.Over = "A"; return r }()},
		"on top of a surcharge": {row("A", 1), bridge, func() toll.Row { r := row("X", 1); r.Over = "B1"; return r }()},
		"on top of two intervals": {
			row("A", 1), row("C", 1), bridge,
			func() toll.Row { r := bridge; r.Over, r.ValidFrom = "C", at("2026-08-01 00:00:00"); return r }(),
		},
	} {
		if _, err := toll.NewTable(rows); !errors.Is(err, toll.ErrRow) {
			t.Errorf("%s: %v, want ErrRow", name, err)
		}
	}
}
