package place

import (
	"slices"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// MetresInside returns how many metres of the line lie inside the polygon, its
// holes left out and its border counted as inside. Each stretch of the line is
// cut exactly where it crosses a ring; lines are straight in degrees, which
// is what GeoJSON means.
func MetresInside(line orb.LineString, area orb.Polygon) float64 {
	if len(area) == 0 || len(line) < 2 || !area.Bound().Intersects(line.Bound()) {
		return 0
	}
	bound := area.Bound()
	var totalM float64
	var cuts []float64 // where the stretch crosses a ring, as shares of its length
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if a == b || !bound.Intersects(orb.MultiPoint{a, b}.Bound()) {
			continue
		}
		cuts = append(cuts[:0], 0, 1)
		for _, ring := range area {
			cuts = appendCrossings(cuts, a, b, ring)
		}
		slices.Sort(cuts)
		share := 0.0
		for j := 1; j < len(cuts); j++ {
			if cuts[j] > cuts[j-1] && contains(area, between(a, b, (cuts[j-1]+cuts[j])/2)) {
				share += cuts[j] - cuts[j-1]
			}
		}
		totalM += share * roads.DistanceM(a, b)
	}
	return totalM
}

// MetresInsideAll adds up MetresInside over all lines and all polygons. The
// polygons of one area must not overlap.
func MetresInsideAll(lines orb.MultiLineString, area orb.MultiPolygon) float64 {
	var totalM float64
	for _, line := range lines {
		for _, polygon := range area {
			totalM += MetresInside(line, polygon)
		}
	}
	return totalM
}

func between(a, b orb.Point, share float64) orb.Point {
	return orb.Point{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])}
}

// appendCrossings appends the shares of a–b at which it meets the ring. Where
// it runs along an edge of the ring both ends of that edge are cuts.
func appendCrossings(cuts []float64, a, b orb.Point, ring orb.Ring) []float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	for i := range ring {
		p, q := ring[i], ring[(i+1)%len(ring)]
		ex, ey := q[0]-p[0], q[1]-p[1]
		det := dx*ey - dy*ex
		if det == 0 { // parallel: only corners on the stretch can matter
			for _, corner := range [2]orb.Point{p, q} {
				cuts = appendShare(cuts, ((corner[0]-a[0])*dx+(corner[1]-a[1])*dy)/(dx*dx+dy*dy))
			}
			continue
		}
		t := ((p[0]-a[0])*ey - (p[1]-a[1])*ex) / det
		u := ((p[0]-a[0])*dy - (p[1]-a[1])*dx) / det
		if u >= 0 && u <= 1 {
			cuts = appendShare(cuts, t)
		}
	}
	return cuts
}

func appendShare(cuts []float64, t float64) []float64 {
	if t > 0 && t < 1 {
		return append(cuts, t)
	}
	return cuts
}

// contains reports whether p lies in the polygon, by the even-odd rule over
// all rings; a point on a ring is inside.
func contains(area orb.Polygon, p orb.Point) bool {
	inside := false
	for _, ring := range area {
		for i := range ring {
			a, b := ring[i], ring[(i+1)%len(ring)]
			if onEdge(a, b, p) {
				return true
			}
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])*(b[0]-a[0])/(b[1]-a[1]) {
				inside = !inside
			}
		}
	}
	return inside
}

func onEdge(a, b, p orb.Point) bool {
	cross := (b[0]-a[0])*(p[1]-a[1]) - (b[1]-a[1])*(p[0]-a[0])
	return cross == 0 && min(a[0], b[0]) <= p[0] && p[0] <= max(a[0], b[0]) &&
		min(a[1], b[1]) <= p[1] && p[1] <= max(a[1], b[1])
}
