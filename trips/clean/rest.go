package clean

import (
	"time"

	"github.com/paulmach/orb"

	"licheng/trips/trace"
)

const (
	restWindow = 30 * time.Second // who got no farther in so long than at restMPS stood
	restMPS    = 1.0
	walkMPS    = 2.0
	glimpseFor = 10 * time.Second // fixes are averaged over so long to tell driving from noise
)

// rest looks from fix i on (by 1) or back (by -1) for the fix at which the car
// stood, and reports whether it drove between, rather than coming straight in,
// drifting or being carried: farther than across the circle of a stay, and for
// half of restWindow faster than on foot. Nobody drives about in the circle for
// twice as long as a stay has to last: that is a receiver that never rests.
func (o StayOptions) rest(fixes []trace.Fix, i, by int) (at int, drove bool) {
	var strode time.Duration
	wayM := 0.0
	here := glimpseFrom(fixes, i, by)
	for at = i; here.more && !here.rests(fixes, by); {
		at = here.next
		before := here
		here = glimpseFrom(fixes, at, by)
		m, took := distanceM(before.middle, here.middle), here.at.Sub(before.at).Abs()
		wayM += m
		if m > walkMPS*took.Seconds() {
			strode += took
		}
		if here.at.Sub(fixes[i].At).Abs() > 2*o.MinDuration {
			return i, false
		}
	}
	return at, strode > restWindow/2 && wayM > 2*o.RadiusM
}

// glimpse is the middle, in place and time, of fixes within glimpseFor.
type glimpse struct {
	middle orb.Point
	at     time.Time
	next   int  // the fix after them, when there is one
	more   bool // there is one
}

// glimpseFrom takes a glimpse of fix i, which has a time, and those after it (by 1)
// or before it (by -1). Fixes without a time are passed over.
func glimpseFrom(fixes []trace.Fix, i, by int) glimpse {
	g := glimpse{middle: fixes[i].Point}
	n, later := 1.0, time.Duration(0)
	for k := i + by; k >= 0 && k < len(fixes); k += by {
		f := &fixes[k]
		if f.At.IsZero() {
			continue
		}
		apart := f.At.Sub(fixes[i].At)
		if apart.Abs() >= glimpseFor {
			g.next, g.more = k, true
			break
		}
		n++
		later += apart
		g.middle[0] += turn(f.Point[0]-g.middle[0]) / n
		g.middle[1] += (f.Point[1] - g.middle[1]) / n
	}
	g.at = fixes[i].At.Add(later / time.Duration(n))
	return g
}

// rests reports whether the car stood where it was glimpsed and for restWindow
// from then on (by 1) or before (by -1).
func (g glimpse) rests(fixes []trace.Fix, by int) bool {
	for there := g; there.more; {
		there = glimpseFrom(fixes, there.next, by)
		apart := there.at.Sub(g.at).Abs()
		if farther(there.middle, g.middle, restMPS*max(apart, restWindow).Seconds()) {
			return false
		}
		if apart >= restWindow {
			break
		}
	}
	return true
}
