package trace

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestKML_trackWithTimes(t *testing.T) {
	traces, report := mustDecode(t, `<kml xmlns:gx="g"><Document><Placemark><name><![CDATA[下乡]]></name>
<gx:MultiTrack><gx:Track>
<when>2026-10-03T00:00:00Z</when><when>2026-10-03T00:00:10Z</when>
<gx:coord>106.5 26.5 1000</gx:coord>
<gx:coord>106.6 26.6 1010</gx:coord>
</gx:Track><gx:Track><when>2026-10-03T01:00:00Z</when>
<gx:coord>106.7 26.7</gx:coord></gx:Track></gx:MultiTrack></Placemark>
<Placemark><Point><coordinates>1,2</coordinates></Point></Placemark></Document></kml>`)
	a, b := fixAt(utc(0, 0, 0), 106.5, 26.5, 4), fixAt(utc(0, 0, 10), 106.6, 26.6, 5)
	a.ElevationM, b.ElevationM = 1000, 1010
	sameTraces(t, traces, []Trace{{Name: "下乡", Gaps: []int{2}, Fixes: []Fix{a, b, fixAt(utc(1, 0, 0), 106.7, 26.7, 7)}}})
	if len(report.Notes) != 1 || !strings.Contains(report.Notes[0].EN, "1 marked place") {
		t.Errorf("notes %v", report.Notes)
	}
}

func TestKML_linesWithAndWithoutSpacesAfterCommas(t *testing.T) {
	traces, _ := mustDecode(t, `<kml><Placemark><name>a</name><LineString><coordinates>
 106.5,26.5,0 106.6, 26.6, 0
 106.7 ,26.7</coordinates></LineString></Placemark>
<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,2</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`)
	if len(traces) != 1 || len(traces[0].Fixes) != 3 {
		t.Fatalf("traces %v", traces)
	}
	for i, want := range []orb.Point{{106.5, 26.5}, {106.6, 26.6}, {106.7, 26.7}} {
		if traces[0].Fixes[i].Point != want {
			t.Errorf("fix %d at %v, want %v", i, traces[0].Fixes[i].Point, want)
		}
	}
	if got := traces[0].Fixes[2].Where; got != 3 {
		t.Errorf("third fix at line %d, want 3", got)
	}
}

func TestKML_longLineComesWhole(t *testing.T) {
	var b strings.Builder
	b.WriteString("<kml><Placemark><LineString><coordinates>")
	const n = 30_000 // some 600 kB: many times the reader's buffer
	for i := range n {
		fmt.Fprintf(&b, "106.%06d,26.%06d\n", i, i)
	}
	b.WriteString("</coordinates></LineString></Placemark></kml>")
	traces, report := mustDecode(t, b.String())
	if report.Kept != n {
		t.Fatalf("%d of %d kept", report.Kept, n)
	}
	last := traces[0].Fixes[n-1]
	if last.Point != (orb.Point{106.029999, 26.029999}) || last.Where != n {
		t.Errorf("last fix %v at line %d", last.Point, last.Where)
	}
}

func TestGeoJSON_linesWithTimes(t *testing.T) {
	traces, _ := mustDecode(t, `{"type":"FeatureCollection","features":[
{"geometry":{"coordinates":[[106.5,26.5],[106.6,26.6,900]],"type":"LineString"},
 "properties":{"name":"甲","coordTimes":["2026-10-03T00:00:00Z",1790985610]},"type":"Feature"},
{"type":"Feature","properties":null,"geometry":{"type":"MultiLineString","coordinates":[[[1,1],[2,2]],[[3,3],[4,4]]]}},
{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,2],[3,3],[1,1]]]}}]}`)
	second := fixAt(time.Unix(1790985610, 0).UTC(), 106.6, 26.6, 2)
	second.ElevationM = 900
	none := time.Time{}
	sameTraces(t, traces, []Trace{
		{Name: "甲", Fixes: []Fix{fixAt(utc(0, 0, 0), 106.5, 26.5, 2), second}},
		{Gaps: []int{2}, Fixes: []Fix{fixAt(none, 1, 1, 4), fixAt(none, 2, 2, 4), fixAt(none, 3, 3, 4), fixAt(none, 4, 4, 4)}},
	})
}

