package toll_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"licheng/lang"
	"licheng/reimburse/money"
	"licheng/reimburse/toll"
)

// at is a time of one morning, hh:mm or hh:mm:ss.
func clockAt(t testing.TB, text string) time.Time {
	t.Helper()
	if len(text) == len("15:04") {
		text += ":00"
	}
	at, err := time.Parse("2006-01-02 15:04:05", "2026-10-12 "+text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Two spans of one vehicle are one pass when the shorter one's middle lies in the
// longer one, two minutes being within what clocks differ.
func TestSpanSame(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b string // from-until
		want bool
	}{
		{"the same twice", "08:05-08:50", "08:05-08:50", true},
		{"two phones", "08:05-08:50", "08:05:20-08:50:10", true},
		{"seen in part", "08:05-08:50", "08:40-08:52", true},
		{"out, and in again at once", "08:05-08:50", "08:51-09:20", false},
		{"there and back", "08:05-08:50", "17:05-17:50", false},
		{"one barrier, two phones", "08:00-08:00", "08:00:50-08:00:50", true},
		{"two barriers", "08:00-08:00", "08:08-08:08", false},
		{"two minutes after it was out", "08:00-08:20", "08:22-08:22", true},
		{"a second more", "08:00-08:20", "08:22:01-08:22:01", false},
		{"two minutes before it was in", "08:00-08:20", "07:58-07:58", true},
		{"a second earlier", "08:00-08:20", "07:57:59-07:57:59", false},
		{"its first half lies in the other", "08:00-08:20", "08:12-08:32", true}, // the middles are 12 minutes apart
		{"less than that", "08:00-08:20", "08:12:01-08:32:01", false},
	} {
		span := func(text string) toll.Span {
			from, until, _ := strings.Cut(text, "-")
			return toll.Span{From: clockAt(t, from), Until: clockAt(t, until), Slack: toll.TogetherTime}
		}
		if got := span(c.a).Same(span(c.b)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if got := span(c.b).Same(span(c.a)); got != c.want {
			t.Errorf("%s, the other way round: %v", c.name, got)
		}
	}
	begun := toll.Span{From: clockAt(t, "08:05")}
	whole := toll.Span{From: clockAt(t, "08:05"), Until: clockAt(t, "08:50")}
	if (toll.Span{}).Same(toll.Span{}) || begun.Same(whole) || whole.Same(begun) {
		t.Error("without times nothing is the same")
	}
}

// A ride lasts from the first point passed to the last, seen from the entry on
// or from inside the expressway.
func TestSpans(t *testing.T) {
	passed := func(kind toll.Kind, ref, at string) toll.Passage {
		return toll.Passage{Kind: kind, Ref: ref, At: clockAt(t, at)}
	}
	for _, c := range []struct {
		name   string
		passed []toll.Passage
		want   string
	}{
		{"nothing", nil, ""},
		{"in and out", []toll.Passage{passed(toll.Booth, "W", "08:00"), passed(toll.Gantry, "A", "08:05"), passed(toll.Booth, "E", "08:20")}, "08:00-08:20"},
		{"from inside", []toll.Passage{passed(toll.Gantry, "A", "08:05"), passed(toll.Gantry, "B", "08:10"), passed(toll.Booth, "E", "08:20")}, "08:05-08:20"},
		{"the exit was not seen", []toll.Passage{passed(toll.Booth, "W", "08:00"), passed(toll.Gantry, "A", "08:05"), passed(toll.Gantry, "B", "08:10")}, "08:00-08:10"},
		{"one barrier", []toll.Passage{passed(toll.Booth, "W", "08:00")}, "08:00-08:00"},
		{"there and back", []toll.Passage{
			passed(toll.Booth, "W", "08:00"), passed(toll.Booth, "E", "08:20"), passed(toll.Booth, "E", "17:00"), passed(toll.Booth, "W", "17:20"),
		}, "08:00-08:20 17:00-17:20"},
	} {
		var got []string
		for _, s := range toll.Spans(c.passed) {
			got = append(got, s.From.Format("15:04")+"-"+s.Until.Format("15:04"))
		}
		if told := strings.Join(got, " "); told != c.want {
			t.Errorf("%s: %s, want %s", c.name, told, c.want)
		}
	}
}

// record is a record from … until (entry empty: the exit alone) of so many fen.
func record(t testing.TB, entry, exit string, fen money.Amount) toll.Record {
	t.Helper()
	r := toll.Record{Plate: "云A00001", Entry: "柏树", Exit: "县城", ExitAt: clockAt(t, exit), Fee: toll.Fee{Pay: fen, Real: fen}}
	if entry != "" {
		r.EntryAt = clockAt(t, entry)
	}
	return r
}

// charge is a ride of the track that the table makes so many fen of.
func charge(t testing.TB, from, until string, fen money.Amount) toll.Charge {
	t.Helper()
	fee := toll.Fee{Pay: fen, Real: fen}
	return toll.Charge{
		ExitAt: clockAt(t, until), Span: toll.Span{From: clockAt(t, from), Until: clockAt(t, until), Slack: toll.TogetherTime},
		Intervals: []toll.Interval{{Ref: "G1", Fee: fee}}, Fee: fee,
	}
}

// tell writes passes as charges/records, taken ones with their why.
func tell(passes []toll.Pass) string {
	var told []string
	for _, p := range passes {
		text := fmt.Sprintf("%d/%d", len(p.Charges), len(p.Records))
		if p.Taken != nil {
			text += " " + p.Taken.Why.EN
		}
		told = append(told, text)
	}
	return strings.Join(told, ", ")
}

func TestReconcile(t *testing.T) {
	there, back := charge(t, "08:05", "08:50", 2185), charge(t, "17:00", "17:40", 2185)
	taken := func(from, until string, tableOnly bool) []toll.Taken {
		return []toll.Taken{{Span: toll.Span{From: clockAt(t, from), Until: clockAt(t, until)}, Why: lang.Say("归他人", "taken"), TableOnly: tableOnly}}
	}
	for _, c := range []struct {
		name    string
		charges []toll.Charge
		records []toll.Record
		taken   []toll.Taken
		want    string
	}{
		{"nothing", nil, nil, nil, ""},
		{"the table alone", []toll.Charge{there, back}, nil, nil, "1/0, 1/0"},
		{"a record for one of two", []toll.Charge{there, back}, []toll.Record{record(t, "17:01", "17:39", 2280)}, nil, "1/0, 1/1"},
		{"a record of neither, between them", []toll.Charge{there, back}, []toll.Record{record(t, "12:00", "12:20", 900)}, nil, "1/0, 0/1, 1/0"},
		{"the exit alone", []toll.Charge{there}, []toll.Record{record(t, "", "08:54", 2280)}, nil, "1/1"},
		{"the track broke in two", []toll.Charge{charge(t, "08:05", "08:20", 900), charge(t, "08:30", "08:50", 900)}, []toll.Record{record(t, "08:05", "08:50", 2280)}, nil, "2/1"},
		{"the track missed that it left and came back", []toll.Charge{there}, []toll.Record{record(t, "08:05", "08:25", 900), record(t, "08:30", "08:50", 900)}, nil, "1/2"},
		{"taken", []toll.Charge{there, back}, nil, taken("08:05", "08:50", false), "1/0 taken, 1/0"},
		{"taken with its record", []toll.Charge{there, back}, []toll.Record{record(t, "08:05", "08:50", 2280)}, taken("08:05", "08:50", false), "1/1 taken, 1/0"},
		{"taken twice, the first is told", []toll.Charge{there}, nil, append(taken("08:05", "08:50", false), toll.Taken{
			Span: toll.Span{From: clockAt(t, "08:05"), Until: clockAt(t, "08:50")}, Why: lang.Say("又归他人", "taken again"),
		}), "1/0 taken"},
		{"of another car", []toll.Charge{there}, []toll.Record{record(t, "08:05", "08:50", 2280)}, taken("08:05", "08:50", true), "1/1"},
		{"of another car, without a record of the own", []toll.Charge{there}, nil, taken("08:05", "08:50", true), "1/0 taken"},
		{"a whole trip was paid by invoice", []toll.Charge{there, back}, nil, taken("08:00", "18:00", false), "1/0 taken, 1/0 taken"},
	} {
		if got := tell(toll.Reconcile(c.charges, c.records, c.taken)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// What the table and the records make of a pass: all of its rides, or nothing
// where one of them is not priced whole.
func TestPassSums(t *testing.T) {
	first, second := charge(t, "08:05", "08:20", 900), charge(t, "08:30", "08:50", 1250)
	holed, empty := second, second
	holed.Missing = []toll.Passage{{Kind: toll.Gantry, Ref: "X"}}
	empty.Intervals = nil
	records := []toll.Record{record(t, "08:05", "08:20", 855), record(t, "08:30", "08:50", 1188)}
	for _, c := range []struct {
		name     string
		pass     toll.Pass
		table    money.Amount
		priced   bool
		byRecord money.Amount
		recorded bool
	}{
		{"nothing", toll.Pass{}, 0, false, 0, false},
		{"one ride", toll.Pass{Charges: []toll.Charge{first}}, 900, true, 0, false},
		{"two rides", toll.Pass{Charges: []toll.Charge{first, second}}, 2150, true, 0, false},
		{"one record", toll.Pass{Records: records[:1]}, 0, false, 855, true},
		{"two rides, two records", toll.Pass{Charges: []toll.Charge{first, second}, Records: records}, 2150, true, 2043, true},
		{"an interval has no row", toll.Pass{Charges: []toll.Charge{first, holed}}, 0, false, 0, false},
		{"no interval has one", toll.Pass{Charges: []toll.Charge{first, empty}, Records: records[:1]}, 0, false, 855, true},
	} {
		if sum, ok := c.pass.ByTable(); sum != c.table || ok != c.priced {
			t.Errorf("%s, by the table: %s, %v; want %s, %v", c.name, sum, ok, c.table, c.priced)
		}
		if sum, ok := c.pass.ByRecord(); sum != c.byRecord || ok != c.recorded {
			t.Errorf("%s, by record: %s, %v; want %s, %v", c.name, sum, ok, c.byRecord, c.recorded)
		}
	}
}

// Whatever comes in, each charge and each record is in one pass, no two passes
// are of the same time by a ride of one and a record of the other, and the order
// in which things come makes no difference.
func TestReconcileKeepsEverythingOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		day := clockAt(t, "00:00")
		span := func(what string) toll.Span {
			from := day.Add(time.Duration(rapid.IntRange(0, 300).Draw(rt, what)) * time.Minute)
			return toll.Span{From: from, Until: from.Add(time.Duration(rapid.IntRange(0, 90).Draw(rt, what+" minutes")) * time.Minute), Slack: toll.TogetherTime}
		}
		var charges []toll.Charge
		var records []toll.Record
		for i := range rapid.IntRange(0, 5).Draw(rt, "charges") {
			s := span("charge")
			charges = append(charges, toll.Charge{Entry: fmt.Sprint("c", i), Span: s, ExitAt: s.Until})
		}
		for i := range rapid.IntRange(0, 5).Draw(rt, "records") {
			s := span("record")
			records = append(records, toll.Record{Row: i, EntryAt: s.From, ExitAt: s.Until})
		}
		passes := toll.Reconcile(charges, records, nil)
		seen, group := map[string]int{}, map[string]int{}
		for k, p := range passes {
			for _, c := range p.Charges {
				seen[c.Entry]++
				group[c.Entry] = k
			}
			for _, r := range p.Records {
				seen[fmt.Sprint("r", r.Row)]++
				group[fmt.Sprint("r", r.Row)] = k
			}
		}
		if len(seen) != len(charges)+len(records) {
			rt.Fatalf("%d of %d", len(seen), len(charges)+len(records))
		}
		for what, n := range seen {
			if n != 1 {
				rt.Fatalf("%s is in %d passes", what, n)
			}
		}
		for _, c := range charges {
			for _, r := range records {
				if c.Span.Same(r.Span()) && group[c.Entry] != group[fmt.Sprint("r", r.Row)] {
					rt.Fatalf("charge %s and record %d are one pass and in two", c.Entry, r.Row)
				}
			}
		}
		last := time.Time{}
		for _, p := range passes {
			until := p.Records
			var at time.Time
			if len(p.Charges) > 0 {
				at = p.Charges[0].ExitAt
			} else {
				at = until[0].ExitAt
			}
			if at.Before(last) {
				rt.Fatal("not in order of time")
			}
			last = at
		}
	})
}

func TestFit(t *testing.T) {
	passing := func(name, at string) toll.Approach { return toll.Approach{Station: name, At: clockAt(t, at)} }
	drive := func(from, until string, passed ...toll.Approach) toll.Timed {
		return toll.Timed{Start: clockAt(t, from), End: clockAt(t, until), Drive: toll.Drive{Plate: "云A·00001", Approaches: passed}}
	}
	full := drive("08:00", "09:00", passing("柏树", "08:05"), passing("县城", "08:50"))
	r := record(t, "08:06", "08:49", 2185)
	other := full
	other.Plate = "云A00002"
	for _, c := range []struct {
		name   string
		drives []toll.Timed
		want   int
	}{
		{"its drive", []toll.Timed{full}, 0},
		{"none", nil, -1},
		{"another plate", []toll.Timed{other}, -1},
		{"another time", []toll.Timed{drive("12:00", "13:00", passing("柏树", "12:05"), passing("县城", "12:50"))}, -1},
		{"in its time, on other roads", []toll.Timed{drive("08:00", "09:00", passing("东门", "08:05"))}, -1},
		{"switched on after the entry", []toll.Timed{drive("08:30", "09:00", passing("县城", "08:50"))}, 0},
		{"switched off eight minutes before the exit", []toll.Timed{drive("07:50", "08:41", passing("柏树", "08:05"))}, 0},
		{"switched off ten minutes before the exit", []toll.Timed{drive("07:50", "08:39", passing("柏树", "08:05"))}, 0},
		{"switched on ten minutes after the exit", []toll.Timed{drive("08:59", "09:20", passing("县城", "08:59"))}, 0},
		{"the first is of another time", []toll.Timed{drive("12:00", "13:00", passing("柏树", "12:05")), full}, 1},
		{"the first has another plate", []toll.Timed{other, full}, 1},
		{"switched off long before", []toll.Timed{drive("07:50", "08:38", passing("柏树", "08:05"))}, -1},
		{"the second fits better", []toll.Timed{drive("08:00", "09:00", passing("县城", "08:50")), full}, 1},
		{"cut in two on the way: where it left", []toll.Timed{drive("08:00", "08:40", passing("柏树", "08:05")), drive("08:40", "09:00", passing("县城", "08:50"))}, 1},
		{"two alike: the first", []toll.Timed{full, full}, 0},
		{"the wrong way round", []toll.Timed{drive("08:00", "09:00", passing("县城", "08:49"), passing("柏树", "08:15"))}, 0}, // passes the exit; the entry by chance
	} {
		if got := toll.Fit(r, c.drives); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	untimed := full
	untimed.Start, untimed.End = time.Time{}, time.Time{}
	if toll.Fit(r, []toll.Timed{untimed}) != -1 {
		t.Error("a drive without times has no record")
	}
}

func TestPlatesAndStations(t *testing.T) {
	for text, want := range map[string]string{
		"云A·00001": "云A00001", "云a 00001": "云A00001", "云A00001_蓝": "云A00001", "云AD12345（渐变绿）": "云AD12345", "云A-00001/黄": "云A00001", "云A00001": "云A00001",
	} {
		if got := toll.PlateKey(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"柏树收费站入口": "柏树", "柏树站": "柏树", "县城收费站出口": "县城", "站": ""} {
		if got := toll.Station(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"柏树", "柏树", true}, {"柏树", "贵州柏树", true}, {"贵州柏树", "柏树", true}, {"柏树", "柏林", false}, {"南", "城南", false}, {"", "柏树", false}} {
		if got := toll.SameStation(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

// A record lasts from entry to exit, give or take two minutes; where the entry
// is not told, its exit is known to ten.
func TestRecordSpan(t *testing.T) {
	whole, exit := record(t, "08:06", "08:49", 2185).Span(), record(t, "", "08:49", 2185).Span()
	if want := (toll.Span{From: clockAt(t, "08:06"), Until: clockAt(t, "08:49"), Slack: 2 * time.Minute}); whole != want {
		t.Errorf("%+v, want %+v", whole, want)
	}
	if want := (toll.Span{From: clockAt(t, "08:49"), Until: clockAt(t, "08:49"), Slack: 10 * time.Minute}); exit != want {
		t.Errorf("of the exit alone %+v, want %+v", exit, want)
	}
}

func TestRecordCheck(t *testing.T) {
	good := record(t, "08:06", "08:49", 2185)
	good.Fee = toll.Fee{Pay: 2300, Discount: 115, Real: 2185}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, fee := range map[string]toll.Fee{
		"nothing taken off":     {Pay: 2300, Real: 2300},
		"all of it taken off":   {Pay: 2300, Discount: 2300},
		"free":                  {},
		"the most a pass costs": {Pay: toll.MostFen, Real: toll.MostFen},
	} {
		r := good
		r.Fee = fee
		if err := r.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*toll.Record){
		"no plate":                      func(r *toll.Record) { r.Plate = "" },
		"no exit":                       func(r *toll.Record) { r.Exit = "" },
		"no time":                       func(r *toll.Record) { r.ExitAt = time.Time{} },
		"out when it came in":           func(r *toll.Record) { r.EntryAt = r.ExitAt },
		"real is not pay less discount": func(r *toll.Record) { r.Fee.Real++ },
		"a discount above the pay":      func(r *toll.Record) { r.Fee = toll.Fee{Pay: 100, Discount: 101, Real: -1} },
		"a discount below nothing":      func(r *toll.Record) { r.Fee = toll.Fee{Pay: 100, Discount: -1, Real: 101} },
		"more than a pass costs":        func(r *toll.Record) { r.Fee = toll.Fee{Pay: toll.MostFen + 1, Real: toll.MostFen + 1} },
	} {
		r := good
		change(&r)
		if r.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
