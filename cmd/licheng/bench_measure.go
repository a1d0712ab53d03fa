package main

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"licheng/geo/match"
)

// benchPlan says how often and how long to measure.
type benchPlan struct {
	runs  int
	least time.Duration
}

// benchReport is what bench match found. Rates are fixes per second.
type benchReport struct {
	Traces          int         `json:"traces"`
	Fixes           int         `json:"fixes"`
	EveryS          int         `json:"every_s"`
	DistanceKM      float64     `json:"distance_km"`
	Runs            int         `json:"runs"`
	Work            []benchWork `json:"work"`
	Cores           int         `json:"cores"`
	ReferenceNS     float64     `json:"reference_ns"`      // of one step of the reference loop
	ReferenceCPUNS  float64     `json:"reference_cpu_ns"`  // the same by processor time
	MachineRatio    float64     `json:"machine_ratio"`     // 1 ns over that
	MemoryNS        float64     `json:"memory_ns"`         // of one step of the memory loop
	PeakResidentMiB float64     `json:"peak_resident_mib"` // 0 where the system does not say
}

// benchWork is one kind of work. OneCoreCPU counts seconds of processor time
// instead of the clock's, so that other programs on the machine matter less.
type benchWork struct {
	Name       string  `json:"name"`
	OneCore    float64 `json:"one_core_fixes_per_s"`
	OneCoreCPU float64 `json:"one_core_fixes_per_cpu_s"`
	AllCores   float64 `json:"all_cores_fixes_per_s"`
	Scaling    float64 `json:"scaling"` // all cores over one
}

// benchMatching measures the three kinds of work.
func benchMatching(m *match.Matcher, load []benchTrace, plan benchPlan) (benchReport, error) {
	report := benchReport{Traces: len(load), Runs: plan.runs, Cores: runtime.NumCPU()}
	for i := range load {
		report.Fixes += load[i].fixes
		report.DistanceKM += matchAll(m, load[i].sequences) / 1000
	}
	if report.Fixes == 0 {
		return report, fmt.Errorf("%w: the traces hold no fixes", errTraceUnusable)
	}
	// The longest first, so that no core is left alone with one at the end.
	slices.SortStableFunc(load, func(a, b benchTrace) int { return cmp.Compare(b.fixes, a.fixes) })
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var references, byCPU []float64
	for _, work := range []struct {
		name string
		do   func(*benchTrace)
	}{
		{"decode", func(t *benchTrace) { _, _ = t.decode() }}, // it was read before
		{"match", func(t *benchTrace) { matchAll(m, t.sequences) }},
		{"both", func(t *benchTrace) {
			if sequences, err := t.decode(); err == nil {
				matchAll(m, sequences)
			}
		}},
	} {
		w := benchWork{Name: work.name}
		var one, cpu, all []float64
		for range plan.runs {
			ns, cpuNS := referenceNS()
			references, byCPU = append(references, ns), append(byCPU, cpuNS)
			perS, perCPU := benchRun(load, 1, plan.least, work.do)
			one, cpu = append(one, perS), append(cpu, perCPU)
			perS, _ = benchRun(load, report.Cores, plan.least, work.do)
			all = append(all, perS)
		}
		w.OneCore, w.OneCoreCPU, w.AllCores = median(one), median(cpu), median(all)
		w.Scaling = w.AllCores / w.OneCore
		report.Work = append(report.Work, w)
	}
	report.ReferenceNS, report.ReferenceCPUNS = median(references), median(byCPU)
	report.MachineRatio = 1 / report.ReferenceNS
	report.PeakResidentMiB = peakResidentMiB()
	return report, nil
}

// benchRun does the work over whole rounds of the load, one after the other
// until least has gone by, on so many cores, and returns fixes per second of
// the clock and per second of processor time, 0 where the system does not tell.
func benchRun(load []benchTrace, cores int, least time.Duration, do func(*benchTrace)) (perS, perCPU float64) {
	runtime.GOMAXPROCS(cores)
	runtime.GC()
	begin, cpu := time.Now(), processorTime()
	var next, fixes atomic.Int64
	var over atomic.Bool
	var workers sync.WaitGroup
	for range cores {
		workers.Go(func() {
			for !over.Load() {
				i := int(next.Add(1) - 1)
				if i > 0 && i%len(load) == 0 && time.Since(begin) >= least {
					over.Store(true)
					return
				}
				t := &load[i%len(load)]
				do(t)
				fixes.Add(int64(t.fixes))
			}
		})
	}
	workers.Wait()
	took, used := time.Since(begin), processorTime()-cpu
	perS = float64(fixes.Load()) / took.Seconds()
	if used > 0 {
		perCPU = float64(fixes.Load()) / used.Seconds()
	}
	return perS, perCPU
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

func (r *benchReport) spacing() string {
	if r.EveryS == 0 {
		return "as recorded"
	}
	return fmt.Sprintf("one in %d s", r.EveryS)
}

// print shows the report as a table.
func (r *benchReport) print(out io.Writer) error {
	fmt.Fprintf(out, "%d traces, %d fixes, %s, %.1f km matched; median of %d runs\n",
		r.Traces, r.Fixes, r.spacing(), r.DistanceKM, r.Runs)
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(t, "fixes/s\tone core\tby processor time\t%d cores\tscaling\n", r.Cores)
	for _, w := range r.Work {
		fmt.Fprintf(t, "%s\t%.0f\t%.0f\t%.0f\t%.2f\n", w.Name, w.OneCore, w.OneCoreCPU, w.AllCores, w.Scaling)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "reference loop (64-bit xorshift, each step needs the one before): %.2f ns a step (%.2f by processor time), machine ratio %.2f\n",
		r.ReferenceNS, r.ReferenceCPUNS, r.MachineRatio)
	fmt.Fprintf(out, "memory loop (a way round %d MiB, each step needs the one before): %.1f ns a step\n", memoryLoopMiB, r.MemoryNS)
	if r.PeakResidentMiB > 0 {
		fmt.Fprintf(out, "peak resident memory: %.0f MiB\n", r.PeakResidentMiB)
	}
	return nil
}
