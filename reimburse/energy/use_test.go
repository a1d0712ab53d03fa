package energy_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"licheng/reimburse/energy"
)

func num(text string) decimal.Decimal { return decimal.MustParse(text) }

func TestUsed(t *testing.T) {
	one := decimal.One
	tests := []struct {
		name string
		in   energy.Drive
		want string
	}{
		{"1,360 km at 8 L", energy.Drive{KM: num("1360"), Declared: num("8"), RealWorld: one, Multiplier: one, ChargingLoss: one, Cold: one}, "108.800"},
		{"real world and climb", energy.Drive{KM: num("37.412"), Declared: num("7.2"), RealWorld: num("1.25"), Multiplier: num("1.261"), ChargingLoss: one, Cold: one}, "4.246"}, // 4.24589…
		{"electric with loss", energy.Drive{KM: num("50.000"), Declared: num("13"), RealWorld: num("1.2"), Multiplier: one, ChargingLoss: num("1.12"), Cold: one}, "8.736"},
		{"electric in the cold", energy.Drive{KM: num("50.000"), Declared: num("13"), RealWorld: one, Multiplier: one, ChargingLoss: num("1.12"), Cold: num("1.30")}, "9.464"},
		{"half a millilitre goes up", energy.Drive{KM: num("0.010"), Declared: num("5"), RealWorld: one, Multiplier: one, ChargingLoss: one, Cold: one}, "0.001"},
		{"nothing driven", energy.Drive{KM: num("0.000"), Declared: num("5"), RealWorld: one, Multiplier: one, ChargingLoss: one, Cold: one}, "0.000"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.in.Used()
			if err != nil || got.Cmp(num(test.want)) != 0 {
				t.Errorf("%s, %v; want %s", got, err, test.want)
			}
		})
	}
	good := tests[0].in
	for name, spoil := range map[string]func(*energy.Drive){
		"a negative distance":       func(d *energy.Drive) { d.KM = num("-1") },
		"no declared consumption":   func(d *energy.Drive) { d.Declared = num("0") },
		"a negative factor":         func(d *energy.Drive) { d.RealWorld = num("-1") },
		"a multiplier of nothing":   func(d *energy.Drive) { d.Multiplier = num("0") },
		"a cold not given":          func(d *energy.Drive) { d.Cold = decimal.Decimal{} },
		"a charging loss not given": func(d *energy.Drive) { d.ChargingLoss = decimal.Decimal{} },
	} {
		bad := good
		spoil(&bad)
		if got, err := bad.Used(); !errors.Is(err, energy.ErrUse) {
			t.Errorf("%s: %s, %v; want ErrUse", name, got, err)
		}
	}
}

func TestDecimal(t *testing.T) {
	for in, want := range map[float64]string{0: "0.000", 1e6: "1000000.000", 1: "1.000", 1.2604: "1.260", 1.2605: "1.261", 0.95: "0.950", 2: "2.000"} {
		if got, err := energy.Decimal(in); err != nil || got.String() != want {
			t.Errorf("%v: %s, %v; want %s", in, got, err, want)
		}
	}
	for _, bad := range []float64{math.NaN(), -1, math.Inf(1), -0.001, 1e6 + 1} {
		if got, err := energy.Decimal(bad); !errors.Is(err, energy.ErrUse) {
			t.Errorf("%v: %s, %v; want ErrUse", bad, got, err)
		}
	}
}

func TestMultiplierStaysBetweenItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := energy.ClimbMultiplier(
			rapid.Float64Range(0, 200_000).Draw(t, "distance"), rapid.Float64Range(0, 5000).Draw(t, "climb"),
			rapid.Float64Range(0, 5000).Draw(t, "descent"), rapid.Float64Range(10, 120).Draw(t, "speed"), rapid.Bool().Draw(t, "electric"))
		for _, v := range []float64{m.Low, m.Best, m.High} {
			if !(v >= energy.MultiplierMin && v <= energy.MultiplierMax) {
				t.Fatalf("%+v leaves 0.95 … 2", m)
			}
		}
		if m.Low > m.Best || m.Best > m.High {
			t.Fatalf("%+v is not in order", m)
		}
	})
}

