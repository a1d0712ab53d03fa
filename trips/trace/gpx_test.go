package trace

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
)

// mustDecode decodes a text that has to be usable.
func mustDecode(t *testing.T, text string) ([]Trace, Report) {
	t.Helper()
	traces, report, err := Decode(strings.NewReader(text), "test", Limits{})
	if err != nil {
		t.Fatalf("Decode: %v", err)
	}
	return traces, report
}

// utc makes a time of the day the tests are set in.
func utc(h, m, s int) time.Time { return time.Date(2026, 10, 3, h, m, s, 0, time.UTC) }

// fixAt makes a fix of which only time and place are known.
func fixAt(at time.Time, lon, lat float64, where int) Fix {
	p := blank(where)
	return Fix{
		At: at, Point: orb.Point{lon, lat}, ElevationM: p.elevationM, AccuracyM: p.accuracyM,
		SpeedMPS: p.speedMPS, HeadingDeg: p.headingDeg, Where: where,
	}
}

func sameTraces(t *testing.T, got, want []Trace) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("traces (-want +got):\n%s", diff)
	}
}

func TestGPX_tracksSegmentsAndFields(t *testing.T) {
	traces, report := mustDecode(t, `<?xml version="1.0"?>
<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="1" lon="2"><name>家</name></wpt>
<trk><name>青石镇 &amp; 李家村</name><trkseg>
<trkpt lat="26.5" lon="106.5"><ele>1100.5</ele><time>2026-10-03T00:00:05Z</time><hdop>2</hdop></trkpt>
<trkpt lon='106.6' lat='26.6'><time>2026-10-03T08:00:10+08:00</time>
 <extensions><x:TrackPointExtension><x:speed>12.5</x:speed><x:course>90</x:course><x:time>no</x:time></x:TrackPointExtension></extensions></trkpt>
</trkseg><trkseg>
<trkpt lat="26.7" lon="106.7"/>
</trkseg></trk></gpx>`)
	first := fixAt(utc(0, 0, 5), 106.5, 26.5, 5)
	first.ElevationM, first.AccuracyM = 1100.5, 10
	second := fixAt(utc(0, 0, 10), 106.6, 26.6, 6)
	second.SpeedMPS, second.HeadingDeg = 12.5, 90
	sameTraces(t, traces, []Trace{{
		Name: "青石镇 & 李家村", Gaps: []int{2},
		Fixes: []Fix{first, second, fixAt(time.Time{}, 106.7, 26.7, 9)},
	}})
	if report.Format != "gpx" || report.Fixes != 3 || report.Kept != 3 {
		t.Errorf("report %+v", report)
	}
	if len(report.Notes) != 2 { // one fix without a time; one place
		t.Errorf("notes %v", report.Notes)
	}
}

