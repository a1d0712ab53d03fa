package match

import "math"

// thin turns observations, which lie flat in w, into sights: stops become one,
// and of the rest those are kept that tell something: from the last one kept
// the car has moved on, and turned off the straight line or come far. The first
// and the last are always kept.
func (m *Matcher) thin(w *work, obs []Observation, sigmaM float64) {
	p := &m.params
	w.sights = w.sights[:0]
	t := thinning{p: p, w: w, obs: obs, sigmaM: sigmaM, spaceM: max(p.SpaceM, p.SpaceSigmas*sigmaM), waiting: -1}
	soon := outlook{afterS: p.StayS / 4, withinM: p.WalkM + 2*p.StayRadiusM}
	late := outlook{afterS: p.StayS, withinM: soon.withinM}
	stops := outlook{afterS: p.StopS, withinM: 2 * p.stopRadiusM(sigmaM)}
	tryFrom := 0
	for i := 0; i < len(obs); {
		if i >= tryFrom {
			n, scanned := p.stopAt(w.flat[i:], sigmaM, soon.maybe(w.flat, i) && late.maybe(w.flat, i), stops.maybe(w.flat, i))
			if n > 0 {
				t.flush()
				t.stop(i, i+n)
				i += n
				continue
			}
			// A vain search is not repeated at once, so that no pile of fixes
			// costs more than a few looks at each.
			tryFrom = i + 1 + scanned/200
		}
		t.see(i)
		i++
	}
	t.flush()
	w.weighSights(p)
}

// thinning is where thin has got to.
type thinning struct {
	p       *Params
	w       *work
	obs     []Observation
	sigmaM  float64
	spaceM  float64
	from    flat // the last sight
	until   int  // the last observation that is part of it
	waiting int  // the last observation seen on the straight line from there; -1: none

	east, north float64 // direction of that line
	low, high   float64 // between these slopes to it the line misses none by much
}

// see looks at an observation that is no stop.
func (t *thinning) see(i int) {
	w := t.w
	k := len(w.sights)
	if k == 0 {
		t.keep(i)
		return
	}
	f := &w.flat[i]
	dEast, dNorth := f.east-t.from.east, f.north-t.from.north
	farM := math.Sqrt(dEast*dEast + dNorth*dNorth)
	last := i == len(t.obs)-1
	switch {
	case w.sights[k-1].stop:
		if last || farM >= max(t.p.StopRadiusM, t.spaceM) {
			t.keep(i)
		}
	case t.waiting < 0:
		if last || farM >= t.p.WidestM {
			t.keep(i)
		} else if farM >= t.spaceM {
			t.east, t.north = dEast/farM, dNorth/farM
			t.low, t.high = -t.p.StraightM/farM, t.p.StraightM/farM
			t.waiting = i
		}
	default:
		along, aside := dEast*t.east+dNorth*t.north, dNorth*t.east-dEast*t.north
		slope := aside / along
		if !(along > 0 && slope >= t.low && slope <= t.high) || farM > t.p.WidestM {
			t.flush()
			t.see(i)
			return
		}
		if last {
			t.keep(i)
			return
		}
		t.low = max(t.low, (aside-t.p.StraightM)/along)
		t.high = min(t.high, (aside+t.p.StraightM)/along)
		t.waiting = i
	}
}

// flush keeps the observation that waits, if there is one.
func (t *thinning) flush() {
	if t.waiting >= 0 {
		t.keep(t.waiting)
	}
}

// keep makes a sight of an observation.
func (t *thinning) keep(i int) {
	o, f := &t.obs[i], &t.w.flat[i]
	t.w.sights = append(t.w.sights, sight{
		point: o.Point, at: o.At, until: o.At, atS: f.atS, untilS: f.atS,
		sigmaM: blendSigmaM(t.p, t.sigmaM, o.AccuracyM), blindS: t.blindS(i),
	})
	t.from, t.until, t.waiting = *f, i, -1
}

// blindS is the longest time between two observations in a row from the last
// sight up to observation i: what lies between may hide a detour, what the line
// from sight to sight passes over was seen. Without times it may be any.
func (t *thinning) blindS(i int) float64 {
	longestS := 0.0
	for k := t.until; k < i; k++ {
		longestS = max(longestS, t.w.flat[k+1].atS-t.w.flat[k].atS)
	}
	if math.IsNaN(longestS) {
		return math.Inf(1)
	}
	return longestS
}

// stop makes one sight of the observations from first up to end.
func (t *thinning) stop(first, end int) {
	a, b := &t.obs[first], &t.obs[end-1]
	s := sight{
		at: a.At, until: b.At, atS: t.w.flat[first].atS, untilS: t.w.flat[end-1].atS,
		sigmaM: max(t.sigmaM, t.p.StopSigmaM), stop: true, blindS: t.blindS(first),
	}
	radiusM := t.p.stopRadiusM(t.sigmaM)
	centre := t.w.flat[first]
	s.point = a.Point
	near := 1.0
	for i := first + 1; i < end; i++ {
		f := &t.w.flat[i]
		if centre.farM(f) > max(radiusM, t.p.StayRadiusM) {
			continue
		}
		near++
		centre.east += (f.east - centre.east) / near
		centre.north += (f.north - centre.north) / near
		s.point[0] += (t.obs[i].Point[0] - s.point[0]) / near
		s.point[1] += (t.obs[i].Point[1] - s.point[1]) / near
	}
	t.w.sights = append(t.w.sights, s)
	t.from, t.until = centre, end-1
}
