package place

import (
	"slices"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// borderDeg is how near to a ring a point counts as on it, in degrees: a tenth
// of a millimetre, far below any survey and far above the rounding of floats.
const borderDeg = 1e-9

// MetresInside returns how many metres of the line lie inside the polygon, its
// holes left out and its border counted as inside. Each stretch of the line is
// cut exactly where it crosses a ring; lines are straight in degrees, which
// is what GeoJSON means.
func MetresInside(line orb.LineString, area orb.Polygon) float64 {
	insideM, _ := Split(line, orb.MultiPolygon{area})
	return insideM
}

// MetresInsideAll adds up the metres of all lines that lie inside any of the
// polygons.
func MetresInsideAll(lines orb.MultiLineString, area orb.MultiPolygon) float64 {
	var totalM float64
	for _, line := range lines {
		insideM, _ := Split(line, area)
		totalM += insideM
	}
	return totalM
}

// Split returns how many metres of the line lie inside the area and how many
// outside; together they are the line's length. The polygons of the area may
// touch and overlap: what lies inside two of them counts once.
func Split(line orb.LineString, area orb.MultiPolygon) (insideM, outsideM float64) {
	borders := newBorders(area)
	var cuts []float64 // where the stretch crosses a ring, as shares of its length
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if a == b {
			continue
		}
		cuts = append(cuts[:0], 0, 1)
		first, last := borders.strip(min(a[1], b[1])), borders.strip(max(a[1], b[1]))
		for k := first; k <= last; k++ {
			for _, e := range borders.strips[k] {
				if e.besides(a, b) {
					cuts = e.appendCrossings(cuts, a, b)
				}
			}
		}
		slices.Sort(cuts)
		share := 0.0
		for j := 1; j < len(cuts); j++ {
			if cuts[j] > cuts[j-1] && borders.contain(between(a, b, (cuts[j-1]+cuts[j])/2)) {
				share += cuts[j] - cuts[j-1]
			}
		}
		lengthM := roads.DistanceM(a, b)
		insideM += share * lengthM
		outsideM += (1 - share) * lengthM
	}
	return insideM, outsideM
}

func between(a, b orb.Point, share float64) orb.Point {
	return orb.Point{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])}
}
