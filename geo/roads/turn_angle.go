package roads

import "math"

// headingM is how far along an edge its heading at an end is taken: the first
// piece alone may be the width of the crossing.
const headingM = 12

// headingOf returns the direction in which an edge leaves its node, in 256ths
// of a full turn clockwise from north; 0 for an edge without length.
func (n *Network) headingOf(e EdgeID) uint8 {
	seg, inner := &n.segments[e>>1], n.inner(uint32(e>>1))
	step, at, end := 1, 0, len(inner)+1
	if e&1 == 1 {
		step, at, end = -1, end, 0
	}
	a := n.vertex(seg, inner, at)
	scale := math.Cos(float64(a.Lat) / degree * radian)
	var east, north float64
	for at != end {
		at += step
		b := n.vertex(seg, inner, at)
		east, north = (float64(b.Lon)-float64(a.Lon))*scale, float64(b.Lat)-float64(a.Lat)
		if east*east+north*north >= (headingM/unitM)*(headingM/unitM) {
			break
		}
	}
	return uint8(int(math.Round(math.Atan2(east, north)*128/math.Pi)) & 255)
}

// Turn tells how sharply a drive turns from one edge into the next, which
// leaves the node where it ends: 0 straight on, 1/2 square, 1 right back. It
// goes by the headings of the two within headingM of the node, good to a
// degree.
func (n *Network) Turn(from, to EdgeID) float64 {
	return float64(sharpness[n.heading(from^1)-n.heading(to)]) / fullTurn
}

// TurnShare returns share of whole, where share is how sharply a drive turns
// from one edge into the next; see Turn.
func (n *Network) TurnShare(from, to EdgeID, whole uint32) uint32 {
	return uint32(uint64(whole) * uint64(sharpness[n.heading(from^1)-n.heading(to)]) / fullTurn)
}

func (n *Network) heading(e EdgeID) uint8 { return n.segments[e>>1].Heading[e&1] }

const fullTurn = 1 << 15

// sharpness gives, for the angle between the way back and the way on in 256ths,
// how sharp the turn is, in fullTurns.
var sharpness = func() (table [256]uint16) {
	for i := range table {
		table[i] = uint16(math.Round((1 + math.Cos(float64(i)*math.Pi/128)) / 2 * fullTurn))
	}
	return table
}()
