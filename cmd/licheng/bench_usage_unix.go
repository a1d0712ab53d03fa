//go:build unix

package main

import (
	"runtime"
	"syscall"
	"time"
)

// processorTime is the time that the processors gave this process so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakResidentMiB is the most memory this process held so far, the touched
// pages of mapped files included.
func peakResidentMiB() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return float64(u.Maxrss) / (1 << 20) // bytes there, kibibytes elsewhere
	}
	return float64(u.Maxrss) / (1 << 10)
}
