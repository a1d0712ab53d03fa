package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"licheng"
	"licheng/geo/datum"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/lang"
	"licheng/trips/clean"
	"licheng/trips/trace"
)

// errDatumName reports a --datum that does not exist.
var errDatumName = &licheng.Fault{
	Kind: licheng.Invalid, Slug: "datum-unknown",
	Title: lang.Say("没有这种坐标系", "there is no such datum"),
}

// matchCommand finds the roads that traces were driven on. All tracks of a
// file that one vehicle recorded are one trace, in the order of their times,
// and one line of output.
func matchCommand() *cobra.Command {
	var asJSON bool
	var roadsFile, datumName string
	cmd := &cobra.Command{
		Use:   "match --roads F [--datum auto|wgs84|gcj02|bd09] [--json] TRACE...",
		Short: "匹配道路：find the roads that traces were driven on, and how many metres",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if roadsFile == "" {
				return fmt.Errorf("%w: --roads is missing; make a road file with licheng roads build", errUsage)
			}
			declared, err := datum.Parse(datumName)
			if err != nil {
				return fmt.Errorf("%w: %w", errDatumName, err)
			}
			network, err := roads.Open(roadsFile)
			if err != nil {
				return fmt.Errorf("%w: %w", errRoadFile, err)
			}
			defer func() { _ = network.Close() }() // only read from
			show := showMatchTable
			if asJSON {
				show = showMatchJSON
			}
			r := &matchRun{network: network, matcher: match.New(network, match.Defaults()), declared: declared}
			return r.all(cmd, files, show)
		},
	}
	cmd.Flags().StringVar(&roadsFile, "roads", "", "road file, from licheng roads build")
	cmd.Flags().StringVar(&datumName, "datum", "auto", "what the positions are in: auto, wgs84, gcj02 or bd09")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line, a line a trace")
	return cmd
}

// matchRun is one network with the matcher all files share.
type matchRun struct {
	network  *roads.Network
	matcher  *match.Matcher
	declared datum.Datum
}

// matchedFile is what became of one file.
type matchedFile struct {
	traces []matchedTrace
	notes  []string // to be said on the error stream
	err    error
}

// all matches the files, several at once, and shows each in the order of the
// command line as soon as those before it are done. Every file is tried; of
// those that cannot be used the last is the error, the others are said on the
// error stream.
func (r *matchRun) all(cmd *cobra.Command, files []string, show func(*cobra.Command, []matchedTrace) error) error {
	done := make([]chan matchedFile, len(files))
	for i := range done {
		done[i] = make(chan matchedFile, 1)
	}
	group, ctx := errgroup.WithContext(cmd.Context())
	group.SetLimit(runtime.GOMAXPROCS(0) + 1) // one to hand out
	group.Go(func() error {
		for i, file := range files {
			group.Go(func() error {
				done[i] <- r.one(ctx, file)
				return nil
			})
		}
		return nil
	})
	var failed error
	for i := range files {
		f := <-done[i]
		for _, note := range f.notes {
			fmt.Fprintln(cmd.ErrOrStderr(), "licheng: "+note)
		}
		if f.err != nil {
			if failed != nil {
				fmt.Fprintln(cmd.ErrOrStderr(), "licheng: "+oneLine(failed))
			}
			failed = f.err
			continue
		}
		if err := show(cmd, f.traces); err != nil {
			failed = err
		}
	}
	return errors.Join(group.Wait(), failed)
}

// one reads and matches one file.
func (r *matchRun) one(ctx context.Context, file string) (out matchedFile) {
	if out.err = ctx.Err(); out.err != nil {
		return out
	}
	f, err := os.Open(file)
	if err != nil {
		out.err = fmt.Errorf("%w: %w", errNoTraceFile, err)
		return out
	}
	defer func() { _ = f.Close() }() // only read from
	traces, report, err := trace.Decode(f, file, trace.Limits{})
	var refused *trace.Refusal
	if errors.As(err, &refused) {
		out.err = refusedTrace(file, refused)
		return out
	}
	if err != nil {
		out.err = fmt.Errorf("%s: %w", file, err)
		return out
	}
	used, note := r.settleDatum(file, traces)
	if note != "" {
		out.notes = append(out.notes, note)
	}
	for _, fixes := range trace.Sequences(traces) {
		t, err := r.matchFixes(fixes, used)
		if err != nil {
			out.err = fmt.Errorf("%s: %w: %w", file, errTraceUnusable, err)
			return out
		}
		t.File, t.RoadsVersion = file, r.network.Version()
		t.addDecoded(report)
		out.traces = append(out.traces, t)
	}
	return out
}

// settleDatum decides the datum of a file, and notes when nobody can be sure.
func (r *matchRun) settleDatum(file string, traces []trace.Trace) (used datum.Datum, note string) {
	if r.declared != datum.Auto {
		return r.declared, ""
	}
	var points []orb.Point
	for _, t := range traces {
		for _, f := range t.Fixes {
			points = append(points, f.Point)
		}
	}
	var snaps []roads.Snap
	v := datum.Detect(points, func(p orb.Point, radiusM float64) (float64, bool) {
		snaps = r.network.Near(snaps[:0], p, radiusM)
		best, found := radiusM, false
		for _, s := range snaps {
			best, found = min(best, s.DistanceM), true
		}
		return best, found
	})
	if !v.Sure {
		note = fmt.Sprintf("%s: taken as %s, but that is not certain (%.0f %%); name the datum with --datum", file, v.Datum, 100*v.Sureness)
	}
	return v.Datum, note
}

// wholeDayStay leaves stays to the matcher, which tells them from slow driving
// better than a circle around fixes can; only a car parked for a day is cut.
var wholeDayStay = clean.Options{Stay: clean.StayOptions{MinDuration: 24 * time.Hour}}

// matchFixes cleans and matches the fixes of one trace.
func (r *matchRun) matchFixes(fixes []trace.Fix, used datum.Datum) (matchedTrace, error) {
	kept, drops := clean.Clean(fixes, wholeDayStay)
	observations, line := observe(kept, used)
	result, err := r.matcher.Match(observations)
	if err != nil {
		return matchedTrace{}, err
	}
	t := newMatchedTrace(r.network, result)
	t.Fixes, t.Kept, t.Datum = len(fixes), len(kept), string(used)
	t.TraceLengthM = roundM(roads.LineLengthM(line))
	t.addCleaned(drops)
	return t, nil
}

// observe turns kept fixes into what is matched, and the line fix to fix, in
// WGS-84.
func observe(kept []trace.Fix, used datum.Datum) ([]match.Observation, orb.LineString) {
	observations := make([]match.Observation, len(kept))
	line := make(orb.LineString, len(kept))
	for i, f := range kept {
		line[i] = used.ToWGS84(f.Point)
		observations[i] = match.Observation{At: f.At, Point: line[i]}
		if f.AccuracyM > 0 { // NaN is not
			observations[i].AccuracyM = f.AccuracyM
		}
	}
	return observations, line
}
