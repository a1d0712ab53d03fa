package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"licheng"
	"licheng/geo/datum"
	"licheng/geo/roads"
	"licheng/lang"
	"licheng/trips/clean"
	"licheng/trips/trace"
)

// errTraceUnusable reports a trace file nothing can be read from.
var errTraceUnusable = &licheng.Fault{
	Kind: licheng.Unprocessable, Slug: "trace-unusable",
	Title: lang.Say("轨迹文件不能使用。", "the trace file cannot be used"),
}

// inspectCommand tells what trace files hold: positions kept and dropped, what
// cleaning sets aside, the trips in them. It writes nothing.
func inspectCommand() *cobra.Command {
	var asJSON bool
	var roadsFile string
	cmd := &cobra.Command{
		Use:   "inspect [--json] [--roads F] TRACE...",
		Short: "tell what a trace file holds, what was dropped and why; never writes",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			near, done, err := nearestRoad(roadsFile)
			if err != nil {
				return err
			}
			defer done()
			show := showInspection
			if asJSON {
				show = func(cmd *cobra.Command, in inspection) error {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(in)
				}
			}
			return inspectAll(cmd, args, near, show)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line, one a file")
	cmd.Flags().StringVar(&roadsFile, "roads", "", "road file to tell the datum by (optional)")
	return cmd
}

// inspectAll inspects every file. All are reported; when some cannot be used,
// the last of them is the error, the others are said on the error stream.
func inspectAll(cmd *cobra.Command, files []string, near datum.Nearness, show func(*cobra.Command, inspection) error) error {
	var failed error
	for _, file := range files {
		in, err := inspectFile(file, near)
		if in.Readable || err == nil {
			if showErr := show(cmd, in); showErr != nil {
				return showErr
			}
		}
		if err != nil {
			if failed != nil {
				fmt.Fprintln(cmd.ErrOrStderr(), "licheng: "+sentence(failed))
			}
			failed = err
		}
	}
	return failed
}

// inspectFile reads one file.
func inspectFile(file string, near datum.Nearness) (inspection, error) {
	in := inspection{File: file, SetAside: []clean.Drop{}, Trips: []inspectedTrip{}}
	f, err := os.Open(file)
	if err != nil {
		return in, fmt.Errorf("%w: %w", errNoTraceFile, err)
	}
	defer func() { _ = f.Close() }() // only read from
	traces, report, err := trace.Decode(f, file, trace.Limits{})
	in.Report = report
	var refused *trace.Refusal
	if errors.As(err, &refused) {
		in.Readable, in.Refusal = true, &refused.Text
		return in, refusedTrace(file, refused)
	}
	if err != nil {
		return in, fmt.Errorf("%s: %w", file, err)
	}
	in.Readable = true
	in.look(traces)
	if near != nil {
		in.Datum = likelyDatum(traces, near)
	}
	return in, nil
}

// errNoTraceFile reports a file that cannot be opened.
var errNoTraceFile = &licheng.Fault{
	Kind: licheng.NotFound, Slug: "trace-file-missing",
	Title: lang.Say("打不开轨迹文件", "the trace file cannot be opened"),
}

// refusedTrace wraps a refusal so that it counts as unusable input; the sentence
// names file, line and cause.
func refusedTrace(file string, refused *trace.Refusal) error {
	return &unusableTrace{file: file, refused: refused}
}

// unusableTrace is a refusal with the file it is about.
type unusableTrace struct {
	file    string
	refused *trace.Refusal
}

// Error names file, line and cause in one sentence.
func (u *unusableTrace) Error() string { return u.file + ": " + u.refused.Error() }

// Unwrap gives the fault for the exit code, and the refusal.
func (u *unusableTrace) Unwrap() []error { return []error{errTraceUnusable, u.refused} }

// nearestRoad opens the road file to tell datums by; nil without one.
func nearestRoad(file string) (near datum.Nearness, done func(), err error) {
	if file == "" {
		return nil, func() {}, nil
	}
	network, err := roads.Open(file)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errRoadFile, err)
	}
	return nearestOf(network), func() { _ = network.Close() }, nil
}

// errRoadFile reports a road file that cannot be used.
var errRoadFile = &licheng.Fault{
	Kind: licheng.Unprocessable, Slug: "road-file-unusable",
	Title: lang.Say("路网文件不能使用", "the road file cannot be used"),
}

// nearestOf asks a network for the nearest road. It belongs to one goroutine.
func nearestOf(network *roads.Network) datum.Nearness {
	var snaps []roads.Snap
	return func(p orb.Point, radiusM float64) (float64, bool) {
		snaps = network.Near(snaps[:0], p, radiusM)
		best, found := radiusM, false
		for _, s := range snaps {
			best, found = min(best, s.DistanceM), true
		}
		return best, found
	}
}

// likelyDatum tells the datum of a file, and why when that is not sure.
func likelyDatum(traces []trace.Trace, near datum.Nearness) *inspectedDatum {
	var points []orb.Point
	for _, t := range traces {
		for _, f := range t.Fixes {
			points = append(points, f.Point)
		}
	}
	v := datum.Detect(points, near)
	out := &inspectedDatum{Datum: string(v.Datum), Sureness: v.Sureness, Sure: v.Sure}
	if !v.Sure {
		why := v.Why()
		out.Why = &why
	}
	return out
}
