package ingest

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/prometheus/client_golang/prometheus"

	"licheng/trips"
	"licheng/trips/trace"
)

// fix is a fix with an accuracy and an elevation, NaN where not given.
func fix(at string, lon, lat, accuracyM, elevationM float64) trace.Fix {
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		panic(err)
	}
	return trace.Fix{
		At: t.UTC(), Point: orb.Point{lon, lat}, AccuracyM: accuracyM, ElevationM: elevationM,
		SpeedMPS: none, HeadingDeg: none,
	}
}

// mocked is the fix as the phone flags one that another app gave it.
func mocked(f trace.Fix) trace.Fix {
	f.Mocked = true
	return f
}

var none = math.NaN()

// messages are written after each app's own documentation.
var messages = []struct {
	name, protocol, query, contentType, body string
	want                                     []trace.Fix
	refused                                  bool
}{
	{
		"OsmAnd in the address, seconds", "osmand", "id=7&lat=26.51&lon=106.72&timestamp=1791072000&altitude=1234.5&accuracy=8&speed=12.5&bearing=90&batt=61", "", "",
		[]trace.Fix{fix("2026-10-04T00:00:00Z", 106.72, 26.51, 8, 1234.5)},
		false,
	},
	{
		"OsmAnd, milliseconds", "osmand", "id=7&lat=26.51&lon=106.72&timestamp=1791072000250", "", "",
		[]trace.Fix{fix("2026-10-04T00:00:00.25Z", 106.72, 26.51, none, none)},
		false,
	},
	{
		"OsmAnd, ISO time with zone", "osmand", "id=7&lat=26.51&lon=106.72&timestamp=2026-10-04T08%3A00%3A00%2B08%3A00", "", "",
		[]trace.Fix{fix("2026-10-04T00:00:00Z", 106.72, 26.51, none, none)},
		false,
	},
	{
		"OsmAnd, date and time without zone is UTC", "osmand", "id=7&lat=26.51&lon=106.72&timestamp=2026-10-04+00%3A00%3A00", "", "",
		[]trace.Fix{fix("2026-10-04T00:00:00Z", 106.72, 26.51, none, none)},
		false,
	},
	{
		"OsmAnd as a form, place as one parameter", "osmand", "", "application/x-www-form-urlencoded", "id=7&location=26.51,106.72&timestamp=1791072000",
		[]trace.Fix{fix("2026-10-04T00:00:00Z", 106.72, 26.51, none, none)},
		false,
	},
	{
		"OsmAnd, cells without a place", "osmand", "id=7&timestamp=1791072000&cell=460,0,16,2224", "", "", nil, false,
	},
	{
		"OsmAnd as JSON", "osmand", "", "application/json",
		`{"location":{"timestamp":"2026-10-04T00:00:01.862Z","coords":{"latitude":26.51,"longitude":106.72,"accuracy":5,"speed":0,"heading":-1,"altitude":900},"battery":{"level":1}},"device_id":"7"}`,
		[]trace.Fix{fix("2026-10-04T00:00:01.862Z", 106.72, 26.51, 5, 900)},
		false,
	},
	{
		"OsmAnd as JSON, flagged by the phone", "osmand", "", "application/json",
		`{"location":{"timestamp":"2026-10-04T00:00:01.862Z","mock":true,"coords":{"latitude":26.51,"longitude":106.72}},"device_id":"7"}`,
		[]trace.Fix{mocked(fix("2026-10-04T00:00:01.862Z", 106.72, 26.51, none, none))},
		false,
	},
	{
		"OsmAnd in the address, flagged by the phone", "osmand", "lat=26.51&lon=106.72&timestamp=1791072000&mock=true", "", "",
		[]trace.Fix{mocked(fix("2026-10-04T00:00:00Z", 106.72, 26.51, none, none))},
		false,
	},
	{"OsmAnd, latitude in words", "osmand", "lat=north&lon=106&timestamp=1791072000", "", "", nil, true},
	{"OsmAnd, no time", "osmand", "lat=26&lon=106", "", "", nil, true},
	{"OsmAnd, off the globe", "osmand", "lat=126&lon=106&timestamp=1791072000", "", "", nil, true},
	{"OsmAnd, nothing", "osmand", "", "", "", nil, true},
	{"OsmAnd, broken JSON", "osmand", "", "application/json", `{"location":`, nil, true},
	{
		"OwnTracks location", "owntracks", "", "application/json", `{"_type":"location","acc":15,"alt":440,"batt":46,"lat":26.51,"lon":106.72,"tid":"5t","tst":1791072000,"vel":2}`,
		[]trace.Fix{fix("2026-10-04T00:00:00Z", 106.72, 26.51, 15, 440)},
		false,
	},
	{"OwnTracks waypoint is no place of the phone", "owntracks", "", "", `{"_type":"waypoint","lat":30,"lon":100,"tst":1791072000,"desc":"home"}`, nil, false},
	{"OwnTracks, no type", "owntracks", "", "", `{"lat":26.51,"lon":106.72,"tst":1791072000}`, nil, true},
	{"OwnTracks, no latitude", "owntracks", "", "", `{"_type":"location","lon":106.72,"tst":1791072000}`, nil, true},
	{
		"Overland batch with a note between", "overland", "", "application/json", `{"locations":[
			{"type":"Feature","geometry":{"type":"Point","coordinates":[106.72,26.51]},"properties":{"timestamp":"2026-10-04T08:00:00+0800","altitude":7,"horizontal_accuracy":30}},
			{"type":"Feature","geometry":{"type":"Point","coordinates":[]},"properties":{"type":"note"}},
			{"type":"Feature","geometry":{"type":"Point","coordinates":[106.73,26.52]},"properties":{"timestamp":"2026-10-04T00:00:10Z"}}]}`,
		[]trace.Fix{fix("2026-10-04T00:00:00Z", 106.72, 26.51, 30, 7), fix("2026-10-04T00:00:10Z", 106.73, 26.52, none, none)},
		false,
	},
	{"Overland, empty batch", "overland", "", "", `{"locations":[]}`, nil, false},
	{"Overland, no batch", "overland", "", "", `{}`, nil, true},
	{
		"GPSLogger in the address", "gpslogger", "lat=26.51&longitude=106.72&time=2026-10-04T00:00:00.000Z&s=3.2&alt=12&acc=4", "", "",
		[]trace.Fix{fix("2026-10-04T00:00:00Z", 106.72, 26.51, 4, 12)},
		false,
	},
	{
		"GPSLogger in the body, epoch", "gpslogger", "", "application/x-www-form-urlencoded", "lat=26.51&lon=106.72&epoch=1791072000",
		[]trace.Fix{fix("2026-10-04T00:00:00Z", 106.72, 26.51, none, none)},
		false,
	},
	{"GPSLogger, names not filled in", "gpslogger", "lat=%25LAT&lon=%25LON&time=%25TIME", "", "", nil, true},
}