func TestGeoJSON_timedPointsInTheOrderOfTime(t *testing.T) {
	traces, report := mustDecode(t, `{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[106.6,26.6]},"properties":{"time":"2026-10-03T00:00:10Z","speed_kmh":36,"acc":8}},
{"type":"Feature","geometry":{"type":"Point","coordinates":["106.5","26.5"]},"properties":{"timestamp":"2026-10-03T00:00:00Z"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[106.9,26.9]},"properties":{"name":"a place"}}]}`)
	later := fixAt(utc(0, 0, 10), 106.6, 26.6, 2)
	later.SpeedMPS, later.AccuracyM = 10, 8
	sameTraces(t, traces, []Trace{{Fixes: []Fix{fixAt(utc(0, 0, 0), 106.5, 26.5, 3), later}}})
	if len(report.Notes) != 2 {
		t.Errorf("notes %v: want the sorting and the place", report.Notes)
	}
}

func TestGeoJSON_truncatedKeepsWholeFeatures(t *testing.T) {
	traces, report := mustDecode(t, `{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,1],[2,2]]},"properties":{}},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[3,3],[4`)
	if report.Kept != 3 || len(traces) != 2 {
		t.Errorf("kept %d in %d traces, want the two of the first line and the one whole point of the second", report.Kept, len(traces))
	}
	if !strings.Contains(report.Notes[len(report.Notes)-1].EN+report.Notes[0].EN, "breaks off at line 3") {
		t.Errorf("notes %v", report.Notes)
	}
}

const plainGPX = `<gpx><trk><name>康定</name><trkseg><trkpt lat="26.5" lon="106.5"/><trkpt lat="26.6" lon="106.6"/></trkseg></trk></gpx>`

func TestCharsetsAndGzip(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(`<?xml version="1.0" encoding="GB2312"?>` + plainGPX)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(plainGPX)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(plainGPX)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{
		"utf-8": plainGPX, "utf-8 with BOM": "\xEF\xBB\xBF" + plainGPX, "gb18030": gb, "utf-16": wide, "gzip": packed.String(),
	} {
		t.Run(name, func(t *testing.T) {
			traces, _ := mustDecode(t, in)
			if traces[0].Name != "康定" || len(traces[0].Fixes) != 2 {
				t.Errorf("name %q, %d fixes", traces[0].Name, len(traces[0].Fixes))
			}
		})
	}
}

func TestLimits(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	if _, err := z.Write(append([]byte("<gpx>"), bytes.Repeat([]byte(" "), 8<<20)...)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	fleet := "vehicle,lon,lat\n"
	for i := range 1001 {
		fleet += fmt.Sprintf("川A%d,106.5,26.5\n", i)
	}
	deep := "<gpx><trk><trkseg>" + strings.Repeat("<a>", 100)
	cases := []struct {
		name, in string
		limits   Limits
		says     string
	}{
		{"bytes", plainGPX + strings.Repeat(" ", 3<<20), Limits{Bytes: 1 << 20}, "limit of 1 MiB"},
		{"ratio", bomb.String(), Limits{Ratio: 50}, "more than 50 times"},
		{"unpacked bytes", bomb.String(), Limits{Ratio: 1 << 40, UnpackedBytes: 2 << 20}, "limit of 2 MiB"},
		{"vehicles", fleet, Limits{}, "line 1002: the file holds more than the limit of 1000 vehicles"},
		{"fixes", plainGPX, Limits{Fixes: 1}, "limit of 1 points"},
		{"XML depth", deep, Limits{}, "deeper than 64"},
		{"JSON depth", `{"type":"LineString","coordinates":` + strings.Repeat("[", 100), Limits{}, "deeper than 64"},
		{"long tag", "<gpx><trk x=\"" + strings.Repeat("y", 2<<20), Limits{}, "longer than 1 MiB"},
		{"long line", "lon,lat\n" + strings.Repeat("1", 2<<20), Limits{}, "longer than 1 MiB"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := Decode(strings.NewReader(c.in), c.name, c.limits)
			var r *Refusal
			if !errors.As(err, &r) || !strings.Contains(r.Error(), c.says) {
				t.Errorf("got %v, want a refusal saying %q", err, c.says)
			}
		})
	}
}
