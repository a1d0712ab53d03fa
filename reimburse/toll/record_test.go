package toll_test

import (
	"errors"
	"strings"
	"testing"

	"licheng/reimburse/toll"
)

// As lane systems write it: pay 10.00 and 20.00, discount 2.00 and 7.00, real 8.00 and 13.00.
func TestParseRecord(t *testing.T) {
	intervals, sum, err := toll.ParseRecord("A|B", "1000|2000", "200|700", "800|1300")
	if err != nil || len(intervals) != 2 || sum != (toll.Fee{Pay: 3000, Discount: 900, Real: 2100}) {
		t.Fatalf("%+v %+v %v", intervals, sum, err)
	}
	if second := intervals[1]; second.Ref != "B" || second.Fee != (toll.Fee{Pay: 2000, Discount: 700, Real: 1300}) {
		t.Errorf("%+v", second)
	}
	if _, sum, err := toll.ParseRecord("A", "0", "0", "0"); err != nil || sum != (toll.Fee{}) {
		t.Errorf("a free interval: %+v %v", sum, err)
	}
	if _, sum, err := toll.ParseRecord("A", "10000000", "10000000", "0"); err != nil || sum.Discount != 10_000_000 {
		t.Errorf("wholly discounted: %+v %v", sum, err)
	}
	most := strings.Repeat("A|", 999) + "A"
	if intervals, sum, err := toll.ParseRecord(most, strings.Repeat("1|", 999)+"1", strings.Repeat("0|", 999)+"0", strings.Repeat("1|", 999)+"1"); err != nil || len(intervals) != 1000 || sum.Real != 1000 {
		t.Errorf("a thousand intervals: %d, %+v, %v", len(intervals), sum, err)
	}
	for name, r := range map[string][4]string{
		"real is not pay − discount":   {"A|B", "1000|2000", "200|700", "800|1301"},
		"a discount above the pay":     {"A", "1000", "1001", "-1"},
		"a negative discount":          {"A", "1000", "-1", "1001"},
		"groups of different length":   {"A|B", "1000", "0", "1000"},
		"an interval without a code":   {"A|", "1|1", "0|0", "1|1"},
		"tenths of a fen":              {"A", "10.5", "0", "10.5"},
		"nothing at all":               {"", "", "", ""},
		"more than anybody ever pays":  {"A", "10000001", "0", "10000001"},
		"a discount where none is due": {"A", "0", "1", "0"},
		"too many intervals":           {strings.Repeat("A|", 1000) + "A", strings.Repeat("1|", 1000) + "1", strings.Repeat("0|", 1000) + "0", strings.Repeat("1|", 1000) + "1"},
	} {
		if _, _, err := toll.ParseRecord(r[0], r[1], r[2], r[3]); !errors.Is(err, toll.ErrRecord) {
			t.Errorf("%s: %v, want ErrRecord", name, err)
		}
	}
}

// Whatever stands in the fields, a record that is read keeps the invariant.
func FuzzParseRecord(f *testing.F) {
	f.Add("A|B", "1000|2000", "200|700", "800|1300")
	f.Add("", "|", "-1", "1e9")
	f.Fuzz(func(t *testing.T, intervals, pay, discount, real string) {
		found, sum, err := toll.ParseRecord(intervals, pay, discount, real)
		if err != nil {
			if !errors.Is(err, toll.ErrRecord) {
				t.Fatal(err)
			}
			return
		}
		var again toll.Fee
		for _, i := range found {
			if i.Fee.Real != i.Fee.Pay-i.Fee.Discount || i.Fee.Discount < 0 || i.Fee.Real < 0 {
				t.Fatalf("%+v", i)
			}
			again.Pay, again.Discount, again.Real = again.Pay+i.Fee.Pay, again.Discount+i.Fee.Discount, again.Real+i.Fee.Real
		}
		if again != sum || sum.Real != sum.Pay-sum.Discount {
			t.Fatalf("%+v, want %+v", sum, again)
		}
	})
}
