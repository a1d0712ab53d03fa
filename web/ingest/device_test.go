package ingest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Messages of one phone have one device, whatever else they say; another phone, app
// or token has another.
func TestDeviceOf(t *testing.T) {
	device := func(protocol, query, body string, header ...string) string {
		r := httptest.NewRequest(http.MethodPost, "/ingest/"+protocol+"?"+query, strings.NewReader(body))
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return deviceOf(r, protocol, r.URL.Query(), []byte(body))
	}
	phones := map[string][]string{
		"OsmAnd 7":        {device("osmand", "token=a&id=7&lat=1&lon=2&timestamp=3", ""), device("osmand", "token=a&id=7&lat=4&lon=5&timestamp=6", "")},
		"OsmAnd 8":        {device("osmand", "token=a&id=8&lat=1&lon=2&timestamp=3", "")},
		"another token":   {device("osmand", "token=b&id=7&lat=1&lon=2&timestamp=3", "")},
		"by header":       {device("osmand", "id=7", "", "Authorization", "Bearer c")},
		"a form":          {device("osmand", "token=a", "id=9&lat=1&lon=2&timestamp=3"), device("osmand", "token=a", "id=9&lat=7&lon=2&timestamp=4")},
		"JSON":            {device("osmand", "token=a", `{"location":{"timestamp":"2026-10-04T00:00:01Z"},"device_id":"7x"}`)},
		"OwnTracks 5t":    {device("owntracks", "token=a", `{"_type":"location","tid":"5t","tst":1}`), device("owntracks", "token=a", `{"_type":"location","tid":"5t","tst":2}`)},
		"OwnTracks JJ":    {device("owntracks", "token=a", `{"_type":"location","tid":"JJ","tst":1}`)},
		"Overland old":    {device("overland", "token=a", `{"locations":[{"properties":{"device_id":"old"}}]}`)},
		"Overland new":    {device("overland", "token=a", `{"locations":[{"properties":{"device_id":"new"}}]}`)},
		"GPSLogger":       {device("gpslogger", "token=a&id=f00&lat=1", ""), device("gpslogger", "token=a&id=f00&lat=2", "")},
		"GPSLogger of no": {device("gpslogger", "token=a&lat=1", ""), device("gpslogger", "token=a&lat=2", "")},
	}
	seen := map[string]string{}
	for name, all := range phones {
		for _, d := range all {
			if len(d) != 12 || d != all[0] {
				t.Errorf("%s: %v, want one of 12 digits", name, all)
			}
		}
		if other, taken := seen[all[0]]; taken {
			t.Errorf("%s and %s are one device", name, other)
		}
		seen[all[0]] = name
	}
}
