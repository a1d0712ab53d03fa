package trace

import (
	"strings"
	"testing"

	"licheng/geo/datum"
)

func TestGPX_creatorsKnownToShift(t *testing.T) {
	for creator, want := range map[string]datum.Datum{
		"Keep": datum.GCJ02, "keep 7.1.0": datum.GCJ02, "Zepp Life": datum.GCJ02, "Zepp Life v6.2": datum.GCJ02, "高德地图": datum.GCJ02,
		"百度地图": datum.BD09, "Keep/8.0 (iPhone)": datum.GCJ02,
		"GPX Keeper": "", "Keeping track": "", "OsmAnd": "", "Garmin Connect": "", "": "", "2bulu": "", "not keep": "", "StravaGPX": "",
	} {
		traces, report := mustDecode(t, strings.Replace(plainGPX, "<gpx>", `<gpx version="1.1" creator="`+creator+`">`, 1))
		if traces[0].Datum != want {
			t.Errorf("%q: %q, want %q", creator, traces[0].Datum, want)
		}
		if said := len(report.Notes) > 1; said != (want != "") {
			t.Errorf("%q: notes %v", creator, report.Notes)
		}
	}
}
