package trace

import (
	"bytes"
	"math"
	"testing"
)

// seeds are small files of every format and some of their usual defects.
var seeds = map[string][]string{
	"gpx": {
		plainGPX, "<gpx><trk><trkseg><trkpt lat='1' lon='2'><time>2026-10-03T00:00</time>", "<!DOCTYPE gpx [<!ENTITY a 'b'>]><gpx><!-- x --><trk><name>&#x5eb7;<![CDATA[a]]></name></trk></gpx>",
		"\xFF\xFE<\x00g\x00p\x00x\x00>\x00",
	},
	"kml": {
		"<kml><Placemark><LineString><coordinates>1,2 3, 4 ,5</coordinates></LineString></Placemark></kml>",
		"<kml><Placemark><gx:Track><when>2026-10-03</when><gx:coord>1 2</gx:coord><gx:coord/></gx:Track></Placemark></kml>",
	},
	"geojson": {
		`{"type":"LineString","coordinates":[[1,2],[3,4]]}`, `{"type":"Feature","properties":{"times":[[1]],"time":"x"},"geometry":{"type":"Point","coordinates":[1,"2"]}}`,
		`[{"type":"GeometryCollection","geometries":[{"type":"MultiLineString","coordinates":[[[1,2],[]],[]]}]}]`,
	},
	"csv": {
		"lat,lon,time\n1,2,3\n", "经度;纬度;时间\n106,5;26,5;2026/10/3 下午8:00\n", "106.7135,26.5783,2026-10-03 08:00:00\n106.7135,26.5783,2026-10-03 08:00:00\n",
		"坐标|日期|速度\n1 2|3.10.2026|4 km/h\n", "\"lat\",lon\n\"1\"\",2\n",
	},
}

// small keeps a fuzzed file from costing much.
var small = Limits{Bytes: 1 << 20, UnpackedBytes: 1 << 20, Fixes: 10_000, Depth: 20}

// fuzzDecode decodes anything and checks what must hold of every answer.
func fuzzDecode(f *testing.F, format string) {
	for _, s := range seeds[format] {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		traces, report, err := Decode(bytes.NewReader(data), "fuzz", small)
		if err != nil {
			if r, ok := refusalOf(err); !ok || r.Text.ZH == "" || r.Text.EN == "" {
				t.Fatalf("%v is no refusal in both languages", err)
			}
			return
		}
		checkAnswer(t, traces, report)
	})
}

// checkAnswer checks counts and positions.
func checkAnswer(t *testing.T, traces []Trace, report Report) {
	t.Helper()
	kept, dropped := 0, 0
	for _, tr := range traces {
		kept += len(tr.Fixes)
		for i, f := range tr.Fixes {
			if !(math.Abs(f.Point[0]) <= 180 && math.Abs(f.Point[1]) <= 90) {
				t.Fatalf("fix %d at %v", i, f.Point)
			}
		}
		before := 0
		for _, g := range tr.Gaps {
			if g <= before || g >= len(tr.Fixes) {
				t.Fatalf("gaps %v in %d fixes", tr.Gaps, len(tr.Fixes))
			}
			before = g
		}
	}
	for _, d := range report.Dropped {
		dropped += d.Fixes
	}
	if kept == 0 || kept != report.Kept || kept+dropped != report.Fixes {
		t.Fatalf("%d fixes, report says %d kept of %d, %d dropped", kept, report.Kept, report.Fixes, dropped)
	}
}

func FuzzDecodeGPX(f *testing.F)     { fuzzDecode(f, "gpx") }
func FuzzDecodeKML(f *testing.F)     { fuzzDecode(f, "kml") }
func FuzzDecodeGeoJSON(f *testing.F) { fuzzDecode(f, "geojson") }
func FuzzDecodeCSV(f *testing.F)     { fuzzDecode(f, "csv") }
