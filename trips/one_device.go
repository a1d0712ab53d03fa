package trips

import (
	"cmp"
	"slices"
	"time"

	orbgeo "github.com/paulmach/orb/geo"

	"licheng/trips/clean"
	"licheng/trips/trace"
)

// recordedFix is a fix with the phone or app it came from.
type recordedFix struct {
	trace.Fix
	device string
}

// What a second phone sent while the first was silent for deviceSilence or longer,
// or was not on yet, or no more, is part of the drive where it went deviceDroveM
// metres in that time.
const (
	deviceSilence = time.Minute
	deviceDroveM  = 500
)

// oneDevice makes one drive of what several phones or apps of a person sent in one
// recording, in the order of time. It is that of the one that went farthest: the
// old phone that lies at home and still sends is nowhere on the way. Where that one
// was silent and another drove, that is part of it: a phone was changed, or its
// battery was empty.
func oneDevice(all []recordedFix) []trace.Fix {
	by := map[string][]trace.Fix{}
	for _, f := range all {
		by[f.device] = append(by[f.device], f.Fix)
	}
	devices := make([]string, 0, len(by))
	for d := range by {
		devices = append(devices, d)
	}
	if len(devices) > 1 {
		droveM := map[string]float64{}
		for d, fixes := range by {
			droveM[d] = drivenM(fixes)
		}
		slices.SortFunc(devices, func(a, b string) int {
			return cmp.Or(cmp.Compare(droveM[b], droveM[a]), cmp.Compare(len(by[b]), len(by[a])), cmp.Compare(a, b))
		})
	}
	var out []trace.Fix
	for _, d := range devices {
		out = withRest(out, by[d])
	}
	return out
}

// withRest fills the silences of a recording, and what lies before and after it,
// with what another phone drove then. Both are in the order of time.
func withRest(out, other []trace.Fix) []trace.Fix {
	var filled []trace.Fix
	for i := 0; i <= len(out); i++ {
		n := 0 // of the other's, before out[i]
		for n < len(other) && (i == len(out) || other[n].At.Before(out[i].At)) {
			n++
		}
		run := other[:n]
		other = other[n:]
		for i > 0 && len(run) > 0 && !run[0].At.After(out[i-1].At) {
			run = run[1:] // of the very moment
		}
		silent := i == 0 || i == len(out) || out[i].At.Sub(out[i-1].At) >= deviceSilence
		if len(out) == 0 || silent && drivenM(run) >= deviceDroveM {
			filled = append(filled, run...)
		}
		if i < len(out) {
			filled = append(filled, out[i])
		}
	}
	return filled
}

// devicesOf counts the phones or apps that fixes came from.
func devicesOf(fixes []recordedFix) int {
	seen := map[string]bool{}
	for _, f := range fixes {
		seen[f.device] = true
	}
	return len(seen)
}

// drivenM is the length of what is left of fixes after cleaning.
func drivenM(fixes []trace.Fix) (m float64) {
	kept, _ := clean.Clean(fixes, clean.Options{})
	for i := 1; i < len(kept); i++ {
		m += orbgeo.DistanceHaversine(kept[i-1].Point, kept[i].Point)
	}
	return m
}
