package trace

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// sentence adds the checksum: the exclusive or of all between $ and *.
func sentence(s string) string {
	sum := byte(0)
	for i := range len(s) {
		sum ^= s[i]
	}
	return fmt.Sprintf("$%s*%02X\r\n", s, sum)
}

func TestNMEA_oneFixATimeOfDay(t *testing.T) {
	// 2634.698′ N is 26 + 34.698/60 = 26.5783°, 10642.81′ E is 106.7135°.
	traces, report := mustDecode(t, sentence("BDRMC,000000.00,A,2634.69800,N,10642.81000,E,19.438,090.0,031026,,,A")+
		sentence("BDGGA,000000.00,2634.69800,N,10642.81000,E,1,09,2.0,1100.5,M,-30.0,M,,")+
		sentence("GBGSV,1,1,00")+
		sentence("GNRMC,000010.00,A,2634.75800,S,10642.87000,W,,,031026,,,A"))
	first, second := fixAt(utc(0, 0, 0), 106.7135, 26.5783, 1), fixAt(utc(0, 0, 10), -106.7145, -26.5793, 4)
	first.ElevationM, first.AccuracyM, first.SpeedMPS, first.HeadingDeg = 1100.5, 10, 19.438*1852/3600, 90
	for i, want := range []Fix{first, second} {
		got := traces[0].Fixes[i]
		if d := got.Point[0] - want.Point[0]; d > 1e-9 || d < -1e-9 {
			t.Errorf("fix %d at %v, want %v", i, got.Point, want.Point)
		}
		if d := got.Point[1] - want.Point[1]; d > 1e-9 || d < -1e-9 {
			t.Errorf("fix %d at %v, want %v", i, got.Point, want.Point)
		}
		traces[0].Fixes[i].Point = want.Point
	}
	sameTraces(t, traces, []Trace{{Fixes: []Fix{first, second}}})
	if report.Format != "nmea" || report.Fixes != 2 {
		t.Errorf("report %+v", report)
	}
}

func TestNMEA_dates(t *testing.T) {
	gga := func(clock string) string {
		return sentence("GPGGA," + clock + ",2634.698,N,10642.810,E,1,09,1.0,1100,M,0,M,,")
	}
	zda := sentence("GPZDA,000010.00,03,10,2026,00,00")
	cases := []struct {
		name, in string
		want     []time.Time
		note     string
	}{
		{"a date at the end counts back over midnight", gga("235950.00") + gga("000000.00") + zda, []time.Time{utc(0, 0, -10), utc(0, 0, 0)}, ""},
		{"a date at the beginning counts on", sentence("GPZDA,235940.00,02,10,2026,00,00") + gga("235950.00") + gga("000000.00"), []time.Time{utc(0, 0, -10), utc(0, 0, 0)}, ""},
		{"no date at all", gga("080000") + gga("080001"), []time.Time{{}, {}}, "time of day but no date"},
		{"times written oddly", gga("000001.") + gga(" 000002") + gga("000003.x") + zda, []time.Time{utc(0, 0, 1), utc(0, 0, 2), utc(0, 0, 3)}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			traces, report := mustDecode(t, c.in)
			for i, f := range traces[0].Fixes {
				if !f.At.Equal(c.want[i]) {
					t.Errorf("fix %d at %v, want %v", i, f.At, c.want[i])
				}
			}
			if len(traces[0].Fixes) != len(c.want) || !strings.Contains(fmt.Sprint(report.Notes), c.note) {
				t.Errorf("%d fixes, notes %v", len(traces[0].Fixes), report.Notes)
			}
		})
	}
}

func TestNMEA_whatIsDropped(t *testing.T) {
	good := sentence("GPRMC,000000,A,2634.698,N,10642.810,E,,,031026,,,A")
	traces, report := mustDecode(t, "garbage\r\n"+good+
		strings.Replace(sentence("GPRMC,000001,A,2634.698,N,10642.810,E,,,031026,,,A"), "2634.698", "2634.798", 1)+
		sentence("GPRMC,000002,V,,,,,,,031026,,,N")+
		sentence("GPGGA,000003,2634.698,N,10642.810,E,0,00,99,,M,,M,,")+
		"2026-10-03 08:00:04 "+strings.Replace(good, "000000,A", "000004,A", 1)[:50]+"\r\n"+
		"$GPRMC,000005,A,2634.698,N,10642.81")
	if got := len(traces[0].Fixes); got != 1 {
		t.Errorf("%d fixes", got)
	}
	var got []string
	for _, d := range report.Dropped {
		got = append(got, fmt.Sprintf("%s %d–%d", d.Reason, d.First, d.Last))
	}
	if said := strings.Join(got, ", "); said != "bad-checksum 3–3, no-fix 4–4, no-fix 5–5, bad-checksum 6–6" {
		t.Errorf("dropped %s", said)
	}
	if said := fmt.Sprint(report.Notes); !strings.Contains(said, "breaks off at line 7") {
		t.Errorf("notes %s", said)
	}
	if !strings.Contains(report.Dropped[0].Text.EN, "line 3: the checksums") || !strings.HasPrefix(report.Dropped[0].Text.ZH, "第 3 行：") {
		t.Errorf("said %v", report.Dropped[0].Text)
	}
}

func TestNMEA_withoutChecksumAndWaypoints(t *testing.T) {
	traces, report := mustDecode(t, "$GPRMC,000000,A,2634.698,N,10642.810,E,,,031026,,,A\n"+sentence("GPWPL,2634.698,N,10642.810,E,HOME"))
	if len(traces[0].Fixes) != 1 || !strings.Contains(fmt.Sprint(report.Notes), "1 sentence without a checksum") {
		t.Errorf("notes %v", report.Notes)
	}
	_, _, err := Decode(strings.NewReader(sentence("GPWPL,2634.698,N,10642.810,E,HOME")), "w", Limits{})
	if err == nil || !strings.Contains(err.Error(), "only 1 marked place") {
		t.Errorf("waypoints alone: %v", err)
	}
}
