package match

import "math"

// stopAt reports how many of the first fixes are one stop; 0 when the car does
// not stand, and how many it looked at to find that out. A short stop has to be
// tight; a long stay may wander as far as receivers do in a yard or under a
// roof. Each is looked for only where it may be.
func (p *Params) stopAt(fixes []flat, sigmaM float64, mayStay, mayStop bool) (n, scanned int) {
	if mayStay {
		if n, scanned = p.stayAt(fixes); n > 0 {
			return n, scanned
		}
	}
	if mayStop {
		var more int
		n, more = p.within(fixes, p.stopRadiusM(sigmaM), p.StopS, 0)
		scanned += more
	}
	return n, scanned
}

func (p *Params) stopRadiusM(sigmaM float64) float64 { return max(p.StopRadiusM, 3*sigmaM) }

// stayAt reports how many of the first fixes are one long stay, but for what was
// driven at either end of it: a road may pass below the place where it ends.
func (p *Params) stayAt(fixes []flat) (n, scanned int) {
	if at, drove := p.rest(fixes, 0, 1); drove {
		return 0, at
	}
	n, scanned = p.within(fixes, p.StayRadiusM, p.StayS, p.ExcursionS)
	if n == 0 {
		return 0, scanned
	}
	if last, drove := p.rest(fixes[:n], n-1, -1); drove {
		n = last + 1
	}
	if fixes[n-1].atS-fixes[0].atS < p.StayS {
		return 0, scanned
	}
	return n, scanned
}

// rest looks from fix i on (by 1) or back (by -1) for the fix at which the car
// stood, and reports whether it drove between, rather than coming straight in,
// drifting or being carried: farther than across the circle of a stay, and half of
// StrideS faster than on foot. Nobody drives about in the circle for as long as a
// stay has to last: that is a receiver that never rests.
func (p *Params) rest(fixes []flat, i, by int) (at int, drove bool) {
	strodeS, wayM := 0.0, 0.0
	here, next := glimpse(fixes, i, by)
	for at = i; next >= 0 && next < len(fixes) && !p.rests(fixes, here, next, by); {
		at = next
		before := here
		here, next = glimpse(fixes, at, by)
		m, s := before.farM(&here), math.Abs(here.atS-before.atS)
		wayM += m
		if m > p.WalkMPS*s {
			strodeS += s
		}
		if math.Abs(here.atS-fixes[i].atS) > p.StayS {
			return i, false
		}
	}
	return at, strodeS > p.StrideS/2 && wayM > 2*p.StayRadiusM
}

// rests reports whether the car stood where it was glimpsed and for StrideS from
// then on: it got no farther than at half of a walk.
func (p *Params) rests(fixes []flat, here flat, next, by int) bool {
	for next >= 0 && next < len(fixes) {
		var there flat
		there, next = glimpse(fixes, next, by)
		apartS := math.Abs(there.atS - here.atS)
		if there.farM(&here) > p.WalkMPS/2*max(apartS, p.StrideS) {
			return false
		}
		if !(apartS < p.StrideS) {
			break
		}
	}
	return true
}

// glimpseS is over how many seconds fixes are averaged to tell driving from noise.
const glimpseS = 10

// glimpse returns the middle, in place and time, of the fixes within glimpseS from
// fix i on (by 1) or back (by -1), and the one after them.
func glimpse(fixes []flat, i, by int) (middle flat, next int) {
	middle, next = fixes[i], i+by
	for n := 2.0; next >= 0 && next < len(fixes) && math.Abs(fixes[next].atS-fixes[i].atS) < glimpseS; next += by {
		f := &fixes[next]
		middle.east += (f.east - middle.east) / n
		middle.north += (f.north - middle.north) / n
		middle.atS += (f.atS - middle.atS) / n
		n++
	}
	return middle, next
}

// within returns how many of the first fixes stay within radiusM of their
// common centre; 0 when they do so for less than forS. scanned tells how many
// were looked at. Two fixes are enough only for a long stay: a pair a minute
// apart may be the two legs of a hairpin.
// Drift may carry them out, up to four radii, when they are back within
// excursionS; and so may somebody's feet, up to WalkM, for any time, if all but
// StrideS of it is no faster and the car stood as long before: it stands where
// the walk began and ended.
func (p *Params) within(fixes []flat, radiusM, forS, excursionS float64) (n, scanned int) {
	near, last, strodeS := 1.0, 0, 0.0
	centre := fixes[0]
	for i := 1; i < len(fixes); i++ {
		scanned = i
		f := &fixes[i]
		awayM := centre.farM(f)
		if !(awayM > radiusM) {
			last, strodeS = i, 0
			near++
			centre.east += (f.east - centre.east) / near
			centre.north += (f.north - centre.north) / near
			continue
		}
		if excursionS == 0 {
			break
		}
		walks := awayM <= p.WalkM && fixes[last].atS-fixes[0].atS >= p.StrideS
		if walks {
			if p.strides(fixes, last, i) {
				strodeS += f.atS - fixes[i-1].atS
			}
			walks = strodeS <= p.StrideS
		}
		if drifts := awayM <= 4*radiusM && f.atS-fixes[last].atS <= excursionS; !walks && !drifts {
			break
		}
	}
	if stoodS := fixes[last].atS - fixes[0].atS; last < 1 || !(stoodS >= forS) || last == 1 && stoodS < p.StayS {
		return 0, scanned
	}
	return last + 1, scanned
}

// strides reports whether fix i is farther from those ten seconds before, back
// to fix from, than a walker gets. What happened in a gap of minutes nobody
// knows: it counts as one.
func (p *Params) strides(fixes []flat, from, i int) bool {
	k := i - 1
	for k > from && fixes[i].atS-fixes[k].atS < 10 {
		k--
	}
	return fixes[k].farM(&fixes[i]) > p.WalkMPS*min(max(fixes[i].atS-fixes[k].atS, 10), 60)
}

// outlook looks ahead of where thin is, to spare the search for a stop where the
// car is plainly elsewhere before the stop could be over.
type outlook struct {
	afterS, withinM float64
	ahead           int // first fix so much later
}

// maybe reports whether a stop may begin at fix i. It is asked in rising order.
func (o *outlook) maybe(fixes []flat, i int) bool {
	o.ahead = max(o.ahead, i)
	for o.ahead < len(fixes) && !(fixes[o.ahead].atS-fixes[i].atS >= o.afterS) {
		o.ahead++
	}
	return o.ahead < len(fixes) && fixes[i].farM(&fixes[o.ahead]) <= o.withinM
}
