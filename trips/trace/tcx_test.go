package trace

import (
	"strings"
	"testing"
)

const plainTCX = `<?xml version="1.0"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities><Activity Sport="Other"><Id>2026-10-03T00:00:00Z</Id>
<Lap StartTime="2026-10-03T00:00:00Z"><Track>
<Trackpoint><Time>2026-10-03T00:00:00Z</Time><Position><LatitudeDegrees>26.5783</LatitudeDegrees><LongitudeDegrees>106.7135</LongitudeDegrees></Position>
<AltitudeMeters>1100.5</AltitudeMeters><DistanceMeters>0</DistanceMeters><Extensions><ns3:TPX xmlns:ns3="x"><ns3:Speed>10.5</ns3:Speed></ns3:TPX></Extensions></Trackpoint>
<Trackpoint><Time>2026-10-03T00:00:05Z</Time><HeartRateBpm><Value>90</Value></HeartRateBpm></Trackpoint>
</Track><Track>
<Trackpoint><Time>2026-10-03T00:10:00Z</Time><Position><LatitudeDegrees>26.6</LatitudeDegrees><LongitudeDegrees>106.8</LongitudeDegrees></Position></Trackpoint>
</Track></Lap><Lap><Track>
<Trackpoint><Time>2026-10-03T00:10:10Z</Time><Position><LatitudeDegrees>26.7</LatitudeDegrees><LongitudeDegrees>106.9</LongitudeDegrees></Position></Trackpoint>
</Track></Lap></Activity></Activities></TrainingCenterDatabase>`

func TestTCX(t *testing.T) {
	traces, report := mustDecode(t, plainTCX)
	first := fixAt(utc(0, 0, 0), 106.7135, 26.5783, 4)
	first.ElevationM, first.SpeedMPS = 1100.5, 10.5
	sameTraces(t, traces, []Trace{{
		Gaps:  []int{1}, // the watch was paused there; a new lap alone is no gap
		Fixes: []Fix{first, fixAt(utc(0, 10, 0), 106.8, 26.6, 8), fixAt(utc(0, 10, 10), 106.9, 26.7, 10)},
	}})
	if report.Format != "tcx" || len(report.Dropped) != 1 || report.Dropped[0].First != 6 {
		t.Errorf("report %+v: want the heart rate without a position dropped", report)
	}
}

func TestTCX_cutAndCourses(t *testing.T) {
	before, _, _ := strings.Cut(plainTCX, "26.7<")
	traces, report := mustDecode(t, before)
	if len(traces[0].Fixes) != 2 || !strings.Contains(report.Notes[0].EN, "breaks off at line 10") {
		t.Errorf("%d fixes, notes %v", len(traces[0].Fixes), report.Notes)
	}
	course := strings.NewReplacer("Activities>", "Courses>", "<Activity Sport=\"Other\">", "<Course>", "</Activity>", "</Course>").Replace(plainTCX)
	_, _, err := Decode(strings.NewReader(course), "course", Limits{})
	if err == nil || !strings.Contains(err.Error(), "only 4 planned route points") {
		t.Errorf("a course: %v", err)
	}
}
