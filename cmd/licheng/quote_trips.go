package main

import (
	"context"
	"fmt"
	"io"

	"github.com/paulmach/orb"

	"licheng"
	"licheng/geo/roads"
	"licheng/lang"
	"licheng/reimburse/rules"
	"licheng/reimburse/toll"
	"licheng/trips"
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

// quoteRun turns traces into what a price depends on, read as the service
// reads them.
type quoteRun struct {
	matchRun
	terms terms
	log   io.Writer
	trips int // so far
}

// byRoad has the reader ask the map for the way over a trip's stops.
func (r matchRun) byRoad() matchRun {
	r.reader.Ways = trips.OnRoads(r.network)
	return r
}

// file returns the trips of one file.
func (r *quoteRun) file(ctx context.Context, path string) ([]rules.Basis, error) {
	read, err := r.read(ctx, path)
	if err != nil {
		return nil, err
	}
	for _, note := range readingNotes(path, read) {
		fmt.Fprintln(r.log, "licheng: "+note)
	}
	var bases []rules.Basis
	for _, d := range read.Drives() {
		basis, err := r.basis(d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		bases = append(bases, basis)
	}
	if len(bases) == 0 {
		return nil, fmt.Errorf("%s: %w", path, errNoTrip)
	}
	if err := datumUnclear(path, read); err != nil {
		return nil, err
	}
	return bases, nil
}

// basis takes from one trip what a price depends on.
func (r *quoteRun) basis(d trips.Drive) (rules.Basis, error) {
	t := d.Trip
	r.trips++
	b := rules.Basis{
		TripID: fmt.Sprint(r.trips), VehicleID: r.terms.vehicle.ID, Persons: r.terms.persons, Purpose: r.terms.purpose,
		StartedAt: t.StartedAt, EndedAt: t.EndedAt,
		DistanceM: t.DistanceM, DistanceLowM: t.DistanceLowM, DistanceHighM: t.DistanceHighM,
		TolledM: t.TolledM, OffRoadM: t.OffRoadM, ClimbM: t.ClimbM, DescentM: t.DescentM,
	}
	if way := t.ByRoad; way != nil {
		b.ShortestRoadM, b.UsualRoadM, b.RouteStops, b.RouteClosed = way.ShortestM, way.UsualM, way.Stops, way.Closed
	}
	if b.StartedAt.IsZero() {
		if r.terms.on.IsZero() {
			return rules.Basis{}, errNoDay
		}
		b.StartedAt, b.EndedAt = r.terms.on, r.terms.on
	}
	var line orb.MultiLineString
	for _, path := range d.Result.Paths {
		line = append(line, path.Line)
		for _, p := range path.Passages {
			b.Passages = append(b.Passages, toll.Passage{Kind: tollKinds[p.Kind], Ref: p.Ref, Name: p.Name, At: p.At})
		}
	}
	b.InsideM, b.Outside = rules.Measure(r.terms.document.Areas, line)
	b.OneWayM = rules.OneWay(line)
	return b, nil
}

var tollKinds = map[roads.TollPointKind]toll.Kind{roads.Booth: toll.Booth, roads.Gantry: toll.Gantry}
