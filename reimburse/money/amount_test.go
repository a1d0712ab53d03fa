package money_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licheng/reimburse/money"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want money.Amount
		err  error
	}{
		{"0", 0, nil},
		{"12", 1200, nil},
		{"12.3", 1230, nil},
		{"12.30", 1230, nil},
		{"0.05", 5, nil},
		{"-0.05", -5, nil},
		{"-12.34", -1234, nil},
		{"007.10", 710, nil},
		{"92233720368547758.07", math.MaxInt64, nil},
		{"-92233720368547758.07", -math.MaxInt64, nil},
		{"92233720368547758.08", 0, money.ErrOverflow},
		{"92233720368547758.10", 0, money.ErrOverflow},
		{"100000000000000000", 0, money.ErrOverflow},
		{"", 0, money.ErrFormat},
		{"-", 0, money.ErrFormat},
		{".5", 0, money.ErrFormat},
		{"5.", 0, money.ErrFormat},
		{"1.234", 0, money.ErrFormat},
		{"1.2.3", 0, money.ErrFormat},
		{"--1", 0, money.ErrFormat},
		{"+1", 0, money.ErrFormat},
		{"1,000", 0, money.ErrFormat},
		{" 1", 0, money.ErrFormat},
		{"1e3", 0, money.ErrFormat},
		{"\uff11\uff12", 0, money.ErrFormat}, // full-width digits
		{"1/2", 0, money.ErrFormat},          // the sign before 0
		{"1:2", 0, money.ErrFormat},          // the sign after 9
		{strings.Repeat("0", 33), 0, money.ErrFormat},
		{strings.Repeat("0", 32), 0, nil},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, err := money.Parse(test.text)
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("Parse(%q) = %d, %v; want %d, %v", test.text, got, err, test.want, test.err)
			}
		})
	}
}

func TestString(t *testing.T) {
	tests := map[money.Amount]string{
		0: "0.00", 5: "0.05", 50: "0.50", 99: "0.99", 100: "1.00", 1230: "12.30", -5: "-0.05", -1234: "-12.34",
		math.MaxInt64: "92233720368547758.07", math.MinInt64: "-92233720368547758.08",
	}
	for amount, want := range tests {
		if got := amount.String(); got != want {
			t.Errorf("%d: %q, want %q", int64(amount), got, want)
		}
	}
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "fen"))
		got, err := money.Parse(a.String())
		if err != nil || got != a {
			t.Fatalf("Parse(%s) = %d, %v", a, got, err)
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	for _, seed := range []string{"12.30", "-0.05", "", "1.234", "1e3", "92233720368547758.08", "12"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		amount, err := money.Parse(text)
		if err != nil {
			if amount != 0 {
				t.Fatalf("an error and the amount %d", amount)
			}
			return
		}
		again, err := money.Parse(amount.String())
		if err != nil || again != amount {
			t.Fatalf("%q → %s → %d, %v", text, amount, again, err)
		}
	})
}

func TestSum(t *testing.T) {
	tests := []struct {
		name string
		in   []money.Amount
		want money.Amount
		err  error
	}{
		{"none", nil, 0, nil},
		{"cuts are taken off", []money.Amount{5460, -4460}, 1000, nil},
		{"up to the brim", []money.Amount{math.MaxInt64 - 1, 1}, math.MaxInt64, nil},
		{"over the brim", []money.Amount{math.MaxInt64, 1}, 0, money.ErrOverflow},
		{"down to the brim", []money.Amount{math.MinInt64 + 1, -1}, math.MinInt64, nil},
		{"under the brim", []money.Amount{math.MinInt64, -1}, 0, money.ErrOverflow},
		{"zero changes nothing", []money.Amount{math.MaxInt64, 0}, math.MaxInt64, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := money.Sum(test.in...)
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("got %d, %v; want %d, %v", got, err, test.want, test.err)
			}
		})
	}
}

// One fen beyond either brim is refused, and no amount comes with the refusal.
// The greatest and the least amount can be reached, from either side, and be
// left unchanged.
func TestAddToTheBrim(t *testing.T) {
	for _, test := range []struct{ a, b, want money.Amount }{
		{math.MaxInt64, 0, math.MaxInt64},
		{0, math.MaxInt64, math.MaxInt64},
		{math.MaxInt64 - 1, 1, math.MaxInt64},
		{math.MinInt64, 0, math.MinInt64},
		{0, math.MinInt64, math.MinInt64},
		{math.MinInt64 + 1, -1, math.MinInt64},
		{math.MaxInt64, math.MinInt64, -1},
		{0, 0, 0},
		{5, -5, 0},
		{-5, 5, 0},
	} {
		if got, err := test.a.Add(test.b); got != test.want || err != nil {
			t.Errorf("%s + %s = %s, %v; want %s", test.a, test.b, got, err, test.want)
		}
	}
}

func TestAddOverTheBrim(t *testing.T) {
	for _, test := range []struct{ a, b money.Amount }{{math.MaxInt64, 1}, {1, math.MaxInt64}, {math.MinInt64, -1}, {-1, math.MinInt64}} {
		if got, err := test.a.Add(test.b); got != 0 || !errors.Is(err, money.ErrOverflow) {
			t.Errorf("%s + %s = %d, %v", test.a, test.b, got, err)
		}
	}
}
