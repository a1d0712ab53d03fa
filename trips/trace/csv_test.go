package trace

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// wantTable is what a table of two rows must come to.
var wantTable = []Fix{fixAt(utc(0, 0, 0), 106.7135, 26.5783, 2), fixAt(utc(0, 0, 10), 106.7145, 26.5793, 3)}

func TestCSV_headingsDelimitersAndTimes(t *testing.T) {
	cases := map[string]string{
		"english":               "lat,lon,timestamp\n26.5783,106.7135,2026-10-03T00:00:00Z\n26.5793,106.7145,2026-10-03T00:00:10Z\n",
		"chinese in any order":  "时间,纬度,经度\n2026-10-03 08:00:00,26.5783,106.7135\n2026-10-03 08:00:10,26.5793,106.7145\n",
		"units and spaces":      "经度(°);纬度(°);定位时间\n106.7135;26.5783;2026/10/3 8:00:00\n106.7145;26.5793;2026/10/3 8:00:10\n",
		"decimal commas":        "lon;lat;time\n106,7135;26,5783;2026-10-03T00:00:00Z\n106,7145;26,5793;2026-10-03T00:00:10Z\n",
		"tabs, date and time":   "日期\t时间\t经度\t纬度\n2026年10月3日\t8:00:00\t106.7135\t26.5783\n2026年10月3日\t8:00:10\t106.7145\t26.5793\n",
		"bars and epoch":        "epoch|longitude|latitude\n1790985600|106.7135|26.5783\n1790985610000|106.7145|26.5793\n",
		"quotes and hemisphere": "\"Latitude\",\"N/S\",\"Longitude\",\"E/W\",\"Time\"\n\"26.5783\",N,\"106.7135\",E,\"2026-10-03T00:00:00Z\"\n26.5793,N,106.7145,E,2026-10-03T00:00:10Z\n",
		"month first":           "date,time,lon,lat\n10/03/2026,08:00:00,106.7135,26.5783\n10/03/2026,08:00:10,106.7145,26.5793\n",
		"afternoon words":       "时间,经度,纬度\n2026/10/3 上午 8:00:00,106.7135,26.5783\n2026/10/3 上午8:00:10,106.7145,26.5793\n",
		"both in one cell":      "时间,经纬度\n2026-10-03 08:00:00,\"106.7135,26.5783\"\n2026-10-03 08:00:10,\"106.7145,26.5793\"\n",
		"millionths":            "经度,纬度,时间\n106713500,26578300,2026-10-03 08:00:00\n106714500,26579300,2026-10-03 08:00:10\n",
		"E7":                    "longitudeE7,latitudeE7,time\n1067135000,265783000,2026-10-03T00:00:00Z\n1067145000,265793000,2026-10-03T00:00:10Z\n",
	}
	for name, in := range cases {
		t.Run(name, func(t *testing.T) {
			traces, report := mustDecode(t, in)
			sameTraces(t, traces, []Trace{{Fixes: wantTable}})
			if report.Format != "csv" || report.Kept != 2 {
				t.Errorf("report %+v", report)
			}
		})
	}
}

func TestCSV_gb18030WithTitleRow(t *testing.T) {
	in, err := simplifiedchinese.GB18030.NewEncoder().String("车辆轨迹报表,,,\n车牌号,时间,经度,纬度,速度(km/h),状态\n" +
		"川A1,2026-10-03 08:00:00,106.7135,26.5783,36,行驶\n川B2,2026-10-03 08:00:00,106.8,26.8,0,停车\n川A1,2026-10-03 08:00:10,106.7145,26.5793,72,行驶\n")
	if err != nil {
		t.Fatal(err)
	}
	traces, report := mustDecode(t, in)
	if report.Charset != "gb18030" || len(traces) != 2 {
		t.Fatalf("%s, %d traces", report.Charset, len(traces))
	}
	a := traces[0]
	if a.Vehicle != "川A1" || len(a.Fixes) != 2 || a.Fixes[0].SpeedMPS != 10 || a.Fixes[1].SpeedMPS != 20 {
		t.Errorf("first vehicle %+v", a)
	}
}

