package clean

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"

	"licheng/trips/trace"
)

// StayOptions say what counts as standing still. A zero field means its
// default.
type StayOptions struct {
	// RadiusM is around the middle of the stay: 50. On the hand-checked tracks
	// of the Kubička set 100 m swallowed 2 to 20 % of slow drives, 50 m none.
	RadiusM     float64
	MinDuration time.Duration // 5 min, after Traccar's minimalParkingDuration
	// Drift may carry fixes out of the circle for a while, up to two radii, and a
	// jump of the receiver any distance; the stay goes on when they come back
	// within this time: 1 min. Two stays with nothing but drift between them are
	// one.
	Excursion time.Duration
}

func (o StayOptions) filled() StayOptions {
	if o.RadiusM <= 0 {
		o.RadiusM = 50
	}
	if o.MinDuration <= 0 {
		o.MinDuration = 5 * time.Minute
	}
	if o.Excursion <= 0 {
		o.Excursion = time.Minute
	}
	return o
}

// Stay is a stretch of fixes that stand still.
type Stay struct {
	First, Last int       // indexes of its first and last fix
	Place       orb.Point // the fix nearest the middle
	Arrived     time.Time
	Left        time.Time
}

// addStay adds a stay, or joins it to the one before when the car never left two
// radii around that: a long stay drifts in several bouts.
func addStay(stays []Stay, fixes []trace.Fix, s Stay, opt StayOptions) []Stay {
	if n := len(stays); n > 0 && neverLeft(fixes[stays[n-1].Last+1:s.Last+1], &stays[n-1], 2*opt.RadiusM) {
		s.First = stays[n-1].First
		stays = stays[:n-1]
	}
	s.Place = middle(fixes[s.First : s.Last+1])
	s.Arrived, s.Left = fixes[s.First].At, fixes[s.Last].At
	return append(stays, s)
}

// neverLeft reports whether all fixes after a stay lie within the radius of it,
// but for jumps of the receiver.
func neverLeft(fixes []trace.Fix, stay *Stay, radiusM float64) bool {
	last := stay.Left
	for i := range fixes {
		f := &fixes[i]
		switch away := distanceM(f.Point, stay.Place); {
		case away <= radiusM:
			last = f.At
		case f.At.IsZero() || !jumpedFromRest(away, stay.Arrived, last, f.At):
			return false
		}
	}
	return true
}

// maxStayScan bounds the fixes looked at from one start before the least
// duration is reached, so that equal times cannot make the search quadratic.
const maxStayScan = 20_000

// Stays finds the stretches in which all fixes lie within the radius of their
// middle for the least duration or longer. Two fixes at one place with a long
// silence between them are a stay. Fixes without a time neither begin nor end
// one. Who drives about inside the circle, as up the hairpins below a house, has
// not arrived: a stay begins and ends where the car stood (rest.go).
func Stays(fixes []trace.Fix, opt StayOptions) []Stay {
	opt = opt.filled()
	var out []Stay
	end := latest(fixes)
	for i := 0; i < len(fixes); {
		if fixes[i].At.IsZero() || end.Sub(fixes[i].At) < opt.MinDuration {
			i++ // nothing after it lasts long enough
			continue
		}
		last, scanned := stayFrom(fixes, i, opt)
		if fixes[last].At.Sub(fixes[i].At) >= opt.MinDuration {
			within := fixes[:last+1]
			if at, drove := opt.rest(within, i, 1); drove {
				i = at
				continue
			}
			if at, drove := opt.rest(within[i:], last-i, -1); drove {
				last = i + at
			}
		}
		if fixes[last].At.Sub(fixes[i].At) >= opt.MinDuration {
			out = addStay(out, fixes, Stay{First: i, Last: last}, opt)
			i = last + 1
			continue
		}
		if scanned >= maxStayScan {
			i = last
		}
		i++
	}
	return out
}

// latest returns the last time of any fix.
func latest(fixes []trace.Fix) (end time.Time) {
	for i := range fixes {
		if fixes[i].At.After(end) {
			end = fixes[i].At
		}
	}
	return end
}

// stayFrom returns the last fix of the stay that begins at i; i itself when
// the next fix is already elsewhere.
func stayFrom(fixes []trace.Fix, i int, opt StayOptions) (last, scanned int) {
	lon, lat, n := fixes[i].Point[0], fixes[i].Point[1], 1.0
	flat := planeAt(lat)
	last = i
	for k := i + 1; k < len(fixes); k++ {
		f := &fixes[k]
		if f.At.IsZero() {
			continue
		}
		scanned++
		away := flat.distanceM(f.Point[0]-lon, f.Point[1]-lat)
		switch {
		case away <= opt.RadiusM:
			last = k
			n++
			lon += (f.Point[0] - lon) / n
			lat += (f.Point[1] - lat) / n
		case away > 2*opt.RadiusM && !jumpedFromRest(away, fixes[i].At, fixes[last].At, f.At),
			f.At.Sub(fixes[last].At) > opt.Excursion:
			return last, scanned
		}
		if scanned >= maxStayScan && f.At.Sub(fixes[i].At) < opt.MinDuration {
			return last, scanned
		}
	}
	return last, scanned
}

// pullAwayMPSS is how hard a car pulls away and brakes on an errand, in m/s².
const pullAwayMPSS = 2.5

// jumpedFromRest reports whether a fix is awayM from a place too soon for a car
// that stood there for a minute and would stop there: by pulling away for half
// of the way and braking for the other half that takes 2·√(d/a). The receiver
// jumped, and the stay may go on.
func jumpedFromRest(awayM float64, arrived, last, now time.Time) bool {
	return last.Sub(arrived) >= time.Minute && now.Sub(last).Seconds() < 2*math.Sqrt(awayM/pullAwayMPSS)
}

// plane measures on the plane that touches the globe at a latitude: within a
// few hundred metres of it good to a part in ten thousand, and much cheaper
// than the great circle. Who is kilometres away is far away on it too.
type plane struct{ eastM, northM float64 } // metres of a degree

func planeAt(lat float64) plane {
	return plane{eastM: metresADegree * math.Cos(lat*math.Pi/180), northM: metresADegree}
}

func (p plane) distanceM(dLon, dLat float64) float64 {
	x, y := turn(dLon)*p.eastM, dLat*p.northM
	return math.Sqrt(x*x + y*y)
}

// turn brings a difference of longitudes into ±180: over the date line.
func turn(dLon float64) float64 {
	if dLon > 180 || dLon < -180 {
		return dLon - math.Copysign(360, dLon)
	}
	return dLon
}

// middle returns the fix nearest the median longitude and latitude: drift has
// long tails that would pull a mean away.
func middle(fixes []trace.Fix) orb.Point {
	lons := make([]float64, len(fixes))
	lats := make([]float64, len(fixes))
	for i, f := range fixes {
		lons[i], lats[i] = f.Point[0], f.Point[1]
	}
	slices.Sort(lons)
	slices.Sort(lats)
	m := orb.Point{lons[len(lons)/2], lats[len(lats)/2]}
	return slices.MinFunc(fixes, func(a, b trace.Fix) int {
		return cmp.Compare(distanceM(a.Point, m), distanceM(b.Point, m))
	}).Point
}

// distanceM is the great-circle distance in metres; of places off the globe
// it is what the formula gives, never NaN.
func distanceM(a, b orb.Point) float64 {
	d := orbgeo.DistanceHaversine(a, b)
	if math.IsNaN(d) {
		return math.Inf(1)
	}
	return d
}
