package trace

import (
	"bytes"
	"encoding/xml"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"licheng/geo/datum"
)

// rewritten writes traces as GPX.
func rewritten(t testing.TB, traces []Trace) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteGPX(&b, traces); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sameAgain fails unless what WriteGPX writes decodes to the same traces.
func sameAgain(t testing.TB, traces []Trace) {
	t.Helper()
	again, report, err := Decode(bytes.NewReader(rewritten(t, traces)), "again", Limits{UnpackedBytes: 1 << 40, Bytes: 1 << 40})
	if err != nil {
		t.Fatalf("decode again: %v", err)
	}
	if report.Format != "gpx" || report.Fixes != report.Kept {
		t.Errorf("report %+v", report)
	}
	ignore := cmpopts.IgnoreFields(Fix{}, "Where")
	if diff := cmp.Diff(traces, again, cmpopts.EquateNaNs(), cmpopts.EquateEmpty(), ignore); diff != "" {
		t.Errorf("traces (-before +after):\n%s", diff)
	}
}

func TestWriteGPX(t *testing.T) {
	whole := Fix{
		At: utc(0, 0, 5).Add(123456789), Point: orb.Point{106.123456789012, -26.5}, ElevationM: 1100.25,
		AccuracyM: 3.5, SpeedMPS: 0, HeadingDeg: 359.9, Mocked: true,
	}
	traces := []Trace{
		{
			Name: `去 <李家村> & "回"`, Vehicle: "贵C·12345 <1>", Datum: datum.BD09, Apart: true, Gaps: []int{1, 2},
			Fixes: []Fix{whole, fixAt(utc(0, 0, 10), 106.6, 26.6, 0), fixAt(time.Time{}, 106.7, 26.7, 0)},
		},
		{Fixes: []Fix{fixAt(utc(8, 0, 0), -179.999999999, 89.9, 0)}},
	}
	sameAgain(t, traces)

	// An independent reader finds the same points.
	var doc struct {
		Tracks []struct {
			Name     string `xml:"name"`
			Segments []struct {
				Points []struct {
					Lat  float64   `xml:"lat,attr"`
					Lon  float64   `xml:"lon,attr"`
					Ele  float64   `xml:"ele"`
					Time time.Time `xml:"time"`
				} `xml:"trkpt"`
			} `xml:"trkseg"`
		} `xml:"trk"`
	}
	if err := xml.Unmarshal(rewritten(t, traces), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Tracks) != 2 || len(doc.Tracks[0].Segments) != 3 || doc.Tracks[0].Name != traces[0].Name {
		t.Fatalf("encoding/xml reads %+v", doc)
	}
	p := doc.Tracks[0].Segments[0].Points[0]
	if p.Lat != -26.5 || p.Lon != 106.123456789012 || p.Ele != 1100.25 || !p.Time.Equal(whole.At) {
		t.Errorf("encoding/xml reads %+v", p)
	}
}

func TestWriteGPXKeepsWhateverATraceHolds(t *testing.T) {
	optional := func(low, high float64) *rapid.Generator[float64] {
		return rapid.OneOf(rapid.Just(math.NaN()), rapid.Float64Range(low, high))
	}
	fix := rapid.Custom(func(t *rapid.T) Fix {
		f := Fix{
			Point:      orb.Point{rapid.Float64Range(0.01, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")},
			ElevationM: optional(-1000, 20000).Draw(t, "ele"), AccuracyM: optional(0, 1e6).Draw(t, "acc"),
			SpeedMPS: optional(0, 1000).Draw(t, "speed"), HeadingDeg: optional(0, 360).Draw(t, "heading"),
		}
		if rapid.Bool().Draw(t, "timed") {
			f.At = utc(0, 0, 0).Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "ns")))
		}
		return f
	})
	rapid.Check(t, func(rt *rapid.T) {
		var traces []Trace
		for range rapid.IntRange(1, 4).Draw(rt, "traces") {
			tr := Trace{
				Name:    readable([]byte(rapid.StringMatching(`[a-z<>&"'\pL ]{0,12}`).Draw(rt, "name")), true),
				Vehicle: readable([]byte(rapid.StringMatching(`[A-Z0-9<&"]{0,6}`).Draw(rt, "vehicle")), true),
				Datum:   rapid.SampledFrom([]datum.Datum{"", datum.WGS84, datum.GCJ02, datum.BD09}).Draw(rt, "datum"),
				Apart:   rapid.Bool().Draw(rt, "apart"),
				Fixes:   rapid.SliceOfN(fix, 1, 20).Draw(rt, "fixes"),
			}
			for i := 1; i < len(tr.Fixes); i++ {
				if rapid.IntRange(0, 9).Draw(rt, "gap") == 0 {
					tr.Gaps = append(tr.Gaps, i)
				}
			}
			traces = append(traces, tr)
		}
		sameAgain(t, traces)
	})
}

