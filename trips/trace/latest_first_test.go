package trace

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// tableOf writes a table with a row for each time of 2026-10-03 in China, the
// latitude of row i in the order of the times is 26 + i thousandths.
func tableOf(times ...string) string {
	var b strings.Builder
	b.WriteString("时间,经度,纬度\n")
	sorted := slices.Sorted(slices.Values(times))
	for _, at := range times {
		fmt.Fprintf(&b, "2026-10-%s,106.700000,26.%03d000\n", at, slices.Index(sorted, at))
	}
	return b.String()
}

// The platforms that counties have for their cars export the newest row first.
func TestLatestFirst(t *testing.T) {
	gpx := func(times ...string) string {
		var b strings.Builder
		b.WriteString("<gpx><trk>")
		sorted := slices.Sorted(slices.Values(times))
		for _, segment := range slices.Collect(slices.Chunk(times, 3)) {
			b.WriteString("<trkseg>")
			for _, at := range segment {
				fmt.Fprintf(&b, "<trkpt lat='26.%03d' lon='106.7'><time>2026-10-%sZ</time></trkpt>", slices.Index(sorted, at), strings.Replace(at, " ", "T", 1))
			}
			b.WriteString("</trkseg>")
		}
		return b.String() + "</trk></gpx>"
	}
	tests := []struct {
		name, in string
		turned   bool
		order    []int // of the thousandths of latitude
	}{
		{"a table from the latest row", tableOf("03 08:00:30", "03 08:00:20", "03 08:00:10", "03 08:00:00"), true, []int{0, 1, 2, 3}},
		{"a track from the latest fix", gpx("03 08:00:30", "03 08:00:20", "03 08:00:10", "03 08:00:00"), true, []int{0, 1, 2, 3}},
		{"days in order, each from its latest row", tableOf("03 08:00:20", "03 08:00:10", "03 08:00:00", "04 08:00:20", "04 08:00:10", "04 08:00:00"), true, []int{0, 1, 2, 3, 4, 5}},
		{"a clock that was set back once", tableOf("03 08:00:20", "03 08:00:30", "03 08:00:00", "03 08:00:10"), false, []int{2, 3, 0, 1}},
		{"in order", tableOf("03 08:00:00", "03 08:00:10"), false, []int{0, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			traces, report := mustDecode(t, tt.in)
			var order []int
			for _, s := range Sequences(traces) {
				for _, f := range s {
					order = append(order, int((f.Point[1]-26)*1000+0.5))
				}
			}
			if !slices.Equal(order, tt.order) {
				t.Errorf("order %v, want %v", order, tt.order)
			}
			said := fmt.Sprint(report.Notes)
			if strings.Contains(said, "从晚到早") != tt.turned || strings.Contains(said, "倒退") == (tt.turned || tt.name == "in order") {
				t.Errorf("said %s", said)
			}
		})
	}
}

// Rows of one minute are spread over it in the order they were driven in.
func TestLatestFirst_minutes(t *testing.T) {
	traces, _ := mustDecode(t, "时间,经度,纬度\n2026-10-03 08:01,106.7,26.5004\n2026-10-03 08:00,106.7,26.5003\n2026-10-03 08:00,106.7,26.5002\n2026-10-03 07:59,106.7,26.5001\n")
	want := []time.Time{utc(-1, 59, 0), utc(0, 0, 0), utc(0, 0, 30), utc(0, 1, 0)}
	for i, f := range traces[0].Fixes {
		if !f.At.Equal(want[i]) || math.Round(f.Point[1]*10000) != 265001+float64(i) {
			t.Errorf("fix %d at %s, %v; want %s", i, f.At, f.Point, want[i])
		}
	}
}
