package claim_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng/lang"
	"licheng/reimburse/claim"
	"licheng/reimburse/money"
)

func priced(code claim.Code, trip, rule string, fen money.Amount) claim.Line {
	return claim.Line{Code: code, Trip: trip, Rule: claim.Rule{ID: rule}, Amount: fen, Text: lang.Say("里程", "km")}
}

// TestDifference: the rate rises from 0.80 to 0.90 on 100 km and 50 km, the
// cap of 115.00 bites for the first time, and a lump sum is struck out.
// 10.00 + 5.00 − 20.00 (90 + 45 = 135 against 115) − 8.00 = −13.00.
func TestDifference(t *testing.T) {
	held := []claim.Line{priced(claim.Mileage, "t1", "km", 8000), priced(claim.Mileage, "t2", "km", 4000), priced(claim.PerDay, "", "day", 800)}
	now := []claim.Line{priced(claim.Mileage, "t1", "km", 9000), priced(claim.Mileage, "t2", "km", 4500), priced(claim.OverMonthlyCap, "", "cap", -2000)}
	lines, err := claim.Difference(now, held)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines {
		got = append(got, string(l.Code)+" "+l.Trip+" "+l.Amount.String())
	}
	want := []string{"MILEAGE t1 10.00", "MILEAGE t2 5.00", "OVER_MONTHLY_CAP  -20.00", "PER_DAY  -8.00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(lines[0].Text.ZH, "原计 80.00 元，现计 90.00 元，补差 10.00 元") || !strings.Contains(lines[3].Text.EN, "was 8.00 yuan, is 0.00 yuan, 8.00 yuan taken back") {
		t.Errorf("%q %q", lines[0].Text.ZH, lines[3].Text.EN)
	}
	again, err := claim.Difference(now, append(held, lines...))
	if err != nil || len(again) != 0 {
		t.Errorf("corrected twice: %v, %v", again, err)
	}
}

// What nobody drew on says what it is and was, in addition or taken back.
func TestDifferenceInWords(t *testing.T) {
	for fen, want := range map[money.Amount]string{1: "0.01 yuan paid in addition", -1: "0.01 yuan taken back"} {
		lines, err := claim.Difference([]claim.Line{priced(claim.Mileage, "t1", "km", 100+fen)}, []claim.Line{priced(claim.Mileage, "t1", "km", 100)})
		if err != nil || len(lines) != 1 || !strings.HasSuffix(lines[0].Text.EN, want) {
			t.Errorf("%+v, %v; want %s", lines, err, want)
		}
	}
}

// TestDifferenceSettles: for any two pricings, held and difference together pay
// what is priced now, and a second correction has nothing to add.
func TestDifferenceSettles(t *testing.T) {
	lines := func(t *rapid.T, name string) []claim.Line {
		var made []claim.Line
		for range rapid.IntRange(0, 12).Draw(t, name) {
			made = append(made, priced(
				rapid.SampledFrom([]claim.Code{claim.Mileage, claim.TollCode, claim.OverTripCap}).Draw(t, "code"),
				rapid.SampledFrom([]string{"", "t1", "t2"}).Draw(t, "trip"),
				rapid.SampledFrom([]string{"a", "b"}).Draw(t, "rule"),
				money.Amount(rapid.Int64Range(-1e6, 1e6).Draw(t, "fen"))))
		}
		return made
	}
	rapid.Check(t, func(t *rapid.T) {
		held, now := lines(t, "held"), lines(t, "now")
		rest, err := claim.Difference(now, held)
		if err != nil {
			t.Fatal(err)
		}
		together := append(append([]claim.Line{}, held...), rest...)
		a, err := claim.Total(together)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := claim.Total(now); err != nil || a != b {
			t.Fatalf("together %s, now %s, %v", a, b, err)
		}
		if again, err := claim.Difference(now, together); err != nil || len(again) != 0 {
			t.Fatalf("a second correction adds %v, %v", again, err)
		}
	})
}
