package rules

import (
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"

	"licheng/geo/place"
)

// Polygon returns the area as a closed polygon of lon, lat.
func (a Area) Polygon() orb.Polygon {
	polygon := make(orb.Polygon, 0, len(a.Rings))
	for _, corners := range a.Rings {
		var ring orb.Ring
		for _, corner := range corners {
			ring = append(ring, orb.Point{corner[0], corner[1]})
		}
		if len(ring) > 0 && !ring.Closed() {
			ring = append(ring, ring[0])
		}
		polygon = append(polygon, ring)
	}
	return polygon
}

// Measure returns what Basis.InsideM and Basis.Outside hold for a driven line:
// by area id, the metres inside the area, and whether the line's start, end or
// the point farthest from its start lies outside. Of a round trip the farthest
// point is the destination. Both have an entry for every area; of an empty
// line nothing is inside and nothing outside.
func Measure(areas []Area, line orb.MultiLineString) (insideM map[string]float64, outside map[string]bool) {
	insideM, outside = make(map[string]float64, len(areas)), make(map[string]bool, len(areas))
	ends := destinations(line)
	for _, area := range areas {
		polygon := area.Polygon()
		insideM[area.ID] = place.MetresInsideAll(line, orb.MultiPolygon{polygon})
		outside[area.ID] = false
		for _, end := range ends {
			if !planar.PolygonContains(polygon, end) {
				outside[area.ID] = true
			}
		}
	}
	return insideM, outside
}

// destinations returns start, end and the point farthest from the start.
func destinations(line orb.MultiLineString) []orb.Point {
	var all []orb.Point
	for _, part := range line {
		all = append(all, part...)
	}
	if len(all) == 0 {
		return nil
	}
	farthest, farthestM := all[0], 0.0
	for _, p := range all {
		if m := orbgeo.Distance(all[0], p); m > farthestM {
			farthest, farthestM = p, m
		}
	}
	return []orb.Point{all[0], all[len(all)-1], farthest}
}
