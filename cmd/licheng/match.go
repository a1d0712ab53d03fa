package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"licheng"
	"licheng/geo/datum"
	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/lang"
	"licheng/trips"
	"licheng/trips/trace"
)

// errDatumName reports a --datum that does not exist.
var errDatumName = &licheng.Fault{
	Kind: licheng.Invalid, Slug: "datum-unknown",
	Title: lang.Say("没有这种坐标系", "there is no such datum"),
}

// matchCommand finds the roads that traces were driven on. All tracks of a
// file that one vehicle recorded are one trace, in the order of their times,
// and one line of output. It comes to the kilometres of the trips the service
// finds in the file; where it finds none, the whole trace is measured.
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
			r := newMatchRun(network, declared, true)
			return r.all(cmd, files, show)
		},
	}
	cmd.Flags().StringVar(&roadsFile, "roads", "", "road file, from licheng roads build")
	cmd.Flags().StringVar(&datumName, "datum", "auto", "what the positions are in: auto, wgs84, gcj02 or bd09")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line, a line a trace")
	return cmd
}

// matchRun reads the files of one command line.
type matchRun struct {
	network  *roads.Network
	reader   trips.Reader
	declared datum.Datum
}

// newMatchRun makes a run whose reader reads as the service does. whole
// measures what is no trip as well.
func newMatchRun(network *roads.Network, declared datum.Datum, whole bool) matchRun {
	return matchRun{network: network, declared: declared, reader: trips.Reader{
		Matcher: match.New(network, match.Defaults()), Roads: trips.OnNetwork(network),
		MatchVersion: match.Version, Whole: whole,
	}}
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
func (r matchRun) all(cmd *cobra.Command, files []string, show func(*cobra.Command, []matchedTrace) error) error {
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
				fmt.Fprintln(cmd.ErrOrStderr(), "licheng: "+sentence(failed))
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
func (r matchRun) one(ctx context.Context, file string) (out matchedFile) {
	if out.err = ctx.Err(); out.err != nil {
		return out
	}
	read, err := r.read(ctx, file)
	if err != nil {
		out.err = err
		return out
	}
	out.notes = readingNotes(file, read)
	for i, sequence := range read.Sequences {
		if len(sequence.Drives) == 0 {
			continue // nothing was left of it
		}
		t := newMatchedTrace(r.network, sequence)
		t.File, t.RoadsVersion, t.Datum = file, r.network.Version(), string(read.Datum)
		if i == 0 {
			t.addDecoded(read.Report)
		}
		out.traces = append(out.traces, t)
	}
	if len(out.traces) == 0 {
		out.err = fmt.Errorf("%s: %w", file, errNoTrip)
		return out
	}
	out.err = datumUnclear(file, read)
	return out
}

// errDatumUnclear reports a trace whose datum the roads do not tell.
var errDatumUnclear = &licheng.Fault{
	Kind: licheng.Unprocessable, Slug: "datum-unclear",
	Title: lang.Say("看不出用的是哪种坐标系", "the datum cannot be told"),
}

// datumUnclear asks for the datum of a file when nobody can be sure of it; nil
// when it was declared or found out.
func datumUnclear(file string, read trips.Reading) error {
	if read.Sure {
		return nil
	}
	return fmt.Errorf("%s: %w: %s; say which it is with --datum wgs84, gcj02 or bd09", file, errDatumUnclear, read.Unsure.EN)
}

// read reads one file.
func (r matchRun) read(ctx context.Context, file string) (trips.Reading, error) {
	f, err := os.Open(file)
	if err != nil {
		return trips.Reading{}, fmt.Errorf("%w: %w", errNoTraceFile, err)
	}
	defer func() { _ = f.Close() }() // only read from
	read, err := r.reader.Read(ctx, f, trips.Source{FileName: file, Datum: r.declared})
	var refused *trace.Refusal
	switch {
	case errors.As(err, &refused):
		err = refusedTrace(file, refused)
	case errors.Is(err, trips.ErrMatch):
		err = fmt.Errorf("%s: %w: %w", file, errTraceUnusable, err)
	case err != nil:
		err = fmt.Errorf("%s: %w", file, err)
	}
	return read, err
}

// readingNotes are what was decided about a file that its owner should know:
// drives too short to count.
func readingNotes(file string, read trips.Reading) []string {
	var notes []string
	for _, sequence := range read.Sequences {
		for _, i := range sequence.Ignored {
			notes = append(notes, file+": "+i.Text.EN)
		}
	}
	return notes
}