// Announced on 20 January 2026 for 24:00 of that day.
func TestPriceChangesAtMidnightOfTheAnnouncement(t *testing.T) {
	shanghai := time.FixedZone("Asia/Shanghai", 8*3600)
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, shanghai) }
	prices, err := energy.NewPrices([]energy.Price{
		{Zone: "520000", Grade: "92", ValidFrom: day(2026, 1, 21), Yuan: num("7.80")},
		{Zone: "520000", Grade: "92", ValidFrom: day(2026, 1, 7), Yuan: num("7.65")},
		{Zone: "520000", Grade: "0", ValidFrom: day(2026, 1, 7), Yuan: num("7.20")},
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		zone, grade string
		at          time.Time
		want        string // empty: refused
	}{
		{"520000", "92", day(2026, 1, 21).Add(-time.Second), "7.65"},
		{"520000", "92", day(2026, 1, 21), "7.80"},
		{"520000", "92", time.Date(2026, 1, 20, 16, 0, 0, 0, time.UTC), "7.80"}, // the same moment, told in UTC
		{"520000", "0", day(2026, 3, 1), "7.20"},
		{"520000", "92", day(2026, 1, 7).Add(-time.Second), ""},
		{"520000", "95", day(2026, 2, 1), ""},
		{"510000", "92", day(2026, 2, 1), ""},
	}
	for _, test := range tests {
		got, err := prices.At(test.zone, test.grade, test.at)
		if test.want == "" {
			if !errors.Is(err, energy.ErrNoPrice) {
				t.Errorf("%s %s %s: %s, %v; want ErrNoPrice", test.zone, test.grade, test.at, got.Yuan, err)
			}
			continue
		}
		if err != nil || got.Yuan.String() != test.want {
			t.Errorf("%s %s %s: %s, %v; want %s", test.zone, test.grade, test.at, got.Yuan, err, test.want)
		}
	}
}

func TestNewPricesRefuses(t *testing.T) {
	good := energy.Price{Zone: "520000", Grade: "92", Yuan: num("7.80")}
	for name, spoil := range map[string]func(*energy.Price){
		"no zone":          func(p *energy.Price) { p.Zone = "" },
		"no grade":         func(p *energy.Price) { p.Grade = "" },
		"a price of zero":  func(p *energy.Price) { p.Yuan = num("0") },
		"a negative price": func(p *energy.Price) { p.Yuan = num("-1") },
	} {
		bad := good
		spoil(&bad)
		if _, err := energy.NewPrices([]energy.Price{bad}); !errors.Is(err, energy.ErrRow) {
			t.Errorf("%s: %v, want ErrRow", name, err)
		}
	}
	if _, err := energy.NewPrices([]energy.Price{good, good}); !errors.Is(err, energy.ErrRow) {
		t.Errorf("two prices of the same moment: %v, want ErrRow", err)
	}
}

// What is usual has its middle between low and high; what is registered nowhere
// has none.
func TestUsualUse(t *testing.T) {
	for kind, want := range map[[2]string][3]string{
		{"car", "petrol"}: {"5.8", "6.05", "6.3"}, {"suv", "electric"}: {"14", "15.5", "17"}, {"motorcycle", "petrol"}: {"2.0", "2.25", "2.5"},
	} {
		u, known := energy.UsualUse(kind[0], kind[1])
		if !known || u.Low.Cmp(num(want[0])) != 0 || u.Middle.Cmp(num(want[1])) != 0 || u.High.Cmp(num(want[2])) != 0 {
			t.Errorf("%v: %s, %s, %s, %v; want %v", kind, u.Low, u.Middle, u.High, known, want)
		}
	}
	if _, known := energy.UsualUse("bicycle", "none"); known {
		t.Error("a bicycle uses something")
	}
}
