package trace

import (
	"math"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/datum"
	"licheng/lang"
)

// collector gathers what a decoder finds: it judges every position, keeps the
// count, and makes the report. One collector serves one file.
type collector struct {
	limits Limits
	unit   Unit        // what the numbers of the report count
	datum  datum.Datum // of the whole file, when it says so
	ours   bool        // WriteGPX wrote it: nothing is put in another order once more
	report Report
	traces []Trace
	cur    *Trace // the open trace, nil before startTrace
	gap    bool   // the next kept fix starts a segment
	times  timeTally
	others others

	keptAtDrop int // kept fixes when the last one was dropped
}

// others counts what a file holds beside a recorded track.
type others struct {
	places, routePoints, areas int
}

// position is a fix as a decoder reads it; when is the raw text of its time.
type position struct {
	lon, lat   float64 // NaN when unreadable
	at         time.Time
	precision  precision
	timed      bool // the file gives a time, though perhaps an unreadable one
	elevationM float64
	accuracyM  float64
	speedMPS   float64
	headingDeg float64
	where      int
	noFix      bool // the receiver itself says it had none
	mocked     bool // the phone itself says that another app made it up
}

// blank returns a position with nothing known.
func blank(where int) position {
	nan := math.NaN()
	return position{lon: nan, lat: nan, elevationM: nan, accuracyM: nan, speedMPS: nan, headingDeg: nan, where: where}
}

// setTime reads the raw text of a time into the position.
func (p *position) setTime(raw []byte, zone *time.Location) {
	if raw = trimSpace(raw); len(raw) == 0 {
		return
	}
	p.timed = true
	p.at, p.precision = parseTime(raw, zone)
}

// newCollector returns a collector for a file of the format.
func newCollector(format, charset string, limits Limits) *collector {
	return &collector{limits: limits, unit: countedIn(format), report: Report{Format: format, Charset: charset, Dropped: []Drop{}, Notes: []lang.Text{}}}
}

// startTrace begins a new recorded track.
func (c *collector) startTrace(name string) {
	c.traces = append(c.traces, Trace{Name: name})
	c.cur = &c.traces[len(c.traces)-1]
	c.gap = false
}

// breakSegment marks that the file itself begins a new segment here.
func (c *collector) breakSegment() { c.gap = true }

// add judges a position and keeps it as a fix or drops it with its reason. It
// fails only at the limit on fixes.
func (c *collector) add(p position) error {
	if c.report.Fixes >= c.limits.Fixes {
		return c.tooManyFixes(p.where)
	}
	c.report.Fixes++
	if reason := p.fault(); reason != "" {
		c.drop(reason, p.where)
		return nil
	}
	if c.cur == nil {
		c.startTrace("")
	}
	if c.gap && len(c.cur.Fixes) > 0 {
		c.cur.Gaps = append(c.cur.Gaps, len(c.cur.Fixes))
	}
	c.gap = false
	at := c.times.take(p)
	c.cur.Fixes = append(c.cur.Fixes, Fix{
		At: at, Point: orb.Point{p.lon, p.lat}, ElevationM: plausible(p.elevationM, -1000, 20000),
		AccuracyM: plausible(p.accuracyM, 0, 1e6), SpeedMPS: plausible(p.speedMPS, 0, 1000),
		HeadingDeg: plausible(p.headingDeg, 0, 360), Mocked: p.mocked, Where: p.where,
	})
	c.report.Kept++
	return nil
}

// reject counts a position that a decoder cannot even read as one. It fails
// only at the limit on fixes.
func (c *collector) reject(reason string, where int) error {
	if c.report.Fixes >= c.limits.Fixes {
		return c.tooManyFixes(where)
	}
	c.report.Fixes++
	c.drop(reason, where)
	return nil
}

// zeroIslandDeg is how near to 0°N 0°E a position counts as a receiver that
// had none: about 100 m, in the sea off Africa.
const zeroIslandDeg = 0.001

// fault names what is wrong with a position; empty when nothing is.
func (p *position) fault() string {
	switch {
	case p.noFix:
		return DropNoFix
	case math.IsNaN(p.lon) || math.IsNaN(p.lat):
		return DropNoPosition
	case math.Abs(p.lat) > 90 || math.Abs(p.lon) > 180:
		return DropOutOfRange
	case math.Abs(p.lat) < zeroIslandDeg && math.Abs(p.lon) < zeroIslandDeg:
		return DropZeroIsland
	}
	return ""
}

// plausible returns v, or NaN when it lies outside low to high.
func plausible(v, low, high float64) float64 {
	if v >= low && v <= high {
		return v
	}
	return math.NaN()
}

// finish hands out the traces that hold fixes, with the finished report. A
// file without any usable fix is a Refusal.
func (c *collector) finish() ([]Trace, Report, error) {
	kept := c.traces[:0]
	for _, t := range c.traces {
		if len(t.Fixes) > 0 {
			if t.Datum == "" {
				t.Datum = c.datum
			}
			t.Name, t.Vehicle = readable([]byte(t.Name), true), readable([]byte(t.Vehicle), true)
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return nil, c.finishedReport(), c.nothingUsable()
	}
	if !c.ours && latestFirst(kept) {
		c.note("各点在文件里从晚到早排列，已按时间先后排好。", "The points stood in the file from the latest to the earliest; they were put in the order of time.")
	}
	c.times.settle(kept, &c.report, c.unit)
	c.noteOthers()
	return kept, c.finishedReport(), nil
}

// note adds a sentence to the report.
func (c *collector) note(zh, en string, args ...any) {
	c.report.Notes = append(c.report.Notes, lang.Sayf(zh, en, args...))
}

// noteOthers says what else was in the file and not read as track.
func (c *collector) noteOthers() {
	if zh, en := c.others.words(); en != "" {
		c.report.Notes = append(c.report.Notes, lang.Say("文件里另有"+zh+"，不是行车轨迹，未计入。",
			"The file also holds "+en+": not a recorded track, left out."))
	}
}
