package demo

import (
	"math"

	"github.com/paulmach/orb"
)

// The county is drawn on a flat plane in metres, x east and y north of this
// origin. Lengths that count as truth are never taken on the plane: they are
// haversine sums over longitude and latitude.
const (
	originLon    = 108.55
	originLat    = 27.55
	earthRadiusM = 6371008.8 // mean radius, IUGG
	countyHalfX  = 33000.0   // metres from the origin to the county's east and west edge
	countyHalfY  = 37000.0   // metres to its north and south edge
)

var (
	metresPerLat = earthRadiusM * math.Pi / 180
	metresPerLon = metresPerLat * math.Cos(originLat*math.Pi/180)
)

// vec is a point or a direction on the plane, in metres.
type vec struct{ x, y float64 }

func (a vec) add(b vec) vec           { return vec{a.x + b.x, a.y + b.y} }
func (a vec) sub(b vec) vec           { return vec{a.x - b.x, a.y - b.y} }
func (a vec) mul(k float64) vec       { return vec{a.x * k, a.y * k} }
func (a vec) dot(b vec) float64       { return a.x*b.x + a.y*b.y }
func (a vec) cross(b vec) float64     { return a.x*b.y - a.y*b.x }
func (a vec) len() float64            { return math.Hypot(a.x, a.y) }
func (a vec) left() vec               { return vec{-a.y, a.x} }
func (a vec) to(b vec) float64        { return b.sub(a).len() }
func lerp(a, b vec, t float64) vec    { return vec{a.x + (b.x-a.x)*t, a.y + (b.y-a.y)*t} }
func clamp(v, lo, hi float64) float64 { return math.Min(math.Max(v, lo), hi) }

// unit returns a divided by its length, or zero when it has none.
func (a vec) unit() vec {
	if l := a.len(); l > 0 {
		return a.mul(1 / l)
	}
	return vec{}
}

// lonLat turns a point of the plane into WGS-84 longitude and latitude,
// rounded to the seven decimals an OSM file keeps.
func (a vec) lonLat() orb.Point {
	return orb.Point{round7(originLon + a.x/metresPerLon), round7(originLat + a.y/metresPerLat)}
}

// onPlane is the inverse of lonLat.
func onPlane(p orb.Point) vec {
	return vec{(p[0] - originLon) * metresPerLon, (p[1] - originLat) * metresPerLat}
}

func round7(v float64) float64 { return math.Round(v*1e7) / 1e7 }

// distanceM is the haversine distance in metres.
func distanceM(a, b orb.Point) float64 {
	rad := math.Pi / 180
	dLat, dLon := (b[1]-a[1])*rad, (b[0]-a[0])*rad
	s, t := math.Sin(dLat/2), math.Sin(dLon/2)
	h := s*s + math.Cos(a[1]*rad)*math.Cos(b[1]*rad)*t*t
	return 2 * earthRadiusM * math.Asin(math.Min(1, math.Sqrt(h)))
}

// lineLen is the length of a line on the plane.
func lineLen(line []vec) float64 {
	sum := 0.0
	for i := 1; i < len(line); i++ {
		sum += line[i-1].to(line[i])
	}
	return sum
}

// turnDeg is how far the heading changes at b on the way a → b → c, 0 to 180.
func turnDeg(a, b, c vec) float64 {
	u, v := b.sub(a), c.sub(b)
	return math.Abs(math.Atan2(u.cross(v), u.dot(v))) * 180 / math.Pi
}

// crossing returns where segment ab meets segment cd, as fractions of each.
func crossing(a, b, c, d vec) (t, u float64, ok bool) {
	r, s := b.sub(a), d.sub(c)
	den := r.cross(s)
	if math.Abs(den) < 1e-9 {
		return 0, 0, false
	}
	w := c.sub(a)
	t, u = w.cross(s)/den, w.cross(r)/den
	return t, u, t >= 0 && t <= 1 && u >= 0 && u <= 1
}

// project returns the fraction along ab nearest to p and the distance to it.
func project(p, a, b vec) (t, distM float64) {
	ab := b.sub(a)
	if l2 := ab.dot(ab); l2 > 0 {
		t = clamp(p.sub(a).dot(ab)/l2, 0, 1)
	}
	return t, p.to(lerp(a, b, t))
}
