package trace

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestGoogle_records(t *testing.T) {
	traces, report := mustDecode(t, `{"locations":[
{"latitudeE7":265793000,"longitudeE7":1067145000,"timestampMs":"1790985610000","accuracy":20,"velocity":10,"heading":90,"altitude":1100,"activity":[{"timestampMs":"1","activity":[{"type":"IN_VEHICLE"}]}]},
{"latitudeE7":265783000,"longitudeE7":1067135000,"timestamp":"2026-10-03T00:00:00.000Z","source":"GPS"},
{"latitudeE7":265803000,"longitudeE7":3227817296,"timestamp":"2026-10-03T00:00:20Z"},
{"source":"WIFI","timestamp":"2026-10-03T00:00:30Z"}]}`)
	second := fixAt(utc(0, 0, 10), 106.7145, 26.5793, 2)
	second.AccuracyM, second.SpeedMPS, second.HeadingDeg, second.ElevationM = 20, 10, 90, 1100
	// 3227817296 − 2³² = −1067150000.
	sameTraces(t, traces, []Trace{{Fixes: []Fix{fixAt(utc(0, 0, 0), 106.7135, 26.5783, 3), second, fixAt(utc(0, 0, 20), -106.715, 26.5803, 4)}}})
	if report.Format != "google-json" || len(report.Dropped) != 1 || report.Dropped[0].Reason != DropNoPosition {
		t.Errorf("report %+v", report)
	}
}

func TestGoogle_semanticHistory(t *testing.T) {
	traces, report := mustDecode(t, `{"timelineObjects":[
{"placeVisit":{"location":{"latitudeE7":1,"longitudeE7":1}}},
{"activitySegment":{"startLocation":{"latitudeE7":265783000,"longitudeE7":1067135000},"endLocation":{"latitudeE7":265803000,"longitudeE7":1067155000},
"duration":{"startTimestamp":"2026-10-03T00:00:00Z","endTimestamp":"2026-10-03T00:00:20Z"},"distance":300,
"waypointPath":{"waypoints":[{"latE7":1,"lngE7":1}]},
"simplifiedRawPath":{"points":[{"latE7":265793000,"lngE7":1067145000,"accuracyMeters":8,"timestamp":"2026-10-03T00:00:10Z"}]}}},
{"activitySegment":{"startLocation":{"latitudeE7":265903000,"longitudeE7":1067255000},"endLocation":{"latitudeE7":266003000,"longitudeE7":1067355000},
"duration":{"startTimestampMs":"1790989200000","endTimestampMs":"1790989800000"},"waypointPath":{"waypoints":[{"latE7":265953000,"lngE7":1067305000}]}}}]}`)
	middle := fixAt(utc(0, 0, 10), 106.7145, 26.5793, 6)
	middle.AccuracyM = 8
	sameTraces(t, traces, []Trace{{Gaps: []int{3}, Fixes: []Fix{
		fixAt(utc(0, 0, 0), 106.7135, 26.5783, 3), middle, fixAt(utc(0, 0, 20), 106.7155, 26.5803, 3),
		fixAt(utc(1, 0, 0), 106.7255, 26.5903, 7), fixAt(time.Time{}, 106.7305, 26.5953, 8), fixAt(utc(1, 10, 0), 106.7355, 26.6003, 7),
	}}})
	if !strings.Contains(fmt.Sprint(report.Notes), "1 marked place") {
		t.Errorf("notes %v", report.Notes)
	}
}

func TestGoogle_phoneTimeline(t *testing.T) {
	android := `{"semanticSegments":[{"startTime":"2026-10-03T08:00:00.000+08:00","endTime":"2026-10-03T08:01:00.000+08:00",
"timelinePath":[{"point":"26.5793°, 106.7145°","time":"2026-10-03T08:00:10.000+08:00"}]},
{"startTime":"2026-10-03T08:00:00.000+08:00","endTime":"2026-10-03T08:01:00.000+08:00","activity":{"start":{"latLng":"26.0°, 106.0°"},"end":{"latLng":"27.0°, 107.0°"}}},
{"visit":{"topCandidate":{"placeLocation":{"latLng":"1.0°, 1.0°"}}}}],
"rawSignals":[{"position":{"LatLng":"26.5783°, 106.7135°","accuracyMeters":13,"altitudeMeters":1100.5,"speedMetersPerSecond":2.5,"timestamp":"2026-10-03T00:00:00.000Z"}},
{"wifiScan":{"deliveryTime":"2026-10-03T00:00:00Z"}}]}`
	first := fixAt(utc(0, 0, 0), 106.7135, 26.5783, 5)
	first.AccuracyM, first.ElevationM, first.SpeedMPS = 13, 1100.5, 2.5
	traces, _ := mustDecode(t, android)
	sameTraces(t, traces, []Trace{{Fixes: []Fix{first, fixAt(utc(0, 0, 10), 106.7145, 26.5793, 2)}}})

	ios := `[{"startTime":"2026-10-03T08:00:00+08:00","endTime":"2026-10-03T10:00:00+08:00","timelinePath":[
{"point":"geo:26.5783,106.7135","durationMinutesOffsetFromStartTime":"0"},
{"point":"geo:26.5793,106.7145","durationMinutesOffsetFromStartTime":"5"}]},
{"visit":{"hierarchyLevel":"0"}}]`
	traces, _ = mustDecode(t, ios)
	sameTraces(t, traces, []Trace{{Fixes: []Fix{fixAt(utc(0, 0, 0), 106.7135, 26.5783, 2), fixAt(utc(0, 5, 0), 106.7145, 26.5793, 3)}}})
}

func TestGoogle_onlyBeginningsAndEnds(t *testing.T) {
	traces, report := mustDecode(t, `{"semanticSegments":[{"startTime":"2026-10-03T00:00:00Z","endTime":"2026-10-03T00:30:00Z","activity":{"start":{"latLng":"26.5°, 106.5°"},"end":{"latLng":"26.6°, 106.6°"}}}]}`)
	sameTraces(t, traces, []Trace{{Fixes: []Fix{fixAt(utc(0, 0, 0), 106.5, 26.5, 1), fixAt(utc(0, 30, 0), 106.6, 26.6, 1)}}})
	if !strings.Contains(fmt.Sprint(report.Notes), "nothing between") {
		t.Errorf("notes %v", report.Notes)
	}
}

func TestGoogle_cutKeepsWhatWasWhole(t *testing.T) {
	traces, report := mustDecode(t, "{\"locations\":[\n{\"latitudeE7\":265783000,\"longitudeE7\":1067135000,\"timestamp\":\"2026-10-03T00:00:00Z\"},\n{\"latitudeE7\":2657")
	if len(traces[0].Fixes) != 1 || !strings.Contains(fmt.Sprint(report.Notes), "breaks off at line 3") {
		t.Errorf("%d fixes, %v", len(traces[0].Fixes), report.Notes)
	}
}
