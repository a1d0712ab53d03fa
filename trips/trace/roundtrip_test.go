package trace

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// written is a fix as the writers below put it into a file: a position in
// millionths of a degree and a second of the year 2026.
type written struct{ lonE6, latE6, second int }

func (w written) at() time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(w.second) * time.Second)
}

// writers write fixes in a format in the simplest way its definition allows;
// toleranceDeg is what the format rounds a coordinate to.
var writers = []struct {
	format       string
	toleranceDeg float64
	write        func([]written) string
}{
	{"gpx", 1e-9, func(fixes []written) string {
		return wrapped(fixes, "<gpx><trk><trkseg>", `<trkpt lat="%.6f" lon="%.6f"><time>%s</time></trkpt>`, "</trkseg></trk></gpx>")
	}},
	{"tcx", 1e-9, func(fixes []written) string {
		return wrapped(fixes, "<TrainingCenterDatabase><Activity><Lap><Track>",
			"<Trackpoint><Position><LatitudeDegrees>%.6f</LatitudeDegrees><LongitudeDegrees>%.6f</LongitudeDegrees></Position><Time>%s</Time></Trackpoint>",
			"</Track></Lap></Activity></TrainingCenterDatabase>")
	}},
	{"csv", 1e-9, func(fixes []written) string { return wrapped(fixes, "lat\tlon\ttime\n", "%.6f\t%.6f\t%s\n", "") }},
	{"google-json", 1e-9, func(fixes []written) string {
		rows := make([]string, len(fixes))
		for i, w := range fixes {
			rows[i] = fmt.Sprintf(`{"latitudeE7":%d,"longitudeE7":%d,"timestampMs":"%d"}`, w.latE6*10, w.lonE6*10, w.at().UnixMilli())
		}
		return `{"locations":[` + strings.Join(rows, ",") + "]}"
	}},
	{"owntracks", 1e-9, func(fixes []written) string {
		var b strings.Builder
		for _, w := range fixes {
			fmt.Fprintf(&b, `{"_type":"location","lat":%.6f,"lon":%.6f,"tst":%d}`+"\n", float64(w.latE6)/1e6, float64(w.lonE6)/1e6, w.at().Unix())
		}
		return b.String()
	}},
	{"nmea", 1e-6, func(fixes []written) string {
		var b strings.Builder
		for _, w := range fixes {
			lat, ns := minutes(w.latE6, "N", "S")
			lon, ew := minutes(w.lonE6, "E", "W")
			b.WriteString(sentence(fmt.Sprintf("BDRMC,%s,A,%02d%08.5f,%s,%03d%08.5f,%s,,,%s,,,A", w.at().Format("150405.00"),
				int(lat), (lat-math.Floor(lat))*60, ns, int(lon), (lon-math.Floor(lon))*60, ew, w.at().Format("020106"))))
		}
		return b.String()
	}},
	{"fit", 1e-7, func(fixes []written) string {
		messages := []string{fitActivity, fitRecord}
		for _, w := range fixes {
			b := binary.LittleEndian.AppendUint32([]byte{0}, uint32(w.at().Unix()-fitEpoch.Unix()))
			b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.Round(float64(w.latE6)/180e6*(1<<31)))))
			b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.Round(float64(w.lonE6)/180e6*(1<<31)))))
			messages = append(messages, string(append(b, 0xff, 0xff, 0xff, 0xff)))
		}
		return fitOf(messages...)
	}},
	{"jt808", 1e-9, func(fixes []written) string {
		var b strings.Builder
		for _, w := range fixes {
			b.WriteString(jtFrame(w))
		}
		return b.String()
	}},
}

// wrapped writes a row for each fix between a head and a tail.
func wrapped(fixes []written, head, row, tail string) string {
	var b strings.Builder
	b.WriteString(head)
	for _, w := range fixes {
		fmt.Fprintf(&b, row, float64(w.latE6)/1e6, float64(w.lonE6)/1e6, w.at().Format(time.RFC3339))
	}
	return b.String() + tail
}

// minutes splits off the sign.
func minutes(e6 int, plus, minus string) (float64, string) {
	if e6 < 0 {
		return float64(-e6) / 1e6, minus
	}
	return float64(e6) / 1e6, plus
}

// jtFrame writes a report of terminal 1 with its escapes and checksum.
func jtFrame(w written) string {
	status := uint32(jtFixed)
	lat, lon := w.latE6, w.lonE6
	if lat < 0 {
		status, lat = status|jtSouth, -lat
	}
	if lon < 0 {
		status, lon = status|jtWest, -lon
	}
	b := []byte{2, 0, 0, 28, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0}
	b = binary.BigEndian.AppendUint32(b, status)
	b = binary.BigEndian.AppendUint32(b, uint32(lat))
	b = binary.BigEndian.AppendUint32(b, uint32(lon))
	b = append(b, 0, 0, 0, 0, 0, 0)
	for _, two := range strings.Fields(w.at().In(chinaTime).Format("06 01 02 15 04 05")) {
		b = append(b, (two[0]-'0')<<4|(two[1]-'0'))
	}
	sum := byte(0)
	for _, c := range b {
		sum ^= c
	}
	inside := strings.NewReplacer("\x7d", "\x7d\x01", "\x7e", "\x7d\x02").Replace(string(append(b, sum)))
	return "\x7e" + inside + "\x7e"
}

// TestRoundTrip writes random fixes in every format that is simple enough to
// write, and reads them back.
func TestRoundTrip(t *testing.T) {
	for _, w := range writers {
		t.Run(w.format, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				fixes := make([]written, rapid.IntRange(1, 20).Draw(t, "n"))
				second := rapid.IntRange(0, 300*86_400).Draw(t, "begins")
				for i := range fixes {
					second += rapid.IntRange(1, 1000).Draw(t, "step")
					fixes[i] = written{
						rapid.IntRange(-179_900_000, 179_900_000).Draw(t, "lon"), rapid.IntRange(1001, 89_000_000).Draw(t, "lat"), second,
					}
					if rapid.Bool().Draw(t, "south") {
						fixes[i].latE6 *= -1
					}
				}
				traces, report, err := Decode(strings.NewReader(w.write(fixes)), w.format, Limits{})
				if err != nil || report.Format != w.format || len(traces) != 1 || len(traces[0].Fixes) != len(fixes) {
					t.Fatalf("%s: %d traces, %v, %+v", report.Format, len(traces), err, report)
				}
				for i, f := range traces[0].Fixes {
					lon, lat := float64(fixes[i].lonE6)/1e6, float64(fixes[i].latE6)/1e6
					if math.Abs(f.Point[0]-lon) > w.toleranceDeg || math.Abs(f.Point[1]-lat) > w.toleranceDeg || !f.At.Equal(fixes[i].at()) {
						t.Fatalf("fix %d read as %v %v, written %v %v %v", i, f.Point, f.At, lon, lat, fixes[i].at())
					}
				}
			})
		})
	}
}
