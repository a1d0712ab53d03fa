package trace

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestMarkup_agreesWithEncodingXML holds the reader against encoding/xml on
// random documents: same tags, same text.
func TestMarkup_agreesWithEncodingXML(t *testing.T) {
	for seed := range int64(300) {
		doc := randomXML(rand.New(rand.NewSource(seed)), 0)
		got, want := byMarkup(t, doc), byEncodingXML(t, doc)
		if got != want {
			t.Fatalf("seed %d: %s\n got %s\nwant %s", seed, doc, got, want)
		}
	}
}

// randomXML writes an element with attributes, text, comments and children.
func randomXML(rng *rand.Rand, depth int) string {
	name := []string{"a", "b:c", "trkpt", "漢字"}[rng.Intn(4)]
	attrs := []string{"", ` x="1>2"`, ` p:y='"'`, "\n z = \"/\""}[rng.Intn(4)]
	if rng.Intn(5) == 0 {
		return "<" + name + attrs + "/>"
	}
	var b strings.Builder
	b.WriteString("<" + name + attrs + ">")
	for range rng.Intn(4) {
		switch rng.Intn(6) {
		case 0:
			b.WriteString(" 26.5 \n")
		case 1:
			b.WriteString("<!-- <x> -- >-->")
		case 2:
			b.WriteString("<![CDATA[<&]]]>")
		case 3:
			b.WriteString("<?pi a>b?>")
		default:
			if depth < 5 {
				b.WriteString(randomXML(rng, depth+1))
			}
		}
	}
	return b.String() + "</" + name + " >"
}

func byMarkup(t *testing.T, doc string) string {
	m := newMarkup(iotestOneByte{strings.NewReader(doc)}, 64)
	var b strings.Builder
	for {
		tok, err := m.next()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%q: %v", doc, err)
		}
		switch tok {
		case startTag:
			x, _ := m.attr("x")
			fmt.Fprintf(&b, "<%s %s>", m.name, x)
		case endTag:
			fmt.Fprintf(&b, "</%s>", m.name)
		case textPart:
			b.Write(m.text)
		}
	}
}

func byEncodingXML(t *testing.T, doc string) string {
	dec := xml.NewDecoder(strings.NewReader(strings.ReplaceAll(doc, "-- >-->", "- >-->"))) // it refuses -- in comments
	var b strings.Builder
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%q: %v", doc, err)
		}
		switch v := tok.(type) {
		case xml.StartElement:
			x := ""
			for _, a := range v.Attr {
				if a.Name.Local == "x" {
					x = a.Value
				}
			}
			fmt.Fprintf(&b, "<%s %s>", v.Name.Local, x)
		case xml.EndElement:
			fmt.Fprintf(&b, "</%s>", v.Name.Local)
		case xml.CharData:
			b.Write(v)
		}
	}
}

// iotestOneByte gives a byte at a time, so that every token is cut everywhere.
type iotestOneByte struct{ r io.Reader }

func (o iotestOneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(len(p), 1)]) }

