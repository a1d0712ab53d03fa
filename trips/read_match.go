package trips

import (
	"errors"
	"fmt"
	"math"
	"runtime/debug"

	"github.com/paulmach/orb"

	"licheng/geo/match"
	"licheng/geo/roads"
)

// matchTrip finds the road a trip took and fills in its figures.
func (s *Service) matchTrip(p *part) error {
	observations := make([]match.Observation, len(p.driven))
	line := make(orb.LineString, len(p.driven))
	for i, f := range p.driven {
		line[i] = f.Point
		observations[i] = match.Observation{At: f.At, Point: f.Point}
		if f.AccuracyM > 0 { // NaN is not
			observations[i].AccuracyM = f.AccuracyM
		}
	}
	result, err := safely(func() (match.Result, error) { return s.config.Matcher.Match(observations) })
	if err != nil {
		return fmt.Errorf("match: %w", err)
	}
	t := &p.trip
	t.TraceLengthM = roads.LineLengthM(line)
	t.DistanceM, t.DistanceLowM, t.DistanceHighM = result.DistanceM, result.DistanceLowM, result.DistanceHighM
	t.TolledM, t.OffRoadM, t.ClimbM, t.DescentM = result.TolledM, result.OffRoadM, result.ClimbM, result.DescentM
	t.Confidence = result.Confidence
	for _, figure := range []float64{
		t.DistanceM, t.DistanceLowM, t.DistanceHighM, t.TolledM, t.OffRoadM, t.ClimbM, t.DescentM, t.Confidence,
	} {
		if math.IsNaN(figure) || math.IsInf(figure, 0) || figure < 0 {
			return fmt.Errorf("match: a figure that cannot be: %+v", *t)
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
