package segment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licheng/trips/trace"
)

// minutes is a trace of n fixes, one a minute and a kilometre from 08:00 on.
func minutes(n int) []trace.Fix {
	fixes := make([]trace.Fix, n)
	for i := range fixes {
		fixes[i] = trace.Fix{At: clock(8, i), Point: kmNorth(float64(i))}
	}
	return fixes
}

// spans writes trips as "first-last(stops)", in minutes after 08:00.
func spans(found []Trip) string {
	var out []string
	for _, t := range found {
		word := fmt.Sprintf("%d-%d", t.From, t.To-1)
		for _, s := range t.Stops {
			word += fmt.Sprintf("(%d-%d)", s.First, s.Last)
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

func TestEdits(t *testing.T) {
	at := func(m int) time.Time { return clock(8, m) }
	// Two trips with a stay between them, the first with a call at minute 5.
	found := func() []Trip {
		return []Trip{{From: 0, To: 11, Stops: []Stop{{First: 5, Last: 6}}}, {From: 20, To: 31}}
	}
	tests := []struct {
		name  string
		edits Edits
		want  string
	}{
		{"nothing", Edits{}, "0-10(5-6) 20-30"},
		{"joined at the end of the first", Edits{Joins: []time.Time{at(10)}}, "0-30(5-6)(10-20)"},
		{"joined anywhere in the stay", Edits{Joins: []time.Time{at(15)}}, "0-30(5-6)(10-20)"},
		{"a join within a trip says nothing", Edits{Joins: []time.Time{at(9), at(21)}}, "0-10(5-6) 20-30"},
		{"split", Edits{Splits: []time.Time{at(8)}}, "0-8(5-6) 8-10 20-30"},
		{"split between two fixes", Edits{Splits: []time.Time{at(7).Add(time.Second)}}, "0-8(5-6) 8-10 20-30"},
		{"split in a stop: it is no call any more", Edits{Splits: []time.Time{at(6)}}, "0-6(5-6) 6-10 20-30"},
		{"split twice, in any order", Edits{Splits: []time.Time{at(28), at(24)}}, "0-10(5-6) 20-24 24-28 28-30"},
		{"split at its ends says nothing", Edits{Splits: []time.Time{at(0), at(10), at(20), at(30)}}, "0-10(5-6) 20-30"},
		{"split outside", Edits{Splits: []time.Time{at(15), at(-9), at(99)}}, "0-10(5-6) 20-30"},
		{"joined, then split elsewhere", Edits{Joins: []time.Time{at(12)}, Splits: []time.Time{at(25)}}, "0-25(5-6)(10-20) 25-30"},
		{"cropped at the beginning", Edits{Left: []Span{{at(-1), at(7)}}}, "7-10 20-30"},
		{"cropped at the end", Edits{Left: []Span{{at(27), at(31)}}}, "0-10(5-6) 20-27"},
		{"left out in the middle", Edits{Left: []Span{{at(22), at(27)}}}, "0-10(5-6) 20-22 27-30"},
		{"left out whole", Edits{Left: []Span{{at(-1), at(11)}}}, "20-30"},
		{"one fix is no trip", Edits{Left: []Span{{at(0), at(11)}}}, "20-30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := spans(tt.edits.Apply(minutes(40), found())); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// Where nothing was recorded between two trips that are one, a stop is only what
// would be one in any trace: a silence of an hour.
func TestJoiningOverASilence(t *testing.T) {
	for silence, want := range map[time.Duration]string{
		59 * time.Minute: "0-20(3-4)", 60 * time.Minute: "0-20(3-4)(10-11)",
	} {
		fixes := minutes(21)
		for i := 11; i < len(fixes); i++ {
			fixes[i].At = fixes[i].At.Add(silence - time.Minute)
		}
		found := []Trip{{From: 0, To: 11, Stops: []Stop{{First: 3, Last: 4}}}, {From: 11, To: 21}}
		got := Edits{Joins: []time.Time{fixes[10].At}}.Apply(fixes, found)
		if spans(got) != want || len(got[0].Stops) == 2 && !got[0].Stops[1].Silent {
			t.Errorf("%s: %s, want %s", silence, spans(got), want)
		}
	}
}

func TestEditsMeasureWhatIsLeft(t *testing.T) {
	got := Edits{Splits: []time.Time{clock(8, 4)}}.Apply(minutes(11), []Trip{{From: 0, To: 11, LengthM: 10_000}})
	var km []string
	for _, trip := range got {
		km = append(km, fmt.Sprintf("%.1f", trip.LengthM/1000))
	}
	if diff := cmp.Diff([]string{"4.0", "6.0"}, km); diff != "" {
		t.Errorf("kilometres (-want +got):\n%s", diff)
	}
}

// Whatever is said, trips stay in order, inside of what was found, and share no
// more than the fix they were split at; splitting alone loses nothing.
func TestEditsKeepOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		minute := rapid.Custom(func(t *rapid.T) time.Time { return clock(8, rapid.IntRange(-2, 42).Draw(t, "minute")) })
		e := Edits{Joins: rapid.SliceOfN(minute, 0, 3).Draw(rt, "joins"), Splits: rapid.SliceOfN(minute, 0, 4).Draw(rt, "splits")}
		for range rapid.IntRange(0, 2).Draw(rt, "left") {
			e.Left = append(e.Left, Span{minute.Draw(rt, "from"), minute.Draw(rt, "to")})
		}
		fixes := minutes(40)
		got := e.Apply(fixes, []Trip{{From: 0, To: 11}, {From: 20, To: 31}})
		last := 0
		for _, trip := range got {
			if trip.From < last || trip.To > 31 || trip.To-trip.From < 2 {
				rt.Fatalf("%+v: %s", e, spans(got))
			}
			last = trip.To - 1
		}
		covered := func(i int) bool {
			return slices.ContainsFunc(got, func(t Trip) bool { return t.From <= i && i < t.To })
		}
		for i := range 31 {
			if stay := i > 10 && i < 20; !covered(i) && !stay && len(e.Left) == 0 {
				rt.Fatalf("%+v: minute %d is lost: %s", e, i, spans(got))
			}
		}
	})
}
