package trace

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"licheng/geo/datum"
)

// Frames put together by hand after JT/T 808-2013: mark, kind, attributes,
// the terminal 013912345678, serial number 1, body, exclusive or, mark.
const (
	// 26.578300°N 106.713500°E, 1100 m, 36.0 km/h, 90°, 3 October 2026 08:00:00
	// in China, located, with 10 km on the clock as an additional item.
	jtPlain = "7E 02 00 00 22 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 03 01 95 8D 7C 06 5C 51 9C 04 4C 01 68 00 5A 26 10 03 08 00 00 01 04 00 00 00 64 C7 7E"
	// Ten seconds later 0.001° on; 126 m and 12.5 km/h are 7E and 7D, escaped.
	jtEscaped = "7E 02 00 00 1C 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 03 01 95 91 64 06 5C 55 84 00 7D 02 00 7D 01 00 5A 26 10 03 08 00 10 B2 7E"
	// 26.5 and 106.5 with the bits of south and west, 08:00:20.
	jtSouthWest = "7E 02 00 00 1C 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 0E 01 94 5B A0 06 59 0F A0 04 4C 01 68 00 5A 26 10 03 08 00 20 D9 7E"
	jtNoFix     = "7E 02 00 00 1C 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 01 01 94 5B A0 06 59 0F A0 04 4C 01 68 00 5A 26 10 03 08 00 30 C6 7E"
	// The edition of 2019: version, ten bytes of number; 0.002° on, 08:00:40.
	jtOf2019 = "7E 02 00 40 1C 01 00 00 00 00 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 03 01 95 95 4C 06 5C 59 6C 04 4C 01 68 00 5A 26 10 03 08 00 40 49 7E"
	jtBadSum = "7E 02 00 00 22 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 03 01 95 8D 7C 06 5C 51 9C 04 4C 01 68 00 5A 26 10 03 08 00 00 01 04 00 00 00 64 92 7E"
	jtSecret = "7E 02 00 04 22 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 03 01 95 8D 7C 06 5C 51 9C 04 4C 01 68 00 5A 26 10 03 08 00 00 01 04 00 00 00 64 C3 7E"
	// Status bit 5: the position went through the secrecy plug-in.
	jtPlugIn  = "7E 02 00 00 1C 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 23 01 95 8D 7C 06 5C 51 9C 04 4C 01 68 00 5A 26 10 03 08 00 00 B8 7E"
	jtAntenna = "7E 02 00 00 1C 01 39 12 34 56 78 00 01 00 00 00 20 00 00 00 03 01 95 8D 7C 06 5C 51 9C 04 4C 01 68 00 5A 26 10 03 08 00 00 B8 7E"
	jtMonth13 = "7E 02 00 00 1C 01 39 12 34 56 78 00 01 00 00 00 00 00 00 00 03 01 95 8D 7C 06 5C 51 9C 04 4C 01 68 00 5A 26 13 03 08 00 00 9B 7E"
	// Two reports sent after a gap, 26.5813 and 26.5823, 08:00:50 and 08:01:00;
	// whole, and in two packets.
	jtBatch = "7E 07 04 00 3F 01 39 12 34 56 78 00 01 00 02 01 00 1C 00 00 00 00 00 00 00 03 01 95 99 34 06 5C 5D 54 04 4C 01 68 00 5A 26 10 03 08 00 50 " +
		"00 1C 00 00 00 00 00 00 00 03 01 95 9D 1C 06 5C 61 3C 04 4C 01 68 00 5A 26 10 03 08 01 00 27 7E"
	jtPart1 = "7E 07 04 20 1F 01 39 12 34 56 78 00 01 00 02 00 01 00 02 01 00 1C 00 00 00 00 00 00 00 03 01 95 99 34 06 5C 5D 54 04 4C 01 68 00 5A 26 10 03 08 3E 7E"
	jtPart2 = "7E 07 04 20 20 01 39 12 34 56 78 00 02 00 02 00 02 00 50 00 1C 00 00 00 00 00 00 00 03 01 95 9D 1C 06 5C 61 3C 04 4C 01 68 00 5A 26 10 03 08 01 00 2B 7E"
	jtBeat  = "7E 00 02 00 00 01 39 12 34 56 78 00 01 33 7E" // a heartbeat
	jtQuery = "7E 02 01 00 1E 01 39 12 34 56 78 00 01 00 07 00 00 00 00 00 00 00 03 01 95 8D 7C 06 5C 51 9C 04 4C 01 68 00 5A 26 10 03 08 00 00 9C 7E"
)

