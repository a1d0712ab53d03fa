package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/paulmach/orb"

	"licheng"
	"licheng/geo/datum"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/lang"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/trips/clean"
	"licheng/trips/segment"
	"licheng/trips/trace"
)

// errNoDay reports a trace without times that no day was named for.
var errNoDay = &licheng.Fault{
	Kind: licheng.Unprocessable, Slug: "trace-without-times",
	Title: lang.Say("轨迹没有时间，请用 --on 注明日期", "the trace has no times; name its day with --on 2026-10-12"),
}

// errNoTrip reports a file in which nothing was driven.
var errNoTrip = &licheng.Fault{
	Kind: licheng.Unprocessable, Slug: "trace-without-trip",
	Title: lang.Say("文件里没有行驶", "there is no drive in the file"),
}

// quoteRun turns traces into what a price depends on, the way the service
// does: decode, datum, clean, cut into trips, match.
type quoteRun struct {
	matchRun
	terms terms
	log   io.Writer
	trips int // so far
}

// file returns the trips of one file.
func (r *quoteRun) file(path string) ([]rules.Basis, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoTraceFile, err)
	}
	defer func() { _ = f.Close() }() // only read from
	traces, _, err := trace.Decode(f, path, trace.Limits{})
	var refused *trace.Refusal
	if errors.As(err, &refused) {
		return nil, refusedTrace(path, refused)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	used, note := r.settleDatum(path, traces)
	if note != "" {
		fmt.Fprintln(r.log, "licheng: "+note)
	}
	var bases []rules.Basis
	for _, fixes := range trace.Sequences(traces) {
		kept, _ := clean.Clean(fixes, clean.Options{})
		found, ignored := segment.Trips(kept, segment.Options{Zone: rules.Shanghai()})
		for _, i := range ignored {
			fmt.Fprintln(r.log, "licheng: "+path+": "+i.Text.EN)
		}
		for _, t := range found {
			basis, err := r.basis(kept[t.From:t.To], used)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			bases = append(bases, basis)
		}
	}
	if len(bases) == 0 {
		return nil, fmt.Errorf("%s: %w", path, errNoTrip)
	}
	return bases, nil
}

// basis matches one trip and takes from it what a price depends on.
func (r *quoteRun) basis(fixes []trace.Fix, used datum.Datum) (rules.Basis, error) {
	observations := make([]match.Observation, len(fixes))
	for i, f := range fixes {
		observations[i] = match.Observation{At: f.At, Point: used.ToWGS84(f.Point)}
		if f.AccuracyM > 0 { // NaN is not
			observations[i].AccuracyM = f.AccuracyM
		}
	}
	result, err := r.matcher.Match(observations)
	if err != nil {
		return rules.Basis{}, fmt.Errorf("%w: %w", errTraceUnusable, err)
	}
	r.trips++
	b := rules.Basis{
		TripID: fmt.Sprint(r.trips), VehicleID: r.terms.vehicle.ID, Persons: r.terms.persons, Purpose: r.terms.purpose,
		DistanceM: result.DistanceM, DistanceLowM: result.DistanceLowM, DistanceHighM: result.DistanceHighM,
		TolledM: result.TolledM, OffRoadM: result.OffRoadM, ClimbM: result.ClimbM, DescentM: result.DescentM,
	}
	if b.StartedAt, b.EndedAt, err = r.span(fixes); err != nil {
		return rules.Basis{}, err
	}
	var line orb.MultiLineString
	for _, path := range result.Paths {
		line = append(line, path.Line)
		for _, p := range path.Passages {
			b.Passages = append(b.Passages, toll.Passage{Kind: tollKinds[p.Kind], Ref: p.Ref, Name: p.Name, At: p.At})
		}
	}
	b.InsideM, b.Outside = rules.Measure(r.terms.document.Areas, line)
	return b, nil
}

var tollKinds = map[roads.TollPointKind]toll.Kind{roads.Booth: toll.Booth, roads.Gantry: toll.Gantry}

// span returns the first and the last time of the fixes, or the day named by
// --on where they have none.
func (r *quoteRun) span(fixes []trace.Fix) (start, end time.Time, err error) {
	for _, f := range fixes {
		if f.At.IsZero() {
			continue
		}
		if start.IsZero() {
			start = f.At.UTC()
		}
		end = f.At.UTC()
	}
	if !start.IsZero() {
		return start, end, nil
	}
	if r.terms.on.IsZero() {
		return start, end, errNoDay
	}
	return r.terms.on, r.terms.on, nil
}
