// Package clean decides which fixes of a trace are the drive and which are the
// receiver's mistakes: duplicates, time running backward, replays of a frozen
// fix, teleports, spikes, zero island, future times, drift while parked. One rule a
// file; each looks only at what the rules before it left. Nothing is deleted:
// Mark gives every fix its reason, Clean the fixes that remain.
//
// The rules are shy: what could be a real drive stays, and a long stretch at
// an impossible speed is kept for trips/verify to point at, since a wrongly
// deleted ride costs somebody money.
package clean

import (
	"time"

	"licheng/lang"
	"licheng/trips/trace"
)

// Reason names the rule that set a fix aside; empty for a kept fix.
type Reason string

// The reasons, in the order the rules are applied.
const (
	ZeroIsland Reason = "zero-island"
	Future     Reason = "future"
	Backward   Reason = "backward-time"
	Duplicate  Reason = "duplicate"
	Frozen     Reason = "frozen-replay"
	Teleport   Reason = "teleport"
	Spike      Reason = "spike"
	Parked     Reason = "parked-drift"
)

// Options are the thresholds. A zero field means its default.
type Options struct {
	ReceivedAt  time.Time     // when the file arrived; zero switches the rule on future times off
	FutureSlack time.Duration // how far past ReceivedAt a clock may run: 24 h, after Traccar's filter.future
	MaxSpeedKMH float64       // faster than this between two fixes is not driving: 250
	NoiseM      float64       // allowance for noise in the way between two fixes: 100
	ReplayHopM  float64       // how far a frozen fix must lie off to count as a replay: 200
	SpikeM      float64       // how far noise alone may carry a fix off the way: 20
	Stay        StayOptions   // what counts as parked
}

// filled returns the options with zero fields set to their defaults.
func (o Options) filled() Options {
	if o.FutureSlack <= 0 {
		o.FutureSlack = 24 * time.Hour
	}
	if o.MaxSpeedKMH <= 0 {
		o.MaxSpeedKMH = 250
	}
	if o.NoiseM <= 0 {
		o.NoiseM = 100
	}
	if o.ReplayHopM <= 0 {
		o.ReplayHopM = 200
	}
	if o.SpikeM <= 0 {
		o.SpikeM = 20
	}
	o.Stay = o.Stay.filled()
	return o
}

// Drop is a run of neighbouring fixes set aside for one reason.
type Drop struct {
	Reason Reason    `json:"reason"`
	Fixes  int       `json:"fixes"`
	First  int       `json:"first"` // index into the input
	Last   int       `json:"last"`
	Text   lang.Text `json:"text"`
}

// Clean returns the fixes that are the drive, in their order, and what was set
// aside. Of a parked stretch the first and the last fix stay, so that arrival
// and departure are known; both are put at one place, the middle of the
// stretch, so that standing adds no distance. All other kept fixes are as
// they came; where that is all of them, kept is fixes itself.
func Clean(fixes []trace.Fix, opt Options) (kept []trace.Fix, dropped []Drop) {
	s := mark(fixes, opt.filled())
	if s.untouched() {
		return fixes, nil
	}
	kept = make([]trace.Fix, 0, len(fixes))
	for i, f := range fixes {
		if s.marked > 0 && s.reason[i] != "" {
			dropped = s.file(dropped, i)
			continue
		}
		if at, moved := s.place[i]; moved {
			f.Point = at
		}
		kept = append(kept, f)
	}
	return kept, dropped
}

// Mark returns the reason of every fix, in the order of the input.
func Mark(fixes []trace.Fix, opt Options) []Reason {
	s := mark(fixes, opt.filled())
	if s.reason == nil {
		return make([]Reason, len(fixes))
	}
	return s.reason
}

// mark applies the rules in their order.
func mark(fixes []trace.Fix, opt Options) *sheet {
	s := newSheet(fixes)
	ordinary, steady := s.glance(opt)
	if !ordinary {
		s.applyRules(opt)
	}
	if !steady || s.marked > 0 {
		s.markSpikes(opt)
	}
	s.markParked(opt)
	return s
}

// applyRules applies the rules before markSpikes in their order.
func (s *sheet) applyRules(opt Options) {
	s.markZeroIsland()
	s.markFuture(opt)
	s.markBackward()
	s.markDuplicates()
	s.markFrozen(opt)
	s.markTeleports(opt)
}