// rawFrames are frames as the bytes a terminal sends.
func rawFrames(t testing.TB, frames ...string) string {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(strings.Join(frames, ""), " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// jtFix is a fix of the frames above.
func jtFix(at time.Time, lon, lat, elevationM, speedMPS float64, where int) Fix {
	f := fixAt(at, lon, lat, where)
	f.ElevationM, f.SpeedMPS, f.HeadingDeg = elevationM, speedMPS, 90
	return f
}

func TestJT808_reports(t *testing.T) {
	plain := jtFix(utc(0, 0, 0), 106.7135, 26.5783, 1100, 10, 1)
	cases := []struct {
		name   string
		frames []string
		want   []Fix
	}{
		{"a report, escaped bytes", []string{jtPlain, jtEscaped}, []Fix{plain, jtFix(utc(0, 0, 10), 106.7145, 26.5793, 126, 12.5/3.6, 2)}},
		{"south and west", []string{jtSouthWest}, []Fix{jtFix(utc(0, 0, 20), -106.5, -26.5, 1100, 10, 1)}},
		{"the edition of 2019 is the same terminal", []string{jtPlain, jtOf2019}, []Fix{plain, jtFix(utc(0, 0, 40), 106.7155, 26.5803, 1100, 10, 2)}},
		{"an answer to a query", []string{jtQuery}, []Fix{plain}},
		{"a month 13 is no time", []string{jtMonth13}, []Fix{jtFix(time.Time{}, 106.7135, 26.5783, 1100, 10, 1)}},
		{"a batch", []string{jtBatch}, []Fix{jtFix(utc(0, 0, 50), 106.7165, 26.5813, 1100, 10, 1), jtFix(utc(0, 1, 0), 106.7175, 26.5823, 1100, 10, 1)}},
		{
			"a batch in two packets, with a heartbeat between",
			[]string{jtPart1, jtBeat, jtPart2},
			[]Fix{jtFix(utc(0, 0, 50), 106.7165, 26.5813, 1100, 10, 3), jtFix(utc(0, 1, 0), 106.7175, 26.5823, 1100, 10, 3)},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := []Trace{{Name: "13912345678", Vehicle: "13912345678", Fixes: c.want}}
			traces, report := mustDecode(t, rawFrames(t, c.frames...))
			sameTraces(t, traces, want)
			if report.Format != "jt808" {
				t.Errorf("format %s", report.Format)
			}
		})
	}
}

func TestJT808_logInHexadecimal(t *testing.T) {
	log := "2026-10-03 08:00:01 RX " + jtPlain + "\n\n# reconnect\n" + strings.ToLower(strings.ReplaceAll(jtEscaped, " ", "")) + "\n"
	traces, _ := mustDecode(t, log)
	sameTraces(t, traces, []Trace{{Name: "13912345678", Vehicle: "13912345678", Fixes: []Fix{
		jtFix(utc(0, 0, 0), 106.7135, 26.5783, 1100, 10, 1), jtFix(utc(0, 0, 10), 106.7145, 26.5793, 126, 12.5/3.6, 4),
	}}})
	cut, report := mustDecode(t, jtPlain+"\n"+jtEscaped[:90])
	if len(cut[0].Fixes) != 1 || !strings.Contains(report.Notes[0].EN, "breaks off at line 2") {
		t.Errorf("a log cut short: %d fixes, %v", len(cut[0].Fixes), report.Notes)
	}
}

func TestJT808_whatIsDroppedAndSaid(t *testing.T) {
	traces, report := mustDecode(t, rawFrames(t, jtPlain, jtNoFix, jtBadSum, jtSecret, jtAntenna, "7E 01 02 7E"))
	if len(traces) != 1 || report.Fixes != 5 || report.Kept != 1 {
		t.Errorf("%d traces, %d kept of %d", len(traces), report.Kept, report.Fixes)
	}
	var got []string
	for _, d := range report.Dropped {
		got = append(got, d.Reason+" "+d.Text.EN[:len("message 2")])
	}
	if said := strings.Join(got, ", "); said != "no-fix message 2, bad-checksum message 3, encrypted message 4, repeated message 5" {
		t.Errorf("dropped %s", said)
	}
	notes := ""
	for _, n := range report.Notes {
		notes += n.EN
	}
	for _, want := range []string{"1 report with an alarm of the receiver", "1 message that are broken"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes %q, want %q", notes, want)
		}
	}
}

func TestJT808_secrecyPlugInIsGCJ02(t *testing.T) {
	traces, _ := mustDecode(t, rawFrames(t, jtPlugIn))
	if traces[0].Datum != datum.GCJ02 {
		t.Errorf("datum %q", traces[0].Datum)
	}
	mixed, _ := mustDecode(t, rawFrames(t, jtPlugIn, jtPlain))
	if mixed[0].Datum != "" {
		t.Errorf("datum %q of a trace that is shifted only in part", mixed[0].Datum)
	}
}

func TestJT808_cutOff(t *testing.T) {
	whole := rawFrames(t, jtPlain, jtEscaped)
	for cut := len(whole) - 40; cut < len(whole); cut += 3 {
		traces, report := mustDecode(t, whole[:cut])
		if len(traces[0].Fixes) != 1 || !strings.Contains(report.Notes[0].EN, "breaks off at message 2") {
			t.Fatalf("cut at %d: %d fixes, %v", cut, len(traces[0].Fixes), report.Notes)
		}
	}
}
