package verify

import (
	"math"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/lang"
	"licheng/trips/trace"
)

// Closure is a stretch of road that was closed for a time.
type Closure struct {
	Line        orb.LineString // along the stretch, WGS-84; one point for a place on the road
	WithinM     float64        // how far from the line a road still is the closed one
	From, Until time.Time      // both included
	Name        string         // as people call it, with its cause
}

// The limits of holding a trip against closures.
const (
	closedStepM   = 20.0   // of looking along the driven line
	closedMostM   = 300.0  // of a closed stretch driven, or half of it when it is shorter
	closedFixM    = 1500.0 // a fix this near says when the trip was there
	closedAroundM = 10_000.0
	// closedBetween is how much farther than straight from its start to the
	// farthest place of the trip the way over the closure is, at most, where the
	// closure can be on the usual way.
	closedBetween = 1.3
)

// RoadClosed holds a trip against the closures. driven are the lines it drove:
// those of the map's roads where it was matched, so that a road beside the
// closed one is told from it and few fixes do not jump over it. A trip along a
// closed stretch is noted: the barrier may have been open, the clock wrong, the
// place another one. A trip that was under way while a road between its ends was
// closed, and stayed off it, is told to have had a reason for a detour.
func RoadClosed(fixes []trace.Fix, driven []orb.LineString, closures []Closure) []Finding {
	timed := withTime(fixes)
	if len(timed) == 0 {
		return nil
	}
	if len(driven) == 0 {
		line := make(orb.LineString, len(timed))
		for i, f := range timed {
			line[i] = f.Point
		}
		driven = []orb.LineString{line}
	}
	start, farthest := span(timed)
	var out []Finding
	for _, c := range closures {
		if len(c.Line) == 0 {
			continue
		}
		at, nearM := c.whenNear(timed)
		alongM, needM := c.drivenM(driven), min(closedMostM, orbgeo.Length(c.Line)/2)
		switch {
		case nearM <= closedFixM && alongM > 0 && alongM >= needM:
			out = append(out, throughClosure(c, alongM, needM, at))
		case alongM == 0 && nearM <= closedAroundM && c.between(start, farthest):
			out = append(out, roundClosure(c))
		}
	}
	return out
}

// span returns where a trip began and the fix farthest from there.
func span(fixes []trace.Fix) (start, farthest orb.Point) {
	start, farthest = fixes[0].Point, fixes[0].Point
	farM := 0.0
	for _, f := range fixes {
		if m := orbgeo.DistanceHaversine(start, f.Point); m > farM {
			farM, farthest = m, f.Point
		}
	}
	return start, farthest
}

// whenNear returns the fix nearest to the closure of those recorded while it
// held: its time, and how far it was; infinite when there is none.
func (c Closure) whenNear(fixes []trace.Fix) (at time.Time, nearM float64) {
	closed := c.track()
	nearM = math.Inf(1)
	var during []trace.Fix
	for _, f := range fixes {
		if !f.At.Before(c.From) && !f.At.After(c.Until) {
			during = append(during, f)
		}
	}
	here := trackOf(during, c.Line[0])
	for i, p := range here.at {
		if m := closed.awayM(p); m < nearM {
			at, nearM = during[i].At, m
		}
	}
	return at, nearM
}

// Along returns how many metres of the lines run along the closed stretch.
func (c Closure) Along(lines []orb.LineString) float64 {
	if len(c.Line) == 0 {
		return 0
	}
	return c.drivenM(lines)
}

// drivenM is how much of the lines runs within WithinM of the closure, metres.
func (c Closure) drivenM(lines []orb.LineString) (sumM float64) {
	closed, box := c.track(), orbgeo.BoundPad(c.Line.Bound(), c.WithinM)
	for _, line := range lines {
		if !line.Bound().Intersects(box) {
			continue
		}
		t := trackOf(lineFixes(line), c.Line[0])
		for i := 0; i+1 < len(t.at); i++ {
			a, b, lengthM := t.at[i], t.at[i+1], t.gone[i+1]-t.gone[i]
			n := max(1, math.Ceil(lengthM/closedStepM))
			for k := range int(n) {
				share := (float64(k) + 0.5) / n
				if closed.awayM([2]float64{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])}) <= c.WithinM {
					sumM += lengthM / n
				}
			}
		}
	}
	return sumM
}

// track is the line on the plane about its first point; a single point is a
// line of no length.
func (c Closure) track() track {
	line := c.Line
	if len(line) == 1 {
		line = orb.LineString{line[0], line[0]}
	}
	return trackOf(lineFixes(line), line[0])
}

// awayM is how far p is from the track.
func (t *track) awayM(p [2]float64) float64 {
	m := math.Inf(1)
	for i := 0; i+1 < len(t.at); i++ {
		m = min(m, math.Abs(t.foot(i, p).offM))
	}
	return m
}

// between reports whether the closure can lie on the usual way between two
// places.
func (c Closure) between(a, b orb.Point) bool {
	middle := c.Line[len(c.Line)/2]
	over := orbgeo.DistanceHaversine(a, middle) + orbgeo.DistanceHaversine(middle, b)
	return over <= closedBetween*orbgeo.DistanceHaversine(a, b)
}

func throughClosure(c Closure, alongM, needM float64, at time.Time) Finding {
	return Finding{
		Rule: "road-closed", Severity: Note, Measured: math.Round(alongM), Threshold: math.Round(needM), Unit: "m", At: at,
		Text: lang.Sayf("行程在封路期间经过“%s”（在封闭路段上行驶约 %.0f 米）。",
			"The trip passed %s while it was closed (some %.0f m along the closed stretch).", c.Name, alongM),
		Clears: lang.Say("写明是否临时放行；如果封路记录有误，请县里更正。", "Say whether it was let through; if the closure is recorded wrongly, have the county put it right."),
	}
}

func roundClosure(c Closure) Finding {
	return Finding{
		Rule: "closure-explains", Severity: Note, Measured: 0, Threshold: math.Round(min(closedMostM, orbgeo.Length(c.Line)/2)), Unit: "m",
		Text:   lang.Sayf("当时“%s”封闭，行程没有经过：如果绕行，是有原因的。", "%s was closed at that time and the trip did not pass it, which explains a detour.", c.Name),
		Clears: lang.Say("无需说明。", "Nothing needs to be said."),
	}
}
