package toll_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"licheng/reimburse/money"
	"licheng/reimburse/toll"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// at reads a local time of Asia/Shanghai.
func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", text, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

var ninetyFive = decimal.MustParse("0.95")

func fen(t *testing.T, yuan string) money.Amount {
	t.Helper()
	a, err := money.Parse(yuan)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Sums as they are rounded for ETC in the two ways in use (Beijing dropped
// fractions below half a yuan from 2020-05-06 on) and without ETC.
func TestModeRound(t *testing.T) {
	tests := []struct{ sum, dropHalf, plain, whole string }{
		{"0.40", "0.00", "0.38", "0"},
		{"0.49", "0.00", "0.47", "0"}, // 0.4655
		{"0.50", "0.48", "0.48", "1"},
		{"3.99", "3.79", "3.79", "4"},
		{"12.30", "11.40", "11.69", "12"},
		{"12.49", "11.40", "11.87", "12"},
		{"12.50", "11.88", "11.88", "13"},
		{"12.51", "11.88", "11.88", "13"},
		{"23.05", "21.85", "21.90", "23"},
		{"45.50", "43.23", "43.23", "46"},
		{"87.35", "82.65", "82.98", "87"},
		{"100.00", "95.00", "95.00", "100"},
	}
	for _, test := range tests {
		for mode, want := range map[toll.Mode]string{
			toll.ETCDropHalf: test.dropHalf, toll.ETCPlain: test.plain, toll.WholeYuan: test.whole,
		} {
			got, err := mode.Round(fen(t, test.sum), ninetyFive)
			if err != nil || got != fen(t, want) {
				t.Errorf("%s of %s: %s, %v; want %s", mode, test.sum, got, err, want)
			}
		}
	}
}

// Before 2020: 二舍八入,三七作五.
func TestModeRoundToFiveYuan(t *testing.T) {
	for sum, want := range map[string]string{
		"0": "0", "2.49": "0", "2.50": "5", "5": "5", "7.50": "5", "7.51": "10", "9.99": "10", "12.49": "10", "12.50": "15", "17.51": "20", "87.35": "85", "1000.49": "1000", "1002.50": "1005",
	} {
		if got, err := toll.FiveYuan.Round(fen(t, sum), ninetyFive); err != nil || got != fen(t, want) {
			t.Errorf("%s: %s, %v; want %s", sum, got, err, want)
		}
	}
	if _, err := toll.Mode("guess").Round(100, ninetyFive); !errors.Is(err, toll.ErrMode) {
		t.Errorf("an unknown mode: %v, want ErrMode", err)
	}
}

// JT/T 489-2019.
func TestClassOf(t *testing.T) {
	tests := []struct {
		lengthMM, seats int
		want            toll.Class
	}{
		{4500, 5, 1},
		{5999, 9, 1},
		{5999, 10, 2},
		{5999, 19, 2},
		{6000, 9, 3},
		{6000, 39, 3},
		{6000, 40, 4},
		{12000, 55, 4},
		{1, 1, 1},
	}
	for _, test := range tests {
		if got, err := toll.ClassOf(test.lengthMM, test.seats); err != nil || got != test.want {
			t.Errorf("%d mm, %d seats: class %d, %v; want %d", test.lengthMM, test.seats, got, err, test.want)
		}
	}
	for _, bad := range [][2]int{{5999, 20}, {5999, 40}, {0, 5}, {-1, 5}, {4500, 0}, {4500, -1}} {
		if got, err := toll.ClassOf(bad[0], bad[1]); got != 0 || !errors.Is(err, toll.ErrClass) {
			t.Errorf("%d mm, %d seats: class %d, %v; want ErrClass", bad[0], bad[1], got, err)
		}
	}
}

// freeDays are the announced free periods that the tests need, as loaded.
var freeDays = []toll.FreePeriod{
	{Name: "清明节", From: at("2023-04-05 00:00:00"), Until: at("2023-04-06 00:00:00")},
	{Name: "春节", From: at("2024-02-09 00:00:00"), Until: at("2024-02-18 00:00:00")},
	{Name: "劳动节", From: at("2026-05-01 00:00:00"), Until: at("2026-05-06 00:00:00")},
	{Name: "国庆节", From: at("2026-10-01 00:00:00"), Until: at("2026-10-08 00:00:00")},
}

func TestFreeIsDecidedByExitAndSeats(t *testing.T) {
	tests := []struct {
		name  string
		exit  string
		seats int
		want  bool
	}{
		{"first second of a working day that is free", "2024-02-09 00:00:00", 5, true},
		{"the second before", "2024-02-08 23:59:59", 5, false},
		{"in on the last free day, out after midnight", "2026-10-08 00:00:01", 5, false},
		{"out exactly at 24:00", "2026-10-08 00:00:00", 5, false},
		{"the last second", "2026-10-07 23:59:59", 5, true},
		{"in the evening before, out on the first day", "2026-10-01 00:10:00", 5, true},
		{"seven seats", "2026-05-02 12:00:00", 7, true},
		{"eight seats are class 1 and pay", "2026-05-02 12:00:00", 8, false},
		{"dragon boat is not free", "2026-06-20 12:00:00", 5, false},
		{"day before a one-day Qingming", "2023-04-04 12:00:00", 5, false},
		{"day after it", "2023-04-06 12:00:00", 5, false},
		{"that day", "2023-04-05 12:00:00", 5, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, got := toll.Free(freeDays, at(test.exit), test.seats); got != test.want {
				t.Errorf("free: %v, want %v", got, test.want)
			}
		})
	}
}

func table(t *testing.T, rows ...toll.Row) toll.Table {
	t.Helper()
	made, err := toll.NewTable(rows)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func row(interval string, class1 money.Amount) toll.Row {
	return toll.Row{
		Interval: interval, Name: "至" + interval, ValidFrom: at("2020-01-01 00:00:00"),
		Fen: [4]money.Amount{class1, 2 * class1, 3 * class1, 4 * class1},
	}
}

func TestTableRowOfTheMoment(t *testing.T) {
	old, dear := row("G1", 1000), row("G1", 1200)
	dear.ValidFrom = at("2026-07-01 00:00:00")
	tolls := table(t, dear, old)
	for moment, want := range map[string]money.Amount{
		"2020-01-01 00:00:00": 1000, "2026-06-30 23:59:59": 1000, "2026-07-01 00:00:00": 1200, "2030-01-01 00:00:00": 1200,
	} {
		if got, ok := tolls.Row("G1", at(moment)); !ok || got.Fen[0] != want {
			t.Errorf("%s: %v, %v; want %v", moment, got.Fen[0], ok, want)
		}
	}
	if _, ok := tolls.Row("G1", at("2019-12-31 23:59:59")); ok {
		t.Error("a fee before the first row")
	}
	if _, ok := tolls.Row("G2", at("2026-01-01 00:00:00")); ok {
		t.Error("a fee for an interval without a row")
	}
}

func TestNewTableRefuses(t *testing.T) {
	negative := row("G1", 100)
	negative.Fen[3] = -1
	for name, rows := range map[string][]toll.Row{
		"an empty interval":           {row("", 100)},
		"a negative fee":              {negative},
		"two rows of the same moment": {row("G1", 100), row("G1", 200)},
	} {
		if _, err := toll.NewTable(rows); !errors.Is(err, toll.ErrRow) {
			t.Errorf("%s: %v, want ErrRow", name, err)
		}
	}
	if _, err := toll.NewTable([]toll.Row{negative}); !strings.Contains(err.Error(), "interval G1, class 4: -0.01 is negative") {
		t.Errorf("the refusal does not name interval and class: %v", err)
	}
	if _, err := toll.NewTable([]toll.Row{row("G1", 0)}); err != nil {
		t.Errorf("a free interval: %v", err)
	}
}

func gantry(ref, moment string) toll.Passage {
	return toll.Passage{Kind: toll.Gantry, Ref: ref, At: at(moment)}
}

func booth(ref, moment string) toll.Passage {
	return toll.Passage{Kind: toll.Booth, Ref: ref, Name: ref + "站", At: at(moment)}
}

var (
	car   = toll.Vehicle{Class: 1, Seats: 5, ETC: true}
	plain = toll.Policy{ETC: toll.ETCPlain, Manual: toll.WholeYuan, Rate: ninetyFive}
)

// By hand: 1234+567+2381+890 = 5072 fen; 95 % of each is 4819, of the sum 4818.
func TestChargesDiscountPerIntervalOrOnTheSum(t *testing.T) {
	tolls := table(t, row("A", 1234), row("B", 567), row("C", 2381), row("D", 890))
	passed := []toll.Passage{
		booth("W", "2026-11-02 08:00:00"), gantry("A", "2026-11-02 08:05:00"), gantry("B", "2026-11-02 08:15:00"),
		gantry("C", "2026-11-02 08:25:00"), gantry("D", "2026-11-02 08:40:00"), booth("E", "2026-11-02 08:45:00"),
	}
	perInterval := plain
	perInterval.PerInterval = true
	dropHalf := toll.Policy{ETC: toll.ETCDropHalf, Manual: toll.WholeYuan, Rate: ninetyFive, PerInterval: true}
	manual := car
	manual.ETC = false
	tests := []struct {
		name    string
		vehicle toll.Vehicle
		policy  toll.Policy
		want    toll.Fee
	}{
		{"on the sum", car, plain, toll.Fee{Pay: 5072, Discount: 254, Real: 4818}},
		{"per interval", car, perInterval, toll.Fee{Pay: 5072, Discount: 253, Real: 4819}},
		{"drop half rounds the sum in any case", car, dropHalf, toll.Fee{Pay: 5072, Discount: 254, Real: 4818}},
		{"without ETC to the whole yuan", manual, perInterval, toll.Fee{Pay: 5100, Discount: 0, Real: 5100}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := toll.Charges(passed, test.vehicle, tolls, nil, test.policy)
			if err != nil || len(got) != 1 {
				t.Fatalf("%d charges, %v; want 1", len(got), err)
			}
			if diff := cmp.Diff(test.want, got[0].Fee); diff != "" {
				t.Error(diff)
			}
			if got[0].Entry != "W站" || got[0].Exit != "E站" || !got[0].ExitAt.Equal(passed[5].At) {
				t.Errorf("ride %s→%s, out %s", got[0].Entry, got[0].Exit, got[0].ExitAt)
			}
		})
	}
}

func TestChargesByClass(t *testing.T) {
	tolls := table(t, row("A", 1000))
	for class := toll.Class(1); class <= 4; class++ {
		got, err := toll.Charges([]toll.Passage{gantry("A", "2026-11-02 08:05:00")},
			toll.Vehicle{Class: class, Seats: 5}, tolls, nil, plain)
		if want := money.Amount(class) * 1000; err != nil || got[0].Fee.Real != want {
			t.Errorf("class %d: %v, %v; want %s", class, got, err, want)
		}
	}
	for _, class := range []toll.Class{0, 5} {
		if _, err := toll.Charges(nil, toll.Vehicle{Class: class}, tolls, nil, plain); !errors.Is(err, toll.ErrClass) {
			t.Errorf("class %d: %v, want ErrClass", class, err)
		}
	}
}

func TestChargesSplitsRides(t *testing.T) {
	tolls := table(t, row("A", 1000), row("B", 500), row("W>E", 700), row("W", 300))
	type ride struct {
		Entry, Exit string
		Pay         money.Amount
		Missing     int
	}
	tests := []struct {
		name   string
		passed []toll.Passage
		want   []ride
	}{
		{"nothing passed", nil, nil},
		{
			"there and back are two rides",
			[]toll.Passage{
				booth("W", "2026-11-02 08:00:00"), gantry("A", "2026-11-02 08:05:00"), booth("E", "2026-11-02 08:20:00"),
				booth("E", "2026-11-02 17:00:00"), gantry("B", "2026-11-02 17:10:00"), booth("W", "2026-11-02 17:20:00"),
			},
			[]ride{{"W站", "E站", 1000, 0}, {"E站", "W站", 500, 0}},
		},
		{
			"a plaza reported twice is one passage",
			[]toll.Passage{
				booth("W", "2026-11-02 08:00:00"), booth("W", "2026-11-02 08:02:00"),
				gantry("A", "2026-11-02 08:05:00"), gantry("A", "2026-11-02 08:05:01"), booth("E", "2026-11-02 08:20:00"),
			},
			[]ride{{"W站", "E站", 1000, 0}},
		},
		{
			"the same station after two minutes is an exit",
			[]toll.Passage{booth("W", "2026-11-02 08:00:00"), booth("W", "2026-11-02 08:02:01")},
			[]ride{{"W站", "W站", 0, 1}},
		},
		{
			"without gantries the station pair is charged",
			[]toll.Passage{booth("W", "2026-11-02 08:00:00"), booth("E", "2026-11-02 08:20:00")},
			[]ride{{"W站", "E站", 700, 0}},
		},
		{
			"the pair has a direction",
			[]toll.Passage{booth("E", "2026-11-02 08:00:00"), booth("W", "2026-11-02 08:20:00")},
			[]ride{{"E站", "W站", 0, 1}},
		},
		{
			"a gantry and a booth of one code are two points",
			[]toll.Passage{gantry("A", "2026-11-02 08:00:00"), {Kind: toll.Booth, Ref: "A", At: at("2026-11-02 08:01:00")}},
			[]ride{{"", "A", 1000, 0}},
		},
		{
			"two points without a code are two points",
			[]toll.Passage{gantry("", "2026-11-02 08:00:00"), gantry("", "2026-11-02 08:01:00")},
			[]ride{{"", "", 0, 2}},
		},
		{
			"two gantries within two minutes are two points",
			[]toll.Passage{gantry("A", "2026-11-02 08:00:00"), gantry("B", "2026-11-02 08:01:00")},
			[]ride{{"", "", 1500, 0}},
		},
		{
			"one barrier on an ordinary road",
			[]toll.Passage{booth("W", "2026-11-02 08:00:00")},
			[]ride{{"W站", "", 300, 0}},
		},
		{
			"recorded from inside the expressway",
			[]toll.Passage{gantry("A", "2026-11-02 08:05:00"), booth("E", "2026-11-02 08:20:00")},
			[]ride{{"", "E站", 1000, 0}},
		},
		{
			"an interval without a row is named, the others are charged",
			[]toll.Passage{gantry("A", "2026-11-02 08:05:00"), gantry("X", "2026-11-02 08:10:00"), gantry("", "2026-11-02 08:10:00")},
			[]ride{{"", "", 1000, 2}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			charges, err := toll.Charges(test.passed, car, tolls, nil, plain)
			if err != nil {
				t.Fatal(err)
			}
			var got []ride
			for _, c := range charges {
				got = append(got, ride{c.Entry, c.Exit, c.Fee.Pay, len(c.Missing)})
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestChargesOnFreeDays(t *testing.T) {
	tolls := table(t, row("A", 1000))
	into, out := gantry("A", "2026-09-30 23:50:00"), booth("E", "2026-10-01 00:10:00")
	got, err := toll.Charges([]toll.Passage{into, out}, car, tolls, freeDays, plain)
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Free == nil || got[0].Free.Name != "国庆节" || got[0].Fee != (toll.Fee{Pay: 1000, Discount: 1000}) {
		t.Errorf("in before, out on the free day: %+v", got[0])
	}
	out.At = at("2026-10-08 00:00:01")
	into.At = at("2026-10-07 20:00:00")
	if got, err = toll.Charges([]toll.Passage{into, out}, car, tolls, freeDays, plain); err != nil {
		t.Fatal(err)
	}
	if got[0].Free != nil || got[0].Fee.Real != 950 {
		t.Errorf("out after the free days: %+v, want the whole way paid", got[0])
	}
}

func TestRealIsPayMinusDiscount(t *testing.T) {
	refs := []string{"A", "B", "C", "D", "X", ""}
	rapid.Check(t, func(t *rapid.T) {
		var rows []toll.Row
		for _, ref := range refs[:4] {
			rows = append(rows, row(ref, money.Amount(rapid.Int64Range(0, 20000).Draw(t, ref))))
		}
		tolls, err := toll.NewTable(rows)
		if err != nil {
			t.Fatal(err)
		}
		now := at("2026-09-30 20:00:00")
		var passed []toll.Passage
		for range rapid.IntRange(0, 12).Draw(t, "passages") {
			now = now.Add(time.Duration(rapid.IntRange(1, 3600).Draw(t, "seconds")) * time.Second)
			kind := rapid.SampledFrom([]toll.Kind{toll.Booth, toll.Gantry}).Draw(t, "kind")
			passed = append(passed, toll.Passage{Kind: kind, Ref: rapid.SampledFrom(refs).Draw(t, "ref"), At: now})
		}
		policy := toll.Policy{
			ETC:    rapid.SampledFrom(toll.Modes()).Draw(t, "etc"),
			Manual: rapid.SampledFrom(toll.Modes()).Draw(t, "manual"),
			Rate:   ninetyFive, PerInterval: rapid.Bool().Draw(t, "per interval"),
		}
		vehicle := toll.Vehicle{
			Class: toll.Class(rapid.IntRange(1, 4).Draw(t, "class")),
			Seats: rapid.IntRange(1, 60).Draw(t, "seats"), ETC: rapid.Bool().Draw(t, "etc on board"),
		}
		charges, err := toll.Charges(passed, vehicle, tolls, freeDays, policy)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range charges {
			fees := []toll.Fee{c.Fee}
			for _, i := range c.Intervals {
				fees = append(fees, i.Fee)
			}
			for _, f := range fees {
				if f.Real != f.Pay-f.Discount || f.Discount < 0 || f.Discount > f.Pay {
					t.Fatalf("%+v in %+v", f, c)
				}
			}
			if c.Free != nil && c.Fee.Real != 0 {
				t.Fatalf("a free ride costs %s", c.Fee.Real)
			}
		}
	})
}
