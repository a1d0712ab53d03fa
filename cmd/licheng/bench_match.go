package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"licheng/geo/match"
	"licheng/geo/roads"
	"licheng/trips/clean"
	"licheng/trips/trace"
)

// benchMatchCommand measures reading and matching in fixes per second.
func benchMatchCommand() *cobra.Command {
	var asJSON bool
	var roadsFile string
	var every int
	plan := benchPlan{}
	cmd := &cobra.Command{
		Use:   "match --roads F [--every S] [--json] TRACE...",
		Short: "匹配测速：fixes per second, read, matched, and both",
		Long: `Reads the traces into memory, then measures three kinds of work on one core and on all:
  decode  the bytes of the files to fixes
  match   fixes to the result: cleaning and map matching
  both    the bytes to the result
With --every S each trace is first thinned to one fix in S seconds and written anew as GPX.
Each figure is the median of several runs. The reference loop is a chain of 64-bit xorshift
steps, each needing the one before; a machine that does one a nanosecond has ratio 1.
The memory loop goes round 64 MiB before the road file is opened: how long the machine waits
for memory, on which matching depends too, and which other programs on it change.
Positions are taken as WGS-84.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if roadsFile == "" {
				return fmt.Errorf("%w: --roads is missing; make a road file with licheng roads build", errUsage)
			}
			if every < 0 || plan.runs < 1 {
				return fmt.Errorf("%w: --every must not be negative and --runs at least 1", errUsage)
			}
			network, err := roads.Open(roadsFile)
			if err != nil {
				return fmt.Errorf("%w: %w", errRoadFile, err)
			}
			defer func() { _ = network.Close() }() // only read from
			load, err := loadBench(files, time.Duration(every)*time.Second)
			if err != nil {
				return err
			}
			report, err := benchMatching(match.New(network, match.Defaults()), load, plan)
			if err != nil {
				return err
			}
			report.EveryS = every
			report.MemoryNS = memoryNS(plan.runs) // last: its 64 MiB are no part of the peak
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			}
			return report.print(cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&roadsFile, "roads", "", "road file, from licheng roads build")
	cmd.Flags().IntVar(&every, "every", 0, "thin every trace to one fix in so many seconds; 0 takes all")
	cmd.Flags().IntVar(&plan.runs, "runs", 5, "runs of each figure, of which the median counts")
	cmd.Flags().DurationVar(&plan.least, "least", 300*time.Millisecond, "a run goes over the traces until it took so long")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return cmd
}

// benchTrace is one file to be measured with: its bytes and what they hold.
type benchTrace struct {
	name      string
	bytes     []byte
	sequences [][]trace.Fix
	fixes     int
}

// loadBench reads the files, thinned to one fix in every.
func loadBench(files []string, every time.Duration) ([]benchTrace, error) {
	var load []benchTrace
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errNoTraceFile, err)
		}
		t := benchTrace{name: file, bytes: content}
		if t.sequences, err = t.decode(); err != nil {
			return nil, err
		}
		if every > 0 {
			t.thin(every)
		}
		for _, fixes := range t.sequences {
			t.fixes += len(fixes)
		}
		load = append(load, t)
	}
	return load, nil
}

// decode reads the trace's bytes.
func (t *benchTrace) decode() ([][]trace.Fix, error) {
	traces, _, err := trace.Decode(bytes.NewReader(t.bytes), t.name, trace.Limits{})
	var refused *trace.Refusal
	if errors.As(err, &refused) {
		return nil, refusedTrace(t.name, refused)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.name, err)
	}
	return trace.Sequences(traces), nil
}

// thin keeps, after the first, the fixes at least every later than the one kept
// before, and writes the trace's bytes anew.
func (t *benchTrace) thin(every time.Duration) {
	for i, fixes := range t.sequences {
		kept := fixes[:0:0]
		for _, f := range fixes {
			if n := len(kept); n == 0 || f.At.Sub(kept[n-1].At) >= every {
				kept = append(kept, f)
			}
		}
		t.sequences[i] = kept
	}
	t.bytes = appendGPX(nil, t.sequences)
}

// matchAll cleans and matches sequences and answers how many metres they are.
func matchAll(m *match.Matcher, sequences [][]trace.Fix) (distanceM float64) {
	for _, fixes := range sequences {
		kept, _ := clean.Clean(fixes, wholeDayStay)
		result, err := m.Match(observe(kept))
		if err == nil { // a sequence of one fix has no length
			distanceM += result.DistanceM
		}
	}
	return distanceM
}

// wholeDayStay leaves stays to the matcher, as the service does; only a car
// parked for a day is cut.
var wholeDayStay = clean.Options{Stay: clean.StayOptions{MinDuration: 24 * time.Hour}}

// observe turns kept fixes into what is matched.
func observe(kept []trace.Fix) []match.Observation {
	observations := make([]match.Observation, len(kept))
	for i, f := range kept {
		observations[i] = match.Observation{At: f.At, Point: f.Point}
		if f.AccuracyM > 0 { // NaN is not
			observations[i].AccuracyM = f.AccuracyM
		}
	}
	return observations
}
