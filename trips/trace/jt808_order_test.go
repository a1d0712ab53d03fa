package trace

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// jtTerminal is a terminal that numbers its messages as JT/T 808 asks: each
// packet is a message of its own, and takes the next number (4.4.3).
type jtTerminal struct {
	number byte
	serial uint16
}

// jtReportAt is the report of a moment: a car that goes 0.0001° a second.
func jtReportAt(second int) []byte {
	b := binary.BigEndian.AppendUint32([]byte{0, 0, 0, 0}, jtFixed)
	b = binary.BigEndian.AppendUint32(b, uint32(26_500_000+100*second))
	b = binary.BigEndian.AppendUint32(b, uint32(106_500_000+100*second))
	b = append(b, 4, 0x4c, 1, 0x68, 0, 90)
	for _, two := range strings.Fields(utc(0, 0, second).In(chinaTime).Format("06 01 02 15 04 05")) {
		b = append(b, (two[0]-'0')<<4|(two[1]-'0'))
	}
	return b
}

// message puts a header, a checksum and the marks around a body; parts is 0 for
// one that is whole.
func (t *jtTerminal) message(kind uint16, body []byte, parts, part int) string {
	attributes := uint16(len(body))
	if parts > 0 {
		attributes |= 1 << 13
	}
	b := binary.BigEndian.AppendUint16(nil, kind)
	b = binary.BigEndian.AppendUint16(b, attributes)
	b = append(b, 0, 0, 0, 0, 0, t.number)
	b = binary.BigEndian.AppendUint16(b, t.serial)
	t.serial++
	if parts > 0 {
		b = binary.BigEndian.AppendUint16(b, uint16(parts))
		b = binary.BigEndian.AppendUint16(b, uint16(part))
	}
	b = append(b, body...)
	sum := byte(0)
	for _, c := range b {
		sum ^= c
	}
	return "\x7e" + strings.NewReplacer("\x7d", "\x7d\x01", "\x7e", "\x7d\x02").Replace(string(append(b, sum))) + "\x7e"
}

// now is a report of this moment (0x0200).
func (t *jtTerminal) now(second int) string { return t.message(0x0200, jtReportAt(second), 0, 0) }

// afterGap is what was measured without a network, sent later (0x0704, kind 1),
// in packets of at most size bytes; size 0 makes one message of it.
func (t *jtTerminal) afterGap(size int, seconds ...int) (packets []string) {
	body := append(binary.BigEndian.AppendUint16(nil, uint16(len(seconds))), 1)
	for _, s := range seconds {
		body = append(append(body, 0, jtReport), jtReportAt(s)...)
	}
	if size == 0 {
		return []string{t.message(0x0704, body, 0, 0)}
	}
	pieces := slices.Collect(slices.Chunk(body, size))
	for i, piece := range pieces {
		packets = append(packets, t.message(0x0704, piece, len(pieces), i+1))
	}
	return packets
}

// jtSeconds are the moments of the fixes, by terminal, and fails on a fix that
// is not where the car was then.
func jtSeconds(t interface{ Errorf(string, ...any) }, traces []Trace) map[string][]int {
	out := map[string][]int{}
	for _, trace := range traces {
		for _, f := range trace.Fixes {
			second := int(f.At.Sub(utc(0, 0, 0)) / time.Second)
			if want := fixAt(f.At, 106.5+float64(second)/1e4, 26.5+float64(second)/1e4, 0); f.Point.Lon()-want.Point.Lon() > 1e-9 || want.Point.Lon()-f.Point.Lon() > 1e-9 ||
				f.Point.Lat()-want.Point.Lat() > 1e-9 || want.Point.Lat()-f.Point.Lat() > 1e-9 {
				t.Errorf("second %d is at %v", second, f.Point)
			}
			out[trace.Vehicle] = append(out[trace.Vehicle], second)
		}
	}
	return out
}

// A valley without a network between 20 s and 70 s: what was measured there
// comes while the drive goes on, and not always as it was sent.
func TestJT808_lateAndOutOfOrder(t *testing.T) {
	type sent struct{ before, gap, after []string }
	const inPackets = 70 // bytes: six reports in three packets, no report whole in the second
	make := func(size int) sent {
		car := &jtTerminal{number: 1, serial: 65_534} // the numbers go round on the way
		return sent{
			[]string{car.now(0), car.now(10)},
			car.afterGap(size, 20, 30, 40, 50, 60, 70),
			[]string{car.now(80), car.now(90)},
		}
	}
	whole, parted := make(0), make(inPackets)
	if len(parted.gap) != 3 {
		t.Fatalf("%d packets", len(parted.gap))
	}
	everything := []int{0, 10, 20, 30, 40, 50, 60, 70, 80, 90}
	const holes, repeated = "1 message in several packets of which some are missing", "sent more than once"
	gap := parted.gap
	tests := []struct {
		name   string
		frames []string
		want   []int
		says   string
	}{
		{"as it was measured", slices.Concat(whole.before, whole.gap, whole.after), everything, ""},
		{"the gap comes after the drive went on", slices.Concat(whole.before, whole.after, whole.gap), everything, ""},
		{"the gap comes before the reports sent earlier", slices.Concat(whole.gap, whole.after, whole.before), everything, ""},
		{"packets with reports between", slices.Concat(parted.before, gap[:1], parted.after[:1], gap[1:2], parted.after[1:], gap[2:]), everything, ""},
		{"the last packet first", slices.Concat(parted.before, []string{gap[2], gap[0], gap[1]}, parted.after), everything, ""},
		{"a packet asked for once more", slices.Concat(parted.before, []string{gap[0], gap[2]}, parted.after, gap[1:2]), everything, ""},
		{"every packet twice", slices.Concat(parted.before, gap, gap, parted.after), everything, ""},
		{"every report twice", slices.Concat(whole.before, whole.before, whole.gap, whole.gap, whole.after, whole.after), everything, repeated},
		{"a packet that never comes", slices.Concat(parted.before, gap[:1], gap[2:], parted.after), []int{0, 10, 20, 30, 80, 90}, holes},
		{"the first packet never comes", slices.Concat(parted.before, gap[1:], parted.after), []int{0, 10, 80, 90}, holes},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			traces, report := mustDecode(t, strings.Join(tt.frames, ""))
			if got := jtSeconds(t, traces)["1"]; len(traces) != 1 || !slices.Equal(got, tt.want) {
				t.Errorf("%d traces, %v, want %v", len(traces), got, tt.want)
			}
			said := ""
			for _, n := range report.Notes {
				said += n.EN
			}
			for _, d := range report.Dropped {
				said += d.Text.EN
			}
			if tt.says == "" && said != "" || !strings.Contains(said, tt.says) {
				t.Errorf("said %q, want %q", said, tt.says)
			}
			if dropped := len(traces[0].Fixes); report.Kept != dropped || report.Fixes < report.Kept {
				t.Errorf("%d kept of %d, %d fixes", report.Kept, report.Fixes, dropped)
			}
		})
	}
}

