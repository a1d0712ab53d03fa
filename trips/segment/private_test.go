package segment

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"pgregory.net/rapid"

	"licheng/geo/datum"
	"licheng/trips/trace"
)

// eight is 08:00 in China on 3 October 2026.
var eight = time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC)

func clock(h, m int) time.Time {
	return eight.Add(time.Duration(h-8)*time.Hour + time.Duration(m)*time.Minute)
}

// kmNorth is a place so many kilometres north of home.
func kmNorth(km float64) orb.Point { return orb.Point{106.5, 26.5 + km/111.195} }

// walk writes a trace as a line of kilometres north of home, one fix a minute
// from 08:00 on; ? is a fix without a time, | begins a segment.
func walk(line string) trace.Trace {
	var t trace.Trace
	for i, word := range strings.Fields(line) {
		if word == "|" {
			t.Gaps = append(t.Gaps, len(t.Fixes))
			continue
		}
		f := trace.Fix{Where: i + 1, At: clock(8, len(t.Fixes))}
		if strings.HasSuffix(word, "?") {
			f.At, word = time.Time{}, strings.TrimSuffix(word, "?")
		}
		var km float64
		if _, err := fmt.Sscan(word, &km); err != nil {
			panic(err)
		}
		f.Point = kmNorth(km)
		t.Fixes = append(t.Fixes, f)
	}
	return t
}

// told writes traces back as such lines, apart ones behind //.
func told(traces []trace.Trace) string {
	var out []string
	for _, t := range traces {
		if t.Apart {
			out = append(out, "//")
		} else if len(out) > 0 {
			out = append(out, "&")
		}
		for i, f := range t.Fixes {
			if len(t.Gaps) > 0 && t.Gaps[0] == i {
				out, t.Gaps = append(out, "|"), t.Gaps[1:]
			}
			word := fmt.Sprintf("%.0f", (f.Point[1]-26.5)*111.195)
			if f.At.IsZero() {
				word += "?"
			}
			out = append(out, word)
		}
	}
	return strings.Join(out, " ")
}

func TestCut(t *testing.T) {
	home := []Area{{Center: kmNorth(0), RadiusM: 1500}}
	tests := []struct {
		name    string
		private Private
		in      []string
		want    string
		hidden  string // first-last:fixes
	}{
		{"nothing private", Private{}, []string{"0 1 2 | 3"}, "0 1 2 | 3", ""},
		{"both ends around home", Private{Areas: home}, []string{"0 1 2 3 2 1 0"}, "2 3 2", "1-2:2 6-7:2"},
		{"past home on the way: one drive with a gap", Private{Areas: home}, []string{"-3 -2 -1 0 1 2 3"}, "-3 -2 | 2 3", "3-5:3"},
		{"another place as well", Private{Areas: append([]Area{{Center: kmNorth(9), RadiusM: 500}}, home...)}, []string{"1 2 3 9 8 7"}, "2 3 | 8 7", "1-1:1 4-4:1"},
		{"nothing is left of a trace", Private{Areas: home}, []string{"0 1 0", "5 6"}, "5 6", "1-3:3"},
		{
			"a private stretch parts what is around it",
			Private{Spans: []Span{{clock(8, 2), clock(8, 3)}}},
			[]string{"0 1 2 3 4 5"},
			"0 1 // 4 5", "3-4:2",
		},
		{
			"so it does across the tracks of a paused app",
			Private{Spans: []Span{{clock(8, 2), clock(8, 9)}}},
			[]string{"0 1 2 3", "0? 1? 2? 3? 4? 5? 6? 7? 8? 9? 10 11"},
			"0 1 // 10 11", "3-4:2 1-10:10",
		},
		{
			"nothing was recorded in the stretch",
			Private{Spans: []Span{{clock(8, 1).Add(time.Second), clock(8, 2).Add(-time.Second)}}},
			[]string{"0 1 2 3"},
			"0 1 // 2 3", "",
		},
		{"a stretch before, one after", Private{Spans: []Span{{To: clock(7, 0)}, {From: clock(9, 0)}}}, []string{"0 1 2 3"}, "0 1 2 3", ""},
		{"two stretches", Private{Spans: []Span{{clock(8, 1), clock(8, 1)}, {clock(8, 3), clock(8, 3)}}}, []string{"0 1 2 3 4"}, "0 // 2 // 4", "2-2:1 4-4:1"},
		{"the working trip from", Private{Working: Span{From: clock(8, 2)}}, []string{"0 1 2 3"}, "// 2 3", "1-2:2"},
		{"the working trip to", Private{Working: Span{To: clock(8, 2)}}, []string{"0 1 2 3"}, "0 1 2", "4-4:1"},
		{"the working trip from to", Private{Working: Span{clock(8, 1), clock(8, 2)}}, []string{"0 1 2 3"}, "// 1 2", "1-1:1 4-4:1"},
		{"open stretch", Private{Spans: []Span{{From: clock(8, 2)}}}, []string{"0 1 2 3"}, "0 1", "3-4:2"},
		{
			"no time: cut where it may have been in the stretch",
			Private{Spans: []Span{{clock(8, 3), clock(8, 3)}}},
			[]string{"0 1? 2 3? 4 5? 6"},
			"0 1? 2 // 4 5? 6", "4-4:1",
		},
		{"no time before or after", Private{Working: Span{clock(8, 1), clock(8, 3)}}, []string{"0? 1 2? 3 4?"}, "// 1 2? 3", "1-1:1 5-5:1"},
		{"segments stay", Private{Areas: home}, []string{"2 3 | 4 5 | 0 | 6"}, "2 3 | 4 5 | 6", "7-7:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var in []trace.Trace
			for _, line := range tt.in {
				in = append(in, walk(line))
			}
			before := told(in)
			kept, hidden, err := Cut(in, tt.private)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(kept); got != tt.want {
				t.Errorf("kept %q, want %q", got, tt.want)
			}
			var runs []string
			for _, h := range hidden {
				runs = append(runs, fmt.Sprintf("%d-%d:%d", h.First, h.Last, h.Fixes))
			}
			if diff := cmp.Diff(tt.hidden, strings.Join(runs, " ")); diff != "" {
				t.Errorf("hidden (-want +got):\n%s", diff)
			}
			if told(in) != before {
				t.Errorf("the traces given were changed: %q", told(in))
			}
		})
	}
}

