package roads

import (
	"math"

	"github.com/paulmach/orb"
)

// Reckoner tells how far junctions lie from a disc at least: what a search that
// heads for the disc may count on.
type Reckoner struct {
	nodes       []node
	x, y        float64 // the centre in file units
	eastM       float64 // metres of one unit of longitude, at the latitude where it is least
	radiusMM    float64
	millimetres float64
}

// reckonShare keeps the reckoned distance under the road's: the plane is not the
// sphere, and segments' lengths are rounded.
const reckonShare = 0.998

// Reckon returns a Reckoner for the disc of radiusM metres around centre, good
// for junctions within reachM metres of it; +Inf means all.
func (n *Network) Reckon(centre orb.Point, radiusM, reachM float64) Reckoner {
	lat := math.Abs(centre[1])
	edge := max(lat, math.Abs(n.bound.Min[1]), math.Abs(n.bound.Max[1]))
	farthest := min(lat+reachM/(unitM*degree), edge, 90)
	return Reckoner{
		nodes: n.nodes, x: centre[0] * degree, y: centre[1] * degree,
		eastM: unitM * math.Cos(farthest*radian), radiusMM: 1000 * radiusM, millimetres: 1000 * reckonShare,
	}
}

// LeastMM returns a lower bound of the length of any road from v into the disc,
// in millimetres. Along every segment it falls by no more than the segment's
// length, give or take a millimetre.
func (r *Reckoner) LeastMM(v NodeID) uint32 {
	p := r.nodes[v].At
	east, north := (float64(p.Lon)-r.x)*r.eastM, (float64(p.Lat)-r.y)*unitM
	awayMM := math.Sqrt(east*east+north*north)*r.millimetres - r.radiusMM
	if !(awayMM > 0) {
		return 0
	}
	return uint32(min(awayMM, math.MaxUint32/2))
}