func TestParseNumber_agreesWithStrconv(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[+-]?[0-9]{0,17}(\.[0-9]{0,9})?(e[+-]?[0-9]{1,2})?`).Draw(t, "number")
		want, err := strconv.ParseFloat(s, 64)
		got, ok := parseNumber([]byte(s))
		if ok != (err == nil) || ok && got != want {
			t.Fatalf("%q read as %v %v, strconv says %v %v", s, got, ok, want, err)
		}
	})
	for _, s := range []string{"", "NaN", "inf", "0x1p3", "1_000", "1e999", "--1", ".", "+"} {
		if v, ok := parseNumber([]byte(s)); ok || !math.IsNaN(v) {
			t.Errorf("%q read as %v", s, v)
		}
	}
}

func TestParseTime(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return v.UTC()
	}
	cases := []struct {
		in, want  string
		precision precision
	}{
		{"2026-10-03T08:05:09Z", "2026-10-03T08:05:09Z", exact},
		{"2026-10-03T08:05:09.25+08:00", "2026-10-03T00:05:09.25Z", exact},
		{"2026-10-03T08:05:09-0530", "2026-10-03T13:35:09Z", exact},
		{"2026-10-03 08:05:09", "2026-10-03T00:05:09Z", exact},
		{"2026/10/3 8:05:09", "2026-10-03T00:05:09Z", exact},
		{"2026年10月3日 8时5分9秒", "2026-10-03T00:05:09Z", exact},
		{"2026-12-14-13.14.36.000000", "2026-12-14T05:14:36Z", exact},
		{"20261003080509", "2026-10-03T00:05:09Z", exact},
		{"2026-10-03T08:05:09 UTC", "2026-10-03T08:05:09Z", exact},
		{"2026/10/3 下午 8:05:09", "2026-10-03T12:05:09Z", exact},
		{"2026-10-03 12:05:09 AM", "2026-10-02T16:05:09Z", exact},
		{"2026-10-03 08:05", "2026-10-03T00:05:00Z", minuteTop},
		{"2026-10-03", "2026-10-02T16:00:00Z", dayOnly},
		{"2026-02-29", "", noTime},
		{"2026-13-01 08:00:00", "", noTime},
		{"2026-10-03 25:00:00", "", noTime},
		{"1970-01-01T00:00:00Z", "", noTime},
		{"4096-12-12T08:00:00Z", "", noTime},
		{"yesterday", "", noTime},
		{"2026-10-03T08:05:09Zx", "", noTime},
	}
	for _, c := range cases {
		got, p := parseTime([]byte(c.in), chinaTime)
		if p != c.precision {
			t.Errorf("%q has precision %d, want %d", c.in, p, c.precision)
		}
		if c.want != "" && !got.Equal(at(c.want)) {
			t.Errorf("%q read as %v, want %s", c.in, got, c.want)
		}
	}
}

func TestTimes_outcomes(t *testing.T) {
	gpx := func(times ...string) string {
		var b strings.Builder
		b.WriteString("<gpx><trk><trkseg>")
		for i, at := range times {
			fmt.Fprintf(&b, "<trkpt lat='26.%d' lon='106'><time>%s</time></trkpt>", i, at)
		}
		return b.String() + "</trkseg></trk></gpx>"
	}
	cases := []struct {
		name, in, note string
		want           []time.Time
	}{
		{
			"minutes are filled evenly", gpx("2026-10-03T00:00", "2026-10-03T00:00", "2026-10-03T00:00", "2026-10-03T00:01"),
			"to the minute",
			[]time.Time{utc(0, 0, 0), utc(0, 0, 20), utc(0, 0, 40), utc(0, 1, 0)},
		},
		{"date only is no time", gpx("2026-10-03", "2026-10-03"), "no time of day", []time.Time{{}, {}}},
		{"backward is kept and said", gpx("2026-10-03T00:00:10Z", "2026-10-03T00:00:05Z", "2026-10-03T00:00:20Z"), "backward", []time.Time{utc(0, 0, 10), utc(0, 0, 5), utc(0, 0, 20)}},
		{"equal is kept and said", gpx("2026-10-03T00:00:10Z", "2026-10-03T00:00:10Z"), "same time", []time.Time{utc(0, 0, 10), utc(0, 0, 10)}},
		{"unreadable is none", gpx("2026-10-03T00:00:10Z", "noon"), "cannot be read", []time.Time{utc(0, 0, 10), {}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			traces, report := mustDecode(t, c.in)
			for i, f := range traces[0].Fixes {
				if !f.At.Equal(c.want[i]) {
					t.Errorf("fix %d at %v, want %v", i, f.At, c.want[i])
				}
			}
			if said := fmt.Sprint(report.Notes); !strings.Contains(said, c.note) {
				t.Errorf("notes %s, want %q", said, c.note)
			}
		})
	}
	if _, r := mustDecode(t, gpx("2026-10-03", "2026-10-03")); r.Day != "2026-10-03" {
		t.Errorf("day %q", r.Day)
	}
}

func TestSequences(t *testing.T) {
	a, b, c := fixAt(utc(9, 0, 0), 1, 1, 1), fixAt(utc(8, 0, 0), 2, 2, 2), fixAt(utc(10, 0, 0), 3, 3, 3)
	got := Sequences([]Trace{{Fixes: []Fix{a, c}, Gaps: []int{1}}, {Fixes: []Fix{b}}, {Vehicle: "川B", Fixes: []Fix{a}}})
	sameTraces(t, []Trace{{Fixes: got[0]}, {Fixes: got[1]}}, []Trace{{Fixes: []Fix{b, a, c}}, {Fixes: []Fix{a}}})
	late := fixAt(utc(9, 30, 0), 5, 5, 5)
	got = Sequences([]Trace{{Fixes: []Fix{a, c}}, {Fixes: []Fix{late}}}) // the second lies within the first
	sameTraces(t, []Trace{{Fixes: got[0]}, {Fixes: got[1]}}, []Trace{{Fixes: []Fix{a, c}}, {Fixes: []Fix{late}}})
	none := fixAt(time.Time{}, 4, 4, 4)
	got = Sequences([]Trace{{Fixes: []Fix{a}}, {Fixes: []Fix{none}}, {Fixes: []Fix{b}}})
	sameTraces(t, []Trace{{Fixes: got[0]}}, []Trace{{Fixes: []Fix{a, none, b}}})
}
