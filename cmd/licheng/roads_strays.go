package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/paulmach/orb"

	"licheng"
	"licheng/geo/lanes"
	"licheng/lang"
	"licheng/trips"
)

// dayOf is the day of a time, empty when it is not known.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(trips.Shanghai).Format(time.DateOnly)
}

// drivenStrays reads and matches a trace. The same bytes are the same trace,
// under whatever name.
func (r suggestRun) drivenStrays(ctx context.Context, f *os.File, file string) ([]lanes.Stray, error) {
	digest := sha256.New()
	if _, err := io.Copy(digest, f); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	read, err := r.read(ctx, file)
	if err != nil {
		return nil, err
	}
	drives := read.Drives()
	if len(drives) > 0 {
		if err := datumUnclear(file, read); err != nil {
			return nil, err
		}
	}
	trace := hex.EncodeToString(digest.Sum(nil)[:8])
	var out []lanes.Stray
	for i, d := range drives {
		for _, p := range d.Result.Paths {
			for _, leg := range p.Legs {
				if leg.OffRoad {
					out = append(out, lanes.Stray{Trace: trace, Trip: fmt.Sprintf("%s-%d", trace, i), Day: dayOf(leg.Start), Line: leg.Line})
				}
			}
		}
	}
	return out, nil
}

// errOtherRoads reports lines of match that belong to another road file.
var errOtherRoads = &licheng.Fault{
	Kind: licheng.Unprocessable, Slug: "other-roads",
	Title: lang.Say("匹配结果来自另一份路网，请重新匹配", "it was matched on another road file; match it again"),
}

// matchedStrays reads lines of match --json.
func (r suggestRun) matchedStrays(f io.Reader, file string) ([]lanes.Stray, error) {
	var out []lanes.Stray
	lines := json.NewDecoder(f)
	for n := 1; ; n++ {
		var t matchedTrace
		err := lines.Decode(&t)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w: %w", file, n, errTraceUnusable, err)
		}
		if version := r.network.Version(); t.RoadsVersion != version {
			return nil, fmt.Errorf("%s: line %d: %w (%s, not %s)", file, n, errOtherRoads, t.RoadsVersion, version)
		}
		trace := t.File
		if len(t.Paths) > 0 && t.Paths[0].Start != nil {
			trace += t.Paths[0].Start.Format(time.RFC3339)
		}
		for _, p := range t.Paths {
			if p.Geometry == nil {
				continue
			}
			if line, is := p.Geometry.Geometry().(orb.LineString); is {
				for _, off := range r.offRoad(line) {
					s := lanes.Stray{Trace: trace, Trip: trace, Line: off}
					if p.Start != nil {
						s.Day = dayOf(*p.Start)
					}
					out = append(out, s)
				}
			}
		}
	}
}

// offRoad returns the parts of a path that lie on no road, each with the point
// on the road before and after it.
func (r suggestRun) offRoad(line orb.LineString) []orb.LineString {
	const onRoadM = 1.0
	var out []orb.LineString
	from := -1 // where the car left the road; -1 while it is on one
	for i, p := range line {
		_, on := r.network.NearestM(p, onRoadM)
		switch {
		case !on && from < 0:
			from = max(i-1, 0)
		case on && from >= 0:
			out, from = append(out, line[from:i+1]), -1
		}
	}
	if from >= 0 {
		out = append(out, line[from:])
	}
	return out
}
