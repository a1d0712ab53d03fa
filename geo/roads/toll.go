package roads

import (
	"cmp"
	"slices"
)

// TollPoints returns the booths and gantries on the edge in driving order, nil
// when there are none. A point that stands on a junction belongs to the edges
// that arrive there and not to those that leave, so that a drive through it
// counts it once.
func (n *Network) TollPoints(e EdgeID) []TollPoint {
	s := uint32(e >> 1)
	first, found := slices.BinarySearchFunc(n.tolls, s, func(t tollRecord, s uint32) int {
		return cmp.Compare(t.Segment, s)
	})
	if !found {
		return nil
	}
	lengthMM := n.segments[s].LengthMM
	var points []TollPoint
	for _, t := range n.tolls[first:] {
		if t.Segment != s {
			break
		}
		offsetMM := t.OffsetMM
		if e&1 == 1 {
			offsetMM = lengthMM - offsetMM
		}
		if offsetMM == 0 && lengthMM > 0 {
			continue
		}
		points = append(points, TollPoint{
			Kind: TollPointKind(t.Kind), Edge: e, OffsetM: float64(offsetMM) / 1000, OSMNode: t.OSM,
			Ref: n.textAt(t.Ref), Name: n.textAt(t.Name), Point: t.At.orb(),
		})
	}
	if e&1 == 1 {
		slices.Reverse(points)
	}
	return points
}

// Name returns the name of the road the edge is on; it may be empty.
func (n *Network) Name(e EdgeID) string {
	return n.textAt(n.names[n.details[e>>1].Name].Name)
}

// Ref returns the number of the road the edge is on, such as G15; it may be empty.
func (n *Network) Ref(e EdgeID) string {
	return n.textAt(n.names[n.details[e>>1].Name].Ref)
}

// textAt copies a text out of the file, so that it outlives Close.
func (n *Network) textAt(i uint32) string {
	return string(n.text[n.textStart[i]:n.textStart[i+1]])
}
