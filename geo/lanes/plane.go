package lanes

import (
	"math"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// plane maps degrees to metres around a place, good to half a percent over a
// county.
type plane struct {
	origin        orb.Point
	eastM, northM float64 // metres of a degree
}

func planeAt(p orb.Point) plane {
	const degreeM = roads.EarthRadiusM * math.Pi / 180
	return plane{origin: p, eastM: degreeM * math.Cos(p[1]*math.Pi/180), northM: degreeM}
}

func (l plane) metres(p orb.Point) orb.Point {
	return orb.Point{(p[0] - l.origin[0]) * l.eastM, (p[1] - l.origin[1]) * l.northM}
}

func (l plane) degrees(p orb.Point) orb.Point {
	return orb.Point{l.origin[0] + p[0]/l.eastM, l.origin[1] + p[1]/l.northM}
}

// apart is the distance of two points of the plane.
func apart(a, b orb.Point) float64 { return math.Hypot(a[0]-b[0], a[1]-b[1]) }

// between is the point a share f of the way from a to b.
func between(a, b orb.Point, f float64) orb.Point {
	return orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}
}

// evenly returns points every stepM along a line of the plane, both ends
// included; the last step is shorter.
func evenly(line []orb.Point) []orb.Point {
	if len(line) == 0 {
		return nil
	}
	out := []orb.Point{line[0]}
	nextM := stepM
	passedM := 0.0
	for i := 1; i < len(line); i++ {
		pieceM := apart(line[i-1], line[i])
		for ; nextM < passedM+pieceM; nextM += stepM {
			out = append(out, between(line[i-1], line[i], (nextM-passedM)/pieceM))
		}
		passedM += pieceM
	}
	if last := line[len(line)-1]; apart(out[len(out)-1], last) > stepM/10 {
		out = append(out, last)
	}
	return out
}

// nearestOn returns how far p is from the piece a–b and where along it the
// nearest point lies, as a share.
func nearestOn(a, b, p orb.Point) (distM, share float64) {
	dx, dy := b[0]-a[0], b[1]-a[1]
	if square := dx*dx + dy*dy; square > 0 {
		share = min(max(((p[0]-a[0])*dx+(p[1]-a[1])*dy)/square, 0), 1)
	}
	return apart(p, between(a, b, share)), share
}
