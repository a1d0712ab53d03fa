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
	"tcx": {plainTCX, "<TrainingCenterDatabase><Activity><Lap><Track><Trackpoint><Position><LatitudeDegrees>1"},
	"google": {
		`{"locations":[{"latitudeE7":533690550,"longitudeE7":836950010,"timestampMs":"1355581289460"}]}`,
		`{"timelineObjects":[{"activitySegment":{"startLocation":{"latitudeE7":1},"duration":{"startTimestamp":"x"},"waypointPath":{"waypoints":[{"latE7":1,"lngE7":1}]}}}]}`,
		`[{"startTime":"2026-10-03T08:00:00+08:00","timelinePath":[{"point":"geo:26.5,106.7","durationMinutesOffsetFromStartTime":"5"}]}]`,
		`{"semanticSegments":[{"activity":{"start":{"latLng":"1°, 2°"},"end":"geo:1,2"}}],"rawSignals":[{"position":{"LatLng":"1, 2"}}]}`,
	},
	"owntracks": {
		`[{"_type":"location","lat":1,"lon":2,"tst":1790985600,"topic":"a"},{"_type":"waypoint"}]`, `{"_type":"encrypted"}`,
		"2026-10-03T00:00:00Z\t*  \t{\"_type\":\"location\",\"lat\":1,\"lon\":2}\n2026-10-03T00:00:00Z\tencrypted\tx\n",
		`{"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"timestamp":"2015-10-01T08:00:00-0700"}}]}`,
	},
	"nmea": {
		"$GPRMC,000000,A,2634.698,N,10642.810,E,,,031026,,,A\n$GPGGA,000000,2634.698,N,10642.810,E,1,9,1,1,M,1,M,,*00\n$GPZDA,000010.00,03,10,2026,00,00\n",
		"x $GNGNS,014035.00,4332.69262,S,17235.48549,E,RR,13,0.9,25.63,11.24,,*70\n$GPGLL,3926.7952,N,12000.5947,W,022732,A,A*58\n$GPWPL,1,N,2,E,X",
	},
	"igc": {plainIGC},
	"plt": {oziTrack, lifeTrack},
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
	for _, s := range packedSeeds(f)[format] {
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

// packedSeeds are the seeds that have to be packed or put together first.
func packedSeeds(t testing.TB) map[string][]string {
	return map[string][]string{
		"fit":   {fitOf(fitActivity, fitRecord, fitFirst, fitStop, fitSecond), fitOf(fitCourse, fitRecord, fitFirst) + fitOf(fitActivity)},
		"jt808": {rawFrames(t, jtPlain, jtEscaped, jtBatch), rawFrames(t, jtPart1, jtPart2, jtNoFix), jtOf2019 + "\n" + jtBadSum},
		"xlsx":  {bookOf(t, "", "a", row(1, "lat", "lon", "time")+row(2, "26.5", "106.5", "46298.5"))},
		"archive": {
			zipOf(t, "a.csv", twoRows, "b.gpx", plainGPX), zipOf(t, "doc.kml", plainKML), gzipOf(t, plainGPX),
			zipOf(t, "a.fit", fitOf(fitActivity, fitRecord, fitFirst), "b.zip", zipOf(t)),
		},
	}
}

func FuzzDecodeGPX(f *testing.F)       { fuzzDecode(f, "gpx") }
func FuzzDecodeKML(f *testing.F)       { fuzzDecode(f, "kml") }
func FuzzDecodeTCX(f *testing.F)       { fuzzDecode(f, "tcx") }
func FuzzDecodeGeoJSON(f *testing.F)   { fuzzDecode(f, "geojson") }
func FuzzDecodeGoogle(f *testing.F)    { fuzzDecode(f, "google") }
func FuzzDecodeOwnTracks(f *testing.F) { fuzzDecode(f, "owntracks") }
func FuzzDecodeCSV(f *testing.F)       { fuzzDecode(f, "csv") }
func FuzzDecodeXLSX(f *testing.F)      { fuzzDecode(f, "xlsx") }
func FuzzDecodeFIT(f *testing.F)       { fuzzDecode(f, "fit") }
func FuzzDecodeNMEA(f *testing.F)      { fuzzDecode(f, "nmea") }
func FuzzDecodeIGC(f *testing.F)       { fuzzDecode(f, "igc") }
func FuzzDecodePLT(f *testing.F)       { fuzzDecode(f, "plt") }
func FuzzDecodeJT808(f *testing.F)     { fuzzDecode(f, "jt808") }
func FuzzDecodeArchive(f *testing.F)   { fuzzDecode(f, "archive") }