func protocol(t testing.TB, name string) Protocol {
	t.Helper()
	for _, p := range Protocols() {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("no protocol %s", name)
	return Protocol{}
}

func TestFixes(t *testing.T) {
	equalNaN := cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
	for _, m := range messages {
		t.Run(m.name, func(t *testing.T) {
			query, err := url.ParseQuery(m.query)
			if err != nil {
				t.Fatal(err)
			}
			got, err := protocol(t, m.protocol).fixes(query, m.contentType, []byte(m.body))
			if errors.Is(err, ErrPayload) != m.refused || (err != nil) != m.refused {
				t.Errorf("error %v, want refused %v", err, m.refused)
			}
			if diff := cmp.Diff(m.want, got, equalNaN); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An encrypted message is not taken for one without a place: that would be
// acknowledged, and the drive lost without a word.
func TestEncryptedIsRefused(t *testing.T) {
	fixes, err := ownTracksFixes(nil, "application/json", []byte(`{"_type":"encrypted","data":"ZXhhbXBsZQ=="}`))
	if !errors.Is(err, ErrEncrypted) || fixes != nil {
		t.Errorf("%v, %v", fixes, err)
	}
}

// window keeps the fixes before a moment, as an open recording does.
type window struct {
	before time.Time
	failed error
}

func (w window) Record(_ context.Context, _ trips.Actor, _ string, fixes []trace.Fix) (kept int, err error) {
	for _, f := range fixes {
		if f.At.Before(w.before) {
			kept++
		}
	}
	return kept, w.failed
}

// A fix outside of every recording is answered like one inside, and counted.
func TestHandler(t *testing.T) {
	noon := time.Date(2026, 10, 4, 0, 0, 30, 0, time.UTC)
	counted := Counter()
	ask := func(r Recorder, name, query, body string) (int, string) {
		request := httptest.NewRequest(http.MethodPost, "/ingest/"+name+"?"+query, strings.NewReader(body))
		answer := httptest.NewRecorder()
		Handler(protocol(t, name), r, counted, func(context.Context) trips.Actor { return trips.Actor{} },
			func(w http.ResponseWriter, _ *http.Request, err error) { http.Error(w, err.Error(), http.StatusTeapot) },
		)(answer, request)
		return answer.Code, answer.Body.String()
	}
	for _, row := range []struct {
		name, protocol, query, body string
		status                      int
		answer                      string
	}{
		{"inside", "osmand", "lat=26&lon=106&timestamp=1791072000", "", 200, ""},
		{"outside", "osmand", "lat=26&lon=106&timestamp=1791079200", "", 200, ""},
		{"no message", "osmand", "", "", 418, ""},
		{"OwnTracks takes a list", "owntracks", "", `{"_type":"location","lat":26,"lon":106,"tst":1791072000}`, 200, "[]"},
		{"Overland takes ok", "overland", "", `{"locations":[]}`, 200, `{"result":"ok"}`},
	} {
		status, answer := ask(window{before: noon}, row.protocol, row.query, row.body)
		if status != row.status || status == http.StatusOK && answer != row.answer {
			t.Errorf("%s: %d %q", row.name, status, answer)
		}
	}
	if status, _ := ask(window{failed: io.ErrUnexpectedEOF}, "osmand", "lat=26&lon=106&timestamp=1791072000", ""); status != 418 {
		t.Errorf("acknowledged with %d what was not kept", status)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(counted)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, m := range families[0].GetMetric() {
		var labels []string
		for _, l := range m.GetLabel() {
			labels = append(labels, l.GetValue())
		}
		got[strings.Join(labels, " ")] = m.GetCounter().GetValue()
	}
	want := map[string]float64{
		"kept osmand": 1, "forgotten osmand": 1, "kept owntracks": 1, "forgotten owntracks": 0,
		"kept overland": 0, "forgotten overland": 0,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzFixes(f *testing.F) {
	for _, m := range messages {
		f.Add(m.protocol, m.query, m.contentType, []byte(m.body))
	}
	f.Fuzz(func(t *testing.T, name, query, contentType string, body []byte) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		for _, p := range Protocols() {
			if p.Name != name {
				continue
			}
			fixes, err := p.fixes(values, contentType, body)
			if err != nil && !errors.Is(err, ErrPayload) && !errors.Is(err, ErrEncrypted) {
				t.Errorf("%v is no refusal of a payload", err)
			}
			for _, f := range fixes {
				if f.At.IsZero() || math.Abs(f.Point[0]) > 180 || math.Abs(f.Point[1]) > 90 {
					t.Errorf("%+v cannot be", f)
				}
			}
		}
	})
}
