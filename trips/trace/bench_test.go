package trace

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// BenchmarkDecode reads an hour at one fix a second and reports fixes/s.
func BenchmarkDecode(b *testing.B) {
	for _, format := range []string{"gpx", "csv", "geojson"} {
		b.Run("format="+format, func(b *testing.B) {
			text := hourOf(format)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				_, report, err := Decode(strings.NewReader(text), "bench", Limits{})
				if err != nil || report.Kept != 3600 {
					b.Fatal(report.Kept, err)
				}
			}
			b.ReportMetric(float64(b.N)*3600/b.Elapsed().Seconds(), "fixes/s")
		})
	}
}

// hourOf writes 3,600 fixes in a format.
func hourOf(format string) string {
	head, row, tail := "<gpx><trk><trkseg>\n", "<trkpt lat=\"26.%06d\" lon=\"106.%06d\"><ele>1100.5</ele><time>%s</time></trkpt>\n", "</trkseg></trk></gpx>"
	switch format {
	case "csv":
		head, row, tail = "lat,lon,time\n", "26.%06d,106.%06d,%s\n", ""
	case "geojson":
		head, tail = `{"type":"FeatureCollection","features":[`, `{"type":"Feature"}]}`
		row = `{"type":"Feature","geometry":{"type":"Point","coordinates":[26.%06d,16.%06d]},"properties":{"time":"%s"}},` + "\n"
	}
	var b strings.Builder
	b.WriteString(head)
	for i := range 3600 {
		fmt.Fprintf(&b, row, i*100, i*90, utc(0, 0, 0).Add(time.Duration(i)*time.Second).Format(time.RFC3339))
	}
	return b.String() + tail
}
