package main

import (
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"time"
)

// referenceNS is the time of one step of the reference loop in nanoseconds, by
// the clock and by processor time: what the machine computes, without memory.
func referenceNS() (ns, cpuNS float64) {
	const steps = 20_000_000
	begin, cpu := time.Now(), processorTime()
	x := uint64(88172645463325252)
	for range steps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	took, used := time.Since(begin), processorTime()-cpu
	runtime.KeepAlive(x)
	return float64(took.Nanoseconds()) / steps, float64(used.Nanoseconds()) / steps
}

// memoryLoop is a way round 64 MiB that visits every cache line once, each
// telling where the next one is, so that nothing can be fetched ahead: what the
// machine waits for memory, which differs from hour to hour more than the rest.
type memoryLoop []memoryLine

type memoryLine struct {
	next uint32
	_    [60]byte
}

const memoryLoopMiB = 64

// newMemoryLoop lays the way out: always the same, one round over all lines
// (Sattolo's shuffle makes a single cycle).
func newMemoryLoop(lines int) memoryLoop {
	loop := make(memoryLoop, lines)
	for i := range loop {
		loop[i].next = uint32(i)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := lines - 1; i > 0; i-- {
		j := r.IntN(i)
		loop[i].next, loop[j].next = loop[j].next, loop[i].next
	}
	return loop
}

// memoryNS is the time of one step of a memory loop, the median of so many runs.
// It gives the memory back, so that what is measured after it does not count it.
func memoryNS(runs int) float64 {
	defer debug.FreeOSMemory()
	loop := newMemoryLoop(memoryLoopMiB << 20 / 64)
	var each []float64
	for range runs {
		each = append(each, loop.stepNS(500_000))
	}
	return median(each)
}

// stepNS is the time of one step in nanoseconds of processor time, or of the
// clock where the system does not tell.
func (loop memoryLoop) stepNS(steps int) float64 {
	begin, cpu := time.Now(), processorTime()
	at := uint32(0)
	for range steps {
		at = loop[at].next
	}
	took, used := time.Since(begin), processorTime()-cpu
	runtime.KeepAlive(at)
	if used > 0 {
		took = used
	}
	return float64(took.Nanoseconds()) / float64(steps)
}
