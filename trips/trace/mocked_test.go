package trace

import (
	"strings"
	"testing"
)

// The phone's own flag is kept from every format that carries it.
func TestMockedFixesAreKept(t *testing.T) {
	cases := map[string]struct {
		name, body string
		want       []bool
	}{
		"CSV":            {"a.csv", "time,lat,lon,isMock\n2026-10-01T01:00:00Z,26.5,106.7,true\n2026-10-01T01:00:10Z,26.501,106.7,false\n2026-10-01T01:00:20Z,26.502,106.7,\n", []bool{true, false, false}},
		"CSV in Chinese": {"a.csv", "时间,纬度,经度,模拟定位\n2026-10-01 09:00:00,26.5,106.7,否\n2026-10-01 09:00:10,26.501,106.7,是\n", []bool{false, true}},
		"OwnTracks":      {"a.json", `[{"_type":"location","lat":26.5,"lon":106.7,"tst":1791072000,"mock":true},{"_type":"location","lat":26.501,"lon":106.7,"tst":1791072010}]`, []bool{true, false}},
		"GeoJSON": {
			"a.geojson", `{"type":"FeatureCollection","features":[
				{"type":"Feature","geometry":{"type":"Point","coordinates":[106.7,26.5]},"properties":{"timestamp":"2026-10-01T01:00:00Z","mock":1}},
				{"type":"Feature","geometry":{"type":"Point","coordinates":[106.7,26.501]},"properties":{"timestamp":"2026-10-01T01:00:10Z","mock":"no"}}]}`, []bool{true, false},
		},
		"GPX": {
			"a.gpx", `<gpx version="1.1"><trk><trkseg><trkpt lat="26.5" lon="106.7"><time>2026-10-01T01:00:00Z</time><extensions><mock>true</mock></extensions></trkpt>
				<trkpt lat="26.501" lon="106.7"><time>2026-10-01T01:00:10Z</time></trkpt></trkseg></trk></gpx>`, []bool{true, false},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			traces, _, err := Decode(strings.NewReader(c.body), c.name, Limits{})
			if err != nil || len(traces) != 1 || len(traces[0].Fixes) != len(c.want) {
				t.Fatalf("%+v, %v", traces, err)
			}
			for i, f := range traces[0].Fixes {
				if f.Mocked != c.want[i] {
					t.Errorf("fix %d: flagged %v", i, f.Mocked)
				}
			}
		})
	}
}
