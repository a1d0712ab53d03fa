package place

import (
	"math"

	"github.com/paulmach/orb"
)

// borders are the edges of an area's rings, laid out in strips of latitude, so
// that a stretch of road meets only those of its own strips. An edge stands in
// every strip it touches; the edges of a polygon stand together.
type borders struct {
	strips [][]edge
	south  float64
	width  float64 // of a strip, in degrees
}

// edge is one straight piece of a ring.
type edge struct {
	a, b    orb.Point
	polygon int
}

func newBorders(area orb.MultiPolygon) *borders {
	var edges []edge
	bound := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for k, polygon := range area {
		for _, ring := range polygon {
			for i := range ring {
				e := edge{ring[i], ring[(i+1)%len(ring)], k}
				if e.a != e.b {
					edges = append(edges, e)
					bound = bound.Extend(e.a).Extend(e.b)
				}
			}
		}
	}
	count := min(max(len(edges)/4, 1), 2000)
	x := &borders{strips: make([][]edge, count), south: bound.Min[1] - borderDeg}
	x.width = (bound.Max[1] + borderDeg - x.south) / float64(count)
	for _, e := range edges {
		first, last := x.strip(min(e.a[1], e.b[1])-borderDeg), x.strip(max(e.a[1], e.b[1])+borderDeg)
		for k := first; k <= last; k++ {
			x.strips[k] = append(x.strips[k], e)
		}
	}
	return x
}

// strip returns the number of the strip of a latitude; that of the nearest one
// beyond the area.
func (x *borders) strip(lat float64) int {
	k := math.Floor((lat - x.south) / x.width)
	if !(k >= 0) { // NaN without edges
		return 0
	}
	return int(min(k, float64(len(x.strips)-1)))
}

// contain reports whether p lies in any polygon, by the even-odd rule over its
// rings; a point on a ring is inside.
func (x *borders) contain(p orb.Point) bool {
	inside, polygon := false, -1
	for _, e := range x.strips[x.strip(p[1])] {
		if e.polygon != polygon {
			if inside {
				return true
			}
			polygon = e.polygon
		}
		if e.carries(p) {
			return true
		}
		if (e.a[1] > p[1]) != (e.b[1] > p[1]) && p[0] < e.a[0]+(p[1]-e.a[1])*(e.b[0]-e.a[0])/(e.b[1]-e.a[1]) {
			inside = !inside
		}
	}
	return inside
}

// besides reports whether the boxes of the edge and of a–b touch.
func (e edge) besides(a, b orb.Point) bool {
	return min(a[0], b[0]) <= max(e.a[0], e.b[0])+borderDeg && max(a[0], b[0]) >= min(e.a[0], e.b[0])-borderDeg &&
		min(a[1], b[1]) <= max(e.a[1], e.b[1])+borderDeg && max(a[1], b[1]) >= min(e.a[1], e.b[1])-borderDeg
}

// appendCrossings appends the shares of a–b at which it meets the edge. Where
// it runs along the edge both ends of that are cuts.
func (e edge) appendCrossings(cuts []float64, a, b orb.Point) []float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	ex, ey := e.b[0]-e.a[0], e.b[1]-e.a[1]
	det := dx*ey - dy*ex
	long, length := math.Hypot(dx, dy), math.Hypot(ex, ey)
	if math.Abs(det) <= borderDeg*max(long, length) { // parallel: only corners on the stretch can matter
		for _, corner := range [2]orb.Point{e.a, e.b} {
			cuts = appendShare(cuts, ((corner[0]-a[0])*dx+(corner[1]-a[1])*dy)/(long*long))
		}
		return cuts
	}
	t := ((e.a[0]-a[0])*ey - (e.a[1]-a[1])*ex) / det
	u := ((e.a[0]-a[0])*dy - (e.a[1]-a[1])*dx) / det
	if slack := borderDeg / length; u >= -slack && u <= 1+slack {
		cuts = appendShare(cuts, t)
	}
	return cuts
}

func appendShare(cuts []float64, t float64) []float64 {
	if t > 0 && t < 1 {
		return append(cuts, t)
	}
	return cuts
}

// carries reports whether p lies on the edge, to borderDeg.
func (e edge) carries(p orb.Point) bool {
	if !e.besides(p, p) {
		return false
	}
	cross := (e.b[0]-e.a[0])*(p[1]-e.a[1]) - (e.b[1]-e.a[1])*(p[0]-e.a[0])
	return math.Abs(cross) <= borderDeg*math.Hypot(e.b[0]-e.a[0], e.b[1]-e.a[1])
}
