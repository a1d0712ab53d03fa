package trace

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"
)

// fitOf puts a FIT file together by hand: a header of 14 bytes, messages, and
// the checksums of both.
func fitOf(messages ...string) string {
	body := strings.Join(messages, "")
	head := "\x0e\x20\x00\x08" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + ".FIT"
	head += fitSum(head)
	return head + body + fitSum(head+body)
}

// fitSum is the checksum of the FIT protocol: CRC-16 with the polynomial
// x¹⁶+x¹⁵+x²+1, bits reversed, bit by bit.
func fitSum(s string) string {
	crc := uint16(0)
	for i := range len(s) {
		crc ^= uint16(s[i])
		for range 8 {
			carry := crc & 1
			crc >>= 1
			if carry != 0 {
				crc ^= 0xA001
			}
		}
	}
	return string([]byte{byte(crc), byte(crc >> 8)})
}

// The messages of the tests. 45° is 2²⁹ semicircles, 90° 2³⁰, 11.25° 2²⁷. The
// second 1159920000 of FIT is 3 October 2026 00:00:00 UTC.
const (
	fitActivity = "\x41\x00\x00\x00\x00\x01\x00\x01\x00" + "\x01\x04" // file_id: type 4
	fitCourse   = "\x41\x00\x00\x00\x00\x01\x00\x01\x00" + "\x01\x06" // file_id: type 6
	// record: timestamp u32, lat s32, lon s32, altitude u16 (×5, +500), speed u16 (mm/s)
	fitRecord = "\x40\x00\x00\x14\x00\x05\xfd\x04\x86\x00\x04\x85\x01\x04\x85\x02\x02\x84\x06\x02\x83"
	fitFirst  = "\x00" + "\x80\xf9\x22\x45" + "\x00\x00\x00\x20" + "\x00\x00\x00\x40" + "\x70\x17" + "\x10\x27" // 45°N 90°E, 700 m, 10 m/s
	fitSecond = "\x00" + "\x8a\xf9\x22\x45" + "\x00\x00\x00\x20" + "\x00\x00\x00\x48" + "\xff\xff" + "\xff\xff" // 45°N 101.25°E, ten seconds on
	fitIndoor = "\x00" + "\x94\xf9\x22\x45" + "\xff\xff\xff\x7f" + "\xff\xff\xff\x7f" + "\xff\xff" + "\xff\xff" // without a position
	fitClock  = "\x00" + "\x10\x00\x00\x00" + "\x00\x00\x00\x20" + "\x00\x00\x00\x40" + "\xff\xff" + "\xff\xff" // 16 s since it was switched on
	// event: event 0 (timer), event_type 4 (stop_all)
	fitStop = "\x42\x00\x00\x15\x00\x02\x00\x01\x00\x01\x01\x00" + "\x02\x00\x04"
)

func fitFixes() (first, second Fix) {
	first = fixAt(utc(0, 0, 0), 90, 45, 2)
	first.ElevationM, first.SpeedMPS = 700, 10
	return first, fixAt(utc(0, 0, 10), 101.25, 45, 3)
}

func TestFIT(t *testing.T) {
	first, second := fitFixes()
	again := first
	again.Where = 4
	clockless := fixAt(time.Time{}, 90, 45, 2)
	cases := []struct {
		name, in string
		want     []Trace
		dropped  int
	}{
		{"records", fitOf(fitActivity, fitRecord, fitFirst, fitSecond), []Trace{{Fixes: []Fix{first, second}}}, 0},
		{"a record without a position", fitOf(fitActivity, fitRecord, fitFirst, fitSecond, fitIndoor), []Trace{{Fixes: []Fix{first, second}}}, 1},
		{"seconds since it was switched on are no time", fitOf(fitActivity, fitRecord, fitClock), []Trace{{Fixes: []Fix{clockless}}}, 0},
		{
			"a chained file is a trace of its own",
			fitOf(fitActivity, fitRecord, fitFirst) + fitOf(fitActivity, fitRecord, fitFirst),
			[]Trace{{Fixes: []Fix{first}}, {Fixes: []Fix{again}}},
			0,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			traces, report := mustDecode(t, c.in)
			sameTraces(t, traces, c.want)
			if report.Format != "fit" || report.Fixes-report.Kept != c.dropped {
				t.Errorf("report %+v", report)
			}
		})
	}
	traces, _ := mustDecode(t, fitOf(fitActivity, fitRecord, fitFirst, fitStop, fitSecond))
	if len(traces[0].Gaps) != 1 || traces[0].Gaps[0] != 1 {
		t.Errorf("gaps %v where the timer was stopped", traces[0].Gaps)
	}
}

func TestFIT_damage(t *testing.T) {
	whole := fitOf(fitActivity, fitRecord, fitFirst, fitSecond)
	traces, report := mustDecode(t, whole[:len(whole)-10]) // within the second record
	if len(traces[0].Fixes) != 1 || !strings.Contains(report.Notes[0].EN, "breaks off at message 2") {
		t.Errorf("cut: %d fixes, %v", len(traces[0].Fixes), report.Notes)
	}
	traces, report = mustDecode(t, whole[:len(whole)-2]+"xx")
	if len(traces[0].Fixes) != 2 || !strings.Contains(report.Notes[0].EN, "checksum of the file does not fit (after message 3)") {
		t.Errorf("wrong checksum: %d fixes, %v", len(traces[0].Fixes), report.Notes)
	}
	indoor := fitOf(fitActivity, fitRecord, fitIndoor)
	_, _, err := Decode(strings.NewReader(indoor[:len(indoor)-2]+"xx"), "indoor", Limits{})
	if r, ok := refusalOf(err); !ok || !strings.Contains(r.Error(), "message 2: of 1 track point in the file none can be used, since they have no readable latitude") {
		t.Errorf("indoors, with a wrong checksum: %v", err)
	}
	_, _, err = Decode(strings.NewReader(fitOf(fitCourse, fitRecord, fitFirst, fitSecond)), "course", Limits{})
	if r, ok := refusalOf(err); !ok || !strings.Contains(r.Error(), "only 2 planned route points") {
		t.Errorf("a course: %v", err)
	}
}
