//go:build !unix

package main

import "time"

// processorTime is not known on this system: rates by processor time are of no use.
func processorTime() time.Duration { return 0 }

// peakResidentMiB is not known on this system and left out.
func peakResidentMiB() float64 { return 0 }
