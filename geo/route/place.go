package route

import (
	"slices"

	"github.com/paulmach/orb"

	"licheng/geo/roads"
)

// Place is where a drive begins or ends when any of some positions will do: the
// two directions of the road before a door.
type Place []Position

// PlaceAt returns the place of a point on a road, in every direction that may be
// driven there.
func PlaceAt(net *roads.Network, snap roads.Snap) Place {
	place := Place{{Edge: snap.Edge, OffsetM: snap.OffsetM}}
	if back := snap.Edge.Reverse(); net.Flags(back).Has(roads.Drivable) {
		place = append(place, Position{Edge: back, OffsetM: max(net.LengthM(back)-snap.OffsetM, 0)})
	}
	return place
}

// withoutTolls leaves out the positions on tolled roads.
func (p Place) withoutTolls(net *roads.Network) Place {
	return slices.DeleteFunc(slices.Clone(p), func(at Position) bool { return net.Flags(at.Edge).Has(roads.Toll) })
}

// widthM is how far the positions lie from the first of them at most.
func (p Place) widthM(net *roads.Network) float64 {
	var width float64
	for _, at := range p {
		width = max(width, roads.DistanceM(p[0].point(net), at.point(net)))
	}
	return width
}

// point is where a position lies.
func (p Position) point(net *roads.Network) orb.Point {
	line := AppendLine(nil, net, []roads.EdgeID{p.Edge}, p.OffsetM, p.OffsetM)
	return line[len(line)-1]
}