func TestCutByTimeNeedsTimes(t *testing.T) {
	in := []trace.Trace{walk("0? 1? 2?")}
	for _, p := range []Private{{Spans: []Span{{From: clock(8, 0)}}}, {Working: Span{To: clock(9, 0)}}} {
		if _, _, err := Cut(in, p); !errors.Is(err, ErrUntimed) {
			t.Errorf("%+v: %v, want ErrUntimed", p, err)
		}
	}
	kept, _, err := Cut(in, Private{Areas: []Area{{kmNorth(0), 500}}})
	if err != nil || told(kept) != "1? 2?" {
		t.Errorf("by place: %q, %v", told(kept), err)
	}
}

// A trace in a datum nobody declared is cut wherever it could be at home.
func TestCutInEveryDatumItMayBe(t *testing.T) {
	all := []datum.Datum{datum.WGS84, datum.GCJ02, datum.BD09}
	places := func(p orb.Point) (out []orb.Point) {
		for _, d := range all {
			out = append(out, d.ToWGS84(p))
		}
		return out
	}
	for _, d := range all {
		in := trace.Trace{Fixes: []trace.Fix{{Point: d.FromWGS84(kmNorth(0))}, {Point: d.FromWGS84(kmNorth(9))}}}
		kept, hidden, err := Cut([]trace.Trace{in}, Private{Areas: []Area{{kmNorth(0), 200}}, Places: places})
		if err != nil || len(kept) != 1 || len(kept[0].Fixes) != 1 || len(hidden) != 1 {
			t.Errorf("%s: kept %v, hidden %v, %v: home is 500 m off in this datum, not elsewhere", d, kept, hidden, err)
		}
	}
}

// Whatever is private, none of it is left, and all else is, in order.
func TestCutLeavesAllElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		minute := rapid.IntRange(0, 60)
		in := trace.Trace{}
		for i := range rapid.IntRange(1, 40).Draw(rt, "fixes") {
			in.Fixes = append(in.Fixes, trace.Fix{At: clock(8, i), Point: kmNorth(rapid.Float64Range(-5, 5).Draw(rt, "km")), Where: i + 1})
		}
		p := Private{Areas: []Area{{kmNorth(0), rapid.Float64Range(1, 4000).Draw(rt, "radius")}}}
		span := Span{clock(8, minute.Draw(rt, "from")), clock(8, minute.Draw(rt, "to"))}
		p.Spans, p.Working = []Span{span}, Span{To: clock(8, minute.Draw(rt, "end"))}
		kept, hidden, err := Cut([]trace.Trace{in}, p)
		if err != nil {
			rt.Fatal(err)
		}
		var want, got []int
		for _, f := range in.Fixes {
			private := orbgeo.DistanceHaversine(f.Point, kmNorth(0)) <= p.Areas[0].RadiusM ||
				!f.At.Before(span.From) && !f.At.After(span.To) || f.At.After(p.Working.To)
			if !private {
				want = append(want, f.Where)
			}
		}
		for _, k := range kept {
			for _, f := range k.Fixes {
				got = append(got, f.Where)
			}
		}
		n := len(got)
		for _, h := range hidden {
			n += h.Fixes
		}
		if diff := cmp.Diff(want, got); diff != "" || n != len(in.Fixes) {
			rt.Errorf("kept (-want +got), %d of %d accounted for:\n%s", n, len(in.Fixes), diff)
		}
	})
}
