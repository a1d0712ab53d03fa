package trips

import (
	"errors"
	"fmt"
	"math"
	"runtime/debug"

	"github.com/paulmach/orb"

	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/trips/clean"
)

// ErrMatch reports positions the matcher could make nothing of, or failed on.
var ErrMatch = errors.New("match")

// match finds the road a drive took and fills in its figures.
func (r Reader) match(d *Drive) error {
	observations := d.observations()
	result, err := safely(func() (match.Result, error) { return r.Matcher.Match(observations) })
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMatch, err)
	}
	line := make(orb.LineString, len(d.driven))
	for i, f := range d.driven {
		line[i] = f.Point
	}
	d.Result = result
	t := &d.Trip
	t.TraceLengthM = roads.LineLengthM(line)
	t.DistanceM, t.DistanceLowM, t.DistanceHighM = result.DistanceM, result.DistanceLowM, result.DistanceHighM
	t.TolledM, t.OffRoadM, t.ClimbM, t.DescentM = result.TolledM, result.OffRoadM, result.ClimbM, result.DescentM
	t.Confidence = result.Confidence
	for _, figure := range []float64{
		t.DistanceM, t.DistanceLowM, t.DistanceHighM, t.TolledM, t.OffRoadM, t.ClimbM, t.DescentM, t.Confidence,
	} {
		if math.IsNaN(figure) || math.IsInf(figure, 0) || figure < 0 {
			return fmt.Errorf("%w: a figure that cannot be: %+v", ErrMatch, *t)
		}
	}
	for _, path := range result.Paths {
		addPath(t, path)
	}
	for _, b := range result.Breaks {
		t.Breaks = append(t.Breaks, Break{At: b.At.UTC(), Reason: string(b.Reason)})
	}
	return nil
}

// observations are what the matcher is shown of a drive: the kept fixes and,
// at their recorded places, those marked as drift while parked. A circle
// around fixes cannot tell a stay from slow driving in a jam or in a yard; the
// matcher knows the roads and can. On the hand-checked tracks of the Kubička
// set, leaving them out raises the route mismatch from 1.07 % to 1.15 %.
func (d Drive) observations() []match.Observation {
	out := make([]match.Observation, 0, len(d.Fixes))
	for _, f := range d.Fixes {
		if f.Dropped != "" && f.Dropped != string(clean.Parked) {
			continue
		}
		o := match.Observation{At: f.At, Point: f.Point}
		if f.AccuracyM > 0 { // NaN is not
			o.AccuracyM = f.AccuracyM
		}
		out = append(out, o)
	}
	return out
}

// addPath adds one unbroken stretch to the trip's geometry and passages.
func addPath(t *Trip, path match.Path) {
	t.Path = appendLine(t.Path, path.Line)
	for _, leg := range path.Legs {
		if leg.OffRoad {
			t.OffRoad = appendLine(t.OffRoad, leg.Line)
		}
	}
	for _, p := range path.Passages {
		t.Passages = append(t.Passages, Passage{
			Kind: passageKinds[p.Kind], Ref: p.Ref, Name: p.Name, At: p.At.UTC(), Lon: p.Point[0], Lat: p.Point[1],
		})
	}
}

// appendLine adds a line that is one: two points or more.
func appendLine(lines orb.MultiLineString, line orb.LineString) orb.MultiLineString {
	if len(line) < 2 {
		return lines
	}
	return append(lines, line)
}

var passageKinds = map[roads.TollPointKind]string{roads.Booth: "booth", roads.Gantry: "gantry"}

// errPanic reports a fault of ours that would have ended the worker.
var errPanic = errors.New("a fault of the program, not of the file")

// safely runs fn and turns a panic into an error, so that one trace that
// uncovers a fault of ours is noted and the others are still read.
func safely[T any](fn func() (T, error)) (result T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
	}()
	return fn()
}