func TestGPX_badPositionsAreDroppedWithReasonAndLine(t *testing.T) {
	traces, report := mustDecode(t, `<gpx><trk><trkseg>
<trkpt lat="NaN" lon="106"/>
<trkpt lat="26" lon="abc"/>
<trkpt lat="26.1" lon="106.1"/>
<trkpt lat="106" lon="26"/>
<trkpt lat="0.0" lon="0.0"/>
<trkpt lat="26.2" lon="106.2"/>
<trkpt lon="106.2"/>
</trkseg></trk></gpx>`)
	type run struct {
		Reason             string
		First, Last, Fixes int
	}
	var got []run
	for _, d := range report.Dropped {
		got = append(got, run{d.Reason, d.First, d.Last, d.Fixes})
		if d.Text.ZH == "" || d.Text.EN == "" {
			t.Errorf("%s is not explained", d.Reason)
		}
	}
	want := []run{{DropNoPosition, 2, 3, 2}, {DropOutOfRange, 5, 5, 1}, {DropZeroIsland, 6, 6, 1}, {DropNoPosition, 8, 8, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	if report.Fixes != 7 || report.Kept != 2 || len(traces[0].Fixes) != 2 {
		t.Errorf("%d found, %d kept", report.Fixes, report.Kept)
	}
}

func TestGPX_truncatedGivesWhatWasWhole(t *testing.T) {
	whole := `<gpx><trk><trkseg>
<trkpt lat="26.1" lon="106.1"><time>2026-10-03T00:00:00Z</time></trkpt>
<trkpt lat="26.2" lon="106.2"><time>2026-10-03T00:00:01Z</time></trkpt>
<trkpt lat="26.3" lon="106.3"><time>2026-10-03T00:00:02Z</time></trkpt>
</trkseg></trk></gpx>`
	third := strings.Index(whole, `<trkpt lat="26.3"`)
	for cut := third; cut < third+60; cut += 7 {
		traces, report := mustDecode(t, whole[:cut])
		if n := len(traces[0].Fixes); n != 2 {
			t.Fatalf("cut at %d: %d fixes, want the 2 whole ones", cut, n)
		}
		if len(report.Notes) != 1 || !strings.Contains(report.Notes[0].EN, "breaks off at line") {
			t.Fatalf("cut at %d: notes %v", cut, report.Notes)
		}
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct {
		name, in, reason, format string
		says                     string
	}{
		{"empty file", " \n\t", RefusedEmpty, "", "empty"},
		{"no track at all", "<gpx></gpx>", RefusedNoTrack, "gpx", "no track points"},
		{
			"places and routes only", `<gpx><wpt lat="1" lon="1"/><rte><rtept lat="1" lon="1"/><rtept lat="1" lon="2"/></rte></gpx>`,
			RefusedNoTrack, "gpx", "1 marked place and 2 planned route points",
		},
		{
			"nothing usable", "<gpx><trk><trkseg>\n<trkpt lat='undefined' lon='undefined'/></trkseg></trk></gpx>",
			RefusedNoTrack, "gpx", "of 1 track point in the file none can be used",
		},
		{"broken before the first fix", "<gpx>\n<trk></gpx>", RefusedBroken, "gpx", "<trk> is closed by </gpx>"},
		{"cut before the first fix", "<gpx><trk><trkseg><trkpt lat=", RefusedBroken, "gpx", "breaks off"},
		{"an empty TCX", `<?xml version="1.0"?><TrainingCenterDatabase xmlns="x"></TrainingCenterDatabase>`, RefusedNoTrack, "tcx", "no track points"},
		{"other JSON", `{"name":"x"}`, RefusedLater, "json", "JSON"},
		{"web page", "<!DOCTYPE html><html><body>log in</body></html>", RefusedLater, "html", "log-in"},
		{"other XML", "<foo><bar/></foo>", RefusedLater, "xml", "<foo>"},
		{"picture", "\x89PNG\r\n\x1a\n", RefusedLater, "image", "screenshot"},
		{"old workbook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", RefusedLater, "xls", "CSV"},
		{"binary noise", "\x01\x02\x03\x04\x05\x06", RefusedUnknown, "", "not known"},
		{"prose", "dear sir\nno track here", RefusedUnknown, "", "not known"},
		{"table without coordinates", "name,age\nli,42\n", RefusedNoTrack, "csv", "no columns of longitude"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			traces, _, err := Decode(strings.NewReader(c.in), c.name, Limits{})
			r, ok := refusalOf(err)
			if !ok || traces != nil {
				t.Fatalf("got %v, %v; want a refusal", traces, err)
			}
			if r.Reason != c.reason || r.Format != c.format {
				t.Errorf("refused as %q %q, want %q %q", r.Format, r.Reason, c.format, c.reason)
			}
			if !strings.Contains(r.Error(), c.says) || r.Text.ZH == "" || strings.Contains(r.Error(), "\n") {
				t.Errorf("says %q, want %q in it", r.Error(), c.says)
			}
		})
	}
}

func TestGPX_damageInTheMiddleKeepsWhatCameBefore(t *testing.T) {
	traces, report := mustDecode(t, `<gpx><trk><trkseg>
<trkpt lat="26.1" lon="106.1"></trkpt>
<trkpt lat="26.2" lon="106.2"></trk>
<trkpt lat="26.3" lon="106.3"></trkpt></trkseg></trk></gpx>`)
	if len(traces[0].Fixes) != 1 {
		t.Errorf("%d fixes, want 1", len(traces[0].Fixes))
	}
	said := report.Notes[0].EN
	if !strings.Contains(said, "line 3") || !strings.Contains(said, "<trkpt> is closed by </trk>") {
		t.Errorf("note %q", said)
	}
}
