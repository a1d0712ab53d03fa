package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"licheng/geo/datum"
	"licheng/geo/lanes"
	"licheng/geo/roads"
)

// roadsSuggestCommand offers roads that the map lacks and several trips drove.
func roadsSuggestCommand() *cobra.Command {
	var roadsFile, datumName, output string
	var minTrips int
	c := &cobra.Command{
		Use:   "suggest --roads F [--min-trips N] [-o F.geojson] FILE...",
		Short: "补路：suggest roads the map lacks, from traces or from lines of match --json",
		Long: "Clusters what several trips drove off the road and offers each cluster as a line of a GeoJSON\n" +
			"layer. Delete the lines that are no roads, mend the others, and give the file to roads build\n" +
			"beside the maps: the next match runs on them.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if roadsFile == "" {
				return fmt.Errorf("%w: --roads is missing; make a road file with licheng roads build", errUsage)
			}
			if minTrips < 1 {
				return fmt.Errorf("%w: --min-trips must be at least 1", errUsage)
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
			strays, failed := suggestRun{newMatchRun(network, declared, true)}.all(cmd, files)
			found := lanes.Suggest(network, strays, minTrips)
			if err := writeSuggestions(cmd.OutOrStdout(), output, found); err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "licheng: %d roads suggested from %d stretches off the map\n", len(found), len(strays))
			return failed
		},
	}
	c.Flags().StringVar(&roadsFile, "roads", "", "road file the traces are matched on, from licheng roads build")
	c.Flags().StringVar(&datumName, "datum", "auto", "what the positions are in: auto, wgs84, gcj02 or bd09")
	c.Flags().IntVar(&minTrips, "min-trips", 2, "suggest what at least so many trips drove")
	c.Flags().StringVarP(&output, "output", "o", "", "GeoJSON file to write (default: standard output)")
	return c
}

// writeSuggestions writes a layer, to a file or to out.
func writeSuggestions(out io.Writer, file string, found []lanes.Suggestion) error {
	data, err := json.MarshalIndent(lanes.Features(found), "", " ")
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if file == "" {
		_, err = out.Write(data)
		return err
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return fmt.Errorf("the layer could not be written: %w", err)
	}
	return nil
}

// suggestRun gathers what the traces of one command line drove off the road.
type suggestRun struct{ matchRun }

// all reads the files, several at once. Every file is tried; of those that
// cannot be used the last is the error, the others are said on the error stream.
func (r suggestRun) all(cmd *cobra.Command, files []string) ([]lanes.Stray, error) {
	found, failures := make([][]lanes.Stray, len(files)), make([]error, len(files))
	group, ctx := errgroup.WithContext(cmd.Context())
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, file := range files {
		group.Go(func() error {
			found[i], failures[i] = r.strays(ctx, file)
			return nil
		})
	}
	_ = group.Wait() // what failed stands in failures
	var all []lanes.Stray
	var failed error
	for i := range files {
		all = append(all, found[i]...)
		if failures[i] != nil {
			if failed != nil {
				fmt.Fprintln(cmd.ErrOrStderr(), "licheng: "+oneLine(failed))
			}
			failed = failures[i]
		}
	}
	return all, failed
}

// strays returns what one file drove off the road.
func (r suggestRun) strays(ctx context.Context, file string) ([]lanes.Stray, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoTraceFile, err)
	}
	defer func() { _ = f.Close() }() // only read from
	if matched, err := isMatched(f); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	} else if matched {
		return r.matchedStrays(f, file)
	}
	return r.drivenStrays(ctx, f, file)
}

// isMatched tells whether a file holds lines of match --json, and goes back to
// its beginning.
func isMatched(f io.ReadSeeker) (bool, error) {
	var first struct {
		RoadsVersion string `json:"roads_version"`
	}
	err := json.NewDecoder(f).Decode(&first)
	if _, e := f.Seek(0, io.SeekStart); e != nil {
		return false, e
	}
	return err == nil && first.RoadsVersion != "", nil
}
