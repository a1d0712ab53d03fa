package match

import (
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// sight is an observation after thinning: what the lattice is built on.
type sight struct {
	point  orb.Point
	at     time.Time     // zero without times
	until  time.Time     // when the car left: later than at for a stop
	stood  time.Duration // until - at
	sigmaM float64
	stop   bool
	weight float64 // of its emission, up to 1
}

// usable returns the observations that are positions on earth, in the order of
// time where all have times.
func usable(obs []Observation) []Observation {
	out := make([]Observation, 0, len(obs))
	timed := true
	for _, o := range obs {
		lon, lat := o.Point[0], o.Point[1]
		if math.Abs(lon) <= 180 && math.Abs(lat) <= 89 {
			out = append(out, o)
			timed = timed && !o.At.IsZero()
		}
	}
	if timed {
		slices.SortStableFunc(out, func(a, b Observation) int { return a.At.Compare(b.At) })
	}
	return out
}

// estimateSigmaM guesses the noise of the trace from how far its fixes lie from
// the nearest road: the median of a half-normal distance is 0.6745 sigma. Only
// fixes that moved count, so that a night on a car park does not.
func (m *Matcher) estimateSigmaM(w *work, obs []Observation) float64 {
	const sample, radiusM = 200, 40.0
	p := &m.params
	dist := w.dist[:0]
	stride := max(1, len(obs)/sample)
	for i := 0; i < len(obs); i += stride {
		if i >= stride && distM(obs[i-stride].Point, obs[i].Point) < 5*float64(min(stride, 4)) {
			continue
		}
		w.snaps = m.net.Near(w.snaps[:0], obs[i].Point, radiusM)
		nearestM := math.Inf(1)
		for _, s := range w.snaps {
			nearestM = min(nearestM, s.DistanceM)
		}
		if nearestM <= radiusM {
			dist = append(dist, nearestM)
		}
	}
	w.dist = dist
	if len(dist) < 5 {
		return p.SigmaMinM
	}
	slices.Sort(dist)
	return min(max(1.4826*dist[len(dist)/2], p.SigmaMinM), p.SigmaMaxM)
}

// thin turns observations into sights: stops become one, and of the rest only
// those are kept that moved far enough from the one before to tell something.
// The last observation is always kept.
func (m *Matcher) thin(w *work, obs []Observation, sigmaM float64) {
	p := &m.params
	w.sights = w.sights[:0]
	defer w.weighSights(p)
	spaceM := max(p.SpaceM, p.SpaceSigmas*sigmaM)
	tryFrom := 0
	for i := 0; i < len(obs); {
		var n, scanned int
		var centre orb.Point
		if i >= tryFrom {
			n, scanned, centre = p.stopAt(obs[i:], sigmaM)
			// A vain search is not repeated at once, so that no pile of fixes
			// costs more than a few looks at each.
			tryFrom = i + 1 + scanned/200
		}
		if n > 0 {
			last := obs[i+n-1]
			w.sights = append(w.sights, sight{
				point: centre, at: obs[i].At, until: last.At, stood: last.At.Sub(obs[i].At),
				sigmaM: max(sigmaM, p.StopSigmaM), stop: true,
			})
			i += n
			continue
		}
		o := obs[i]
		i++
		if k := len(w.sights); k > 0 && i < len(obs) {
			last := &w.sights[k-1]
			if distM(last.point, o.Point) < spaceM && !last.stop {
				continue
			}
			if last.stop && distM(last.point, o.Point) < max(p.StopRadiusM, spaceM) {
				continue
			}
		}
		w.sights = append(w.sights, sight{point: o.Point, at: o.At, until: o.At, sigmaM: blendSigmaM(p, sigmaM, o.AccuracyM)})
	}
}

// weighSights gives every sight its weight: fixes close to each other err alike
// and are fewer witnesses than they seem.
func (w *work) weighSights(p *Params) {
	for i := range w.sights {
		s := &w.sights[i]
		s.weight = 1
		if s.stop || p.ApartM <= 0 {
			continue
		}
		var gapM float64
		if i > 0 {
			gapM += distM(w.sights[i-1].point, s.point) / 2
		}
		if i+1 < len(w.sights) {
			gapM += distM(s.point, w.sights[i+1].point) / 2
		}
		s.weight = min(max(gapM/p.ApartM, p.WeightMin), 1)
	}
}

// blendSigmaM is the noise of one observation: what the device claims, but not
// much better than what the trace as a whole shows.
func blendSigmaM(p *Params, traceM, claimedM float64) float64 {
	if !(claimedM > 0) {
		return traceM
	}
	return min(max(claimedM, 0.7*traceM, p.SigmaMinM), 2*p.SigmaMaxM)
}

// stopAt reports how many of the first observations are one stop, and where
// its centre is; 0 when the car does not stand, and how many it looked at to
// find that out. A short stop has to be tight; a
// long stay may wander as far as receivers do in a yard or under a roof.
func (p *Params) stopAt(obs []Observation, sigmaM float64) (n, scanned int, centre orb.Point) {
	n, scanned, centre = p.within(obs, p.StayRadiusM, p.StayS, p.ExcursionS)
	if n > 0 {
		return n, scanned, centre
	}
	n, more, centre := p.within(obs, max(p.StopRadiusM, 3*sigmaM), p.StopS, 0)
	return n, scanned + more, centre
}

// within returns how many of the first observations stay within radiusM of
// their common centre, and that centre; 0 when they do so for less than forS.
// scanned tells how many were looked at.
// Drift may carry them out, up to four radii, when they are back within
// excursionS; and so may somebody's feet, up to WalkM, for any time, if all but
// StrideS of it is no faster and the car stood as long before: it stands where
// the walk began and ended.
func (p *Params) within(obs []Observation, radiusM, forS, excursionS float64) (n, scanned int, centre orb.Point) {
	if obs[0].At.IsZero() {
		return 0, 0, orb.Point{}
	}
	near, last, strodeS := 1.0, 0, 0.0
	centre = obs[0].Point
	for i := 1; i < len(obs); i++ {
		scanned = i
		awayM := distM(centre, obs[i].Point)
		if awayM > radiusM {
			if excursionS == 0 {
				break
			}
			if p.strides(obs, last, i) {
				strodeS += obs[i].At.Sub(obs[i-1].At).Seconds()
			}
			drifts := awayM <= 4*radiusM && obs[i].At.Sub(obs[last].At).Seconds() <= excursionS
			walks := awayM <= p.WalkM && strodeS <= p.StrideS && obs[last].At.Sub(obs[0].At).Seconds() >= p.StrideS
			if !drifts && !walks {
				break
			}
			continue
		}
		last, strodeS = i, 0
		near++
		centre[0] += (obs[i].Point[0] - centre[0]) / near
		centre[1] += (obs[i].Point[1] - centre[1]) / near
	}
	if last < 2 || obs[last].At.Sub(obs[0].At).Seconds() < forS {
		return 0, scanned, orb.Point{}
	}
	return last + 1, scanned, centre
}

// strides reports whether fix i is farther from those ten seconds before, back
// to fix from, than a walker gets. What happened in a gap of minutes nobody
// knows: it counts as one.
func (p *Params) strides(obs []Observation, from, i int) bool {
	k := i - 1
	for k > from && obs[i].At.Sub(obs[k].At).Seconds() < 10 {
		k--
	}
	return distM(obs[k].Point, obs[i].Point) > p.WalkMPS*min(max(obs[i].At.Sub(obs[k].At).Seconds(), 10), 60)
}

// distM is the distance of two points in metres. Near ones are measured on the
// plane, which is good to a millimetre a kilometre and much cheaper.
func distM(a, b orb.Point) float64 {
	const degreeM = roads.EarthRadiusM * math.Pi / 180
	dLon, dLat := b[0]-a[0], b[1]-a[1]
	if math.Abs(dLon)+math.Abs(dLat) > 0.1 {
		return roads.DistanceM(a, b)
	}
	x := dLon * math.Cos((a[1]+b[1])*math.Pi/360)
	return math.Sqrt(x*x+dLat*dLat) * degreeM
}