// Names may hold what no XML file can.
func TestOddNamesRewritten(t *testing.T) {
	for _, name := range []string{`a&#1;b&#9;c`, `&#x1b;[31m`, `&#xFFFE;`, `  &lt;家&gt; `, strings.Repeat("长", 300)} {
		traces, _ := mustDecode(t, "<gpx><trk><name>"+name+"</name><trkseg><trkpt lat='1' lon='2'/></trkseg></trk></gpx>")
		sameAgain(t, traces)
	}
	traces, _ := mustDecode(t, `{"type":"Feature","properties":{"name":"a\u0001b\u001f"},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}`)
	if sameAgain(t, traces); strings.Contains(traces[0].Name, "\x01") {
		t.Errorf("name %q", traces[0].Name)
	}
}

// Whatever the decoders make of a file, it is the same after it was rewritten.
func TestEveryFormatRewritten(t *testing.T) {
	n := 0
	for format, files := range seeds {
		for i, file := range files {
			traces, _, err := Decode(strings.NewReader(file), format, Limits{})
			if err != nil {
				continue
			}
			n++
			t.Run(format, func(t *testing.T) {
				if sameAgain(t, traces); t.Failed() {
					t.Logf("seed %d: %q", i, file)
				}
			})
		}
	}
	if n < 15 {
		t.Errorf("only %d files decoded: the test tests little", n)
	}
}

// The same with real files written by others, when a folder of them is named.
func TestRealFilesRewritten(t *testing.T) {
	root := os.Getenv("LICHENG_SHARED_DATA")
	if root == "" {
		t.Skip("LICHENG_SHARED_DATA names no folder of traces")
	}
	n := 0
	for _, folder := range []string{"tracks", "trackers"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if traces, _, err := Decode(bytes.NewReader(data), path, Limits{}); err == nil {
				n++
				t.Run(filepath.Base(path), func(t *testing.T) { sameAgain(t, traces) })
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d files are the same after being rewritten", n)
}

// Nobody but us writes the element a part is told in; what stands in it is
// still only believed where it belongs.
func TestPartIsReadWhereItBelongs(t *testing.T) {
	traces, _ := mustDecode(t, `<gpx><part vehicle="no"/><trk><part vehicle="no"/><extensions>
<part vehicle="B &amp; C" datum="mars" apart="true"/></extensions><trkseg>
<trkpt lat="1" lon="2"><extensions><part vehicle="no" datum="bd09" apart="false"/></extensions></trkpt></trkseg></trk></gpx>`)
	if got := traces[0]; got.Vehicle != "B & C" || got.Datum != "" || !got.Apart {
		t.Errorf("got %+v", got)
	}
}

func TestSequencesDoNotJoinWhatStandsApart(t *testing.T) {
	at := func(h int) []Fix {
		return []Fix{fixAt(utc(h, 0, 0), 106.5, 26.5, h), fixAt(utc(h, 30, 0), 106.6, 26.5, h)}
	}
	untimed := func(h int) []Fix { return []Fix{fixAt(time.Time{}, 106.5, 26.5, h)} }
	tests := []struct {
		name   string
		traces []Trace
		want   [][]int // Where of the fixes of each sequence
	}{
		{"joined", []Trace{{Fixes: at(1)}, {Fixes: at(2)}}, [][]int{{1, 1, 2, 2}}},
		{"apart", []Trace{{Fixes: at(1)}, {Fixes: at(2), Apart: true}, {Fixes: at(3)}}, [][]int{{1, 1}, {2, 2, 3, 3}}},
		{"apart in any order of the file", []Trace{{Fixes: at(3)}, {Fixes: at(2), Apart: true}, {Fixes: at(1)}}, [][]int{{1, 1}, {2, 2, 3, 3}}},
		{"a later segment is joined", []Trace{{Fixes: at(1)}, {Fixes: append(at(2), at(3)...), Gaps: []int{2}, Apart: true}}, [][]int{{1, 1}, {2, 2, 3, 3}}},
		{"without times", []Trace{{Fixes: untimed(1)}, {Fixes: untimed(2)}, {Fixes: untimed(3), Apart: true}}, [][]int{{1, 2}, {3}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got [][]int
			for _, s := range Sequences(tt.traces) {
				var where []int
				for _, f := range s {
					where = append(where, f.Where)
				}
				got = append(got, where)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("sequences (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever is in a file that decodes, it is the same after it was rewritten.
func FuzzRewrittenGPX(f *testing.F) {
	for _, files := range seeds {
		for _, s := range files {
			f.Add([]byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		traces, _, err := Decode(bytes.NewReader(data), "fuzz", small)
		if err != nil {
			t.Skip()
		}
		sameAgain(t, traces)
	})
}
