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
	at     time.Time // zero without times
	until  time.Time // when the car left: later than at for a stop
	atS    float64   // the same in seconds, NaN without
	untilS float64
	blindS float64 // longest time without an observation on the way here from the sight before
	sigmaM float64
	stop   bool
	weight float64 // of its emission off the road, up to 1
	eastM  float64 // metres of a degree of longitude there
	onM    float64 // metres to the next sight, 0 at the last
	kmh    float64 // no less than this the car drove before and after; 0 unknown
}

// stoodS is how long the car stood there, in seconds.
func (s *sight) stoodS() float64 {
	if !s.stop {
		return 0
	}
	return s.untilS - s.atS
}

// usable returns the observations that are positions on earth, in the order of
// time where all have times: as they came, if they are so already.
func usable(obs []Observation) []Observation {
	timed, sound, ordered := true, true, true
	for i := range obs {
		timed = timed && !obs[i].At.IsZero()
		sound = sound && onEarth(obs[i].Point)
		ordered = ordered && (i == 0 || !obs[i].At.Before(obs[i-1].At))
	}
	if sound && (ordered || !timed) {
		return obs
	}
	out := make([]Observation, 0, len(obs))
	timed = true
	for _, o := range obs {
		if onEarth(o.Point) {
			out = append(out, o)
			timed = timed && !o.At.IsZero()
		}
	}
	if timed {
		slices.SortStableFunc(out, func(a, b Observation) int { return a.At.Compare(b.At) })
	}
	return out
}

func onEarth(p orb.Point) bool { return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 89 }

// flat is an observation on a plane: metres east and north of the first, as at
// the middle latitude, and seconds after it; NaN seconds without a time.
type flat struct{ east, north, atS float64 }

func (a *flat) farM(b *flat) float64 {
	return math.Sqrt((a.east-b.east)*(a.east-b.east) + (a.north-b.north)*(a.north-b.north))
}

// flatten lays the observations on the plane.
func (w *work) flatten(obs []Observation) {
	lat := 0.0
	for i := range obs {
		lat += obs[i].Point[1]
	}
	eastM := degreeM * math.Cos(lat/float64(len(obs))*math.Pi/180)
	w.flat = slices.Grow(w.flat[:0], len(obs))[:len(obs)]
	first := &obs[0]
	for i := range obs {
		o, f := &obs[i], &w.flat[i]
		f.east, f.north = (o.Point[0]-first.Point[0])*eastM, (o.Point[1]-first.Point[1])*degreeM
		f.atS = math.NaN()
		if !o.At.IsZero() {
			f.atS = o.At.Sub(first.At).Seconds()
		}
	}
}

// degreeM is the length of a degree of latitude.
const degreeM = roads.EarthRadiusM * math.Pi / 180

// estimateSigmaM guesses the noise of the trace from how far its fixes lie from
// the nearest road: the median of a half-normal distance is 0.6745 sigma. Only
// fixes that moved count, so that a night on a car park does not.
func (m *Matcher) estimateSigmaM(w *work, obs []Observation) float64 {
	const sample, radiusM = 30, 40.0
	p := &m.params
	dist := w.dist[:0]
	stride := max(1, len(obs)/sample)
	for i := 0; i < len(obs); i += stride {
		if i >= stride && w.flat[i-stride].farM(&w.flat[i]) < 5*float64(min(stride, 4)) {
			continue
		}
		if nearestM, ok := m.net.NearestM(obs[i].Point, radiusM); ok {
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

// weighSights gives every sight its weight off the road, where fixes close to
// each other err alike and are fewer witnesses than they seem, and its scale.
func (w *work) weighSights(p *Params) {
	beforeM := 0.0
	for i := range w.sights {
		s := &w.sights[i]
		afterM := 0.0
		if i+1 < len(w.sights) {
			next := &w.sights[i+1]
			next.eastM = degreeM * math.Cos(next.point[1]*math.Pi/180)
			dEast, dNorth := (next.point[0]-s.point[0])*next.eastM, (next.point[1]-s.point[1])*degreeM
			afterM = math.Sqrt(dEast*dEast + dNorth*dNorth)
		}
		s.weight, s.onM = 1, afterM
		if !s.stop && p.ApartM > 0 {
			s.weight = min(max((beforeM+afterM)/2/p.ApartM, p.WeightMin), 1)
		}
		beforeM = afterM
		s.kmh = 3.6 * min(w.leastMPS(i-1), w.leastMPS(i))
	}
	if len(w.sights) > 0 {
		w.sights[0].eastM = degreeM * math.Cos(w.sights[0].point[1]*math.Pi/180)
	}
}

// leastMPS is how fast the car drove at least from sight i to the next: straight,
// noise taken off; 0 where that is not known.
func (w *work) leastMPS(i int) float64 {
	if i < 0 || i+1 >= len(w.sights) {
		return 0
	}
	a, b := &w.sights[i], &w.sights[i+1]
	if s := b.atS - a.untilS; s > 0 {
		return max(a.onM-a.sigmaM, 0) / s
	}
	return 0
}

// blendSigmaM is the noise of one observation: what the device claims, but not
// much better than what the trace as a whole shows.
func blendSigmaM(p *Params, traceM, claimedM float64) float64 {
	if !(claimedM > 0) {
		return traceM
	}
	return min(max(claimedM, 0.7*traceM, p.SigmaMinM), 2*p.SigmaMaxM)
}

// distM is the distance of two points in metres. Near ones are measured on the
// plane, which is good to a millimetre a kilometre and much cheaper.
func distM(a, b orb.Point) float64 {
	dLon, dLat := b[0]-a[0], b[1]-a[1]
	if math.Abs(dLon)+math.Abs(dLat) > 0.1 {
		return roads.DistanceM(a, b)
	}
	x := dLon * math.Cos((a[1]+b[1])*math.Pi/360)
	return math.Sqrt(x*x+dLat*dLat) * degreeM
}