// The same in a log in hexadecimal, which ends elsewhere.
func TestJT808_logOutOfOrder(t *testing.T) {
	car := &jtTerminal{number: 1}
	first, gap, last := car.now(0), car.afterGap(40, 10, 20, 30), car.now(40)
	slices.Reverse(gap)
	var log strings.Builder
	for _, frame := range slices.Concat([]string{last, first}, gap) {
		fmt.Fprintf(&log, "RX %X\n", frame)
	}
	traces, _ := mustDecode(t, log.String())
	if got := jtSeconds(t, traces)["1"]; !slices.Equal(got, []int{0, 10, 20, 30, 40}) {
		t.Errorf("%v", got)
	}
}

// A fix without a time stays behind the one it came behind.
func TestJT808_orderWithoutTimes(t *testing.T) {
	car := &jtTerminal{number: 1}
	traces, _ := mustDecode(t, car.now(60)+strings.Join(car.afterGap(0, 10, 20), ""))
	if got := jtSeconds(t, traces)["1"]; !slices.Equal(got, []int{10, 20, 60}) {
		t.Errorf("%v", got)
	}
	timeless, _ := mustDecode(t, rawFrames(t, jtOf2019, jtMonth13, jtPlain))
	var got []int
	for _, f := range timeless[0].Fixes {
		got = append(got, f.Where)
	}
	if !slices.Equal(got, []int{3, 1, 2}) {
		t.Errorf("messages %v: the one without a time came behind the first", got)
	}
}

// Whatever the order messages of several terminals come in, and however often,
// every fix is there once and in its place.
func TestJT808_anyOrderGivesTheSameFixes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := map[string][]int{}
		var frames []string
		for n := range rapid.IntRange(1, 3).Draw(t, "terminals") {
			car := &jtTerminal{number: byte(n + 1), serial: rapid.Uint16().Draw(t, "serial")}
			name := fmt.Sprint(n + 1)
			for second := 0; second < 30; {
				size := rapid.IntRange(1, 6).Draw(t, "together")
				run := make([]int, size)
				for i := range run {
					second += rapid.IntRange(1, 5).Draw(t, "step")
					run[i] = second
				}
				want[name] = append(want[name], run...)
				switch rapid.SampledFrom([]string{"now", "gap", "packets"}).Draw(t, "as") {
				case "now":
					for _, s := range run {
						frames = append(frames, car.now(s))
					}
				case "gap":
					frames = append(frames, car.afterGap(0, run...)...)
				default:
					frames = append(frames, car.afterGap(rapid.IntRange(20, 60).Draw(t, "size"), run...)...)
				}
			}
		}
		for range rapid.IntRange(0, 4).Draw(t, "twice") {
			frames = append(frames, rapid.SampledFrom(frames).Draw(t, "again"))
		}
		frames = rapid.Permutation(frames).Draw(t, "order")
		traces, report, err := Decode(strings.NewReader(strings.Join(frames, "")), "test", Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got := jtSeconds(t, traces)
		for name := range want {
			if !slices.Equal(got[name], want[name]) {
				t.Errorf("terminal %s: %v, want %v", name, got[name], want[name])
			}
		}
		if len(traces) != len(want) || len(report.Notes) != 0 {
			t.Errorf("%d traces of %d terminals, notes %v", len(traces), len(want), report.Notes)
		}
	})
}

// What waits for packets that never come is bounded, and given up oldest first.
func TestJT808_waitingIsBounded(t *testing.T) {
	j := &jt808{collector: newCollector("jt808", "", Limits{}.filled()), packets: newJTPackets()}
	car := &jtTerminal{number: 1}
	body := slices.Repeat([]byte{0xff}, 1000)
	for where := range 40_000 {
		frame := car.message(0x0704, append(binary.BigEndian.AppendUint32(nil, uint32(where)), body...), 2, 2)
		if err := j.frame([]byte(frame[1:len(frame)-1]), where); err != nil {
			t.Fatal(err)
		}
		if j.packets.bytes > maxJTWaiting {
			t.Fatalf("%d bytes wait", j.packets.bytes)
		}
	}
	const each = 1004 + jtPacketCost
	if want := 40_000 - maxJTWaiting/each; j.holes != want || len(j.packets.open) != maxJTWaiting/each {
		t.Errorf("%d given up, want %d; %d wait", j.holes, want, len(j.packets.open))
	}
}
