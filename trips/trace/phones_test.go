package trace

import (
	"fmt"
	"strings"
	"testing"
)

func TestOwnTracks_rec(t *testing.T) {
	const phone = `"topic":"owntracks/li/phone"`
	traces, report := mustDecode(t, "2026-10-03T00:00:00Z\t*                 \t{\"_type\":\"location\","+phone+",\"lat\":26.5783,\"lon\":106.7135,\"tst\":1790985600,\"acc\":10,\"alt\":1100,\"vel\":36,\"cog\":90}\n"+
		"2026-10-03T00:00:05Z\t*                 \t{\"_type\":\"transition\",\"lat\":1,\"lon\":1,\"tst\":1790985605,\"event\":\"leave\"}\n"+
		"2026-10-03T00:00:06Z\tlwt               \t{\"_type\":\"lwt\",\"tst\":1}\n"+
		"2026-10-03T00:00:07Z\t*                 \t{\"_type\":\"location\",\"lat\":26,\n"+
		"2026-10-03T00:00:08Z\t*                 \t{\"_type\":\"encrypted\",\"data\":\"AAAA\"}\n"+
		"2026-10-03T00:00:10Z\t*                 \t{\"_type\":\"location\","+phone+",\"lat\":26.5793,\"lon\":106.7145}\n"+
		"2026-10-03T00:00:20Z\t*                 \t{\"_type\":\"loca")
	first := fixAt(utc(0, 0, 0), 106.7135, 26.5783, 1)
	first.AccuracyM, first.ElevationM, first.SpeedMPS, first.HeadingDeg = 10, 1100, 10, 90
	// The second message has no tst of its own: the time of the line counts.
	sameTraces(t, traces, []Trace{{Name: "owntracks/li/phone", Vehicle: "owntracks/li/phone", Fixes: []Fix{first, fixAt(utc(0, 0, 10), 106.7145, 26.5793, 6)}}})
	var got []string
	for _, d := range report.Dropped {
		got = append(got, fmt.Sprintf("%s %d", d.Reason, d.First))
	}
	if said := strings.Join(got, ", "); said != "no-position 4, encrypted 5" {
		t.Errorf("dropped %s", said)
	}
	if said := fmt.Sprint(report.Notes); !strings.Contains(said, "breaks off at line 7") || !strings.Contains(said, "1 marked place") {
		t.Errorf("notes %s", said)
	}
}

func TestOwnTracks_json(t *testing.T) {
	for name, in := range map[string]string{
		"an array":              `[{"_type":"location","lat":26.5783,"lon":106.7135,"tst":1790985600},{"_type":"waypoint","lat":1,"lon":1}]`,
		"one message":           `{"_type":"location","lat":26.5783,"lon":106.7135,"tst":1790985600}`,
		"one after another":     `{"_type":"lwt"}` + " " + `{"lat":26.5783,"tst":1790985600,"lon":106.7135,"_type":"location","inregions":["home"]}`,
		"with members it nests": `{"_type":"location","x":{"lat":1,"_type":"no"},"lat":26.5783,"lon":106.7135,"tst":1790985600}`,
	} {
		t.Run(name, func(t *testing.T) {
			traces, report := mustDecode(t, in)
			sameTraces(t, traces, []Trace{{Fixes: []Fix{fixAt(utc(0, 0, 0), 106.7135, 26.5783, 1)}}})
			if report.Format != "owntracks" {
				t.Errorf("format %s", report.Format)
			}
		})
	}
}

func TestOverland(t *testing.T) {
	traces, report := mustDecode(t, `{"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":[106.7135,26.5783]},
"properties":{"timestamp":"2026-10-03T00:00:00Z","altitude":1100,"speed":10,"horizontal_accuracy":30,"vertical_accuracy":-1,"motion":["driving"],"course":-1}}],
"current":{"x":[1]}}`)
	want := fixAt(utc(0, 0, 0), 106.7135, 26.5783, 1)
	want.ElevationM, want.SpeedMPS, want.AccuracyM = 1100, 10, 30
	sameTraces(t, traces, []Trace{{Fixes: []Fix{want}}})
	if report.Format != "overland" {
		t.Errorf("format %s", report.Format)
	}
}