func TestCSV_headerless(t *testing.T) {
	traces, _ := mustDecode(t, "1,2026-10-03 08:00:00,106.7135,26.5783\n2,2026-10-03 08:00:10,106.7145,26.5793\n3,2026-10-03 08:00:20,106.7155,26.5803\n")
	if len(traces) != 1 || len(traces[0].Fixes) != 3 || traces[0].Fixes[0].Point != (orb.Point{106.7135, 26.5783}) || !traces[0].Fixes[1].At.Equal(utc(0, 0, 10)) {
		t.Errorf("traces %+v", traces)
	}
	for name, in := range map[string]string{
		"both could be either": "48.12345,11.54321\n48.12346,11.54322\n48.12347,11.54323\n",
		"no decimals":          "0,40,105\n5,41,106\n9,42,107\n",
	} {
		_, _, err := Decode(strings.NewReader(in), name, Limits{})
		if r, ok := refusalOf(err); !ok || r.Reason != RefusedNoTrack {
			t.Errorf("%s: %v, want a refusal that asks for headings", name, err)
		}
	}
}

func TestCSV_cutLastRowIsNotTaken(t *testing.T) {
	traces, report := mustDecode(t, "time,lon,lat\n2026-10-03T00:00:00Z,106.7135,26.5783\n2026-10-03T00:00:10Z,106.7145,26.5")
	if len(traces[0].Fixes) != 1 || !strings.Contains(report.Notes[0].EN, "breaks off") {
		t.Errorf("%d fixes, notes %v: 26.5 may have been 26.5793", len(traces[0].Fixes), report.Notes)
	}
}

func TestCSV_speedUnitIsToldByTheTrack(t *testing.T) {
	// 0.001° of latitude in 10 s is 11.1 m/s or 40 km/h.
	row := func(speed string) string {
		var b strings.Builder
		b.WriteString("time,lon,lat,speed\n")
		for i := range 10 {
			at := utc(0, 0, 0).Add(time.Duration(i) * 10 * time.Second).Format(time.RFC3339)
			b.WriteString(at + ",106.5,26." + string(rune('0'+i/10)) + "0" + string(rune('0'+i)) + "," + speed + "\n")
		}
		return b.String()
	}
	for speed, want := range map[string]float64{"11": 11, "40": 40 / 3.6, "500": math.NaN()} {
		traces, _ := mustDecode(t, row(speed))
		got := traces[0].Fixes[3].SpeedMPS
		if math.Abs(got-want) > 1e-9 || math.IsNaN(got) != math.IsNaN(want) {
			t.Errorf("speed %s read as %v m/s, want %v", speed, got, want)
		}
	}
}

func TestParseCoordinate(t *testing.T) {
	// 1°14′2.4″ = 1 + 14/60 + 2.4/3600 = 1.234.
	for in, want := range map[string]float64{
		"26.5783": 26.5783, "-1.234": -1.234, "+1.5": 1.5, "1.234°S": -1.234, "S1°14.04′": -1.234, "S 1° 14′ 2.4″": -1.234,
		"1°14′2.4″N": 1.234, "北纬26.5": 26.5, "西经 3.25": -3.25, "52.520000N": 52.52, "26度30分0秒": 26.5, "-1° 14′ 2.4″": -1.234,
		"106713500": 106.7135, "1067135000": 106.7135, "": math.NaN(), "north": math.NaN(), "1 2 3 4": math.NaN(), "5°75′": math.NaN(), "0x10": math.NaN(),
	} {
		if got := parseCoordinate([]byte(in), false); math.Abs(got-want) > 1e-9 || math.IsNaN(got) != math.IsNaN(want) {
			t.Errorf("%q read as %v, want %v", in, got, want)
		}
	}
}
