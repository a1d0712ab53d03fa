package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"licheng/reimburse/money"
)

func TestRoundHalfUp(t *testing.T) {
	tests := []struct {
		in    string
		scale int
		want  string
	}{
		{"0.125", 2, "0.13"}, // half even would say 0.12
		{"0.135", 2, "0.14"},
		{"-0.125", 2, "-0.13"}, // away from zero
		{"0.124999", 2, "0.12"},
		{"0.5", 0, "1"},
		{"2.5", 0, "3"},
		{"1.005", 2, "1.01"},
		{"9.995", 2, "10.00"},
		{"0.004", 2, "0.00"},
		{"1.2", 2, "1.2"},
		{"1.23", 2, "1.23"},
		{"0.9999999999999999995", 18, "1.000000000000000000"},
		{"9.999999999999999999", 18, "9.999999999999999999"}, // more digits than 64 bits hold: left as it is
	}
	for _, test := range tests {
		got, err := money.RoundHalfUp(decimal.MustParse(test.in), test.scale)
		if err != nil || got.String() != test.want {
			t.Errorf("%s to %d decimals: %s, %v; want %s", test.in, test.scale, got, err, test.want)
		}
	}
}

func TestTimes(t *testing.T) {
	tests := []struct {
		quantity, rate string
		want           money.Amount
	}{
		{"37.4", "0.80", 2992},
		{"108.8", "7.80", 84864}, // the fuel of the reportage of 2019
		{"36.4", "1.5", 5460},    // CN-4
		{"800", "1.3", 104000},   // CN-9, the ceiling of 130 %
		{"800", "1.5", 120000},   // CN-9, the ceiling of 150 %
		{"0.005", "1", 1},        // half a fen goes up
		{"0.0049", "1", 0},
		{"0.005", "-1", -1}, // and away from zero
		{"-0.005", "-1", 1},
		{"3", "100", 30000}, // no decimals at all
		{"3", "1.5", 450},
		{"37.4", "0.655", 2450},                   // 24.497
		{"12.345678901", "1.2345678901", 1524},    // 15.2415787...; 19 and more digits
		{"0.1234567890123", "0.0405000000001", 0}, // 0.00500000…: 0.4999… fen
		{"0", "5", 0},
		{"92233720368547758.07", "1", math.MaxInt64},
	}
	for _, test := range tests {
		got, err := money.Times(decimal.MustParse(test.quantity), decimal.MustParse(test.rate))
		if err != nil || got != test.want {
			t.Errorf("%s × %s = %d, %v; want %d", test.quantity, test.rate, got, err, test.want)
		}
	}
	if _, err := money.Times(decimal.MustParse("92233720368547758.08"), decimal.One); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("one fen beyond 64 bits: %v, want ErrOverflow", err)
	}
}

func TestProduct(t *testing.T) {
	num := decimal.MustParse
	tests := []struct {
		scale   int
		factors []decimal.Decimal
		want    string
	}{
		{3, nil, "1.000"},
		{3, []decimal.Decimal{num("0.0005")}, "0.001"},
		{3, []decimal.Decimal{num("-0.0005")}, "-0.001"},
		{3, []decimal.Decimal{num("-0.5"), num("-0.001")}, "0.001"},
		{0, []decimal.Decimal{num("1.5"), num("3")}, "5"},
		{2, []decimal.Decimal{num("7")}, "7.00"},
		// A tie after 24 digits; rounded to 19 digits on the way it would be none or another.
		{3, []decimal.Decimal{num("1000.0005"), num("1.000000000000"), num("1.00000000")}, "1000.001"},
		{3, []decimal.Decimal{num("1000.000499999999"), num("1.000000000001"), num("1.00000000")}, "1000.001"}, // 1e-9 above the tie
	}
	for _, test := range tests {
		got, err := money.Product(test.scale, test.factors...)
		if err != nil || got.String() != test.want {
			t.Errorf("%v to %d decimals: %s, %v; want %s", test.factors, test.scale, got, err, test.want)
		}
	}
	if _, err := money.Product(0, num("9223372036854775807"), num("2")); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("%v, want ErrOverflow", err)
	}
}

func TestFromYuan(t *testing.T) {
	for in, want := range map[string]money.Amount{"12.345": 1235, "-12.345": -1235, "650": 65000, "0.1": 10} {
		if got, err := money.FromYuan(decimal.MustParse(in)); err != nil || got != want {
			t.Errorf("%s yuan = %d, %v; want %d", in, got, err, want)
		}
	}
	if got := money.Amount(-1230).Yuan().String(); got != "-12.30" {
		t.Errorf("Yuan: %s", got)
	}
}

// The oracle: exact fractions, |product| × 100 + ½ rounded down.
func TestTimesIsTheExactProductRoundedHalfUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quantity := decimal.MustNew(rapid.Int64Range(-1e9, 1e9).Draw(t, "quantity"), rapid.IntRange(0, 9).Draw(t, "scale"))
		rate := decimal.MustNew(rapid.Int64Range(0, 1e8).Draw(t, "rate"), rapid.IntRange(0, 8).Draw(t, "rate scale"))
		got, err := money.Times(quantity, rate)
		if err != nil {
			t.Fatal(err)
		}
		product := new(big.Rat).Mul(rat(quantity), rat(rate))
		sign := product.Sign()
		product.Abs(product).Mul(product, big.NewRat(100, 1)).Add(product, big.NewRat(1, 2))
		want := new(big.Int).Div(product.Num(), product.Denom()).Int64() * int64(sign)
		if int64(got) != want {
			t.Fatalf("%s × %s = %d, want %d", quantity, rate, got, want)
		}
	})
}

func TestRoundHalfUpIsWithinHalfAUnitAndSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.MustNew(rapid.Int64().Draw(t, "coef"), rapid.IntRange(0, 12).Draw(t, "decimals"))
		scale := rapid.IntRange(0, 12).Draw(t, "scale")
		got, err := money.RoundHalfUp(d, scale)
		if err != nil {
			t.Fatal(err)
		}
		mirrored, err := money.RoundHalfUp(d.Neg(), scale)
		if err != nil || !mirrored.Neg().Equal(got) {
			t.Fatalf("%s → %s, but %s → %s, %v", d, got, d.Neg(), mirrored, err)
		}
		off := new(big.Rat).Sub(rat(got), rat(d))
		half := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)))
		if new(big.Rat).Abs(off).Cmp(half) > 0 {
			t.Fatalf("%s → %s is more than half a unit away", d, got)
		}
	})
}

func rat(d decimal.Decimal) *big.Rat {
	r, ok := new(big.Rat).SetString(d.String())
	if !ok {
		panic("not a number: " + d.String())
	}
	return r
}
