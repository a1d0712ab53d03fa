package main

import (
	"encoding/json"
	"fmt"
	"math"
	"text/tabwriter"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/spf13/cobra"

	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/trips"
	"licheng/trips/clean"
	"licheng/trips/trace"
)

// matchedTrace is one line of match --json. Distances are metres.
type matchedTrace struct {
	File          string         `json:"file"` // as on the command line
	Fixes         int            `json:"fixes"`
	Kept          int            `json:"kept"`
	DistanceM     float64        `json:"distance_m"`
	DistanceLowM  float64        `json:"distance_low_m"`
	DistanceHighM float64        `json:"distance_high_m"`
	TraceLengthM  float64        `json:"trace_length_m"` // fix to fix, of the kept fixes
	TolledM       float64        `json:"tolled_m"`
	OffRoadM      float64        `json:"off_road_m"`
	ClimbM        float64        `json:"climb_m"`
	Confidence    float64        `json:"confidence"`
	Datum         string         `json:"datum"`
	RoadsVersion  string         `json:"roads_version"`
	Paths         []matchedPath  `json:"paths"`
	Breaks        []matchedBreak `json:"breaks"`
	Dropped       []matchedDrop  `json:"dropped"`
}

// matchedPath is one unbroken stretch.
type matchedPath struct {
	Start     *time.Time        `json:"start,omitempty"` // missing without times
	End       *time.Time        `json:"end,omitempty"`
	DistanceM float64           `json:"distance_m"`
	WayIDs    []int64           `json:"way_ids"`  // OSM, in driving order, without repeats in a row
	NodeIDs   []int64           `json:"node_ids"` // OSM, of the edges driven in whole or in part
	Geometry  *geojson.Geometry `json:"geometry"`
}

type matchedBreak struct {
	At     *time.Time `json:"at,omitempty"`
	Reason string     `json:"reason"`
}

type matchedDrop struct {
	Reason string `json:"reason"`
	Fixes  int    `json:"fixes"`
}

// newMatchedTrace spells the drives of one sequence out, as one trace.
func newMatchedTrace(network *roads.Network, s trips.Sequence) matchedTrace {
	t := matchedTrace{
		Fixes: s.Fixes, Kept: s.Kept,
		Paths: []matchedPath{}, Breaks: []matchedBreak{}, Dropped: []matchedDrop{},
	}
	for _, d := range s.Drives {
		t.addDrive(network, d)
	}
	if t.DistanceM > 0 {
		t.Confidence /= t.DistanceM
	}
	for _, figure := range []*float64{
		&t.DistanceM, &t.DistanceLowM, &t.DistanceHighM, &t.TraceLengthM, &t.TolledM, &t.OffRoadM, &t.ClimbM,
	} {
		*figure = roundM(*figure)
	}
	t.Confidence = math.Round(t.Confidence*1000) / 1000
	t.addCleaned(s.Dropped)
	return t
}

// addDrive adds one drive; Confidence is summed up weighted by the metres.
func (t *matchedTrace) addDrive(network *roads.Network, d trips.Drive) {
	r := d.Result
	t.DistanceM += r.DistanceM
	t.DistanceLowM += r.DistanceLowM
	t.DistanceHighM += r.DistanceHighM
	t.TraceLengthM += d.Trip.TraceLengthM
	t.TolledM += r.TolledM
	t.OffRoadM += r.OffRoadM
	t.ClimbM += d.Trip.ClimbM
	t.Confidence += r.Confidence * r.DistanceM
	for _, p := range r.Paths {
		t.Paths = append(t.Paths, newMatchedPath(network, p))
	}
	for _, b := range r.Breaks {
		t.Breaks = append(t.Breaks, matchedBreak{timeOrNil(b.At), string(b.Reason)})
	}
}

