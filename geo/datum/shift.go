package datum

import (
	"math"

	"github.com/paulmach/orb"
)

// The Krasovsky 1940 ellipsoid the shift is computed on.
const (
	semiMajorM = 6378245.0
	ecc2       = 0.00669342162296594323
)

// The box outside which GCJ-02 equals WGS-84, as eviltransform draws it.
const (
	minLon, maxLon = 72.004, 137.8347
	minLat, maxLat = 0.8293, 55.8271
)

// InChina reports whether a point lies in the box in which GCJ-02 and BD-09
// differ from WGS-84. The box is generous: it takes in all neighbours' border
// lands, as the map makers' own does.
func InChina(p orb.Point) bool {
	return p.Lon() >= minLon && p.Lon() <= maxLon && p.Lat() >= minLat && p.Lat() <= maxLat
}

// ToGCJ02 shifts a WGS-84 point to GCJ-02. Points outside China stay.
// Source: the published reimplementation (eviltransform, coordtransform).
func ToGCJ02(p orb.Point) orb.Point {
	if !InChina(p) {
		return p
	}
	x, y := p.Lon()-105, p.Lat()-35
	dLon, dLat := shiftEast(x, y), shiftNorth(x, y)
	sin := math.Sin(p.Lat() * math.Pi / 180)
	magic := 1 - ecc2*sin*sin
	root := math.Sqrt(magic)
	dLat = dLat * 180 / (semiMajorM * (1 - ecc2) / (magic * root) * math.Pi)
	dLon = dLon * 180 / (semiMajorM / root * math.Cos(p.Lat()*math.Pi/180) * math.Pi)
	return orb.Point{p.Lon() + dLon, p.Lat() + dLat}
}

// shiftNorth is the northward shift in metres at x, y degrees from 105 E, 35 N.
func shiftNorth(x, y float64) float64 {
	m := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x))
	m += (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	m += (20*math.Sin(y*math.Pi) + 40*math.Sin(y/3*math.Pi)) * 2 / 3
	m += (160*math.Sin(y/12*math.Pi) + 320*math.Sin(y*math.Pi/30)) * 2 / 3
	return m
}

// shiftEast is the eastward shift in metres at x, y degrees from 105 E, 35 N.
func shiftEast(x, y float64) float64 {
	m := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x))
	m += (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi)) * 2 / 3
	m += (20*math.Sin(x*math.Pi) + 40*math.Sin(x/3*math.Pi)) * 2 / 3
	m += (150*math.Sin(x/12*math.Pi) + 300*math.Sin(x/30*math.Pi)) * 2 / 3
	return m
}

// gcjToBD shifts a GCJ-02 point to BD-09. Points outside China stay.
func gcjToBD(p orb.Point) orb.Point {
	if !InChina(p) {
		return p
	}
	const turn = math.Pi * 3000 / 180
	x, y := p.Lon(), p.Lat()
	r := math.Sqrt(x*x+y*y) + 0.00002*math.Sin(y*turn)
	theta := math.Atan2(y, x) + 0.000003*math.Cos(x*turn)
	return orb.Point{r*math.Cos(theta) + 0.0065, r*math.Sin(theta) + 0.006}
}

// invert finds the point that forward carries to p, by fixed-point iteration
// until it is within 1e-9 degrees (0.1 mm). The shifts are smooth and far
// below 1:1 in slope, so that a handful of rounds is enough; the limit only
// guards against points that are no numbers.
func invert(p orb.Point, forward func(orb.Point) orb.Point) orb.Point {
	guess := p
	for range 30 {
		got := forward(guess)
		dx, dy := got[0]-p[0], got[1]-p[1]
		guess = orb.Point{guess[0] - dx, guess[1] - dy}
		if math.Abs(dx) < 1e-10 && math.Abs(dy) < 1e-10 {
			break
		}
	}
	return guess
}
