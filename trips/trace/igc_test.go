package trace

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// plainIGC has fixes before and after midnight. 2634.698′ is 26.5783°, 10642.810′ is 106.7135°.
const plainIGC = "AXXX001\r\nHFDTEDATE:021026,01\r\nI013638FXA\r\nC021026000000021026000102\r\nC2634698N10642810EHOME\r\n" +
	"B2359502634698N10642810EA0110001105012\r\n" + // pressure 1100 m, satellites 1105 m, accuracy 12 m
	"B0000002634758S10642870WV0110100000008\r\n" +
	"B0000100000000N00000000EV0110200000999\r\n" +
	"LXXXnothing\r\n"

func TestIGC(t *testing.T) {
	traces, report := mustDecode(t, plainIGC)
	first, second := fixAt(utc(0, 0, -10), 106.7135, 26.5783, 6), fixAt(utc(0, 0, 0), -106.7145, -26.5793, 7)
	first.ElevationM, first.AccuracyM = 1105, 12
	second.ElevationM, second.AccuracyM = 1101, 8
	sameTraces(t, traces, []Trace{{Fixes: []Fix{first, second}}})
	if report.Fixes != 3 || len(report.Dropped) != 1 || report.Dropped[0].Reason != DropNoFix || report.Dropped[0].First != 8 {
		t.Errorf("report %+v", report)
	}
	if !strings.Contains(fmt.Sprint(report.Notes), "1 planned route point") {
		t.Errorf("notes %v", report.Notes)
	}
}

func TestIGC_datesAndDamage(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want time.Time
	}{
		"the older heading":  {"AXXX001\nHFDTE031026\nB0000002634698N10642810EA0110001105\n", utc(0, 0, 0)},
		"no date":            {"AXXX001\nHFFXA035\nB0000002634698N10642810EA0110001105\n", time.Time{}},
		"the 31 of November": {"AXXX001\nHFDTE311126\nB0000002634698N10642810EA0110001105\n", time.Time{}},
	} {
		traces, _ := mustDecode(t, c.in)
		if !traces[0].Fixes[0].At.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, traces[0].Fixes[0].At, c.want)
		}
	}
	traces, report := mustDecode(t, plainIGC[:strings.Index(plainIGC, "B000010")+20])
	if len(traces[0].Fixes) != 2 || !strings.Contains(report.Notes[0].EN, "breaks off at line 8") {
		t.Errorf("cut: %d fixes, %v", len(traces[0].Fixes), report.Notes)
	}
	_, report = mustDecode(t, "AXXX001\nHFDTE031026\nB0000002634698N10642810EA0110001105\nB0000012699698N10642810EA0110001105\nB00\n")
	if report.Kept != 1 || report.Dropped[0].Fixes != 2 {
		t.Errorf("99 minutes and a short record: %+v", report)
	}
}