func newMatchedPath(network *roads.Network, p match.Path) matchedPath {
	line := make(orb.LineString, len(p.Line))
	for i, q := range p.Line {
		line[i] = orb.Point{math.Round(q[0]*1e7) / 1e7, math.Round(q[1]*1e7) / 1e7}
	}
	out := matchedPath{
		Start: timeOrNil(p.Start), End: timeOrNil(p.End), DistanceM: roundM(p.DistanceM),
		WayIDs: []int64{}, NodeIDs: []int64{}, Geometry: geojson.NewGeometry(line),
	}
	last := roads.NoEdge
	for _, leg := range p.Legs {
		for _, e := range leg.Edges {
			if e == last { // one leg ends on it, the next begins
				continue
			}
			last = e
			if way := network.Edge(e).WayID; len(out.WayIDs) == 0 || out.WayIDs[len(out.WayIDs)-1] != way {
				out.WayIDs = append(out.WayIDs, way)
			}
			nodes := network.AppendNodeIDs(nil, e)
			if n := len(out.NodeIDs); n > 0 && out.NodeIDs[n-1] == nodes[0] {
				nodes = nodes[1:]
			}
			out.NodeIDs = append(out.NodeIDs, nodes...)
		}
	}
	return out
}

// addDecoded counts what the decoder could not use, before what cleaning set
// aside: dropped tells of all fixes that are not among the kept.
func (t *matchedTrace) addDecoded(report trace.Report) {
	var dropped []matchedDrop
	for _, d := range report.Dropped {
		dropped = append(dropped, matchedDrop{d.Reason, d.Fixes})
		t.Fixes += d.Fixes
	}
	t.Dropped = sumDrops(append(dropped, t.Dropped...))
}

func (t *matchedTrace) addCleaned(drops []clean.Drop) {
	for _, d := range drops {
		t.Dropped = append(t.Dropped, matchedDrop{string(d.Reason), d.Fixes})
	}
}

// sumDrops adds up drops of one reason.
func sumDrops(drops []matchedDrop) []matchedDrop {
	out := []matchedDrop{}
	at := map[string]int{}
	for _, d := range drops {
		i, known := at[d.Reason]
		if !known {
			at[d.Reason] = len(out)
			out = append(out, d)
			continue
		}
		out[i].Fixes += d.Fixes
	}
	return out
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func showMatchJSON(cmd *cobra.Command, traces []matchedTrace) error {
	for _, t := range traces {
		if err := json.NewEncoder(cmd.OutOrStdout()).Encode(t); err != nil {
			return err
		}
	}
	return nil
}

// showMatchTable prints a trace for people: a row a fact.
func showMatchTable(cmd *cobra.Command, traces []matchedTrace) error {
	for _, t := range traces {
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
		fmt.Fprintf(w, "%s\n", t.File)
		fmt.Fprintf(w, "  里程 distance\t%.2f km\t(%.2f – %.2f)\n", t.DistanceM/1000, t.DistanceLowM/1000, t.DistanceHighM/1000)
		fmt.Fprintf(w, "  收费路段 tolled\t%.2f km\n", t.TolledM/1000)
		fmt.Fprintf(w, "  地图上没有的路 off the map\t%.2f km\n", t.OffRoadM/1000)
		fmt.Fprintf(w, "  爬升 climb\t%.0f m\n", t.ClimbM)
		fmt.Fprintf(w, "  可信度 confidence\t%.0f %%\n", 100*t.Confidence)
		fmt.Fprintf(w, "  点数 fixes\t%d\t(%d kept, %.2f km fix to fix, %s)\n", t.Fixes, t.Kept, t.TraceLengthM/1000, t.Datum)
		fmt.Fprintf(w, "  路段 paths\t%d\n", len(t.Paths))
		for _, b := range t.Breaks {
			fmt.Fprintf(w, "  中断 break\t%s\n", b)
		}
		for _, d := range t.Dropped {
			fmt.Fprintf(w, "  略去 dropped\t%d\t%s\n", d.Fixes, d.Reason)
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// String tells a break in a few words.
func (b matchedBreak) String() string {
	if b.At == nil {
		return b.Reason
	}
	return b.Reason + " " + b.At.Format(time.RFC3339)
}
