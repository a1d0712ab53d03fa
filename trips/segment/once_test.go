package segment

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

// road is a recording of so many fixes, 100 m and ten seconds apart; the zero time
// makes one without times.
func road(start time.Time, n int) []trace.Fix {
	fixes := make([]trace.Fix, n)
	for i := range fixes {
		fixes[i].Point = orb.Point{106.7 + 0.001*math.Sin(float64(i)/5), 26.5 + float64(i)*0.0009}
		if !start.IsZero() {
			fixes[i].At = start.Add(time.Duration(i) * 10 * time.Second)
		}
	}
	return fixes
}

// moved shifts every fix north by so many metres.
func moved(fixes []trace.Fix, m float64) []trace.Fix {
	out := slices.Clone(fixes)
	for i := range out {
		out[i].Point[1] += m / 111195
	}
	return out
}

func TestOnce(t *testing.T) {
	nine := time.Date(2026, 10, 3, 1, 0, 0, 0, time.UTC)
	back := road(nine, 60)
	slices.Reverse(back)
	every := func(n int, fixes []trace.Fix) (out []trace.Fix) {
		for i := 0; i < len(fixes); i += n {
			out = append(out, fixes[i])
		}
		return out
	}
	tests := []struct {
		name string
		in   [][]trace.Fix
		kept []int
	}{
		{"a track exported twice", [][]trace.Fix{road(nine, 60), road(nine, 60)}, []int{0}},
		{"GPX and KML", [][]trace.Fix{road(nine, 60), moved(road(time.Time{}, 60), 0.05)}, []int{0}},
		{"KML and GPX", [][]trace.Fix{road(time.Time{}, 60), road(nine, 60)}, []int{1}},
		{"KML of fewer points", [][]trace.Fix{road(nine, 60), every(7, road(time.Time{}, 60))}, []int{0}},
		{"GPX of fewer points", [][]trace.Fix{road(time.Time{}, 60), every(7, road(nine, 60))}, []int{1}},
		{"a day and a part of it", [][]trace.Fix{road(nine, 60)[20:40], road(nine, 60)}, []int{1}},
		{"a part with times of a way without", [][]trace.Fix{road(time.Time{}, 60), road(nine, 20)}, []int{0, 1}},
		{"the same road an hour later", [][]trace.Fix{road(nine, 60), road(nine.Add(time.Hour), 60)}, []int{0, 1}},
		{"the way back", [][]trace.Fix{road(time.Time{}, 60), back}, []int{0, 1}},
		{"two phones in one car", [][]trace.Fix{road(nine, 60), moved(road(nine, 60), 4)}, []int{0, 1}},
		{"three times", [][]trace.Fix{road(nine, 60), road(nine, 60), road(time.Time{}, 60)}, []int{0}},
		{"one", [][]trace.Fix{road(nine, 60)}, []int{0}},
		{"hardly any fixes", [][]trace.Fix{road(nine, 4), road(nine, 4)}, []int{0, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kept, repeated := once(tt.in)
			var want [][]trace.Fix
			left := 0
			for i, s := range tt.in {
				if slices.Contains(tt.kept, i) {
					want = append(want, s)
				} else {
					left += len(s)
				}
			}
			same := slices.EqualFunc(kept, want, func(a, b []trace.Fix) bool { return len(a) == len(b) && &a[0] == &b[0] })
			if !same || repeated != left {
				t.Errorf("%d kept, %d fixes left out; want %v kept, %d left out", len(kept), repeated, tt.kept, left)
			}
		})
	}
}
