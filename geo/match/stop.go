package match

// stopAt reports how many of the first fixes are one stop; 0 when the car does
// not stand, and how many it looked at to find that out. A short stop has to be
// tight; a long stay may wander as far as receivers do in a yard or under a
// roof. Each is looked for only where it may be.
func (p *Params) stopAt(fixes []flat, sigmaM float64, mayStay, mayStop bool) (n, scanned int) {
	if mayStay {
		if n, scanned = p.within(fixes, p.StayRadiusM, p.StayS, p.ExcursionS); n > 0 {
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
